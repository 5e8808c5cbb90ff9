"""One file per input family; a new family is one new file here and nothing else.

A reader module defines `SUFFIXES` (lower case, with dot) and `read(source, *, encoding=None, repair=True) -> Draft`.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from convert.model import Draft, Source


class Reader(Protocol):
    """What a module in this folder offers."""

    SUFFIXES: tuple[str, ...]

    def read(self, source: Source, *, encoding: str | None = None, repair: bool = True) -> Draft:
        """The uncleaned draft of a file: every line with text, its number, nothing changed yet."""
        ...


@cache
def readers() -> dict[str, Reader]:
    """Readers by suffix."""
    found: dict[str, Reader] = {}
    for info in sorted(iter_modules(__path__), key=lambda info: info.name):
        module: Reader = import_module(f"{__name__}.{info.name}")
        found.update(dict.fromkeys(module.SUFFIXES, module))
    return found


def reader_for(path: str) -> Reader:
    """The reader for this file's suffix; a file of unknown suffix is read as plain text."""
    known = readers()
    return known.get(os.path.splitext(path)[1].lower()) or known[".txt"]
