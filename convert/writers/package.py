"""Office packages as bytes, spliced from parts that were deflated beforehand.

`zipfile` spends more time on its bookkeeping than the text of a report takes to deflate, so the few records that a zip
needs are written here. Members stand in the order of their names under one fixed time stamp: the same parts give the
same bytes, whatever the machine and the clock.
"""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

_ZLIB_LEVEL = 6
"""Level 9 takes longer and saves 0.1 % on reports; level 1 costs 2 % more bytes (five reports of 6 to 11 kB)."""

_ISAL_LEVEL = 1
"""Intel's deflate: a quarter of the time of zlib 6 for 3 % more bytes; its higher levels gain nothing on reports."""

_DATE = 1 << 5 | 1
"""1980-01-01, the first day a zip can name."""

_UTF8_NAME = 1 << 11
_DEFLATED = 8
_VERSION = 20


_STORED_BYTES = 1024
"""Content of a frame up to this size is stored: deflating costs 12 µs however short it is, and saves 150 bytes."""

_BLOCK_BYTES = 0xFFFF
"""The longest stored block of a deflate stream (RFC 1951, 3.2.4)."""

_FACTS = struct.Struct("<HHHHHLLLHH")
_END = struct.Struct("<HHHHLLH")


def _deflater() -> tuple[str, Callable[[bytes, bool], bytes]]:
    """What turns bytes into raw deflate blocks, the last of a stream or not: isal if installed (extra `fast`) or zlib.

    Blocks that are not the last end at a byte, so that others may follow.
    """
    library: Any = zlib
    level = _ZLIB_LEVEL
    with contextlib.suppress(ImportError):
        from isal import isal_zlib

        library, level = isal_zlib, _ISAL_LEVEL
    finish, align = library.Z_FINISH, library.Z_SYNC_FLUSH

    def deflate(data: bytes, last: bool) -> bytes:
        stream = library.compressobj(level, library.DEFLATED, -zlib.MAX_WBITS)
        packed: bytes = stream.compress(data) + stream.flush(finish if last else align)
        return packed

    return "zlib" if library is zlib else "isal", deflate


DEFLATER, _deflate = _deflater()
"""Which one it is; the same deflater gives the same bytes."""


class Member(NamedTuple):
    """One part of a package, ready to be copied into it."""

    name: str  # path in the package, "/" separated
    local: bytes  # its header and deflated content
    directory: tuple[bytes, bytes]  # its directory record before and after the offset


class Frame(NamedTuple):
    """A part whose beginning and end are the same in all packages, deflated beforehand."""

    name: str
    head: bytes
    tail: bytes
    packed_head: bytes
    packed_tail: bytes


def member(name: str, content: bytes) -> Member:
    """The part of that name and content."""
    return _member(name, zlib.crc32(content), len(content), _deflate(content, True))


def frame(name: str, head: str, tail: str) -> Frame:
    """The frame of a part that begins with `head` and ends with `tail`."""
    first, last = head.encode(), tail.encode()
    return Frame(name, first, last, _deflate(first, False), _deflate(last, True))


def framed(frame: Frame, content: bytes) -> Member:
    """The part with that content between the frame's ends."""
    name, head, tail, packed_head, packed_tail = frame
    size = len(content)
    packed = _stored(content) if size <= _STORED_BYTES else _deflate(content, False)
    crc = zlib.crc32(tail, zlib.crc32(content, zlib.crc32(head)))
    return _member(name, crc, len(head) + size + len(tail), b"".join((packed_head, packed, packed_tail)))


def _stored(content: bytes) -> bytes:
    """A stored block of a deflate stream that begins at a byte."""
    size = len(content)
    return b"".join((b"\0", size.to_bytes(2, "little"), (_BLOCK_BYTES - size).to_bytes(2, "little"), content))


def _member(name: str, crc: int, size: int, packed: bytes) -> Member:
    path = name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    facts = _FACTS.pack(_VERSION, flags, _DEFLATED, 0, _DATE, crc, len(packed), size, len(path), 0)
    return Member(
        name, b"".join((b"PK\3\4", facts, path, packed)), (b"".join((b"PK\1\2\x14\0", facts, bytes(10))), path)
    )


def splice(members: Iterable[Member]) -> bytes:
    """The package of these members, in the order of their names."""
    ordered = sorted(members)  # by name: no two are the same
    directory: list[bytes] = []
    offset = 0
    for _, local, (before, after) in ordered:
        directory += (before, offset.to_bytes(4, "little"), after)
        offset += len(local)
    index = b"".join(directory)
    count = len(ordered)
    end = _END.pack(0, 0, count, count, len(index), offset, 0)
    return b"".join((*(local for _, local, _ in ordered), index, b"PK\5\6", end))
