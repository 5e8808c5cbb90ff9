"""The slow and plain way to the same body: python-docx objects, one call a paragraph and run.

It knows nothing of the string writer but the skeleton both start from, and serves as its oracle.
"""

import io
from itertools import groupby

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.text.paragraph import Paragraph as WordParagraph

from convert.model import HEADINGS, Role, Table
from convert.titles import break_title
from convert.writers.layout import closing_indents, is_numbered_note, note_indents
from convert.writers.word import prepare, write
from convert.writers.xmltext import legal
from tests.documents import report

STYLES = {
    Role.TITLE: "Title",
    Role.SUBTITLE: "副题",
    Role.BYLINE: "署名行",
    Role.DOCUMENT_NUMBER: "发文字号",
    Role.ADDRESSEE: "Salutation",
    Role.BODY: "Body Text",
    Role.POINT: "要点段落",
    Role.ATTACHMENT_NOTE: "附件说明",
    Role.SIGNATURE: "Signature",
    Role.DATE: "Date",
    Role.ANNOTATION: "附注",
    Role.ATTACHMENT_MARK: "附件序号",
    Role.ATTACHMENT_TITLE: "附件标题",
}
TITLE_BLOCK = (Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.DOCUMENT_NUMBER)
CHAR_PT = 15.75  # 16 pt less a quarter


