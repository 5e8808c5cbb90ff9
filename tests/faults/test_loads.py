"""Many files and slow ones, lost folders, full disks, held results, bad files (F03-F18, F22, F28-F30)."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from convert.recover import source_of
from tests.faults.harness import Place, assert_converged, report, sha, workbook_names

pytestmark = [pytest.mark.faults, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux' file systems")]

SETTLE_S = 0.3


@pytest.fixture
def big(tmp_path):
    """A place in memory, where thousands of files cost the disk nothing."""
    memory = Path("/dev/shm")
    folder = memory / f"chenggao-{os.getpid()}" if memory.is_dir() else tmp_path
    shutil.rmtree(folder, ignore_errors=True)
    place = Place(folder)
    yield place
    place.kill()
    shutil.rmtree(folder, ignore_errors=True)


def fill(folder: Path, names, text=lambda name: name) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report(text(name)), encoding="utf-8")


def versions(place: Place) -> int:
    return place.rows("SELECT count(*) FROM versions")[0][0]


@pytest.mark.parametrize(("pause", "most"), [(0.5, 1), (1.0, 2), (3.0, 2)])
def test_f03_a_slow_writer_ends_in_the_right_result(place, pause, most):
    place.start()
    place.wait(lambda: bool(place.status()), what="start")
    with (place.input / "甲.txt").open("w", encoding="utf-8") as file:
        for piece in range(8):
            file.write(report(f"第{piece}段"))
            file.flush()
            time.sleep(0.1)
        time.sleep(pause * SETTLE_S)
        file.write("最后一段。\n")
    place.wait_idle()
    place.stop()
    assert versions(place) <= most
    assert_converged(place)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_f04_a_file_cut_inside_a_character_ends_right(place, encoding):
    whole = report("学习").encode(encoding)
    path = place.input / "甲.txt"
    path.write_bytes(whole[: len(whole) // 2 | 1])
    place.start()
    place.wait_idle()
    time.sleep(2 * SETTLE_S)
    path.write_bytes(whole)
    place.wait_idle()
    place.stop()
    from docx import Document

    text = "".join(paragraph.text for paragraph in Document(str(place.output / "甲.docx")).paragraphs)
    assert "\ufffd" not in text
    assert "学习不够深入" in text
    assert_converged(place)


def test_f05_twenty_thousand_files_while_the_watch_is_stopped(big):
    big.faults = {"stale_s": 60}
    process = big.start()
    big.wait(lambda: bool(big.status()), what="start")
    process.send_signal(signal.SIGSTOP)
    started = time.monotonic()
    fill(big.input, (f"{number // 500}/{number}.txt" for number in range(20_000)))
    time.sleep(max(0.0, 30 - (time.monotonic() - started)))
    process.send_signal(signal.SIGCONT)
    big.wait(lambda: big.status().get("done") == 20_000, 400, "20,000 done")
    big.wait_idle()
    assert big.stop() == 0
    assert len(big.documents()) == 20_000
    assert big.rows("SELECT count(*), max(runs) FROM versions") == [(20_000, 1)]
    assert len(workbook_names(big)) == 20_000


def test_f06_five_thousand_files_by_every_way_of_copying(big):
    big.faults = {"stale_s": 60}
    source = big.folder / "source"
    for way in ("cp", "mv", "zip", "old", "rsync"):
        fill(source / way, (f"{number}.txt" for number in range(1000)), lambda name, way=way: way + name)
    for path in (source / "old").iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    with zipfile.ZipFile(source / "all.zip", "w") as archive:
        for path in (source / "zip").iterdir():
            archive.write(path, f"zip/{path.name}")
    big.start()
    big.wait(lambda: bool(big.status()), what="start")
    shutil.copytree(source / "cp", big.input / "cp", copy_function=shutil.copyfile)
    (source / "mv").rename(big.input / "mv")
    with zipfile.ZipFile(source / "all.zip") as archive:
        archive.extractall(big.input)
    subprocess.run(["cp", "-pr", source / "old", big.input], check=True)
    if shutil.which("rsync"):
        subprocess.run(["rsync", "-a", f"{source / 'rsync'}", big.input], check=True)
    else:
        shutil.copytree(source / "rsync", big.input / "rsync")
    big.wait(lambda: big.status().get("done") == 5_000, 300, "5,000 done")
    big.wait_idle()
    older = big.folder / "older.txt"
    older.write_text(report("更早"), encoding="utf-8")
    os.utime(older, (900_000_000, 900_000_000))
    subprocess.run(["cp", "-p", older, big.input / "cp" / "1.txt"], check=True)
    big.wait(lambda: source_of(str(big.output / "cp" / "1.docx")) == sha(older), 5, "the older file")
    big.wait_idle()
    assert big.stop() == 0
    assert len(big.documents()) == 5_000
    assert_converged(big)


def test_f07_files_present_before_and_written_during_the_start(big):
    big.faults = {"stale_s": 60}
    fill(big.input, (f"{number // 500}/{number}.txt" for number in range(10_000)))
    half = report("半截")
    (big.input / "半.txt").write_text(half[:30], encoding="utf-8")
    big.start()
    fill(big.input, (f"新{number // 500}/{number}.txt" for number in range(3_000)))
    (big.input / "半.txt").write_text(half, encoding="utf-8")
    big.wait(lambda: big.status().get("done") == 13_001, 400, "13,001 done")
    big.wait_idle()
    assert big.stop() == 0
    assert big.rows("SELECT count(*) FROM versions JOIN files ON file=id WHERE name='半.txt'") == [(1,)]
    assert_converged(big)


def test_f08_touches_make_no_versions_and_a_b_a_three(place):
    path = place.write("甲.txt", "一")
    place.start()
    place.wait_idle()
    for text in ("二", "一"):
        place.write("甲.txt", text)
        place.wait_idle()
        place.stop()
        place.start()
    for number in range(1000):
        os.utime(path, (number, number))
        path.chmod(0o600 + number % 2)
    time.sleep(1)
    place.wait_idle()
    assert place.stop() == 0
    assert versions(place) == 3
    assert_converged(place)


def test_f09_the_same_size_and_date_is_found_at_once(place):
    path = place.write("甲.txt", "一")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    place.start()
    place.wait_idle()
    path.write_text(report("二"), encoding="utf-8")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    place.wait(lambda: source_of(str(place.output / "甲.docx")) == sha(path), 5, "the other content")
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


def test_f10_the_folder_vanishes_for_thirty_seconds(place):
    fill(place.input, (f"{number}.txt" for number in range(300)))
    place.start()
    place.wait_idle()
    shutil.rmtree(place.input)
    place.wait(lambda: place.status().get("state") == "folder-missing", 15, "folder missing")
    time.sleep(30)
    assert len(place.documents()) == 300
    place.input.mkdir()
    fill(place.input, (f"{number}.txt" for number in range(100, 400)), lambda name: "新" + name)
    place.wait(lambda: len(place.documents()) == 400, 60, "400 results")
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place, gone=100)


@pytest.mark.parametrize("trouble", ["EIO", "ESTALE", "EHOSTDOWN", "ENOENT", "hang"])
def test_f11_a_share_that_fails_or_hangs_recovers(place, trouble):
    flag = place.folder / "trouble"
    place.faults = {"scandir": str(flag)}
    fill(place.input, (f"{number}.txt" for number in range(50)))
    place.start()
    place.wait_idle()
    flag.write_text(trouble, encoding="utf-8")
    fill(place.input, (f"新{number}.txt" for number in range(50)))
    if trouble == "hang":
        beat = place.status()["beat"]
        time.sleep(16)
        assert place.status()["beat"] - beat < 2  # readers say: no sign of life
    else:
        place.wait(lambda: place.status().get("state") == "folder-missing", 15, "folder missing")
    flag.unlink()
    place.wait(lambda: len(place.documents()) == 100, 30, "recovered")
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


def full_disk(place: Place, *, ledger_too: bool) -> None:
    disk = place.folder / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", disk], capture_output=True, check=False
    ).returncode:
        pytest.skip("may not mount a small disk here")
    try:
        place.output = disk / "out"
        if not ledger_too:
            place.faults = {"state": str(place.folder / "state")}
        rest = random.Random(4)
        for number in range(60):
            text = "".join(chr(rest.randrange(0x4E00, 0x9FA5)) for _ in range(23_000))
            place.write(f"{number}.txt", text)
        place.start()
        place.wait(lambda: "磁盘" in place.status().get("why", ""), 60, "disk full")
        time.sleep(2)
        assert place.process is not None
        assert place.process.poll() is None
        for path in place.documents():
            with zipfile.ZipFile(path) as package:
                assert package.testzip() is None
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        place.wait(lambda: len(place.documents()) == 60, 60, "60 results")
        time.sleep(2)
        assert place.stop() == 0, place.log()[-2000:]
        assert_converged(place)
    finally:
        place.kill()
        subprocess.run(["umount", disk], check=False)


@pytest.mark.parametrize("ledger_too", [False, True])
def test_f12_a_full_disk_is_waited_out(place, ledger_too):
    full_disk(place, ledger_too=ledger_too)


def hold(place: Place, *names: str) -> Path:
    lock = place.folder / "locked"
    lock.write_text("\n".join(str(place.output / name) for name in names), encoding="utf-8")
    place.faults = {**place.faults, "lock": str(lock)}
    return lock


@pytest.mark.parametrize(("held_s", "siblings"), [(1.5, 0), (8.0, 10)])
def test_f13_held_results_wait_then_stand_beside_and_move_in(place, held_s, siblings):
    fill(place.input, (f"{number}.txt" for number in range(50)))
    assert place.run_once() == 0
    lock = hold(place, *(f"{number}.docx" for number in range(10)))
    place.start()
    fill(place.input, (f"{number}.txt" for number in range(50)), lambda name: "新" + name)
    free = [place.output / f"{number}.docx" for number in range(10, 50)]
    place.wait(
        lambda: all(source_of(str(p)) == sha(place.input / f"{p.stem}.txt") for p in free), 30, "the other forty"
    )
    most = 0
    until = time.monotonic() + held_s
    while time.monotonic() < until:
        most = max(most, len([path for path in place.documents() if "（新" in path.name]))
        time.sleep(0.05)
    assert most <= siblings
    if siblings:
        assert most == siblings
        assert len(list((place.output / "失败").glob("*.txt"))) == siblings
    lock.unlink()
    place.wait(lambda: not [path for path in place.documents() if "（新" in path.name], 60, "siblings removed")
    place.wait_idle()
    assert place.stop() == 0
    assert not (place.output / "失败").exists()
    assert_converged(place)


def test_f14_the_workbook_is_open_while_a_thousand_files_arrive(place):
    place.write("甲.txt", "一")
    assert place.run_once() == 0
    lock = hold(place, "汇总.xlsx")
    place.start()
    fill(place.input, (f"{number}.txt" for number in range(1000)))
    place.wait(lambda: place.status().get("done") == 1001, 200, "1,001 done")
    place.wait(lambda: len(list(place.output.glob("汇总（新*"))) == 1, 60, "one sibling")
    lock.unlink()
    released = time.monotonic()
    place.wait(lambda: not list(place.output.glob("汇总（新*")), 90, "sibling removed")
    place.wait_idle()
    assert time.monotonic() - released < 90
    assert place.stop() == 0
    assert len(workbook_names(place)) == 1001
    assert_converged(place)


def test_f15_edits_by_hand_are_kept(place):
    fill(place.input, (f"{number}.txt" for number in range(10)))
    assert place.run_once() == 0
    from docx import Document

    edited = {}
    for number in range(5):
        path = place.output / f"{number}.docx"
        document = Document(str(path))
        document.add_paragraph("领导批示：同意。")
        document.save(str(path))
        edited[number] = sha(path)
    fill(place.input, (f"{number}.txt" for number in range(10)), lambda name: "新" + name)
    assert place.run_once() == 0
    copies = [path for path in place.documents() if "人工修改" in path.name]
    assert sorted(map(sha, copies)) == sorted(edited.values())
    assert_converged(place, extra=5)


def test_f16_bad_files_beside_two_hundred_good_ones(place):
    fill(place.input, (f"{number}.txt" for number in range(200)))
    bad(place)
    before = os.stat("/etc/hostname").st_mtime_ns
    place.start("--once")
    assert place.process is not None
    peak = 0
    while place.process.poll() is None:
        peak = max(peak, resident_mb(place.process.pid))
        time.sleep(0.05)
    assert os.stat("/etc/hostname").st_mtime_ns == before
    good = [path for path in place.documents() if path.stem.isdigit()]
    assert len(good) == 200
    reasons = {path.name.removesuffix(".原因.txt") for path in (place.output / "失败").rglob("*.txt")}
    assert reasons >= {"空", "管道", "外链", "环", "设备", "空白"}, reasons
    for path in (place.output / "失败").rglob("*.txt"):
        assert "原因：" in path.read_text("utf-8-sig")
    assert {path.stem for path in place.documents()} >= {"_CON", "a_b", "总结"}
    assert peak < 1000, peak


def bad(place: Place) -> None:
    (place.input / "空.txt").touch()
    os.mkfifo(place.input / "管道.txt")
    (place.input / "外链.txt").symlink_to("/etc/hostname")
    (place.input / "环.txt").symlink_to("环.txt")
    (place.input / "设备.txt").symlink_to("/dev/zero")
    (place.input / "夹.txt").mkdir()
    (place.input / "一行.txt").write_text("工作" * 5_000_000, encoding="utf-8")
    (place.input / "零.txt").write_bytes(b"\0" * 1000)
    (place.input / "乱.txt").write_bytes(random.Random(5).randbytes(5000))
    (place.input / "空白.txt").write_bytes(b" " * 40_000)
    (place.input / "代理.txt").write_bytes(b"\xed\xa0\x80" + report("半").encode())
    place.write("CON.txt", "甲")
    place.write("a:b.txt", "乙")
    place.write("长" * 83 + ".txt", "丙")
    with open(os.fsencode(place.input) + b"/" + "总结.txt".encode("gbk"), "w", encoding="utf-8") as file:
        file.write(report("总结"))


def resident_mb(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


@pytest.mark.parametrize("kind", ["die", "loop", "memory"])
def test_f17_a_poison_file_is_tried_three_times_over_restarts(place, kind):
    place.faults = {"poison": kind}
    poison = place.write("毒.txt", "毒")
    fill(place.input, (f"{number}.txt" for number in range(20)))
    for _ in range(3):
        place.start()
        place.wait(lambda: len(place.documents()) == 20, 60, "the others")
        time.sleep(5 if kind == "loop" else 1)
        place.kill()
    place.start()
    place.wait(
        lambda: place.rows("SELECT state, next_try FROM files WHERE name='毒.txt'") == [("failed", None)],
        60,
        "given up",
    )
    place.wait_idle()
    assert place.stop() == 0
    # Three times alone; killed in between it may have been tried once more, and once in a task with others.
    assert len(Path(f"{poison}.tried").read_text("utf-8")) <= 3 + 4
    assert_converged(place, failed=1)


def test_f18_colliding_names_are_the_same_after_a_restart(place):
    fill(place.input, ["a.txt", "A.TXT", "a.md", "x/a.txt", "\u00e9.txt", "e\u0301.txt", "X/a.txt"])
    assert place.run_once() == 0
    before = place.rows("SELECT path, target FROM files ORDER BY path")
    assert len(place.documents()) == 7
    fill(place.input, ["a.txt", "A.TXT", "a.md", "x/a.txt", "\u00e9.txt", "e\u0301.txt", "X/a.txt"], lambda n: n + "新")
    assert place.run_once() == 0
    assert place.rows("SELECT path, target FROM files ORDER BY path") == before
    assert len(place.documents()) == 7
    shutil.rmtree(place.output / ".chenggao")
    assert place.run_once() == 0
    assert place.rows("SELECT path, target FROM files ORDER BY path") == before
    assert len(place.documents()) == 7


@pytest.mark.parametrize("jump", [31_536_000, -31_536_000, 3600])
def test_f22_a_clock_that_jumps_every_second(place, jump):
    place.faults = {"clock": jump}
    place.start()
    fill(place.input, (f"{number}.txt" for number in range(200)))
    place.wait_idle()
    fill(place.input, (f"{number}.txt" for number in range(0, 200, 2)), lambda name: "新" + name)
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


def test_f28_unsafe_folders_are_refused_in_one_sentence(place):
    command = [sys.executable, "-m", "convert", "watch", "--lang", "en"]
    for arguments in ([place.input, "-o", place.input], [place.input, "-o", place.input / "out"], [sys.prefix], ["/"]):
        done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_f29_a_backup_that_locks_the_ledger_is_waited_for(place):
    place.start()
    place.wait(lambda: bool(place.status()), what="start")
    fill(place.input, (f"{number}.txt" for number in range(50)))
    db = sqlite3.connect(place.output / ".chenggao" / "ledger.db", isolation_level=None, timeout=30)
    db.execute("BEGIN IMMEDIATE")
    fill(place.input, (f"{number}.txt" for number in range(50, 100)))
    time.sleep(20)
    db.execute("ROLLBACK")
    db.close()
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


def test_f30_names_that_are_no_text_or_spoof_are_told_safely(place):
    names = [b"\xbb\xe3\xb1\xa8.txt", "报\u202etxt.exe.txt".encode(), b"\xff\xfe.txt"]
    for name in names:
        with open(os.fsencode(place.input) + b"/" + name, "w", encoding="utf-8") as file:
            file.write(report("名字"))
    (place.input / "空\u202e.txt").touch()
    assert place.run_once() == 0
    for arguments in (["status", "-o", place.output], ["status", "-o", place.output, "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "convert", *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert "\u202e" not in done.stdout
    for path in place.output.rglob("*"):
        path.name.encode()
        assert "\u202e" not in path.name
    workbook_names(place)
