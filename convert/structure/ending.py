"""The end of a document: attachment note, signature, date, annotation, and the attachments behind it.

A date alone on its line, with short lines above it and nothing but end matter below it, is the anchor. Behind it, and
behind an attachment mark or the name of a piece, another document may begin; such places divide the file into scopes,
in each of which the numbering begins anew.
"""

from __future__ import annotations

from convert.model import Role
from convert.structure.front import TITLE_CHARS, read_front
from convert.structure.journal import Journal
from convert.structure.parts import Parts
from convert.structure.rows import ENDS, Row

SIGNATURE_CHARS = 32
"""Longest line of a signature: a full unit name or two side by side."""

_SIGNATURE_ROWS = 4
_ANNOTATION_ROWS = 3  # an annotation stands below the date, at most a rest of the web page between
_NOTE_CHARS = 80
_DATE_CHARS = 24
_STARTS = frozenset("附12二Xx×日２１")  # of an attachment's mark or note, and of a date
_CLOSED = ENDS - {"”"}  # in these no title ends
_PIECE_CLOSED = ENDS - {"】"}
_PIECE_ENDS = frozenset("0123456789一二三四五六七八九十）)：:")
_SECOND_CHARS = 40
_SCOPE_ROWS = 400  # so far back the numbers of the first document are looked for
_SECOND_ROWS = 8  # between the title of a second document and its first number


def read_endings(rows: list[Row], start: int, parts: Parts, journal: Journal) -> list[int]:
    """Decides on the end matter of `rows[start:]` and on the fronts of further documents; gives where scopes begin."""
    scopes = [start]
    position = start
    while position < len(rows):
        row = rows[position]
        position += 1
        if len(row.text) <= _NOTE_CHARS and _telling(row):
            position = max(position, _read(rows, position - 1, start, parts, journal, scopes))
    _unsigned(rows, start, parts)
    return scopes


def _telling(row: Row) -> bool:
    """Whether the mark and the edges of a short line allow that it is end matter or that a document begins at it."""
    if row.role is not None or row.table:
        return False
    text, mark = row.text, row.mark
    if mark and mark.kind != "document":
        return text[0] in _STARTS and (len(text) <= _DATE_CHARS or text[0] == "附")
    return mark is not None or text[-1] not in _CLOSED or text[0] in _STARTS


def _read(rows: list[Row], position: int, start: int, parts: Parts, journal: Journal, scopes: list[int]) -> int:
    """Decides on a short line; gives the position behind what it begins, none where it is just text."""
    row = rows[position]
    if piece := _piece(row, parts):
        row.decide(Role.ATTACHMENT_TITLE, piece, "汇编中又一篇的篇名", 0.9)
        following = read_front(rows, position + 1, parts, journal, Role.ATTACHMENT_TITLE, whole=True)
        following = max(following, position + 1)
        scopes.append(following)
        return following
    if row.text[0] == "附":
        return _attachment(rows, position, parts, journal, scopes)
    if len(row.text) <= _DATE_CHARS and row.text[0] in _STARTS and (date := parts.find("date", row.text)):
        return _dated(rows, position, date, start, parts, journal, scopes)
    if position > start and row.mark is None and _begins_anew(rows, position, scopes[-1], parts):
        following = read_front(rows, position, parts, journal, Role.ATTACHMENT_TITLE, whole=True)
        scopes.append(max(following, position + 1))
        return following
    return position


def _piece(row: Row, parts: Parts) -> str | None:
    """The rule by which this line names a piece of a collection."""
    if row.mark:
        return row.mark.rule if row.mark.kind == "document" and row.text[-1] not in _PIECE_CLOSED else None
    return parts.find("piece", row.text) if row.text[-1] in _PIECE_ENDS else None


def _begins_anew(rows: list[Row], position: int, scope: int, parts: Parts) -> bool:
    """Whether the title of a second document stands here: a genre word, finished text above, the numbers from one."""
    row = rows[position]
    if len(row.text) > _SECOND_CHARS or rows[position - 1].text[-1:] not in ENDS or not _title_like(row):
        return False
    if not parts.find("genre", row.text) or parts.find("unit", row.text):
        return False
    for below in rows[position + 1 : position + _SECOND_ROWS]:
        if below.mark and below.mark.family == "cn":
            above = (rows[i].mark for i in range(max(scope, position - _SCOPE_ROWS), position))
            return below.mark.number == 1 and any(mark and mark.family == "cn" and mark.number > 1 for mark in above)
    return False


