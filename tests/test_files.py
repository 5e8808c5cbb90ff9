"""Reading a file once and safely; writing one whole."""

import os

import pytest

from convert import files
from convert.errors import FileChanged, MissingFile, NotRegular, TooLarge
from convert.files import read_file, traits, write_file


@pytest.mark.parametrize("size", [0, 1, 100, 1 << 20])
def test_a_file_is_read_whole(tmp_path, size):
    path = tmp_path / "甲.txt"
    path.write_bytes(bytes(size))
    assert read_file(str(path), expected=traits(path.stat())) == bytes(size)


def test_a_file_over_the_limit_a_folder_and_nothing_are_told_apart(tmp_path):
    path = tmp_path / "甲.txt"
    path.write_bytes(bytes(11))
    assert len(read_file(str(path), 11)) == 11
    with pytest.raises(TooLarge):
        read_file(str(path), 10)
    with pytest.raises(NotRegular):
        read_file(str(tmp_path))
    with pytest.raises(MissingFile):
        read_file(str(tmp_path / "乙.txt"))


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "甲.txt").write_bytes(b"x")
    (tmp_path / "乙.txt").symlink_to(tmp_path / "甲.txt")
    with pytest.raises(NotRegular):
        read_file(str(tmp_path / "乙.txt"))


@pytest.mark.parametrize("after", [b"", b"longer than before"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, after):
    path = tmp_path / "甲.txt"
    path.write_bytes(b"before")
    read = os.read

    def change_first(handle, size):
        path.write_bytes(after)
        return read(handle, size)

    monkeypatch.setattr(files.os, "read", change_first)
    with pytest.raises(FileChanged):
        read_file(str(path))


def test_a_file_other_than_the_one_seen_is_refused(tmp_path):
    path = tmp_path / "甲.txt"
    path.write_bytes(b"x")
    seen = traits(path.stat())
    path.write_bytes(b"longer")
    with pytest.raises(FileChanged):
        read_file(str(path), expected=seen)


def test_a_file_that_the_system_takes_in_pieces_is_written_whole(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(files.os, "write", lambda handle, data: write(handle, data[:3]))
    write_file(str(tmp_path / "甲.docx"), b"0123456789")
    assert (tmp_path / "甲.docx").read_bytes() == b"0123456789"
    assert [path.name for path in tmp_path.iterdir()] == ["甲.docx"]
