"""What a careful reader would doubt; nothing is changed.

Every check is one small function over one `View` of the document and yields `Doubt`s; `rules/findings.toml` says what
each code means and how grave it is. A check that has nothing to look at costs one search of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice

from convert.checks.decoding import decoding
from convert.checks.figures import dates, numbers
from convert.checks.neighbours import asking, standing
from convert.checks.numbering import numbering, ordinals
from convert.checks.pairing import pairs
from convert.checks.patterns import pairs_of_patterns, patterned
from convert.checks.view import Doubt, View, view_of
from convert.checks.whole import copies, levels, parts, residue, several, tables, unfinished, years
from convert.checks.words import doubled, pairs_of_words, words
from convert.model import Document, Finding, Severity
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


def review(document: Document, findings: RuleTable, wording: RuleTable) -> Document:
    """The document with its findings, in reading order; those on the document as a whole come first."""
    view = view_of(document)
    beside = standing(view.text, view.low, _asked(findings, wording))
    doubts = sorted(
        chain(
            *(islice(check(view), MOST_OF_A_KIND) for check in CHECKS),
            patterned(view, findings, {pair for _, pair in beside}, MOST_OF_A_KIND),
            words(view, wording, beside, MOST_OF_A_KIND),
            islice(doubled(view, wording), MOST_OF_A_KIND),
        ),
        key=lambda doubt: doubt.start,
    )
    codes = _codes(findings)
    found = [_finding(view, doubt, codes[doubt.code], count) for doubt, count in _folded(view, doubts, codes)]
    for rule in _suppressing(findings):
        found = [finding for finding in found if not _suppressed(finding, rule)]
    return replace(document, findings=tuple(found))


@lru_cache(maxsize=8)
def _asked(findings: RuleTable, wording: RuleTable) -> re.Pattern[str]:
    """What finds the pairs of characters that rows of either table want to know of, in one search for both."""
    return asking(pairs_of_patterns(findings) | pairs_of_words(wording))


@lru_cache(maxsize=8)
def _suppressing(findings: RuleTable) -> tuple[Rule, ...]:
    return findings.of_kind("suppress")


@lru_cache(maxsize=8)
def _codes(findings: RuleTable) -> dict[str, tuple[Severity, str, str | None, bool]]:
    """Severity, message, suggestion and whether to fold, by code."""
    return {
        rule.id: (
            Severity(rule.get("severity", "warning")),
            rule.get("message", ""),
            rule.get("suggest"),
            rule.get("fold", False),
        )
        for rule in findings.of_kind("text", "code")
    }


def _folded(
    view: View, doubts: list[Doubt], codes: dict[str, tuple[Severity, str, str | None, bool]]
) -> Iterator[tuple[Doubt, int]]:
    """The doubts with how many stand for each: those of a folding code are one a paragraph."""
    folded: dict[tuple[str, int], list[Doubt]] = {}
    ends: dict[str, int] = {}
    for doubt in doubts:
        if 0 <= doubt.start < ends.get(doubt.code, 0):
            continue  # another row has found the same: "20××年" is a year and two crosses
        ends[doubt.code] = doubt.end
        place = view.place(doubt.start)[0] if codes[doubt.code][3] and doubt.start >= 0 else ~len(folded)
        folded.setdefault((doubt.code, place), []).append(doubt)
    return ((same[0], len(same)) for same in folded.values())


def _finding(view: View, doubt: Doubt, code: tuple[Severity, str, str | None, bool], count: int) -> Finding:
    severity, template, suggestion, _ = code
    message = template.format(*doubt.about) + (f"（本段共{count}处）" if count > 1 else "") + "。"
    return Finding(
        doubt.code,
        severity,
        view.line(doubt.start),
        view.excerpt(doubt.start, doubt.end),
        message,
        doubt.suggestion or suggestion,
    )


def _suppressed(finding: Finding, rule: Rule) -> bool:
    return rule.get("code", finding.code) == finding.code and rule.regex.search(finding.excerpt) is not None
