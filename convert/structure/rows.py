"""The working form of a line while its part in the document is being found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from convert.model import HEADINGS, Line, Paragraph, Role, Table
from convert.structure.marks import Mark, Marks

ENDS = frozenset("。！？!?；;…”】")
"""Characters that close a sentence or clause: a line that ends so is no title, name or phrase."""

BODY_CHARS = 15
"""From this length on an unmarked line counts as text below a heading, not as a cell or a name. Cells of the flattened
tables seen had 1-12 characters, the shortest body paragraphs below a heading 17 (corpus, 2026-11)."""

_PLAIN = ("B-plain", "没有编号，也不像版头、文尾的要素", 1.0)
"""Rule, reason and confidence of body text on which nothing else decides."""


@dataclass(slots=True)
class Row:
    """A line and what is known of it so far; `role` is `None` until something decides."""

    text: str
    line: int
    joints: tuple[tuple[int, int], ...] = ()
    table: Table | None = None
    mark: Mark | None = None
    role: Role | None = None
    run_in: int = 0
    number: str = ""
    level: int = 0
    depth: int = 0
    rule: str = _PLAIN[0]
    why: str = _PLAIN[1]
    confidence: float = _PLAIN[2]

    def decide(self, role: Role, rule: str, why: str, confidence: float = 1.0) -> None:
        """Settles the role; `why` is the Chinese sentence that `inspect --explain` shows."""
        self.role, self.rule, self.why, self.confidence = role, rule, why, confidence

    def label(self, length: int) -> None:
        """Notes that this body text begins with a numbered label of `length` characters, set in its number's face."""
        assert self.mark
        self.number, self.level, self.run_in = self.mark.typed, self.mark.level, length

    def undecide(self) -> None:
        """Takes the decision back."""
        self.role, (self.rule, self.why, self.confidence) = None, _PLAIN

    @property
    def weighty(self) -> bool:
        """Whether this can be the text that a heading stands above."""
        return bool(self.table or self.mark or len(self.text) >= BODY_CHARS or self.text[-1] in ENDS)


def make_rows(items: Iterable[Line | Table], marks: Marks) -> list[Row]:
    """One row for each item that holds text, white space at both ends dropped, its mark read."""
    rows = []
    read = marks.read
    loose = False
    for item in items:
        if isinstance(item, Table):
            rows.append(Row("", item.number, table=item))
            continue
        text = item.text.strip()
        if not text:
            continue
        joints = item.joints
        if joints and (lead := len(item.text) - len(item.text.lstrip())):
            joints = tuple((max(0, offset - lead), number) for offset, number in joints)
        mark = read(text)
        rows.append(Row(text, item.number, joints, None, mark))
        if mark and mark.alone:
            loose = True
    if loose:
        _drop_lonely(rows)
    return rows


def make_blocks(rows: Iterable[Row]) -> tuple[Paragraph | Table, ...]:
    """The finished paragraphs: headings where a row has a depth, body text where nothing decided on it."""
    blocks: list[Paragraph | Table] = []
    make, body = tuple.__new__, Role.BODY  # `Paragraph._make` counts the values and takes twice the time
    for row in rows:
        if row.table:
            blocks.append(row.table)
            continue
        depth = row.depth
        values = (
            HEADINGS[depth - 1] if depth else row.role or body,
            row.text,
            row.line,
            row.joints,
            row.run_in,
            row.number,
            row.level,
            depth,
            row.rule,
            row.why,
            row.confidence,
        )
        blocks.append(make(Paragraph, values))
    return tuple(blocks)


def _drop_lonely(rows: list[Row]) -> None:
    """Takes loose marks away that no neighbour in number supports: 「一 本书」 begins no list."""
    loose = [row for row in rows if row.mark and row.mark.alone and row.mark.kind == "heading"]
    numbers = {(row.mark.family, row.mark.number) for row in rows if row.mark}
    for row in loose:
        mark = row.mark
        if mark and not {(mark.family, mark.number - 1), (mark.family, mark.number + 1)} & numbers:
            row.mark = None
