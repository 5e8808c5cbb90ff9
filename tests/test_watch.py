import contextlib
import errno
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import openpyxl
import pytest

from convert import collected, engine
from convert.desk import open_desk
from convert.errors import SystemFolder, UnsafeFolder
from convert.files import read_file
from convert.kit import load_kit
from convert.recover import source_of
from convert.system import REAL, System
from convert.watch import Watch
from convert.watching import bench, guard, rebuild
from convert.watching.guard import Stop
from convert.watching.status import Status
from convert.watching.timing import Timing
from tests.faults.harness import Place, assert_converged, sha

KIT = load_kit()
FAST = Timing(
    settle_s=0.06,
    interval_s=0.02,
    quiet_s=0.0,
    retries_s=(0.05, 0.1, 0.2),
    held_s=0.1,
    racy_s=0.02,
    limit_s=1.0,
    status_s=0.05,
)

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="the fault is put in before forking, or needs such a file system"
)


class Here(Place):
    """A watch in this process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.system = REAL
        self.timing = FAST
        self.ended = []

    @contextmanager
    def watch(self, **settings):
        with open_desk(self.output, KIT, system=self.system) as desk:
            yield Watch(
                str(self.input), desk, ("docx",), ("xlsx",), self.timing, 1, 0, tell=self.ended.append, **settings
            )

    def once(self) -> list[str]:
        """Runs until all has come to rest; the names and ends of what was worked on."""
        self.ended.clear()
        with self.watch() as watch:
            watch.run(Stop(), once=True)
        return [f"{ended.sight.relative} {ended.end.value}" for ended in self.ended]

    def until(self, condition, timeout_s: float = 10.0) -> None:
        """Runs until `condition` holds, asked at each look at the status; then ends in good order."""
        stop = Stop()
        with self.watch() as watch:
            limit, system = time.monotonic() + timeout_s, self.system

            def clock() -> float:
                now = system.monotonic()
                assert now < limit, "not in time"
                stop.asked = stop.asked or condition()
                return now

            watch.desk = replace(watch.desk, system=replace(system, monotonic=clock))
            watch.run(stop)

    def names(self) -> list[str]:
        return sorted(
            p.relative_to(self.output).as_posix()
            for p in self.output.rglob("*")
            if p.is_file() and ".chenggao" not in p.parts
        )


@pytest.fixture
def place(tmp_path):
    return Here(tmp_path)


def test_files_that_are_there_and_files_in_sub_folders_become_results(place):
    place.write("甲.txt", "一")
    place.write("二科/乙.txt", "二")
    assert sorted(place.once()) == ["二科/乙.txt done", "甲.txt done"]
    assert place.names() == ["二科/乙.docx", "汇总.xlsx", "甲.docx"]
    assert_converged(place)
    assert place.once() == []


def test_contents_a_b_a_are_three_versions_and_a_thousand_touches_none(place):
    path = place.write("甲.txt", "一")
    place.once()
    for text in ("二", "一"):
        place.write("甲.txt", text)
        place.once()
    for second in range(20):
        os.utime(path, (second, second))
        path.chmod(0o600 + second % 2)
    place.once()
    assert place.rows("SELECT version, state FROM versions ORDER BY version") == [(1, "done"), (2, "done"), (3, "done")]
    assert_converged(place)


@linux
def test_the_same_size_and_date_with_another_content_is_found(place):
    path = place.write("甲.txt", "一")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    place.once()
    path.write_text(path.read_text("utf-8").replace("一", "二"), encoding="utf-8")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert place.once() == ["甲.txt done"]
    assert_converged(place)


def test_a_file_replaced_by_an_older_one_is_converted(place):
    place.write("甲.txt", "一")
    place.once()
    older = place.folder / "older.txt"
    older.write_text("关于老的报告\n一、旧事\n旧事。", encoding="utf-8")
    os.utime(older, (1, 1))
    older.replace(place.input / "甲.txt")
    assert place.once() == ["甲.txt done"]
    assert_converged(place)


def test_a_huge_file_does_not_keep_the_ones_after_it_waiting(place):
    place.write("甲.txt", "工作" * 400_000)
    place.write("乙.txt", "二")
    place.write("丙.txt", "三")
    assert place.once() == ["丙.txt done", "乙.txt done", "甲.txt done"]
    assert_converged(place)


def test_a_report_and_a_folder_may_take_each_others_name(place):
    path = place.write("甲.txt", "一")
    place.once()
    path.unlink()
    place.write("甲.txt/乙.txt", "二")
    assert place.once() == ["甲.txt/乙.txt done"]
    assert place.rows("SELECT name FROM files WHERE gone") == [("甲.txt",)]
    shutil.rmtree(path)
    place.write("甲.txt", "一")
    assert place.once() == ["甲.txt unchanged"]
    assert place.rows("SELECT name FROM files WHERE gone") == [("甲.txt/乙.txt",)]


def test_a_file_that_is_still_growing_waits(place):
    path = place.write("甲.txt", "一")
    size = 0

    def grow() -> bool:
        nonlocal size
        if size < 30:
            size += 1
            with path.open("a", encoding="utf-8") as file:
                file.write("新增一段。\n")
        return place.output.joinpath("汇总.xlsx").exists()

    place.until(grow)
    assert place.rows("SELECT count(*) FROM versions") == [(1,)]
    assert_converged(place)


def test_a_file_cut_inside_a_character_is_repaired_by_the_next_version(place):
    whole = "关于学习的报告\n一、履职情况\n做了工作。".encode()
    path = place.input / "甲.txt"
    path.write_bytes(whole[:-1])
    place.once()
    path.write_bytes(whole)
    place.once()
    from docx import Document

    texts = "".join(p.text for p in Document(str(place.output / "甲.docx")).paragraphs)
    assert "�" not in texts
    assert "做了工作。" in texts
    assert_converged(place)


@linux
def test_bad_files_have_a_reason_each_and_the_others_are_converted(place):
    for number in range(5):
        place.write(f"{number}.txt", str(number))
    (place.input / "空.txt").touch()
    os.mkfifo(place.input / "管道.txt")
    (place.input / "外链.txt").symlink_to("/etc/hostname")
    (place.input / "环.txt").symlink_to("环.txt")
    (place.input / "设备.txt").symlink_to("/dev/zero")
    (place.input / "图.txt").write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 50)
    (place.input / "空白.txt").write_bytes(b" " * 40_000)
    place.write("CON.txt", "甲")
    place.write("a:b.txt", "乙")
    place.write("长" * 83 + ".txt", "丙")
    with open(os.fsencode(place.input) + b"/" + "总结.txt".encode("gbk"), "w", encoding="utf-8") as file:
        file.write("关于总结的报告\n一、总结\n好。")
    place.once()
    reasons = {Path(name).name for name in place.names() if name.startswith("失败/")}
    assert reasons == {f"{name}.原因.txt" for name in ("空", "管道", "外链", "环", "设备", "图", "空白")}
    texts = [(place.output / "失败" / name).read_text("utf-8-sig") for name in reasons]
    assert all("原因：" in text for text in texts)
    documents = {path.name for path in place.documents()}
    assert documents >= {"0.docx", "_CON.docx", "a_b.docx", "总结.docx"}
    assert len(documents) == 9


def test_a_reason_goes_when_the_file_is_mended(place):
    path = place.input / "甲.txt"
    path.touch()
    assert place.once() == ["甲.txt failed"]
    place.write("甲.txt", "一")
    assert place.once() == ["甲.txt done"]
    assert_converged(place)


def test_a_folder_that_vanishes_is_a_state_and_nothing_is_lost(place):
    for number in range(10):
        place.write(f"{number}.txt", str(number))
    place.once()
    away = place.folder / "away"
    place.input.rename(away)
    seen = []

    def look() -> bool:
        seen.append(place.status().get("state"))
        if "folder-missing" in seen and not place.input.exists():
            away.rename(place.input)
            place.write("新.txt", "新")
        return (place.output / "新.docx").exists()

    place.until(look)
    assert len(place.documents()) == 11
    assert_converged(place)


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EHOSTDOWN, errno.ENOENT])
def test_a_share_that_fails_for_a_while_deletes_nothing(place, number):
    place.write("甲.txt", "一")
    place.once()
    fails = 20

    def scandir(folder):
        nonlocal fails
        fails -= 1
        if 0 < fails < 19:
            raise OSError(number, os.strerror(number))
        return os.scandir(folder)

    place.system = replace(REAL, scandir=scandir)
    place.write("乙.txt", "二")
    place.until(lambda: (place.output / "乙.docx").exists())
    assert_converged(place)
    assert place.rows("SELECT count(*) FROM files WHERE gone") == [(0,)]


def full_disk(*, until: float) -> System:
    def replaced(source, target):
        if time.monotonic() < until and target.endswith((".docx", ".xlsx")):
            raise OSError(errno.ENOSPC, "No space left on device")
        os.replace(source, target)

    return replace(REAL, replace=replaced)


def test_a_full_disk_is_waited_out_and_old_results_stay(place):
    place.write("甲.txt", "一")
    place.once()
    old = sha(place.output / "甲.docx")
    place.write("甲.txt", "新")
    place.write("乙.txt", "二")
    seen = []
    until = time.monotonic() + 0.8
    place.system = full_disk(until=until)

    def look() -> bool:
        if place.status().get("state") == "disk-full" and time.monotonic() < until:
            seen.append(sha(place.output / "甲.docx"))
        return (
            source_of(str(place.output / "甲.docx")) == sha(place.input / "甲.txt")
            and (place.output / "乙.docx").exists()
        )

    place.until(look)
    assert seen
    assert set(seen) == {old}
    assert_converged(place)


class Held:
    """Results that Word holds open."""

    def __init__(self, *paths: Path) -> None:
        self.paths = set(map(str, paths))

    @property
    def system(self) -> System:
        return replace(REAL, replace=self.replace)

    def replace(self, source: str, target: str) -> None:
        if target in self.paths:
            error = PermissionError(errno.EACCES, "held", target)
            error.winerror = 32
            raise error
        os.replace(source, target)


def test_a_result_held_for_a_moment_is_replaced_and_nothing_stands_beside(place):
    place.write("甲.txt", "一")
    place.once()
    held = Held(place.output / "甲.docx")
    place.system = held.system
    place.write("甲.txt", "二")
    until = time.monotonic() + 0.6
    beside = []

    def look() -> bool:
        beside.extend(name for name in place.names() if "（新" in name)
        if time.monotonic() > until:
            held.paths.clear()
        return source_of(str(place.output / "甲.docx")) == sha(place.input / "甲.txt")

    place.until(look)
    assert beside == []
    assert_converged(place)


def test_a_result_held_for_long_stands_beside_once_with_a_reason_and_moves_in_when_free(place, monkeypatch):
    monkeypatch.setattr(bench, "WAITS_S", (0.1,))
    for name in ("甲.txt", "乙.txt"):
        place.write(name, "一")
    place.once()
    held = Held(place.output / "甲.docx")
    place.system = held.system
    for name in ("甲.txt", "乙.txt"):
        place.write(name, "二")
    place.until(lambda: any("（新" in name for name in place.names()))
    place.write("甲.txt", "三")
    ends = place.once()
    assert "甲.txt held" in ends
    assert len([name for name in place.names() if "（新" in name]) == 1
    assert "失败/甲.原因.txt" in place.names()
    assert source_of(str(place.output / "乙.docx")) == sha(place.input / "乙.txt")
    held.paths.clear()
    place.until(lambda: not any("（新" in name for name in place.names()))
    assert "失败/甲.原因.txt" not in place.names()
    assert_converged(place)


def test_a_workbook_open_in_excel_gets_one_sibling_that_goes(place, monkeypatch):
    place.write("甲.txt", "一")
    place.once()
    held = Held(place.output / "汇总.xlsx")
    place.system = held.system
    monkeypatch.setattr(rebuild, "WAITS_S", (0.1,))
    for number in range(3):
        place.write(f"{number}.txt", str(number))
        place.until(lambda number=number: (place.output / f"{number}.docx").exists())
    assert len([name for name in place.names() if name.startswith("汇总（新")]) == 1
    sibling = next(place.output.glob("汇总（新*"))
    until = time.monotonic() + 0.5
    place.until(lambda: time.monotonic() > until)
    held.paths.clear()
    place.until(lambda: not sibling.exists())
    assert place.names() == ["0.docx", "1.docx", "2.docx", "汇总.xlsx", "甲.docx"]
    assert_converged(place)


def test_a_workbook_whose_sibling_is_open_too_waits_for_both(place, monkeypatch):
    place.write("甲.txt", "一")
    place.once()
    held = Held(place.output / "汇总.xlsx")
    place.system = held.system
    monkeypatch.setattr(rebuild, "WAITS_S", (0.05,))
    place.write("乙.txt", "二")
    place.until(lambda: bool(list(place.output.glob("汇总（新*"))))
    sibling = next(place.output.glob("汇总（新*"))
    held.paths.add(str(sibling))
    place.write("丙.txt", "三")
    until = time.monotonic() + 0.5
    place.until(lambda: (place.output / "丙.docx").exists() and time.monotonic() > until)
    assert len(list(place.output.glob("汇总*"))) == 2
    assert place.status()["why"] == ""
    held.paths.clear()
    place.once()
    assert not sibling.exists()
    assert_converged(place)


def test_results_edited_by_a_person_are_kept_as_copies(place):
    place.write("甲.txt", "一")
    place.once()
    edited = place.output / "甲.docx"
    edited.write_bytes(edited.read_bytes() + b"by hand")
    mine = sha(edited)
    place.write("甲.txt", "二")
    place.once()
    copies = [path for path in place.documents() if "人工修改" in path.name]
    assert [sha(path) for path in copies] == [mine]
    copies[0].unlink()
    assert_converged(place)


@linux
def test_a_poison_file_is_tried_three_times_over_restarts_and_left_alone(place, monkeypatch):
    tried = place.folder / "tried"

    def fatal(path, **expected):
        if not path.endswith("毒.txt"):
            return read_file(path, **expected)
        with tried.open("a") as file:
            file.write("x")
        os._exit(139)

    monkeypatch.setattr(engine, "read_file", fatal)
    place.write("毒.txt", "毒")
    for number in range(4):
        place.write(f"{number}.txt", str(number))
    place.until(lambda: tried.exists() and len(place.documents()) == 4)
    place.until(lambda: (place.rows("SELECT tries FROM files WHERE name='毒.txt'") or [(0,)])[0][0] >= 3)
    place.once()
    assert 3 <= len(tried.read_text()) <= 4  # once with others, then alone
    assert "3" in (place.output / "失败" / "毒.原因.txt").read_text("utf-8-sig")
    assert_converged(place, failed=1)


@linux
def test_names_that_collide_elsewhere_keep_their_results_over_a_restart(place):
    names = ["a.txt", "A.TXT", "a.md", "x/a.txt", "\u00e9.txt", "e\u0301.txt"]
    for name in names:
        place.write(name, name)
    place.once()
    before = place.rows("SELECT path, target FROM files ORDER BY path")
    assert len(place.documents()) == len(names)
    for name in names:
        place.write(name, name + "新")
    place.once()
    assert place.rows("SELECT path, target FROM files ORDER BY path") == before
    assert len(place.documents()) == len(names)


def test_a_clock_that_jumps_changes_nothing(place):
    steps = iter([0, 31_536_000, -31_536_000, 3600] * 100_000)
    place.system = replace(REAL, clock=lambda: time.time() + next(steps))
    for number in range(10):
        place.write(f"{number}.txt", str(number))
    place.once()
    place.write("0.txt", "新")
    place.once()
    assert_converged(place)


def test_a_report_that_is_gone_keeps_its_result_and_comes_back_unchanged(place):
    path = place.write("甲.txt", "一")
    place.write("乙.txt", "二")
    place.once()
    path.unlink()
    place.once()
    assert place.rows("SELECT gone FROM files WHERE name='甲.txt'") == [(1,)]
    assert (place.output / "甲.docx").exists()
    assert_converged(place, gone=1)
    place.write("甲.txt", "一")
    assert place.once() == ["甲.txt unchanged"]
    assert_converged(place)


def test_other_programs_files_are_passed_over(place):
    for name in ("~$甲.txt", ".甲.txt", "甲.txt.part", "甲.tmp", "@eaDir/甲.txt"):
        place.write(name, "一")
    assert place.once() == []


@pytest.mark.parametrize(("root", "output"), [("in", "in"), ("in", "in/out"), ("out/in", "out"), (".", "out")])
def test_an_input_and_an_output_that_overlap_are_refused(tmp_path, root, output):
    with pytest.raises(UnsafeFolder):
        guard.refuse_unsafe(str(tmp_path / root), str(tmp_path / output))


@pytest.mark.parametrize("root", ["/", sys.prefix, os.path.dirname(os.path.dirname(sys.prefix)) or "/"])
def test_folders_of_the_system_and_of_programs_are_refused(tmp_path, root):
    with pytest.raises((SystemFolder, UnsafeFolder)):
        guard.refuse_unsafe(root, str(tmp_path))


def test_two_folders_side_by_side_are_fine(tmp_path):
    guard.refuse_unsafe(str(tmp_path / "in"), str(tmp_path / "out"))


def test_another_computer_at_the_same_share_is_noticed(tmp_path):
    import json

    from convert.errors import Busy

    guard.beat(str(tmp_path))
    guard.claim_share(str(tmp_path))
    sign = json.loads((tmp_path / guard.HEARTBEAT).read_text())
    (tmp_path / guard.HEARTBEAT).write_text(json.dumps({**sign, "host": "another"}))
    with pytest.raises(Busy, match="another"):
        guard.claim_share(str(tmp_path))
    (tmp_path / guard.HEARTBEAT).write_text(json.dumps({**sign, "host": "another", "time": time.time() - 61}))
    guard.claim_share(str(tmp_path))


def test_a_workbook_that_cannot_be_made_does_not_end_the_watch(place, monkeypatch):
    def broken(ledger, remark):
        raise ValueError("our mistake")

    monkeypatch.setattr(collected, "summaries", broken)
    place.write("甲.txt", "一")
    assert place.once() == ["甲.txt done"]
    assert place.names() == ["甲.docx"]


def making_a_workbook() -> list[BaseProcess]:
    """The processes that were started afresh; the workers on Linux are forked."""
    return [child for child in multiprocessing.active_children() if type(child).__name__ == "SpawnProcess"]


@linux
def test_a_large_workbook_is_made_by_another_process_while_files_are_converted(place, monkeypatch):
    monkeypatch.setattr(rebuild, "APART_FROM", 1)
    place.write("甲.txt", "一")

    def drop_one_meanwhile() -> bool:
        if making_a_workbook() and not (place.input / "乙.txt").exists():
            place.write("乙.txt", "二")
        return (place.output / "乙.docx").exists() and (place.output / "汇总.xlsx").exists()

    place.until(drop_one_meanwhile)
    place.once()
    assert place.names() == ["乙.docx", "汇总.xlsx", "甲.docx"]
    assert_converged(place)


def test_a_workbook_that_somebody_saves_while_it_is_made_anew_keeps_what_they_typed(place, monkeypatch):
    place.write("甲.txt", "一")
    place.once()
    path = place.output / "汇总.xlsx"
    make, saved = collected.make, []

    def and_somebody_saves(order, kit):
        made = make(order, kit)
        if not saved:
            book = openpyxl.load_workbook(path)
            sheet = book["问题清单"]
            row = next(row for row in sheet.iter_rows() if any(cell.value == "责任人" for cell in row))
            column = next(cell.column for cell in row if cell.value == "责任人")
            sheet.cell(row[0].row + 1, column, "张三")
            book.save(path)
            saved.append(True)
        return made

    monkeypatch.setattr(collected, "make", and_somebody_saves)
    place.write("乙.txt", "二")
    place.once()
    sheet = openpyxl.load_workbook(path)["问题清单"]
    assert [cell.value for row in sheet.iter_rows() for cell in row].count("张三") == 1
    assert_converged(place)


@linux
def test_a_process_that_dies_over_the_workbook_ends_neither_watch_nor_documents(place, monkeypatch):
    monkeypatch.setattr(rebuild, "APART_FROM", 1)
    place.write("甲.txt", "一")
    killed = []

    def kill_it() -> bool:
        for child in making_a_workbook():
            child.kill()
            killed.append(child.pid)
            place.write("乙.txt", "二")
        return bool(killed) and (place.output / "乙.docx").exists()

    place.until(kill_it)
    assert place.once() == []
    assert_converged(place)


@linux
def test_a_watch_told_to_end_gives_the_workbook_up_and_the_next_one_makes_it(place, monkeypatch):
    monkeypatch.setattr(rebuild, "APART_FROM", 1)
    place.write("甲.txt", "一")
    place.timing = replace(FAST, stop_s=0.0)
    place.until(lambda: bool(making_a_workbook()))
    assert place.names() == ["甲.docx"]
    place.timing = FAST
    place.once()
    assert_converged(place)


def test_an_output_folder_that_cannot_be_written_is_a_state(place):
    def refuse(source, target):
        if time.monotonic() < until:
            raise OSError(errno.EROFS, "read-only file system")
        os.replace(source, target)

    until = time.monotonic() + 0.5
    place.system = replace(REAL, replace=refuse)
    place.write("甲.txt", "一")
    place.until(lambda: (place.output / "甲.docx").exists())
    assert_converged(place)


def test_temporary_files_of_a_killed_run_are_removed(place):
    place.write("甲.txt", "一")
    place.once()
    (place.output / ".~cg0123abcd.tmp").write_bytes(b"half")
    place.once()
    assert place.names() == ["汇总.xlsx", "甲.docx"]


def looks(place: Here) -> dict[str, str]:
    """What the overview of the workbook says about each report that needs a look."""
    book = openpyxl.load_workbook(place.output / "汇总.xlsx")
    head, *rows = book["总览"].iter_rows(min_row=4, values_only=True)
    name, look = head.index("报告"), head.index("需要看一眼")
    return {row[name]: row[look] or "" for row in rows}


def test_the_workbook_says_which_reports_are_gone_and_forgets_it_when_they_are_back(place):
    path = place.write("甲.txt", "一")
    place.write("乙.txt", "二")
    place.once()
    text = path.read_text("utf-8")
    path.unlink()
    place.once()
    gone = "原稿已不在"
    assert {name: gone in look for name, look in looks(place).items()} == {"甲.txt": True, "乙.txt": False}
    path.write_text(text, encoding="utf-8")
    assert place.once() == ["甲.txt unchanged"]
    assert not any(gone in look for look in looks(place).values())


@linux
def test_the_status_tells_of_a_disk_without_a_single_free_block(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True).returncode:
        pytest.skip("may not mount a small disk here")
    try:
        status = Status(input=str(tmp_path), output=str(disk))
        status.write(disk)
        with (disk / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        status.state, status.why = "disk-full", "磁盘已满"
        status.write(disk)
        told = json.loads((disk / "status.json").read_text("utf-8"))
        assert (told["state"], told["why"]) == ("disk-full", "磁盘已满")
        assert sorted(path.name for path in disk.iterdir()) == ["filler", "status.json"]
    finally:
        subprocess.run(["umount", disk], check=False)
