"""Findings as Word comments, each at the sentence it speaks of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.model import Block, Document, Finding, Paragraph, Severity
from convert.writers.package import frame
from convert.writers.skeleton import COMMENTS, NAMESPACE, XML
from convert.writers.xmltext import escape, legal

AUTHOR = "chenggao"
_INITIALS = "cg"
_SEVERITY = {Severity.ERROR: "错误", Severity.WARNING: "请核对", Severity.HINT: "提示"}
_SENTENCE_END = "。！？；\n"


COMMENTS_FRAME = frame(COMMENTS, f"{XML}<w:comments{NAMESPACE}>", "</w:comments>")
"""The comments part without comments."""


class Anchor(NamedTuple):
    """Where a comment hangs: characters `start` to `end` of the block at `block`."""

    block: int
    start: int
    end: int
    comment: int  # id of the comment


def anchors(document: Document) -> tuple[Anchor, ...]:
    """One anchor a finding, in order; the comment's id is the finding's position.

    A finding about the document as a whole, or about a line that is no longer there, hangs on the nearest paragraph
    above it. A document without paragraphs has no anchors.
    """
    places = sorted(_places(document.blocks))
    if not places:
        return ()
    lines = [line for line, _, _ in places]
    found = []
    for number, finding in enumerate(document.findings):
        _, block, offset = places[max(0, bisect_right(lines, finding.line) - 1)]
        paragraph = document.blocks[block]
        assert isinstance(paragraph, Paragraph)
        start, end = _sentence(legal(paragraph.text), finding, offset)
        found.append(Anchor(block, start, end, number))
    return tuple(found)


def _places(blocks: Sequence[Block]) -> Iterator[tuple[int, int, int]]:
    """Source line, block and offset in its text, for each source line of each paragraph."""
    for position, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.text:
            yield block.line, position, 0
            yield from ((line, position, offset) for offset, line in block.joints)


def _sentence(text: str, finding: Finding, offset: int) -> tuple[int, int]:
    """The sentence of the excerpt, or the one at `offset` where the text does not hold the excerpt."""
    excerpt = finding.excerpt.rstrip("…")
    at = text.find(excerpt, offset)
    if at < 0:
        at = max(text.find(excerpt), 0) if excerpt in text else min(offset, len(text) - 1)
    start = max(text.rfind(mark, 0, at) for mark in _SENTENCE_END) + 1
    after = min(at + len(excerpt), len(text)) if excerpt and text.startswith(excerpt, at) else at + 1
    ends = [end for mark in _SENTENCE_END if (end := text.find(mark, after - 1)) >= 0]
    return start, min(ends) + 1 if ends else len(text)


def comments_xml(findings: Sequence[Finding], style_id: str) -> str:
    """The comments, to stand in `COMMENTS_FRAME`; they carry no date, so that the same input gives the same bytes."""
    return "".join(_comment(number, finding, style_id) for number, finding in enumerate(findings))


def _comment(number: int, finding: Finding, style_id: str) -> str:
    message = f"{_SEVERITY[finding.severity]}：{finding.message.rstrip('。')}。"
    if finding.suggestion:
        message += f"建议：{finding.suggestion}"
    text = escape(message.replace("\n", " ").replace("\t", " "))
    return (
        f'<w:comment w:id="{number}" w:author="{AUTHOR}" w:initials="{_INITIALS}"><w:p><w:pPr>'
        f'<w:pStyle w:val="{style_id}"/></w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:comment>'
    )
