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
from collections import defaultdict

from convert.cleaning.journal import Row, Sheet
from convert.cleaning.plan import Plan
from convert.cleaning.widths import finished
from convert.patterns import compiled
from convert.rulebook import Rule

TEXT_CHARS = 14
"""Shortest unfinished line that counts as text cut by a page end rather than as a cell or a heading."""

CELL_CHARS = 30
"""Longest line that counts as a cell of a table that lost its shape: the name of a project or unit."""

SHORT_CHARS = 12
"""A line no longer than this is no text."""

PAGE_CHARS = 150
"""Least text between the numbers of two pages; the rows of a table with a serial number hold less."""

HEAD_CHARS = 45
"""Longest running head."""

TITLE_CHARS = 30
"""Longest running head that comes only once: the name of a document."""

MIN_HEADS = 3
"""Times that a line must come before it can be a running head."""

RHYTHM_ROWS, RHYTHM_RATIO = 15, 0.25
"""Least distance of running heads in lines where distance alone is the evidence, and how much it may vary: pages of one
text hold 20 to 45 lines, the last part of a page varies by the headings on it."""

_DIGITS = compiled(r"\d{1,4}")
_UNIT_END = compiled(
    "(?:政府|公司|集团|委员会|办公室|学校|大学|学院|中学|小学|医院|局|厅|部|办|处|"
    "文件|材料|资料|汇编|文集|简报|公报|保存|保密|外传|年度?|版|稿|期)(?:[（(].{1,6}[）)])?$"
)
_TOP_ROWS = 3  # where the title stands, which a running head repeats


def drop_page_furniture(sheet: Sheet, plan: Plan) -> None:
    """Drop page numbers, running heads and empty list numbers; rows below them are marked as `broken`."""
    rows = sheet.rows
    pages = plan["page"]
    first = pages.first
    numbers = {i: rule for i, row in enumerate(rows) if len(row.bare) <= 24 and (rule := first(row.bare)) is not None}
    gone = {i: rule for i, rule in numbers.items() if rule.get("where") == "any"}
    heads = plan["furniture"].rules
    if heads:
        gone |= dict.fromkeys(_running_heads(rows, numbers, plan), heads[0])
    series = _series(rows, numbers)
    for i, rule in numbers.items():
        if i not in gone and (i in series or i - 1 in gone or i + 1 in gone or _stands_alone(rows, i, gone, plan)):
            gone[i] = rule
    for i in sorted(gone):
        sheet.drop(rows[i], gone[i].id)
        rows[i].broken = True
    if gone:
        sheet.sweep()
    _drop_empty_numbers(sheet, plan)


def _stands_alone(rows: list[Row], i: int, gone: dict[int, Rule], plan: Plan) -> bool:
    """Whether the bare number in row i can be no cell: the lines around it are text, headings or the end."""
    above, below = i - 1, i + 1
    while above in gone:
        above -= 1
    while below in gone:
        below += 1
    if above < 0:
        return below < len(rows) and len(rows[below].bare) > SHORT_CHARS
    if below < len(rows) and plan["date"].first(rows[below].bare):
        return True  # between a signature and its date
    return not any(_is_cell(row, plan) for row in [rows[above], *rows[below : below + 1]])


def _is_cell(row: Row, plan: Plan) -> bool:
    """Whether the row may be a cell of a table that lost its shape: short, no sentence, no heading, no date."""
    bare = row.bare
    if len(bare) > CELL_CHARS or any(mark in bare for mark in "，。；：！？"):
        return False
    return plan["start"].first(bare) is None and plan["date"].first(bare) is None


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
            between = sum(len(rows[j].bare) for j in range(found[-1] + 1, i))
            if value != int(last[0]) + 1 or between < PAGE_CHARS:
                best = max(best, found, key=len)
                found = []
        found.append(i)
    best = max(best, found, key=len)
    return set(best) if len(best) >= MIN_HEADS else set()


