"""Zip archives too large for memory: parts grow as deflate streams on disk and are copied into the archive at the end.

A part of a workbook knows its first lines only after its last row: totals stand on top. So the pieces of a part are
deflated one by one, each ending on a byte boundary, and joined in reading order when all are there; the checksum of the
whole is reckoned from those of the pieces. Nothing is deflated twice and nothing lies about uncompressed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from typing import IO, Any, BinaryIO

_ZLIB_LEVEL = 4
"""Rows of 17 MB: level 6 takes twice the time for 11 % fewer bytes, level 1 two thirds of it for 24 % more."""

_ISAL_LEVEL = 1
"""Intel's deflate, where it is installed (extra `fast`): a fifth of the time for 17 % more bytes."""

_IN_MEMORY_BYTES = 1 << 18
"""Up to this size a piece stays in memory; the workbook of some hundred reports never touches the disk."""

_BLOCK_BYTES = 1 << 16
_DATE = 1 << 5 | 1  # 1980-01-01, the first day a zip can name: the same parts give the same bytes
_UTF8_NAME = 1 << 11
_DEFLATED = 8
_VERSION = 20
_VERSION_ZIP64 = 45
_FULL = 0xFFFFFFFF  # stands for a size or offset that is in the zip64 fields

_POLYNOMIAL = 0xEDB88320  # of CRC-32, bits reflected


class Piece:
    """Some consecutive bytes of a part, deflated as they come into `file`, which it then owns."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self.size = 0  # bytes before deflating
        self.crc = 0
        self.packed = 0  # bytes after deflating
        library, level = _library()
        self._stream = library.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._check: Callable[[bytes, int], int] = library.crc32
        self._file = file or BytesIO()

    def write(self, data: bytes) -> None:
        """Appends bytes."""
        self.size += len(data)
        self.crc = self._check(data, self.crc)
        self._keep(self._stream.compress(data))

    def close(self, mode: int = zlib.Z_SYNC_FLUSH) -> None:
        """Ends the piece, on a byte boundary so that another can follow it."""
        self._keep(self._stream.flush(mode))

    def copy(self, target: BinaryIO) -> None:
        """Copies the deflated bytes."""
        self._file.seek(0)
        while block := self._file.read(_BLOCK_BYTES):
            target.write(block)

    def discard(self) -> None:
        """Frees memory and disk; doing it twice does no harm."""
        self._file.close()

    def _keep(self, packed: bytes) -> None:
        self.packed += len(packed)
        self._file.write(packed)


def growing() -> Piece:
    """An open piece of any size; it must be discarded."""
    from tempfile import SpooledTemporaryFile

    return Piece(SpooledTemporaryFile(_IN_MEMORY_BYTES))


def piece(data: bytes) -> Piece:
    """A closed piece of these bytes."""
    made = Piece()
    made.write(data)
    made.close()
    return made


class Archive:
    """A zip being written front to back; the file need not be seekable.

    Sizes and offsets from `limit` on are written in the form of zip64.
    """

    def __init__(self, file: BinaryIO, limit: int = _FULL) -> None:
        self._file = file
        self._limit = limit
        self._offset = 0
        self._directory: list[bytes] = []

    def add(self, name: str, pieces: Iterable[Piece]) -> None:
        """Adds the part of that name, made of closed pieces."""
        last = Piece()
        last.close(zlib.Z_FINISH)
        pieces = (*pieces, last)
        crc = 0
        for part in pieces:
            crc = combine(crc, part.crc, part.size)
        size = sum(part.size for part in pieces)
        packed = sum(part.packed for part in pieces)
        path = name.encode()
        flags = 0 if name.isascii() else _UTF8_NAME
        large = size >= self._limit or packed >= self._limit
        version = _VERSION_ZIP64 if large else _VERSION
        sizes = (_FULL, _FULL) if large else (packed, size)
        extra = struct.pack("<HHQQ", 1, 16, size, packed) if large else b""
        facts = struct.pack("<HHHHHLLLH", version, flags, _DEFLATED, 0, _DATE, crc, *sizes, len(path))
        self._remember(version, facts, path, (size, packed) if large else ())
        self._write(b"PK\3\4" + facts + struct.pack("<H", len(extra)) + path + extra)
        for part in pieces:
            part.copy(self._file)
            self._offset += part.packed

    def close(self) -> None:
        """Writes the directory; the file stays open."""
        directory = b"".join(self._directory)
        start, count = self._offset, len(self._directory)
        self._write(directory)
        if start >= self._limit or len(directory) >= self._limit or count >= 0xFFFF:
            where = self._offset
            sizes = struct.pack("<LLQQQQ", 0, 0, count, count, len(directory), start)
            self._write(b"PK\6\6" + struct.pack("<QHH", 44, _VERSION_ZIP64, _VERSION_ZIP64) + sizes)
            self._write(b"PK\6\7" + struct.pack("<LQL", 0, where, 1))
            start = _FULL
        count = min(count, 0xFFFF)
        self._write(b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, count, count, min(len(directory), _FULL), start, 0))

    def _remember(self, version: int, facts: bytes, path: bytes, sizes: tuple[int, ...]) -> None:
        far = self._offset >= self._limit
        large = (*sizes, self._offset) if far else sizes
        extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
        tail = struct.pack("<HHHHLL", len(extra), 0, 0, 0, 0, _FULL if far else self._offset)
        self._directory.append(b"PK\1\2" + struct.pack("<H", version) + facts + tail + path + extra)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._offset += len(data)


@cache
def _library() -> tuple[Any, int]:
    """What deflates and checks, and at which level."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib, _ZLIB_LEVEL
    return isal_zlib, _ISAL_LEVEL


def combine(first: int, second: int, second_size: int) -> int:
    """The CRC-32 of two byte strings one after the other, from the CRC-32 of each.

    >>> combine(zlib.crc32(b"ab"), zlib.crc32(b"cde"), 3) == zlib.crc32(b"abcde")
    True
    """
    # In the field of CRC-32, n bytes appended multiply the checksum by x^(8n).
    for square in _squares():
        if second_size & 1:
            first = _multiply(square, first)
        second_size >>= 1
        if not second_size:
            break
    return first ^ second


@cache
def _squares() -> tuple[int, ...]:
    """x^8 and its repeated squares, for sizes of up to 64 bits."""
    powers = [1 << 23]  # x^8, bits reflected: the highest bit is x^0
    for _ in range(63):
        powers.append(_multiply(powers[-1], powers[-1]))
    return tuple(powers)


def _multiply(a: int, b: int) -> int:
    product = 0
    while a:
        if a & 1 << 31:
            product ^= b
        a = a << 1 & 0xFFFFFFFF
        b = b >> 1 ^ _POLYNOMIAL if b & 1 else b >> 1
    return product
