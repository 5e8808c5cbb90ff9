"""The paragraphs and tables of a report as WordprocessingML text.

Every paragraph is a named style and nothing else, but for what depends on the text's own width (signature, date) and
for the blank line that the last of the title's block keeps. A heading that body text follows in the same paragraph is
body text whose heading sentence has the heading's linked character style: a heading paragraph style there would put
whole paragraphs into the navigation pane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from convert.model import HEADINGS, Block, Document, Paragraph, Role, Table
from convert.summary import bookmark
from convert.titles import break_title
from convert.writers.layout import closing_indents
from convert.writers.looks import CELL, DOUBT, LEAD, TABLE, TWIPS_PER_PT, run_key
from convert.writers.runs import content, doubts
from convert.writers.skeleton import Skeleton
from convert.writers.xmltext import legal

HEADING_CHARS = 60
"""A longer heading is body text in the heading's font: the navigation pane shows some 40 characters."""

_TITLE_BLOCK = (Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.DOCUMENT_NUMBER)
_NO_SPACE_AFTER = '<w:spacing w:after="0"/>'


def body_xml(document: Document, skeleton: Skeleton, title_break: str | None = None) -> str:
    """All paragraphs and tables of the document, in order."""
    return "".join(_Pen(skeleton, title_break).write(document.blocks))


@dataclass(frozen=True, slots=True)
class _Group:
    """Blocks that are laid out together: the lines of a title, signatures with their date, or a single block."""

    kind: str
    blocks: tuple[Block, ...]


