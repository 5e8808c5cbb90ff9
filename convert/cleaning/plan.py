"""The rule table of cleaning, sorted by what its rows are for and made fast to ask."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from convert.rulebook import Rule, RuleTable

REMOVALS = (
    *("character", "markup", "inline", "aside", "tail"),
    *("line", "tool", "column", "links", "file", "suffix", "twice", "advert"),
    *("page", "furniture", "number"),
)
"""Kinds of rows that take text away; `--keep-all` does without them."""


LINE_KINDS = ("line", "links", "file")
"""Kinds that judge a whole short line, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Battery:
    """Rows of one kind, or a few, behind a gate: a text without any of their trigger words needs none tried."""

    rules: tuple[Rule, ...]
    gate: re.Pattern[str] | None  # any trigger word of any row; None = no row names one
    always: tuple[Rule, ...]  # rows without trigger words

    def first(self, text: str) -> Rule | None:
        """The first row that matches the text from its start, or `None`."""
        gate = self.gate
        for rule in self.rules if gate is not None and gate.search(text) else self.always:
            if rule.regex.match(text):
                return rule
        return None

    def likely(self, text: str) -> tuple[Rule, ...]:
        """The rows that may match somewhere in the text, going by their trigger words."""
        gate = self.gate
        if gate is None or not gate.search(text):
            return self.always
        return tuple([rule for rule in self.rules if _may_match(rule, text)])


def _may_match(rule: Rule, text: str) -> bool:
    words = rule.get("words")
    return words is None or any(word in text for word in words)


def battery(rules: Iterable[Rule]) -> Battery:
    """The rows with their gate."""
    rules = tuple(rules)
    words = {word for rule in rules for word in rule.get("words", ())}
    return Battery(rules, _any_of(words), tuple(rule for rule in rules if not rule.get("words")))


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for any of the words, grouped by first character, so that a text is passed over quickly."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    if not by_first:
        return None
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items()))


_NONE = Battery((), None, ())


@dataclass(frozen=True, slots=True)
class Plan:
    """A cleaning table by kind."""

    kinds: dict[str, Battery]
    lines: Battery  # all kinds that judge a whole line

    def __getitem__(self, kind: str) -> Battery:
        return self.kinds.get(kind, _NONE)


@lru_cache(maxsize=4)
def plan_of(table: RuleTable) -> Plan:
    """The table's plan; made once for each table, which is why tables are compared by identity."""
    # A row that decides anywhere must not be hidden by an earlier one that decides only at the head of a page.
    lines = sorted(table.of_kind(*LINE_KINDS), key=lambda rule: rule.get("where") != "any")
    return Plan({kind: battery(table.of_kind(kind)) for kind, _ in table.kinds}, battery(lines))
