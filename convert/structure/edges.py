"""Which rows of a table a text may match at all, told by its first and its last character."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from convert.rulebook import Rule


class Edges:
    """Bits of rows, the first row the lowest, by the characters that a text begins and ends with."""

    def __init__(self, rules: Iterable[Rule], *, anywhere: bool = False) -> None:
        """`anywhere` = the rows are searched for in a text; else they match where it begins."""
        rules = tuple(rules)
        begins = [rule.may_begin if rule.trigger.anchored or not anywhere else _always for rule in rules]
        self._begun = _Bits(begins)
        self._ended = _Bits([rule.may_end for rule in rules])

    def likely(self, text: str) -> int:
        """The bits of the rows that may match this text."""
        return self._begun[text[:1]] & self._ended[text[-1:]]


class _Bits(dict[str, int]):
    """The bits of those tests that say yes to a character; worked out when a text first shows it."""

    def __init__(self, tests: Sequence[Callable[[str], bool]]) -> None:
        super().__init__()
        self._tests = tests

    def __missing__(self, character: str) -> int:
        bits = self[character] = sum(1 << i for i, test in enumerate(self._tests) if test(character))
        return bits


def _always(_: str) -> bool:
    return True
