"""Office packages as bytes, spliced from parts that were deflated beforehand.

`zipfile` spends more time on its bookkeeping than the text of a report takes to deflate, so the few records that a zip
needs are written here. What all packages of a run share stands first, joined once; every member has one fixed time
stamp: the same parts give the same bytes, whatever the machine and the clock.
"""

from __future__ import annotations

import contextlib
import struct
import warnings
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

_Settings = tuple[int, ...]
"""What the compressor objects of both libraries are made with: level, method, window, memory, strategy."""

_ZLIB: _Settings = (3, zlib.DEFLATED, -zlib.MAX_WBITS)
"""Level 6 takes 1.4 to 1.7 times as long and saves 2 % of a report's file, level 1 takes 0.9 times as long and costs
another 2 % (forty made-up reports of 2,750 characters, eight real ones)."""

_ISAL: _Settings = (0, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_FIXED)
"""Intel's deflate with the fixed code: a fifth of the time of zlib's for files 9 % larger. Level 1 takes half as long
again and saves 6 %; higher levels gain nothing on reports."""

_ONCE_LEVEL = 9
"""Of zlib, for what is deflated once a run and stands in every file."""

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
"""What a member's two headers both say: version, flags, method, time, date, checksum, sizes, lengths of its names."""

_LOCAL, _DIRECTORY, _END = b"PK\3\4", b"PK\1\2\x14\0", b"PK\5\6"
_LOCAL_BYTES = len(_LOCAL) + _FACTS.size
_NO_ATTRIBUTES = bytes(10)
_TOTALS = struct.Struct("<HHHHLLH")


def _library() -> tuple[Any, _Settings]:
    """What deflates and checks reports, and how: isal if installed (extra `fast`) or zlib.

    An isal before 1.9 warns at each report that it does not know the fixed code, and is left alone.
    """
    with contextlib.suppress(ImportError, UserWarning), warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        from isal import isal_zlib

        isal_zlib.compressobj(*_ISAL)
        return isal_zlib, _ISAL
    return zlib, _ZLIB


_LIBRARY, _SETTINGS = _library()
_crc32: Callable[[bytes, int], int] = _LIBRARY.crc32


def _deflate(data: bytes) -> bytes:
    """Deflate blocks of a report's part; they end at a byte, so that others may follow."""
    stream = _LIBRARY.compressobj(*_SETTINGS)
    packed: bytes = stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)
    return packed


def _deflate_once(data: bytes, *, last: bool) -> bytes:
    """The same for what all reports share, as small as can be, and the last blocks of their stream or not."""
    stream = zlib.compressobj(_ONCE_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)


Member = tuple[bytes, bytes, bytes]
"""One part of a package, ready to be copied into it: its name, what both its headers say, its deflated content."""


class Stem(NamedTuple):
    """What packages begin with: the members that they have in common."""

    local: bytes  # headers and contents
    directory: bytes  # their directory records
    size: int  # how many there are


class Frame(NamedTuple):
    """A part whose beginning and end are the same in all packages, deflated beforehand."""

    path: bytes
    head: bytes
    tail: bytes
    packed_head: bytes
    packed_tail: bytes
    crc: int  # of the head


def member(name: str, content: bytes) -> Member:
    """The part of that name, "/" separated, and content, the same in all packages of a run."""
    return _member(name.encode(), _crc32(content, 0), len(content), _deflate_once(content, last=True))


def frame(name: str, head: str, tail: str) -> Frame:
    """The frame of a part that begins with `head` and ends with `tail`."""
    first, last = head.encode(), tail.encode()
    ends = _deflate_once(first, last=False), _deflate_once(last, last=True)
    return Frame(name.encode(), first, last, *ends, _crc32(first, 0))


def framed(frame: Frame, content: bytes) -> Member:
    """The part with that content between the frame's ends."""
    path, head, tail, packed_head, packed_tail, crc = frame
    size = len(content)
    packed = _stored(content) if size <= _STORED_BYTES else _deflate(content)
    crc = _crc32(tail, _crc32(content, crc))
    return _member(path, crc, len(head) + size + len(tail), b"".join((packed_head, packed, packed_tail)))


def _stored(content: bytes) -> bytes:
    """A stored block of a deflate stream that begins at a byte."""
    size = len(content)
    return b"".join((b"\0", size.to_bytes(2, "little"), (_BLOCK_BYTES - size).to_bytes(2, "little"), content))


def _member(path: bytes, crc: int, size: int, packed: bytes) -> Member:
    flags = 0 if path.isascii() else _UTF8_NAME
    return path, _FACTS.pack(_VERSION, flags, _DEFLATED, 0, _DATE, crc, len(packed), size, len(path), 0), packed


def stem(members: Iterable[Member]) -> Stem:
    """The beginning of packages that have these members in common."""
    members = tuple(members)
    local, directory, _ = _pieces(_NOTHING, members)
    return Stem(b"".join(local), b"".join(directory), len(members))


def splice(stem: Stem, members: Sequence[Member] = ()) -> bytes:
    """The package of what stands in the stem and these members, in that order."""
    local, directory, offset = _pieces(stem, members)
    index = b"".join(directory)
    count = stem.size + len(members)
    return b"".join((*local, index, _END, _TOTALS.pack(0, 0, count, count, len(index), offset, 0)))


def _pieces(stem: Stem, members: Iterable[Member]) -> tuple[list[bytes], list[bytes], int]:
    """The members after those of the stem, the directory of all, and where that begins."""
    local, directory, offset = [stem.local], [stem.directory], len(stem.local)
    for path, facts, packed in members:
        local += (_LOCAL, facts, path, packed)
        directory += (_DIRECTORY, facts, _NO_ATTRIBUTES, offset.to_bytes(4, "little"), path)
        offset += _LOCAL_BYTES + len(path) + len(packed)
    return local, directory, offset


_NOTHING = Stem(b"", b"", 0)
