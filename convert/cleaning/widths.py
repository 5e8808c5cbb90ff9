"""The width at which a text was hard-wrapped, found from its own lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from convert.cleaning.journal import Row
from convert.patterns import compiled

FINAL = frozenset("。！？!?；;：:…")
"""Characters after which a line may be finished."""

CLOSING = frozenset('”’」』）)】》〉〕]"')
"""Characters that may stand between the end of a sentence and the end of its line."""

MIN_WIDTH_CHARS, MAX_WIDTH_CHARS = 16, 66
"""Widths looked for, in full-width characters. Below 16 headings and table cells are as common as wraps; above 66 no
page or mail window is so wide (the tests wrap at 20 to 60)."""

MIN_SUPPORT = 3
"""Unfinished lines of one width before it counts as a wrap; two of a length meet by chance in parallel headings."""

MIN_SHARE = 0.5
"""Share of the unfinished lines that must have the wrap's width; truncated lines of unwrapped texts scatter."""


LONE_WIDTH_CHARS = 24
"""Least width taken from one or two lines."""


class Wrap(NamedTuple):
    """How a text was wrapped."""

    measure: Callable[[Row], int]  # width of a row, in half-width cells
    low: int  # narrowest full line, in cells
    high: int  # widest
    everywhere: bool  # no paragraph was left unwrapped
    flush: bool  # continuations have no indent
    indented: bool  # and paragraphs have one
    spaced: int  # empty lines between the lines of one paragraph

    def full(self, row: Row) -> bool:
        """Whether the row fills the width, so that its end may be no end."""
        return self.low <= self.measure(row) <= self.high


_POINT = compiled("[，。、；：]")


def finished(text: str) -> bool:
    """Whether a sentence or clause ends with the text, closing quotes and brackets aside.

    >>> finished("工作取得实效。"), finished("他说：“好。”"), finished("树牢“四个意识”")
    (True, True, False)
    """
    last = text[-1:]
    return last in FINAL or (last in CLOSING and text.rstrip('”’」』）)】》〉〕]"')[-1:] in FINAL)


