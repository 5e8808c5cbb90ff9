"""Characters one of which every match of a pattern holds, so that a text without them need not be searched.

They are read off the pattern's own syntax tree, which is private to Python: where it is not as expected, a pattern has
no trigger and is searched for as it always was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import Any, NamedTuple

from convert.common import rarity
from convert.patterns import tree_of

MOST = 40
"""Characters that a trigger may have: the sets of our rows have up to 17, all Hanzi have 20,992."""

TOO_COMMON = 60
"""A character among so many commonest ones is no trigger: it stands ten times and more in a report, and looking around
each place then costs as much as a search of the text."""

_REACH = 500  # a pattern that spans more is searched for in the whole text
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_WINDOW_CHARS = 60  # that are searched in the time it takes to search around one place: 0.8 µs, and 2 to 10 ns each
_PAIRS = 64  # that are worth being asked for: two marks of five make 25


class Trigger(NamedTuple):
    """What every match of a pattern holds."""

    characters: str = ""  # one of these; "" = nothing is known, or nothing but what stands in any text
    reach: int = 0  # how far from it the match and what it looks at can extend; 0 = without bound
    needed: str = ""  # one of these, however common they are: they tell something of a text as short as a heading
    anchored: bool = False  # every match begins where the text does, so `match` says what `search` says, and sooner
    begins: str = ""  # every match begins with one of these; "" = nothing is known, or it may be empty
    plain: bool = False  # whether the regex engine itself looks for that character
    pairs: tuple[str, ...] = ()  # every match holds one of these two characters side by side; () = not known

    @property
    def held(self) -> Sequence[str]:
        """What every match holds one of: pairs, or characters where these are rarer; empty = nothing is known."""
        if self.pairs and self.characters:
            rare = min(max(map(rarity, pair)) for pair in self.pairs) >= _rarity(self.characters)
            return self.pairs if rare else self.characters
        return self.pairs or self.characters

    def stands_in(self, text: str) -> bool:
        """Whether the text holds one of the characters, or nothing is known."""
        return not self.characters or any(map(text.__contains__, self.characters))

    def matches(self, regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """What `regex.finditer` gives for the pattern of this trigger, by looking only around its characters.

        To find the one character that a pattern begins with, the regex engine is faster.
        """
        if not self.characters or not self.reach or (self.plain and len(self.begins) == 1):
            yield from regex.finditer(text)
            return
        places = _places(text, self.characters, len(text) // _WINDOW_CHARS)
        if places is None:
            yield from regex.finditer(text)
            return
        for begin, end in self._windows(places):
            if regex.search(text, begin, end):
                yield from regex.finditer(text, begin, end)

    def _windows(self, places: list[int]) -> Iterator[tuple[int, int]]:
        """The surroundings of triggers, those that overlap as one: no match then depends on where a window ends."""
        before = self.reach
        behind = self.reach + 2  # "$" would take a line end as the last character of a window for the text's end
        if len(self.characters) > 1:
            places.sort()
        begin, end = 0, -1
        for place in places:
            if place - before > end:
                if end >= 0:
                    yield begin, end
                begin = max(0, place - before)
            end = place + behind
        if end >= 0:
            yield begin, end


def trigger_of(pattern: str) -> Trigger:
    r"""The trigger of a pattern.

    >>> trigger_of(r"(\d{1,3})[-～](\d{1,3})%")[:4]
    ('%', 8, '%', False)
    >>> trigger_of("^(?:以上|[，。])")
    Trigger(characters='', reach=0, needed='。以，', anchored=True, begins='。以，', plain=True, pairs=())
    >>> trigger_of("([的了])\\1|!").pairs, trigger_of("([的了])\\1(?!确)").pairs, trigger_of("[，。](?<!x)、+").pairs
    ((), ('了了', '的的'), ('。、', '，、'))
    """
    tree = tree_of(pattern)
    if tree is None:
        return Trigger()
    try:
        return _trigger(tree)
    except (AttributeError, TypeError, ValueError, KeyError):  # an operation of another Python's parser
        return Trigger()


def _trigger(tree: Any) -> Trigger:
    needed = "".join(sorted(_of_sequence(tree) or ()))
    reach = _span(tree)
    telling = bool(needed) and _rarity(needed) >= TOO_COMMON
    return Trigger(
        characters=needed if telling else "",
        reach=reach if telling and reach <= _REACH else 0,
        needed=needed,
        anchored=_is_anchored(tree),
        begins="".join(sorted(_firsts(list(tree)) or ())),
        plain=_is_plain(tree),
        pairs=_pairs(list(tree)),
    )


def guarded(patterns: Sequence[tuple[str, Trigger]]) -> str:
    """One pattern for what any of these patterns matches, fast to search for.

    Python tries each branch of a choice at each place of a text; only where all of them begin with a plain character
    does it see to that by itself. A look at the character before the choice spares that: a clause of 12 characters
    takes 3 µs for 200 branches, and 10 without.
    """
    choice = "|".join(f"(?:{pattern})" for pattern, _ in patterns) or "(?!)"
    triggers = [trigger for _, trigger in patterns]
    if not all(trigger.begins for trigger in triggers) or (len(triggers) == 1 and triggers[0].plain):
        return choice
    return f"(?={_class({character for trigger in triggers for character in trigger.begins})})(?:{choice})"


def branch(pattern: str, trigger: Trigger) -> str:
    """A pattern as one of a choice, left at once where the character before it is none that it begins with.

    Python tries each word of each branch in turn: of a thousand words in a few branches most need not be looked at.
    """
    return f"(?={_class(trigger.begins)})(?:{pattern})" if trigger.begins else f"(?:{pattern})"


def _is_plain(items: Iterable[Any]) -> bool:
    """Whether the regex engine itself looks for the first character of a match."""
    for first in items:
        operation, value = str(first[0]), first[1]
        if operation == "SUBPATTERN":
            return _is_plain(value[3])
        if operation == "BRANCH":
            return all(branch and str(branch[0][0]) == "LITERAL" for branch in value[1])
        return operation in ("LITERAL", "IN", "AT")
    return False


def _firsts(items: Sequence[Any]) -> frozenset[str] | None:
    """The characters that a match of a sequence can begin with; `None` where it may be any, or nothing."""
    found: frozenset[str] = frozenset()
    for item in items:
        operation, value = str(item[0]), item[1]
        if operation in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        nullable = operation in _REPEATS and not value[0]
        part = _firsts_of(operation, value)
        if part is None:
            return None
        found |= part
        if not nullable:
            return found
    return None


def _firsts_of(operation: str, value: Any) -> frozenset[str] | None:
    if operation == "LITERAL":
        return frozenset(chr(value))
    if operation == "IN":
        return _of_class(value)
    if operation == "BRANCH":
        parts = [_firsts(list(branch)) for branch in value[1]]
        return None if None in parts else frozenset().union(*(part or () for part in parts))
    if operation == "SUBPATTERN":
        return None if value[1] else _firsts(list(value[3]))
    if operation in _REPEATS:
        return _firsts(list(value[2]))
    return None


def _class(characters: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(characters)))}]"


def _places(text: str, characters: str, most: int) -> list[int] | None:
    """Where the text holds one of these characters, `None` if at more than `most` places."""
    places: list[int] = []
    for character in characters:
        place = text.find(character)
        while place >= 0:
            if len(places) == most:
                return None
            places.append(place)
            place = text.find(character, place + 1)
    return places


def _rarity(characters: Iterable[str]) -> int:
    """The rank of the commonest of some characters."""
    return min(map(rarity, characters))


def _of_sequence(items: Iterable[Any]) -> frozenset[str] | None:
    """The best that is known of any part of a sequence: rare characters, and few."""
    known = [found for found in map(_of_part, items) if found]
    return max(known, key=lambda found: (_rarity(found), -len(found)), default=None)


def _of_part(item: Any) -> frozenset[str] | None:
    """Characters one of which a part of a pattern holds or looks at wherever it fits; `None` = nothing is known."""
    operation, value = str(item[0]), item[1]
    if operation == "LITERAL":
        return frozenset(chr(value))
    if operation == "IN":
        return _of_class(value)
    if operation == "BRANCH":
        parts = [_of_sequence(branch) for branch in value[1]]
        return frozenset().union(*(part or () for part in parts)) if all(parts) else None
    if operation == "SUBPATTERN":
        return _of_sequence(value[3]) if not value[1] else None  # flags inside may mean "whatever the case"
    if operation in _REPEATS:
        return _of_sequence(value[2]) if value[0] else None
    if operation == "ASSERT":
        return _of_sequence(value[1])
    return None


def _of_class(items: Iterable[Any]) -> frozenset[str] | None:
    characters: set[str] = set()
    for operation, value in items:
        if str(operation) == "LITERAL":
            characters.add(chr(value))
        elif str(operation) == "RANGE" and value[1] - value[0] < MOST:
            characters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None  # "[^…]", "\\d", or a range as that of all Hanzi
    return frozenset(characters) if len(characters) <= MOST else None


def _pairs(items: Sequence[Any]) -> tuple[str, ...]:
    """Pairs one of which every match of a sequence holds, two characters side by side: the rarest, or the first."""
    known: list[frozenset[str]] = []
    for i, item in enumerate(items):
        operation, value = str(item[0]), item[1]
        if operation == "BRANCH":
            parts = [_pairs(list(branch)) for branch in value[1]]
            if all(parts):
                known.append(frozenset().union(*parts))
            continue
        here = _of_single(operation, value)
        if not here:
            continue
        rest = items[i + 1 :]
        if rest and str(rest[0][0]) == "GROUPREF" and _is_group_of_one(operation, value, rest[0][1]):
            known.append(frozenset(character * 2 for character in here))
            continue
        behind = here if operation in _REPEATS and value[0] > 1 else _firsts(rest)
        if behind and len(here) * len(behind) <= _PAIRS:
            known.append(frozenset(first + second for first in here for second in behind))
    rare = [pairs for pairs in known if all(max(map(rarity, pair)) >= TOO_COMMON for pair in pairs)]
    best = max(rare, key=lambda pairs: min(prod(map(rarity, pair)) for pair in pairs)) if rare else None
    return tuple(sorted(best or (known or [frozenset()])[0]))


def _is_group_of_one(operation: str, value: Any, number: int) -> bool:
    """Whether a part is the group of this number and a single character."""
    return operation == "SUBPATTERN" and value[0] == number and str(value[3][0][0]) in ("IN", "LITERAL")


def _of_single(operation: str, value: Any) -> frozenset[str] | None:
    """The characters of a part that is one of them, or a row of them; `None` where it may be something else."""
    if operation == "LITERAL":
        return frozenset(chr(value))
    if operation == "IN":
        return _of_class(value)
    inner: Any = value[3] if operation == "SUBPATTERN" and not value[1] else ()
    if operation in _REPEATS and value[0]:
        inner = value[2]
    return _of_single(str(inner[0][0]), inner[0][1]) if len(inner) == 1 else None


def _is_anchored(items: Iterable[Any]) -> bool:
    """Whether a sequence, or each of its branches, begins with the sign for the start of the text."""
    for item in items:
        operation, value = str(item[0]), item[1]
        if operation == "BRANCH":
            return all(map(_is_anchored, value[1]))
        return operation == "AT" and str(value) in ("AT_BEGINNING", "AT_BEGINNING_STRING")
    return False


def _span(items: Iterable[Any]) -> int:
    """How many characters a sequence spans at most, those that it looks at included; beyond `_REACH` any number."""
    total = 0
    for item in items:
        operation, value = str(item[0]), item[1]
        if operation == "BRANCH":
            total += max(map(_span, value[1]))
        elif operation == "SUBPATTERN":
            total += _span(value[3])
        elif operation in _REPEATS:
            total += min(int(value[1]), _REACH + 1) * _span(value[2])
        elif operation in ("ASSERT", "ASSERT_NOT"):
            total += _span(value[1])
        elif operation in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            total += 1
        elif operation != "AT":
            total += _REACH + 1  # a reference to a group, or something new
    return total
