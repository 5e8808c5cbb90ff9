"""What the ledger knows of one file, as a value."""

from __future__ import annotations

from typing import NamedTuple

from convert.model import Failure, Past, Written

DONE, RUNNING, FAILED, WAITING, NEW = "done", "running", "failed", "waiting", "new"
"""States of a version: `waiting` stands beside a place that is held open, `new` has a reserved name and no more."""


class Entry(NamedTuple):
    """What the ledger knows of a file."""

    id: int
    path: str
    name: str
    target: str  # relative to the output folder
    version: int = 0
    state: str = NEW
    traits: tuple[int, ...] = ()  # () = look again
    sha256: str | None = None
    kit: str = ""
    results: tuple[Written, ...] = ()  # absolute paths
    tries: int = 0
    crashes: int = 0
    next_try: float | None = None
    failure: Failure | None = None
    gone: bool = False
    earlier: tuple[str, ...] = ()  # results of ours that may still be there: in held places, or from before a crash
    latest: str | None = None  # sha256 of the content of the latest version, whatever became of it
    begun: bool = False  # entered this moment, as in work already

    def past(self, traits: tuple[int, ...] = (), *, anew: bool = False) -> Past:
        """What a job of this file needs to know; `anew` = convert even the same content."""
        ours = tuple(result.sha256 for result in self.results) + self.earlier
        beside = tuple(result.path for result in self.results if result.instead_of)
        return Past(traits, None if anew or beside else self.sha256, ours, beside)


class Recorded(NamedTuple):
    """What the ledger has of a report for the workbook."""

    name: str
    documents: tuple[str, ...]  # its results, relative to the output folder
    gone: bool
    record: bytes  # its rows, see `rows`
