"""Brackets, quotes and 书名号 that open without closing, close without opening, or close as another kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convert.checks.view import Doubt, View
from convert.patterns import compiled

_PAIRS = {
    "（": "）",
    "《": "》",
    "〈": "〉",
    "“": "”",
    "‘": "’",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "『": "』",
    "(": ")",
    "[": "]",
}
_OPENER = {closer: opener for opener, closer in _PAIRS.items()}
_MARKS = frozenset((*_PAIRS, *_OPENER))
MARKS = _MARKS | {"\n"}
"""The signs that tell whether all is paired, and where a paragraph ends."""

_DEEPEST = 100
"""Marks open inside each other that are looked at: no report has ten, and text of noise would cost its square."""

_MARK = compiled(f"[{re.escape(''.join(sorted(_MARKS)))}]")
_TWICE = compiled("“[^”]*“|‘[^’]*‘")  # opened again before it is closed
_ITEM_NUMBER = compiled(r"[\n。；;：:，）)\s][（(]?[\da-zA-Z一二三四五六七八九十]{1,3}$")  # "1)" and "a)" close nothing


def pairs(view: View) -> Iterator[Doubt]:
    """A doubt for every mark left without its partner in its paragraph; quotes may run on over paragraphs."""
    left = _left_over(view)
    if not left.strip("\n"):
        return
    text = view.text
    start = 0
    for alone, signs, line in zip(left.split("\n"), view.signs.split("\n"), text.split("\n"), strict=True):
        end = start + len(line)
        if alone or _TWICE.search(signs):
            yield from _of_paragraph(text, start, end)
        start = end + 1


def _left_over(view: View) -> str:
    """The marks and line ends of a text less all pairs within a paragraph; of most reports the line ends are left."""
    left = _cancelled(view.signs)
    if _MARKS.isdisjoint(left):
        return ""
    for other in set(left).difference(MARKS):
        left = left.replace(other, "")
    return _cancelled(left)


def _cancelled(signs: str) -> str:
    """Signs less all pairs that enclose nothing but such pairs."""
    couples = [opener + closer for opener, closer in _PAIRS.items() if opener in signs]
    for _ in range(_DEEPEST):
        size = len(signs)
        for couple in couples:
            signs = signs.replace(couple, "")
        if len(signs) == size:
            break
    return signs


def _of_paragraph(text: str, start: int, end: int) -> Iterator[Doubt]:
    stack: list[tuple[str, int]] = []
    for found in _MARK.finditer(text, start, end):
        mark, place = found[0], found.start()
        if mark in _PAIRS:
            if stack and stack[-1][0] == mark and mark in "“‘《":
                yield from _doubled_opening(stack, mark, place, text)
            stack.append((mark, place))
        else:
            yield from _close(stack, mark, place, text)
    yield from _left_open(stack, text)


def _doubled_opening(stack: list[tuple[str, int]], mark: str, place: int, text: str) -> Iterator[Doubt]:
    """“甲“: the second opening mark stands where the closing one belongs; 《《》》 is a title in a title."""
    if mark == "《":
        return
    opened = stack.pop()[1]
    closer = _PAIRS[mark]
    if text.find(closer, place, _end(text, place)) < 0:
        yield Doubt("P-reversed", place, place + 1, (mark, closer), closer)
    else:
        yield Doubt("P-unpaired", opened, opened + 1, (mark,))


def _close(stack: list[tuple[str, int]], mark: str, place: int, text: str) -> Iterator[Doubt]:
    opener = _OPENER[mark]
    near = range(len(stack) - 1, max(-1, len(stack) - 1 - _DEEPEST), -1)
    depth = next((i for i in near if stack[i][0] == opener), -1)
    if depth >= 0:
        yield from _left_open(stack[depth + 1 :], text)
        del stack[depth:]
    elif stack and _same_family(stack[-1][0], opener):
        wrong, start = stack[-1]
        yield Doubt("P-mismatch", start, place + 1, (wrong, mark), f"{wrong}…{_PAIRS[wrong]}")
        # In "《甲〉的乙》" the last mark still closes the first.
        closing = text.find(_PAIRS[wrong], place, _end(text, place))
        if closing < 0 or text.find(wrong, place, closing) >= 0:
            stack.pop()
    elif mark not in ")）" or not _ITEM_NUMBER.search(text, max(0, place - 5), place):
        if mark == "’" and text[place - 1 : place].isascii():
            return  # an apostrophe
        yield Doubt("P-unpaired", place, place + 1, (mark,))


def _same_family(opened: str, opener: str) -> bool:
    """Whether a mark closed as another kind is one slip ("《…〉") rather than two."""
    return any(opened in family and opener in family for family in ("《〈", "（(", "【〔[", "“‘", "「『"))


def _left_open(stack: list[tuple[str, int]], text: str) -> Iterator[Doubt]:
    for mark, start in stack:
        if mark in "“‘" and text.rfind("\n", 0, start) == start - 1 and _end(text, start) - start > 1:
            following = text[_end(text, start) + 1 : _end(text, start) + 2]
            if following == mark:
                continue  # a quotation over several paragraphs opens each of them and closes the last
        yield Doubt("P-unpaired", start, start + 1, (mark,))


def _end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
