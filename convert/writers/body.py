"""The paragraphs and tables of a report as WordprocessingML text.

Every paragraph is a named style and nothing else, but for what depends on the text's own width (signature, date) and
for the blank line that the last of the title's block keeps. A heading that body text follows in the same paragraph is
body text whose heading sentence has the heading's linked character style: a heading paragraph style there would put
whole paragraphs into the navigation pane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

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
from convert.writers.runs import are_simple, content, cuts_simply, doubts, is_simple
from convert.writers.skeleton import Skeleton
from convert.writers.xmltext import legal

HEADING_CHARS = 60
"""A longer heading is body text in the heading's font: the navigation pane shows some 40 characters."""

KEPT_CHARS = 150
"""Longest last paragraph that stays with the signature, so that none stands alone on a page (7.3.5.5).

LibreOffice moves such a paragraph as a whole: five lines at most."""

_BODY, _SIGNATURE, _DATE = Role.BODY, Role.SIGNATURE, Role.DATE  # to look one up takes longer than to compare it
_TITLE_BLOCK = (Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.DOCUMENT_NUMBER)
_KEEP_NEXT = "<w:keepNext/>"
_NO_SPACE_AFTER = '<w:spacing w:after="0"/>'
_ROOM_RIGHT_OF_NOTE_CHARS = 26

_PLAIN, _TABLE, _CLOSING = "", "table", "closing"
_KINDS: dict[str, str] = {Role.SIGNATURE: _CLOSING, Role.DATE: _CLOSING}
_KEPT_BEFORE = frozenset((_CLOSING, Role.ATTACHMENT_NOTE))
"""Kinds that a short paragraph before them stays with."""

_DEPTHS = {role: (depth, run_key(role)) for depth, role in enumerate(HEADINGS, 1)}
"""Depth in the navigation pane and character style of each heading role."""

_Pieces = Iterable[str]
"""WordprocessingML in pieces, to be joined once: a report's text is copied as seldom as can be."""

_END = "</w:t></w:r></w:p>"

_Event = tuple[int, str]
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
    return "".join(_Pen(skeleton, titles, title_break, document.blocks, anchors).write())


class _Sheet:
    """What all reports of a skeleton have in common."""

    def __init__(self, skeleton: Skeleton) -> None:
        style = skeleton.style
        self.ids = dict(skeleton.ids)
        # Word takes “ ” — … from the Latin font unless told that they are East Asian.
        hint = '<w:rFonts w:hint="eastAsia"/>' if style.latin_font else ""
        self.starts = {key: f'<w:p><w:pPr><w:pStyle w:val="{id_}"/>' for key, id_ in skeleton.ids}
        self.runs = {key: f'<w:r><w:rPr><w:rStyle w:val="{id_}"/>{hint}</w:rPr>' for key, id_ in skeleton.ids}
        self.runs[_PLAIN] = f"<w:r><w:rPr>{hint}</w:rPr>" if hint else "<w:r>"
        self.texts = {key: f"{run}<w:t>" for key, run in self.runs.items()}  # of simple texts
        self.by_level = style.heading_by == "level"
        self.depths = {} if self.by_level else _DEPTHS  # of headings whose role says all
        self.width_pt = skeleton.text_width_pt
        self.character_pt = skeleton.character_pt
        self.line_chars = skeleton.text_width_pt / skeleton.character_pt
        self.title_chars = int(skeleton.text_width_pt / skeleton.title_pt)
        self.note_chars = style[Role.ATTACHMENT_NOTE].left_chars or 0
        self.signature_chars = style[Role.SIGNATURE].right_chars or 0
        self.date_chars = style[Role.DATE].left_chars or 0
        # A signature's style keeps a blank line above; a date that no signature precedes needs one of its own.
        self.line_above = f'<w:spacing w:before="{round((style.normal.line_pitch_pt or 0) * TWIPS_PER_PT)}"/>'

    def twips(self, characters: float) -> int:
        """The width of so many characters of body text."""
        return round(characters * self.character_pt * TWIPS_PER_PT)


_sheet = lru_cache(maxsize=8)(_Sheet)


