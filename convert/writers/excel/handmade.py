"""What people typed into the workbook, found again; and whether they changed anything else.

A problem's row is known by the number in the hidden column 编号, wherever the row was sorted to and in whichever order
the columns stand, after any program that can save a workbook. Everything outside the columns to fill in is compared by
a fingerprint that the workbook carries as a property of its own: it does not depend on the order of rows.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from convert.model import Entry
from convert.writers.excel.look import FILLS
from convert.writers.excel.reading import Cells, read_parts, read_sheets
from convert.writers.excel.sheets import ENTRY_STYLES, KEY, KEY_PREFIX, SHEETS, Sheet
from convert.writers.excel.values import plain, typed_text

PROPERTY = "chenggao fingerprint"
"""Name of the custom property with the workbook's fingerprint."""

SEPARATOR = "\x1f"
"""Stands before each value in the line of a row that the fingerprint is made of."""

_FIELDS = ("责任人", "整改时限", "整改状态")
_DEADLINE = "整改时限"
_HEADER_ROWS = 20
"""Rows searched for the headers: someone may have put a title above them."""

_DIGITS = re.compile(r"\d+$")
_BITS = 64


def read(path: str, known: Iterable[Entry] = ()) -> tuple[Entry, ...]:
    """See `convert.writers.excel.read_entries`."""
    entries = {entry.problem: entry for entry in known}
    for _, rows in read_sheets(path):
        places: dict[str, int] = {}
        for number, cells in rows:
            if places:
                _take(entries, cells, places)
            elif number > _HEADER_ROWS:
                break
            elif KEY in cells.values():
                places = {str(text): column for column, text in cells.items()}
    return tuple(entries.values())


def differs(path: str) -> bool:
    """See `convert.writers.excel.edited`."""
    stated = {
        "".join(map(str, entry.itertext())).strip()
        for part in read_parts(path, r"docProps/custom\.xml")
        for entry in part.iter("{*}property")
        if entry.get("name") == PROPERTY
    }
    if not stated or read_parts(path, r"xl/(?:comments|threadedComments).*\.xml"):
        return True
    return bool(_colours(path) - FILLS) or stated != {fingerprint_of(path)}


def _colours(path: str) -> set[str]:
    # Of cells only: conditional formats keep theirs elsewhere. A theme colour stands as its number and is none of ours.
    return {
        (colour.get("rgb") or f"theme {colour.get('theme')}")[-6:].upper()
        for part in read_parts(path, r"xl/styles\.xml")
        for fills in part.iter("{*}fills")
        for colour in fills.iter("{*}fgColor")
        if colour.get("rgb") or colour.get("theme")
    }


def fingerprint_of(path: str) -> str:
    """The fingerprint of the workbook at `path` as it is now."""
    total = 0
    known = {sheet.name: sheet for sheet in SHEETS}
    for title, rows in read_sheets(path):
        sheet = known.get(_DIGITS.sub("", title))
        name = sheet.name if sheet else title
        entries, key = (entry_columns(sheet), len(sheet.columns) - 1) if sheet else (frozenset[int](), 0)
        told = (cells for number, cells in rows if sheet is None or number > sheet.header_row)
        # A row without a key belongs to no problem: what was typed into it is an edit like any other.
        total += lines_print(name, (_line(cells, entries if key in cells else frozenset()) for cells in told))
    return fingerprint(total)


def fingerprint(total: int) -> str:
    """The fingerprint of a workbook, from the sum of its lines' prints."""
    return f"{total % (1 << _BITS):016x}"


def lines_print(sheet: str, lines: Iterable[str]) -> int:
    """What some rows add to the fingerprint, an empty one nothing; of each its values, each after a `SEPARATOR`."""
    start = zlib.crc32(sheet.encode())
    return sum(zlib.crc32(line.encode(), start) * len(line) for line in lines)


def _line(cells: Cells, skip: frozenset[int]) -> str:
    return "".join([SEPARATOR + plain(value) for column, value in sorted(cells.items()) if column not in skip])


def entry_columns(sheet: Sheet) -> frozenset[int]:
    """The 0-based columns of a sheet that people fill in."""
    return frozenset(i for i, column in enumerate(sheet.columns) if column.style in ENTRY_STYLES)


def _take(entries: dict[str, Entry], cells: Cells, places: dict[str, int]) -> None:
    key = _cell(cells, places, KEY)
    if not key.startswith(KEY_PREFIX):
        return
    key = key.removeprefix(KEY_PREFIX)
    old = entries.get(key)
    kept = (old.owner, old.deadline, old.status) if old else ("", "", "")
    # A column that was taken away or renamed says nothing of what stood in it.
    values = [_cell(cells, places, f) if f in places else known for f, known in zip(_FIELDS, kept, strict=True)]
    if any(values):
        report, text = _cell(cells, places, "报告"), _cell(cells, places, "问题")
        if old and not text:
            report, text = old.report, old.text
        entries[key] = Entry(key, report, text, *values)
    elif old:
        del entries[key]


def _cell(cells: Cells, places: dict[str, int], header: str) -> str:
    return typed_text(cells.get(places.get(header, -1), ""), deadline=header == _DEADLINE)
