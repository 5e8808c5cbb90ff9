"""Rows of values as the XML of a worksheet, deflated as they come, with the links that belong to them.

One row costs a few microseconds and no memory. What is text stays text: a string is written as an inline string, and
one that begins like a formula gets the style whose quotePrefix keeps it text when someone edits the cell.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from convert.writers.excel.archive import Piece, growing
from convert.writers.excel.cells import column_letter, fit, harmless, line_count, line_units, to_xml
from convert.writers.excel.handmade import line_print
from convert.writers.excel.look import DEPTHS, Styles
from convert.writers.excel.rows import Cell, Row, Value
from convert.writers.excel.sheets import ENTRY_STYLES, Column, Sheet
from convert.writers.excel.values import plain, serial

SHEET_ROWS = 1_048_576
"""Rows of a sheet, header and all (ECMA-376 part 1, and every Excel since 2007)."""

SHEET_LINKS = 65_530
"""Links that Excel keeps on one sheet; rows beyond have their text without the link."""

# Row heights are stated because LibreOffice 7.4 and web previews show one line of a wrapped cell that has none; without
# customHeight a program is free to fit the row again when someone edits it.
ROW_PT = 19
_LINE_PT = 14
_ROOM_PT = 6
_HEIGHT_LIMIT_PT = 409  # Excel specifications

_BLANKS = frozenset(c for c in map(chr, range(0x3001)) if c.isspace())
_FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")
_SPECIAL_STARTS = _FORMULA_STARTS | _BLANKS
_TEXT_END = "</t></is></c>"
_NUMBER_END = "</v></c>"
_TEXTS = (str, Cell)
_BLOCK_CHARS = 1 << 16
_CELL_START = '<c r="'
_LINK_TYPE = (
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" TargetMode="External"'
)


class _Form(NamedTuple):
    """The XML around a cell's number and value, for one style."""

    empty: str
    text: str
    special: str  # text that begins like a formula, or with white space
    number: str


class _Place(NamedTuple):
    """A column as the renderer needs it."""

    start: str  # up to the row number
    form: _Form
    style: str
    units: int  # half-width characters that fit a line
    typed: bool  # people fill it in


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
        self._limit = limit - sheet.header_row
        self._forms = {name: _form(styles[name, False], styles[name, True]) for name, quoted in styles if not quoted}
        self._places: list[_Place] = []
        self._rows: list[str] = []
        self._links: list[str] = []
        self._relations: list[str] = []
        self._waiting = 0
        for column in sheet.columns:
            self.widen(column)

    def widen(self, column: Column) -> None:
        """Takes one column more from the next row on."""
        style = "indent1" if column.style == "indent" else column.style
        start = _CELL_START + column_letter(len(self._places))
        self._places.append(_Place(start, self._forms[style], style, line_units(column), column.style in ENTRY_STYLES))

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
        text = self._render(str(number), row, part)
        self._rows.append(text)
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

    def _flush(self) -> None:
        for piece, texts in zip(self.parts[-1].pieces, (self._rows, self._links, self._relations), strict=True):
            piece.write("".join(texts).encode())
            texts.clear()
        self._waiting = 0

    def _render(self, number: str, row: Row, part: Part) -> str:
        values = row.values
        careful = not harmless("".join([v if isinstance(v, str) else v.text for v in values if isinstance(v, _TEXTS)]))
        if careful:
            values = tuple(map(_fitted, values))
        out = [""]
        shown = []  # what the fingerprint is made of
        lines = 1
        for (start, form, style, units, typed), value in zip(self._places, values, strict=False):
            if isinstance(value, Cell):
                form = self._anchored(value, start, number, style, part)
                value = value.text
            if value is None or value == "":
                out.append(f"{start}{number}{form.empty}")
                continue
            if isinstance(value, str):
                if 2 * len(value) > units or "\n" in value:
                    lines = max(lines, line_count(value, units))
                text = to_xml(value) if careful else value
                if value[0] in _SPECIAL_STARTS or value[-1] in _BLANKS:
                    out.append(f"{start}{number}{form.special}{text}{_TEXT_END}")
                    value = value.strip()
                else:
                    out.append(f"{start}{number}{form.text}{text}{_TEXT_END}")
            else:
                figure = serial(value) if isinstance(value, date) else value
                out.append(f"{start}{number}{form.number}{figure}{_NUMBER_END}")
                value = str(figure) if isinstance(figure, int) else plain(figure)
            if not typed:
                shown.append(value)
        self.print += line_print(self.sheet.name, shown)
        height = f' ht="{min(_LINE_PT * lines + _ROOM_PT, _HEIGHT_LIMIT_PT)}"' if lines > 1 else ""
        fold = f' outlineLevel="{row.outline}"' if row.outline else ""
        out[0] = f'<row r="{number}"{height}{fold}>'
        out.append("</row>")
        return "".join(out)

    def _anchored(self, cell: Cell, start: str, number: str, style: str, part: Part) -> _Form:
        style = f"indent{min(cell.depth, DEPTHS)}" if cell.depth else style
        if cell.target and part.link_count < SHEET_LINKS:
            part.link_count += 1
            name = f"L{part.link_count}"
            place = start.removeprefix(_CELL_START) + number
            self._links.append(f'<hyperlink ref="{place}" r:id="{name}"/>')
            # Targets are percent-encoded: nothing in them needs escaping.
            self._relations.append(f'<Relationship Id="{name}" {_LINK_TYPE} Target="{cell.target}"/>')
            style = f"{style}_link" if cell.depth else "link"
        return self._forms[style]


def _form(plain_style: int, quoted_style: int) -> _Form:
    return _Form(
        f'" s="{plain_style}"/>',
        f'" s="{plain_style}" t="inlineStr"><is><t>',
        f'" s="{quoted_style}" t="inlineStr"><is><t xml:space="preserve">',
        f'" s="{plain_style}"><v>',
    )


def _fitted(value: Value) -> Value:
    if type(value) is Cell:
        return value._replace(text=fit(value.text))
    return fit(value) if isinstance(value, str) else value
