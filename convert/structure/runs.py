"""Numbering runs: which numbered lines belong together, and which run stands inside which.

A run is a list of siblings: one family of numbers that counts on. The runs of a document form a tree, found with a
stack of open runs. A number continues the innermost open run whose next number it is; a first number opens a run
inside the innermost run of a further-out family. Where the families are inverted (1、 above （一）) the outer run shows
itself by going on later, so the positions of all numbers are looked up, not only those read so far.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from convert.structure.marks import Mark
from convert.structure.rows import Row

UNNUMBERED = "unnumbered"
"""Family of headings without a number."""

ORDINAL = "ordinal"
"""Family of headings 第一，…… 第二，……; they are of any level."""

_NUMBERED = ("heading", "article")  # kinds of marks that count

_SAME_INSIDE = 2
"""So often a family may be open at once: 1. as outermost list and again as innermost."""


@dataclass(slots=True, eq=False)
class Run:
    """Siblings: rows by position in the list of rows, first to last."""

    family: str
    rank: int
    parent: Run | None = None
    members: list[int] = field(default_factory=list)
    last: int = 0  # number of the last member
    rule: str = ""  # rule of the last member: the way the number is written
    before: Run | None = None  # the run in an earlier section whose numbers this one continues
    end: int = 0  # position behind the run: where an outer run goes on or the scope ends
    heading: bool = False
    score: float = 0.0
    favour: int = 0  # members that by themselves look like headings
    depth: int = 0
    style: str = ""  # how headings without a number are set off: in brackets, by a sign


class _Finder:
    """The stack of open runs while the rows of one scope are read."""

    def __init__(self, rows: list[Row], start: int, end: int) -> None:
        self.rows = rows
        self.start = start
        self.end = end
        self.open: list[Run] = []
        self.runs: list[Run] = []
        self.closed: dict[str, Run] = {}
        self.inside: set[tuple[int, str]] = set()  # which families were seen inside which runs

    @cached_property
    def positions(self) -> dict[tuple[str, int], list[int]]:
        """Where each number of each family stands; few documents ask."""
        found: dict[tuple[str, int], list[int]] = {}
        for i in range(self.start, self.end):
            mark = self.rows[i].mark
            if mark and mark.kind in _NUMBERED:
                found.setdefault((mark.family, mark.number), []).append(i)
        return found

    def goes_on(self, run: Run, position: int, before: int) -> bool:
        """Whether the next number of the run stands behind `position` and not behind `before`."""
        found = self.positions.get((run.family, run.last + 1))
        if not found:
            return False
        i = bisect_right(found, position)
        return i < len(found) and found[i] < before

    def bound(self, depth: int, position: int, family: str = "") -> int:
        """Where the open run at `depth` must end because a run outside it goes on.

        Numbers of `family` say nothing: a run of that family is about to begin and will take them.
        """
        nearest = self.end
        for run in self.open[:depth]:
            if run.family == family:
                continue
            found = self.positions.get((run.family, run.last + 1))
            if found:
                i = bisect_right(found, position)
                if i < len(found):
                    nearest = min(nearest, found[i])
        return nearest

    def close(self, size: int, position: int) -> None:
        """Ends the innermost runs at a row, until so many are left open."""
        while len(self.open) > size:
            run = self.open.pop()
            run.end = position
            self.closed[run.family] = run

    def read(self, unnumbered: dict[int, str]) -> None:
        """Puts the numbers of the scope, and these headings without one, into runs."""
        stack = self.open
        for position, row in enumerate(self.rows[self.start : self.end], self.start):
            if row.role is not None:
                continue
            mark = row.mark
            if position in unnumbered:
                self.add_unnumbered(position, unnumbered[position])
            elif mark and mark.kind in _NUMBERED:
                run = stack[-1] if stack else None
                if run and run.last + 1 == mark.number and run.rule == mark.rule and run.family == mark.family:
                    run.members.append(position)  # the next of its siblings, as most are
                    run.last = mark.number
                else:
                    self.add(position, mark)
        self.close(0, self.end)

    def add(self, position: int, mark: Mark) -> None:
        """Takes a number into the run that it continues, or begins one."""
        number = mark.number
        at = self._continued(mark.family, mark.rule, number)
        if at is None and number > 1:
            at = self._gap(mark.family, number)
        if at is not None:
            self.close(at + 1, position)
            run = self.open[at]
        else:
            run = self._opened(mark.family, mark.rank, number, position)
        run.members.append(position)
        run.last, run.rule = number, mark.rule

    def _continued(self, family: str, rule: str, number: int) -> int | None:
        """Depth of the innermost open run whose next number this is; the same way of writing goes first."""
        loose = None
        for at in range(len(self.open) - 1, -1, -1):
            run = self.open[at]
            if run.family == family and run.last + 1 == number:
                if run.rule == rule:
                    return at
                loose = at if loose is None else loose
        return loose

    def _gap(self, family: str, number: int) -> int | None:
        """Depth of an open run that this continues with a gap or a doubled number."""
        closed = self.closed.get(family)
        if closed and closed.last + 1 == number:
            return None  # a list that counts on over several sections
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].family == family and number >= self.open[at].last:
                return at
        return None

    def _opened(self, family: str, rank: int, number: int, position: int) -> Run:
        """A new run at its place in the tree."""
        size = len(self.open)
        while size:
            top = self.open[size - 1]
            if top.rank < rank:
                break
            if top.family == family:
                nested = number == 1 and top.last == 1 and top.members[-1] == position - 1
                nested = nested and sum(run.family == family for run in self.open) < _SAME_INSIDE
                if nested and self.goes_on(top, position, self.bound(size - 1, position)):
                    break
            elif (id(top), family) in self.inside or self.goes_on(
                top, position, self.bound(size - 1, position, family)
            ):
                break  # the families are turned round
            size -= 1
        self.close(size, position)
        run = Run(family, rank, self.open[-1] if self.open else None)
        closed = self.closed.get(family)
        if closed and closed.last + 1 == number:
            run.before = closed
        if run.parent:
            self.inside.add((id(run.parent), family))
        self.open.append(run)
        self.runs.append(run)
        return run

    def add_unnumbered(self, position: int, style: str) -> None:
        """Takes a heading without a number into the innermost list of such headings that no numbers go on inside."""
        host = self._host(position)
        kin = [i for i in range(len(self.open) - 1, -1, -1) if self.open[i].family == UNNUMBERED]
        at = next((i for i in kin if self.open[i].style == style), None)
        if at is None and kin:
            host = max(host, kin[0] + 1)  # set off in another way: inside the heading above
        if at is not None and host <= max(kin) + 1:
            self.close(at + 1, position)
        else:
            self.close(host, position)
            run = Run(UNNUMBERED, 0, self.open[-1] if self.open else None, style=style)
            self.open.append(run)
            self.runs.append(run)
        self.open[-1].members.append(position)

    def _host(self, position: int) -> int:
        """How many of the open runs stay open around an unnumbered heading.

        It stands inside the member just above it, else inside the innermost run that goes on behind it, else inside the
        outermost.
        """
        above = position - 1
        if self.open and self.open[-1].members[-1] == above and not set("。；") & set(self.rows[above].text):
            return len(self.open)  # right below a heading on a line of its own
        for size in range(len(self.open), 0, -1):
            if self._resumes(self.open[size - 1], position, self.bound(size - 1, position)):
                return size
        return min(1, len(self.open))

    def _resumes(self, run: Run, position: int, before: int) -> bool:
        """Whether the run goes on before its family begins with one again."""
        anew = self.positions.get((run.family, 1), [])
        i = bisect_right(anew, position)
        return self.goes_on(run, position, min(before, anew[i]) if i < len(anew) else before)


def find_runs(rows: list[Row], start: int, end: int, unnumbered: dict[int, str]) -> list[Run]:
    """The runs of `rows[start:end]`, each before the runs inside it; `unnumbered` are the headings without a number."""
    finder = _Finder(rows, start, end)
    finder.read(unnumbered)
    if unnumbered:
        _hoist(finder.runs)
    return finder.runs


def _hoist(runs: list[Run]) -> None:
    """Takes a numbered run out of an unnumbered heading that it only happens to follow.

    前言, then 一、 二、 三、 is one level; only where the numbers begin anew under two or more unnumbered headings do
    they stand inside them.
    """
    inside: dict[tuple[int, str], int] = {}
    for run in runs:
        if run.parent and run.parent.family == UNNUMBERED:
            key = (id(run.parent), run.family)
            inside[key] = inside.get(key, 0) + 1
    # Where heads without a number stand inside others, the outer ones are sections, whatever stands in them.
    tiered = {
        id(run.parent) for run in runs if run.family == UNNUMBERED and run.parent and run.parent.family == UNNUMBERED
    }
    for run in runs:
        parent = run.parent
        if run.family == UNNUMBERED or parent is None or id(parent) in tiered:
            continue
        if parent.family == UNNUMBERED and inside[id(parent), run.family] == 1:
            run.parent = parent.parent
