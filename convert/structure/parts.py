"""Finds the rows of rules/parts.toml in a line, a kind at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable
from convert.structure.edges import Bits, closings
from convert.triggers import guarded


class _Row:
    """A rule, ready for use; its pattern is compiled when it is first needed."""

    __slots__ = ("id", "look", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.id = rule.id
        self.look: Callable[[str], re.Match[str] | None] = self._first_look

    def _first_look(self, text: str) -> re.Match[str] | None:
        self.look = _look(self.rule)
        return self.look(text)


def _look(rule: Rule) -> Callable[[str], re.Match[str] | None]:
    """What finds the first match of a rule in a text, spared where the regex engine would try long or each place."""
    trigger = rule.trigger
    fast = trigger.anchored or trigger.plain
    look = rule.look if fast else compiled(guarded([(rule.pattern, trigger)])).search
    telling = trigger.characters if fast else trigger.needed
    if trigger.begins or not telling:
        return look
    if len(telling) == 1:
        return lambda text: look(text) if telling in text else None
    holds = compiled(f"[{re.escape(telling)}]").search
    return lambda text: look(text) if holds(text) else None


class Parts:
    """The rows of the table by kind."""

    def __init__(self, table: RuleTable) -> None:
        rules = table.rules
        # Rows are searched for; only of an anchored one the first character of a text tells something.
        self._begun = Bits([rule.may_begin if rule.trigger.anchored else _always for rule in rules])
        self._ended = closings(rules)
        self._rows: dict[str, tuple[tuple[int, _Row], ...]] = {
            kind: tuple((1 << i, _Row(rule)) for i, rule in enumerate(rules) if rule.kind == kind)
            for kind, _ in table.kinds
        }

    def find(self, kind: str, text: str) -> str | None:
        """Id of the first row of this kind that the text holds, or `None`."""
        likely = self._ended[text[-1:]]
        for bit, row in self._rows.get(kind, ()):
            if likely & bit and row.look(text):
                return row.id
        return None

    def first(self, kinds: Iterable[str], text: str) -> tuple[str, str] | None:
        """The first of some kinds of which the text holds a row, and the id of that row."""
        likely = self._begun[text[:1]] & self._ended[text[-1:]]
        for kind in kinds:
            for bit, row in self._rows.get(kind, ()):
                if likely & bit and row.look(text):
                    return kind, row.id
        return None

    def knows(self, kind: str) -> bool:
        """Whether the table has a row of this kind."""
        return bool(self._rows.get(kind))

    def span(self, kind: str, text: str) -> tuple[int, int, str] | None:
        """Where in the text the first row of this kind that matches does so: start, end, row id."""
        likely = self._ended[text[-1:]]
        for bit, row in self._rows.get(kind, ()):
            if likely & bit and (found := row.look(text)):
                return found.start(), found.end(), row.id
        return None


def _always(_: str) -> bool:
    return True


@lru_cache(maxsize=4)
def prepared(table: RuleTable) -> Parts:
    """The parts of a table, remembered."""
    return Parts(table)
