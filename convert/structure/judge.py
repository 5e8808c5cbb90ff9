"""Whether the members of a numbering run are headings or numbered text: the evidence of the whole run decides.

Each member votes; the mean of the votes, a little moved by what the other runs of the same family turned out to be,
decides for all members. A member that cannot hold a heading (a clause, a sentence far too long) stays body even so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import NamedTuple

from convert.model import Role
from convert.patterns import compiled
from convert.rulebook import RuleTable
from convert.structure.edges import closings, openings
from convert.structure.rows import Row
from convert.structure.runs import UNNUMBERED, Run
from convert.structure.shape import CLAUSE, COLON, EMPTY, HEADING_CHARS, PHRASE, RUN_IN, STATEMENT, Shape, cut, shape_of


class _Votes(NamedTuple):
    """What a shape says by itself, and besides when text, the next sibling or the end of the list follows it.

    0 for shapes to which it makes no difference.
    """

    own: float
    text: float
    sibling: float
    end: float


# Signs follow the definitions; sizes were set on the labelled corpora so that no run is within 0.2 of the border.
_VOTES = {
    Shape.PHRASE: _Votes(0.8, 1.5, -1.8, -0.4),
    Shape.STATEMENT: _Votes(-0.2, 1.0, -1.6, -0.8),
    Shape.OPENER: _Votes(0.3, 0.9, -1.2, -0.6),
    Shape.RUN_IN: _Votes(1.0, 0.0, 0.0, 0.0),
    Shape.SPACED: _Votes(0.5, 0.0, 0.0, 0.0),
    Shape.COLON: _Votes(-1.2, 0.2, 0.0, 0.0),
    Shape.CLAUSE: _Votes(-2.0, 0.0, 0.0, 0.0),
    Shape.LONG: _Votes(-1.5, 0.0, 0.0, 0.0),
    Shape.EMPTY: _Votes(0.0, 0.0, 0.0, 0.0),
}
_VOTE_CAP = 2.5  # so that one member never outvotes two
_VOTE_SURE = 2.2  # from here on words change nothing: they are not read

_SHORT_CHARS = 25
"""Headings are mostly shorter than this (86 % of the labelled ones); it earns half a vote."""

_SHORT, _OVERLONG = 0.4, -1.5
_SECTION_RANK = 20  # 第X节 and what stands further out may be single

# What the family says before any member is read: 第X章 is always a heading, 一、 mostly, ① seldom.
_FAMILY = {"part": 2.0, "volume": 2.0, "chapter": 2.5, "section": 1.5, "cn": 0.5, "digit-half": -0.3, "circle": -0.8}
_ARTICLE = -9.0  # 第X条 is never one
_IN_ITEMS = -1.5  # inside numbered text a list is numbered text
_AFTER_COLON = -0.4  # 「…如下：」 announces items as often as headings
_SINGLE = -0.3  # a number 1 without a number 2
_LISTED = 2  # more members than this one below the other are a list
_INLINE = -3.0  # （1）…。（2）…。 in one line is a list inside a paragraph
_BARE = -1.5  # phrases one below the other without a word of text between them are a list or a table of contents
_REPEATED = -2.5  # the same line comes again: this is the table of contents
_CLAUSES = -1.0  # 一、 … counting on over chapters are the clauses of a regulation
_RULING = -1.2  # in a document that lays down rules a short first sentence is often a rule
_COMPANY = 0.3  # weight of the other runs of the same family

_LABEL_FAMILIES = ("cn", "cn-paren")
"""Families whose mark has a face of its own (7.3.3: 一、 in 黑体, （一） in 楷体)."""

_LABEL_CHARS = 15
"""Longest label before the colon of a numbered item ("一、元旦：…"). The labels seen in notices have 2-9 characters;
what is longer is a clause with a subject and a verb."""


class Evidence:
    """Reads the evidence rows of the table.

    Each row has a bit. The edges of a sentence and the characters in it tell which rows may match at all, mostly two of
    sixteen.
    """

    def __init__(self, table: RuleTable) -> None:
        rules = table.of_kind("evidence")
        self._begun, self._ended = openings(rules), closings(rules)
        self._rows = tuple((rule.regex.match, rule.get("weight", 0) / 10) for rule in rules)
        self._always = 0  # bits of the rows that may match whatever characters stand inside a sentence
        self._woken: dict[str, int] = {}  # bits of the rows that a sentence may match for a character
        for position, rule in enumerate(rules):
            # Where its edges are known they tell enough.
            needed = "" if rule.opening or rule.closing else rule.trigger.needed
            if not needed:
                self._always |= 1 << position
            for character in needed:
                self._woken[character] = self._woken.get(character, 0) | 1 << position
        self._triggers = compiled(f"[{re.escape(''.join(self._woken))}]" if self._woken else "(?!)").findall
        self._chosen = lru_cache(maxsize=256)(self._choose)  # tens of sets are met

    def weigh(self, words: str) -> float:
        """The sum of what the words of a heading sentence say for it and against it."""
        if not words:
            return 0.0
        likely = self._always
        for character in self._triggers(words):
            likely |= self._woken[character]
        total = 0.0
        for match, weight in self._chosen(likely & self._begun[words[0]] & self._ended[words[-1]]):
            if match(words):
                total += weight
        return total

    def _choose(self, bits: int) -> tuple[tuple[Callable[[str], object], float], ...]:
        """The rows of these bits, in the order of the table."""
        return tuple(row for position, row in enumerate(self._rows) if bits >> position & 1)


@lru_cache(maxsize=4)
def evidence(table: RuleTable) -> Evidence:
    """The evidence rows of a table, remembered."""
    return Evidence(table)


Shapes = dict[int, tuple[Shape, int]]
"""Shape and end of the heading sentence by position of the row."""


def judge(rows: list[Row], runs: list[Run], words: Evidence, *, ruling: bool = False) -> Shapes:
    """Decides on every run (`heading`, `score`, `favour`); gives the shapes that were read on the way.

    `ruling` = the document lays down rules (制度, 公告, 批复 …), whose short first sentences are seldom headings.
    """
    jury = _Jury(rows, runs, words, _RULING if ruling else 0.0)
    for run in reversed(runs):  # a run inside another before that other
        if run.family != UNNUMBERED:
            run.score = jury.score(run)
    company: dict[str, list[float]] = {}
    chains: dict[int, list[Run]] = {}
    for run in runs:
        company.setdefault(run.family, []).append(run.score)
        if run.before:
            chain = chains[id(run)] = chains.setdefault(id(run.before), [run.before])
            chain.append(run)
    for chain in chains.values():
        _share(chain)
    totals = {family: sum(scores) for family, scores in company.items()}
    for run in runs:
        if run.family == UNNUMBERED:
            run.heading = True
            continue
        others = len(company[run.family]) - 1
        if others:
            mean = (totals[run.family] - run.score) / others
            run.score += _COMPANY * max(-1.5, min(1.5, mean))
        if run.parent and not run.parent.heading:
            run.score += _IN_ITEMS
        run.heading = run.score > 0
        if not run.heading:
            _keep_as_text(rows, run, jury.shapes)
    return jury.shapes


def _share(chain: list[Run]) -> None:
    """Gives runs that count on over several sections one score: they are one list."""
    members = sum(len(run.members) for run in chain)
    score = sum(run.score * len(run.members) for run in chain) / members
    if chain[0].family == "cn" and chain[0].parent:
        score += _CLAUSES
    for run in chain:
        run.score = score


class _Jury:
    """Hears the members of runs."""

    def __init__(self, rows: list[Row], runs: list[Run], words: Evidence, run_in: float) -> None:
        self.rows = rows
        self.runs = runs
        self.words = words
        self.shapes: Shapes = {}
        self.bare: set[int] = set()  # first members of runs without a word of text between the members
        self.run_in = run_in  # added to the vote of a run-in heading

    @cached_property
    def last(self) -> dict[str, int]:
        """Where each line is written for the last time."""
        scope = range(min(run.members[0] for run in self.runs), max(run.end for run in self.runs))
        return {self.rows[i].text: i for i in scope}

    def score(self, run: Run) -> float:
        """The mean vote of the members, and what speaks for and against the run as a whole."""
        if run.family == "article":
            return _ARTICLE
        votes, voters, bare, labels = self._heard(run)
        if not voters:
            return _ARTICLE
        score = votes / voters
        members = run.members
        if run.family != "cn" or not (self.run_in or 2 * labels > voters):
            score += _FAMILY.get(run.family, 0.0)
        if bare == voters and len(members) > 1:
            score += _BARE
            self.bare.add(members[0])
        first = members[0]
        if len(members) == 1 and run.rank > _SECTION_RANK:
            score += _INLINE if _counts_on(self.rows[first]) else _SINGLE
        if run.parent and first and self.rows[first - 1].text.endswith(("：", ":")):
            score += _AFTER_COLON
        return score

    def _heard(self, run: Run) -> tuple[float, int, int, int]:
        """The sum of the votes; how many members voted, are phrases without text below, are labels and sentences."""
        rows, shapes, weigh, run_in = self.rows, self.shapes, self.words.weigh, _VOTES[RUN_IN].own + self.run_in
        votes = 0.0
        bare = labels = empty = favour = 0
        members = run.members
        listed = len(members) > _LISTED and members[-1] - members[0] == len(members) - 1
        for position, following in zip(members, (*members[1:], 0), strict=True):
            row = rows[position]
            mark = row.mark
            assert mark
            text, start = row.text, mark.end
            shape, stop = shapes[position] = shape_of(text, start)
            vote = run_in
            if shape is not RUN_IN:
                if shape is EMPTY:
                    empty += 1
                    continue
                vote, alone = self._standing(position, following, run.end, listed)
                bare += alone
                labels += shape is COLON and text[-1] in "。；"
            if stop - start <= _SHORT_CHARS:
                vote += _SHORT
            elif stop - start > HEADING_CHARS:
                vote += _OVERLONG
            if abs(vote) < _VOTE_SURE and shape is not CLAUSE:
                vote += weigh(text[start:stop])
            if vote > 0:
                favour += 1
                votes += vote if vote < _VOTE_CAP else _VOTE_CAP
            else:
                votes += vote if vote > -_VOTE_CAP else -_VOTE_CAP
        run.favour = favour
        return votes, len(members) - empty, bare, labels

    def _standing(self, position: int, following: int, end: int, listed: bool) -> tuple[float, bool]:
        """What a member says by its shape and what stands below, and whether it is a phrase without text below.

        `following` is 0 for the last member; `listed` = the members stand one below the other.
        """
        shape = self.shapes[position][0]
        vote, above_text, above_sibling, above_end = _VOTES[shape]
        if not above_text:
            return vote, False
        alone = False
        below = position + 1
        text = self.rows[position].text
        contents = below in self.bare and self.last[text] > position
        if below >= (following or end) or contents:
            vote += above_sibling if following or contents else above_end
            alone = shape is PHRASE
            if alone and self.last[text] > position:
                vote += _REPEATED
        elif listed and shape is STATEMENT:
            vote += above_end  # what follows a list of sentences is no text of the last of them
        elif self.rows[below].weighty:
            # text behind the last member may as well be the text that goes on behind a list of items
            vote += above_text if following else above_text / 2
        return vote, alone


def _counts_on(row: Row) -> bool:
    """Whether a line that begins with number one goes on to number two after a stop."""
    mark = row.mark
    if mark is None or mark.number != 1:
        return False
    second = row.text[: mark.end].strip().replace("1", "2").replace("一", "二")
    at = row.text.find(second, mark.end)
    return at > 0 and row.text[at - 1] in "。；"


def _keep_as_text(rows: list[Row], run: Run, shapes: Shapes) -> None:
    why, confidence = _argument(run), _confidence(run.score)
    labelled = _labelled(rows, run, shapes)
    for position in run.members:
        read = shapes.get(position)
        reason = f"{why}；这一项{read[0]}" if read else "条文本身就是规定，不是标题"
        rows[position].decide(Role.BODY, f"{run.rule}-item", reason, confidence)
        if read and labelled:
            rows[position].label(read[1] + 1)


def _labelled(rows: list[Row], run: Run, shapes: Shapes) -> bool:
    """Whether the items are siblings that each begin with a short label and a colon: "一、元旦：…", "二、春节：…"."""
    if run.family not in _LABEL_FAMILIES or len(run.members) == 1:
        return False
    for position in run.members:
        shape, colon = shapes[position]
        mark = rows[position].mark
        if shape is not Shape.COLON or not mark or not 0 < colon - mark.end <= _LABEL_CHARS:
            return False
    return True


def _argument(run: Run) -> str:
    """Why the members of a run are what they are, in Chinese."""
    size = len(run.members)
    verdict = "整组作标题" if run.heading else "整组作正文"
    if size == 1:
        return f"此处编号只有一项，{verdict}"
    return f"编号相接的{size}项中{run.favour}项像标题，{verdict}"


def _confidence(score: float) -> float:
    """The score as a share: 0.5 at the border, near 1 from 3 on."""
    return round(100 / (1 + math.exp(-abs(score)))) / 100


def settle(rows: list[Row], runs: list[Run], shapes: Shapes) -> None:
    """Gives heading rows their run-in length, number, level and depth; every run comes behind the run around it."""
    gaps = False
    for run in runs:
        outer = run.parent
        while outer and not outer.heading:
            outer = outer.parent
        run.depth = (outer.depth if outer else 0) + 1
        if not run.heading:
            continue
        if run.family == UNNUMBERED:
            _settle_unnumbered(rows, run)
        else:
            gaps |= _settle_numbered(rows, run, shapes)
    headings = [run for run in runs if run.heading]
    if gaps:
        _no_gaps(rows, headings)
    _level(rows, [run for run in headings if run.family != UNNUMBERED])


def _settle_unnumbered(rows: list[Row], run: Run) -> None:
    for position in run.members:
        row = rows[position]
        row.depth = row.level = min(run.depth, 4)
        row.rule = row.mark.rule if row.mark else "U-plain"
        row.why, row.confidence = "独占一行的短语，下接正文", 0.7


def _settle_numbered(rows: list[Row], run: Run, shapes: Shapes) -> bool:
    """Settles a run of headings; gives whether one of them turned out to be body, so that a depth may be missing."""
    gap = False
    confidence = _confidence(run.score)
    why = _argument(run)
    depth = min(run.depth, 4)
    says = f"{why}；这一项"
    for position in run.members:
        row = rows[position]
        mark = row.mark
        assert mark
        shape, end = shapes[position]
        length = end + 1 if shape is RUN_IN else cut(row.text, mark.end, shape, end)
        if length is None:
            row.decide(Role.BODY, f"{mark.rule}-item", f"{why}；但这一段{shape}，是正文", confidence)
            gap = True
            continue
        row.run_in = length
        row.number = mark.typed
        row.depth = depth
        row.level = mark.level or depth
        row.rule, row.why, row.confidence = mark.rule, says + shape, confidence
    return gap


def _no_gaps(rows: list[Row], headings: list[Run]) -> None:
    """Lifts headings whose outer heading turned out to be body, so that no depth is skipped on the way down."""
    depth = 0
    for position in sorted([position for run in headings for position in run.members]):
        row = rows[position]
        if row.depth:
            row.depth = depth = min(row.depth, depth + 1)


def _level(rows: list[Row], headings: list[Run]) -> None:
    """Makes level the depth where the document has no first family or turns the families round."""
    first = inverted = False
    for run in headings:
        outer = run.parent
        first = first or rows[run.members[0]].level == 1
        if outer and outer.heading and outer.family != UNNUMBERED and outer.rank > run.rank:
            inverted = True
    if first and not inverted:
        return
    why = "；编号内外倒置，层级按嵌套计" if inverted else "；全文没有第一层编号，层级按嵌套计"
    for run in headings:
        for position in run.members:
            row = rows[position]
            if row.depth:
                row.level = row.depth
                row.why += why
