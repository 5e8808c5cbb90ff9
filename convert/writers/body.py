"""The paragraphs and tables of a report as WordprocessingML text.

Every paragraph is a named style and nothing else, but for what depends on the text's own width (signature, date) and
for the blank line that the last of the title's block keeps. A heading that body text follows in the same paragraph is
body text whose heading sentence has the heading's linked character style: a heading paragraph style there would put
whole paragraphs into the navigation pane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from convert.model import HEADINGS, Block, Document, Paragraph, Role, Table
from convert.rulebook import RuleTable
from convert.summary import bookmark
from convert.titles import break_title
from convert.writers.comments import Anchor
from convert.writers.layout import closing_indents, is_numbered_note, note_indents
from convert.writers.looks import (
    CELL,
    COMMENT_MARK,
    DOUBT,
    LEAD,
    NOTE_FIRST,
    NOTE_ITEM,
    TABLE,
    TWIPS_PER_PT,
    run_key,
)
from convert.writers.runs import content, doubts
from convert.writers.skeleton import Skeleton
from convert.writers.xmltext import legal

HEADING_CHARS = 60
"""A longer heading is body text in the heading's font: the navigation pane shows some 40 characters."""

KEPT_CHARS = 150
"""Longest last paragraph that stays with the signature, so that none stands alone on a page (7.3.5.5).

LibreOffice moves such a paragraph as a whole: five lines at most."""

_TITLE_BLOCK = (Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.DOCUMENT_NUMBER)
_KEEP_NEXT = "<w:keepNext/>"
_NO_SPACE_AFTER = '<w:spacing w:after="0"/>'
_ROOM_RIGHT_OF_NOTE_CHARS = 26

_Events = list[tuple[int, str]]
"""What stands between runs: offset in the text, XML. In the order of writing where offsets are equal."""


def body_xml(
    document: Document,
    skeleton: Skeleton,
    titles: RuleTable,
    title_break: str | None = None,
    anchors: Iterable[Anchor] = (),
) -> str:
    """All paragraphs and tables of the document, in order.

    `titles` says where a title may break, `title_break` is the user's own break; `anchors` are the places of comments.
    """
    return "".join(_Pen(skeleton, titles, title_break, anchors).write(document.blocks))