class Reference:
    def __init__(self, kit):
        self.word = docx.Document(io.BytesIO(write(report(), kit)))
        self.titles = kit.rules["titles"]
        self.headings = 0
        self.depth = 4
        self.width_pt = prepare(kit).text_width_pt

    def write(self, document):
        """The body element that python-docx makes of a document."""
        groups = [(kind, list(members)) for kind, members in groupby(document.blocks, kind_of)]
        for number, (kind, members) in enumerate(groups):
            following = groups[number + 1][0] if number + 1 < len(groups) else None
            self.group(kind, members, following)
        return self.word.element.body

    def group(self, kind, members, following):
        if kind == "table":
            for number, table in enumerate(members):
                if number:
                    self.word.add_paragraph(style="Body Text")
                self.table(table)
            if following is None:
                self.word.add_paragraph(style="Body Text")
        elif kind in (Role.TITLE, Role.ATTACHMENT_TITLE):
            lines = break_title([legal(p.text) for p in members], 20, self.titles)
            own = list(lines) == [legal(p.text) for p in members]
            for text in lines if own else ["\n".join(lines)]:
                paragraph = self.add(kind, text)
                if kind is Role.TITLE and following in TITLE_BLOCK:
                    paragraph.paragraph_format.space_after = 0
        elif kind == "closing":
            self.closing(members)
        elif kind is Role.ATTACHMENT_NOTE:
            self.notes(members)
        else:
            for number, block in enumerate(members):
                paragraph = self.text(block)
                last = kind not in TITLE_BLOCK and number == len(members) - 1
                last = last and following in ("closing", Role.ATTACHMENT_NOTE)
                if last and len(block.text) <= 150:
                    paragraph.paragraph_format.keep_with_next = True
                if kind in TITLE_BLOCK and number == len(members) - 1 and following in TITLE_BLOCK[1:]:
                    paragraph.paragraph_format.space_after = 0

    def add(self, role, text, style=None):
        paragraph = self.word.add_paragraph(style=style or STYLES[role])
        self.run(paragraph, text)
        return paragraph

    def run(self, paragraph, text, style=None):
        """Text as runs; each stretch of U+FFFD is marked."""
        for doubtful, members in groupby(legal(text), lambda char: char == "\ufffd"):
            paragraph.add_run("".join(members), "存疑文字" if doubtful else style)

    def text(self, block):
        if block.depth:
            return self.heading(block)
        paragraph = self.word.add_paragraph(style=STYLES[block.role])
        cut = block.run_in if block.role is Role.POINT or block.level else 0
        self.run(paragraph, block.text[:cut], "Strong" if block.role is Role.POINT else f"标题 {block.level} 字符")
        self.run(paragraph, block.text[cut:])
        return paragraph

    def heading(self, block):
        self.headings += 1
        number = HEADINGS.index(block.role) + 1
        alone = not block.run_in and len(block.text) <= 60 and "\n" not in legal(block.text)
        if alone and number <= self.depth + 1:
            self.depth = number
            paragraph, style, cut = self.word.add_paragraph(style=f"Heading {number}"), None, len(block.text)
        else:
            paragraph, style = self.word.add_paragraph(style="Body Text"), f"标题 {number} 字符"
            cut = block.run_in or len(block.text)
        self.mark(paragraph, "w:bookmarkStart", name=f"h{self.headings}")
        self.run(paragraph, block.text[:cut], style)
        self.mark(paragraph, "w:bookmarkEnd")
        self.run(paragraph, block.text[cut:])
        return paragraph

    def mark(self, paragraph, tag, **attributes):
        element = OxmlElement(tag)
        element.set(qn("w:id"), str(self.headings))
        for name, value in attributes.items():
            element.set(qn(f"w:{name}"), value)
        paragraph._p.append(element)

    def closing(self, members):
        lines = {role: [p.text for p in members if p.role is role] for role in (Role.SIGNATURE, Role.DATE)}
        indents = dict(
            zip(lines, closing_indents(lines[Role.SIGNATURE], lines[Role.DATE], self.width_pt / CHAR_PT), strict=True)
        )
        for block in members:
            paragraph = self.add(block.role, block.text)
            if block is members[0] and block.role is Role.DATE:
                paragraph.paragraph_format.space_before = Twips(579)
            paragraph.paragraph_format.left_indent = Twips(round(indents[block.role] * CHAR_PT * 20))

    def notes(self, members):
        for block in members:
            first = "附件说明首项" if is_numbered_note(legal(block.text)) else "附件说明"
            paragraph = self.add(block.role, block.text, first if block is members[0] else "附件说明续项")
            if indents := note_indents(legal(block.text), 26):
                left, hanging = (Twips(round(chars * CHAR_PT * 20)) for chars in (indents[0] + 2, indents[1]))
                paragraph.paragraph_format.left_indent = left
                paragraph.paragraph_format.first_line_indent = -hanging

    def table(self, table):
        rows = table.rows or (("",),)
        columns = max(map(len, rows)) or 1
        width = round(self.width_pt * 20) // columns
        made = self.word.add_table(0, 0, style="Table Grid")
        properties = made._tbl.tblPr
        for tag in ("w:tblLook", "w:tblW"):
            properties.remove(properties.find(qn(tag)))
        self.child(properties, "w:tblW", w="5000", type="pct")
        for _ in range(columns):
            self.child(made._tbl.tblGrid, "w:gridCol", w=str(width))
        for number, cells in enumerate(rows):
            row = self.child(made._tbl, "w:tr")
            look = self.child(row, "w:trPr")
            self.child(look, "w:cantSplit")
            if not number:
                self.child(look, "w:tblHeader")
            span = columns if len(cells) == 1 else 1
            for cell in cells if span > 1 else (*cells, *[""] * (columns - len(cells))):
                self.cell(row, cell, width * span, span)

    def cell(self, row, text, width, span):
        cell = self.child(row, "w:tc")
        look = self.child(cell, "w:tcPr")
        self.child(look, "w:tcW", w=str(width), type="dxa")
        if span > 1:
            self.child(look, "w:gridSpan", val=str(span))
        self.child(look, "w:vAlign", val="center")
        paragraph = WordParagraph(self.child(cell, "w:p"), self.word)
        paragraph.style = "表格文字"
        self.run(paragraph, text)

    @staticmethod
    def child(parent, tag, **attributes):
        element = OxmlElement(tag)
        for name, value in attributes.items():
            element.set(qn(f"w:{name}"), value)
        parent.append(element)
        return element


def kind_of(block):
    if isinstance(block, Table):
        return "table"
    return "closing" if block.role in (Role.SIGNATURE, Role.DATE) else block.role
