"""A document as one text with a way back to paragraph and line, so that each check scans it once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate, chain
from typing import NamedTuple

from convert.model import Document, Paragraph
from convert.neighbours import Keys, Pairs, keys_of, low_bytes, standing_beside

EXCERPT_CHARS = 40
"""Longest excerpt of a finding."""

_BEFORE_CHARS = 12  # of context before the doubtful words, where the excerpt has room


class Doubt(NamedTuple):
    """A place that a check points at: characters `start` to `end` of the view; `start` -1 means the document."""

    code: str
    start: int
    end: int
    about: tuple[str, ...] = ()  # fill {0}, {1} … of the message
    suggestion: str | None = None


class Asked(NamedTuple):
    """What the checks want to know of every text, asked for in one search each."""

    signs: re.Pattern[str]  # a class of characters
    pairs: Pairs


class View(NamedTuple):
    """The blocks' texts, one a line, and where the text holds what was asked for."""

    document: Document
    text: str
    texts: list[str]  # of each block
    starts: list[int]  # where each block begins
    headings: list[tuple[int, Paragraph]]  # each with the offset of its first character
    title: str | None
    signs: str  # all signs asked for, as they follow each other
    low: bytes  # the low byte of each character of the text
    keys: Keys  # of its pairs of characters
    beside: dict[str, list[int]]  # pairs of characters asked for, with their places
    held: frozenset[str]  # the signs and pairs that the text holds

    @property
    def paragraphs(self) -> list[tuple[int, Paragraph]]:
        """Each with the offset of its first character; of most documents no check asks for them."""
        blocks = zip(self.starts, self.document.blocks, strict=True)
        return [(start, block) for start, block in blocks if isinstance(block, Paragraph)]

    def places(self, pairs: Iterable[str]) -> list[int]:
        """Where these pairs stand, in ascending order; they must have been asked for."""
        return sorted(chain.from_iterable(self.beside.get(pair, ()) for pair in pairs))

    def place(self, offset: int) -> tuple[int, int]:
        """Index of the block at an offset, and the offset within it."""
        index = bisect_right(self.starts, offset) - 1
        return index, offset - self.starts[index]

    def line(self, offset: int) -> int:
        """The source line at an offset; 0 for the document as a whole."""
        if offset < 0:
            return 0
        index, within = self.place(offset)
        block = self.document.blocks[index]
        return block.line_at(within) if isinstance(block, Paragraph) else block.number

    def excerpt(self, start: int, end: int) -> str:
        """The doubtful words with some of their paragraph around them, at most `EXCERPT_CHARS` characters."""
        if start < 0:
            return ""
        index, _ = self.place(start)
        first = self.starts[index]
        last = self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.text)
        end = min(end, start + EXCERPT_CHARS, last)
        begin = max(first, start - min(_BEFORE_CHARS, EXCERPT_CHARS - (end - start)))
        return self.text[begin : min(last, begin + EXCERPT_CHARS)].replace("\n", " ")


def view_of(document: Document, asked: Asked) -> View:
    """The view of a document."""
    blocks = document.blocks
    texts = [block.text if block.__class__ is Paragraph else block.text.replace("\n", "\t") for block in blocks]
    text = "\n".join(texts)
    starts = list(accumulate([len(text) + 1 for text in texts[:-1]], initial=0)) if texts else []
    headings = [
        (start, block)
        for start, block in zip(starts, blocks, strict=True)
        if block.__class__ is Paragraph and block.depth
    ]
    signs = asked.signs.findall(text)
    low = low_bytes(text)
    keys = keys_of(low)
    beside = standing_beside(text, keys, asked.pairs)
    held = frozenset(signs).union(beside)
    return View(document, text, texts, starts, headings, document.title, "".join(signs), low, keys, beside, held)