class _Pen:
    """Writes one report; counts its headings."""

    def __init__(
        self, skeleton: Skeleton, titles: RuleTable, title_break: str | None, anchors: Iterable[Anchor]
    ) -> None:
        self.ids = dict(skeleton.ids)
        self.style = skeleton.style
        self.titles = titles
        self.title_break = title_break
        self.width_pt = skeleton.text_width_pt
        self.character_pt = skeleton.character_pt
        self.title_chars = int(skeleton.text_width_pt / skeleton.title_pt)
        self.anchors: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            self.anchors.setdefault(anchor.block, []).append(anchor)
        self.headings = 0
        self.outline_depth = len(HEADINGS)  # of the last heading in the navigation pane
        # Word takes “ ” — … from the Latin font unless told that they are East Asian.
        self.hint = '<w:rFonts w:hint="eastAsia"/>' if self.style.latin_font else ""
        self.run = f"<w:r><w:rPr>{self.hint}</w:rPr>" if self.hint else "<w:r>"

    def write(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Blocks that are laid out together go together: title lines, notes, signatures with their date."""
        groups = [(kind, tuple(members)) for kind, members in groupby(enumerate(blocks), _kind)]
        writers: dict[str, Callable[[Sequence[tuple[int, Paragraph]], str], Iterator[str]]] = {
            Role.TITLE: self.title,
            Role.ATTACHMENT_TITLE: self.title,
            Role.SUBTITLE: self.below_title,
            Role.BYLINE: self.below_title,
            Role.DOCUMENT_NUMBER: self.below_title,
            Role.ATTACHMENT_NOTE: self.notes,
            _CLOSING: self.closing,
        }
        for (kind, members), (following, _) in pairwise([*groups, ("", ())]):
            if kind == _TABLE:
                yield from self.tables([block for _, block in members if isinstance(block, Table)], following)
                continue
            paragraphs = [(position, block) for position, block in members if isinstance(block, Paragraph)]
            if kind in writers:
                yield from writers[kind](paragraphs, following)
                continue
            last = paragraphs[-1][1] if following in (_CLOSING, Role.ATTACHMENT_NOTE) else None
            for position, paragraph in paragraphs:
                kept = paragraph is last and len(paragraph.text) <= KEPT_CHARS
                yield self.text(position, paragraph, _KEEP_NEXT if kept else "")

    def title(self, paragraphs: Sequence[tuple[int, Paragraph]], following: str) -> Iterator[str]:
        role = paragraphs[0][1].role
        texts = [legal(paragraph.text) for _, paragraph in paragraphs]
        lines = break_title(texts, self.title_chars, self.titles, self.title_break)
        direct = _NO_SPACE_AFTER if role is Role.TITLE and following in _TITLE_BLOCK else ""
        if list(lines) == texts:  # the author's own lines are paragraphs, as in the source; ours are line breaks
            yield from (self.plain(position, paragraph, direct=direct) for position, paragraph in paragraphs)
            return
        text = "\n".join(lines)
        events = [event for position, _ in paragraphs for event in self.comments(position, len(text), whole=True)]
        yield self.paragraph(role, self.runs(text, events=events), direct)

    def below_title(self, paragraphs: Sequence[tuple[int, Paragraph]], following: str) -> Iterator[str]:
        last = paragraphs[-1][0]
        for position, paragraph in paragraphs:
            # A document number above the title keeps its distance (7.3.1).
            closed = position == last and following in _TITLE_BLOCK and following != Role.TITLE
            direct = _NO_SPACE_AFTER if closed else ""
            yield self.plain(position, paragraph, direct=direct)

    def notes(self, paragraphs: Sequence[tuple[int, Paragraph]], following: str) -> Iterator[str]:
        for position, paragraph in paragraphs:
            text = legal(paragraph.text)
            if position != paragraphs[0][0]:
                key = NOTE_ITEM
            else:
                key = NOTE_FIRST if is_numbered_note(text) else Role.ATTACHMENT_NOTE
            direct = ""
            if indents := note_indents(text, _ROOM_RIGHT_OF_NOTE_CHARS):
                left = indents[0] + (self.style[Role.ATTACHMENT_NOTE].left_chars or 0)
                direct = f'<w:ind w:left="{self.twips(left)}" w:hanging="{self.twips(indents[1])}"/>'
            yield self.plain(position, paragraph, key, direct)

    def closing(self, paragraphs: Sequence[tuple[int, Paragraph]], following: str) -> Iterator[str]:
        signature, date = closing_indents(
            [paragraph.text for _, paragraph in paragraphs if paragraph.role is Role.SIGNATURE],
            [paragraph.text for _, paragraph in paragraphs if paragraph.role is Role.DATE],
            self.width_pt / self.character_pt,
            right_chars=self.style[Role.SIGNATURE].right_chars or 0,
            shift_chars=self.style[Role.DATE].left_chars or 0,
        )
        for position, paragraph in paragraphs:
            dated = paragraph.role is Role.DATE
            # A signature's style keeps a blank line above; a date that no signature precedes needs one of its own.
            alone = dated and position == paragraphs[0][0]
            line = round((self.style.normal.line_pitch_pt or 0) * TWIPS_PER_PT)
            space = f'<w:spacing w:before="{line}"/>' if alone else ""
            indent = f'<w:ind w:left="{self.twips(date if dated else signature)}"/>'
            yield self.plain(position, paragraph, direct=f"{space}{indent}")

    def text(self, position: int, paragraph: Paragraph, direct: str) -> str:
        if paragraph.depth:
            return self.heading(position, paragraph, direct)
        lead = paragraph.run_in if paragraph.role is Role.POINT else 0
        return self.plain(position, paragraph, direct=direct, lead=lead)

    def heading(self, position: int, paragraph: Paragraph, direct: str) -> str:
        self.headings += 1
        text = legal(paragraph.text)
        role = self.heading_role(paragraph)
        depth = HEADINGS.index(role) + 1
        cut = paragraph.run_in or len(text)
        alone = not paragraph.run_in and len(text) <= HEADING_CHARS and "\n" not in text
        start = f'<w:bookmarkStart w:id="{self.headings}" w:name="{bookmark(self.headings)}"/>'
        end = f'<w:bookmarkEnd w:id="{self.headings}"/>'
        if alone and depth <= self.outline_depth + 1:
            self.outline_depth = depth
            lead, key = 0, role
        else:
            lead, key = cut, Role.BODY
        if self.anchors or "\N{REPLACEMENT CHARACTER}" in text:
            events = [(0, start), (cut, end), *self.comments(position, len(text))]
            return self.paragraph(key, self.runs(text, lead, run_key(role), events), direct)
        # The same without the general case: half of a report's paragraphs are headings.
        sentence = self.runs(text[:cut], lead, run_key(role))
        return self.paragraph(key, f"{start}{sentence}{end}{self.runs(text[cut:])}", direct)

    def heading_role(self, paragraph: Paragraph) -> Role:
        if self.style.heading_by == "level" and paragraph.level:
            return HEADINGS[min(paragraph.level, len(HEADINGS)) - 1]
        return paragraph.role if paragraph.role in HEADINGS else HEADINGS[min(paragraph.depth, len(HEADINGS)) - 1]

    def plain(self, position: int, paragraph: Paragraph, key: str = "", direct: str = "", lead: int = 0) -> str:
        text = legal(paragraph.text)
        runs = self.runs(text, lead, LEAD, self.comments(position, len(text)) if self.anchors else [])
        return self.paragraph(key or paragraph.role, runs, direct)

    def paragraph(self, key: str, runs: str, direct: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{self.ids[key]}"/>{direct}</w:pPr>{runs}</w:p>'

    def runs(self, text: str, lead: int = 0, lead_key: str = "", events: _Events | None = None) -> str:
        """Runs of a legal text whose first `lead` characters have a character style, with `events` between them."""
        if not text and not events:
            return ""
        marks = doubts(text)
        if not marks and not events and lead in (0, len(text)):
            look = f'<w:r><w:rPr><w:rStyle w:val="{self.ids[lead_key]}"/>{self.hint}</w:rPr>' if lead else self.run
            return f"{look}{content(text)}</w:r>"
        between: dict[int, list[str]] = {}
        for offset, xml in events or ():
            between.setdefault(offset, []).append(xml)
        cuts = sorted({0, lead, len(text), *between, *(edge for span in marks for edge in span)})
        pieces: list[str] = []
        for start, end in pairwise([*cuts, len(text)]):
            pieces += between.get(start, ())
            if start < end:
                key = DOUBT if text[start] == "\N{REPLACEMENT CHARACTER}" else lead_key if start < lead else ""
                look = f'<w:r><w:rPr><w:rStyle w:val="{self.ids[key]}"/>{self.hint}</w:rPr>' if key else self.run
                pieces.append(f"{look}{content(text[start:end])}</w:r>")
        return "".join(pieces)

    def comments(self, position: int, length: int, *, whole: bool = False) -> _Events:
        """Begin and end of each comment on a block; `whole` stretches them over all its text."""
        events: _Events = []
        for anchor in self.anchors.get(position, ()):
            start, end = (0, length) if whole else (anchor.start, anchor.end)
            mark = f'<w:rStyle w:val="{self.ids[COMMENT_MARK]}"/>'
            end_xml = f'<w:commentRangeEnd w:id="{anchor.comment}"/>'
            reference = f'<w:r><w:rPr>{mark}</w:rPr><w:commentReference w:id="{anchor.comment}"/></w:r>'
            events.append((start, f'<w:commentRangeStart w:id="{anchor.comment}"/>'))
            events.append((end, end_xml + reference))
        return events

    def twips(self, characters: float) -> int:
        return round(characters * self.character_pt * TWIPS_PER_PT)

    def tables(self, tables: Sequence[Table], following: str) -> Iterator[str]:
        for position, table in enumerate(tables):
            if position:  # Word would make one table of two that touch
                yield self.paragraph(Role.BODY, "")
            yield self.table(table)
        if not following:  # the last thing of a Word text is a paragraph
            yield self.paragraph(Role.BODY, "")

    def table(self, table: Table) -> str:
        rows = table.rows or (("",),)
        columns = max(map(len, rows)) or 1
        width = round(self.width_pt * TWIPS_PER_PT) // columns
        grid = f'<w:gridCol w:w="{width}"/>' * columns
        written = "".join(self.row(row, columns, width, head=not number) for number, row in enumerate(rows))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.ids[TABLE]}"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>"
        )

    def row(self, cells: Sequence[str], columns: int, width: int, *, head: bool) -> str:
        """A row; one cell alone spans all columns, missing cells are empty."""
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


_TABLE, _CLOSING = "table", "closing"


def _kind(member: tuple[int, Block]) -> str:
    block = member[1]
    if isinstance(block, Table):
        return _TABLE
    return _CLOSING if block.role in (Role.SIGNATURE, Role.DATE) else block.role
