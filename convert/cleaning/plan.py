"""The rule table of cleaning, sorted by what its rows are for and made fast to ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable

REMOVALS = (
    *("character", "markup", "inline", "aside", "tail"),
    *("line", "tool", "column", "links", "file", "suffix", "twice", "advert"),
    *("page", "furniture", "number"),
)
"""Kinds of rows that take text away; `--keep-all` does without them."""


LINE_KINDS = ("line", "links", "file")
"""Kinds that judge a whole short line, in the order of the table."""


class Battery:
    """Rows of one kind, or a few, behind a gate: a text without any of their trigger words needs none tried.

    Patterns, the gate too, are compiled when they are first needed; a clean report needs a fifth of them.
    """

    __slots__ = ("_gate", "_words", "always", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._words = tuple(tuple(rule.get("words", ())) for rule in self.rules)
        self.always = tuple(rule for rule, words in zip(self.rules, self._words, strict=True) if not words)
        self._gate: re.Pattern[str] | None = None

    def opens(self, text: str) -> bool:
        """Whether any trigger word of any row stands in the text."""
        gate = self._gate
        if gate is None:
            gate = self._gate = _any_of({word for words in self._words for word in words})
        return gate.search(text) is not None

    def first(self, text: str) -> Rule | None:
        """The first row that matches the text from its start, or `None`."""
        for rule in self.likely(text):
            if rule.regex.match(text):
                return rule
        return None

    def any(self, text: str) -> bool:
        """Whether any row matches anywhere in the text."""
        return any(rule.regex.search(text) for rule in self.likely(text))

    def likely(self, text: str) -> Sequence[Rule]:
        """The rows that may match somewhere in the text, going by their trigger words; they come in table order."""
        if len(self.always) == len(self.rules) or not self.opens(text):
            return self.always
        found = []
        for rule, words in zip(self.rules, self._words, strict=True):
            for word in words:  # plain loops: this is the hottest line of cleaning
                if word in text:
                    found.append(rule)
                    break
            else:
                if not words:
                    found.append(rule)
        return found


_NEVER = compiled(r"(?!)")


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the words, grouped by first character, so that a text is passed over quickly."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    branches = [re.escape(first) + ("" if "" in rest else f"(?:{'|'.join(rest)})") for first, rest in by_first.items()]
    return compiled("|".join(branches)) if branches else _NEVER


_NONE = Battery(())


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
    return Plan({kind: Battery(table.of_kind(kind)) for kind, _ in table.kinds}, Battery(lines))
