"""The branches for Windows, with what Windows would answer put in; only a Windows machine proves the answers."""

import errno
import os
from dataclasses import replace
from types import SimpleNamespace

import pytest

from convert import files, jobs, lock, places
from convert.errors import DiskFull, OutputInUse, UnwritableOutput
from convert.files import in_use, traits, write_error, write_file
from convert.names import safe_name
from convert.rulebook import load_rulebook
from convert.system import REAL

IGNORE = load_rulebook()["ignore"]


def windows_error(winerror: int) -> OSError:
    error = PermissionError(errno.EACCES, "Access is denied")
    error.winerror = winerror
    return error


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_what_an_open_file_answers_counts_as_in_use(winerror):
    assert in_use(windows_error(winerror))


@pytest.mark.parametrize(
    ("winerror", "kind"),
    [(112, DiskFull), (32, OutputInUse), (33, OutputInUse), (5, UnwritableOutput), (3, UnwritableOutput)],
)
def test_errors_of_writing_are_told_apart(winerror, kind):
    assert type(write_error("甲.docx", windows_error(winerror))) is kind


def test_no_right_to_make_a_file_is_not_taken_for_an_open_one(tmp_path, monkeypatch):
    def refuse(path):
        raise windows_error(5)

    monkeypatch.setattr(files, "_create", refuse)
    with pytest.raises(UnwritableOutput):
        write_file(str(tmp_path / "甲.docx"), b"x")


def test_a_place_that_answers_differently_each_time_is_replaced_in_the_end(tmp_path):
    answers = iter([5, 32, 33])

    def put(source, target):
        for winerror in answers:
            raise windows_error(winerror)
        os.replace(source, target)

    write_file(str(tmp_path / "甲.docx"), b"x", system=replace(REAL, replace=put, sleep=lambda seconds: None))
    assert [path.name for path in tmp_path.iterdir()] == ["甲.docx"]


def test_a_file_is_known_by_size_and_date_where_it_has_no_number(tmp_path):
    path = tmp_path / "甲.txt"
    path.write_text("x")
    status = path.stat()
    assert traits(status, windows=True) == (1, status.st_mtime_ns)


class Entry:
    """A folder's entry as Windows lists it."""

    def __init__(self, name: str, *, folder: bool, tag: int = 0) -> None:
        self.name, self.path, self._folder, self._tag = name, f"C:/in/{name}", folder, tag

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return self._folder

    def stat(self, *, follow_symlinks: bool = True) -> SimpleNamespace:
        return SimpleNamespace(st_reparse_tag=self._tag)


@pytest.mark.parametrize(("tag", "entered"), [(0, True), (0x9000001A, True), (0xA0000003, False)])
def test_junctions_are_not_entered_and_cloud_folders_are(tag, entered):
    assert jobs.is_junction(Entry("夹", folder=True, tag=tag), windows=True) is not entered


@pytest.mark.parametrize(
    "name", ["CON", "nul", "COM1", "LPT9", "COM²", "aux.2024", "报告.", "报告 ", "甲:乙", "a|b", 'a"b', "a?b", "a*b"]
)
def test_no_result_has_a_name_that_windows_refuses(name):
    safe = safe_name(name)
    assert safe != name
    assert not set(safe) & set('<>:"/\\|?*')
    assert not safe.endswith((" ", "."))


def test_names_that_differ_in_case_only_get_a_number_each(tmp_path):
    for name in ("a.txt", "b/A.md"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    found = jobs.collect(
        [tmp_path / "in" / "a.txt", tmp_path / "in" / "b" / "A.md"], tmp_path / "out", ("docx",), IGNORE
    )
    assert [os.path.basename(job.target) for job in found] == ["a", "A (2)"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/mnt/共享/in", "cifs"), ("/mnt/共享2", "ext4"), ("/home", "ext4"), ("/mnt/with space/x", "nfs4")],
)
def test_a_share_is_known_by_the_mount_table(path, kind):
    table = "\n".join(
        [
            "1 0 8:1 / / rw - ext4 /dev/sda rw",
            "2 1 0:5 / /mnt/共享 rw - cifs //nas/x rw",
            "3 1 0:6 / /mnt/with\\040space rw - nfs4 nas:/y rw",
        ]
    )
    assert places.mount_type(path, table) == kind


def test_the_holder_of_a_lock_is_told_while_it_is_held(tmp_path):
    with lock.hold(tmp_path, "out"):
        assert lock.is_held(tmp_path)
        assert str(os.getpid()) in (lock.holder(tmp_path) or "")
    assert not lock.is_held(tmp_path)
