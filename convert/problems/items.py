"""The items of a stretch of text: what each leads with, and what it goes on to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convert.problems.cues import LEAD_CHARS
from convert.problems.spans import Mark, Span, marks, sentences, sequence, trimmed

_WORTH_OF_WHOLE = 2 / 3
"""A lead sentence longer than `LEAD_CHARS` stands for its item when it is at least this share of it: the overlap
measure 2·common/(sum of lengths) is then at least 0.8."""


class Item(NamedTuple):
    """One item of a list."""

    head: Span  # the sentence it leads with, its number excluded, trimmed
    body: tuple[Span, ...]  # what follows

    @property
    def text(self) -> str:
        """Head and body."""
        return self.head.text + "".join([span.text for span in self.body])

    @property
    def lead(self) -> Span:
        """The words that name the item: its first sentence.

        All of its first paragraph instead where that sentence is long and yet only a small part of it.
        """
        head = self.head
        size = head.end - head.start
        if size <= LEAD_CHARS or not self.body or self.body[0].paragraph is not head.paragraph:
            return head
        rest = self.body[0]
        if rest.start < head.end or size >= _WORTH_OF_WHOLE * (rest.end - head.start):
            return head
        return Span(head.paragraph, head.start, rest.end).trimmed()

    @property
    def digest(self) -> str:
        """The head cut after the last comma clause within `LEAD_CHARS`: enough to name a cause or measure."""
        words = self.head.text
        if len(words) <= LEAD_CHARS:
            return words
        cut = words.rfind("，", 0, LEAD_CHARS + 1)
        return words[:cut] if cut > 0 else words


def listed(spans: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Item, ...]]:
    """What stands before a list, and the items of the list; no items when the text counts nothing.

    Items are the outermost sub-headings; failing those, what 一是…二是… or another run of ordinals counts, each at the
    start of a paragraph or within one.
    """
    depths = [span.paragraph.depth if span.start == 0 else 0 for span in spans]
    return _by_heading(spans, depths) if any(depths) else _by_ordinal(spans)


def _by_heading(spans: Sequence[Span], depths: Sequence[int]) -> tuple[tuple[Span, ...], tuple[Item, ...]]:
    """Cut at the outermost of the headings; `depths` has 0 for a span that is none."""
    top = min(filter(None, depths))
    starts = [i for i, depth in enumerate(depths) if depth == top]
    items = []
    for start, end in zip(starts, [*starts[1:], len(spans)], strict=True):
        paragraph, _, last = spans[start]
        stop = paragraph.run_in or last
        rest = (Span(paragraph, stop, last),) if stop < last else ()
        items.append(Item(trimmed(paragraph, len(paragraph.number), stop), rest + tuple(spans[start + 1 : end])))
    return tuple(spans[: starts[0]]), tuple(items)


def _by_ordinal(spans: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Item, ...]]:
    """Cut where the family of ordinals that opens the list goes on."""
    counted = [tuple(marks(span.text)) for span in spans]
    family = _family(counted)
    if family is None:
        return tuple(spans), ()
    intro: list[Span] = []
    groups: list[tuple[int, list[Span]]] = []
    for span, found in zip(spans, counted, strict=True):
        start = 0
        for mark in found:
            # An item begins at the start of a paragraph, and within one wherever the count goes on by one.
            if mark.family != family or (mark.start and mark.value != (groups[-1][0] if groups else 0) + 1):
                continue
            if mark.start > start:
                (groups[-1][1] if groups else intro).append(span.part(start, mark.start))
            groups.append((mark.value, []))
            start = mark.end
        if start < span.end - span.start:
            (groups[-1][1] if groups else intro).append(span.part(start))
    return tuple(intro), tuple(_item(parts) for _, parts in groups if parts)


def _family(counted: Iterable[Sequence[Mark]]) -> str | None:
    """The family of ordinals that counts the list: the first that opens a paragraph or runs from one to two within."""
    for found in counted:
        if not found:
            continue
        first = found[0]
        if first.start == 0:
            return first.family
        run = sequence(found)
        if run:
            return run[0].family
        if first.value == 1:
            return first.family
    return None


def _item(parts: list[Span]) -> Item:
    first = parts[0]
    head = next(sentences(first), first)
    rest = (Span(first.paragraph, head.end, first.end),) if head.end < first.end else ()
    return Item(head.trimmed(), rest + tuple(parts[1:]))


def item_of(span: Span) -> Item:
    """An unnumbered item: the text's first sentence leads it."""
    return _item([span])
