"""A report's `Summary` as bytes that outlive this version of the program, and back.

The form is JSON. Each type's field names stand once, in `fields`; values follow as lists in that order, so that a
record is about half as long as with a name at each value. A later version that adds a field with a default reads older
records, and one that drops a field passes over it; only a new field without a default makes an old record unreadable,
which `unpack` says by `StaleRecord`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from convert.model import Summary

FORM = 1
"""Of the encoding itself. Changes of the types need no new number."""


class StaleRecord(ValueError):
    """A record of another form, or without a field that is needed now."""


def pack(summary: Summary) -> bytes:
    """The record of a summary."""
    names: dict[str, list[str]] = {}
    value = _plain(summary, names)
    record = {"form": FORM, "fields": names, "summary": value}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpack(record: bytes) -> Summary:
    """The summary of a record; raises `StaleRecord`."""
    try:
        raw = json.loads(record.decode("utf-8", "surrogatepass"))
        if raw["form"] != FORM:
            raise StaleRecord(f"form {raw['form']}")
        summary: Summary = _reader(Summary)(raw["summary"], raw["fields"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise StaleRecord(str(error)) from None
    return summary


def _plain(value: Any, names: dict[str, list[str]]) -> Any:
    kind = type(value)
    if kind is str or kind is int or value is None or kind is bool or kind is float:
        return value
    if kind is tuple or kind is frozenset:
        return [_plain(item, names) for item in value]
    if isinstance(value, Enum):
        return value.value
    if kind is bytes:
        return value.hex()
    known = names.get(kind.__name__)
    if known is None:
        known = names[kind.__name__] = [field.name for field in fields(kind)]
    return [_plain(getattr(value, name), names) for name in known]


_Read = Callable[[Any, dict[str, list[str]]], Any]


@cache
def _reader(kind: Any) -> _Read:
    """What makes a value of that type from its plain form."""
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass_reader(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        read = _reader(inner)
        return lambda value, names: None if value is None else read(value, names)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        read = _reader(arguments[0])
        return lambda value, names: tuple([read(item, names) for item in value])
    if origin is tuple:
        reads = [_reader(argument) for argument in arguments]
        return lambda value, names: tuple(read(item, names) for read, item in zip(reads, value, strict=True))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value, names: kind(value)
    if kind is bytes:
        return lambda value, names: bytes.fromhex(value)
    if kind in (str, int, bool, float):
        return lambda value, names: value
    raise TypeError(f"no record form for {kind}")


def _dataclass_reader(kind: type) -> _Read:
    hints = get_type_hints(kind)
    reads = {field.name: (field, _reader(hints[field.name])) for field in fields(kind)}

    def read(value: Any, names: dict[str, list[str]]) -> Any:
        found = dict(zip(names[kind.__name__], value, strict=True))
        return kind(**{name: _field(field, reader, found, names) for name, (field, reader) in reads.items()})

    return read


def _field(field: Field[Any], read: _Read, found: dict[str, Any], names: dict[str, list[str]]) -> Any:
    if field.name in found:
        return read(found[field.name], names)
    if field.default is not MISSING:
        return field.default
    raise StaleRecord(f"no {field.name}")