@lru_cache(maxsize=256)
def _marks(number: int) -> tuple[str, str]:
    """Start and end of a heading's bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(number)}"/>', f'<w:bookmarkEnd w:id="{number}"/>'


class _Pen:
    """Writes one report; counts its headings."""

    def __init__(
        self,
        skeleton: Skeleton,
        titles: RuleTable,
        title_break: str | None,
        blocks: Sequence[Block],
        anchors: Iterable[Anchor],
    ) -> None:
        self.sheet = _sheet(skeleton)
        self.starts = self.sheet.starts
        self.texts = self.sheet.texts
        self.run = self.texts[_PLAIN]
        self.titles = titles
        self.title_break = title_break
        self.blocks = blocks
        self.anchors: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            self.anchors.setdefault(anchor.block, []).append(anchor)
        texts = [block.text for block in blocks if isinstance(block, Paragraph)]
        self.all_simple, self.parts_simple = (False, False) if self.anchors else are_simple(texts)
        self.headings = 0
        self.outline_depth = len(HEADINGS)  # of the last heading in the navigation pane

    def write(self) -> list[str]:
        """Blocks that are laid out together go together: title lines, notes, signatures with their date."""
        blocks = self.blocks
        kinds = [_KINDS.get(b.role, b.role) if isinstance(b, Paragraph) else _TABLE for b in blocks]
        kinds.append("")
        written: list[str] = []
        position = 0
        while kind := kinds[position]:
            block, after = blocks[position], position + 1
            writer = _TOGETHER.get(kind)
            if writer:
                while kinds[after] == kind:
                    after += 1
                written += writer(self, position, blocks[position:after], kinds[after])
            elif isinstance(block, Paragraph):
                kept = kinds[after] in _KEPT_BEFORE and len(block.text) <= KEPT_CHARS
                written += self.text(position, block, _KEEP_NEXT if kept else "")
            position = after
        return written

    def is_simple(self, text: str) -> bool:
        """Whether nothing is to be done to the text of a paragraph and nothing stands between its characters."""
        return self.all_simple or (not self.anchors and is_simple(text))

    def cuts_simply(self, text: str, cut: int) -> bool:
        """Whether so are the two parts of a text of which that is true."""
        return 0 < cut < len(text) if self.parts_simple else cuts_simply(text, cut)

    def title(self, first: int, blocks: Sequence[Block], following: str) -> Iterator[str]:
        """Title or subtitle: on the lines of the author where they fit, else on ours."""
        paragraphs = _paragraphs(blocks)
        role = paragraphs[0].role
        texts = [legal(paragraph.text) for paragraph in paragraphs]
        lines = break_title(texts, self.sheet.title_chars, self.titles, self.title_break)
        direct = _NO_SPACE_AFTER if role is Role.TITLE and following in _TITLE_BLOCK else ""
        if list(lines) == texts:  # the author's own lines are paragraphs, as in the source; ours are line breaks
            for position, paragraph in enumerate(paragraphs, first):
                yield from self.plain(position, paragraph, "", direct)
            return
        text = "\n".join(lines)
        positions = range(first, first + len(paragraphs))
        events = [event for position in positions for event in self.comments(position, len(text), whole=True)]
        yield self.paragraph(role, self.runs(text, events=events), direct)

    def below_title(self, first: int, blocks: Sequence[Block], following: str) -> Iterator[str]:
        """What stands beside the title in one paragraph a line: byline, document number."""
        # A document number above the title keeps its distance (7.3.1).
        closed = following in _TITLE_BLOCK and following != Role.TITLE
        for position, paragraph in enumerate(_paragraphs(blocks), first):
            last = position == first + len(blocks) - 1
            yield from self.plain(position, paragraph, "", _NO_SPACE_AFTER if closed and last else "")

    def notes(self, first: int, blocks: Sequence[Block], following: str) -> Iterator[str]:
        """The list of attachments, its entries under each other."""
        for position, paragraph in enumerate(_paragraphs(blocks), first):
            text = legal(paragraph.text)
            beginning = NOTE_FIRST if is_numbered_note(text) else Role.ATTACHMENT_NOTE
            key = beginning if position == first else NOTE_ITEM
            direct = ""
            if indents := note_indents(text, _ROOM_RIGHT_OF_NOTE_CHARS):
                left = indents[0] + self.sheet.note_chars
                direct = f'<w:ind w:left="{self.sheet.twips(left)}" w:hanging="{self.sheet.twips(indents[1])}"/>'
            yield from self.plain(position, paragraph, key, direct)

    def closing(self, first: int, blocks: Sequence[Block], following: str) -> Iterator[str]:
        """Signature and date, set so that they stand to each other as the standard has it."""
        sheet = self.sheet
        paragraphs = _paragraphs(blocks)
        lines: dict[Role, list[str]] = {_SIGNATURE: [], _DATE: []}
        for paragraph in paragraphs:
            lines[paragraph.role].append(paragraph.text)
        signature, date = closing_indents(
            lines[_SIGNATURE],
            lines[_DATE],
            sheet.line_chars,
            right_chars=sheet.signature_chars,
            shift_chars=sheet.date_chars,
        )
        for position, paragraph in enumerate(paragraphs, first):
            dated = paragraph.role is _DATE
            space = sheet.line_above if dated and position == first else ""
            indent = f'<w:ind w:left="{sheet.twips(date if dated else signature)}"/>'
            yield from self.plain(position, paragraph, "", f"{space}{indent}")

    def text(self, position: int, paragraph: Paragraph, direct: str) -> _Pieces:
        """A paragraph of text, or a heading."""
        if paragraph.depth:
            return self.heading(position, paragraph, direct)
        if paragraph.role is Role.POINT:
            return self.plain(position, paragraph, "", direct, paragraph.run_in)
        if paragraph.level:  # body text with a label ("一、元旦：…"), which has its number's face but is no heading
            face = run_key(HEADINGS[min(paragraph.level, len(HEADINGS)) - 1])
            return self.plain(position, paragraph, "", direct, paragraph.run_in, face)
        return self.plain(position, paragraph, "", direct)

    def heading(self, position: int, paragraph: Paragraph, direct: str) -> _Pieces:
        """A heading with its bookmark, and the text that follows it in the same paragraph."""
        self.headings += 1
        text, cut = paragraph.text, paragraph.run_in
        simple = self.all_simple or self.is_simple(text)
        text = text if simple else legal(text)
        depth, run = self.sheet.depths.get(paragraph.role) or _DEPTHS[self.heading_role(paragraph)]
        if not cut and depth <= self.outline_depth + 1 and len(text) <= HEADING_CHARS and "\n" not in text:
            self.outline_depth = depth
            key, run = HEADINGS[depth - 1], _PLAIN
        else:
            key = _BODY
        start, end = _marks(self.headings)
        if simple and (not cut or self.cuts_simply(text, cut)):  # the same without the general case
            begun, run = self.starts[key], self.texts[run]
            if not cut:
                return begun, direct, "</w:pPr>", start, run, text, "</w:t></w:r>", end, "</w:p>"
            lead, text = text[:cut], text[cut:]
            return begun, direct, "</w:pPr>", start, run, lead, "</w:t></w:r>", end, self.run, text, _END
        cut = cut or len(text)
        events = [(0, start), (cut, end), *self.comments(position, len(text))]
        return (self.paragraph(key, self.runs(text, cut, run, events), direct),)

    def heading_role(self, paragraph: Paragraph) -> Role:
        """The role that a heading looks like: by its level where the style says so."""
        if self.sheet.by_level and paragraph.level:
            return HEADINGS[min(paragraph.level, len(HEADINGS)) - 1]
        return paragraph.role if paragraph.role in HEADINGS else HEADINGS[min(paragraph.depth, len(HEADINGS)) - 1]

    def plain(
        self, position: int, paragraph: Paragraph, key: str, direct: str, lead: int = 0, lead_key: str = LEAD
    ) -> _Pieces:
        """A paragraph, its first `lead` characters with a face of their own; `key` = its style, "" = its role's."""
        text = paragraph.text
        key = key or paragraph.role
        if self.is_simple(text) and (not lead or self.cuts_simply(text, lead)):  # the same without the general case
            start = self.starts[key]
            if not lead:
                return start, direct, "</w:pPr>", self.run, text, _END
            run = self.texts[lead_key]
            return start, direct, "</w:pPr>", run, text[:lead], "</w:t></w:r>", self.run, text[lead:], _END
        text = legal(text)
        return (self.paragraph(key, self.runs(text, lead, lead_key, self.comments(position, len(text))), direct),)

    def paragraph(self, key: str, runs: str, direct: str = "") -> str:
        """A paragraph of these runs."""
        return f"{self.starts[key]}{direct}</w:pPr>{runs}</w:p>"

    def runs(self, text: str, lead: int = 0, lead_key: str = "", events: Sequence[_Event] = ()) -> str:
        """Runs of a legal text whose first `lead` characters have a character style, with `events` between them."""
        marks = doubts(text)
        between: dict[int, list[str]] = {}
        for offset, xml in events:
            between.setdefault(offset, []).append(xml)
        cuts = sorted({0, lead, len(text), *between, *(edge for span in marks for edge in span)})
        pieces: list[str] = []
        for start, end in pairwise([*cuts, len(text)]):
            pieces += between.get(start, ())
            if start < end:
                key = DOUBT if text[start] == "\N{REPLACEMENT CHARACTER}" else lead_key if start < lead else _PLAIN
                pieces.append(f"{self.sheet.runs[key]}{content(text[start:end])}</w:r>")
        return "".join(pieces)

    def comments(self, position: int, length: int, *, whole: bool = False) -> list[_Event]:
        """Begin and end of each comment on a block; `whole` stretches them over all its text."""
        events: list[_Event] = []
        for anchor in self.anchors.get(position, ()):
            start, end = (0, length) if whole else (anchor.start, anchor.end)
            mark = f'<w:rStyle w:val="{self.sheet.ids[COMMENT_MARK]}"/>'
            end_xml = f'<w:commentRangeEnd w:id="{anchor.comment}"/>'
            reference = f'<w:r><w:rPr>{mark}</w:rPr><w:commentReference w:id="{anchor.comment}"/></w:r>'
            events.append((start, f'<w:commentRangeStart w:id="{anchor.comment}"/>'))
            events.append((end, end_xml + reference))
        return events

    def tables(self, first: int, blocks: Sequence[Block], following: str) -> Iterator[str]:
        """Tables that follow each other, kept apart."""
        for position, table in enumerate(blocks, first):
            if position != first:  # Word would make one table of two that touch
                yield self.paragraph(Role.BODY, "")
            if isinstance(table, Table):
                yield self.table(table)
        if not following:  # the last thing of a Word text is a paragraph
            yield self.paragraph(Role.BODY, "")

    def table(self, table: Table) -> str:
        """A table over the width of the text, its columns alike."""
        rows = table.rows or (("",),)
        columns = max(map(len, rows)) or 1
        width = round(self.sheet.width_pt * TWIPS_PER_PT) // columns
        grid = f'<w:gridCol w:w="{width}"/>' * columns
        written = "".join(self.row(row, columns, width, head=not number) for number, row in enumerate(rows))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.sheet.ids[TABLE]}"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
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


_TOGETHER: dict[str, Callable[[_Pen, int, Sequence[Block], str], Iterator[str]]] = {
    Role.TITLE: _Pen.title,
    Role.ATTACHMENT_TITLE: _Pen.title,
    Role.SUBTITLE: _Pen.below_title,
    Role.BYLINE: _Pen.below_title,
    Role.DOCUMENT_NUMBER: _Pen.below_title,
    Role.ATTACHMENT_NOTE: _Pen.notes,
    _CLOSING: _Pen.closing,
    _TABLE: _Pen.tables,
}
"""How blocks of a kind that stand together are written."""


def _paragraphs(blocks: Sequence[Block]) -> list[Paragraph]:
    return [block for block in blocks if isinstance(block, Paragraph)]
