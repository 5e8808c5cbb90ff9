"""Reading a file once and safely, writing a file whole or not at all; the only module that touches file contents.

Portable: flags that one system lacks are left out there, and what replaces them is said beside it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

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

SIZE_LIMIT_BYTES = 128 * 1024 * 1024
"""Largest report read. The longest real one seen has 40 kB; the decoder is built and measured for 100 MB."""

TEMPORARY_PREFIX = ".~cg"
"""Start of a temporary file's name: hidden, ignored by Office and by our own scan, of fixed short length."""

_IN_USE = frozenset({5, 32, 33})  # Windows: access denied, sharing violation, lock violation
_CHUNK_BYTES = 1 << 20


def read_file(path: str, limit_bytes: int = SIZE_LIMIT_BYTES) -> bytes:
    """The bytes of an ordinary file that did not change while it was read.

    Links are not followed and pipes are not waited for. Raises `MissingFile`, `NotRegular`, `TooLarge`, `FileChanged`
    or `UnreadableFile`.
    """
    # O_NOFOLLOW and O_NONBLOCK are missing on Windows: the lstat below refuses links there, and pipes have no names.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise NotRegular(path)
        handle = os.open(path, flags)
        try:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                raise NotRegular(path)
            if before.st_size > limit_bytes:
                raise TooLarge(path, str(before.st_size >> 20), str(limit_bytes >> 20))
            chunks = []
            total = 0
            while chunk := os.read(handle, _CHUNK_BYTES):
                chunks.append(chunk)
                total += len(chunk)
                if total > limit_bytes:
                    raise TooLarge(path, str(total >> 20), str(limit_bytes >> 20))
            after = os.fstat(handle)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise MissingFile(path) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotRegular(path) from None
        raise UnreadableFile(path, error.strerror or str(error)) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or total != after.st_size:
        raise FileChanged(path)
    return b"".join(chunks)


def write_file(path: str, data: bytes, *, sync: bool = False) -> None:
    """Puts `data` at `path` in one step, as `replacing` does."""
    with replacing(path, sync=sync) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: str, *, sync: bool = False) -> Iterator[BinaryIO]:
    """A file to write into that takes the place of `path` at the end: a reader sees the old file or the new one.

    Missing folders are made. With `sync` the bytes are on the disk when the block ends. Raises `DiskFull`,
    `OutputInUse` or `UnwritableOutput`; after these, and after any error in the block, the old file is still there and
    no temporary file is left.
    """
    folder = Path(path).parent
    temporary = folder / f"{TEMPORARY_PREFIX}{secrets.token_hex(4)}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            yield file
            if sync:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
        if sync:
            sync_folder(folder)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise write_error(path, error) from None
        raise


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` durable; Windows has no such call and journals the rename itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_error(path: str, error: OSError) -> ConvertError:
    """The error of ours that an `OSError` met while writing `path` stands for."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", None) == 112:
        return DiskFull(path)
    if getattr(error, "winerror", None) in _IN_USE or error.errno in (errno.ETXTBSY, errno.EBUSY):
        return OutputInUse(path)
    return UnwritableOutput(path, error.strerror or str(error))