def cells(text: str) -> int:
    """The width of a text in half-width cells: 2 for a Chinese character, 1 for an ASCII one."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def _bare_cells(row: Row) -> int:
    return cells(row.bare)


def _bare_chars(row: Row) -> int:
    return 2 * len(row.bare)


def _cells_with_indent(row: Row) -> int:
    return cells(row.text.rstrip())


def _chars_with_indent(row: Row) -> int:
    return 2 * len(row.text.rstrip())


_MEASURES: tuple[Callable[[Row], int], ...] = (_chars_with_indent, _cells_with_indent, _bare_chars, _bare_cells)
"""Ways to measure; of equally good ones the first. Where only first lines of paragraphs were seen full, the indent was
part of the line that was wrapped more often than not."""

_SPREADS = (0, 1, 2, 4, 6)
"""Widths a wrap's lines may differ by, in cells: none when cut by characters, 1 by columns, 2 with punctuation kept off
line starts, 4 to 6 in justified PDF text and OCR."""

_SPREAD_GAIN = 0.03
"""Share of the lines that a wider spread must add to be taken: a few lines cut short by chance are no reason."""

_WIDE_SPREAD, _WIDE_SUPPORT = 2, 6
"""Spreads above the one need the support of the other, two less where no line falls outside: three of ten headings fall
into six cells by chance."""

_OVERLONG_SHARE = 0.04
"""Share of lines wider than the wrap up to which the whole text counts as wrapped (a pasted line, a web address)."""

_INDENT_CELLS = 6
"""A first line may be wider than the wrap by an indent put in afterwards: two full-width characters and a little."""


def find_wrap(rows: Sequence[Row], opens: Sequence[int], doubtful: Sequence[int]) -> Wrap | None:
    """The wrap of the rows, or `None`.

    `opens` are the indexes of rows that end unfinished before an unmarked row, `doubtful` the same with those that may
    be headings; these count only where no line of the text is wider, for headings of one length are common in pairs of
    parallel phrases.
    """
    pointed = [i for i in doubtful if _POINT.search(rows[i].bare)]
    if not pointed:
        return None
    known = frozenset(opens)
    samples = [i for i in pointed if i in known]
    return (
        _best(rows, opens, samples, everywhere=False)
        # Where no sample is doubtful, none of the measures has found a window for them.
        or (_best(rows, doubtful, pointed, everywhere=True) if len(pointed) > len(samples) else None)
        or _widest(rows, doubtful)
    )


def _best(rows: Sequence[Row], opens: Sequence[int], marked: Sequence[int], *, everywhere: bool) -> Wrap | None:
    """The wrap that shows best in the rows `marked`, those of the open ones that hold a mark of a sentence."""
    samples = [rows[i] for i in marked]
    windows = []
    for measure in _MEASURES if len(samples) >= MIN_SUPPORT else ():
        if (found := _window([measure(row) for row in samples])) is not None:
            low, high, share = found
            windows.append((share - (high - low) / 12, measure, low, high))
    for _, measure, low, high in sorted(windows, key=itemgetter(0), reverse=True):  # of equally good ones the first
        if not everywhere or _holds_everywhere(rows, measure, high):
            return _wrap(rows, opens, measure, low, high)
    return None


def _widest(rows: Sequence[Row], opens: Sequence[int]) -> Wrap | None:
    """A wrap that shows in one or two lines only: the widest of all are unfinished, which no unwrapped text has."""
    if any(len(row.bare) > 2 * MAX_WIDTH_CHARS for row in rows):
        return None  # too wide however it is measured
    for measure in _MEASURES:
        widest = max(map(measure, rows))
        if 2 * LONE_WIDTH_CHARS <= widest <= 2 * MAX_WIDTH_CHARS:
            tops = [i for i, row in enumerate(rows) if measure(row) >= widest - 1]
            cut = [i for i in tops if i in opens and any(mark in rows[i].bare for mark in "，。；、")]
            if cut and 2 * len(cut) >= len(tops):
                return _wrap(rows, cut, measure, widest - 1, widest)
    return None


def _wrap(rows: Sequence[Row], opens: Sequence[int], measure: Callable[[Row], int], low: int, high: int) -> Wrap:
    inside = [rows[i + 1] for i in opens if low <= measure(rows[i]) <= high]
    spaced = Counter(row.gap for row in inside).most_common(1)[0][0]
    everywhere = _holds_everywhere(rows, measure, high)
    flush = sum(row.indented for row in inside) <= 0.1 * len(inside)
    return Wrap(measure, low, high, everywhere, flush, flush and _indented(rows, inside), spaced)


def _holds_everywhere(rows: Sequence[Row], measure: Callable[[Row], int], high: int) -> bool:
    """Whether hardly a row is wider than the wrap's widest lines."""
    widest = high + _INDENT_CELLS
    return sum([measure(row) > widest for row in rows]) <= max(1, _OVERLONG_SHARE * len(rows))


def _window(widths: Sequence[int]) -> tuple[int, int, float] | None:
    """The best window over the widths: low, high, and the share of the widths inside."""
    counts = Counter([width for width in widths if 2 * MIN_WIDTH_CHARS <= width <= 2 * MAX_WIDTH_CHARS])
    found: tuple[int, int, float] | None = None
    if not counts or _densest(counts, _SPREADS[-1])[0] < max(MIN_SUPPORT, MIN_SHARE * len(widths)):
        return None  # a narrower window holds no more
    for spread in _SPREADS:
        hits, high = _densest(counts, spread)
        share = hits / len(widths)
        if found is not None and share < found[2] + _SPREAD_GAIN:
            break
        need = MIN_SUPPORT if spread <= _WIDE_SPREAD else _WIDE_SUPPORT if share < 1 else _WIDE_SUPPORT - 2
        if share >= MIN_SHARE and hits >= need:
            found = high - spread, high, share
    return found


def _densest(counts: Mapping[int, int], spread: int) -> tuple[int, int]:
    """How many widths the window of that spread with the most of them holds, and where it ends."""
    held = counts.get
    return max([(sum([held(width, 0) for width in range(top - spread, top + 1)]), top) for top in counts])


def _indented(rows: Sequence[Row], inside: Sequence[Row]) -> bool:
    """Whether most lines after a finished one are indented, those after a full line aside."""
    within = {id(row) for row in inside}
    starts = [b for a, b in pairwise(rows) if finished(a.bare) and id(b) not in within]
    begun = sum(row.indented for row in starts)
    return begun >= 2 and begun >= 0.5 * len(starts)
