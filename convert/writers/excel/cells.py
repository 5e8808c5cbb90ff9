"""The text of one cell: cut where a cell cannot hold it, escaped, measured."""

from __future__ import annotations

import re
from collections.abc import Collection

from convert.writers.excel.sheets import Column
from convert.writers.xmltext import escape, legal

CELL_UNITS = 32_767
"""UTF-16 units that a cell holds (Excel specifications); openpyxl cuts there without a word."""

_CUT_MARK = "……【此处截断：原文共 {} 字，单元格容纳不下】"
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Anything that must not be copied as it is: XML's own characters, what XML forbids, Excel's _xHHHH_ escapes.
_CARE = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x")


def harmless(texts: Collection[str]) -> bool:
    """Whether texts, of which there is one at least, can stand in cells just as they are, on one line each."""
    if max(map(len, texts)) > CELL_UNITS // 2:
        return False
    joined = "".join(texts)
    if joined.isprintable():  # as most are, and asked in a sixth of the time
        return "&" not in joined and "<" not in joined and ">" not in joined and "_x" not in joined
    return "\n" not in joined and _CARE.search(joined) is None


def fit(text: str) -> str:
    r"""The text as a cell can hold it: legal in XML, and cut visibly where it is too long.

    >>> fit("a\r\nb\x00")
    'a\nb\ufffd'
    """
    text = legal(text)
    if len(text) <= CELL_UNITS // 2 or _units(text) <= CELL_UNITS:
        return text
    mark = _CUT_MARK.format(len(text))
    room = CELL_UNITS - len(mark)
    kept = text[:room]
    if _units(kept) > room:  # some characters take two units; one of them halved is taken off whole
        kept = kept.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return kept + mark


def to_xml(text: str) -> str:
    """The text as the content of an element, safe from Excel's own escapes.

    >>> to_xml("_x0041_ & co")
    '_x005F_x0041_ &amp; co'
    """
    return escape(_ESCAPE_LIKE.sub("_x005F_", text))


def line_units(column: Column) -> int:
    """How many half-width characters of body text a line of the column surely holds."""
    # By the font's own widths, and so seen in LibreOffice: 7 pixels a unit of column width, 6.7 half a Han character,
    # 12 for indent and margins. One unit is left for punctuation that may not begin a line.
    return max(int((7 * column.width_chars - 12) / 6.7) - 1, 2)


def line_count(text: str, units: int) -> int:
    """Lines that a text takes in a column of `units` half-width characters, rather one more than one less."""
    # Two bytes a Han character and one a Latin one: the length in GB 18030 is the width.
    if "\n" not in text:
        return -(-(len(text) if text.isascii() else len(text.encode("gb18030", "replace"))) // units)
    return sum(max(line_count(line, units), 1) for line in text.split("\n"))


def column_letter(index: int) -> str:
    """The letters of a 0-based column.

    >>> column_letter(0), column_letter(26)
    ('A', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
