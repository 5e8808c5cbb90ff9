"""What openpyxl makes of a layout: everything of the workbook but its rows."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING
from zipfile import ZipFile

from convert.writers.excel.cells import column_letter
from convert.writers.excel.handmade import PROPERTY
from convert.writers.excel.layout import (
    AFTER_ROW,
    CHART_EMU,
    EMU_PER_CM,
    LAST_ROW,
    LEAD,
    LOOK,
    MADE,
    PRINT,
    TOTALS_FROM,
    Plan,
)
from convert.writers.excel.look import ACCENT, BAR, DEPTHS, FONT, MARK_FILL, MUTED, Styles, register
from convert.writers.excel.sheets import ENTRY_STYLES, MATRIX, OVERVIEW, PROBLEMS, STATUSES, THEMES
from convert.writers.excel.stream import ROW_PT
from convert.writers.excel.tally import Totals

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TITLE = "报告汇总"
AUTHOR = "成稿 chenggao"

_A4 = 9
_HEADERS = MappingProxyType(
    {"text": "header_left", "indent": "header_left", "count": "header_right", "ratio": "header_right"}
)
_HEADER_HEIGHT_PT = 30
_CHART_WIDTH_CM = 26
_RED, _AMBER, _GREEN, _BLUE = ("F8D7D3", "9C2B20"), ("FCE8C3", "8A5A00"), ("D8EBD5", "2E6B2A"), ("DCE6F4", "1F4E8C")
WORDS = MappingProxyType(
    {
        "整改状态": tuple((word, *look) for word, look in zip(STATUSES, (_RED, _AMBER, _GREEN, _BLUE), strict=True)),
        "级别": (("错误", *_RED), ("警告", *_AMBER)),
    }
)
"""Words set off in a column: word, fill, ink."""


def build(plans: Sequence[Plan]) -> tuple[Styles, dict[str, bytes]]:
    """Style numbers, and the parts as openpyxl saves them, with the marks of `frame` for what is not known yet."""
    from openpyxl import Workbook
    from openpyxl.packaging.custom import StringProperty

    book = Workbook()
    styles = register(book)
    book.remove(book.worksheets[0])
    for number, plan in enumerate(plans, 1):
        sheet = book.create_sheet(plan.name)
        _set_up(sheet, plan)
        _head(book, sheet, plan, styles)
        _table(sheet, plan, number)
        _rules(sheet, plan)
        if plan.sheet is OVERVIEW:
            _top(book, sheet, styles)
        elif plan.sheet is THEMES:
            _chart(sheet, plan)
    book.calculation.fullCalcOnLoad = False  # nothing to calculate: Excel need not ask to save what nobody changed
    about = book.properties
    about.title, about.creator, about.lastModifiedBy = TITLE, AUTHOR, AUTHOR
    about.created = about.modified = MADE
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=PRINT))  # type: ignore[attr-defined]  # not in its stubs
    buffer = BytesIO()
    book.save(buffer)
    with ZipFile(buffer) as saved:
        return styles, {name: saved.read(name) for name in saved.namelist()}


def _set_up(sheet: Worksheet, plan: Plan) -> None:
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.properties import Outline, PageSetupProperties, WorksheetProperties

    kind = plan.sheet
    for i, column in enumerate(plan.columns):
        dimension = sheet.column_dimensions[column_letter(i)]
        dimension.width = column.width_chars
        dimension.hidden = column.hidden
    sheet.freeze_panes = f"{column_letter(kind.frozen_columns)}{plan.first}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties = WorksheetProperties(
        tabColor=kind.colour, outlinePr=Outline(summaryBelow=False), pageSetUpPr=PageSetupProperties(fitToPage=True)
    )
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ROW_PT, True
    if any(column.style == "indent" for column in plan.columns):
        sheet.sheet_format.outlineLevelRow = DEPTHS - 1
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{kind.header_row}:{kind.header_row}"
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.25, footer=0.3)
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(f"{TITLE} · &A", size=8, color=MUTED),
        center=_HeaderFooterPart("第 &P 页，共 &N 页", size=8, color=MUTED),
        right=_HeaderFooterPart(f"{MADE:%Y-%m-%d}", size=8, color=MUTED),
    )


def _head(book: Workbook, sheet: Worksheet, plan: Plan, styles: Styles) -> None:
    row = plan.sheet.header_row
    sheet.row_dimensions[row].height = _HEADER_HEIGHT_PT
    for i, column in enumerate(plan.columns, 1):
        name = "entry_header" if column.style in ENTRY_STYLES else _HEADERS.get(column.style, "header_center")
        _put(book, sheet, row, i, column.header, styles[name, False])


def _top(book: Workbook, sheet: Worksheet, styles: Styles) -> None:
    for row, height in ((1, 34), (2, 20), (3, 22)):
        sheet.row_dimensions[row].height = height
    _put(book, sheet, 1, 1, TITLE, styles["heading", False])
    _put(book, sheet, 2, 1, LEAD, styles["lead", False])
    for i, value in enumerate(Totals().row()):
        if isinstance(value, int):
            _put(book, sheet, 3, i + 1, TOTALS_FROM + i, styles["total", False])
        elif isinstance(value, str):
            last = i == len(OVERVIEW.columns) - 1
            _put(book, sheet, 3, i + 1, LOOK if last else value, styles["total_text", False])


def _put(book: Workbook, sheet: Worksheet, row: int, column: int, value: str | int, style: int) -> None:
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    # The way to copy a style that openpyxl's documentation gives; its stubs do not know the table.
    cell._style = copy(book._cell_styles[style])  # type: ignore[attr-defined]


def _table(sheet: Worksheet, plan: Plan, number: int) -> None:
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table, TableColumn

    ref = f"A{plan.sheet.header_row}:{column_letter(len(plan.columns) - 1)}{LAST_ROW}"
    table = Table(id=number, displayName=plan.table, name=plan.table, ref=ref)
    # Given here, since openpyxl would otherwise make a cell for each place of the table to find the headers.
    table.tableColumns = [TableColumn(id=i, name=column.header) for i, column in enumerate(plan.columns, 1)]
    table.autoFilter = AutoFilter(ref=ref)
    sheet.add_table(table)


def _rules(sheet: Worksheet, plan: Plan) -> None:
    for column in plan.columns:
        place = plan.range_of(column.header)
        first = place.split(":")[0]
        if column.bar:
            _bar(sheet, place)
        if column.mark:
            _mark(sheet, place, f"LEN({first})>0", fill=MARK_FILL)
        if column.header in WORDS:
            for word, fill, ink in WORDS[column.header]:
                _mark(sheet, place, f'{first}="{word}"', ink=ink, fill=fill)
        if column.header == "整改状态":
            _offer(sheet, place)
    if plan.sheet is PROBLEMS:
        due = plan.range_of("整改时限")
        first, state = due.split(":")[0], plan.range_of("整改状态").split(":")[0]
        _mark(sheet, due, f'AND(ISNUMBER({first}),{first}<TODAY(),{state}<>"已完成")', ink="C00000")
    if plan.sheet is MATRIX and len(plan.columns) > len(MATRIX.columns):
        left = column_letter(len(MATRIX.columns))
        _shade(sheet, f"{left}{plan.first}:{column_letter(len(plan.columns) - 1)}{LAST_ROW}")


def _bar(sheet: Worksheet, place: str) -> None:
    from openpyxl.formatting.rule import DataBar, FormatObject, Rule

    ends = [FormatObject("num", 0), FormatObject("max")]
    sheet.conditional_formatting.add(place, Rule("dataBar", dataBar=DataBar(cfvo=ends, color=f"FF{BAR}")))


def _shade(sheet: Worksheet, place: str) -> None:
    from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
    from openpyxl.styles import Color

    ends = [FormatObject("num", 0), FormatObject("max")]
    scale = ColorScale(cfvo=ends, color=[Color("FFFFFFFF"), Color(f"FF{BAR}")])
    sheet.conditional_formatting.add(place, Rule("colorScale", colorScale=scale))


def _mark(sheet: Worksheet, place: str, formula: str, *, ink: str | None = None, fill: str | None = None) -> None:
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    look = DifferentialStyle(font=Font(color=ink) if ink else None, fill=PatternFill(bgColor=fill) if fill else None)
    sheet.conditional_formatting.add(place, Rule("expression", dxf=look, formula=[formula]))


def _offer(sheet: Worksheet, place: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    offer = DataValidation(type="list", formula1=f'"{",".join(STATUSES)}"', allow_blank=True)
    offer.showErrorMessage = False  # other words are welcome
    offer.showInputMessage, offer.promptTitle, offer.prompt = True, "整改状态", "可以选择，也可以自己写"
    offer.add(place)
    sheet.data_validations.append(offer)


def _chart(sheet: Worksheet, plan: Plan) -> None:
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.data_source import AxDataSource, StrRef
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun

    chart = BarChart()
    chart.type = "bar"
    chart.add_data(Reference(sheet, min_col=2, min_row=plan.first - 1, max_row=LAST_ROW), titles_from_data=True)
    series = chart.series[0]
    series.cat = AxDataSource(strRef=StrRef(f"'{plan.name}'!$A${plan.first}:$A${LAST_ROW}"))
    series.graphicalProperties = GraphicalProperties(solidFill=BAR)
    text = CharacterProperties(sz=1000, latin=Font(FONT), ea=Font(FONT), solidFill=ACCENT)
    body = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=text), endParaRPr=text)])
    series.dLbls = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False, txPr=body
    )
    large = CharacterProperties(sz=1300, b=True, latin=Font(FONT), ea=Font(FONT), solidFill=ACCENT)
    words = Paragraph(pPr=ParagraphProperties(defRPr=large), r=[RegularTextRun(rPr=large, t="各类问题数")])
    chart.title = Title(tx=Text(rich=RichText(p=[words])), overlay=False)
    chart.legend = None
    chart.gapWidth = 45
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.txPr = body
    chart.x_axis.majorTickMark = "none"
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=None)
    chart.width, chart.height = _CHART_WIDTH_CM, CHART_EMU / EMU_PER_CM
    sheet.add_chart(chart, f"A{AFTER_ROW + 1}")
