"""What the operating system does for us, as values: a test puts a locked file or a lost share in its place."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logging import Logger


def _nowhere(name: str) -> None:
    """Does nothing: in a test, the program dies here."""


@dataclass(frozen=True, slots=True)
class System:
    """Calls that meet faults in the field; the defaults are the real ones."""

    replace: Callable[[str, str], None] = os.replace
    scandir: Callable[[str], os._ScandirIterator[str]] = os.scandir
    fsync: Callable[[int], None] = os.fsync
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic  # never set back: the clock of all waiting
    clock: Callable[[], float] = time.time  # the wall's: for names and records only
    point: Callable[[str], None] = _nowhere  # called with the name of each moment at which a crash would be worst


def log(name: str) -> Logger:
    """The logger of a module of ours; the library that logs takes 3 ms to import, and most runs have nothing to log."""
    import logging

    # A library is silent unless its user asks; without this Python prints the traceback of a failed file to stderr.
    ours = logging.getLogger("convert")
    if not ours.handlers:
        ours.addHandler(logging.NullHandler())
    return logging.getLogger(name)


REAL = System()
"""The operating system itself."""
