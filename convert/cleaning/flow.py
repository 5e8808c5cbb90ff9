"""Whether a row is a line of a paragraph that was hard-wrapped, asked before any line is taken away.

What a wrap has cut out of a sentence says nothing by itself: words of adverts and notes stand at its ends by chance.
`widths` finds the wrap by which lines are joined, when all junk is gone; here it is still between them, so that only
the commonest width of lines without an end counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container
from typing import NamedTuple

from convert.cleaning.journal import Row
from convert.cleaning.plan import Plan
from convert.cleaning.widths import MIN_SUPPORT, cells, finished
from convert.patterns import compiled

LEAST_CHARS = 16
"""Least width of wrapped lines, and least length of a line that another may end; below it titles and cells are."""

_SPREAD = 2
"""Characters by which full lines may differ: half-width digits, marks that may not open a line, a space at the end."""

_EXACT_SHARE = 0.8
"""Share of the nearly full lines that have one width in a text cut by characters."""

_FOREIGN = compiled(r"[ \u3000]|[A-Za-z]{3}")


class Flow:
    """Answers about rows by their width; rows that are suspected to be furniture do not count for it."""

    def __init__(self, rows: list[Row], plan: Plan, suspects: Container[int]) -> None:
        self._rows, self._plan = rows, plan
        self._wrap = _find_wrap([row for i, row in enumerate(rows) if i not in suspects])

    def is_wide(self, i: int) -> bool:
        """Whether row i is about as wide as the lines of wrapped paragraphs."""
        return self._is_full(i, _SPREAD)

    def ends(self, i: int) -> bool:
        """Whether row i may be the end of what the longer row above it begins."""
        above, own = self._rows[i - 1].bare if i else "", self._rows[i].bare
        return LEAST_CHARS <= len(above) > _chars(self._rows[i]) and not finished(above) and finished(own)

    def goes_on(self, i: int) -> bool:
        """Whether row i goes on with a sentence that a hard wrap has cut, and so says nothing by itself.

        It stands under a full line, and is full itself or ends the sentence; a sentence may end with its line by
        chance. Spaces and Latin words, which a site's name, address or number has, are rare in sentences.
        """
        if i == 0 or not self._is_full(i - 1, _SPREAD):
            return False
        own = self._rows[i].bare
        if finished(self._rows[i - 1].bare) and finished(own):
            return False
        return (self._is_full(i) and not _FOREIGN.search(own)) or own[-1] in "。！"

    def cuts_in(self, i: int) -> bool:
        """Whether row i, short and a sentence of its own, stands under an unfinished line and above plain text."""
        if i + 1 >= len(self._rows) or self._is_full(i) or finished(self._rows[i - 1].bare):
            return False
        below = self._rows[i + 1]
        return not (below.indented or below.gap) and self._plan["start"].first(below.bare) is None

    def _is_full(self, i: int, least_spread: int = 0) -> bool:
        wrap = self._wrap
        return wrap is not None and abs(wrap.measure(self._rows[i]) - wrap.width) <= max(wrap.spread, least_spread)


class _Width(NamedTuple):
    """The width of wrapped lines, and by how much full ones differ from it."""

    width: int
    spread: int
    measure: Callable[[Row], int]


def _chars(row: Row) -> int:
    """The characters of the row before anything was cut out of it."""
    return len(row.item.text.strip())


def _columns(row: Row) -> int:
    """The width of the same in full-width characters, rounded up."""
    return (cells(row.item.text.strip()) + 1) // 2


def _find_wrap(rows: list[Row]) -> _Width | None:
    """The width that several lines without an end have in common, at least one with a comma inside, or `None`."""
    open_rows = [row for row in rows if row.table is None and not finished(row.bare)]
    halves = [row for row in open_rows if "，" in row.bare]
    best: tuple[int, _Width] | None = None
    for measure in (_chars, _columns) if halves and len(open_rows) >= MIN_SUPPORT else ():
        widths = Counter([measure(row) for row in open_rows])
        with_comma = {measure(row) for row in halves}
        width = max(with_comma, key=widths.__getitem__, default=0)
        often = widths[width]
        if often >= MIN_SUPPORT and width >= LEAST_CHARS and (best is None or often > best[0]):
            near = sum(widths[width + by] for by in range(-_SPREAD, _SPREAD + 1))
            exact = measure is _chars and often >= _EXACT_SHARE * near
            best = often, _Width(width, 0 if exact else _SPREAD, measure)
    return best[1] if best else None
