"""What pages leave in a text: page numbers, running heads and feet, list numbers that lost their text.

A page number in its usual dress (- 3 -, 第3页 共8页) goes anywhere. A bare number goes only where it splits a
sentence, where it is one of a series 1, 2, 3 ... through the document, or where a running head or another page number
stands beside it; among short lines it is a cell of a table that lost its shape, and stays. A running head is known by
repetition alone: a short line that comes three times or more and stands in the middle of sentences or beside page
numbers, or keeps a page's distance. Lines that reports repeat (各位代表！, 责任单位：...) end sentences or follow
finished ones, and stay.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict

from convert.cleaning.journal import Row, Sheet
from convert.cleaning.plan import Plan
from convert.cleaning.widths import finished
from convert.rulebook import Rule

TEXT_CHARS = 14
"""Shortest unfinished line that counts as text cut by a page end rather than as a cell or a heading."""

CELL_CHARS = 12
"""Longest line that counts as a cell of a table that lost its shape."""

HEAD_CHARS = 45
"""Longest running head."""

MIN_HEADS = 3
"""Times that a line must come before it can be a running head."""

RHYTHM_ROWS, RHYTHM_RATIO = 15, 0.25
"""Least distance of running heads in lines where distance alone is the evidence, and how much it may vary: pages of one
text hold 20 to 45 lines, the last part of a page varies by the headings on it."""

_DIGITS = re.compile(r"\d{1,4}")


def drop_page_furniture(sheet: Sheet, plan: Plan) -> None:
    """Drop page numbers, running heads and empty list numbers; rows below them are marked as `broken`."""
    rows = sheet.rows
    pages = plan["page"]
    first = pages.first
    numbers = {i: rule for i, row in enumerate(rows) if len(row.bare) <= 24 and (rule := first(row.bare)) is not None}
    gone = {i: rule for i, rule in numbers.items() if rule.get("where") == "any"}
    heads = plan["furniture"].rules
    if heads:
        gone |= dict.fromkeys(_running_heads(rows, numbers), heads[0])
    series = _series(rows, numbers)
    for i, rule in numbers.items():
        if i not in gone and (i in series or i - 1 in gone or i + 1 in gone or _splits(rows, i, gone, plan)):
            gone[i] = rule
    for i in sorted(gone):
        sheet.drop(rows[i], gone[i].id)
        rows[i].broken = True
    if gone:
        sheet.sweep()
    _drop_empty_numbers(sheet, plan)


def _splits(rows: list[Row], i: int, gone: dict[int, Rule], plan: Plan) -> bool:
    """Whether row i stands in the middle of a sentence, or alone below the end of the text."""
    above, below = i - 1, i + 1
    while above in gone:
        above -= 1
    while below in gone:
        below += 1
    if above < 0:
        return False
    if below >= len(rows):
        return (
            len(rows[above].bare) > CELL_CHARS
            or finished(rows[above].bare)
            or plan["date"].first(rows[above].bare) is not None
        )
    a, b = rows[above].bare, rows[below].bare
    if len(a) <= CELL_CHARS or (len(b) <= CELL_CHARS and not finished(b)):
        return False
    return len(a) >= TEXT_CHARS and (not finished(a) or ("。" in a and len(b) > CELL_CHARS)) and "，" in a + b


def _series(rows: list[Row], numbers: dict[int, Rule]) -> set[int]:
    """Indexes of bare numbers that count the pages: three or more, each one more than the last, text between them."""
    found: list[int] = []
    best: list[int] = []
    for i in sorted(numbers):
        digits = _DIGITS.search(rows[i].bare)
        if digits is None:
            continue
        value = int(digits[0])
        if found:
            last = _DIGITS.search(rows[found[-1]].bare)
            assert last is not None
            if value != int(last[0]) + 1 or not any(len(rows[j].bare) > CELL_CHARS for j in range(found[-1] + 1, i)):
                best = max(best, found, key=len)
                found = []
        found.append(i)
    best = max(best, found, key=len)
    return set(best) if len(best) >= MIN_HEADS else set()


def _running_heads(rows: list[Row], numbers: dict[int, Rule]) -> set[int]:
    places: dict[str, list[int]] = defaultdict(list)
    short = [i for i, row in enumerate(rows) if len(row.bare) <= HEAD_CHARS and i not in numbers and row.table is None]
    masked = len(rows) >= MIN_HEADS * RHYTHM_ROWS
    for i in short:
        bare = rows[i].bare
        places[_DIGITS.sub("0", bare) if masked and bare[-1].isdigit() | bare[0].isdigit() else bare].append(i)
    found: set[int] = set()
    for key, where in places.items():
        if len(where) >= MIN_HEADS and len(key) > 1 and not finished(key):
            split = sum(_in_sentence(rows, i) or i - 1 in numbers or i + 1 in numbers for i in where)
            if (2 * split >= len(where) and split >= 2) or _keeps_rhythm(where):
                # The first may be the title itself, of which the others are the running copy.
                found |= set(where[1:] if where[0] < 3 and not rows[where[0]].bare[-1].isdigit() else where)
    return found


def _in_sentence(rows: list[Row], i: int) -> bool:
    if not 0 < i < len(rows) - 1:
        return False
    above = rows[i - 1].bare
    return len(above) >= TEXT_CHARS and not finished(above) and len(rows[i + 1].bare) > 1


def _keeps_rhythm(where: list[int]) -> bool:
    steps = [b - a for a, b in itertools.pairwise(where)]
    mean = sum(steps) / len(steps)
    return len(steps) >= MIN_HEADS and mean >= RHYTHM_ROWS and all(abs(s - mean) <= RHYTHM_RATIO * mean for s in steps)


def _drop_empty_numbers(sheet: Sheet, plan: Plan) -> None:
    """Drop a list number that stands alone, or tie the text to it that was broken off."""
    first = plan["number"].first
    rows = sheet.rows
    dropped = False
    for i, row in enumerate(rows):
        if len(row.bare) > 8 or (rule := first(row.bare)) is None:
            continue
        below = rows[i + 1] if i + 1 < len(rows) else None
        above = rows[i - 1].bare if i else ""
        if below is None or plan["start"].first(below.bare) or plan["end"].first(below.bare):
            if len(above) > CELL_CHARS or finished(above):
                sheet.drop(row, rule.id)
                dropped = True
        elif len(below.bare) > CELL_CHARS and any(mark in below.bare for mark in "，。；"):
            below.tie = rule.id
    if dropped:
        sheet.sweep()
