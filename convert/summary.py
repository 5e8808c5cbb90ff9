"""What the workbook says of one report, as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from convert.decoding.codes import HARMLESS, LOOK
from convert.model import Block, Confidence, Document, Paragraph, ReportRow, Role, SectionRow, Severity, Summary

_UNSURE = 0.5
"""Below this confidence a heading deserves a look: the outline itself calls it an even bet."""

_CHARACTERS_PER_FALSE_WARNING = 2000
"""The review may be wrong once in so many characters of a clean text; only more warnings than that deserve a look."""

# Parts that stand after the text proper; they belong to no section.
_CLOSING = frozenset({Role.ATTACHMENT_NOTE, Role.SIGNATURE, Role.DATE, Role.ANNOTATION, Role.ATTACHMENT_MARK})


LOSSES_KEPT = 1000
"""Losses on record for one report. A text of 3 MB read in a wrong encoding has 420,000, which made 23 MB of record; the
workbook lists 200, and nobody reads more. The others are counted."""


def summarise(document: Document, documents: tuple[str, ...] = ()) -> Summary:
    """The rows of one report; `documents` are the files written for it, relative to the output folder."""
    decoded = document.decoded
    sizes = [count_characters(block.text) for block in document.blocks]
    characters = sum(sizes)
    title = document.title or ""
    report = ReportRow(
        name=document.origin.path,
        title=title,
        metadata=document.metadata,
        characters=characters,
        paragraphs=sum(isinstance(block, Paragraph) for block in document.blocks),
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        how=decoded.how,
        sha256=document.origin.sha256,
        reasons=tuple(_reasons(document, title, characters)),
        notes=decoded.notes,
    )
    return Summary(
        report,
        _sections(document.blocks, sizes),
        document.problems,
        document.findings,
        document.changes,
        decoded.losses[:LOSSES_KEPT],
        documents,
        tuple(Counter(loss.reason for loss in decoded.losses[LOSSES_KEPT:]).items()),
    )


def count_losses(summary: Summary, *, harmless: bool = True) -> int:
    """How many losses a report has; without `harmless`, only those where something could not be read."""
    counts = Counter(loss.reason for loss in summary.losses)
    for reason, count in summary.losses_left:
        counts[reason] += count
    return sum(count for reason, count in counts.items() if harmless or reason not in HARMLESS)


def bookmark(position: int) -> str:
    """Name of the bookmark of the `position`-th heading (1-based) in the Word file."""
    return f"h{position}"


def count_characters(text: str) -> int:
    r"""How many characters a text has, white space not counted.

    >>> count_characters("一、 履职\u3000情况")
    6
    """
    return len("".join(text.split()))


def _sections(blocks: Sequence[Block], sizes: Sequence[int]) -> tuple[SectionRow, ...]:
    """One row a heading: its text ends at the next heading of the same or a smaller depth, or where the report does.

    `sizes` are the characters of each block.
    """
    found: list[tuple[Paragraph, int]] = []  # heading, characters before its text
    ends: list[int] = []  # characters before its end
    open_: list[int] = []  # indexes of the headings we stand in, outermost first
    total = 0

    def close(depth: int) -> None:
        while open_ and found[open_[-1]][0].depth >= depth:
            ends[open_.pop()] = total

    for block, size in zip(blocks, sizes, strict=True):
        if isinstance(block, Paragraph):
            if open_ and block.role in _CLOSING:
                close(0)
            if block.depth:
                close(block.depth)
                open_.append(len(found))
                head = count_characters(block.text[: block.run_in]) if block.run_in else size
                found.append((block, total + head))
                ends.append(0)
        total += size
    close(0)
    return tuple(
        SectionRow(
            heading.heading, heading.level, heading.depth, bool(heading.run_in), heading.line, end - start, bookmark(n)
        )
        for n, ((heading, start), end) in enumerate(zip(found, ends, strict=True), 1)
    )


def _reasons(document: Document, title: str, characters: int) -> Iterator[str]:
    decoded = document.decoded
    if decoded.confidence is Confidence.CHECK:
        yield "encoding-unsure"
    if any(loss.reason not in HARMLESS for loss in decoded.losses):
        yield "bytes-lost"
    yield from sorted(LOOK & {note.partition(":")[0] for note in decoded.notes})
    headings = [block for block in document.blocks if isinstance(block, Paragraph) and block.depth]
    if not title:
        yield "no-title"
    if not headings:
        yield "no-headings"
    if any(heading.confidence < _UNSURE for heading in headings):
        yield "headings-unsure"
    if any(finding.severity is Severity.ERROR for finding in document.findings):
        yield "errors-found"
    warnings = sum(finding.severity is Severity.WARNING for finding in document.findings)
    if warnings > 1 + characters // _CHARACTERS_PER_FALSE_WARNING:
        yield "warnings-found"
