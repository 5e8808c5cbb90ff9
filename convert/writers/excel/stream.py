"""Rows as the XML of a worksheet, deflated as they come, with the links that belong to them.

One row costs a few microseconds and no memory: some hundred are held and rendered together, column by column.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, compress
from typing import NamedTuple

from convert.writers.excel.archive import Piece, growing
from convert.writers.excel.cells import column_letter, line_units
from convert.writers.excel.columns import Form, form, join_rows, render
from convert.writers.excel.handmade import lines_print
from convert.writers.excel.look import DEPTHS, Styles
from convert.writers.excel.rows import Rows, stacked
from convert.writers.excel.sheets import ENTRY_STYLES, Column, Sheet

SHEET_ROWS = 1_048_576
"""Rows of a sheet, header and all (ECMA-376 part 1, and every Excel since 2007)."""

SHEET_LINKS = 65_530
"""Links that Excel keeps on one sheet; rows beyond have their text without the link."""

BLOCK_ROWS = 512
"""Rows rendered together. CPU a row with 32 is 1.2 of that with 512, with 128 1.08; they are half a megabyte."""

# Row heights are stated because LibreOffice 7.4 and web previews show one line of a wrapped cell that has none; without
# customHeight a program is free to fit the row again when someone edits it.
ROW_PT = 19
_LINE_PT = 14
_ROOM_PT = 6
_HEIGHT_LIMIT_PT = 409  # Excel specifications

_FOLDS = ("", *(f' outlineLevel="{depth}"' if depth else "" for depth in range(DEPTHS)))
_CELL_START = '<c r="'
_LINK_TYPE = (
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" TargetMode="External"'
)


class _Place(NamedTuple):
    """A column as the renderer needs it."""

    letter: str
    form: Form  # of cells without a link
    units: int  # half-width characters that fit a line
    links: bool  # its cells lead somewhere
    indents: bool  # cells are indented by the depth of the heading
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
        self._forms = {name: form(styles[name, False], styles[name, True]) for name, quoted in styles if not quoted}
        self._indents = [
            [self._forms[f"indent{depth or 1}{link}"] for depth in range(DEPTHS + 1)] for link in ("", "_link")
        ]
        self._places: list[_Place] = []
        self._waiting: list[Rows] = []
        self._room = min(BLOCK_ROWS, self._limit)  # for rows that may still wait
        for column in sheet.columns:
            self.widen(column)

    def widen(self, column: Column) -> None:
        """Takes one column more from the next row on."""
        self._flush()
        indents = column.style == "indent"
        own = self._forms["indent1" if indents else column.style]
        letter, typed = column_letter(len(self._places)), column.style in ENTRY_STYLES
        self._places.append(_Place(letter, own, line_units(column), column.links, indents, typed))

    def add(self, rows: Rows) -> None:
        """Writes rows under the last one."""
        while rows.size > self._room:
            head, rows = rows.cut(self._room)
            self._take(head)
            self._flush()
            if self.parts[-1].row_count == self._limit:
                self.parts.append(Part())
            self._room = min(BLOCK_ROWS, self._limit - self.parts[-1].row_count)
        self._take(rows)

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

    def _take(self, rows: Rows) -> None:
        size = rows.size
        if size:
            self._waiting.append(rows)
            self._room -= size
            self.row_count += size
            self.parts[-1].row_count += size

    def _flush(self) -> None:
        """Renders the rows that wait."""
        if not self._waiting:
            return
        rows = stacked(self._waiting)
        self._waiting.clear()
        self._room = min(BLOCK_ROWS, self._limit - self.parts[-1].row_count)
        part = self.parts[-1]
        end = self.sheet.header_row + part.row_count + 1
        numbers = list(map(str, range(end - rows.size, end)))
        targets = iter(self._link(part, numbers, rows.targets))
        lines = [1] * rows.size
        cells: list[str | Sequence[str]] = []
        shown: list[str | Sequence[str]] = []
        for place, values in zip(self._places, rows.columns, strict=True):
            forms = self._linked(place, next(targets), rows.depths) if place.links else (place.form,)
            column = render(values, forms, place.units, lines)
            cells += (_CELL_START + place.letter, numbers, *column.cells)
            if not place.typed:
                shown += column.shown
        heads = ('<row r="', numbers, '"', _heights(lines), _folds(rows.depths), ">")
        part.rows.write("".join(join_rows((*heads, *cells, "</row>"))).encode())
        if shown:
            self.print += lines_print(self.sheet.name, join_rows(shown))

    def _link(self, part: Part, numbers: list[str], targets: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
        """Writes the links of rows, row by row; the targets, with nothing in place of those that are too many."""
        in_order = list(chain.from_iterable(zip(*targets, strict=True)))
        room = SHEET_LINKS - part.link_count
        if len(in_order) > room:
            in_order = _first(in_order, room)
            targets = [in_order[i :: len(targets)] for i in range(len(targets))]
        letters = [place.letter for place in self._places if place.links]
        places = [letter + number for number in numbers for letter in letters]
        ends = list(compress(in_order, in_order))
        if ends:
            names = list(map(str, range(part.link_count + 1, part.link_count + 1 + len(ends))))
            part.link_count += len(ends)
            starts = list(compress(places, in_order))
            links = join_rows(('<hyperlink ref="', starts, '" r:id="L', names, '"/>'))
            # Targets are percent-encoded: nothing in them needs escaping.
            relations = join_rows(('<Relationship Id="L', names, f'" {_LINK_TYPE} Target="', ends, '"/>'))
            part.links.write("".join(links).encode())
            part.relations.write("".join(relations).encode())
        return targets

    def _linked(self, place: _Place, targets: Sequence[str], depths: Sequence[int]) -> Sequence[Form]:
        """The form of the cells of a column with links, or one for each."""
        if place.indents:
            plain, linked = self._indents
            pairs = zip(targets, depths, strict=True)
            return [(linked if target else plain)[min(depth, DEPTHS)] for target, depth in pairs]
        link = self._forms["link"]
        return (link,) if all(targets) else [link if target else place.form for target in targets]


def _first(targets: Sequence[str], count: int) -> list[str]:
    """The targets with nothing in place of those after the first so many."""
    kept = []
    for target in targets:
        kept.append(target if count > 0 else "")
        count -= bool(target)
    return kept


def _heights(lines: Sequence[int]) -> str | list[str]:
    """The attribute of rows that take several lines."""
    if max(lines) == 1:
        return ""
    return [f' ht="{min(_LINE_PT * count + _ROOM_PT, _HEIGHT_LIMIT_PT)}"' if count > 1 else "" for count in lines]


def _folds(depths: Sequence[int]) -> str | list[str]:
    """The attribute of headings that fold away below others."""
    return [_FOLDS[min(depth, DEPTHS)] for depth in depths] or ""
