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


def find_unnumbered(rows: list[Row], start: int, end: int) -> set[int]:
    """Positions of headings without a number in `rows[start:end]`.

    Bracketed heads, months and the usual names of sections count by themselves; any other phrase only in company, since
    one alone is as often a caption or a rest of the web page.
    """
    sure: set[int] = set()
    plain: set[int] = set()
    signs: set[int] = set()
    for position in range(start, end - 1):
        row = rows[position]
        if row.role or row.table or len(row.text) > PLAIN_CHARS:
            continue
        if row.mark and row.mark.kind == "unnumbered":
            if _above_text(rows[position + 1]):
                (signs if row.mark.alone else sure).add(position)
        elif (
            row.mark is None and _phrase(row.text) and _above_text(rows[position + 1]) and _free(rows, position, start)
        ):
            plain.add(position)
    if len(signs) > 1:
        sure |= signs
    plain |= _stacked(rows, plain, start)
    return sure | plain if len(plain) > 1 or (plain and sure) else sure


def _stacked(rows: list[Row], plain: set[int], start: int) -> set[int]:
    """Positions of headings right above and below each other, found by the company of those found already."""
    found = set()
    for position in range(start, len(rows) - 2):
        upper, lower = rows[position], rows[position + 1]
        if any(row.role or row.table or row.mark or len(row.text) > PLAIN_CHARS for row in (upper, lower)):
            continue
        if (
            len(plain) > 1
            and _phrase(upper.text)
            and _phrase(lower.text)
            and _above_text(rows[position + 2])
            and rows[position + 2].mark is None
            and _free(rows, position, start)
        ):
            found |= {position, position + 1}
    return found


def _phrase(text: str) -> bool:
    if len(text) < 3 or text[-1] in ENDS or any(mark in text for mark in "。；：:、（(/.—-"):
        return False
    return text.count("，") + text.count(",") <= 1 and text[-1] not in "，,"


def _above_text(row: Row) -> bool:
    if row.table or row.mark:
        return row.mark is None or row.mark.number <= 1
    return len(row.text) >= TEXT_CHARS


def _free(rows: list[Row], position: int, start: int) -> bool:
    """Whether the row above is a finished sentence or a heading, so that this line does not continue it."""
    above = rows[position - 1] if position > start else None
    return above is None or bool(above.table) or above.text[-1] in ENDS or bool(_COUNTER.match(above.text))
