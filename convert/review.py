"""What a careful reader would doubt; nothing is changed.

Every check is one small function over one `View` of the document and yields `Doubt`s; `rules/findings.toml` says what
each code means and how grave it is. The text is searched once for all signs and pairs of characters that checks wait
for; a check none of whose stand there costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from convert.checks.decoding import decoding
from convert.checks.figures import dates, numbers
from convert.checks.numbering import ORDINALS, numbering, ordinals
from convert.checks.pairing import MARKS, pairs
from convert.checks.patterns import Rows, patterned, rows_of
from convert.checks.view import Asked, Doubt, View, view_of
from convert.checks.whole import CUT, OPENINGS, copies, levels, parts, residue, several, tables, unfinished, years
from convert.checks.words import Index, doubled, index_of, words
from convert.model import Document, Finding, Severity
from convert.neighbours import asking
from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable

CHECKS: tuple[Callable[[View], Iterator[Doubt]], ...] = (
    decoding,
    numbering,
    ordinals,
    levels,
    pairs,
    dates,
    numbers,
    years,
    parts,
    copies,
    several,
    residue,
    unfinished,
    tables,
)
"""The checks that need no table of their own."""


MOST_OF_A_KIND = 1000
"""Doubts that one check may raise: a report has a few dozen, and a file of noise must not cost its square."""


class _Code(NamedTuple):
    """What a code of the table says."""

    severity: Severity
    message: str
    suggestion: str | None
    folds: bool  # said once a paragraph


class _Prepared(NamedTuple):
    """What is made of the two tables once."""

    asked: Asked
    rows: Rows
    wording: Index
    codes: dict[str, _Code]
    suppressing: tuple[Rule, ...]


def review(document: Document, findings: RuleTable, wording: RuleTable) -> Document:
    """The document with its findings, in reading order; those on the document as a whole come first."""
    asked, rows, index, codes, suppressing = _prepared(findings, wording)
    view = view_of(document, asked)
    doubts: list[Doubt] = []
    for check in CHECKS:
        doubts += islice(check(view), MOST_OF_A_KIND)
    doubts += patterned(view, rows, MOST_OF_A_KIND)
    doubts += words(view, index, MOST_OF_A_KIND)
    doubts += islice(doubled(view, index), MOST_OF_A_KIND)
    doubts.sort(key=attrgetter("start"))
    found = [_finding(view, doubt, codes[doubt.code], count) for doubt, count in _folded(view, doubts, codes)]
    for rule in suppressing:
        found = [finding for finding in found if not _suppressed(finding, rule)]
    return replace(document, findings=tuple(found))


@lru_cache(maxsize=8)
def _prepared(findings: RuleTable, wording: RuleTable) -> _Prepared:
    rows, index = rows_of(findings), index_of(wording)
    signs = MARKS.union([held for held in rows.by if len(held) == 1])
    held = [held for held in rows.by if len(held) > 1]
    pairs = asking({*CUT, *OPENINGS, *ORDINALS, *index.beside, *index.waits, *held})
    asked = Asked(compiled(f"[{re.escape(''.join(sorted(signs)))}]"), pairs)
    return _Prepared(asked, rows, index, _codes(findings), findings.of_kind("suppress"))


def _codes(findings: RuleTable) -> dict[str, _Code]:
    return {
        rule.id: _Code(
            Severity(rule.get("severity", "warning")),
            rule.get("message", ""),
            rule.get("suggest"),
            rule.get("fold", False),
        )
        for rule in findings.of_kind("text", "code")
    }


def _folded(view: View, doubts: list[Doubt], codes: dict[str, _Code]) -> Iterable[tuple[Doubt, int]]:
    """The doubts with how many stand for each: those of a folding code are one a paragraph."""
    folded: dict[tuple[str, int], tuple[Doubt, int]] = {}
    ends: dict[str, int] = {}
    for doubt in doubts:
        code, start = doubt.code, doubt.start
        if 0 <= start < ends.get(code, 0):
            continue  # another row has found the same: "20××年" is a year and two crosses
        ends[code] = doubt.end
        key = code, view.place(start)[0] if codes[code].folds and start >= 0 else ~len(folded)
        first, count = folded.get(key, (doubt, 0))
        folded[key] = first, count + 1
    return folded.values()


def _finding(view: View, doubt: Doubt, code: _Code, count: int) -> Finding:
    message = code.message.format(*doubt.about) + (f"（本段共{count}处）" if count > 1 else "") + "。"
    return Finding(
        doubt.code,
        code.severity,
        view.line(doubt.start),
        view.excerpt(doubt.start, doubt.end),
        message,
        doubt.suggestion or code.suggestion,
    )


def _suppressed(finding: Finding, rule: Rule) -> bool:
    return rule.get("code", finding.code) == finding.code and rule.regex.search(finding.excerpt) is not None
