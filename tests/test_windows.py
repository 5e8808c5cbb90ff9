"""The branches for Windows, with what Windows would answer put in; only a Windows machine proves the answers."""

import errno
import hashlib
import os
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from convert import files, jobs, lock, places, results, winjob
from convert.errors import DiskFull, OutputInUse, UnwritableOutput
from convert.files import in_use, traits, write_error, write_file
from convert.model import Past
from convert.names import safe_name
from convert.rulebook import load_rulebook
from convert.system import REAL, long_path

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


DEEP = "C:\\in\\" + "\\".join(["夹" * 60] * 5) + "\\报告.txt"


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        ("C:\\in\\报告.txt", "C:\\in\\报告.txt"),
        (DEEP, "\\\\?\\" + DEEP),
        (DEEP.replace("\\", "/"), "\\\\?\\" + DEEP),
        ("\\\\?\\" + DEEP, "\\\\?\\" + DEEP),
        ("\\\\nas\\in\\" + DEEP[6:], "\\\\?\\UNC\\nas\\in\\" + DEEP[6:]),
        ("C:\\in\\甲\\..\\" + DEEP[6:], "\\\\?\\" + DEEP),
    ],
)
def test_a_long_path_is_given_to_windows_in_the_form_without_a_limit(path, reached):
    assert long_path(path) == reached


def marked(path: str) -> str:
    """The form of a long path, as a link beside it: what is given to the system differs from what we call it."""
    return path.replace("/深/", "/标/") if "/深/" in path or not path.endswith("/深") else path[:-1] + "标"


def test_reports_and_results_with_long_paths_keep_their_usual_names(tmp_path, monkeypatch):
    for module in (files, jobs, results):
        monkeypatch.setattr(module, "reach", marked)
    for folder in ("in", "out"):
        (tmp_path / folder / "标").mkdir(parents=True)
    (tmp_path / "in" / "标" / "甲.txt").write_text("关于工作的报告\n一、履职情况\n做了工作。\n", encoding="utf-8")
    met = [found.path for found in jobs.walk(str(tmp_path / "in" / "深"), IGNORE)]
    assert met == [str(tmp_path / "in" / "深" / "甲.txt")]
    assert files.read_file(met[0]).startswith("关于".encode())
    target = str(tmp_path / "out" / "深" / "甲.docx")
    for data in (b"one", b"two"):
        written = results.put(target, "docx", data, Past())
        assert written.path == target
    assert files.digest(target) == hashlib.sha256(b"two").hexdigest()
    assert len(list((tmp_path / "out" / "标").iterdir())) == 2  # with the copy of what nobody had on record
    assert not (tmp_path / "out" / "深").exists()


class Kernel:
    """What kernel32 is told."""

    def __init__(self, *, job: int = 7, told: int = 1) -> None:
        self.calls: list[tuple[str, object]] = []
        self.CreateJobObjectW = self.answer("CreateJobObjectW", job)
        self.GetCurrentProcess = self.answer("GetCurrentProcess", 2**64 - 1)
        self.SetInformationJobObject = self.answer("SetInformationJobObject", told)
        self.AssignProcessToJobObject = self.answer("AssignProcessToJobObject", 1)

    def answer(self, name: str, value: int):
        def call(*arguments):
            if name == "SetInformationJobObject":
                limits = arguments[2]._obj
                self.calls.append((name, (arguments[1], limits.basic.flags, limits.process_memory, arguments[3])))
            else:
                self.calls.append((name, None))
            return value

        return call


@pytest.mark.skipif(sys.maxsize < 2**32, reason="the size is that of 64-bit Windows")
def test_a_worker_is_put_into_a_job_with_a_limit_of_memory():
    kernel = Kernel()
    assert winjob.limit_memory(2 << 30, kernel)
    assert kernel.calls == [
        ("CreateJobObjectW", None),
        ("SetInformationJobObject", (9, 0x100, 2 << 30, 144)),
        ("GetCurrentProcess", None),
        ("AssignProcessToJobObject", None),
    ]


@pytest.mark.parametrize("refused", [{"job": 0}, {"told": 0}])
def test_a_worker_that_gets_no_job_works_without_a_limit(refused):
    kernel = Kernel(**refused)
    assert not winjob.limit_memory(2 << 30, kernel)
    assert "AssignProcessToJobObject" not in dict(kernel.calls)


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
