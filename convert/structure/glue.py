"""Headings that lost their line end, set apart again.

Four kinds: a heading and the first number of its list (一、主要工作（一）优化服务。…), a heading and the 一是… of its
text, the next section's heading at the end of a paragraph, and the next member of a list whose line was taken for the
continuation of a line that happens to end with a sentence at full width. Each needs the rest of the document as a
witness: the list or the row of ordinals must go on, the number at the end must be the one that is missing.
"""

from __future__ import annotations

import re

from convert.patterns import compiled
from convert.structure.marks import Mark, Marks
from convert.structure.rows import ENDS, Row

_SECOND = 2  # a paragraph that begins with 一是 may hold the whole list, one that begins with 二是 does not
_HEAD_CHARS = 50  # a heading ends well before
_TAIL_CHARS = 26  # a longer rest of a paragraph is no heading

_FIRST = compiled(r"[（(1一][一是）).．、]")  # what the next two look for has two such characters
_NUMBER = compiled(r"[^，。；：,;:]{2,22}?[ \u3000]{0,3}(（一）|\(一\)|(?<!\d)1[.．、](?!\d)|（1）)")
_NUMBER_CHARS = 28  # so far behind the mark the pattern reaches
_ORDINAL = compiled(r"[^。；：;:]{4,38}?(?<![，,、])(一是)(?=.{4,400}?[。；]二是)", re.DOTALL)
_TAIL = compiled(r"(?<=[。！？])[一二三四五六七八九十]{1,3}、[^，。；：]{2,18}$")


def unglued(rows: list[Row], marks: Marks) -> list[Row]:
    """The rows, glued ones taken apart; a cut changes no character and both parts keep their source lines."""
    if _sound(rows):
        return rows
    rows = [part for row in rows for part in _without_joins(row, marks)]
    tails = {i: cut for i, row in enumerate(rows) if row.text[-1:] not in ENDS and (cut := _tail(row.text))}
    if tails:
        rows = _without_tails(rows, tails, marks)
    heads = {i: cut for i, row in enumerate(rows) if (mark := row.mark) and (cut := _head(row.text, mark))}
    return _without_heads(rows, heads, marks) if heads else rows


def _sound(rows: list[Row]) -> bool:
    """Whether no row shows a sign of being glued; so it is in most documents."""
    for row in rows:
        text, mark = row.text, row.mark
        if mark and (row.joints or _head(text, mark)):
            return False
        if text and text[-1] not in ENDS and _tail(text):
            return False
    return True


def _without_joins(row: Row, marks: Marks) -> list[Row]:
    """The row, cut where a source line begins with the number that follows its own."""
    parts = [row]
    done = 0
    for offset, _ in row.joints:
        own = parts[-1].mark
        if own is None or own.kind not in ("heading", "point") or (own.kind == "point" and own.number < _SECOND):
            break
        if row.text[offset - 1] not in "。；！？" or offset == len(row.text):
            continue
        mark = marks.read(row.text[offset:])
        if mark and mark.family == own.family and mark.number == own.number + 1:
            parts[-1:] = _split(parts[-1], offset - done, mark)
            done = offset
    return parts


def _tail(text: str) -> int:
    """Offset of what may be a heading at the end of a paragraph, 0 without one."""
    if "。" not in text and "！" not in text and "？" not in text:
        return 0
    found = _TAIL.search(text, max(0, len(text) - _TAIL_CHARS))
    return found.start() if found else 0


def _head(text: str, mark: Mark) -> int:
    """Offset of a first number or ordinal glued to the heading that this row begins with, 0 without one."""
    start = mark.end
    head = text[start:_HEAD_CHARS]
    if "一" not in head and "1" not in head[:_NUMBER_CHARS]:
        return 0
    if mark.kind != "heading" or not _FIRST.search(head):
        return 0
    found = _NUMBER.match(text, start)
    if found is None and text.find("一是", start, _HEAD_CHARS) >= 0 and "二是" in text:
        found = _ORDINAL.match(text, start)
    return found.start(1) if found else 0


def _without_tails(rows: list[Row], tails: dict[int, int], marks: Marks) -> list[Row]:
    numbers = {(row.mark.family, row.mark.number) for row in rows if row.mark}
    apart: list[Row] = []
    for i, row in enumerate(rows):
        mark = marks.read(row.text[tails[i] :]) if i in tails else None
        if mark and _missing(mark, numbers):
            apart += _split(row, tails[i], mark)
        else:
            apart.append(row)
    return apart


def _missing(mark: Mark, numbers: set[tuple[str, int]]) -> bool:
    """Whether the list lacks just this number."""
    family, number = mark.family, mark.number
    return (family, number) not in numbers and bool({(family, number - 1), (family, number + 1)} & numbers)


def _without_heads(rows: list[Row], heads: dict[int, int], marks: Marks) -> list[Row]:
    second = {row.mark.family for row in rows[min(heads) + 1 :] if row.mark and row.mark.number == 2}
    apart: list[Row] = []
    for i, row in enumerate(rows):
        inner = marks.read(row.text[heads[i] :]) if i in heads else None
        outer = row.mark
        if inner and outer and inner.family != outer.family and (inner.kind == "point" or inner.family in second):
            apart += _split(row, heads[i], inner)
        else:
            apart.append(row)
    return apart


def _split(row: Row, cut: int, mark: Mark) -> tuple[Row, Row]:
    """Two rows of one, each with its own source lines; `mark` begins the second."""
    line = next((number for offset, number in reversed(row.joints) if offset <= cut), row.line)
    before = tuple(joint for joint in row.joints if joint[0] < cut)
    behind = tuple((offset - cut, number) for offset, number in row.joints if offset > cut)
    return (
        Row(row.text[:cut].rstrip(), row.line, before, None, row.mark),
        Row(row.text[cut:], line, behind, None, mark),
    )
