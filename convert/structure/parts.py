"""Finds the rows of rules/parts.toml in a line, a kind at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from convert.openings import ByLast
from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable
from convert.structure.edges import Bits


class _Row:
    """A rule, ready for use; its pattern is compiled when it is first needed."""

    __slots__ = ("bit", "id", "look", "rule")

    def __init__(self, rule: Rule, bit: int) -> None:
        self.rule = rule
        self.bit = bit  # its own in a number that names some of the rows
        self.id = rule.id
        self.look: Callable[[str], re.Match[str] | None] = self._first_look

    def _first_look(self, text: str) -> re.Match[str] | None:
        self.look = _look(self.rule)
        return self.look(text)


def _look(rule: Rule) -> Callable[[str], re.Match[str] | None]:
    """What finds the first match of a rule in a text, spared where the regex engine would try long or each place."""
    trigger = rule.trigger
    fast = trigger.anchored or trigger.plain
    guard = f"(?={rule.opening})(?:{rule.pattern})" if rule.opening else rule.pattern
    look = rule.look if fast else compiled(guard).search
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
        rows = tuple(_Row(rule, 1 << place) for place, rule in enumerate(table.rules))
        # Rows are searched for; only of an anchored one the first character of a text tells something.
        self._begun = Bits([rule.may_begin if rule.trigger.anchored else _always for rule in table.rules])
        self._rows = {
            kind: ByLast((row.rule.closing, row) for row in rows if row.rule.kind == kind) for kind, _ in table.kinds
        }

    def find(self, kind: str, text: str) -> str | None:
        """Id of the first row of this kind that the text holds, or `None`."""
        for row in self._rows[kind][text[-1:]]:
            if row.look(text):
                return row.id
        return None

    def first(self, kinds: Iterable[str], text: str) -> tuple[str, str] | None:
        """The first of some kinds of which the text holds a row, and the id of that row."""
        begun, last = self._begun[text[:1]], text[-1:]
        for kind in kinds:
            for row in self._rows[kind][last]:
                if begun & row.bit and row.look(text):
                    return kind, row.id
        return None

    def knows(self, kind: str) -> bool:
        """Whether the table has a row of this kind."""
        return bool(self._rows[kind].things)

    def span(self, kind: str, text: str) -> tuple[int, int, str] | None:
        """Where in the text the first row of this kind that matches does so: start, end, row id."""
        for row in self._rows[kind][text[-1:]]:
            if found := row.look(text):
                return found.start(), found.end(), row.id
        return None


def _always(_: str) -> bool:
    return True


@lru_cache(maxsize=4)
def prepared(table: RuleTable) -> Parts:
    """The parts of a table, remembered."""
    return Parts(table)
