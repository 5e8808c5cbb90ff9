"""How much a line reads as furniture of a web page whose wording nobody has listed.

The evidence is weighed, and rows of the table say what counts and how much:

- `word`: words of web pages, by class. Each class counts once; what matters more is how much of the line such words
  make up, for 阅读全文需开通会员 consists of them, while a sentence of a report only holds one or two. A word that the
  report's own sentences use is no evidence at all.
- `trace`: the form of the line: several labels with values, separators, prices, clock times, accounts, addresses.
- `place`: where it stands: above the title, below the end, in the middle of a sentence; what stands beside it; whether
  it comes again.
- `report`: words of work, which count against, as does a line that is made of the report's own words.

Rows of kind `kept` name what may stand above the text or below its end and is never taken. From `SURE` on a line goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from convert.cleaning.journal import Row
from convert.cleaning.plan import Clues, Plan, holds
from convert.cleaning.zones import BLOCK_ROWS, TEXT_CHARS, Zones
from convert.patterns import compiled
from convert.rulebook import Rule

SURE = 4
"""Weight at which a line goes. None of the honest lines in tests/cases/cleaning.toml reaches it in any place."""

DOUBTFUL = 3
"""Weight from which a sentence is not taken for one of the report's own, and a line that stays is shown."""

HEADING = 3
"""Weight that a line loses as the heading of the line below it: 会员充值 over a paragraph on 充值."""

UNCLEAR = 1
"""Weight up to which words and form say nothing; such a line goes only if it stands lost among lines that have gone."""

BARE_CHARS = 20
"""Longest line that may go for its place alone."""

LINE_CHARS = 40
"""Longest headline that goes below the date for its place alone."""

BODY_CHARS, EDGE_CHARS = 60, 200
"""Longest line weighed in the midst of the text and at its edges; longer ones may only be adverts."""

EDGE_ROWS = 16
"""Rows from either end in which a sentence may be furniture; the tails of 130 pages had up to 15 such rows."""

MOSTLY, PARTLY = 0.75, 0.5
"""Share of a line's Chinese characters in words of web pages that counts two points and one. Of the lines of our corpus
no heading reaches the first, but for single words (阅读量)."""

WORD_CHARS = 3
"""A line no longer than this is one word, and says little unless all of it is known (阅读量 is a cell, too)."""

OWN_SHARE = 0.7
"""Share of a line's pairs of characters that stand in the report's own sentences from which it is their line."""

SEARCHED_CHARS = 20_000
"""Length up to which a text is searched for each pair of characters; a set of all its pairs costs 80 such searches."""

_HAN = compiled("[\u4e00-\u9fff]+")
_LABEL = compiled(r"[^：:]{2,8}[：:](?=.)")


class Weighed(NamedTuple):
    """What speaks for furniture in a line by itself."""

    rule: Rule | None  # the row that weighs most
    weight: int  # of all rows
    words: Sequence[str]  # of web pages that it holds
    clues: Clues  # all that may count in it
    mostly: bool = False  # they make up most of it


_NOTHING = Weighed(None, 0, (), Clues())


class Scales:
    """The rows of the table that weigh lines of a text; `words` are the trigger words that count in it."""

    def __init__(self, plan: Plan, words: Set[str]) -> None:
        self._lexicon, self._index, self._weigh = plan.lexicon, plan.index, plan.weigh
        self._words, self._telling = words, plan.index.telling & words

    def clues(self, text: str) -> Clues:
        """What the words in a line wake that count and speak for furniture."""
        if not holds(text, self._telling):
            return self._index.idle
        return self._index.wake([word for word in self._words if word in text])

    def weigh(self, text: str, clues: Clues, own: Own | None = None) -> Weighed:
        """What speaks for furniture in a line with these clues; words in `own`, the report's sentences, do not."""
        known = clues.words
        strange = known if own is None else [word for word in known if word not in own]
        rules: list[Rule] = []
        weight, labelled, mostly = 0, False, False
        if strange:
            rules += {rule.id: rule for rule in map(self._lexicon.__getitem__, strange)}.values()
            share, labelled = _coverage(text, known)
            foreign = len(strange) == len(known)  # else only one point: a heading has words of the report, too
            weight = (1 + foreign if share >= MOSTLY else 1 if share >= PARTLY else 0) + labelled
            mostly = share >= PARTLY
        rules += [rule for rule in clues.traces if rule.look(text)]
        if not rules:
            return _NOTHING
        weigh = self._weigh
        weight += sum(map(weigh, rules))
        # Behind a label that only web pages have (下一篇) any title of an article may stand.
        if not labelled or not any(text.startswith(word) and weigh(self._lexicon[word]) > 1 for word in strange):
            weight -= sum([weigh(rule) for rule in clues.reports if rule.look(text)])
        return Weighed(max(rules, key=weigh), weight, strange, clues, mostly)


