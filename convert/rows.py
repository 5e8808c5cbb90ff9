"""A report's `Summary` as bytes that outlive this version of the program, and back.

The form is JSON. Each type's field names stand once, in `fields`; values follow as lists in that order, so that a
record is about half as long as with a name at each value. A later version that adds a field with a default reads older
records, and one that drops a field passes over it; only a new field without a default makes an old record unreadable,
which `unpack` says by `StaleRecord`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from convert.model import SectionRow, Summary

FORM = 1
"""Of the encoding itself. Changes of the types need no new number."""

_SUMMARY = ',"summary":'
"""Stands between the fields, whose names hold no such thing, and the values."""


class StaleRecord(ValueError):
    """A record of another form, or without a field that is needed now."""


def pack(summary: Summary) -> bytes:
    """The record of a summary."""
    kinds: set[type] = {SectionRow}  # a list to JSON, which does not ask

    def plain(value: Any) -> Any:
        """The plain form of a value that JSON does not know."""
        kind: Any = type(value)
        if kind is bytes:
            return value.hex()
        kinds.add(kind)
        return _fields(kind)[1](value)

    # The encoder asks only of what JSON does not know; our own walk over all values took twice the time.
    encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=plain)
    values = encoder.encode(summary)
    return f"{_head(frozenset(kinds))}{_SUMMARY}{values}}}".encode("utf-8", "surrogatepass")


@lru_cache(maxsize=64)
def _head(kinds: frozenset[type]) -> str:
    """How a record begins whose values are of these types."""
    names = {kind.__name__: _fields(kind)[0] for kind in sorted(kinds, key=lambda kind: kind.__name__)}
    return f'{{"form":{FORM},"fields":{json.dumps(names, separators=(",", ":"))}'


@cache
def _fields(kind: type) -> tuple[list[str], Callable[[Any], Any]]:
    """The names of a type's fields, and what gives their values."""
    names = list(_defaults(kind))
    return names, attrgetter(*names)


def _is_record(kind: Any) -> bool:
    """Whether a type is a dataclass or a named tuple."""
    return isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields"))


def _defaults(kind: Any) -> dict[str, Any]:
    """The default of each field, `MISSING` where it has none."""
    if is_dataclass(kind):
        return {field.name: field.default for field in fields(kind)}
    return {name: kind._field_defaults.get(name, MISSING) for name in kind._fields}


def unpack(record: bytes) -> Summary:
    """The summary of a record; raises `StaleRecord`."""
    try:
        head, _, values = record.decode("utf-8", "surrogatepass").partition(_SUMMARY)
        summary: Summary = _reader_of(head)(json.loads(values[:-1]))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise StaleRecord(str(error)) from None
    return summary


_Fields = dict[str, list[str]]
"""The fields of types, by their names."""


@lru_cache(maxsize=64)
def _reader_of(head: str) -> Callable[[Any], Any]:
    """What makes a summary of the values of a record with this head."""
    raw = json.loads(f"{head}}}")
    if raw["form"] != FORM:
        raise StaleRecord(f"form {raw['form']}")
    return _record_reader(Summary, raw["fields"])


def _reader(kind: Any, there: _Fields) -> Callable[[Any], Any] | None:
    """What makes a value of that type; `None` where the plain form is the value. `there` = fields in the record."""
    if _is_record(kind):
        return _record_reader(kind, there)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        given = _reader(inner, there)
        return given and (lambda value: None if value is None else given(value))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _reader(arguments[0], there)
        return tuple if each is None else lambda value: tuple(map(each, value))
    if origin is tuple:
        reads = [_reader(argument, there) for argument in arguments]
        return lambda value: tuple(read(item) if read else item for read, item in zip(reads, value, strict=True))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {one.value: one for one in kind}.__getitem__
    if kind is bytes:
        return bytes.fromhex
    if kind in (str, int, bool, float):
        return None
    raise TypeError(f"no record form for {kind}")


def _record_reader(kind: type, there: _Fields) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    own = _defaults(kind)
    found = there.get(kind.__name__, list(own))
    steps = [(found.index(name), step) for name in own if name in found and (step := _reader(hints[name], there))]
    lacking = [name for name, default in own.items() if default is MISSING and name not in found]
    if lacking:
        raise StaleRecord(f"no {lacking[0]}")

    def read(value: Any) -> Any:
        """The value of its plain form; the fields are those of today."""
        for place, step in steps:
            value[place] = step(value[place])
        return kind(*value)

    def read_other(value: Any) -> Any:
        """The same of a record with other fields, or in another order."""
        for place, step in steps:
            value[place] = step(value[place])
        values = dict(zip(found, value, strict=True))
        return kind(**{name: values[name] for name in own if name in values})

    return read if found == list(own) else read_other
