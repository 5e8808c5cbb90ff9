"""The tree of a document's sections, derived from its flat blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from convert.model import Block, Document, Paragraph


class Section(NamedTuple):
    """A heading and all that stands below it up to the next heading of the same or a smaller depth."""

    heading: Paragraph | None  # `None` = what stands above the first heading, and the whole document around it
    blocks: tuple[Block, ...]  # text before the first section inside; the text behind a run-in heading is in `heading`
    sections: tuple[Section, ...]  # inside this one, in reading order

    @property
    def depth(self) -> int:
        """Nesting, 1 = outermost; 0 for the whole document."""
        return self.heading.depth if self.heading else 0

    def walk(self) -> Iterator[Section]:
        """This section and all inside it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()

    def text_blocks(self) -> Iterator[Block]:
        """All blocks of this section in reading order, headings of the sections inside included, its own not."""
        yield from self.blocks
        for section in self.sections:
            if section.heading:
                yield section.heading
            yield from section.text_blocks()


def sections(document: Document) -> Section:
    """The document as one section of depth 0 that holds the others.

    Depths may skip (1, then 3): a section is put into the nearest one above it that has a smaller depth. Linear in the
    number of blocks.
    """
    root = _Open(None)
    path = [root]
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.depth:
            while len(path) > 1 and path[-1].depth >= block.depth:
                path.pop()
            opened = _Open(block)
            path[-1].inside.append(opened)
            path.append(opened)
        else:
            path[-1].blocks.append(block)
    return root.closed()


class _Open:
    """A section while it is being filled."""

    __slots__ = ("blocks", "depth", "heading", "inside")

    def __init__(self, heading: Paragraph | None) -> None:
        self.heading = heading
        self.depth = heading.depth if heading else 0
        self.blocks: list[Block] = []
        self.inside: list[_Open] = []

    def closed(self) -> Section:
        """The section, filled."""
        return Section(self.heading, tuple(self.blocks), tuple(inside.closed() for inside in self.inside))
