"""Doubts that a pattern alone decides: the `text` rows of `rules/findings.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from convert.checks.view import Doubt, View
from convert.rulebook import RuleTable


def patterned(view: View, table: RuleTable) -> Iterator[Doubt]:
    """A doubt for every match of every `text` row; a row whose gate characters are missing costs next to nothing."""
    text = view.text
    for code, gate, regex, suggestion in _rows(table):
        if gate and not any(character in text for character in gate):
            continue
        for found in regex.finditer(text):
            yield Doubt(code, found.start(), found.end(), (found[0],), found.expand(suggestion) if suggestion else None)


@lru_cache(maxsize=8)
def _rows(table: RuleTable) -> tuple[tuple[str, str, re.Pattern[str], str], ...]:
    return tuple(
        (rule.get("code", rule.id), rule.get("gate", ""), rule.regex, rule.get("suggest", ""))
        for rule in table.of_kind("text")
    )
