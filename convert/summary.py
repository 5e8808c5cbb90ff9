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
    losses = decoded.losses
    title = document.title or ""
    sections, headings, characters = _sections(document.blocks)
    report = ReportRow(
        name=document.origin.path,
        title=title,
        metadata=document.metadata,
        characters=characters,
        paragraphs=sum([isinstance(block, Paragraph) for block in document.blocks]),
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        how=decoded.how,
        sha256=document.origin.sha256,
        reasons=tuple(_reasons(document, title, headings, characters)),
        notes=decoded.notes,
    )
    return Summary(
        report,
        sections,
        document.problems,
        document.findings,
        document.changes,
        losses[:LOSSES_KEPT],
        documents,
        tuple(Counter([loss.reason for loss in losses[LOSSES_KEPT:]]).items()) if len(losses) > LOSSES_KEPT else (),
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
    return sum(map(len, text.split()))


def _sections(blocks: Sequence[Block]) -> tuple[tuple[SectionRow, ...], list[Paragraph], int]:
    """One row a heading, the headings themselves, and how many characters all blocks have.

    A heading's text ends at the next heading of the same or a smaller depth, or where the report does.
    """
    headings: list[Paragraph] = []
    starts: list[int] = []  # of each heading, the characters before its text
    ends: list[int] = []  # and those before the end of that
    open_: list[int] = []  # indexes of the headings we stand in, outermost first
    total = 0
    for block in blocks:
        text = block.text
        size = count_characters(text)
        if isinstance(block, Paragraph) and (block.depth or block.role in _CLOSING):
            depth, run_in = block.depth, block.run_in
            while open_ and headings[open_[-1]].depth >= depth:
                ends[open_.pop()] = total
            if depth:
                open_.append(len(headings))
                headings.append(block)
                ends.append(total)
                if not run_in:
                    starts.append(total + size)
                elif size == len(text):
                    starts.append(total + run_in)
                else:
                    starts.append(total + count_characters(text[:run_in]))
        total += size
    for left in open_:
        ends[left] = total
    rows = [
        SectionRow(head.heading, head.level, head.depth, head.run_in > 0, head.line, end - start, bookmark(n))
        for n, (head, start, end) in enumerate(zip(headings, starts, ends, strict=True), 1)
    ]
    return tuple(rows), headings, total


def _reasons(document: Document, title: str, headings: Sequence[Paragraph], characters: int) -> Iterator[str]:
    decoded = document.decoded
    if decoded.confidence is Confidence.CHECK:
        yield "encoding-unsure"
    if any(loss.reason not in HARMLESS for loss in decoded.losses):
        yield "bytes-lost"
    if decoded.notes:
        yield from sorted(LOOK & {note.partition(":")[0] for note in decoded.notes})
    if not title:
        yield "no-title"
    if not headings:
        yield "no-headings"
    if headings and min([heading.confidence for heading in headings]) < _UNSURE:
        yield "headings-unsure"
    severities = [finding.severity for finding in document.findings]
    if Severity.ERROR in severities:
        yield "errors-found"
    if severities.count(Severity.WARNING) > 1 + characters // _CHARACTERS_PER_FALSE_WARNING:
        yield "warnings-found"
