"""The sheets of the workbook as tables: which columns, how wide, what each means.

The Chinese of the workbook's frame stands here and in `rows`; the last sheet, 说明, is made from these tables, so that
a column and its explanation cannot drift apart.
"""

from __future__ import annotations

from convert.values import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet."""

    header: str  # unique in its sheet
    width_chars: float  # in digits of the body font; a Han character takes two
    about: str  # what it holds, for the reader of 说明
    style: str = "text"  # a name of `convert.writers.excel.look`
    bar: bool = False  # show the number as a data bar too
    mark: bool = False  # set off every filled cell
    hidden: bool = False
    links: bool = False  # its cells lead somewhere


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet; one that outgrows a sheet's rows goes on in another named with a number."""

    name: str
    table: str  # name of its table object; ASCII, for programs that read no other
    about: str
    columns: tuple[Column, ...]
    top: int = 0  # rows above the header
    frozen_columns: int = 0
    colour: str = "8FA3BF"  # of the tab

    @property
    def header_row(self) -> int:
        """Number of the row that holds the column headers."""
        return self.top + 1

    def position(self, header: str) -> int:
        """The 0-based place of a column."""
        return next(i for i, column in enumerate(self.columns) if column.header == header)


_REPORT = Column("报告", 28, "报告的文件名")
_LINE = Column("行", 7, "在原文件中的行号", "line")

# 总览 and 问题清单 are printed and worked from: 190-200 units of width put ten-point text on A4 at about 8 points.
OVERVIEW = Sheet(
    "总览",
    "Reports",
    "每份报告一行。先看“需要看一眼”一列：空着的不用看。",
    (
        Column("序号", 5, "报告在本工作簿中的次序", "line"),
        Column("报告", 22, "报告的文件名，点开是排好版的 Word 文件", links=True),
        Column("标题", 30, "报告自己的标题"),
        Column("单位", 16, "报告写明的单位，没有写的空着"),
        Column("职务", 16, "报告写明的职务，没有写的空着"),
        Column("年度", 7, "报告所说的年度", "plain_number"),
        Column("文种", 10, "述职报告、工作总结等", "centre"),
        Column("字数", 8, "正文字数，不计空白", "count"),
        Column("章节", 7, "标题数", "count"),
        Column("问题", 8, "报告自己承认的问题数", "count", bar=True),
        Column("有原因", 7, "其中说明了原因的", "count"),
        Column("有措施", 7, "其中找到整改措施的（明确或推断）", "count"),
        Column("校对提示", 8, "值得再看的字句、标点、序号等", "count"),
        Column("清理", 7, "去掉、替换、接回的处数", "count"),
        Column("编码", 10, "原文件的文字编码", "centre"),
        Column("把握", 7, "编码判断的把握：确定、较高、存疑", "centre"),
        Column("需要看一眼", 26, "为什么这份报告值得人再看一眼；空着的不用看", mark=True),
    ),
    top=3,
    frozen_columns=2,
    colour="1F3A5F",
)

PROBLEMS = Sheet(
    "问题清单",
    "Problems",
    "整改台账：报告自己承认的每个问题一行。浅黄三列由人填写，重新生成时原样保留在同一个问题旁边。",
    (
        Column("序号", 5, "问题在本工作簿中的次序", "line"),
        Column("报告", 20, "报告的文件名，点开是 Word 文件", links=True),
        Column("所在章节", 18, "问题上面的各级标题，点开是 Word 文件中的这一节", links=True),
        Column("问题", 34, "报告自己的话"),
        Column("原因", 26, "报告所说的原因"),
        Column("整改措施", 30, "报告所说的、与这个问题相对应的措施"),
        Column("对应", 7, "措施与问题的对应：明确（报告写明）、推断（按次序和用词）、无", "centre"),
        Column("主题", 11, "问题归类，一个问题可以属于几类", "centre"),
        _LINE,
        Column("责任人", 9, "由人填写", "entry"),
        Column("整改时限", 13, "由人填写；写成日期的，过期未完成时变红", "entry_date"),
        Column("整改状态", 9, "由人选择：未开始、整改中、已完成、长期坚持", "entry"),
        Column("编号", 20, "问题的固定编号，隐藏；填写的内容靠它找回，请勿改动", "text", hidden=True),
    ),
    frozen_columns=2,
    colour="C0504D",
)

THEMES = Sheet(
    "问题归类",
    "Themes",
    "每类问题一行，多的在前。一个问题属于几类时每类都计。",
    (
        Column("主题", 18, "问题的类别"),
        Column("问题数", 11, "属于这一类的问题", "count", bar=True),
        Column("占比", 9, "占全部问题的比例；一个问题可以属于几类，合计可能超过 100%", "ratio"),
        Column("涉及报告", 11, "有这类问题的报告份数", "count"),
        Column("哪些报告", 90, "有这类问题的报告，括号中是问题数；太多时只列前面的"),
    ),
    frozen_columns=1,
    colour="C0504D",
)