def _coverage(text: str, words: Sequence[str]) -> tuple[float, bool]:
    """Which share of a line's Chinese characters is words of web pages, and whether a label at its start is.

    A share that counts for nothing is given as 0.
    """
    han = _count_han(text)
    label = _LABEL.match(text)
    if label is None and sum([len(word) * text.count(word) for word in words]) < PARTLY * han:
        return 0.0, False  # most sentences
    covered: set[int] = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            covered.update(range(at, at + len(word)))
            at = text.find(word, at + 1)
    known = [at for at in covered if "\u4e00" <= text[at] <= "\u9fff"]
    share = len(known) / max(1, han)
    end = label.end() if label else 0
    labelled = end > 0 and sum(at < end for at in known) == _count_han(text[:end])
    return (0.0 if han <= WORD_CHARS and share < MOSTLY else share), labelled


def _count_han(text: str) -> int:
    return sum(map(len, _HAN.findall(text)))


class Own:
    """The report's own sentences, asked for the words of other lines."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._text = "\n".join(sentences)
        self._known: dict[str, bool] = {}
        self._pairs: set[str] = set()

    def __contains__(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = word in self._text
        return known

    def made(self, text: str) -> bool:
        """Whether a line is made of the words of the report's own sentences."""
        is_own: Callable[[str], bool] = self.__contains__
        if len(self._text) > SEARCHED_CHARS:
            self._pairs = self._pairs or {self._text[i : i + 2] for i in range(len(self._text) - 1)}
            is_own = self._pairs.__contains__
        pairs, strange = len(text) - 1, 0
        for i in range(pairs):
            if not is_own(text[i : i + 2]):
                strange += 1
                if pairs - strange < OWN_SHARE * pairs:
                    return False
        return pairs > 0


def suspicion(weighed: Weighed, text: str) -> int:
    """The weight of a line for telling the text from what is around it; reports hold sentences on web sites, too."""
    return weighed.weight if weighed.mostly or text[-1] not in "。；" else min(weighed.weight, UNCLEAR)


def traces(rows: list[Row], which: Iterable[int], clues: Mapping[int, Clues], scales: Scales) -> dict[int, Weighed]:
    """What speaks for furniture in each of these lines, by index; only lines of which anything does.

    `clues` are what the words of each short line wake, by index.
    """
    found = {}
    for i in which:
        bare, own = rows[i].bare, clues.get(i)
        if rows[i].table is not None or (own and not (own.words or own.traces)):
            continue
        edge = i < EDGE_ROWS or i >= len(rows) - EDGE_ROWS
        # Most lines of a report are sentences; only at its edges may one of them be furniture.
        if not (len(bare) <= EDGE_CHARS if edge else _is_short(bare)):
            continue
        own = own or scales.clues(bare)
        if own.words or own.traces:
            weighed = scales.weigh(bare, own)
            if weighed.weight > 0:
                found[i] = weighed
    return found


