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
from convert.watching.status import MISSING, SILENT, WATCHING, read
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


class Slow:
    """A writer that knows how often it was so slow that the watch may have taken the file for finished."""

    def __init__(self, path: Path) -> None:
        self.path, self.pauses, self.last = path, 0, time.monotonic()
        path.touch()

    def add(self, text: str) -> None:
        before, started = self.last, time.monotonic()
        with self.path.open("a", encoding="utf-8") as file:
            file.write(text)
        self.pauses += time.monotonic() - before >= SETTLE_S
        self.last = started


@pytest.mark.parametrize("pause", [0.5, 1.0, 3.0])
def test_f03_a_slow_writer_costs_a_version_for_each_pause_over_the_settle_time(place, pause):
    place.start()
    place.wait_started()
    writer = Slow(place.input / "甲.txt")
    for piece in range(8):
        writer.add(report(f"第{piece}段"))
        time.sleep(SETTLE_S / 3)
    time.sleep(pause * SETTLE_S)
    writer.add("最后一段。\n")
    place.wait_idle()
    assert place.stop() == 0
    assert versions(place) <= 1 + writer.pauses
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
    assert place.stop() == 0
    from docx import Document

    text = "".join(paragraph.text for paragraph in Document(str(place.output / "甲.docx")).paragraphs)
    assert "\ufffd" not in text
    assert "学习不够深入" in text
    assert_converged(place)


@pytest.mark.long
def test_f05_twenty_thousand_files_while_the_watch_is_stopped(big):
    big.faults = {"timing": {"stale_s": 120.0}}
    process = big.start()
    big.wait_started()
    process.send_signal(signal.SIGSTOP)
    started = time.monotonic()
    fill(big.input, (f"{number // 500}/{number}.txt" for number in range(20_000)))
    time.sleep(max(0.0, 30 - (time.monotonic() - started)))
    process.send_signal(signal.SIGCONT)
    big.wait(lambda: big.status().get("done") == 20_000, 1500, "20,000 done")
    big.wait_idle()
    assert big.stop() == 0
    assert len(big.documents()) == 20_000
    assert big.rows("SELECT count(*), max(runs) FROM versions") == [(20_000, 1)]
    assert len(workbook_names(big)) == 20_000


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_f06_five_thousand_files_by_each_way_of_copying(big):
    big.faults = {"timing": {"stale_s": 120.0}}
    source = big.folder / "source"
    for way in ("cp", "mv", "zip", "old", "rsync"):
        fill(source / way, (f"{number}.txt" for number in range(5000)), lambda name, way=way: way + name)
    for path in (source / "old").iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    with zipfile.ZipFile(source / "all.zip", "w") as archive:
        for path in (source / "zip").iterdir():
            archive.write(path, f"zip/{path.name}")
    big.start()
    big.wait_started()
    subprocess.run(["cp", "-r", source / "cp", big.input], check=True)
    (source / "mv").rename(big.input / "mv")
    with zipfile.ZipFile(source / "all.zip") as archive:
        archive.extractall(big.input)
    subprocess.run(["cp", "-pr", source / "old", big.input], check=True)
    copy_like_rsync(source / "rsync", big.input / "rsync")
    big.wait(lambda: big.status().get("done") == 25_000, 1200, "25,000 done")
    subprocess.run(["cp", "-pr", f"{source / 'old'}/.", big.input / "rsync"], check=True)  # older ones over newer
    big.wait_idle(600)
    assert big.stop() == 0
    assert len(big.documents()) == 25_000
    assert versions(big) == 30_000
    assert sorted(workbook_names(big)) == sorted(name for (name,) in big.rows("SELECT name FROM files"))


def copy_like_rsync(source: Path, target: Path) -> None:
    """Each file under a hidden name first, its date put back, then renamed."""
    target.mkdir()
    for path in source.iterdir():
        hidden = target / f".{path.name}.Xa3k9Z"
        shutil.copyfile(path, hidden)
        shutil.copystat(path, hidden)
        hidden.rename(target / path.name)


