"""With which characters what a pattern matches can begin and end, so that other texts need not be tried."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Any, Generic, TypeVar

from convert.patterns import compiled, tree_of

T = TypeVar("T")

_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}

_LOOKS = ("AT", "ASSERT", "ASSERT_NOT")  # parts of a pattern that take no character
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class ByLast(dict[str, tuple[T, ...]], Generic[T]):
    """What may fit a text, by the last character of that; found when a character is first met.

    It is made of things in order, each with its class of closing characters, "" = not known.

    >>> words = ByLast([(closing_of("报告$"), "report"), (closing_of("总结"), "summary")])
    >>> words["告"], words["的"], words[""]
    (('report', 'summary'), ('summary',), ('summary',))
    """

    def __init__(self, things: Iterable[tuple[str, T]]) -> None:
        super().__init__()
        self.things = tuple(things)

    def __missing__(self, last: str) -> tuple[T, ...]:
        fit = self[last] = tuple(
            thing for closing, thing in self.things if not closing or compiled(closing).match(last)
        )
        return fit


def opening_of(pattern: str) -> str:
    r"""A class of characters, as it is written in a pattern, that holds the first of every match; "" = not known.

    >>> opening_of("^(?:（?第|附件)"), opening_of(r"\d{1,2}[、.]"), opening_of("[^，]{4}，"), opening_of("一?")
    ('[第附（]', '[\\d]', '', '')
    """
    tree = tree_of(pattern)
    try:
        members, empty = (None, True) if tree is None else _of_sequence(tree)
    except (AttributeError, TypeError, ValueError, KeyError):  # an operation of another Python's parser
        return ""
    return f"[{''.join(sorted(members))}]" if members and not empty else ""


def closing_of(pattern: str) -> str:
    r"""A class of characters that holds the last of every text in which the pattern is found; "" = not known.

    Something is known of a pattern that ends in "$"; since that lets a line end follow, the class holds one.

    >>> closing_of("(?:报告|总结)[）)]?$"), closing_of(".{0,60}$(?<=情况|方面)"), closing_of("印发$|抄送")
    ('[\\)告结）\\n]', '[况面\\n]', '')
    """
    tree = tree_of(pattern)
    try:
        members, empty = (None, True) if tree is None else _end_of_sequence(tree, at_end=False)
    except (AttributeError, TypeError, ValueError, KeyError):  # an operation of another Python's parser
        return ""
    return f"[{''.join(sorted(members))}\\n]" if members and not empty else ""


_Members = set[str] | None  # of a class, as written in a pattern; `None` = any character


def _of_sequence(items: Iterable[Any]) -> tuple[_Members, bool]:
    """What the matches of a sequence begin with, and whether one may be empty."""
    found: set[str] = set()
    for item in items:
        members, empty = _of_part(item)
        if members is None:
            return None, empty
        found |= members
        if not empty:
            return found, False
    return found, True


def _of_part(item: Any) -> tuple[_Members, bool]:
    operation, value = str(item[0]), item[1]
    if operation == "LITERAL":
        return {re.escape(chr(value))}, False
    if operation == "IN":
        return _of_class(value), False
    if operation == "BRANCH":
        parts = [_of_sequence(branch) for branch in value[1]]
        known = [members for members, _ in parts if members is not None]
        return set().union(*known) if len(known) == len(parts) else None, any(empty for _, empty in parts)
    if operation == "SUBPATTERN" and not value[1]:  # flags inside may mean "whatever the case"
        return _of_sequence(value[3])
    if operation in _REPEATS:
        members, empty = _of_sequence(value[2])
        return members, empty or not value[0]
    if operation in _LOOKS:
        return set(), True
    return None, True


def _end_of_sequence(items: Iterable[Any], *, at_end: bool) -> tuple[_Members, bool]:
    """What a text ends with in which a sequence is found, and whether the sequence may be empty.

    `at_end` = the sequence ends where the text does.
    """
    parts = [(str(item[0]), item[1]) for item in items][::-1]
    last = takewhile(lambda part: part[0] in _LOOKS, parts)
    at_end = at_end or any(str(value) in ("AT_END", "AT_END_STRING") for _, value in last)
    found: set[str] = set()
    for operation, value in parts:
        if operation == "ASSERT" and value[0] < 0 and at_end:  # looks back from the text's end
            members, empty = _end_of_sequence(value[1], at_end=True)
            if members is not None and not empty:
                return found | members, False
        elif operation not in _LOOKS:
            members, empty = _end_of_part(operation, value, at_end=at_end)
            if members is None:
                return None, empty
            found |= members
            if not empty:
                return found, False
    return found, True


def _end_of_part(operation: str, value: Any, *, at_end: bool) -> tuple[_Members, bool]:
    if operation == "BRANCH":
        parts = [_end_of_sequence(branch, at_end=at_end) for branch in value[1]]
        known = [members for members, _ in parts if members is not None]
        return set().union(*known) if len(known) == len(parts) else None, any(empty for _, empty in parts)
    if operation == "SUBPATTERN" and not value[1]:
        return _end_of_sequence(value[3], at_end=at_end)
    if not at_end:
        return None, True
    if operation in _REPEATS:
        members, empty = _end_of_sequence(value[2], at_end=True)
        return members, empty or not value[0]
    return _of_part((operation, value))


def _of_class(items: Iterable[Any]) -> _Members:
    members = set()
    for operation, value in items:
        match str(operation):
            case "LITERAL":
                members.add(re.escape(chr(value)))
            case "RANGE":
                members.add(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
            case "CATEGORY":
                members.add(_CATEGORIES[str(value)])
            case _:
                return None  # "[^…]"
    return members