class Furniture:
    """Judges the lines of one page.

    `gone` tells which rows have been dropped, and is expected to grow as `drops` goes on: a line that has gone speaks
    against those beside it.
    """

    def __init__(
        self, zones: Zones, plan: Plan, scales: Scales, traced: Mapping[int, Weighed], gone: Mapping[int, Rule]
    ) -> None:
        self.zones, self.plan, self.traced, self.gone = zones, plan, traced, gone
        self.places = plan["place"].rules
        self._wheres = [(place.get("where"), place) for place in self.places]
        self._kept: dict[str | None, list[Rule]] = {}
        for rule in plan["kept"].rules:
            self._kept.setdefault(rule.get("where"), []).append(rule)
        rows = zones.rows
        edge = (*range(min(zones.first_text, len(rows))), *range(zones.end + 1, len(rows))) if self.places else ()
        inside = traced if self.places else ()
        self.candidates = [i for i in sorted({*edge, *inside}) if i not in gone and self._may_go(i)]
        own = (i for i in range(min(zones.first_text, len(rows)), zones.end + 1) if self._is_sentence(i))
        self.own = Own(rows[i].bare for i in own if traced.get(i, _NOTHING).weight < DOUBTFUL)
        # Only words that the report uses make a difference to what was weighed before; below the date they do not.
        self.weights = {
            i: scales.weigh(rows[i].bare, traced[i].clues, self.own)
            if i <= zones.closed and any(word in self.own for word in traced[i].words)
            else traced[i]
            for i in self.candidates
            if i in traced
        }

    def _is_sentence(self, i: int) -> bool:
        bare = self.zones.rows[i].bare
        return len(bare) >= TEXT_CHARS and ("。" in bare or "，" in bare) and not self.zones.is_strange(i)

    def _may_go(self, i: int) -> bool:
        """Whether row i is neither what an official document has at its edges nor a line of its text."""
        row = self.zones.rows[i]
        bare = row.bare
        above, inside = i < self.zones.first_text, not self.zones.edge(i)
        if row.table is not None or (inside and not _is_short(bare)):
            return False
        if (inside or above) and self.zones.is_numbered(i):
            return False
        if above and (self.plan["front"].first(bare) or self._is_kept(bare, "head") or self.plan["title"].any(bare)):
            return False
        return not (self._is_kept(bare, None) or self.plan["date"].first(bare) or self.zones.flows(i))

    def _is_kept(self, bare: str, where: str | None) -> bool:
        return any(rule.look(bare) for rule in self._kept.get(where, ()))

    def drops(self) -> Iterator[tuple[int, Rule]]:
        """The lines that the evidence speaks against, with the row that weighs most."""
        again = set(self.candidates)
        while again:
            crowds, dropped = self.zones.crowds(self.gone), []
            for i in sorted(again):
                if (rule := self._verdict(i)) is not None:
                    dropped.append(i)
                    yield i, rule
            if self.zones.crowds(self.gone) != crowds:
                again = set(self.candidates)
            else:
                near = {j for i in dropped for j in range(i - BLOCK_ROWS, i + BLOCK_ROWS + 1)}
                again = near.intersection(self.candidates)

    def doubts(self) -> Iterator[int]:
        """The lines that stay although much speaks against them."""
        for i in self.candidates:
            if i not in self.gone and self._weight(i)[1] >= DOUBTFUL and not self.own.made(self.zones.rows[i].bare):
                yield i

    def _weight(self, i: int) -> tuple[Rule | None, int]:
        """The row that weighs most in row i, and the weight of words, form and place; nothing where it may not go."""
        bare = self.zones.rows[i].bare
        best, weight, *_ = self.weights.get(i, _NOTHING)
        if i in self.gone or (weight <= UNCLEAR and not self._is_lost(i)):
            return None, 0
        if self.zones.is_numbered(i) and not self.zones.holds("beside", i, self.gone):
            return None, 0  # an item of the report's own, unless it is one of a list of links
        for where, place in self._wheres:
            if self.zones.holds(where, i, self.gone) and place.look(bare):
                weight += self.plan.weigh(place)
                best = best or place
        return best, weight - (HEADING if self._is_heading(i) else 0)

    def _is_heading(self, i: int) -> bool:
        """Whether row i, in the midst of the text, names what the line below it speaks of."""
        if self.zones.edge(i) or i not in self.traced:
            return False
        left = (j for j in range(i + 1, min(i + 1 + BLOCK_ROWS, len(self.zones.rows))) if j not in self.gone)
        below = self.zones.rows[next(left, i)].bare
        return len(below) >= TEXT_CHARS and any(word in below for word in self.traced[i].words)

    def _verdict(self, i: int) -> Rule | None:
        """The row that weighs most in row i, if the line is to go."""
        bare = self.zones.rows[i].bare
        best, weight = self._weight(i)
        if weight < SURE or (weight < SURE + 2 and self.own.made(bare)):
            return None
        return best if len(bare) < TEXT_CHARS or self._is_strange_sentence(i, weight) else None

    def _is_strange_sentence(self, i: int, weight: int) -> bool:
        """Whether row i, if it reads like a sentence, is no sentence of a report all the same.

        One that ends with 。 goes only beyond the text and beside what has gone, since reports speak of web sites too.
        """
        bare = self.zones.rows[i].bare
        if "，" not in bare and "。" not in bare:
            return True
        mostly = self.weights.get(i, _NOTHING).mostly
        beyond = self.zones.edge(i) and self.zones.holds("beside", i, self.gone)
        if bare[-1] in "。；":
            lost = self.zones.holds("signed", i, self.gone) and self.zones.holds("between", i, self.gone)
            return beyond and (mostly or lost or weight >= SURE + 2)
        return mostly or (beyond and weight > SURE)

    def _is_lost(self, i: int) -> bool:
        """Whether row i, which says nothing for itself, stands where no document has such a line."""
        bare = self.zones.rows[i].bare
        if self.zones.holds("listed", i, self.gone) and any(
            where == "listed" and place.look(bare) for where, place in self._wheres
        ):
            return True
        if not self.zones.lost(i, self.gone) or not (is_bare(bare) or (i > self.zones.closed and _is_line(bare))):
            return False
        return not (self._is_kept(bare, "bare") or self.plan["front"].first(bare))


def _is_short(bare: str) -> bool:
    """Whether a line in the midst of the text is short and ends no clause."""
    return bare[-1] not in "。；，、" and len(" ".join(bare.split())) <= BODY_CHARS


def _is_line(bare: str) -> bool:
    """Whether a line may be a headline: neither long nor a sentence."""
    return len(bare) <= LINE_CHARS and not any(mark in bare for mark in "，。；！？")


def is_bare(text: str) -> bool:
    """Whether a line is a few words without any mark of a sentence: it says nothing for itself."""
    return len(text) <= BARE_CHARS and not any(mark in text for mark in "。，、；！？“”《》：")
