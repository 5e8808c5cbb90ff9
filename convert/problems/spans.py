"""Stretches of a paragraph's text that know their place, and how they are cut: ordinals, sentences, clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from convert.model import Paragraph
from convert.patterns import compiled

_NUMERALS = "一二三四五六七八九十"
_VALUES = {
    tens * (value > 19) + "十" * (value > 9) + ones: value
    for value in range(1, 100)
    for tens, ones in [(_NUMERALS[value // 10 - 1], _NUMERALS[value % 10 - 1] if value % 10 else "")]
}
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "其一": 1, "其二": 2, "其三": 3, "其四": 4, "其五": 5}

# Marks that count items, each family a group. "唯一是" and "3.5" are none: a mark stands at the start of the text or
# after a stop; an Arabic one after a full stop, semicolon or colon only.
_BEFORE = "。；;：:，,、！？!?”’）)"
_MARK = compiled(
    rf"(?:^|(?<=[{_BEFORE}\s]))(?:"
    rf"(?P<shi>[{_NUMERALS}]{{1,3}})是(?=.)"
    rf"|第(?P<di>[{_NUMERALS}]{{1,3}})(?:[，,、：:]|是)"
    rf"|(?P<word>首先|其次|再次|最后|其[一二三四五])[，,、]?(?:是)?"
    r")"
    rf"|(?:^|(?<=[。；;：:！？!?\s]))(?:"
    rf"[（(](?P<paren>[{_NUMERALS}]{{1,3}})[）)]"
    r"|[（(](?P<bracket>\d{1,2})[）)]"
    r"|(?P<half>\d{1,2})[)）]"
    r"|(?P<digit>\d{1,2})[.．、](?!\d)"
    r"|(?P<circle>[①-⑳])"
    rf"|(?P<comma>[{_NUMERALS}]{{1,3}})、"
    r")\s*"
)
# What a mark can begin with, where one may stand; found faster than a mark.
_FIRST = compiled(rf"[{_NUMERALS}首其再最第（(\d①-⑳](?<![^{_BEFORE}\s].)")
_SENTENCE = compiled("[^。！？!?]*(?:[。！？!?]+[”’）》]?|$)")
_OPENS, _CLOSES = "“（《‘(", "”）》’)"
_EDGE = " \t\u3000，,；;：:。、"


class Span(NamedTuple):
    """Part of a paragraph: characters `start` to `end` of its text."""

    paragraph: Paragraph
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.paragraph.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The source line of the first character."""
        return self.paragraph.line_at(self.start)

    def part(self, start: int, end: int | None = None) -> Span:
        """A part of this span; offsets count from its own start."""
        return Span(self.paragraph, self.start + start, self.end if end is None else self.start + end)

    def trimmed(self) -> Span:
        """The span without white space and stops at either end.

        >>> from convert.model import Role
        >>> whole(Paragraph(Role.BODY, "，学习不够；", 1)).trimmed().text
        '学习不够'
        """
        text = self.text
        if text and text[0] not in _EDGE and text[-1] not in _EDGE:
            return self
        return trimmed(*self)


class Mark(NamedTuple):
    """An ordinal in running text."""

    family: str
    value: int
    start: int
    end: int


def whole(paragraph: Paragraph) -> Span:
    """A paragraph's whole text."""
    return Span(paragraph, 0, len(paragraph.text))


def trimmed(paragraph: Paragraph, start: int, end: int) -> Span:
    """Part of a paragraph's text without white space and stops at either end."""
    text = paragraph.text[start:end]
    return Span(paragraph, start + len(text) - len(text.lstrip(_EDGE)), start + len(text.rstrip(_EDGE)))


def marks(text: str) -> Iterator[Mark]:
    """Every ordinal of a text, in order.

    >>> [(mark.family, mark.value) for mark in marks("短板有两个，一是基础弱；二是人手少，唯一是好事。")]
    [('shi', 1), ('shi', 2)]
    """
    last = end = 0
    for hint in _FIRST.finditer(text):
        place = hint.start()
        found = _MARK.match(text, place) if place >= end else None
        if found is not None:
            mark = _mark(found, last)
            last, end = mark.value, mark.end
            yield mark


def opening(text: str) -> Mark | None:
    """The ordinal that a text begins with."""
    found = _MARK.match(text)
    return _mark(found, 0) if found else None


def opening_end(text: str) -> int:
    """Where the ordinal ends that a text begins with; 0 without one."""
    found = _MARK.match(text)
    return found.end() if found else 0


def _mark(found: re.Match[str], last: int) -> Mark:
    """The ordinal of a match; `last` is the value before it, for 最后."""
    family = found.lastgroup or ""
    typed = found[family]
    if family == "word":
        value = _ORDER.get(typed, last + 1)
    elif family in ("digit", "bracket", "half"):
        value = int(typed)
    elif family == "circle":
        value = ord(typed) - ord("①") + 1
    else:
        value = number(typed)
    return Mark(family, value, found.start(), found.end())


def number(numeral: str) -> int:
    """The value of a Chinese numeral from 一 to 九十九; 0 when it is none.

    >>> number("三"), number("十"), number("十二"), number("二十"), number("二十三")
    (3, 10, 12, 20, 23)
    """
    return _VALUES.get(numeral, 0)


def sequence(found: Sequence[Mark]) -> tuple[Mark, ...]:
    """The ordinals that count a text's items from one upwards: the family whose 1 comes first; () when it has no 2.

    Ordinals of other families between them are nested and left inside their item.
    """
    for position, first in enumerate(found):
        if first.value != 1:
            continue
        run = [first]
        for mark in found[position + 1 :]:
            if mark.family == first.family and mark.value == len(run) + 1:
                run.append(mark)
        if len(run) > 1:
            return tuple(run)
    return ()


def sentences(span: Span) -> Iterator[Span]:
    """The sentences of a span, each with its stop."""
    for found in _SENTENCE.finditer(span.text):
        if found[0].strip():
            yield span.part(found.start(), found.end())


def clauses(span: Span, stops: str) -> Iterator[Span]:
    """The non-empty parts of a span between characters of `stops`, trimmed; stops inside quotes or brackets do not cut.

    >>> from convert.model import Role
    >>> [c.text for c in clauses(whole(Paragraph(Role.BODY, "思路窄；“等；靠”思想重。", 1)), "；;")]
    ['思路窄', '“等；靠”思想重']
    """
    start = depth = 0
    for found in _cuts(stops).finditer(span.text):
        character = found[0]
        if character in _OPENS:
            depth += 1
        elif character in _CLOSES:
            depth = max(0, depth - 1)
        elif depth == 0:
            part = span.part(start, found.start()).trimmed()
            if part.start < part.end:
                yield part
            start = found.end()
    part = span.part(start).trimmed()
    if part.start < part.end:
        yield part


@cache
def _cuts(stops: str) -> re.Pattern[str]:
    return compiled(f"[{_OPENS}{_CLOSES}{stops}]")