def _dated(
    rows: list[Row], position: int, date: str, start: int, parts: Parts, journal: Journal, scopes: list[int]
) -> int:
    """Reads signature, date and annotation around a date alone on its line; gives the position behind them.

    `date` is the rule by which it is one.
    """
    signed = position
    while signed > max(start, position - _SIGNATURE_ROWS) and _signature_like(rows[signed - 1], parts):
        signed -= 1
    behind = position + 1
    last = behind >= len(rows)
    if not (
        signed < position
        or last
        or rows[behind].text.startswith(("附", "（", "("))
        or parts.find("genre", rows[behind].text)
    ):
        return behind
    if signed < position and not last and _goes_on(rows, position, signed):
        return behind
    rows[position].decide(Role.DATE, date, "文尾独占一行的日期")
    above = rows[signed - 1]
    if signed - 1 > start and above.role is None and not above.mark and parts.find("annotation", above.text):
        above.decide(Role.ANNOTATION, "G-annotation", "落款之上括号里的话", 0.8)
    for row in rows[signed:position]:
        row.decide(Role.SIGNATURE, "G-above-date", "日期之上的短行", 0.95)
    for below in range(behind, min(behind + _ANNOTATION_ROWS, len(rows))):
        if parts.find("annotation", rows[below].text) and not rows[below].mark:
            rows[below].decide(Role.ANNOTATION, "G-annotation", "日期之后括号里的话")
            behind = below + 1
    return _second(rows, behind, parts, journal, scopes)


def _goes_on(rows: list[Row], position: int, signed: int) -> bool:
    """Whether the text plainly goes on behind the date: then it is a heading of a chronicle, not an end."""
    below = rows[position + 1]
    return position - signed == 1 and bool(below.mark) and below.mark is not None and below.mark.number > 1


def _signature_like(row: Row, parts: Parts) -> bool:
    text = row.text
    return (
        row.role is None
        and not row.table
        and row.mark is None
        and len(text) <= SIGNATURE_CHARS
        and text[-1] not in ENDS
        and text[-1] not in "：:，,、"
        and "，" not in text
        and text[0] not in "附（("
        and ("：" not in text or parts.find("signer", text) is not None)
        and not parts.find("closing", text)
    )


def _second(rows: list[Row], position: int, parts: Parts, journal: Journal, scopes: list[int]) -> int:
    """Reads the front of a document that begins here, if one does."""
    if position >= len(rows) or not _title_like(rows[position]):
        return position
    behind = read_front(rows, position, parts, journal, Role.ATTACHMENT_TITLE, whole=True)
    if behind > position:
        scopes.append(behind)
    return max(behind, position)


def _title_like(row: Row) -> bool:
    return (
        row.role is None
        and not row.table
        and row.mark is None
        and 4 <= len(row.text) <= TITLE_CHARS
        and row.text[-1] not in _CLOSED
        and row.text[-1] not in "：:，,、"
        and not row.text.startswith(("抄送", "主送", "附"))
    )


def _attachment(rows: list[Row], position: int, parts: Parts, journal: Journal, scopes: list[int]) -> int:
    """Reads a line that begins with 附: a note of attachments, or the mark of one that begins here."""
    row = rows[position]
    listed = _listed(rows, position + 1)
    if rule := parts.find("mark", row.text):
        if listed > position + 1 and _ends_at(rows, listed, parts):
            for item in rows[position:listed]:
                item.decide(Role.ATTACHMENT_NOTE, "F-note", "附件说明及其条目")
            return listed
        row.decide(Role.ATTACHMENT_MARK, rule, "附件序号独占一行")
        behind = position + 1
        if behind < len(rows) and _title_like(rows[behind]):
            if parts.find("byline", rows[behind].text):
                rows[behind].decide(Role.ATTACHMENT_TITLE, rule, "附件序号之下的一行", 0.8)
            behind = read_front(rows, behind, parts, journal, Role.ATTACHMENT_TITLE)
        scopes.append(behind)
        return behind
    rule = parts.find("note", row.text)
    if rule is None or row.text[-1] in "。；：:":
        return position + 1
    if rule == "F-note-number" and not _ends_at(rows, position + 1, parts):
        row.decide(Role.ATTACHMENT_MARK, rule, "附件序号与标题写在一行，其后是附件正文", 0.8)
        scopes.append(position + 1)
        return position + 1
    for item in rows[position:listed]:
        item.decide(Role.ATTACHMENT_NOTE, rule, "附件说明及其条目")
    return listed


def _listed(rows: list[Row], position: int) -> int:
    """The position behind the short numbered lines that begin here."""
    while position < len(rows):
        row = rows[position]
        if row.table or row.role or not row.mark or len(row.text) > _NOTE_CHARS or row.text[-1] in "。；：:":
            break
        position += 1
    return position


def _ends_at(rows: list[Row], position: int, parts: Parts) -> bool:
    """Whether from here on only signature, date, further attachment lines or nothing at all comes."""
    for row in rows[position : position + _SIGNATURE_ROWS]:
        if row.table or row.role:
            return row.role is not None
        if row.text[0] == "附" or parts.find("date", row.text):
            return True
        if not _signature_like(row, parts):
            return False
    return position + _SIGNATURE_ROWS >= len(rows)


def _unsigned(rows: list[Row], start: int, parts: Parts) -> None:
    """A signature in the last line without a date behind it."""
    position = len(rows) - 1
    while position > start and rows[position].role is Role.ANNOTATION:
        position -= 1
    if position <= start:
        return
    row = rows[position]
    if not _signature_like(row, parts) or rows[position - 1].text[-1:] not in ENDS:
        return
    rule = parts.find("signer", row.text) or parts.find("unit", row.text)
    if rule is None and len(row.text) <= 4:
        rule = parts.find("byline", row.text)
    if rule:
        row.decide(Role.SIGNATURE, rule, "文尾的单位或姓名", 0.85)
