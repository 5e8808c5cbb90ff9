"""Reading a file once and safely, writing a file whole or not at all; the only module that touches file contents.

Portable: flags that one system lacks are left out there, and what replaces them is said beside it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Collection, Iterator
from functools import cache
from operator import attrgetter
from typing import Any, BinaryIO

from convert.errors import (
    ConvertError,
    DiskFull,
    FileChanged,
    MissingFile,
    NotRegular,
    OutputInUse,
    TooLarge,
    UnreadableFile,
    UnwritableOutput,
)
from convert.system import REAL, System, reach

SIZE_LIMIT_BYTES = 128 * 1024 * 1024
"""Largest report read. The longest real one seen has 40 kB; the decoder is built and measured for 100 MB."""

TEMPORARY_PREFIX = ".~cg"
"""Start of a temporary file's name: hidden, ignored by Office and by our own scan, of fixed short length."""

# Windows: access denied, sharing violation, lock violation. A result that is open in Word gives 32, one that a virus
# scanner or the indexer looks at gives 5 for some milliseconds.
_IN_USE = frozenset({5, 32, 33})
_BUSY = frozenset({errno.EBUSY, errno.ETXTBSY})  # what a share says instead

WAITS_S = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)
"""Waits before a replacement is tried again: projects that met scanners and indexers cured it with about 2.5 s; what is
still locked then is open in a program, and waiting longer would hold up the other files."""

# What a system lacks is left out: no O_NOFOLLOW and O_NONBLOCK on Windows, where `read_file` looks for links beforehand
# and pipes have no names; no O_BINARY anywhere else.
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

Traits = tuple[int, ...]
"""What differs when a file has another content; () where that is not known."""

_NEAR: Callable[[os.stat_result], Traits] = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
_FAR: Callable[[os.stat_result], Traits] = attrgetter("st_size", "st_mtime_ns")


def traits_of(*, local: bool = True, windows: bool = os.name == "nt") -> Callable[[os.stat_result], Traits]:
    """What tells a file's traits: size, date, and on a local disk date of change and number.

    Windows has neither a date of change nor, in a folder's listing, a number; a share makes both up.
    """
    return _NEAR if local and not windows else _FAR


_OWN = traits_of()


def traits(status: os.stat_result, *, local: bool = True, windows: bool = os.name == "nt") -> Traits:
    """The traits of one file, see `traits_of`."""
    return traits_of(local=local, windows=windows)(status)


def read_file(path: str, limit_bytes: int = SIZE_LIMIT_BYTES, *, expected: tuple[int, ...] = ()) -> bytes:
    """The bytes of an ordinary file that did not change while it was read.

    With `expected`, the `traits` once seen, it must be the very file that was seen. Links are not followed and pipes
    are not waited for. Raises `MissingFile`, `NotRegular`, `TooLarge`, `FileChanged` or `UnreadableFile`.
    """
    place = reach(path)
    try:
        if not stat.S_ISREG(os.lstat(place).st_mode):
            raise NotRegular(path)
        handle = os.open(place, _READ)
        try:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                raise NotRegular(path)
            if before.st_size > limit_bytes:
                raise TooLarge(path, str(before.st_size >> 20), str(limit_bytes >> 20))
            left = before.st_size + 1  # one byte more than there should be: a file that grows is noticed
            chunks = [os.read(handle, left)]
            left -= len(chunks[0])
            while left > 1 and (chunk := os.read(handle, left)):
                chunks.append(chunk)
                left -= len(chunk)
            after = os.fstat(handle)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise MissingFile(path) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotRegular(path) from None
        raise UnreadableFile(path, error.strerror or str(error)) from None
    if left != 1 or _OWN(before) != _OWN(after):
        raise FileChanged(path)
    if expected and traits(after, local=len(expected) > 2) != expected:
        raise FileChanged(path)
    return b"".join(chunks)


def write_file(
    path: str, data: bytes, *, sync: bool = False, waits_s: tuple[float, ...] = WAITS_S, system: System = REAL
) -> None:
    """Puts `data` at `path` in one step: a reader sees the old file or the new one.

    Missing folders are made. A place that is held open is tried again after each of `waits_s`. With `sync` the bytes
    are on the disk before they take the place; `sync_folder` makes the name lasting, too. Raises `DiskFull`,
    `OutputInUse` or `UnwritableOutput`; then the old file is still there and no temporary file is left.
    """
    temporary = temporary_beside(path)
    try:
        handle = _create(temporary)
        try:
            written = os.write(handle, data)
            while written < len(data):
                written += os.write(handle, memoryview(data)[written:])
            _settle(handle, sync, system)
        finally:
            os.close(handle)
        _replace(temporary, path, waits_s, system)
    except BaseException as error:
        raise _undone(error, temporary, path) from None


