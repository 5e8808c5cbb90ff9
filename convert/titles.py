"""Titles broken into lines by meaning (GB/T 9704-2012 7.3.1): no word cut, even lengths, trapezium or diamond.

Evidence in order of authority: the user's own break; the author's, where each line fits; the table `titles`, which says
what is a whole, where a break is good and what must not stand at the edge of a line. Words unknown to the table may be
broken between, at a high price. A title that fits on one line stays on one line, and no character is ever changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import inf

from convert.patterns import compiled
from convert.rulebook import RuleTable
from convert.triggers import branch
from convert.widths import widths_up_to

_KNOWN = 6.0
"""Price of a break between two words of the table, against 0 to 3 where the table says that a break is good."""

_HALF_KNOWN, _UNKNOWN = 14.0, 24.0
"""The same where one side, or neither, is a word of the table: such a break may well cut a word."""

_EVEN_CHARS = 4.0
"""Lines that differ by no more look even (forty titles laid out both ways and compared by eye)."""

_UNEVEN, _RECTANGLE, _HOURGLASS, _STUB, _CROWDED = 1.5, 2.0, 30.0, 12.0, 1.0
"""Price of each character of unevenness, of lines all alike, of a waist, of a very short line, of a full one."""

_LINE = 7.0
"""Price of a line: one more is right where one fewer would cut between unknown words."""

_SHORT_FIRST = 8.0
_SHORT_FIRST_CHARS = 12.0
"""A shorter first line over a long one reads like the name of a unit set apart."""

_CUT_WORD = 1000.0
_STUB_CHARS = 4.0
_SHAPED_LINES = 4
"""Titles of more lines are broken line by line: nobody shapes them."""


def break_title(lines: Sequence[str], width: int, rules: RuleTable, by_hand: str | None = None) -> tuple[str, ...]:
    """The lines of a title that the source wrote on `lines`; `width` is how many Han characters a line holds.

    `by_hand` is the user's own break, lines parted by "|"; it counts only where it is a break of this very title.
    Joined again, the lines are the characters of the source.
    """
    title = "".join(lines)
    if by_hand and by_hand.replace("|", "") == title:
        return tuple(filter(None, by_hand.split("|")))
    if len(lines) == 1 and len(title) <= width:  # no text is wider than its length
        return (title,)
    reach = widths_up_to(title)
    if len(lines) == 1 and reach[-1] <= width:
        return (title,)
    costs = _costs(title, rules)
    written = tuple(accumulate(map(len, lines)))[:-1]
    if all(lines) and _fits(reach, written, width) and not any(costs[cut] == inf for cut in written):
        return tuple(lines)
    return tuple(title[start:end] for start, end in pairwise((0, *_cuts(costs, reach, width), len(title))))


def _cuts(costs: Sequence[float], reach: Sequence[float], width: int) -> Sequence[int]:
    """Where to break: the cheapest layout of the fewest lines or one more."""
    fewest = max(1, -int(-reach[-1] // width))
    if fewest > _SHAPED_LINES:
        return _line_by_line(costs, reach, width)
    best: tuple[float, tuple[int, ...]] = (inf, ())
    for count in (fewest, fewest + 1):
        if best[0] > _LINE * count:  # else cheaper than any layout of so many lines
            best = _cheapest(costs, reach, width, count, best)
    return best[1] if best[0] < inf else _line_by_line(costs, reach, width)


def _cheapest(
    costs: Sequence[float], reach: Sequence[float], width: int, count: int, best: tuple[float, tuple[int, ...]]
) -> tuple[float, tuple[int, ...]]:
    """Price and breaks of the cheapest layout of `count` lines that fit, or `best` if that is cheaper."""
    # The cheapest breaks first: where one is too dear, so are all after it.
    order = sorted((cut for cut in range(1, len(costs)) if costs[cut] < inf), key=costs.__getitem__)

    def extend(cuts: tuple[int, ...], start: int, spent: float) -> None:
        """Tries all further breaks behind `start`; `spent` is what those made so far cost."""
        nonlocal best
        left = count - len(cuts)
        if left == 1:
            if reach[-1] - reach[start] <= width:
                best = min(best, (_price(costs, reach, cuts, width), cuts))
            return
        for cut in order:
            price = spent + costs[cut]  # shape never makes it cheaper
            if price > best[0]:
                break
            fits = cut > start and reach[cut] - reach[start] <= width
            if fits and reach[-1] - reach[cut] <= width * (left - 1):
                extend((*cuts, cut), cut, price)

    extend((), 0, _LINE * count)
    return best


def _fits(reach: Sequence[float], cuts: Sequence[int], width: int) -> bool:
    return all(reach[end] - reach[start] <= width for start, end in pairwise((0, *cuts, len(reach) - 1)))


def _price(costs: Sequence[float], reach: Sequence[float], cuts: Sequence[int], width: int) -> float:
    """What a layout costs: its breaks, and what is wrong with its shape."""
    lines = [reach[end] - reach[start] for start, end in pairwise((0, *cuts, len(reach) - 1))]
    price = sum([costs[cut] for cut in cuts]) + _LINE * len(lines)
    shortest, longest = min(lines), max(lines)
    price += max(0.0, longest - shortest - _EVEN_CHARS) * _UNEVEN
    if shortest < _STUB_CHARS:
        price += _STUB
    if lines[0] < _SHORT_FIRST_CHARS:
        price += _SHORT_FIRST
    if longest > width - 1:
        price += _CROWDED
    if len(lines) > 1 and longest - shortest < 1:
        price += _RECTANGLE
    waists = zip(lines, lines[1:], lines[2:], strict=False) if len(lines) > 2 else ()
    if any(middle < min(above, below) for above, middle, below in waists):
        price += _HOURGLASS
    return price


def _line_by_line(costs: Sequence[float], reach: Sequence[float], width: int) -> Sequence[int]:
    """The cheapest breaks of a title too long to be shaped, or one whose words leave no choice.

    Where nothing else is possible a word is cut: the text must not run over the margin.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(reach)):
        found = (inf, end - 1)
        for start in range(end - 1, -1, -1):
            if reach[end] - reach[start] > width and start < end - 1:
                break
            price = best[start][0] + (min(costs[start], _CUT_WORD) if start else 0.0) + _LINE
            found = min(found, (price, start))
        best.append(found)
    cuts: list[int] = []
    end = len(reach) - 1
    while best[end][1]:
        end = best[end][1]
        cuts.append(end)
    return cuts[::-1]


