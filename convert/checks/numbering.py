"""Gaps, repeats and irregular marks in the numbering of headings and of 一是…二是…."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from convert.checks.view import Doubt, View
from convert.patterns import compiled
from convert.problems.spans import number

_VALUE = compiled(r"[一二三四五六七八九十]{1,3}|\d{1,3}|[①-⑳]")
_DECIMAL = compiled(r"\d{1,2}\.(?:\d{1,2}\.)*(?=\d)")
_IRREGULAR = compiled(
    r"[一二三四五六七八九十]{1,3}[.．,，]|[(（][一二三四五六七八九十]{1,3}[)）][、.．]|\([一二三四五六七八九十]{1,3}[)）]"
    r"|（[一二三四五六七八九十]{1,3}\)|\d{1,2}[、,，]|[(（]\d{1,2}[)）][、.．]|\(\d{1,2}[)）]|（\d{1,2}\)"
)
_NUMERAL_BEFORE = compiled(r"[一二三四五六七八九十]{1,3}是\Z")
_ORDINAL_CHARS = 4
_STOPS = frozenset("。；;：:，,、！？!?”’）) \u3000\n")
_NUMERALS = "零一二三四五六七八九十"
ORDINALS = frozenset(numeral + "是" for numeral in _NUMERALS[1:])
"""Pairs of characters that `ordinals` wants to know of."""


def numbering(view: View) -> Iterator[Doubt]:
    """Doubts on the numbers of headings: family by family, restarting below each heading of a smaller depth."""
    above: dict[int, tuple[str, int]] = {}  # family and number of the headings we stand under, by depth
    deepest = 0
    irregular: dict[str, list[tuple[int, int]]] = {}  # begin and end of such marks, by family
    running: dict[str, int] = {}  # last number of a family anywhere: 1.–25. may go on across sections
    for start, block in view.headings:
        mark = block.number
        if not mark:
            continue
        depth = block.depth
        family, value, regular = _mark(mark)
        for deeper in range(depth + 1, deepest + 1):
            above.pop(deeper, None)
        before = above.get(depth)
        above[depth], deepest = (family, value), depth
        if not regular:
            irregular.setdefault(family, []).append((start, start + len(mark)))
        expected = before[1] + 1 if before and before[0] == family else 1
        going_on = running.get(family, 0) + 1
        running[family] = value
        # 1.2 then 2.1: the parent's number decides, and that is judged itself.
        if value != expected and value != going_on and value and family != "decimal":
            yield from _odd(start, len(mark), value, expected, starts=before is None)
    for places in irregular.values():
        start, end = places[0]
        yield Doubt("N-mark", start, end, (view.text[start:end].strip(), str(len(places))))


def _odd(start: int, size: int, value: int, expected: int, *, starts: bool) -> Iterator[Doubt]:
    if starts:
        if value <= 3:  # a first "二、" misses its "一、"; a first "7." goes on from somewhere else
            yield Doubt("N-start", start, start + size, (str(value),))
    elif value == expected - 1:
        yield Doubt("N-repeat", start, start + size, (str(value),))
    elif value != 1:
        yield Doubt("N-gap" if value > expected else "N-order", start, start + size, (str(expected), str(value)))


def ordinals(view: View) -> Iterator[Doubt]:
    """Doubts on 一是…三是 within a paragraph, or over the points of a section."""
    if view.held.isdisjoint(ORDINALS):
        return
    text = view.text
    headings = iter([start for start, _ in view.headings])
    heading = next(headings, len(text))
    expected = 1
    for end in [place + 2 for place in view.places(ORDINALS)]:
        numeral = _NUMERAL_BEFORE.search(text, max(0, end - _ORDINAL_CHARS), end)
        if numeral is None:
            continue
        place, ordinal = numeral.start(), numeral[0]
        if place and text[place - 1] not in _STOPS:
            continue  # "唯一是", "其中三是"
        while heading <= place:
            heading, expected = next(headings, len(text) + 1), 1
        value = number(ordinal[:-1])
        if 1 < value <= expected + 1 and value != expected > 1:
            code = "N-ordinal-repeat" if value < expected else "N-ordinal-gap"
            yield Doubt(code, place, end, (f"{_numeral(expected)}是", ordinal))
        expected = value + 1


def _numeral(value: int) -> str:
    return _NUMERALS[value] if value <= 10 else str(value)


@lru_cache(maxsize=1024)  # reports share their marks
def _mark(mark: str) -> tuple[str, int, bool]:
    """Family and number of a mark, and whether it is written as the standard has it."""
    return _family(mark), _value(mark), _IRREGULAR.match(mark) is None


def _value(mark: str) -> int:
    """The number of a mark; of "2.1" the last part, since the others are its headings' numbers."""
    decimal = _DECIMAL.match(mark)
    found = _VALUE.search(mark, decimal.end() if decimal else 0)
    if not found:
        return 0
    typed = found[0]
    if typed.isdecimal() and typed.isascii():
        return int(typed)
    return number(typed) if typed[0] in _NUMERALS else ord(typed) - ord("①") + 1


def _family(mark: str) -> str:
    """The numbering family of a mark, brackets of either width alike."""
    if _DECIMAL.match(mark):
        return "decimal"
    bracketed = mark.lstrip()[:1] in ("（", "(")
    found = _VALUE.search(mark)
    if found is None:
        return "other"
    chinese = found[0][0] in _NUMERALS
    return ("cn-paren" if bracketed else "cn") if chinese else ("digit-paren" if bracketed else "digit")