@pytest.mark.long
def test_f07_files_present_before_and_written_during_the_start(big):
    big.faults = {"timing": {"stale_s": 120.0}}
    fill(big.input, (f"{number // 500}/{number}.txt" for number in range(10_000)))
    half = Slow(big.input / "半.txt")
    half.add("关于半截的")
    big.start()
    for number in range(3_000):
        fill(big.input, [f"新{number // 500}/{number}.txt"])
        if number % 50 == 0:
            half.add(f"做了第{number}项工作。\n")
    big.wait(lambda: big.status().get("done") == 13_001, 1200, "13,001 done")
    big.wait_idle()
    assert big.stop() == 0
    ((settled,),) = big.rows("SELECT count(*) FROM versions JOIN files ON file=id WHERE name='半.txt'")
    assert settled <= 1 + half.pauses
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
    place.wait(lambda: source_of(str(place.output / "甲.docx")) == sha(path), what="the other content")
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


@pytest.mark.long
def test_f10_the_folder_vanishes_for_thirty_seconds(place):
    fill(place.input, (f"{number}.txt" for number in range(300)))
    place.start()
    place.wait_idle()
    shutil.rmtree(place.input)
    place.wait(lambda: place.status().get("state") == "folder-missing", what="folder missing")
    time.sleep(30)
    assert len(place.documents()) == 300
    place.input.mkdir()
    fill(place.input, (f"{number}.txt" for number in range(100, 400)), lambda name: "新" + name)
    place.wait(lambda: len(place.documents()) == 400, what="400 results")
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place, gone=100)


TROUBLES = ("EIO", "ESTALE", "EHOSTDOWN", "ENOENT", "hang")


@pytest.mark.long
def test_f11_shares_that_fail_or_hang_for_a_minute_turn_red_and_recover_at_the_next_look(tmp_path):
    places = {trouble: Place(tmp_path / trouble) for trouble in TROUBLES}
    flags = {trouble: place.folder / "trouble" for trouble, place in places.items()}
    try:
        for trouble, place in places.items():
            fill(place.input, (f"{number}.txt" for number in range(300)))
            place.faults = {"scandir": str(flags[trouble]), "workers": 1}
            place.start()
        for place in places.values():
            place.wait_idle()
        since = time.monotonic()
        for trouble, place in places.items():
            flags[trouble].write_text(trouble, encoding="utf-8")
            fill(place.input, (f"新{number}.txt" for number in range(20)))
        for trouble, place in places.items():
            red = SILENT if trouble == "hang" else MISSING
            place.wait(lambda: read(place.state)["state"] == red, what=f"{trouble} is told")  # noqa: B023
        assert time.monotonic() - since < 15 + 15  # what a monitor sees after 15 s, on a machine that is late
        time.sleep(max(0.0, 60 - (time.monotonic() - since)))
        for trouble, place in places.items():
            assert len(place.documents()) == 300, trouble
            flags[trouble].unlink()
        released = time.time()
        for trouble, place in places.items():
            place.wait(lambda: place.status()["last_scan"] > released + 1, what=trouble)  # noqa: B023
            assert place.status()["state"] == WATCHING
            place.wait_idle()
            assert place.stop() == 0
            assert_converged(place)
    finally:
        for place in places.values():
            place.kill()


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
        place.wait(lambda: "磁盘" in place.status().get("why", ""), what="disk full")
        time.sleep(2)
        assert place.process is not None
        assert place.process.poll() is None
        for path in place.documents():
            with zipfile.ZipFile(path) as package:
                assert package.testzip() is None
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        place.wait_idle()
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


def siblings(place: Place) -> list[Path]:
    return [path for path in place.documents() if "（新" in path.name]


