"""A result file takes its place in one step."""

import pytest

from convert.errors import UnwritableOutput
from convert.files import put_in_place, temporary_beside, writing


def test_the_old_file_stays_when_writing_breaks_off(tmp_path):
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(b"old")

    def break_off():
        with writing(temporary_beside(str(path)), str(path)) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["汇总.xlsx"]


def test_missing_folders_are_made_and_the_new_file_takes_the_place(tmp_path):
    path = tmp_path / "甲" / "乙" / "汇总.xlsx"
    temporary = temporary_beside(str(path))
    with writing(temporary, str(path)) as file:
        file.write(b"new")
    put_in_place(temporary, str(path))
    assert path.read_bytes() == b"new"
    assert [p.name for p in path.parent.iterdir()] == ["汇总.xlsx"]


def test_a_system_error_becomes_one_of_ours(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    path = str(tmp_path / "a" / "汇总.xlsx")
    with pytest.raises(UnwritableOutput), writing(temporary_beside(path), path):
        pass