MATRIX = Sheet(
    "归类明细",
    "ThemeMatrix",
    "每份报告一行，每个主题一列，格中是问题数，颜色越深越多。",
    (
        Column("报告", 30, "报告的文件名，点开是 Word 文件", links=True),
        Column("合计", 8, "这份报告的问题数", "count"),
    ),
    frozen_columns=1,
    colour="C0504D",
)

SECTIONS = Sheet(
    "章节",
    "Sections",
    "每个标题一行，按层次缩进，左边的加减号可以收起下一层。",
    (
        _REPORT,
        Column("章节标题", 64, "标题原文，点开是 Word 文件中的这一节", "indent", links=True),
        Column("层次", 7, "在本报告中的层次，1 为最外层", "plain_number"),
        Column("形式", 8, "独立成行，或段首（标题后面接着正文）", "centre"),
        _LINE,
        Column("字数", 10, "这一节的字数，含下面各层，不计空白", "count"),
        Column("占比", 11, "占全文字数的比例", "ratio", bar=True),
    ),
    frozen_columns=1,
    colour="4F7A5B",
)

FINDINGS = Sheet(
    "校对提示",
    "Findings",
    "值得再看的地方。程序没有改动这些字句。",
    (
        Column("报告", 28, "报告的文件名，点开是 Word 文件中的这一节", links=True),
        _LINE,
        Column("级别", 8, "错误、警告、提示", "centre"),
        Column("摘录", 32, "原文中的字句"),
        Column("说明", 46, "为什么值得再看"),
        Column("建议", 32, "可以怎样改"),
        Column("代码", 20, "提示的代码，可用 --ignore 关掉"),
    ),
    frozen_columns=1,
    colour="B8860B",
)

CHANGES = Sheet(
    "清理记录",
    "Changes",
    "程序动过的每一处：去掉了什么，换成了什么，哪些断行接了回去。同一份报告中相同的改动合为一行。",
    (
        _REPORT,
        Column("动作", 8, "去掉、替换、接行", "centre"),
        Column("为什么", 36, "所用规则的说明"),
        Column("处数", 7, "同样的改动有几处", "count"),
        Column("所在行", 20, "在原文件中的行号"),
        Column("原文", 44, "改动前的字，放在「」中；看不见的字符写成 <U+…>"),
        Column("改为", 22, "改动后的字，放在「」中"),
        Column("规则", 18, "规则的编号，可用 chenggao rules 查看"),
    ),
    frozen_columns=1,
    colour="7F7F7F",
)

ENCODINGS = Sheet(
    "编码",
    "Encodings",
    "每份报告一行；有读不出的字节时，每一段字节一行。",
    (
        _REPORT,
        Column("编码", 12, "原文件的文字编码", "centre"),
        Column("把握", 8, "确定、较高、存疑", "centre"),
        Column("依据", 18, "凭什么判断", "centre"),
        Column("备注", 26, "乱码修复等"),
        Column("损失", 8, "读不出或略去的字节段数", "count"),
        _LINE,
        Column("字节位置", 12, "在文件中的位置，从 0 数起", "count"),
        Column("字节", 22, "读不出的字节，十六进制"),
        Column("原因", 18, "为什么读不出"),
        Column("源文件指纹", 36, "源文件的 SHA-256，用来核对是否同一份文件"),
    ),
    frozen_columns=1,
    colour="7F7F7F",
)

GONE = Sheet(
    "已消失的问题",
    "Gone",
    "有人填写过、而报告中已经没有的问题（报告改过、移走或删去）。问题再出现时，填写的内容自动回到问题清单。",
    (
        Column("报告", 24, "填写时的报告文件名"),
        Column("问题", 60, "填写时的问题"),
        Column("责任人", 12, "填写的内容", "entry"),
        Column("整改时限", 14, "填写的内容", "entry_date"),
        Column("整改状态", 12, "填写的内容", "entry"),
        Column("编号", 20, "问题的固定编号，隐藏", "text", hidden=True),
    ),
    frozen_columns=1,
    colour="C0504D",
)

GUIDE = Sheet(
    "说明",
    "Guide",
    "本工作簿怎么看。",
    (
        Column("工作表", 18, "工作表的名称"),
        Column("列", 18, "列的名称"),
        Column("含义", 96, "说明"),
    ),
    colour="7F7F7F",
)

SHEETS = (OVERVIEW, PROBLEMS, GONE, THEMES, MATRIX, SECTIONS, FINDINGS, CHANGES, ENCODINGS, GUIDE)
"""All sheets in the order of the workbook; 已消失的问题 appears only when it has rows."""


def theme_column(name: str) -> Column:
    """The column of a theme in 归类明细."""
    return Column(name, 10, "这个主题的问题数", "plain_number")


KEY = "编号"
KEY_PREFIX = "P-"
"""Put before a problem's id in its cell: one id in 300 is all digits, and some programs would make a number of it."""

ENTRY_STYLES = frozenset({"entry", "entry_date"})
"""Styles of the columns that people fill in."""

STATUSES = ("未开始", "整改中", "已完成", "长期坚持")
"""What the drop-down of 整改状态 offers."""
