"""Which rows of a table a text may match at all, told by its first and its last character."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from convert.rulebook import Rule


def edges(rules: Iterable[Rule], *, anywhere: bool = False) -> tuple[Bits, Bits]:
    """The bits of rows, the first row the lowest, by the first and by the last character of a text.

    A row may match a text that it has a bit for in both. `anywhere` = the rows are searched for in a text; else they
    match where it begins.
    """
    rules = tuple(rules)
    begins = [rule.may_begin if rule.trigger.anchored or not anywhere else _always for rule in rules]
    return Bits(begins), Bits([rule.may_end for rule in rules])


class Bits(dict[str, int]):
    """The bits of those tests that say yes to a character; worked out when a text first shows it."""

    def __init__(self, tests: Sequence[Callable[[str], bool]]) -> None:
        super().__init__()
        self._tests = tests

    def __missing__(self, character: str) -> int:
        bits = self[character] = sum(1 << i for i, test in enumerate(self._tests) if test(character))
        return bits


def _always(_: str) -> bool:
    return True
