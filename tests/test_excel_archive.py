"""Zip archives whose parts are deflated piece by piece."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.writers.excel.archive import Archive, combine, growing, piece


@given(st.binary(max_size=300), st.binary(max_size=3000))
def test_checksums_of_pieces_combine_to_that_of_the_whole(first, second):
    assert combine(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


@given(st.lists(st.lists(st.binary(max_size=200), max_size=4), min_size=1, max_size=4))
def test_parts_read_back_as_their_pieces_joined(parts):
    file = io.BytesIO()
    archive = Archive(file)
    for number, pieces in enumerate(parts):
        archive.add(f"甲/{number}.xml", map(piece, pieces))
    archive.close()
    with zipfile.ZipFile(file) as read:
        assert read.testzip() is None
        assert [read.read(name) for name in read.namelist()] == [b"".join(pieces) for pieces in parts]


@pytest.mark.parametrize("limit", [0, 60, 500])
def test_what_is_too_large_for_a_plain_zip_is_written_as_zip64(limit):
    file = io.BytesIO()
    archive = Archive(file, limit)
    for name in ("a", "b", "c"):
        archive.add(name, [piece(name.encode() * 400)])
    archive.close()
    with zipfile.ZipFile(file) as read:
        assert read.testzip() is None
        assert read.read("c") == b"c" * 400


def test_a_growing_piece_larger_than_its_memory_comes_out_whole():
    part = growing()
    blocks = [bytes([n % 251]) * 10_000 + str(n).encode() for n in range(200)]
    for block in blocks:
        part.write(block)
    part.close()
    file = io.BytesIO()
    archive = Archive(file)
    archive.add("rows", [part])
    archive.close()
    part.discard()
    part.discard()
    assert zipfile.ZipFile(file).read("rows") == b"".join(blocks)


def test_the_same_parts_give_the_same_bytes():
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        archive = Archive(file)
        archive.add("a.xml", [piece(b"x"), piece(b"y" * 100)])
        archive.close()
    assert files[0].getvalue() == files[1].getvalue()
