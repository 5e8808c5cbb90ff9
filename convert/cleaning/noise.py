"""Lines that are no part of the report: furniture of web pages, adverts.

A line is judged by its words (rows of the table), by where it stands, and by its neighbours. Words that no report
puts on a line of their own (版权所有：...) decide anywhere. Words that a report may use (作者：..., 时间：..., 打印)
decide only at the head of the page, above the first line of text, or at its foot, below the last, or beside a line
that has gone. Adverts are weighed: what urges, sells or gives a contact counts for, what reports counts against. A
line of running text that merely speaks of such things stays: to delete legitimate text is the worst error of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from convert.cleaning.adverts import SURE, advert, sells_from
from convert.cleaning.furniture import EDGE_CHARS, EDGE_ROWS, UNCLEAR, Furniture, Scales, Weighed, suspicion, traces
from convert.cleaning.heads import above_front, property_rows, stands_alone, value_form
from convert.cleaning.journal import Row, Sheet
from convert.cleaning.plan import Clues, Plan, holds
from convert.cleaning.toolbars import Tools, tool_rows
from convert.cleaning.widths import finished
from convert.cleaning.zones import BULLETS, Zones
from convert.rulebook import Rule

LINE_CHARS = 120
"""Longest line judged as a whole by its words; longer ones may only be adverts."""

SENTENCE_CHARS = 40
"""A longer line that ends in 。 or ； is a sentence; only an advert is so long and so complete."""

COLUMN_CHARS = 14
"""Longest column name: 重点领域信息公开 in brackets."""

TOP_ROWS = 12
"""Rows in which a page without other furniture repeats its title."""

VALUE_CHARS = 24
"""Longest line taken for the value of a label that stands alone on the line above."""

LINK_CHARS = 60
"""Longest title in a list of links."""


def drop_noise(sheet: Sheet, plan: Plan) -> None:
    """Drop the lines that are no part of the report."""
    short = {
        i: row.bare
        for i, row in enumerate(sheet.rows)
        if (size := len(row.bare)) <= LINE_CHARS
        and not (size > SENTENCE_CHARS and row.bare[-1] in "。；")
        and row.table is None
    }
    words = dict(zip(short, plan.short.words_in_each([*short.values()]), strict=True))
    clues = {i: plan.index.wake(found) for i, found in words.items()}
    tools = tool_rows(sheet.rows, clues, plan)
    hits = property_rows(sheet.rows, plan) | _hits(short, plan, tools, clues)
    adverts = _adverts(sheet, plan)
    top = [row.bare for row in sheet.rows[:TOP_ROWS]]
    known = set().union(*words.values())
    if any(2 * i > len(sheet.rows) for i in (*hits, *tools.rules, *adverts)):
        # Where the foot shows itself, sentences there may be the page's, too.
        edge = range(max(0, len(sheet.rows) - EDGE_ROWS), len(sheet.rows))
        foot = [i for i in edge if i not in short and len(sheet.rows[i].bare) <= EDGE_CHARS]
        for i, found in zip(foot, plan.short.words_in_each([sheet.rows[i].bare for i in foot]), strict=True):
            known |= found
            clues[i] = plan.index.wake(found)
    scales = Scales(plan, known)
    surer = (hits.keys() | tools.rules.keys()) - adverts.keys()  # few of these stay and need to be weighed
    traced = traces(sheet.rows, [i for i in range(len(sheet.rows)) if i not in surer], clues, scales)
    told = any(weighed.weight > UNCLEAR for weighed in traced.values())
    if surer or adverts or told or len(set(top)) < len(top):
        _Page(sheet, plan, hits, tools, adverts, clues, traced).judge(scales)
        sheet.sweep()


def _hits(short: Mapping[int, str], plan: Plan, tools: Tools, clues: Mapping[int, Clues]) -> dict[int, Rule]:
    """The row of the table that speaks of each short line, by index; `clues` are what its words wake."""
    columns = plan["column"]
    found = {}
    for i, bare in short.items():
        bare = bare.lstrip(BULLETS)
        lines = clues[i].lines
        rule = next((rule for rule in lines if rule.regex.match(bare)), None) if lines else None
        if rule is None and len(bare) <= COLUMN_CHARS:
            rule = columns.first(bare)
        # A row of buttons (精品推荐) may also head a list of links, which goes with it.
        if rule is not None and (i not in tools.rules or rule.kind == "links"):
            found[i] = rule
    return found


def _adverts(sheet: Sheet, plan: Plan) -> dict[int, tuple[Rule, int]]:
    """Adverts by index, with their weight. Only a line that names a ware, a contact or a site is weighed."""
    cues = sheet.standing(sheet.seen(plan.cues))
    found = {}
    for i, row in enumerate(sheet.rows if cues else ()):
        if row.number in cues and row.table is None and (weighed := advert(row.bare, plan, cues[row.number])):
            found[i] = weighed
    return found


class _Page:
    """The lines of one page while they are judged."""

    def __init__(
        self,
        sheet: Sheet,
        plan: Plan,
        hits: dict[int, Rule],
        tools: Tools,
        adverts: dict[int, tuple[Rule, int]],
        clues: Mapping[int, Clues],
        traced: dict[int, Weighed],
    ) -> None:
        self.sheet, self.rows, self.plan = sheet, sheet.rows, plan
        self.tools, self.clues, self.traced = tools, clues, traced
        self.gone: dict[int, Rule] = {}
        self.surer = (hits.keys() | tools.rules.keys()) - adverts.keys()
        suspects = self.surer | adverts.keys()
        self.weights = {i: suspicion(weighed, self.rows[i].bare) for i, weighed in traced.items()}
        self.zones = Zones(self.rows, plan, suspects, self.weights)
        self.first_text, self.last_text = self.zones.first_text, self.zones.last_text
        # Words of adverts begin or end a line by chance where a wrap cuts a sentence that holds them.
        flow = self.zones.flow
        self.hits = {i: rule for i, rule in hits.items() if not flow.goes_on(i)}
        self.adverts = {
            i: weighed
            for i, weighed in adverts.items()
            if not flow.goes_on(i) or (weighed[1] >= SURE and flow.cuts_in(i))
        }

    def judge(self, scales: Scales) -> None:
        """Drop what is junk: first what is so anywhere, then by place, then by neighbours."""
        for i, rule in self.hits.items():
            if self._is_sure(i, rule):
                self._drop(i, rule)
        for i, (rule, weight) in self.adverts.items():
            if weight >= SURE:
                self._drop_advert(i, rule)
        self._drop_doubled_titles()
        for run in self.tools.runs:
            if any(i in self.tools.sure for i in run) or (self._at_edge(run[0]) and self._at_edge(run[-1])):
                for i in run:
                    self._drop(i, self.tools.rules[i])
        # A line may become junk by its neighbour, so the order of looking must not decide: once down, once up.
        for i in (*sorted(self.hits), *sorted(self.hits, reverse=True)):
            if i not in self.gone and self._is_junk(i, self.hits[i]):
                self._drop(i, self.hits[i])
        self._weigh(scales)

    def _weigh(self, scales: Scales) -> None:
        """Drop what no row of the table knows but the evidence speaks against."""
        left = traces(self.rows, sorted(self.surer - self.gone.keys()), self.clues, scales)
        self.traced |= left
        self.weights |= {i: suspicion(weighed, self.rows[i].bare) for i, weighed in left.items()}
        judge = Furniture(self.zones, self.plan, scales, self.traced, self.gone)
        for i, rule in judge.drops():
            self._drop(i, rule)
        self._drop_likely_adverts()
        for i, rule in above_front(self.rows, self.gone, min(self.first_text, len(self.rows)), self.plan):
            self._drop(i, rule)
        for i in judge.doubts():
            self.rows[i].suspect = True

    def _drop_likely_adverts(self) -> None:
        """Drop the adverts that are not sure by themselves, where their place or form speaks for it."""
        for i, (rule, _) in self.adverts.items():
            bare = self.rows[i].bare
            if self._at_edge(i) or self._beside_gone(i) or not (finished(bare) or self.plan["start"].first(bare)):
                self._drop_advert(i, rule)

    def _drop_advert(self, i: int, rule: Rule) -> None:
        """Drop the line, or what follows the report's own sentence at its beginning."""
        row = self.rows[i]
        begin = 0 if self._at_edge(i) or i in self.gone else sells_from(row.bare, self.plan)
        if begin:
            start = row.text.index(row.bare)
            self.sheet.cut(row, start + begin, start + len(row.bare), rule.id)
        else:
            self._drop(i, rule)

    def _is_sure(self, i: int, rule: Rule) -> bool:
        if rule.kind == "links":
            return i > self.last_text
        if rule.kind == "label":
            return i < self.first_text
        return rule.kind == "line" and rule.get("where") == "any"

    def _drop_doubled_titles(self) -> None:
        """Drop the lines above the text that are repeated word for word further down there: the page's title."""
        seen: set[str] = set()
        for i in range(min(self.first_text, len(self.rows)) - 1, -1, -1):
            bare = self.rows[i].bare
            if bare in seen and i not in self.gone:
                for rule in self.plan["twice"].rules:
                    if rule.regex.match(bare):
                        self._drop(i, rule)
            seen.add(bare)

    def _is_junk(self, i: int, rule: Rule) -> bool:
        head, foot, beside = i < self.first_text, i > self.last_text, self._beside_gone(i)
        match rule.kind, rule.get("where"):
            case "line", "edge":
                return head or foot or beside
            case "line", "head":
                return head or beside
            case "line", "foot":
                return foot or beside
            case "line", "beside":
                return beside and (foot or (head and not self.plan["front"].first(self.rows[i].bare)))
            case "line", "beside-head":
                return head and beside
            case "column", _:
                return head and self._title_below(i)
            case "file", "beside":
                return foot and beside
            case "file", _:
                return not head or self._title_below(i)
            case "links", where:
                return bool(foot or where == "any")
        return False

    def _drop(self, i: int, rule: Rule) -> None:
        if i in self.gone:
            return
        self.gone[i] = rule
        row = self.rows[i]
        alone = row.bare[-1] in "：:" and stands_alone(row.bare)
        self.sheet.drop(row, rule.id)
        if rule.kind == "links" and i > self.last_text:
            self._drop_links(i + 1, rule)
        elif alone and rule.kind != "tool" and self._is_value(i + 1):
            self._drop(i + 1, rule)

    def _drop_links(self, start: int, rule: Rule) -> None:
        for i in range(start, len(self.rows)):
            bare = self.rows[i].bare
            if len(bare) > LINK_CHARS or "。" in bare or self.rows[i].table is not None:
                return
            # What ends a report, and the signature over its date, is not one of the links.
            if any(self.plan["end"].first(row.bare) for row in self.rows[i : i + 2]):
                return
            if i not in self.gone:
                self.gone[i] = rule
                self.sheet.drop(self.rows[i], rule.id)

    def _is_value(self, i: int) -> bool:
        """Whether row i can only be the value of the label above: short, no title, at the page's head or foot."""
        if i >= len(self.rows) or i in self.gone or not self._at_edge(i):
            return False
        bare = self.rows[i].bare
        return (
            len(bare) <= VALUE_CHARS
            and not finished(bare)
            and not self.plan["title"].any(bare)
            and not self.plan["end"].first(bare)
            and not self.plan["front"].first(bare)
            and (i > self.last_text or (self._title_below(i) and (value_form(bare) or i + 1 in self.hits)))
        )

    def _at_edge(self, i: int) -> bool:
        return i < self.first_text or i > self.last_text

    def _beside_gone(self, i: int) -> bool:
        return i - 1 in self.gone or i + 1 in self.gone

    def _title_below(self, i: int) -> bool:
        return self.zones.above_title(i)


def drop_wrapped_adverts(sheet: Sheet, plan: Plan) -> bool:
    """Drop the adverts that hard wraps had cut into harmless looking lines; whether there were any."""
    sheet.look_again()
    cues = sheet.seen(plan.cues)
    if not cues:
        return False
    groups: list[list[Row]] = []
    for row in sheet.rows:
        if row.tie and groups:
            groups[-1].append(row)
        else:
            groups.append([row])
    dropped = False
    for group in groups:
        if len(group) > 1 and (rule := _all_advert("".join([row.bare for row in group]), cues, plan)):
            for row in group:
                sheet.drop(row, rule.id)
            dropped = True
    if dropped:
        sheet.sweep()
    return dropped


def _all_advert(text: str, cues: Set[str], plan: Plan) -> Rule | None:
    """The row that speaks most against a text, if it sells from its first sentence to its last.

    A paragraph into which an advert has got, or which merely speaks of one, has sentences of its own.
    """
    cues = {cue for cue in cues if cue in text}
    weighed = advert(text, plan, cues)
    if weighed is None or weighed[1] < SURE:
        return None
    return weighed[0] if all(holds(sentence, cues) for sentence in text.split("。") if sentence) else None
