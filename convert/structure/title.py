"""Which lines of the front are the title: pieces put together, page titles told from the document's own.

A piece goes on into the next line until a line ends in a genre word (报告, 通知, …). Of several complete titles the
last of those that say the same is the document's own; the ones above it are page titles.
"""

from __future__ import annotations

from operator import add

from convert.model import Role
from convert.structure.parts import Parts
from convert.structure.rows import Row

_TITLE_LINES = 4
_SHORTEST = 4  # characters of a title without a genre word
_BEGINNING_CHARS = 8  # a shorter line above a title is a rest of the web page unless it names a unit or person
_REST_CHARS = 3  # what a wrap leaves of a title
_SPEAKERS = ("同志", "书记", "长", "主任", "主席", "总理", "委员")
_CONNECTIVES = tuple("和与及暨的、）》”（")
_OPEN_ENDS = ("的", "和", "与", "、", "，", "于")
_APART_LINES = 4  # further apart in the file two lines are no halves of one title: a page's lines were in between
_NEAR_LINES = 2  # between a title and its subtitle stands at most an empty line
_SLOGAN = frozenset("，,！!。？?")  # signs of a sentence; a first half of a title has them only in what 关于 begins
_SIMILAR = 0.6  # share of common character pairs from which two titles say the same; page titles seen: 0.71 and above
_SIMILAR_PAIRS = 3  # two or three characters are found in any title

Unit = tuple[list[int], bool]
"""Positions of the rows of a title, and whether it is complete."""


def title_units(rows: list[Row], pieces: list[int], parts: Parts) -> list[Unit]:
    """Pieces put together to titles, each with whether it is complete; pieces apart in the text stay apart."""
    units: list[Unit] = []
    current: list[int] = []
    for k, position in enumerate(pieces):
        apart = bool(current) and rows[position].line - rows[current[-1]].line > _APART_LINES
        if current and (position != current[-1] + 1 or len(current) == _TITLE_LINES or apart):
            units.append((current, False))
            current = []
        text = rows[position].text
        if parts.find("web", text):
            units += [(current, False)] if current else []
            current = []
            continue
        if parts.find("page", text) or (text[-1] == "件" and parts.find("red", text)):
            units += [(unit, False) for unit in (current, [position]) if unit]
            current = []
            continue
        if current and similar(joined_text(rows, current), text):
            units.append((current, False))  # the title once more: the line above it is the page's
            current = []
        if current and text.startswith("在") and _theme(rows[current[-1]].text, parts):
            units.append((current, True))  # the theme of a speech; 在……会议上的讲话 is its subtitle
            current = []
        current.append(position)
        following = rows[pieces[k + 1]].text if k + 1 < len(pieces) and pieces[k + 1] == position + 1 else ""
        genre = parts.find("genre", bare(text, parts))
        if genre and not _goes_on(text, genre, following, parts):
            units.append((current, True))
            current = []
        elif not genre and following and following[0] != "在" and not _may_begin(text, following, parts):
            units.append((current, False))
            current = []
    if current:
        units.append((current, False))
    return units


def _theme(text: str, parts: Parts) -> bool:
    """Whether a line is the theme of a speech, not the speaker, a unit or the beginning of 关于……."""
    return "关于" not in text and not text.endswith(_SPEAKERS) and not parts.find("unit", text)


def _may_begin(text: str, following: str, parts: Parts) -> bool:
    """Whether a line may be the first half of a title: long enough, a unit, a person; not 首页 or 下载."""
    issuer = following.partition("关于")[0]
    if len(issuer) >= _SHORTEST and issuer != following and text.endswith(issuer):
        return False  # the unit's name stands in the next line as well
    return (
        (len(text) >= _BEGINNING_CHARS and not _SLOGAN.intersection(text))
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
    if genre == "T-genre-weak" and len(text) > _SHORTEST and not similar(text, following):
        return parts.find("genre", following) == "T-genre"
    return (
        "关于" in text
        and "的" not in text[-4:]
        and "关于" not in following
        and "的" in following[-5:]
        and parts.find("genre", following) is not None
    )


def choose_title(rows: list[Row], units: list[Unit], parts: Parts, whole: bool) -> list[int] | None:
    """The rows of the document's own title; `whole` asks for one that ends in a genre word."""
    complete = [unit for unit, full in units if full and not parts.find("red", joined_text(rows, unit))]
    named = None if whole else _above_subtitle(rows, units)
    if named and named not in complete and (not complete or rows[complete[0][-1]].line + 1 < rows[named[0]].line):
        return named
    if not complete:
        plain = [unit for unit, _ in units if not parts.find("red", joined_text(rows, unit))]
        unit = next((u for u in plain if not parts.find("page", joined_text(rows, u))), plain[0] if plain else None)
        if (
            whole
            or unit is None
            or len(joined_text(rows, unit)) < _SHORTEST
            or parts.find("unit", joined_text(rows, unit))
        ):
            return None
        return _loose(rows, unit)
    own = complete[0]
    for other in complete[1:]:
        if similar(joined_text(rows, own), joined_text(rows, other)) or parts.find("page", joined_text(rows, own)):
            own = other
    return own


def _above_subtitle(rows: list[Row], units: list[Unit]) -> list[int] | None:
    """The lines right above a subtitle: whatever they say, they are the title."""
    for unit, _ in units:
        below = rows[unit[-1] + 1 : unit[-1] + 2]
        if below and below[0].role is Role.SUBTITLE and below[0].line - rows[unit[-1]].line <= _NEAR_LINES:
            return unit
    return None


def _loose(rows: list[Row], unit: list[int]) -> list[int]:
    """Of pieces without a genre word the first, and those that plainly continue it."""
    own = [unit[0]]
    for position in unit[1:]:
        text = rows[position].text
        goes_on = len(text) <= _REST_CHARS or text.startswith(_CONNECTIVES) or rows[own[-1]].text.endswith(_OPEN_ENDS)
        if not goes_on:
            break
        own.append(position)
    return own


def page_titles(rows: list[Row], chosen: list[int], pieces: list[int], parts: Parts) -> list[int]:
    """Rows above the title that repeat it and may go: word for word, or with the marks of a web page."""
    if not parts.knows("page"):
        return []
    text = bare(joined_text(rows, chosen), parts)
    gone = []
    for position in pieces:
        other = rows[position].text
        if position < chosen[0] and not rows[position].joints:
            same = _flat(bare(other, parts)) == _flat(text)
            if same or (parts.find("page", other) and similar(other, text)):
                gone.append(position)
    return gone


def joined_text(rows: list[Row], unit: list[int]) -> str:
    """The text of the rows of a title."""
    return "".join([rows[position].text for position in unit])


def bare(text: str, parts: Parts) -> str:
    """The text without a tag that counts its words."""
    found = parts.span("count", text) if text[-1] in "）)】]" else None
    return text[: found[0]] if found else text


def _flat(text: str) -> str:
    return "".join(text.split())


def similar(one: str, other: str) -> bool:
    """Whether one title says what the other does, perhaps more."""
    first = set(map(add, one, one[1:]))
    second = set(map(add, other, other[1:]))
    least = min(len(first), len(second))
    return least >= _SIMILAR_PAIRS and len(first & second) >= _SIMILAR * least