def replace_fifty_of_which_ten_are_held(place: Place) -> Path:
    """Starts a watch while ten of fifty results are held and all reports change; the file that holds them."""
    fill(place.input, (f"{number}.txt" for number in range(50)))
    assert place.run_once() == 0
    lock = hold(place, *(f"{number}.docx" for number in range(10)))
    place.start()
    place.wait_started()
    fill(place.input, (f"{number}.txt" for number in range(50)), lambda name: "新" + name)
    return lock


def the_other_forty_are_done(place: Place) -> bool:
    free = [place.output / f"{number}.docx" for number in range(10, 50)]
    return all(source_of(str(path)) == sha(place.input / f"{path.stem}.txt") for path in free)


def test_f13_results_held_for_two_seconds_are_waited_for(place):
    pace = 0.2  # the watch's clock: however late it comes to look, it cannot have waited longer than two seconds
    place.faults = {"pace": pace}
    lock = replace_fifty_of_which_ten_are_held(place)
    until = time.monotonic() + 2 / pace
    while time.monotonic() < until:
        assert siblings(place) == []
        time.sleep(0.05)
    lock.unlink()
    place.wait_idle()
    assert place.stop() == 0
    assert siblings(place) == []
    assert_converged(place)


def put_whole(path, text):
    """The watch reads this file all the time: it must never see it empty."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def test_f13_results_held_for_five_minutes_stand_beside_and_move_in(place):
    ahead = place.folder / "ahead"
    place.faults = {"ahead": str(ahead)}
    lock = replace_fifty_of_which_ten_are_held(place)
    place.wait(lambda: len(siblings(place)) == 10, what="ten siblings")
    stood = sorted(siblings(place))
    for second in range(0, 300, 10):
        put_whole(ahead, str(second))
        time.sleep(0.2)
        assert sorted(siblings(place)) == stood
    assert len(list((place.output / "失败").glob("*.txt"))) == 10
    place.wait(lambda: the_other_forty_are_done(place), what="the other forty")
    lock.unlink()
    place.wait(lambda: not siblings(place), what="siblings removed")
    place.wait_idle()
    assert place.stop() == 0
    assert not (place.output / "失败").exists()
    assert_converged(place)


def test_f13_results_held_for_ever_have_one_sibling_and_one_reason_over_restarts(place):
    lock = replace_fifty_of_which_ten_are_held(place)
    place.wait(lambda: len(siblings(place)) == 10 and the_other_forty_are_done(place), what="ten siblings")
    stood = sorted(siblings(place))
    for _ in range(2):
        assert place.stop() == 0
        place.start()
        place.wait_started()
        time.sleep(2)  # two tries to move them in
        assert sorted(siblings(place)) == stood
        assert len(list((place.output / "失败").glob("*.txt"))) == 10
    lock.unlink()
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


def test_f14_the_workbook_is_open_while_a_thousand_files_arrive(place):
    place.write("甲.txt", "一")
    assert place.run_once() == 0
    lock = hold(place, "汇总.xlsx")
    place.start()
    fill(place.input, (f"{number}.txt" for number in range(1000)))
    place.wait(lambda: place.status().get("done") == 1001, 300, "1,001 done")
    place.wait(lambda: len(list(place.output.glob("汇总（新*"))) == 1, what="one sibling")
    lock.unlink()
    place.wait(lambda: not list(place.output.glob("汇总（新*")), what="sibling removed")
    place.wait_idle()
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


@pytest.mark.alone
@pytest.mark.timeout(1200)
def test_f16_bad_files_do_not_keep_two_hundred_good_ones_waiting(big):
    good, both = Place(big.folder / "good"), Place(big.folder / "both")
    bad(both)
    for place in (good, both):
        place.faults = {"timing": {"limit_s": 60.0, "limit_s_per_mb": 4.0}}
    before = os.stat("/etc/hostname").st_mtime_ns
    # The least of three times in turn, since other programs run here, too.
    times = [(two_hundred_s(good, turn), two_hundred_s(both, turn)) for turn in range(3)]
    usual_s, beside_bad_s = (min(times) for times in zip(*times, strict=True))
    (both.folder / "figures.txt").write_text(f"{times}\n")
    assert beside_bad_s <= 1.2 * usual_s + 0.5, times
    assert os.stat("/etc/hostname").st_mtime_ns == before
    peak_mb = 0
    both.start("--once")
    assert both.process is not None
    while both.process.poll() is None:
        peak_mb = max(peak_mb, resident_mb(both.process.pid))
        time.sleep(0.05)
    assert both.process.returncode == 0, both.log()[-2000:]
    assert peak_mb < 1000
    assert len([path for path in both.documents() if path.stem.isdigit()]) == 200
    reasons = {path.name.removesuffix(".原因.txt") for path in (both.output / "失败").rglob("*.txt")}
    assert reasons >= {"空", "管道", "外链", "环", "设备", "空白"} | ({"封"} if os.geteuid() else set()), reasons
    for path in (both.output / "失败").rglob("*.txt"):
        assert "原因：" in path.read_text("utf-8-sig")
    assert {path.stem for path in both.documents()} >= {"_CON", "a_b", "总结", "一行"}


def two_hundred_s(place: Place, turn: int) -> float:
    """How long the watch takes from its start until two hundred reports, all new, have their results."""
    fill(place.input, (f"{number}.txt" for number in range(200)), lambda name: f"{turn}之{name}")
    query = (
        f"SELECT count(*) FROM versions JOIN files ON file=id WHERE versions.version={turn + 1}"
        " AND name GLOB '[0-9]*' AND versions.state='done'"
    )
    started = time.monotonic()
    place.start()
    place.wait(lambda: (place.state / "ledger.db").exists(), what="ledger")
    place.wait_started()
    place.wait(lambda: place.rows(query) == [(200,)], what="two hundred results")
    seconds = time.monotonic() - started
    place.kill()
    return seconds


def bad(place: Place) -> None:
    (place.input / "空.txt").touch()
    os.mkfifo(place.input / "管道.txt")
    (place.input / "外链.txt").symlink_to("/etc/hostname")
    (place.input / "环.txt").symlink_to("环.txt")
    (place.input / "设备.txt").symlink_to("/dev/zero")
    (place.input / "夹.txt").mkdir()
    (place.input / "一行.txt").write_text("工作" * 16_700_000, encoding="utf-8")  # 100 MB
    if os.geteuid():  # who is root reads it all the same
        place.write("封.txt", "封").chmod(0)
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
    """What a process and its children hold in memory; what they share is counted once."""
    total = 0
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        for one in (pid, *map(int, children.read_text().split())):
            fields = dict(line.split(":") for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()[1:])
            total += int(fields["Pss"].split()[0])
    except (OSError, KeyError):  # ended meanwhile
        return 0
    return total >> 10


@pytest.mark.parametrize("kind", ["die", "loop", "memory"])
def test_f17_a_poison_file_is_tried_three_times_over_restarts(place, kind):
    place.faults = {"poison": kind}
    poison = place.write("毒.txt", "毒")
    fill(place.input, (f"{number}.txt" for number in range(20)))
    for _ in range(3):
        place.start()
        place.wait(lambda: len(place.documents()) == 20, what="the others")
        time.sleep(5 if kind == "loop" else 1)
        place.kill()
    place.start()
    place.wait(
        lambda: place.rows("SELECT state, next_try FROM files WHERE name='毒.txt'") == [("failed", None)],
        what="given up",
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
        done = subprocess.run(
            [*command, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_f29_a_backup_that_locks_the_ledger_is_waited_for(place):
    place.start()
    place.wait_started()
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
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert "\u202e" not in done.stdout
    for path in place.output.rglob("*"):
        path.name.encode()
        assert "\u202e" not in path.name
    workbook_names(place)