def remove_temporaries(folder: str) -> int:
    """How many temporary files of ours, left by a kill, were removed below `folder`; the caller is alone there."""
    removed = 0
    waiting = [folder]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:  # one by one: the names of a million results need not be in memory
                if entry.name.startswith(TEMPORARY_PREFIX) and entry.name.endswith(".tmp"):
                    with contextlib.suppress(OSError):
                        os.unlink(entry.path)
                        removed += 1
                elif not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return removed


@contextlib.contextmanager
def writing(temporary: str, path: str) -> Iterator[BinaryIO]:
    """A new file at `temporary` to write into, on the disk at the end, that is to take the place of `path`.

    Missing folders are made. Raises `DiskFull` or `UnwritableOutput`; after these, and after any error in the block, no
    temporary file is left.
    """
    try:
        with open(_create(temporary), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        raise _undone(error, temporary, path) from None


def put_in_place(temporary: str, path: str, *, waits_s: tuple[float, ...] = WAITS_S, system: System = REAL) -> None:
    """Has the file at `temporary` take the place of `path`: a reader sees the old file or the new one.

    A place that is held open is tried again after each of `waits_s`, then `OutputInUse` is raised and both files are
    left as they are. After `DiskFull` and `UnwritableOutput` the temporary one is gone.
    """
    try:
        _replace(temporary, path, waits_s, system)
    except OSError as error:
        raise _undone(error, temporary, path) from None


def temporary_beside(path: str) -> str:
    """A name beside `path` that nobody else takes."""
    folder = path.removesuffix(os.path.basename(path))
    return f"{folder}{TEMPORARY_PREFIX}{os.urandom(4).hex()}.tmp"


def _create(path: str) -> int:
    """The handle of a new file; its folder is made if it is missing."""
    try:
        return os.open(reach(path), _MAKE, 0o666)
    except FileNotFoundError:
        os.makedirs(reach(os.path.dirname(path)), exist_ok=True)
        return os.open(reach(path), _MAKE, 0o666)


def _settle(handle: int, sync: bool, system: System) -> None:
    system.point("written")
    if sync:
        system.fsync(handle)
        system.point("synced")


def _undone(error: BaseException, temporary: str, path: str) -> BaseException:
    """The error to raise once the temporary file is gone."""
    with contextlib.suppress(OSError):
        os.unlink(reach(temporary))
    return write_error(path, error) if isinstance(error, OSError) else error


def _replace(temporary: str, path: str, waits_s: tuple[float, ...], system: System) -> None:
    for wait_s in (*waits_s, None):
        try:
            system.replace(reach(temporary), reach(path))
            break
        except OSError as error:
            if not in_use(error):
                raise
            if wait_s is None:
                raise OutputInUse(path) from None
            system.sleep(wait_s)
    system.point("replaced")


def in_use(error: OSError) -> bool:
    """Whether this is what replacing an open file gives."""
    return getattr(error, "winerror", None) in _IN_USE or error.errno in _BUSY


def sync_folder(folder: str, system: System = REAL) -> None:
    """Makes a rename in `folder` durable; Windows has no such call and journals the rename itself."""
    if os.name == "nt":
        return
    handle = os.open(folder or ".", os.O_RDONLY)
    try:
        system.fsync(handle)
    finally:
        os.close(handle)


_MANY = 8
"""Files from which one call for the whole file system costs less than one a file (0.7-1.1 against 4.2-5.4 ms a file
on a busy disk)."""


def sync_files(paths: Collection[str], system: System = REAL) -> None:
    """Makes files and their names durable; one that has gone meanwhile is passed over."""
    if len(paths) > _MANY and _sync_file_system(os.path.dirname(next(iter(paths)))):
        return
    folders = set()
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            # Windows flushes only through a handle that may write.
            handle = os.open(reach(path), os.O_RDWR | getattr(os, "O_BINARY", 0))
            try:
                system.fsync(handle)
            finally:
                os.close(handle)
            folders.add(os.path.dirname(path))
    for folder in folders:
        sync_folder(folder, system)


def _sync_file_system(folder: str) -> bool:
    """Makes all of a folder's file system durable; False where the system has no call for that."""
    if sys.platform != "linux":
        return False
    handle = os.open(folder or ".", os.O_RDONLY)
    try:
        return bool(_libc().syncfs(handle) == 0)
    finally:
        os.close(handle)


@cache
def _libc() -> Any:
    """The system's library, which takes 50 µs to find."""
    import ctypes

    return ctypes.CDLL(None)


def digest(path: str) -> str | None:
    """The sha256 of a file that is there, in lower-case hex; `None` where there is none or it cannot be read."""
    try:
        with open(reach(path), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def write_error(path: str, error: OSError) -> ConvertError:
    """The error of ours that an `OSError` met while writing `path` stands for."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", None) == 112:
        return DiskFull(path)
    if getattr(error, "winerror", None) in (32, 33) or error.errno in _BUSY:
        return OutputInUse(path)
    return UnwritableOutput(path, error.strerror or str(error))
