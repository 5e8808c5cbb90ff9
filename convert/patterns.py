"""Compiled regular expressions, the work of compiling remembered between runs.

Compiling our patterns costs Python's pure-Python regex compiler more than converting a report does, and each process
pays it again: of 215 ms for one file, 66 ms went there (230 patterns, CPU, Python 3.11). What the compiler makes of a
pattern is a list of numbers; it depends on nothing but pattern, flags and the version of Python, so it is kept in the
user's cache and handed to the regex engine directly.

The engine's own door for that, `_sre.compile`, is private to Python. Therefore everything here falls back to
`re.compile`, pattern by pattern, whenever anything is not exactly as expected; the engine checks each list of numbers
before it takes it, and tests compare what comes out with what `re.compile` gives, bit by bit.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import sys
from array import array
from functools import cache
from typing import Any

from convert.cache import store, stored

try:
    _compiler: Any = importlib.import_module("re._compiler")  # loaded with `re`; by name, since nobody promises it
except ImportError:
    _compiler = None

_KIND = "patterns"
_FORM = b"2"  # of the cached numbers; another number makes older caches void
_ENTRIES = 2000
"""Patterns kept; the shipped ones are some 500, a user's own rules some more. Beyond that the store starts anew."""

_Made = tuple[int, int, dict[str, int], "array[int] | memoryview[int]"]  # flags, groups, names with their groups, code
_made: dict[tuple[str, int], _Made] = {}  # what this run compiled itself


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, cheaper from the second run on. Raises `re.error`."""
    known = _known().get((pattern, flags))
    if known is not None:
        with contextlib.suppress(Exception):  # whatever a private function of another Python might raise
            return _restored(pattern, known)
    made = _compile(pattern, flags)
    if made is None:
        return re.compile(pattern, flags)
    _made[pattern, flags] = made
    return _restored(pattern, made)


def remember() -> None:
    """Keeps what this run compiled for the next one; called once at the end of a program, never raises."""
    if not _made:
        return
    entries = _known() | _made
    with contextlib.suppress(Exception):  # a courtesy must not spoil a finished run
        store(_KIND, _key(), _pack(entries if len(entries) <= _ENTRIES else _made))


def tree_of(pattern: str) -> Any | None:
    """The syntax tree that Python makes of a pattern, `None` where it has none that we know or flags change its sense.

    Raises `re.error`.
    """
    try:
        tree = _compiler._parser.parse(pattern)
    except AttributeError:
        return None
    return None if tree.state.flags & ~re.UNICODE else tree


@cache
def _known() -> dict[tuple[str, int], _Made]:
    data = stored(_KIND, _key())
    if data is None:
        return {}
    try:
        return _unpack(data)
    except (ValueError, TypeError):
        return {}


def _key() -> list[bytes]:
    return [_FORM, sys.version.encode(), sys.byteorder.encode(), str(_magic()).encode()]


def _magic() -> int | None:
    """The version of the regex engine's code; `None` where Python has no such engine."""
    return getattr(_compiler, "MAGIC", None)


def _compile(pattern: str, flags: int) -> _Made | None:
    """What `re.compile` hands to the engine; `None` where this Python's compiler is not the one we know."""
    try:
        parse, code_of = _compiler._parser.parse, _compiler._code
    except AttributeError:
        return None
    tree = parse(pattern, int(flags))  # a mistake in the pattern is the caller's: `re.error`
    try:
        numbers = array("I", code_of(tree, int(flags)))
        return int(flags) | tree.state.flags, tree.state.groups - 1, dict(tree.state.groupdict), numbers
    except (AttributeError, TypeError, OverflowError):
        return None


def _restored(pattern: str, made: _Made) -> re.Pattern[str]:
    flags, groups, names, numbers = made
    by_group: list[str | None] = [None] * (groups + 1)
    for name, group in names.items():
        by_group[group] = name
    regex: re.Pattern[str] = _compiler._sre.compile(pattern, flags, numbers.tolist(), groups, names, tuple(by_group))
    return regex


def _pack(entries: dict[tuple[str, int], _Made]) -> bytes:
    """A line of JSON that tells the entries and the length of each one's code, then all code in the machine's words."""
    head = [
        (pattern, asked, flags, groups, names, len(numbers))
        for (pattern, asked), (flags, groups, names, numbers) in entries.items()
    ]
    line = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return b"\n".join((line, b"".join(numbers.tobytes() for *_, numbers in entries.values())))


def _unpack(data: bytes) -> dict[tuple[str, int], _Made]:
    """The entries of `_pack`; raises `ValueError` or `TypeError` where the bytes are not ours."""
    end = data.index(b"\n")
    code = memoryview(data)[end + 1 :].cast("I")  # a run restores a third of the patterns: none is copied yet
    entries: dict[tuple[str, int], _Made] = {}
    position = 0
    for pattern, asked, flags, groups, names, length in json.loads(data[:end].decode("utf-8", "surrogatepass")):
        entries[pattern, asked] = flags, groups, names, code[position : position + length]
        position += length
    return entries
