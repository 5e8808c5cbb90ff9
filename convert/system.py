"""What the operating system does for us, as values: a test puts a locked file or a lost share in its place."""

from __future__ import annotations

import ntpath
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from convert.values import dataclass

if TYPE_CHECKING:
    from logging import Logger


PLAIN_PATH_CHARS = 240
"""Longest path that Windows takes as it is. Files may have 259 characters, folders 247, so that a short name fits in;
Microsoft, "Maximum Path Length Limitation"."""


def long_path(path: str) -> str:
    r"""A path as the calls of Windows take it: a long one in the form that has no limit.

    >>> long_path("C:\\in\\a.txt"), long_path("C:\\" + "x" * 250)[:9], long_path("\\\\nas\\in\\" + "x" * 250)[:14]
    ('C:\\in\\a.txt', '\\\\?\\C:\\xx', '\\\\?\\UNC\\nas\\in')
    """
    if len(path) <= PLAIN_PATH_CHARS or path.startswith("\\\\?\\"):
        return path
    full = ntpath.normpath(path)  # that form knows neither / nor ..
    if not ntpath.isabs(full):
        full = ntpath.normpath(ntpath.join(str(Path.cwd()), full))
    return "\\\\?\\UNC" + full[1:] if full.startswith("\\\\") else "\\\\?\\" + full


def _as_it_is(path: str) -> str:
    return path


reach: Callable[[str], str] = long_path if sys.platform == "win32" else _as_it_is
"""A path as the calls of this system take it; messages and records keep the path as it was."""


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
