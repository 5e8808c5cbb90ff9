"""The layout of a workbook: which sheets it has, and the marks that stand for what only the rows can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from convert.values import dataclass
from convert.writers.excel.cells import column_letter
from convert.writers.excel.sheets import MATRIX, SHEETS, Column, Sheet, theme_column

LAST_ROW, AFTER_ROW = 999_983, 999_984
"""Stand for the number of a table's last row, and of the row after it."""

TOTALS_FROM = 777_001
"""Stands, with the numbers after it, for the totals above the overview by column."""

LEAD, LOOK = "@lead@", "@look@"
"""Stand for the sentence above the overview and for how many reports need a look."""

PRINT = "0123456789abcdef"
"""Stands for the fingerprint."""

MADE = datetime(1999, 9, 9, 9, 9, 9)
"""Stands for the time of making, in three spellings."""

CHART_EMU = 4_444_416
"""Stands for the height of the chart."""

EMU_PER_CM = 360_000


@dataclass(frozen=True, slots=True)
class Plan:
    """One sheet of a layout."""

    sheet: Sheet
    number: int  # 1, or more where it continues another
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """Name of the sheet."""
        return self.sheet.name + self._mark

    @property
    def table(self) -> str:
        """Name of its table."""
        return self.sheet.table + self._mark

    @property
    def first(self) -> int:
        """Number of the first streamed row."""
        return self.sheet.header_row + 1

    def range_of(self, header: str) -> str:
        """The cells of a column, header excluded, down to `LAST_ROW`."""
        letter = column_letter(next(i for i, column in enumerate(self.columns) if column.header == header))
        return f"{letter}{self.first}:{letter}{LAST_ROW}"

    @property
    def _mark(self) -> str:
        return "" if self.number == 1 else str(self.number)


def plan(part_counts: Mapping[str, int], themes: Sequence[str]) -> tuple[Plan, ...]:
    """The sheets of a workbook with that many parts of each sheet (by name; 0 leaves it out) and these themes."""
    return tuple(
        Plan(sheet, number, (*sheet.columns, *map(theme_column, themes)) if sheet is MATRIX else sheet.columns)
        for sheet in SHEETS
        for number in range(1, part_counts[sheet.name] + 1)
    )
