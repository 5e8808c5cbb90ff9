"""Headings without a number: a short line without closing punctuation that stands above text."""

from __future__ import annotations

from convert.patterns import compiled
from convert.structure.rows import ENDS, Row

PLAIN_CHARS = 24
"""Longest unnumbered heading; longer lines without punctuation were captions, titles and names of units."""

TEXT_CHARS = 25
"""The text below must be at least this long, or a list must begin: cells of a table are shorter."""

_COUNTER = compiled(r"(?:(?:PART|Part|NO|No)\.?\s?)?\d{1,2}$")
"""A number on a line of its own, set above an unnumbered heading for show."""


_SIGNS = frozenset("。；：:、（(/.—-")
"""Signs that no phrase holds."""

LOWER = "lower"
"""Style of plain heads that stand inside plain heads, as heads right below each other show."""

_STYLES = ("bracket", "bullet")
"""Families of headings without a number that are set off from the plain ones."""

_SECTION = compiled(
    r"^(?!强化|加强|推进|坚持|持续|着力|抓好|做好).*(?:情况|打算|安排|任务|思路|要求|问题|不足|回顾|成效|做法|目标|计划)$"
)
"""What the name of a whole section ends in."""


def find_unnumbered(rows: list[Row], start: int, end: int) -> dict[int, str]:
    """Positions of headings without a number in `rows[start:end]`, each with its style: what sets it off, "" = nothing.

    Bracketed heads, months and the usual names of sections count by themselves; any other phrase only in company, since
    one alone is as often a caption or a rest of the web page.
    """
    sure: set[int] = set()
    plain: set[int] = set()
    signs: set[int] = set()
    for position, row in enumerate(rows[start : end - 1], start):
        if len(row.text) > PLAIN_CHARS or row.role or row.table:
            continue
        mark = row.mark
        if mark and mark.kind == "unnumbered":
            if _above_text(rows[position + 1]) or _above_head(rows, position + 1, end):
                (signs if mark.alone else sure).add(position)
        elif mark is None and _phrase(row.text) and _above_text(rows[position + 1]) and _free(rows, position, start):
            plain.add(position)
    if not (signs or sure or plain):
        return {}
    if len(signs) > 1:
        sure |= signs
    pairs = _stacked(rows, plain, start, end)
    plain |= pairs
    found = sure | plain if len(plain) > 1 or (plain and sure) else sure
    styles = {i: mark.family if (mark := rows[i].mark) and mark.family in _STYLES else "" for i in sorted(found)}
    if pairs and found >= plain:
        styles |= dict.fromkeys(_lower(rows, plain, found), LOWER)
    return styles


def _lower(rows: list[Row], plain: set[int], found: set[int]) -> set[int]:
    """Of plain heads, some of which stand right below each other, those of the lower tier."""
    upper = {
        i
        for i in plain
        if i + 1 in found or ((mark := rows[i + 1].mark) and mark.number == 1) or _SECTION.match(rows[i].text)
    }
    return plain - upper if len(upper) + len(found - plain) > 1 else set()


def _stacked(rows: list[Row], plain: set[int], start: int, end: int) -> set[int]:
    """Positions of headings right above and below each other, believed where others stand alone."""
    found: set[int] = set()
    for position in range(start, end - 2) if len(plain) > 1 else ():
        row = rows[position]
        if row.role or row.mark or row.table or len(row.text) > PLAIN_CHARS:
            continue
        if _phrase(row.text) and _above_head(rows, position + 1, end) and _free(rows, position, start):
            found |= {position, position + 1}
    return found


def _phrase(text: str) -> bool:
    if len(text) < 3 or text[-1] in ENDS or not _SIGNS.isdisjoint(text) or _COUNTER.match(text):
        return False
    return text.count("，") + text.count(",") <= 1 and text[-1] not in "，,"


def _above_text(row: Row) -> bool:
    if row.table or row.mark:
        return row.mark is None or row.mark.number <= 1
    return len(row.text) >= TEXT_CHARS


def _above_head(rows: list[Row], position: int, end: int) -> bool:
    """Whether another heading without a number stands at `position`, with text below it."""
    if position + 1 >= end or rows[position].role or rows[position].mark or rows[position].table:
        return False
    below = rows[position + 1]
    short = len(rows[position].text) <= PLAIN_CHARS and _phrase(rows[position].text)
    return short and below.mark is None and _above_text(below)


def _free(rows: list[Row], position: int, start: int) -> bool:
    """Whether the row above is a finished sentence or a heading, so that this line does not continue it."""
    above = rows[position - 1] if position > start else None
    if above is None or above.table or above.text[-1] in ENDS or _COUNTER.match(above.text):
        return True
    return above.text[-1] in "：:" and len(above.text) >= TEXT_CHARS
