"""A result file takes its place in one step."""

import pytest

from convert.errors import UnwritableOutput
from convert.files import replacing


def test_the_old_file_stays_when_writing_breaks_off(tmp_path):
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(b"old")

    def break_off():
        with replacing(str(path)) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["汇总.xlsx"]


def test_missing_folders_are_made_and_the_new_file_takes_the_place(tmp_path):
    path = tmp_path / "甲" / "乙" / "汇总.xlsx"
    with replacing(str(path), sync=True) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"


def test_a_system_error_becomes_one_of_ours(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(UnwritableOutput), replacing(str(tmp_path / "a" / "汇总.xlsx")):
        pass
