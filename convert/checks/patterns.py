"""Doubts that a pattern alone decides: the `text` rows of `rules/findings.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from convert.checks.view import Doubt, View
from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable


def patterned(view: View, table: RuleTable, pairs: Set[str], most: int) -> Iterator[Doubt]:
    """A doubt for every match of every `text` row, at most `most` a row.

    One search tells which of the rows' triggers the text holds; a row none of whose triggers it holds costs nothing.
    The same goes for rows of which pairs of characters are known: `pairs` are those of the text, as far as asked for.
    """
    text = view.text
    rows = _rows(table)
    seen = set(rows.triggers.findall(text))
    for rule, code, suggestion in rows.all:
        trigger = rule.trigger
        if trigger.characters:
            if seen.isdisjoint(trigger.characters):
                continue
        elif trigger.pairs and pairs.isdisjoint(trigger.pairs):
            continue
        for found in islice(trigger.matches(rule.regex, text), most):
            yield Doubt(code, found.start(), found.end(), (found[0],), found.expand(suggestion) if suggestion else None)


def pairs_of_patterns(table: RuleTable) -> frozenset[str]:
    """The pairs of characters that `patterned` wants to know of."""
    return frozenset(pair for rule, _, _ in _rows(table).all for pair in rule.trigger.pairs)


class _Rows(NamedTuple):
    triggers: re.Pattern[str]
    all: tuple[tuple[Rule, str, str], ...]  # row, code and suggestion


@lru_cache(maxsize=8)
def _rows(table: RuleTable) -> _Rows:
    rows = tuple((rule, rule.get("code", rule.id), rule.get("suggest", "")) for rule in table.of_kind("text"))
    triggers = {character for rule, _, _ in rows for character in rule.trigger.characters}
    return _Rows(compiled(f"[{re.escape(''.join(sorted(triggers)))}]" if triggers else "(?!)"), rows)
