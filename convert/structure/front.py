"""The front of a document: page title, title, subtitle, byline, document number, addressee.

The rows from the top are read as long as they can be front matter. What is neither number, date, name nor salutation
is a piece of a title: pieces are put together until one ends in a genre word (报告, 通知, …). Of several complete
titles the last of those that say the same is the document's own; the ones above it are page titles.
"""

from __future__ import annotations

from convert.model import Change, ChangeKind, Role
from convert.structure.parts import Parts
from convert.structure.rows import ENDS, Row

FRONT_ROWS = 16
"""Never read further than this for front matter; the longest front labelled had 9 rows."""

TITLE_CHARS = 64
"""Longest line that may be a piece of a title: two full lines of 28 characters and a tag (GB/T 9704-2012 5.2.3)."""

ADDRESSEE_CHARS = 240
"""Longest list of addressees; a circular to all ministries has about 200 characters."""

_TITLE_LINES = 4
_INTRODUCTION_ROWS = 3  # an introduction by the site has one to three paragraphs
_LATE_CHARS = 40  # a title below an introduction stands on one line
_SHORTEST = 4  # characters of a title without a genre word
_BEGINNING_CHARS = 8  # a shorter line above a title is a rest of the web page unless it names a unit or person
_COMMA_CHARS = 30  # a line with a comma that is longer than this is the beginning of the text, cut by a wrap
_PIECE_ENDS = frozenset("0123456789一二三四五六七八九十）)：:")
_TEXT_ENDS = (ENDS - {"”", "】"}) | frozenset("：:")
_SPEAKERS = ("同志", "书记", "长", "主任", "主席", "总理", "委员")
_SIMILAR = 0.6  # share of common character pairs from which two titles say the same; page titles seen: 0.71 and above
_CONNECTIVES = tuple("和与及暨的、）》”（")


def read_front(
    rows: list[Row], start: int, parts: Parts, changes: list[Change], title: Role = Role.TITLE, *, whole: bool = False
) -> int:
    """Decides on the rows of the front that begins at `start` and gives the position behind it.

    Rows of a title are put together, which shortens `rows`; a page title that repeats the title is dropped. Both are
    put on record in `changes`. In a second document of the same file `title` is the role of its title; `whole` asks
    for a title that ends in a genre word.
    """
    pieces, end = _walk(rows, start, parts)
    if not pieces:
        return end
    units = _units(rows, pieces, parts)
    chosen = _choose(rows, units, parts, whole)
    if chosen is None:
        return end if not whole else start
    _settle(rows, chosen, pieces, parts, title)
    dropped = _page_titles(rows, chosen, pieces, parts)
    first, last = chosen[0], chosen[-1]
    own = _joined(rows[first : last + 1], changes)
    _drop_count(own, parts, changes)
    rows[first : last + 1] = [own]
    end -= last - first
    for position in reversed(dropped):
        row = rows.pop(position)
        changes.append(Change(ChangeKind.REMOVED, "T-page-title", row.line, 0, row.text, ""))
        end -= 1
    return end


def find_front(rows: list[Row], parts: Parts, changes: list[Change]) -> int:
    """Reads the front of the whole file; gives the position behind it.

    Where the file begins with text, the title may stand below an introduction by the site it came from.
    """
    end = read_front(rows, 0, parts, changes)
    if end or not rows or any(row.role is Role.TITLE for row in rows[:FRONT_ROWS]):
        return end
    for position in range(1, min(_INTRODUCTION_ROWS + 1, len(rows) - 1)):
        above, row = rows[position - 1], rows[position]
        if above.mark or above.table or above.text[-1] not in _TEXT_ENDS:
            break
        late = row.mark is None and not row.table and len(row.text) <= _LATE_CHARS and not _text_begins(row.text, parts)
        if late and parts.find("genre", row.text) == "T-genre":
            return read_front(rows, position, parts, changes)
    return end


def _walk(rows: list[Row], start: int, parts: Parts) -> tuple[list[int], int]:
    """Positions of pieces of titles, and the position behind the front; all else in the front is decided."""
    pieces: list[int] = []
    addressed = False
    position = start
    while position < min(len(rows), start + FRONT_ROWS):
        row = rows[position]
        text = row.text
        if row.table or row.role or row.mark or len(text) > ADDRESSEE_CHARS:
            break
        if (addressed or text[-1] in "：:！!" or text[0] in "各同尊敬诸") and (rule := _salutation(text, parts)):
            row.decide(Role.ADDRESSEE, rule, "正文之前的主送机关或称呼", 0.9)
            addressed = True
        elif (
            addressed or _text_begins(text, parts) or (pieces and text[-1] in _PIECE_ENDS and parts.find("piece", text))
        ):
            break
        elif not _decided(row, parts) and any(character > "\u3fff" for character in text):
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
    if rule := parts.find("number", row.text):
        row.decide(Role.DOCUMENT_NUMBER, rule, "发文字号独占一行")
    elif rule := parts.find("subtitle", row.text):
        row.decide(Role.SUBTITLE, rule, "标题之下以破折号起头")
    elif rule := parts.find("byline", row.text):
        row.decide(Role.BYLINE, rule, "标题之下的单位、姓名或日期", 0.9)
    return row.role is not None


