"""Doubts that a pattern alone decides: the `text` rows of `rules/findings.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from convert.checks.view import Doubt, View
from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable


def patterned(view: View, table: RuleTable, most: int) -> Iterator[Doubt]:
    """A doubt for every match of every `text` row, at most `most` a row.

    One search tells which of the rows' triggers the text holds; a row none of whose triggers it holds costs nothing.
    """
    text = view.text
    rows = _rows(table)
    seen = set(rows.triggers.findall(text))
    for rule, code, suggestion in rows.all if seen else rows.untriggered:
        if rule.trigger.characters and seen.isdisjoint(rule.trigger.characters):
            continue
        for found in islice(rule.trigger.matches(rule.regex, text), most):
            yield Doubt(code, found.start(), found.end(), (found[0],), found.expand(suggestion) if suggestion else None)


class _Rows(NamedTuple):
    triggers: re.Pattern[str]
    all: tuple[tuple[Rule, str, str], ...]  # row, code and suggestion
    untriggered: tuple[tuple[Rule, str, str], ...]  # those that any text may match


@lru_cache(maxsize=8)
def _rows(table: RuleTable) -> _Rows:
    rows = tuple((rule, rule.get("code", rule.id), rule.get("suggest", "")) for rule in table.of_kind("text"))
    triggers = {character for rule, _, _ in rows for character in rule.trigger.characters}
    return _Rows(
        compiled(f"[{re.escape(''.join(sorted(triggers)))}]" if triggers else "(?!)"),
        rows,
        tuple(row for row in rows if not row[0].trigger.characters),
    )
