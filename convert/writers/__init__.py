"""One file per output format; a new format is one new file here and nothing else.

A writer of one report defines `FORMAT` (its name on the command line), `SUFFIX` and `write(document, kit) -> bytes`.
It may define `prepare(kit)` too: what it makes once for all reports; `prepared` puts it into the kit for the workers.
And `compose(document, kit)`: the first half of `write`, which gives a function that does the second; `begin` asks it.
A writer of a whole collection defines `FORMAT`, `SUFFIX`, `STEM` (name of the one result file) and
`write_summary(summaries, kit, file, *, made, entries=())`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast, runtime_checkable

from convert.errors import UnknownFormat
from convert.kit import Kit
from convert.model import Document, Entry, Summary

if TYPE_CHECKING:
    from datetime import datetime


class DocumentWriter(Protocol):
    """A module here that writes one report."""

    FORMAT: str
    SUFFIX: str

    def write(self, document: Document, kit: Kit) -> bytes:
        """The whole result file; the same document and kit give the same bytes."""
        ...


class SummaryWriter(Protocol):
    """A module here that writes one file about all reports."""

    FORMAT: str
    SUFFIX: str
    STEM: str

    def write_summary(
        self, summaries: Iterable[Summary], kit: Kit, file: BinaryIO, *, made: datetime, entries: Iterable[Entry] = ()
    ) -> None:
        """Writes the whole result into `file`, front to back; `summaries` is read once and in the order given.

        `made` is the time the result states as its own; `entries` is what people typed into the result before it.
        The same arguments give the same bytes.
        """
        ...


@runtime_checkable
class EntryReader(Protocol):
    """A `SummaryWriter` into whose result people type; the functions of `convert.writers.excel` say all."""

    def read_entries(self, path: str, known: Iterable[Entry] = ()) -> tuple[Entry, ...]:
        """What people typed into the result at `path`, on top of what was known before."""
        ...

    def edited(self, path: str) -> bool:
        """Whether they changed anything else."""
        ...


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = sorted(info.name for info in iter_modules(__path__))
    return tuple(module for name in names if hasattr(module := import_module(f"{__name__}.{name}"), "FORMAT"))


def document_writers() -> dict[str, DocumentWriter]:
    """Writers of one report, by format name."""
    return {m.FORMAT: cast(DocumentWriter, m) for m in _modules() if hasattr(m, "write")}


def summary_writers() -> dict[str, SummaryWriter]:
    """Writers of a collection, by format name."""
    return {m.FORMAT: cast(SummaryWriter, m) for m in _modules() if hasattr(m, "write_summary")}


def prepared(kit: Kit, formats: Iterable[str]) -> Kit:
    """The kit with all that its writers make once, picklable: a worker handed it needs not make it again.

    Raises `BadTemplate` where the user's template turns out to be none.
    """
    writers = document_writers()
    ready = ((name, getattr(writers[name], "prepare", None)) for name in formats if name in writers)
    return replace(kit, prepared=tuple((name, prepare(kit)) for name, prepare in ready if prepare))


def begin(writer: DocumentWriter, document: Document, kit: Kit) -> Callable[[], bytes]:
    """A result file that is begun: what comes back gives the bytes.

    A handful of reports are begun before the first is ended, so that each half finds its code and tables in the
    processor's cache.
    """
    compose: Callable[[Document, Kit], Callable[[], bytes]] | None = getattr(writer, "compose", None)
    return compose(document, kit) if compose else partial(writer.write, document, kit)


def split_formats(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Format names as (of one report, of the collection), order kept; raises `UnknownFormat`."""
    single, collected = document_writers(), summary_writers()
    chosen = tuple(dict.fromkeys(names))
    for name in chosen:
        if name not in single and name not in collected:
            raise UnknownFormat(name, ", ".join(sorted({*single, *collected})))
    return tuple(n for n in chosen if n in single), tuple(n for n in chosen if n in collected)
