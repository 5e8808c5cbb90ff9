"""Finds the rows of rules/parts.toml in a line, a kind at a time."""

from __future__ import annotations

from functools import lru_cache

from convert.rulebook import Rule, RuleTable


class Parts:
    """The rows of the table by kind."""

    def __init__(self, table: RuleTable) -> None:
        self._rows: dict[str, tuple[Rule, ...]] = {kind: table.of_kind(kind) for kind, _ in table.kinds}

    def find(self, kind: str, text: str) -> str | None:
        """Id of the first row of this kind that the text holds, or `None`."""
        for rule in self._rows.get(kind, ()):
            if rule.regex.search(text):
                return rule.id
        return None

    def knows(self, kind: str) -> bool:
        """Whether the table has a row of this kind."""
        return bool(self._rows.get(kind))

    def span(self, kind: str, text: str) -> tuple[int, int, str] | None:
        """Where in the text the first row of this kind that matches does so: start, end, row id."""
        for rule in self._rows.get(kind, ()):
            if found := rule.regex.search(text):
                return found.start(), found.end(), rule.id
        return None


@lru_cache(maxsize=4)
def prepared(table: RuleTable) -> Parts:
    """The parts of a table, remembered."""
    return Parts(table)
