"""What the pipeline sees of one report, as a JSON object for other programs.

The keys are a contract (docs and tests pin them); further keys may be added, none is renamed or dropped. Line numbers
are 1-based in the decoded source.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from convert.kit import Kit
from convert.model import Change, ChangeKind, Decoded, Document, Finding, Paragraph, Problem, Role, Table

FORMAT = "json"
SUFFIX = ".json"


def write(document: Document, kit: Kit) -> bytes:
    """The object of `to_object` as indented UTF-8 text with a line end after it."""
    text = json.dumps(to_object(document), ensure_ascii=False, indent=2) + "\n"
    # A file name with undecodable bytes holds lone surrogates; the replacement is the escape that JSON itself has.
    return text.encode("utf-8", "backslashreplace")


def to_object(document: Document) -> dict[str, Any]:
    """The document as plain dicts, lists, strings and numbers.

    `paragraphs` is what the reader of the Word file gets, in order, headings and tables included. `removed` holds what
    was taken away, `joined` the numbers of the lines that were appended to the line before them.
    """
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    return {
        "source": document.origin.path,
        "sha256": document.origin.sha256,
        "encoding": _encoding(document.decoded),
        "title": document.title,
        "subtitle": _texts(paragraphs, Role.SUBTITLE),
        "byline": _texts(paragraphs, Role.BYLINE),
        "document_number": _texts(paragraphs, Role.DOCUMENT_NUMBER),
        "addressee": _texts(paragraphs, Role.ADDRESSEE),
        "signature": _texts(paragraphs, Role.SIGNATURE),
        "date": _texts(paragraphs, Role.DATE),
        "annotation": _texts(paragraphs, Role.ANNOTATION),
        "attachment_notes": _texts(paragraphs, Role.ATTACHMENT_NOTE),
        "attachments": [
            {"line": p.line, "text": p.text}
            for p in paragraphs
            if p.role in (Role.ATTACHMENT_MARK, Role.ATTACHMENT_TITLE)
        ],
        "metadata": {
            "unit": document.metadata.unit,
            "post": document.metadata.post,
            "year": document.metadata.year,
            "genre": document.metadata.genre,
        },
        "headings": [_heading(p) for p in paragraphs if p.depth],
        "points": [{"line": p.line, "text": _first_sentence(p)} for p in paragraphs if p.role is Role.POINT],
        "paragraphs": [_paragraph(block) for block in document.blocks],
        "problems": [_problem(problem) for problem in document.problems],
        **_edits(document.changes),
        "findings": [_finding(finding) for finding in document.findings],
    }


def _encoding(decoded: Decoded) -> dict[str, Any]:
    return {
        "name": decoded.encoding,
        "confidence": decoded.confidence.value,
        "how": decoded.how,
        "losses": [
            {"offset": loss.offset, "line": loss.line, "hex": loss.raw.hex(), "reason": loss.reason}
            for loss in decoded.losses
        ],
        "notes": list(decoded.notes),
    }


def _texts(paragraphs: list[Paragraph], role: Role) -> list[str]:
    return [paragraph.text for paragraph in paragraphs if paragraph.role is role]


def _heading(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "line": paragraph.line,
        "level": paragraph.level,
        "depth": paragraph.depth,
        "number": paragraph.number,
        "text": paragraph.heading,
        "run_in": bool(paragraph.run_in),
        "rule": paragraph.rule,
        "confidence": paragraph.confidence,
    }


def _first_sentence(paragraph: Paragraph) -> str:
    if not paragraph.run_in:
        return paragraph.text
    return paragraph.text[: paragraph.run_in].rstrip().removesuffix("。")


def _paragraph(block: Paragraph | Table) -> dict[str, Any]:
    if isinstance(block, Table):
        return {"role": "table", "line": block.number, "text": block.text, "rows": [list(row) for row in block.rows]}
    return {"role": block.role.value, "line": block.line, "text": block.text}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "text": problem.text,
        "cause": problem.cause,
        "measure": problem.measure,
        "measure_certainty": problem.measure_certainty.value,
        "trail": list(problem.trail),
        "themes": list(problem.themes),
        "id": problem.id,
    }


def _edits(changes: Sequence[Change]) -> dict[str, Any]:
    """What was done to the text, by kind of edit."""
    return {
        "removed": [
            {"line": change.line, "rule": change.rule, "text": change.before}
            for change in changes
            if change.kind is ChangeKind.REMOVED
        ],
        "replaced": [
            {"line": change.line, "rule": change.rule, "before": change.before, "after": change.after}
            for change in changes
            if change.kind is ChangeKind.REPLACED
        ],
        "joined": [change.line for change in changes if change.kind is ChangeKind.JOINED],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "line": finding.line,
        "code": finding.code,
        "severity": finding.severity.value,
        "excerpt": finding.excerpt,
        "message": finding.message,
        "suggestion": finding.suggestion,
    }
