"""How the workbook looks: every cell style, made by openpyxl before the first row is written.

Rows are written as text, so they need the numbers of their styles beforehand: each style is registered on one scratch
cell and its number read back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

FONT = "微软雅黑"
"""On every Windows and in every Office for Mac; elsewhere any sans-serif takes its place."""

INK = "1F2A44"
MUTED = "6B7688"
ACCENT = "1F3A5F"
LINK = "1F5FA8"
HEADER_FILL = "E8EDF4"
RULE = "D5DCE6"
ENTRY_FILL = "FFF9E5"
ENTRY_HEADER_FILL = "FBE9B7"
FILLS = frozenset({HEADER_FILL, ENTRY_FILL, ENTRY_HEADER_FILL})
"""Every colour that a cell of ours is filled with; another one is a person's mark."""

BAR = "8FB0D6"
MARK_FILL = "FDEBD3"

DEPTHS = 4
DATE_FORMAT = 'yyyy"年"m"月"d"日"'

Styles = dict[tuple[str, bool], int]
"""Style numbers by (name, quoted): `quoted` is the variant for text that a program could take for a formula."""


def register(book: Workbook) -> Styles:
    """Registers every style in the workbook; their numbers."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet = book.worksheets[0]
    found: Styles = {}
    line = Border(bottom=Side("hair", RULE))
    strong = Border(bottom=Side("medium", ACCENT))
    body = Font(FONT, 10, color=INK)
    link = Font(FONT, 10, color=LINK)
    entry = PatternFill("solid", ENTRY_FILL)

    def add(
        name: str,
        font: Font,
        *,
        align: str = "left",
        indent: int = 0,
        number_format: str = "General",
        fill: PatternFill | None = None,
        border: Border = line,
        vertical: str = "center",
        wrap: bool = True,
    ) -> None:
        """Registers a style, and its variant for text that a program could take for a formula."""
        for quoted in (False, True):
            cell = WriteOnlyCell(sheet)
            cell.font = font
            cell.alignment = Alignment(align, vertical, indent=indent, wrap_text=wrap)
            cell.number_format = number_format
            cell.border = border
            if fill:
                cell.fill = fill
            cell.quotePrefix = quoted
            found[name, quoted] = cell.style_id

    add("text", body, indent=1)
    add("link", link, indent=1)
    add("centre", body, align="center")
    add("count", body, align="right", indent=1, number_format="#,##0")
    add("plain_number", body, align="center", number_format="0")
    add("line", Font(FONT, 10, color=MUTED), align="center", number_format="0")
    add("ratio", body, align="right", indent=1, number_format="0.0%")
    for depth in range(1, DEPTHS + 1):
        weight = depth == 1
        add(f"indent{depth}", Font(FONT, 10, b=weight, color=INK), indent=2 * depth - 1)
        add(f"indent{depth}_link", Font(FONT, 10, b=weight, color=LINK), indent=2 * depth - 1)
    add("entry", body, fill=entry, align="center")
    add("entry_date", body, fill=entry, align="center", number_format=DATE_FORMAT)
    header = Font(FONT, 10, b=True, color=ACCENT)
    frame = PatternFill("solid", HEADER_FILL)
    for align in ("left", "center", "right"):
        indent = int(align != "center")
        add(f"header_{align}", header, fill=frame, border=strong, align=align, indent=indent)
    add(
        "entry_header",
        header,
        fill=PatternFill("solid", ENTRY_HEADER_FILL),
        border=strong,
        align="center",
    )
    none = Border()
    add("heading", Font(FONT, 18, b=True, color=ACCENT), border=none, wrap=False)
    add("lead", Font(FONT, 10, color=MUTED), border=none, wrap=False)
    total = Font(FONT, 10, b=True, color=ACCENT)
    add("total_text", total, border=none, indent=1, wrap=False)
    add("total", total, border=none, align="right", indent=1, number_format="#,##0")
    return found
