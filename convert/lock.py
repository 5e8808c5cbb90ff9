"""One instance at a time for each output folder: a lock of the operating system, which a kill lets go, too."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from convert.errors import Busy, UnwritableOutput

_BYTE = 1 << 30
"""The byte that is locked on Windows, where a lock forbids reading: far behind the text that names the holder."""


@contextmanager
def hold(folder: Path, output: str) -> Iterator[None]:
    """Holds the lock of the output folder, whose state lies in `folder`. Raises `Busy` at once where another does."""
    path = folder / "lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    except OSError as error:
        raise UnwritableOutput(str(folder), error.strerror or str(error)) from None
    try:
        if not _take(handle):
            raise Busy(output, holder(folder) or "?")
        _close_in_children(handle)
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()} @ {platform.node()}\n".encode())
        yield
    finally:
        _held.discard(handle)
        os.close(handle)


def holder(folder: Path) -> str | None:
    """Who holds the lock or held it last: process number and computer."""
    try:
        return (folder / "lock").read_text("utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def is_held(folder: Path) -> bool:
    """Whether an instance works on the output folder now."""
    try:
        handle = os.open(folder / "lock", os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(handle)
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


_held: set[int] = set()
"""Handles that a forked worker must close, or the lock would outlive us in it."""


def _close_in_children(handle: int) -> None:
    if not _held and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_let_go)
    _held.add(handle)


def _let_go() -> None:
    for handle in list(_held):
        with contextlib.suppress(OSError):
            os.close(handle)
    _held.clear()
