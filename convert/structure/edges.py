"""Which rows of a table a text may match at all, told by its first and its last character."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from convert.rulebook import Rule


class Bits(dict[str, int]):
    """A bit for each of some tests, the first the lowest, that says yes to a character; found when it is first met."""

    def __init__(self, tests: Sequence[Callable[[str], bool]]) -> None:
        super().__init__()
        self._tests = tests

    def __missing__(self, character: str) -> int:
        bits = self[character] = sum(1 << i for i, test in enumerate(self._tests) if test(character))
        return bits


def openings(rules: Iterable[Rule]) -> Bits:
    """The rows that may match at the beginning of a text, by its first character."""
    return Bits([rule.may_begin for rule in rules])


def closings(rules: Iterable[Rule]) -> Bits:
    """The rows that may match in a text, by its last character."""
    return Bits([rule.may_end for rule in rules])