def _units(rows: list[Row], pieces: list[int], parts: Parts) -> list[tuple[list[int], bool]]:
    """Pieces put together to titles, each with whether it is complete; pieces apart in the text stay apart."""
    units: list[tuple[list[int], bool]] = []
    current: list[int] = []
    for k, position in enumerate(pieces):
        if current and (position != current[-1] + 1 or len(current) == _TITLE_LINES):
            units.append((current, False))
            current = []
        text = rows[position].text
        if parts.find("page", text):
            units += [(unit, False) for unit in (current, [position]) if unit]
            current = []
            continue
        if current and _similar(_text(rows, current), text):
            units.append((current, False))  # the title once more: the line above it is the page's
            current = []
        if current and text.startswith("在") and _theme(rows[current[-1]].text, parts):
            units.append((current, True))  # the theme of a speech; 在……会议上的讲话 is its subtitle
            current = []
        current.append(position)
        following = rows[pieces[k + 1]].text if k + 1 < len(pieces) and pieces[k + 1] == position + 1 else ""
        genre = parts.find("genre", _bare(text, parts))
        if genre and not _goes_on(text, genre, following, parts):
            units.append((current, True))
            current = []
        elif not genre and following and following[0] != "在" and not _may_begin(text, parts):
            units.append((current, False))
            current = []
    if current:
        units.append((current, False))
    return units


def _theme(text: str, parts: Parts) -> bool:
    """Whether a line is the theme of a speech, not the speaker, a unit or the beginning of 关于……."""
    return "关于" not in text and not text.endswith(_SPEAKERS) and not parts.find("unit", text)


def _may_begin(text: str, parts: Parts) -> bool:
    """Whether a line may be the first half of a title: long enough, a unit, a person; not 首页 or 下载."""
    return (
        len(text) >= _BEGINNING_CHARS
        or "关于" in text
        or text.endswith((*_SPEAKERS, "年", "年度"))
        or bool(parts.find("unit", text) or parts.find("red", text))
    )


def _goes_on(text: str, genre: str, following: str, parts: Parts) -> bool:
    """Whether a line that ends in a genre word is only the first half: 关于预算执行情况 / 和预算草案的报告."""
    if not following:
        return False
    if following.startswith(_CONNECTIVES):
        return True
    if genre == "T-genre-weak" and not _similar(text, following):
        return parts.find("genre", following) == "T-genre"
    return (
        "关于" in text
        and "的" not in text[-4:]
        and "关于" not in following
        and "的" in following[-5:]
        and parts.find("genre", following) is not None
    )


def _choose(rows: list[Row], units: list[tuple[list[int], bool]], parts: Parts, whole: bool) -> list[int] | None:
    """The rows of the document's own title."""
    complete = [unit for unit, full in units if full and not parts.find("red", _text(rows, unit))]
    if not complete:
        plain = [unit for unit, _ in units if not parts.find("red", _text(rows, unit))]
        unit = next((u for u in plain if not parts.find("page", _text(rows, u))), plain[0] if plain else None)
        if whole or unit is None or len(_text(rows, unit)) < _SHORTEST or parts.find("unit", _text(rows, unit)):
            return None
        return _loose(rows, unit)
    own = complete[0]
    for other in complete[1:]:
        if _similar(_text(rows, own), _text(rows, other)) or parts.find("page", _text(rows, own)):
            own = other
    return own


def _loose(rows: list[Row], unit: list[int]) -> list[int]:
    """Of pieces without a genre word the first, and those that plainly continue it."""
    own = [unit[0]]
    for position in unit[1:]:
        if not (
            rows[position].text.startswith(_CONNECTIVES)
            or rows[own[-1]].text.endswith(("的", "和", "与", "、", "，", "于"))
        ):
            break
        own.append(position)
    return own


def _settle(rows: list[Row], chosen: list[int], pieces: list[int], parts: Parts, title: Role) -> None:
    own = rows[chosen[0]]
    text = _text(rows, chosen)
    genre = parts.find("genre", _bare(rows[chosen[-1]].text, parts))
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


def _page_titles(rows: list[Row], chosen: list[int], pieces: list[int], parts: Parts) -> list[int]:
    """Rows above the title that repeat it and may go: word for word, or with the marks of a web page."""
    if not parts.knows("page"):
        return []
    text = _bare(_text(rows, chosen), parts)
    gone = []
    for position in pieces:
        other = rows[position].text
        if position < chosen[0] and not rows[position].joints:
            same = _flat(_bare(other, parts)) == _flat(text)
            if same or (parts.find("page", other) and _similar(other, text)):
                gone.append(position)
    return gone


def _joined(parts: list[Row], changes: list[Change]) -> Row:
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
        changes.append(Change(ChangeKind.JOINED, "T-lines", row.line, 0, "", gap))
    return own


def _drop_count(row: Row, parts: Parts, changes: list[Change]) -> None:
    """Takes the tag with the number of words from the end of the title."""
    if row.text[-1] in "）)】]" and (found := parts.span("count", row.text)):
        start, end, rule = found
        line = next((line for offset, line in reversed(row.joints) if offset <= start), row.line)
        base = next((offset for offset, _ in reversed(row.joints) if offset <= start), 0)
        changes.append(Change(ChangeKind.REMOVED, rule, line, start - base, row.text[start:end], ""))
        row.text = row.text[:start]


def _text(rows: list[Row], unit: list[int]) -> str:
    return "".join(rows[position].text for position in unit)


def _bare(text: str, parts: Parts) -> str:
    found = parts.span("count", text) if text[-1] in "）)】]" else None
    return text[: found[0]] if found else text


def _flat(text: str) -> str:
    return "".join(text.split())


def _similar(one: str, other: str) -> bool:
    """Whether one title says what the other does, perhaps more."""
    first = {one[i : i + 2] for i in range(len(one) - 1)}
    second = {other[i : i + 2] for i in range(len(other) - 1)}
    return len(first & second) >= _SIMILAR * (min(len(first), len(second)) or 1)