class _Pen:
    """Writes one report; counts its headings."""

    def __init__(self, skeleton: Skeleton, title_break: str | None) -> None:
        self.ids = dict(skeleton.ids)
        self.style = skeleton.style
        self.title_break = title_break
        self.width_pt = skeleton.text_width_pt
        self.character_pt = skeleton.character_pt
        self.title_chars = int(skeleton.text_width_pt / skeleton.title_pt)
        self.headings = 0
        self.outline_depth = len(HEADINGS)  # of the last heading in the navigation pane
        hint = '<w:rFonts w:hint="eastAsia"/>' if self.style.latin_font else ""
        self.run = f"<w:r><w:rPr>{hint}</w:rPr>" if hint else "<w:r>"
        self.hint = hint

    def write(self, blocks: Sequence[Block]) -> Iterator[str]:
        after_table = False
        groups = [_Group(kind, tuple(members)) for kind, members in groupby(blocks, _kind)]
        for position, group in enumerate(groups):
            following = groups[position + 1].kind if position + 1 < len(groups) else ""
            if group.kind == "table":
                for table in group.blocks:
                    assert isinstance(table, Table)
                    if after_table:  # Word would make one table of two that touch
                        yield self.paragraph(Role.BODY, "")
                    yield self.table(table)
                    after_table = True
                if not following:  # the last thing of a Word text is a paragraph
                    yield self.paragraph(Role.BODY, "")
                continue
            after_table = False
            paragraphs = [block for block in group.blocks if isinstance(block, Paragraph)]
            writer = self.writers().get(group.kind)
            if writer:
                yield from writer(paragraphs, following)
            else:
                for paragraph in paragraphs:
                    yield self.text(paragraph)

    def writers(self) -> dict[str, Callable[[list[Paragraph], str], Iterator[str]]]:
        return {
            Role.TITLE: self.title,
            Role.ATTACHMENT_TITLE: self.title,
            Role.SUBTITLE: self.title_rest,
            Role.BYLINE: self.title_rest,
            Role.DOCUMENT_NUMBER: self.title_rest,
            "closing": self.closing,
        }

    def title(self, paragraphs: list[Paragraph], following: str) -> Iterator[str]:
        role = paragraphs[0].role
        lines = break_title([legal(p.text) for p in paragraphs], self.title_chars, self.title_break)
        direct = _NO_SPACE_AFTER if role is Role.TITLE and following in _TITLE_BLOCK else ""
        yield self.paragraph(role, self.runs("\n".join(lines)), direct)

    def title_rest(self, paragraphs: list[Paragraph], following: str) -> Iterator[str]:
        for paragraph in paragraphs:
            last = paragraph is paragraphs[-1]
            direct = _NO_SPACE_AFTER if last and following in _TITLE_BLOCK else ""
            yield self.paragraph(paragraph.role, self.runs(legal(paragraph.text)), direct)

    def closing(self, paragraphs: list[Paragraph], following: str) -> Iterator[str]:
        texts = [(p.role, legal(p.text)) for p in paragraphs]
        indents = closing_indents(
            [text for role, text in texts if role is Role.SIGNATURE],
            [text for role, text in texts if role is Role.DATE],
            self.width_pt / self.character_pt,
            right_chars=self.style[Role.SIGNATURE].right_chars or 0,
            shift_chars=self.style[Role.DATE].left_chars or 0,
        )
        for position, (role, text) in enumerate(texts):
            left = round(indents[role is Role.DATE] * self.character_pt * TWIPS_PER_PT)
            space = f'<w:spacing w:before="{self.line()}"/>' if role is Role.DATE and not position else ""
            yield self.paragraph(role, self.runs(text), f'{space}<w:ind w:left="{left}"/>')

    def line(self) -> int:
        return round((self.style.normal.line_pitch_pt or 0) * TWIPS_PER_PT)

    def text(self, paragraph: Paragraph) -> str:
        text = legal(paragraph.text)
        if paragraph.depth:
            return self.heading(paragraph, text)
        lead = paragraph.run_in if paragraph.role is Role.POINT else 0
        return self.paragraph(paragraph.role, self.runs(text, lead, LEAD))

    def heading(self, paragraph: Paragraph, text: str) -> str:
        self.headings += 1
        role = self.heading_role(paragraph)
        depth = HEADINGS.index(role) + 1
        mark = f'<w:bookmarkStart w:id="{self.headings}" w:name="{bookmark(self.headings)}"/>'
        end = f'<w:bookmarkEnd w:id="{self.headings}"/>'
        alone = not paragraph.run_in and len(text) <= HEADING_CHARS and "\n" not in text
        if alone and depth <= self.outline_depth + 1:
            self.outline_depth = depth
            return self.paragraph(role, f"{mark}{self.runs(text)}{end}")
        cut = paragraph.run_in or len(text)
        sentence = self.runs(text[:cut], cut, run_key(role))
        return self.paragraph(Role.BODY, f"{mark}{sentence}{end}{self.runs(text[cut:])}")

    def heading_role(self, paragraph: Paragraph) -> Role:
        if self.style.heading_by == "level" and paragraph.level:
            return HEADINGS[min(paragraph.level, len(HEADINGS)) - 1]
        return paragraph.role if paragraph.role in HEADINGS else HEADINGS[min(paragraph.depth, len(HEADINGS)) - 1]

    def paragraph(self, role: str, runs: str, direct: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{self.ids[role]}"/>{direct}</w:pPr>{runs}</w:p>'

    def runs(self, text: str, lead: int = 0, lead_key: str = "") -> str:
        """Runs of a safe text whose first `lead` characters have a character style."""
        if not text:
            return ""
        marks = doubts(text)
        if not marks and not lead:
            return f"{self.run}{content(text)}</w:r>"
        cuts = sorted({0, lead, len(text), *(edge for span in marks for edge in span)})
        pieces = []
        for start, end in pairwise(cuts):
            key = DOUBT if text[start] == "\ufffd" else lead_key if start < lead else ""
            look = f'<w:r><w:rPr><w:rStyle w:val="{self.ids[key]}"/>{self.hint}</w:rPr>' if key else self.run
            pieces.append(f"{look}{content(text[start:end])}</w:r>")
        return "".join(pieces)

    def table(self, table: Table) -> str:
        columns = max(map(len, table.rows), default=0) or 1
        width = round(self.width_pt * TWIPS_PER_PT) // columns
        grid = f'<w:gridCol w:w="{width}"/>' * columns
        rows = "".join(self.row(row, columns, width, head=not n) for n, row in enumerate(table.rows or (("",),)))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.ids[TABLE]}"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )

    def row(self, cells: Sequence[str], columns: int, width: int, *, head: bool) -> str:
        span = columns if len(cells) == 1 else 1
        grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        padded = cells if span > 1 else (*cells, *[""] * (columns - len(cells)))
        written = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width * span}" w:type="dxa"/>{grid}<w:vAlign w:val="center"/></w:tcPr>'
            f"{self.paragraph(CELL, self.runs(legal(cell)))}</w:tc>"
            for cell in padded
        )
        repeated = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{written}</w:tr>"


def _kind(block: Block) -> str:
    if isinstance(block, Table):
        return "table"
    return "closing" if block.role in (Role.SIGNATURE, Role.DATE) else block.role
