"""The front of a document: page title, title, subtitle, byline, document number, addressee.

The rows from the top are read as long as they can be front matter. What is neither number, date, name nor salutation
is a piece of a title (see `title`).
"""

from __future__ import annotations

from convert.model import Role
from convert.patterns import compiled
from convert.structure.journal import Journal
from convert.structure.parts import Parts
from convert.structure.rows import ENDS, Row
from convert.structure.title import bare, choose_title, joined_text, page_titles, similar, title_units

_PIECE = compiled(r"\s?[（(【]?(?:第?篇|范文|第)?\s?[一二三四五六七八九十\d]{1,2}篇?[）)】]?")
_TAG = compiled(r"[（(【][^（）()【】]{1,12}[）)】]")  # what a page hangs on its title: （精选5篇）, 【热门】
_CONTENTS = ("目录", "目次")

FRONT_ROWS = 16
"""Never read further than this for front matter; the longest front labelled had 9 rows."""

TITLE_CHARS = 64
"""Longest line that may be a piece of a title: two full lines of 28 characters and a tag (GB/T 9704-2012 5.2.3)."""

ADDRESSEE_CHARS = 240
"""Longest list of addressees; a circular to all ministries has about 200 characters."""

_INTRODUCTION_ROWS = 3  # an introduction by the site has one to three paragraphs
_HEADING_CHARS = 16
_LIST_ROWS = 8  # a table of contents or list of terms of use above a title has up to seven lines
_LATE_CHARS = 40  # a title below an introduction stands on one line
_COMMA_CHARS = 30  # a line with a comma that is longer than this is the beginning of the text, cut by a wrap
_PIECE_ENDS = frozenset("0123456789一二三四五六七八九十）)：:")
_TEXT_ENDS = (ENDS - {"”", "】"}) | frozenset("：:")

_SPEAKING = {
    "number": (Role.DOCUMENT_NUMBER, "发文字号独占一行", 1.0),
    "subtitle": (Role.SUBTITLE, "标题之下以破折号起头", 1.0),
    "byline": (Role.BYLINE, "标题之下的单位、姓名或日期", 0.9),
    "mark": (Role.ATTACHMENT_MARK, "附件序号独占一行", 1.0),
}
"""What a line of the front says by itself, by the kind of its row, in the order in which they are asked."""


def read_front(
    rows: list[Row], start: int, parts: Parts, journal: Journal, title: Role = Role.TITLE, *, whole: bool = False
) -> int:
    """Decides on the rows of the front that begins at `start` and gives the position behind it.

    Rows of a title are put together, which shortens `rows`; a page title that repeats the title is dropped. Both are
    put on record in `journal`. In a second document of the same file `title` is the role of its title; `whole` asks
    for a title that ends in a genre word.
    """
    pieces, end = _walk(rows, start, parts)
    if not pieces:
        return end
    units = title_units(rows, pieces, parts)
    chosen = choose_title(rows, units, parts, whole)
    if chosen is None:
        if whole:
            for row in rows[start:end]:
                row.undecide()
        return start if whole else end
    _settle(rows, chosen, pieces, parts, title)
    first, last = chosen[0], chosen[-1]
    dropped = page_titles(rows, chosen, pieces, parts) if pieces[0] < first else []
    own = _joined(rows[first : last + 1], journal)
    _drop_count(own, parts, journal)
    rows[first : last + 1] = [own]
    end -= last - first
    for position in reversed(dropped):
        if journal.removed("T-page-title", rows[position].line, rows[position].text):
            rows.pop(position)
            end -= 1
    return end


def find_front(rows: list[Row], parts: Parts, journal: Journal) -> int:
    """Reads the front of the whole file; gives the position behind it.

    Where the file begins with text, the title may stand below an introduction by the site it came from.
    """
    end = read_front(rows, 0, parts, journal)
    late = _late_title(rows, end, parts)
    if late is None:
        return end
    for row in rows[:end]:
        if row.role is Role.TITLE:
            row.decide(Role.BYLINE, "T-page-title", "网页的题名，导语之下另有标题", 0.7)
    return read_front(rows, late, parts, journal)


def _late_title(rows: list[Row], end: int, parts: Parts) -> int | None:
    """Where below an introduction the document's own title begins, `None` where it stands above or is none."""
    if not rows:
        return None
    # A list above the title is the page's; so is its heading.
    numbered = end == 0 and any(row.mark for row in rows[: 2 if len(rows[0].text) < _HEADING_CHARS else 1])
    reach = _LIST_ROWS if numbered else _INTRODUCTION_ROWS
    for position in range(end + 1, min(end + reach + 1, len(rows) - 1)):
        above, row = rows[position - 1], rows[position]
        if above.table or not (numbered or _closed(above, rows if position > end + 1 else [])):
            break
        if row.mark or row.table or len(row.text) > _LATE_CHARS or _text_begins(row.text, parts):
            continue
        below = rows[position + 1].text
        if _replaces(row.text, _title(rows), rows[:end], parts) and (
            all(row.role is not Role.ADDRESSEE for row in rows[:end])
            or (below[-1] in "：:" and _salutation(below, parts))
        ):
            return _first_line(rows, position, end) if numbered else position
    return None


def _title(rows: list[Row]) -> Row | None:
    """The title that was found in the front."""
    title = Role.TITLE
    return next((row for row in rows[:FRONT_ROWS] if row.role is title), None)


