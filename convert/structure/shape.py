"""The shape of a numbered line: where its heading sentence would end, and what comes after it."""

from __future__ import annotations

from enum import StrEnum

HEADING_CHARS = 40
"""A heading sentence without its number is at most about this long: the longest of 261 run-in headings labelled by hand
had 41 characters, while first sentences of numbered items begin to be common above 45."""

SIBLING_CHARS = 60
"""Up to this length a first sentence is a heading where its siblings are; above it never (same texts)."""

_LABEL_CHARS = 20
"""What stands before a colon or a space is a label only up to this length."""

_MOTTO_CHARS = 4
"""Shortest phrase behind the colon of a heading (德：修身立德)."""

_QUOTE_CHARS = 120
"""So far quotation marks and brackets around a 。 are looked at."""

_AFTER_SPACE_CHARS = 15
"""Less than this behind a space is the second half of a heading of two phrases, not body text."""


class Shape(StrEnum):
    """What a numbered line looks like, its number left aside; the value says it in Chinese."""

    PHRASE = "单独成行、句末无标点"
    STATEMENT = "单独成行、以句号结尾"
    OPENER = "单独成行、以冒号结尾"
    RUN_IN = "首句之后接正文"
    SPACED = "空格之后接正文"
    COLON = "冒号之后接内容"
    CLAUSE = "是分句或未完的句子"
    LONG = "首句过长"
    EMPTY = "只有编号"


# A member looked up in its class takes as long as two comparisons of texts; a line asks for ten.
PHRASE, STATEMENT, OPENER, RUN_IN, SPACED, COLON, CLAUSE, LONG, EMPTY = Shape


def shape_of(text: str, start: int) -> tuple[Shape, int]:
    """The shape of the line and the offset where its heading sentence ends, the closing mark not included.

    `start` is the offset behind the number.

    >>> shape_of("（一）压实责任。签订责任书。", 3)
    (<Shape.RUN_IN: '首句之后接正文'>, 7)
    >>> shape_of("1.坚持公开、公平的原则；", 2)[0].name
    'CLAUSE'
    """
    size = len(text)
    if start >= size:
        return EMPTY, size
    stop = text.find("。", start)
    sentence = text[start:stop] if stop >= 0 else text[start:]
    if stop >= 0 and ("“" in sentence or "（" in sentence):
        stop = sentence_end(text, start)
        sentence = text[start:stop] if stop >= 0 else text[start:]
    end = size if stop < 0 else stop
    if "；" in sentence or (stop < 0 and text[-1] in "，,、；;"):
        return CLAUSE, end
    if "：" in sentence or ":" in sentence:
        colon = text.find("：" if "：" in sentence else ":", start, end)
        if colon < size - 1:
            return (PHRASE, size) if stop < 0 and _is_motto(text, start, colon) else (COLON, colon)
        if stop < 0:
            return OPENER, size
    if 0 <= stop < size - 1 and end - start <= HEADING_CHARS:
        return RUN_IN, stop
    space = _space(text, start)
    if space:
        return SPACED, space
    if 0 <= stop < size - 1 and end - start <= SIBLING_CHARS:
        return RUN_IN, stop
    if end - start > SIBLING_CHARS or (stop >= 0 and end - start > HEADING_CHARS):
        return LONG, end
    return (PHRASE if stop < 0 else STATEMENT), end


def cut(text: str, start: int, shape: Shape, end: int) -> int | None:
    """Run-in length of a member of a run of headings: 0 = all of it is heading, `None` = it is body text."""
    if shape is RUN_IN:
        return end + 1
    if shape is SPACED:
        return end
    if shape is COLON:
        stop = text.find("。", end)
        if stop < 0 or stop == len(text) - 1:
            return 0 if len(text) - start <= HEADING_CHARS else end
        return stop + 1 if stop - start <= HEADING_CHARS else end
    if shape in (PHRASE, STATEMENT, OPENER) and end - start <= SIBLING_CHARS:
        return 0
    return None


def _is_motto(text: str, start: int, colon: int) -> bool:
    """Whether a label of one character and a phrase make up a heading: 德：修身立德，为人师表."""
    return colon == start + 1 and _MOTTO_CHARS <= len(text) - colon - 1 <= HEADING_CHARS


def sentence_end(text: str, start: int) -> int:
    """Offset of the first 。 that stands outside quotation marks and brackets, -1 without one."""
    stop = text.find("。", start)
    while stop >= 0:
        if stop - start > _QUOTE_CHARS:
            break  # too far for a heading in any case
        part = text[start:stop]
        if "“" not in part and "（" not in part:
            return stop
        if part.count("“") <= part.count("”") and part.count("（") <= part.count("）"):
            return stop
        stop = text.find("。", stop + 1)
    return stop


def _space(text: str, start: int) -> int:
    """Offset of a space that ends a heading before body text (一、值班 军训期间每天由…), 0 without one."""
    if " " not in text and "\u3000" not in text:
        return 0
    found = [i for i in (text.find(" ", start), text.find("\u3000", start)) if i >= 0]
    if not found:
        return 0
    space = min(found)
    rest = text[space:].lstrip()
    if (
        not 2 <= space - start <= _LABEL_CHARS
        or len(rest) < _AFTER_SPACE_CHARS
        or " " in rest[:4]
        or "\u3000" in rest[:4]
    ):
        return 0
    if any(mark in text[start:space] for mark in "，。、；“（《") or not any(mark in rest for mark in "，。；"):
        return 0
    return space