def _running_heads(rows: list[Row], numbers: dict[int, Rule], plan: Plan) -> set[int]:
    places: dict[str, list[int]] = defaultdict(list)
    masked = len(rows) >= MIN_HEADS * RHYTHM_ROWS
    start = plan["start"].first
    found: set[int] = set()
    for i, row in enumerate(rows):
        bare = row.bare
        if len(bare) > HEAD_CHARS or i in numbers or row.table is not None:
            continue
        places[_DIGITS.sub("0", bare) if masked and bare[-1].isdigit() | bare[0].isdigit() else bare].append(i)
    for key, where in places.items():
        if len(where) < 2 or len(key) < 2 or finished(key) or "，" in key or "。" in key:
            continue
        split = sum(_in_sentence(rows, i) for i in where)
        beside = sum(_at_page_end(rows, i, numbers, plan) for i in where)
        often = len(where) >= MIN_HEADS and 2 * (split + beside) >= len(where)
        if beside == len(where) or (often and start(key) is None) or _keeps_rhythm(where):
            found |= set(
                where[1:] if plan["title"].any(key) and where[0] < 3 else where
            )  # the others are copies of the title
    return found | _heads_in_sentences(rows, numbers, plan)


def _heads_in_sentences(rows: list[Row], numbers: dict[int, Rule], plan: Plan) -> set[int]:
    """Short lines beside a page number where both together stand in the middle of a sentence."""
    places = [(j, min(i, j) - 1, max(i, j) + 1) for i in numbers for j in (i - 1, i + 1)]
    # Numbers that went as marks inside lines have left their trace on the line below them.
    places += [(j, j - 1, j + 1) for i, row in enumerate(rows) if row.broken for j in (i, i - 1)]
    found: set[int] = set()
    for j, low, high in places:
        if low < 0 or high >= len(rows) or j in numbers:
            continue
        a, head, b = rows[low].bare, rows[j].bare, rows[high].bare
        if (
            len(head) <= TITLE_CHARS
            and _names_document(rows, j, plan)
            and len(a) >= TEXT_CHARS
            and not finished(a)
            and any(mark in a for mark in "，。；、")
            and finished(b[-1:]) | any(mark in b for mark in "，。；、")
            and plan["start"].first(b) is None
            and plan["start"].first(head) is None
        ):
            found.add(j)
    return found


def _names_document(rows: list[Row], i: int, plan: Plan) -> bool:
    """Whether row i reads like the name of a document or unit; the last words of a page (文明素养和校园) do not."""
    head = rows[i].bare
    if finished(head) or any(mark in head for mark in "，、"):
        return False
    return (
        _UNIT_END.search(head) is not None
        or plan["title"].any(head)
        or any(head in row.bare for row in rows[: min(i, _TOP_ROWS)])
        or sum(row.bare == head for row in rows) > 1
    )


def _at_page_end(rows: list[Row], i: int, numbers: dict[int, Rule], plan: Plan) -> bool:
    """Whether a number stands beside row i, and neither of them among the cells of a table."""
    if rows[i].broken or (i + 1 < len(rows) and rows[i + 1].broken):
        return not any(_is_cell(rows[k], plan) for k in (i - 1, i + 1) if 0 <= k < len(rows))
    for j in (i - 1, i + 1):
        if j in numbers:
            low, high = min(i, j) - 1, max(i, j) + 1
            outer = [rows[k] for k in (low, high) if 0 <= k < len(rows)]
            return not any(_is_cell(row, plan) for row in outer)
    return False


def _in_sentence(rows: list[Row], i: int) -> bool:
    if not 0 < i < len(rows) - 1:
        return False
    above = rows[i - 1].bare
    long = len(above) >= TEXT_CHARS or (
        i > 1 and len(rows[i - 2].bare) >= TEXT_CHARS and not finished(rows[i - 2].bare)
    )
    return long and not finished(above) and len(rows[i + 1].bare) > 1


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
            if len(above) > SHORT_CHARS or finished(above):
                sheet.drop(row, rule.id)
                dropped = True
        elif len(below.bare) > SHORT_CHARS and any(mark in below.bare for mark in "，。；"):
            below.tie = rule.id
    if dropped:
        sheet.sweep()
