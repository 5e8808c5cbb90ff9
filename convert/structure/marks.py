"""What a line begins with: a numbering mark, an ordinal word, an article, the name of a piece."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from convert.rulebook import Rule, RuleTable

_UNITS = "一二三四五六七八九"
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 0, "正": 1, "元": 1}
_FORMAL = "壹贰叁肆伍陆柒捌玖拾"
_FORMAL_OLD = "壹貳參肆伍陸柒捌玖拾"
# First character and length of each row of numbers that Unicode holds as single characters.
_RINGS = (("①", 20), ("⑴", 20), ("⒈", 20), ("㈠", 10), ("Ⅰ", 12))


def _ordinals() -> dict[str, int]:
    known = dict(_WORDS)
    for number in range(1, 100):
        tens, unit = divmod(number, 10)
        words = ("" if tens == 0 else "十" if tens == 1 else _UNITS[tens - 1] + "十") + (
            _UNITS[unit - 1] if unit else ""
        )
        known[words] = known[str(number)] = known[f"{number:02}"] = number
    for first, count in _RINGS:
        known.update((chr(ord(first) + i), i + 1) for i in range(count))
    for row in (_FORMAL, _FORMAL_OLD):
        known.update((character, i + 1) for i, character in enumerate(row))
    return known


_ORDINALS = _ordinals()


def ordinal(text: str) -> int:
    """The number that an ordinal says, 0 where it says none.

    >>> ordinal("二十一"), ordinal("7"), ordinal("③"), ordinal("甲")
    (21, 7, 3, 0)
    """
    known = _ORDINALS.get(text)
    return known if known is not None else _ORDINALS.get(text.lstrip("第其") if len(text) < 4 else text, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at the head of a line."""

    kind: str  # of the row: heading, point, article, document
    rule: str  # row id
    family: str  # kind of numbering
    rank: int  # usual nesting, smaller = further out
    level: int  # heading level of the family, 0 where there is none
    number: int  # 0 = unknown
    end: int  # offset of the first character behind the mark
    alone: bool  # counts only in a run of two or more
    typed: str  # as it stands in the line, without the space behind it


class _Row:
    """A rule, ready for use; its pattern is compiled when a line first begins as it may."""

    __slots__ = ("alone", "family", "kind", "level", "match", "rank", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.kind = rule.kind
        self.family: str = rule.get("family", rule.id)
        self.rank: int = rule.get("rank", 100)
        self.level: int = rule.get("level", 0)
        self.alone: bool = rule.get("alone", False)
        self.match: Callable[[str], re.Match[str] | None] = self._first_match

    def _first_match(self, text: str) -> re.Match[str] | None:
        self.match = self.rule.regex.match
        return self.match(text)


class Marks:
    """The rows of the table by the character that a line begins with."""

    def __init__(self, table: RuleTable) -> None:
        rows = [_Row(rule) for rule in table.of_kind("heading", "point", "article", "document", "unnumbered")]
        everywhere = [row for row in rows if not row.rule.get("starts")]
        starts = {character for row in rows for character in row.rule.get("starts", "")}
        self._rows: dict[str, tuple[_Row, ...]] = {
            character: tuple(row for row in rows if row in everywhere or character in row.rule.get("starts", ""))
            for character in starts
        }
        self._everywhere = tuple(everywhere)

    def read(self, text: str) -> Mark | None:
        """The mark at the head of a stripped line, by the first row that matches; `None` for most lines."""
        for row in self._rows.get(text[0], self._everywhere):
            if found := row.match(text):
                group = found.lastindex
                return _mark(row, found[0], found[group] if group else "")
        return None


@lru_cache(maxsize=1024)  # reports share their marks
def _mark(row: _Row, typed: str, number: str) -> Mark:
    return Mark(
        row.kind, row.rule.id, row.family, row.rank, row.level, ordinal(number), len(typed), row.alone, typed.rstrip()
    )


@lru_cache(maxsize=4)
def prepared(table: RuleTable) -> Marks:
    """The marks of a table; remembered, since a kit hands the same table to every document."""
    return Marks(table)
