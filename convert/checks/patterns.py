"""Doubts that a pattern alone decides: the `text` rows of `rules/findings.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from convert.checks.view import Doubt, View
from convert.rulebook import Rule, RuleTable


def patterned(view: View, table: RuleTable, most: int) -> Iterator[Doubt]:
    """A doubt for every match of every `text` row; a row whose gate characters are missing costs next to nothing.

    At most `most` a row.
    """
    text = view.text
    for code, gate, rule, suggestion in _rows(table):
        if gate and not any(character in text for character in gate):
            continue
        for found in islice(rule.regex.finditer(text), most):
            yield Doubt(code, found.start(), found.end(), (found[0],), found.expand(suggestion) if suggestion else None)


@lru_cache(maxsize=8)
def _rows(table: RuleTable) -> tuple[tuple[str, str, Rule, str], ...]:
    return tuple(
        (rule.get("code", rule.id), rule.get("gate", ""), rule, rule.get("suggest", ""))
        for rule in table.of_kind("text")
    )