def _costs(title: str, rules: RuleTable) -> list[float]:
    """Price of a break before each character; `inf` where none is allowed."""
    whole, priced, hold_start, hold_end = _patterns(rules)
    words = [found.span() for found in whole.finditer(title)]
    costs = [_UNKNOWN] * len(title)
    for word in words:
        for edge in word:  # twice where a word ends and the next begins
            if edge < len(title):
                costs[edge] = _HALF_KNOWN if costs[edge] == _UNKNOWN else _KNOWN
    for pattern, edge, cost in priced:
        for found in pattern.finditer(title):
            position = found.span()[edge]
            if position < len(title) and cost < costs[position]:
                costs[position] = cost
    for found in hold_start.finditer(title):
        costs[found.start()] = inf
    inside = {position for start, end in words for position in range(start + 1, end)}
    for found in hold_end.finditer(title):
        # A word of the table may well end in such a character: 安全, 文本.
        if found.end() < len(title) and found.end() - 1 not in inside:
            costs[found.end()] = inf
    for position in inside:
        costs[position] = inf
    return costs


_Patterns = tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], int, float], ...], re.Pattern[str], re.Pattern[str]]


@lru_cache(maxsize=8)
def _patterns(rules: RuleTable) -> _Patterns:
    """What is a whole; where a break has a price (pattern, 0 before or 1 after it, price); what holds at its edges."""

    def any_of(kind: str) -> re.Pattern[str]:
        """The earlier before the later; nothing where there is none."""
        return compiled("|".join(branch(rule.pattern, rule.trigger) for rule in rules.of_kind(kind)) or "(?!)")

    edges = {"before": 0, "after": 1}
    priced = ((rule.regex, edges[rule.kind], float(rule.get("cost", 0))) for rule in rules.of_kind(*edges))
    return any_of("whole"), tuple(priced), any_of("hold_start"), any_of("hold_end")
