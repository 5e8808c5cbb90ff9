"""Finished results to their places, with the courtesies that a person's work is owed.

A result that a person edited is kept as a copy before it is replaced. A result that is open in Word or Excel is left
alone, and the new one put beside it. Before a file of ours appears, its hash is noted in an intents file, so that after
a crash it is not taken for a person's work.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from dataclasses import replace
from typing import NamedTuple

from convert.errors import ConvertError, OutputInUse
from convert.files import WAITS_S, digest, write_error, write_file
from convert.model import Outcome, Past, Written
from convert.system import REAL, System, reach

EDITED = "（人工修改 {time}）"
"""Put between name and suffix of the copy of a result that a person edited."""

BESIDE = "（新 {time}）"
"""Put between name and suffix of a result whose own place is held by another program."""


Contents = tuple[tuple[str, str, bytes], ...]
"""Of each result file its path, the format's name and the whole file."""


class Rendered(NamedTuple):
    """An outcome whose results are not in their places yet."""

    outcome: Outcome
    contents: Contents = ()


class Intents:
    """The hashes of files that are about to appear, each on the disk before its file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._handle = -1

    def note(self, sha256: str) -> None:
        """Notes one hash; it survives a kill of the process. Raises `OutputError`s."""
        try:
            if self._handle < 0:
                flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
                self._handle = os.open(self._path, flags, 0o644)
            os.write(self._handle, f"{sha256}\n".encode())
        except OSError as error:
            raise write_error(self._path, error) from None

    def close(self) -> None:
        """Ends the notes; the file stays until the ledger knows what was done."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def deliver(
    rendered: Rendered,
    *,
    sync: bool = False,
    intents: Intents | None = None,
    waits_s: tuple[float, ...] = WAITS_S,
    beside: bool = True,
    system: System = REAL,
) -> Outcome:
    """The outcome once its results are in place; an `OutputError` becomes the outcome's own.

    A place that is held open is waited for, then the result is put beside it; without `beside` that is a failure.
    """
    outcome = rendered.outcome
    past = outcome.job.past
    try:
        written = []
        for path, name, data in rendered.contents:
            if past is None:
                write_file(path, data, sync=sync, waits_s=waits_s, system=system)
                written.append(Written(path, name, hashlib.sha256(data).hexdigest()))
            else:
                result = put(
                    path, name, data, past, sync=sync, intents=intents, waits_s=waits_s, beside=beside, system=system
                )
                written.append(result)
    except ConvertError as error:
        return Outcome(outcome.job, error=error.failure(), seconds=outcome.seconds, sha256=outcome.sha256)
    return replace(outcome, written=tuple(written))


def put(
    path: str,
    name: str,
    data: bytes,
    past: Past,
    *,
    sync: bool = False,
    intents: Intents | None = None,
    waits_s: tuple[float, ...] = WAITS_S,
    beside: bool = True,
    system: System = REAL,
) -> Written:
    """The result file at `path`, or beside it where that is held open. Raises `OutputError`s."""
    sha256 = hashlib.sha256(data).hexdigest()
    there = digest(path)
    if there == sha256:
        _tidy(path, past)
        return Written(path, name, sha256)
    if intents is not None:
        intents.note(sha256)
        system.point("noted")
    kept = keep_copy(path, there, system) if there is not None and there not in past.ours else None
    try:
        write_file(path, data, sync=sync, waits_s=waits_s, system=system)
    except OutputInUse:
        if not beside:
            raise
        other = _beside(path, past, system)
        write_file(other, data, sync=sync, system=system)
        return Written(other, name, sha256, instead_of=path, kept=kept)
    _tidy(path, past)
    return Written(path, name, sha256, kept=kept)


def keep_copy(path: str, sha256: str, system: System = REAL) -> str:
    """The path of a copy, beside it, of the file at `path`, which a person edited; one that is there already serves."""
    with open(reach(path), "rb") as file:
        data = file.read()
    for number in range(1, 1000):
        copy = marked(path, EDITED, system, number)
        there = digest(copy)
        if there == sha256:
            return copy
        if there is None and not os.path.lexists(reach(copy)):
            write_file(copy, data, system=system)
            return copy
    raise OutputInUse(path)


def _beside(path: str, past: Past, system: System) -> str:
    """Where the result goes while its own place is held: over our own earlier one, else to a new name."""
    stem, suffix = os.path.splitext(path)
    start = stem + BESIDE.partition("{")[0]
    for other in past.beside:
        if other.startswith(start) and other.endswith(suffix) and digest(other) in past.ours:
            return other
    number = 1
    while os.path.lexists(reach(beside := marked(path, BESIDE, system, number))):
        number += 1
    return beside


def _tidy(path: str, past: Past) -> None:
    """Removes what stood beside the result while its place was held, unless a person edited it since."""
    stem, suffix = os.path.splitext(path)
    start = stem + BESIDE.partition("{")[0]
    for other in past.beside:
        if other.startswith(start) and other.endswith(suffix) and digest(other) in past.ours:
            with contextlib.suppress(OSError):
                os.unlink(reach(other))


def marked(path: str, mark: str, system: System = REAL, number: int = 1) -> str:
    """`path` with a mark and the minute before its suffix, `number` set apart from the second on."""
    stem, suffix = os.path.splitext(path)
    minute = time.strftime("%Y-%m-%d %H%M", time.localtime(system.clock()))
    return f"{stem}{mark.format(time=minute)}{'' if number == 1 else f' ({number})'}{suffix}"
