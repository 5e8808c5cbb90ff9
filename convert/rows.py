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
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from convert.model import SectionRow, Summary

FORM = 1
"""Of the encoding itself. Changes of the types need no new number."""


class StaleRecord(ValueError):
    """A record of another form, or without a field that is needed now."""


def pack(summary: Summary) -> bytes:
    """The record of a summary."""
    names = {SectionRow.__name__: list(SectionRow._fields)}  # a list to JSON, which does not ask

    def plain(value: Any) -> Any:
        kind: Any = type(value)
        if kind is bytes:
            return value.hex()
        if kind is frozenset:
            return list(value)
        names[kind.__name__], values = _fields(kind)
        return values(value)

    # The encoder asks only of what JSON does not know; our own walk over all values took twice the time.
    encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=plain)
    value = encoder.encode(summary)
    return f'{{"form":{FORM},"fields":{encoder.encode(names)},"summary":{value}}}'.encode("utf-8", "surrogatepass")


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
        raw = json.loads(record.decode("utf-8", "surrogatepass"))
        if raw["form"] != FORM:
            raise StaleRecord(f"form {raw['form']}")
        read, types = _record_reader(Summary), _types(Summary)
        other = {name: found for name, found in raw["fields"].items() if found != types.get(name)}
        summary: Summary = read(raw["summary"], other)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise StaleRecord(str(error)) from None
    return summary


@cache
def _types(kind: Any) -> dict[str, list[str]]:
    """The fields of all dataclasses and named tuples that a value of this type is made of, by their names."""
    found: dict[str, list[str]] = {}
    inner = get_args(kind)
    if _is_record(kind):
        found[kind.__name__], _ = _fields(kind)
        inner = tuple(get_type_hints(kind).values())
    for each in inner:
        found |= _types(each)
    return found


_Read = Callable[[Any, dict[str, list[str]]], Any]
"""What makes a value of its plain form, with the fields of those types that had others when it was written."""


@cache
def _reader(kind: Any) -> _Read | None:
    """What makes a value of that type; `None` where the plain form is the value."""
    if _is_record(kind):
        return _record_reader(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        given = _reader(inner)
        return given and (lambda value, other: None if value is None else given(value, other))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _reader(arguments[0])
        if each is None:
            return lambda value, other: tuple(value)
        return lambda value, other: tuple([each(item, other) for item in value])
    if origin is tuple:
        reads = [_reader(argument) for argument in arguments]
        return lambda value, other: tuple(
            read(item, other) if read else item for read, item in zip(reads, value, strict=True)
        )
    if isinstance(kind, type) and issubclass(kind, Enum):
        member = {one.value: one for one in kind}.__getitem__
        return lambda value, other: member(value)
    if kind is bytes:
        return lambda value, other: bytes.fromhex(value)
    if kind in (str, int, bool, float):
        return None
    raise TypeError(f"no record form for {kind}")


@cache
def _record_reader(kind: type) -> _Read:
    hints = get_type_hints(kind)
    own = _defaults(kind)
    steps = [(place, step) for place, name in enumerate(own) if (step := _reader(hints[name]))]
    count = len(own)

    def read(value: Any, other: dict[str, list[str]]) -> Any:
        if other and kind.__name__ in other:
            return read_other(dict(zip(other[kind.__name__], value, strict=True)), other)
        if len(value) != count:
            raise StaleRecord(f"{len(value)} fields of {kind.__name__}")
        for place, step in steps:
            value[place] = step(value[place], other)
        return kind(*value)

    def read_other(found: dict[str, Any], other: dict[str, list[str]]) -> Any:
        known = {name: _reader(hints[name]) for name in own if name in found}
        lacking = [name for name, default in own.items() if default is MISSING and name not in found]
        if lacking:
            raise StaleRecord(f"no {lacking[0]}")
        return kind(**{name: step(found[name], other) if step else found[name] for name, step in known.items()})

    return read