def _closed(row: Row, rows: list[Row]) -> bool:
    """Whether an unmarked line of an introduction is finished, or says the title of `rows` again."""
    if row.mark or row.text[-1:] in _TEXT_ENDS:
        return not row.mark
    title = _title(rows)
    return title is not None and similar(title.text, row.text)


def _first_line(rows: list[Row], position: int, end: int) -> int:
    """The first of the unmarked short lines that end with the one at `position`."""
    while position > end and not rows[position - 1].mark and rows[position - 1].text[-1:] not in _TEXT_ENDS:
        position -= 1
    return position


def _replaces(text: str, title: Row | None, front: list[Row], parts: Parts) -> bool:
    """Whether a line below an introduction is the document's own title, and what stands above it the page's."""
    genre = parts.find("genre", text) == "T-genre"
    if title is None:
        return genre
    known = _TAG.sub("", title.text).strip()
    if text.startswith(known) and _PIECE.fullmatch(text, len(known)):
        return True
    if not genre or not any(similar(other.text, text) for other in front):
        return False
    return title.rule == "T-first" or parts.find("page", title.text) is not None


def _walk(rows: list[Row], start: int, parts: Parts) -> tuple[list[int], int]:
    """Positions of pieces of titles, and the position behind the front; all else in the front is decided."""
    pieces: list[int] = []
    addressed = False
    position = start
    while position < min(len(rows), start + FRONT_ROWS):
        row = rows[position]
        text = row.text
        if row.table or row.role or row.mark or len(text) > ADDRESSEE_CHARS or text in _CONTENTS:
            break
        if (addressed or text[-1] in "：:！!" or text[0] in "各同尊敬诸") and (rule := _salutation(text, parts)):
            row.decide(Role.ADDRESSEE, rule, "正文之前的主送机关或称呼", 0.9)
            addressed = True
        elif addressed or _text_begins(text, parts):
            break
        elif pieces and text[-1] in _PIECE_ENDS and parts.find("piece", text):
            if any(parts.find("page", rows[piece].text) for piece in pieces):
                pieces.append(position)  # the first of the texts that the page's title speaks of
                position += 1
            break
        elif not _decided(row, parts) and max(text) > "\u3fff":
            pieces.append(position)
        position += 1
    return pieces, position


def _salutation(text: str, parts: Parts) -> str | None:
    return None if parts.find("lead", text) else parts.find("salutation", text)


def _text_begins(text: str, parts: Parts) -> bool:
    """Whether this line is text: a sentence, or the first line of one that was cut by a wrap."""
    if text[-1] in _TEXT_ENDS or "。" in text or len(text) > TITLE_CHARS:
        return True
    return ("，" in text or "," in text) and (len(text) > _COMMA_CHARS or parts.find("opening", text) is not None)


def _decided(row: Row, parts: Parts) -> bool:
    """Settles what a line of the front says by itself: number, subtitle, byline."""
    if found := parts.first(_SPEAKING, row.text):
        kind, rule = found
        role, why, confidence = _SPEAKING[kind]
        row.decide(role, rule, why, confidence)
    return row.role is not None


def _settle(rows: list[Row], chosen: list[int], pieces: list[int], parts: Parts, title: Role) -> None:
    own = rows[chosen[0]]
    text = joined_text(rows, chosen)
    genre = parts.find("genre", bare(rows[chosen[-1]].text, parts))
    own.decide(
        title,
        genre or "T-first",
        "正文之前的短行，以文种收尾" if genre else "正文之前的第一行",
        0.97 if genre else 0.75,
    )
    for position in pieces:
        row = rows[position]
        if position in chosen:
            continue
        if position < chosen[0]:
            row.decide(Role.BYLINE, "T-above", "标题之上的一行，不是标题", 0.6)
        elif f"《{row.text}》" in text or ("印发" in text and parts.find("genre", row.text)):
            row.decide(Role.ATTACHMENT_TITLE, "T-second", "所印发文件的标题", 0.8)
        elif parts.find("genre", row.text) or len(row.text) > 24:
            row.decide(Role.SUBTITLE, "T-below", "标题之下的又一行", 0.6)
        else:
            row.decide(Role.BYLINE, "T-below", "标题之下的单位或姓名", 0.8)


def _joined(parts: list[Row], journal: Journal) -> Row:
    """One row of the rows of a title; the joints tell its source lines."""
    own = parts[0]
    for row in parts[1:]:
        gap = (
            " "
            if own.text[-1].isascii() and own.text[-1].isalnum() and row.text[0].isascii() and row.text[0].isalnum()
            else ""
        )
        offset = len(own.text) + len(gap)
        own.joints = (*own.joints, (offset, row.line), *((offset + at, line) for at, line in row.joints))
        own.text += gap + row.text
        journal.joined("T-lines", row.line, gap)
    return own


def _drop_count(row: Row, parts: Parts, journal: Journal) -> None:
    """Takes the tag with the number of words from the end of the title."""
    if row.text[-1] in "）)】]" and (found := parts.span("count", row.text)):
        start, end, rule = found
        line = next((line for offset, line in reversed(row.joints) if offset <= start), row.line)
        if journal.removed(rule, line, row.text[start:end]):
            row.text = row.text[:start]
