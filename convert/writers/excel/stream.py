"""Rows of values as the XML of a worksheet, deflated as they come, with the links that belong to them.

One row costs a few microseconds and no memory. What is text stays text: a string is written as an inline string, and
one that begins like a formula gets the style whose quotePrefix keeps it text when someone edits the cell.
"""

from __future__ import annotations

import re
from datetime import date

from convert.writers.excel.archive import Piece, growing
from convert.writers.excel.handmade import line_print, plain
from convert.writers.excel.look import DEPTHS, Styles
from convert.writers.excel.rows import Cell, Row, serial
from convert.writers.excel.sheets import ENTRY_STYLES, Column, Sheet
from convert.writers.xmltext import escape, escape_attribute, legal

SHEET_ROWS = 1_048_576
"""Rows of a sheet, header and all (ECMA-376 part 1, and every Excel since 2007)."""

CELL_UNITS = 32_767
"""UTF-16 units that a cell holds (Excel specifications); openpyxl cuts there without a word."""

SHEET_LINKS = 65_530
"""Links that Excel keeps on one sheet; rows beyond have their text without the link."""

# Row heights are stated because LibreOffice 7.4 and web previews show one line of a wrapped cell that has none; without
# customHeight a program is free to fit the row again when someone edits it.
ROW_PT = 19
_LINE_PT = 14
_ROOM_PT = 6
_HEIGHT_LIMIT_PT = 409  # Excel specifications

_CUT_MARK = "……【此处截断：原文共 {} 字，单元格容纳不下】"
_FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Anything in a row that must not be copied as it is: XML's own characters, what XML forbids, Excel's _xHHHH_ escapes.
_CARE = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x")
_TEXT_START = ' t="inlineStr"><is><t xml:space="preserve">'
_TEXT_END = "</t></is></c>"
_BLOCK_CHARS = 1 << 16
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class Part:
    """The streamed pieces of one sheet part."""

    def __init__(self) -> None:
        self.rows, self.links, self.relations = growing(), growing(), growing()
        self.row_count = 0
        self.link_count = 0

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces."""
        return self.rows, self.links, self.relations


class SheetStream:
    """The rows of one sheet table; a full sheet is followed by another part. To be closed, and discarded at the end."""

    def __init__(self, sheet: Sheet, styles: Styles, limit: int = SHEET_ROWS) -> None:
        self.sheet = sheet
        self.parts = [Part()]
        self.row_count = 0
        self.print = 0  # sum of the rows' shares of the fingerprint
        self._styles = styles
        self._limit = limit - sheet.header_row
        self._columns: list[tuple[str, str, int, int, int]] = []
        self._texts: list[str] = []
        self._waiting = 0
        for column in sheet.columns:
            self.widen(column)

    def widen(self, column: Column) -> None:
        """Takes one column more from the next row on."""
        letter = column_letter(len(self._columns))
        self._columns.append((letter, column.style, line_units(column), *self._pair(column.style)))

    def add(self, row: Row) -> None:
        """Writes a row under the last one."""
        part = self.parts[-1]
        if part.row_count == self._limit:
            self._flush()
            part = Part()
            self.parts.append(part)
        part.row_count += 1
        self.row_count += 1
        number = self.sheet.header_row + part.row_count
        text = self._render(number, row, part)
        self._texts.append(text)
        self._waiting += len(text)
        if self._waiting > _BLOCK_CHARS:
            self._flush()

    def close(self) -> None:
        """Ends the stream."""
        self._flush()
        for part in self.parts:
            for piece in part.pieces:
                piece.close()

    def discard(self) -> None:
        """Frees memory and disk."""
        for part in self.parts:
            for piece in part.pieces:
                piece.discard()

    def _pair(self, style: str) -> tuple[int, int]:
        style = "indent1" if style == "indent" else style
        return self._styles[style, False], self._styles[style, True]

    def _flush(self) -> None:
        self.parts[-1].rows.write("".join(self._texts).encode())
        self._texts.clear()
        self._waiting = 0

    def _render(self, number: int, row: Row, part: Part) -> str:
        blob = "".join([value for value in row.values if isinstance(value, str)])
        blob += "".join([value.text for value in row.values if type(value) is Cell])
        careful = len(blob) > CELL_UNITS // 2 or _CARE.search(blob) is not None
        out = [""]
        shown: list[str] = []  # what the fingerprint is made of
        lines = 1
        for (letter, name, units, style, quoted), value in zip(self._columns, row.values, strict=False):
            if isinstance(value, Cell):
                style, quoted = self._anchored(value, f"{letter}{number}", name, part)
                value = value.text
            if value is None or value == "":
                out.append(f'<c r="{letter}{number}" s="{style}"/>')
                continue
            if isinstance(value, date):
                value = serial(value)
            if isinstance(value, str):
                text = value
                if careful:
                    value = cut(legal(value))
                    text = _escape(value)
                if 2 * len(value) > units or "\n" in value:
                    lines = max(lines, line_count(value, units))
                if value[0] in _FORMULA_STARTS:
                    style = quoted
                out.append(f'<c r="{letter}{number}" s="{style}"{_TEXT_START}{text}{_TEXT_END}')
            else:
                out.append(f'<c r="{letter}{number}" s="{style}"><v>{value}</v></c>')
            if name not in ENTRY_STYLES:
                shown.append(plain(value))
        self.print += line_print(self.sheet.name, shown)
        height = f' ht="{min(_LINE_PT * lines + _ROOM_PT, _HEIGHT_LIMIT_PT)}"' if lines > 1 else ""
        fold = f' outlineLevel="{row.outline}"' if row.outline else ""
        out[0] = f'<row r="{number}"{height}{fold}>'
        out.append("</row>")
        return "".join(out)

    def _anchored(self, cell: Cell, place: str, name: str, part: Part) -> tuple[int, int]:
        name = f"indent{min(cell.depth, DEPTHS)}" if cell.depth else name
        if cell.target and part.link_count < SHEET_LINKS:
            part.link_count += 1
            part.links.write(f'<hyperlink ref="{place}" r:id="rIdL{part.link_count}"/>'.encode())
            target = escape_attribute(cell.target)
            part.relations.write(
                f'<Relationship Id="rIdL{part.link_count}" Type="{_LINK_TYPE}" Target="{target}"'
                ' TargetMode="External"/>'.encode()
            )
            name = f"{name}_link" if cell.depth else "link"
        return self._pair(name)


def line_units(column: Column) -> int:
    """How many half-width characters of body text a line of the column surely holds."""
    # By the font's own widths, and so seen in LibreOffice: 7 pixels a unit of column width, 6.7 half a Han character,
    # 12 for indent and margins. One unit is left for punctuation that may not begin a line.
    return max(int((7 * column.width_chars - 12) / 6.7) - 1, 2)


def line_count(text: str, units: int) -> int:
    """Lines that a text takes in a column of `units` half-width characters, rather one more than one less."""
    # Two bytes a Han character and one a Latin one: the length in GB 18030 is the width.
    return sum(max(-(-len(line.encode("gb18030", "replace")) // units), 1) for line in text.split("\n"))


def cut(text: str) -> str:
    """The text, cut visibly where a cell cannot hold it."""
    if len(text) <= CELL_UNITS // 2 or _units(text) <= CELL_UNITS:
        return text
    mark = _CUT_MARK.format(len(text))
    room = CELL_UNITS - len(mark)
    kept = text[:room]
    if _units(kept) > room:  # some characters take two units; one of them halved is taken off whole
        kept = kept.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return kept + mark


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


def _escape(text: str) -> str:
    return escape(_ESCAPE_LIKE.sub("_x005F_", text))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
