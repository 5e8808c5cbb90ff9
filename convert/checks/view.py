"""A document as one text with a way back to paragraph and line, so that each check scans it once."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from convert.checks.neighbours import low_bytes
from convert.model import Document, Paragraph

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


class View(NamedTuple):
    """The blocks' texts, one a line."""

    document: Document
    text: str
    starts: tuple[int, ...]  # where each block begins
    paragraphs: tuple[tuple[int, Paragraph], ...] = ()  # each with the offset of its first character
    headings: tuple[tuple[int, Paragraph], ...] = ()
    title: str | None = None
    low: bytes = b""  # the low byte of each character of the text

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


def view_of(document: Document) -> View:
    """The view of a document."""
    texts = []
    starts = []
    paragraphs = []
    offset = 0
    for block in document.blocks:
        text = block.text
        if isinstance(block, Paragraph):
            paragraphs.append((offset, block))
        else:
            text = text.replace("\n", "\t")
        texts.append(text)
        starts.append(offset)
        offset += len(text) + 1
    headings = tuple([placed for placed in paragraphs if placed[1].depth])
    whole = "\n".join(texts)
    return View(document, whole, tuple(starts), tuple(paragraphs), headings, document.title, low_bytes(whole))
