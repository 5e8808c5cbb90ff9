import errno
import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from convert.errors import DiskFull, OutputInUse
from convert.files import write_file
from convert.model import Past
from convert.results import Intents, put
from convert.system import REAL, System

NOON = 1_717_214_400.0


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Locks:
    """A file system in which some places are held open, as by Word on Windows."""

    def __init__(self, *paths: Path, winerror: int = 32, times: int = 10**6) -> None:
        self.paths, self.winerror, self.times, self.waited_s = set(map(str, paths)), winerror, times, 0.0

    def replace(self, source: str, target: str) -> None:
        if target in self.paths and self.times > 0:
            self.times -= 1
            error = PermissionError(errno.EACCES, "in use", target)
            error.winerror = self.winerror
            raise error
        os.replace(source, target)

    def sleep(self, seconds: float) -> None:
        self.waited_s += seconds

    @property
    def system(self) -> System:
        return replace(REAL, replace=self.replace, sleep=self.sleep, clock=lambda: NOON)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_place_that_is_busy_for_a_moment_is_waited_for(tmp_path, winerror):
    path = tmp_path / "甲.docx"
    path.write_bytes(b"old")
    locks = Locks(path, winerror=winerror, times=3)
    write_file(str(path), b"new", system=locks.system)
    assert path.read_bytes() == b"new"
    assert 0 < locks.waited_s < 1
    assert names(tmp_path) == ["甲.docx"]


def test_a_place_that_stays_busy_is_given_up_in_three_seconds_and_nothing_is_lost(tmp_path):
    path = tmp_path / "甲.docx"
    path.write_bytes(b"old")
    locks = Locks(path)
    with pytest.raises(OutputInUse):
        write_file(str(path), b"new", system=locks.system)
    assert 2 < locks.waited_s < 3
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["甲.docx"])


def test_a_full_disk_is_not_waited_for(tmp_path):
    def full(source, target):
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(DiskFull):
        write_file(str(tmp_path / "a"), b"x", system=replace(REAL, replace=full))
    assert names(tmp_path) == []


def test_a_result_held_open_gets_one_sibling_that_goes_when_the_place_is_free(tmp_path):
    path = tmp_path / "甲.docx"
    path.write_bytes(b"old")
    locks = Locks(path)
    first = put(str(path), "docx", b"second", Past(ours=(sha(b"old"),)), system=locks.system)
    assert (first.instead_of, Path(first.path).read_bytes()) == (str(path), b"second")
    assert Path(first.path).name.startswith("甲（新 2024-06-01 ")
    past = Past(ours=(sha(b"old"), sha(b"second")), beside=(first.path,))
    second = put(str(path), "docx", b"third", past, system=locks.system)
    assert second.path == first.path
    assert len(names(tmp_path)) == 2
    past = Past(ours=(sha(b"old"), sha(b"third")), beside=(first.path,))
    last = put(str(path), "docx", b"third", past)
    assert (last.path, names(tmp_path), path.read_bytes()) == (str(path), ["甲.docx"], b"third")


def test_a_sibling_that_a_person_edited_stays(tmp_path):
    path = tmp_path / "甲.docx"
    path.write_bytes(b"old")
    sibling = put(str(path), "docx", b"new", Past(ours=(sha(b"old"),)), system=Locks(path).system).path
    Path(sibling).write_bytes(b"edited by hand")
    put(str(path), "docx", b"new", Past(ours=(sha(b"old"), sha(b"new")), beside=(sibling,)))
    assert Path(sibling).read_bytes() == b"edited by hand"


def test_a_result_that_a_person_edited_is_kept_as_one_copy(tmp_path):
    path = tmp_path / "甲.docx"
    path.write_bytes(b"edited by hand")
    system = replace(REAL, clock=lambda: NOON)
    written = put(str(path), "docx", b"new", Past(ours=(sha(b"old"),)), system=system)
    assert written.kept is not None
    assert Path(written.kept).name.startswith("甲（人工修改 2024-06-01 ")
    assert (path.read_bytes(), Path(written.kept).read_bytes()) == (b"new", b"edited by hand")
    path.write_bytes(b"edited again")
    put(str(path), "docx", b"newer", Past(ours=(sha(b"new"),)), system=system)
    assert sorted(p.read_bytes() for p in tmp_path.iterdir()) == [b"edited again", b"edited by hand", b"newer"]


def test_the_same_result_is_not_written_twice(tmp_path):
    path = tmp_path / "甲.docx"
    path.write_bytes(b"same")
    before = path.stat().st_mtime_ns
    put(str(path), "docx", b"same", Past())
    assert (path.stat().st_mtime_ns, names(tmp_path)) == (before, ["甲.docx"])


def test_the_hash_of_a_result_is_noted_before_the_result_appears(tmp_path):
    notes = tmp_path / "intents"
    seen = []

    def look(source, target):
        seen.append(notes.read_text().split())
        os.replace(source, target)

    intents = Intents(str(notes))
    put(str(tmp_path / "甲.docx"), "docx", b"new", Past(), intents=intents, system=replace(REAL, replace=look))
    intents.close()
    assert seen == [[sha(b"new")]]
