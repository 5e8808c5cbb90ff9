"""The working form of a line while its part in the document is being found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from convert.model import Line, Paragraph, Role, Table
from convert.structure.marks import Mark, Marks

ENDS = frozenset("。！？!?；;…”】")
"""Characters that close a sentence or clause: a line that ends so is no title, name or phrase."""

BODY_CHARS = 15
"""From this length on an unmarked line counts as text below a heading, not as a cell or a name. Cells of the flattened
tables seen had 1-12 characters, the shortest body paragraphs below a heading 17 (corpus, 2026-11)."""


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
    rule: str = ""
    why: str = ""
    confidence: float = 1.0

    def decide(self, role: Role, rule: str, why: str, confidence: float = 1.0) -> None:
        """Settles the role; `why` is the Chinese sentence that `inspect --explain` shows."""
        self.role, self.rule, self.why, self.confidence = role, rule, why, confidence

    @property
    def weighty(self) -> bool:
        """Whether this can be the text that a heading stands above."""
        return bool(self.table or self.mark or len(self.text) >= BODY_CHARS or self.text[-1] in ENDS)

    def paragraph(self) -> Paragraph:
        """The finished paragraph; a row that nothing decided on is body text."""
        return Paragraph(
            self.role or Role.BODY,
            self.text,
            self.line,
            self.joints,
            self.run_in,
            self.number,
            self.level,
            self.depth,
            self.rule or "B-plain",
            self.why or "没有编号，也不像版头、文尾的要素",
            self.confidence,
        )


def make_rows(items: Iterable[Line | Table], marks: Marks) -> list[Row]:
    """One row for each item that holds text, white space at both ends dropped, its mark read."""
    rows = []
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
        rows.append(Row(text, item.number, joints, None, marks.read(text)))
    _drop_lonely(rows)
    return _apart(rows, marks)


_GLUED = re.compile(r"[^，。；：,;:]{2,22}?[ \u3000]{0,3}(（一）|\(一\)|(?<!\d)1[.．、](?!\d)|（1）)")
"""A heading of at most 22 characters and, glued to it, the first number of a list."""


def _apart(rows: list[Row], marks: Marks) -> list[Row]:
    """The rows, a heading and its first item on one line (一、主要工作（一）优化服务) taken apart.

    Only where the number two of that list begins a later row: otherwise the number belongs to the sentence.
    """
    glued = {i for i, row in enumerate(rows) if row.mark and row.mark.kind == "heading" and _glue(row)}
    if not glued:
        return rows
    second = {row.mark.family for row in rows[min(glued) + 1 :] if row.mark and row.mark.number == 2}
    apart: list[Row] = []
    for i, row in enumerate(rows):
        apart += _cut(row, marks, second) if i in glued else (row,)
    return apart


def _cut(row: Row, marks: Marks, second: set[str]) -> tuple[Row, ...]:
    """The heading and its first item, or the row as it is where no list goes on behind it."""
    cut = _glue(row)
    inner = marks.read(row.text[cut:])
    if not inner or not row.mark or inner.family not in second or inner.family == row.mark.family:
        return (row,)
    line = next((number for offset, number in reversed(row.joints) if offset <= cut), row.line)
    before = tuple(joint for joint in row.joints if joint[0] < cut)
    behind = tuple((offset - cut, number) for offset, number in row.joints if offset > cut)
    return (
        Row(row.text[:cut].rstrip(), row.line, before, None, row.mark),
        Row(row.text[cut:], line, behind, None, inner),
    )


def _glue(row: Row) -> int:
    """Offset of a first number glued to the heading that this row begins with, 0 without one."""
    text = row.text
    if not row.mark or not ("一）" in text or "一)" in text or "1" in text):
        return 0
    found = _GLUED.match(text, row.mark.end)
    return found.start(1) if found else 0


def _drop_lonely(rows: list[Row]) -> None:
    """Takes loose marks away that no neighbour in number supports: 「一 本书」 begins no list."""
    loose = [row for row in rows if row.mark and row.mark.alone and row.mark.kind == "heading"]
    if not loose:
        return
    numbers = {(row.mark.family, row.mark.number) for row in rows if row.mark}
    for row in loose:
        mark = row.mark
        if mark and not {(mark.family, mark.number - 1), (mark.family, mark.number + 1)} & numbers:
            row.mark = None
