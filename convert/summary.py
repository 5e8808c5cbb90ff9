"""What the workbook says of one report, as rows."""

from __future__ import annotations

from convert.model import Document, Paragraph, ReportRow, SectionRow, Summary


def summarise(document: Document) -> Summary:
    """The rows of one report; the door adds the result files."""
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    headings = [block for block in paragraphs if block.depth]
    sections = tuple(
        SectionRow(h.heading, h.level, h.depth, bool(h.run_in), h.line, len(h.text), bookmark(n))
        for n, h in enumerate(headings, 1)
    )
    decoded = document.decoded
    report = ReportRow(
        document.origin.path,
        document.title or "",
        document.metadata,
        sum(len(block.text) for block in document.blocks),
        len(paragraphs),
        decoded.encoding,
        decoded.confidence,
        decoded.how,
        document.origin.sha256,
    )
    return Summary(report, sections, document.problems, document.findings, document.changes, decoded.losses)


def bookmark(position: int) -> str:
    """Name of the bookmark of the `position`-th heading (1-based) in the Word file."""
    return f"h{position}"
