"""Kills, restarts, two instances, signals (F01, F02, F19, F20, F21)."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.harness import ROOT, Place, assert_converged, report

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and signals of another kind there")

POINTS = ("reserved", "noted", "written", "synced", "replaced", "before-commit", "committed")


class Writer(threading.Thread):
    """Writes to a folder as people and programs do: at once, slowly, with old dates."""

    def __init__(self, place: Place, writes: int, files: int, seed: int = 1) -> None:
        super().__init__()
        self.place, self.writes, self.files, self.random = place, writes, files, random.Random(seed)
        self.written = 0

    def run(self) -> None:
        for number in range(self.writes):
            name = f"科室{self.random.randrange(8)}/报告{self.random.randrange(self.files)}.txt"
            path = self.place.input / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = report(f"第{number}次工作")
            way = self.random.random()
            if way < 0.4:
                temporary = path.with_suffix(".part")
                temporary.write_text(text, encoding="utf-8")
                temporary.replace(path)
            elif way < 0.7:
                with path.open("w", encoding="utf-8") as file:
                    for piece in (text[:20], text[20:40], text[40:]):
                        file.write(piece)
                        file.flush()
                        time.sleep(0.02)
            else:
                path.write_text(text, encoding="utf-8")
                os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))
            self.written += 1
            time.sleep(self.random.random() * 0.03)


def kills_while_writing(place: Place, writes: int, files: int, kills: int) -> None:
    writer = Writer(place, writes, files)
    rest = random.Random(2)
    with place.reader():
        writer.start()
        for _ in range(kills):
            place.start()
            time.sleep(rest.uniform(0.15, 1.1))
            place.kill()
        writer.join()
        place.start()
        place.wait_idle(300)
        assert place.stop() == 0
    assert_converged(place)
    runs = place.rows("SELECT count(*), sum(runs) FROM versions")[0]
    redone = place.rows("SELECT count(*) FROM versions WHERE runs > 1")[0][0]
    (place.folder / "figures.txt").write_text(f"kills {kills}, versions {runs[0]}, redone {redone}\n")
    assert redone <= kills * 16, runs  # a kill may meet two workers' tasks of eight files


def test_small_f01_kills_while_files_are_written_lose_and_double_nothing(place):
    kills_while_writing(place, 25, 10, 2)


@pytest.mark.long
@pytest.mark.faults
def test_f01_a_hundred_kills_in_twelve_hundred_writes(place):
    kills_while_writing(place, 1200, 50, 100)


def kill_at(place: Place, point: str, number: int) -> bool:
    """Whether the watch passed the point so often that it was killed there; what was left was repaired."""
    place.faults = {"kill_at": [point, number], "workers": 1}
    code = place.run_once()
    assert code in (0, -signal.SIGKILL), place.log()[-2000:]
    if code and number % 4 != 1:
        for path in sorted(place.input.glob("*.txt"))[:2]:  # the world goes on while we are down
            path.write_text(path.read_text("utf-8") + "又做了一项。\n", encoding="utf-8")
    place.faults = {"workers": 1}
    assert place.run_once() == 0, place.log()[-2000:]
    assert_converged(place)
    return code != 0


def test_small_f02_a_kill_between_a_result_and_its_entry_is_repaired(place):
    for number in range(3):
        place.write(f"{number}.txt", str(number))
    kill_at(place, "before-commit", 2)


def test_a_kill_after_the_last_entry_leaves_no_workbook_out_of_date(place):
    place.write("甲.txt", "一")
    assert place.run_once() == 0
    place.write("乙.txt", "二")
    kill_at(place, "committed", 1)


@pytest.mark.faults
@pytest.mark.parametrize("point", POINTS)
def test_f02_a_kill_at_each_bad_moment_is_repaired(tmp_path, point):
    def killed(number: int) -> bool:
        place = Place(tmp_path / str(number))
        for file in range(20):
            place.write(f"{file}.txt", str(file))
        died = kill_at(place, point, number)
        shutil.rmtree(place.folder)
        return died

    with ThreadPoolExecutor(4) as pool:  # most of each case is waiting for files to come to rest
        died = list(pool.map(killed, range(1, 24)))
    assert died[0]


def two_at_once(place: Place) -> None:
    first, second = place.start(), place.start()
    until = time.monotonic() + 120
    while first.poll() is None and second.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.01)
    loser, winner = (first, second) if first.poll() is not None else (second, first)
    assert loser.wait() != 0
    assert winner.poll() is None
    winner.kill()
    winner.wait()


def test_small_f19_f20_of_two_instances_one_goes_and_after_a_kill_a_successor_starts_and_ends_when_told(place):
    two_at_once(place)
    assert "Busy" in place.log()
    place.write("甲.txt", "一")
    place.start()
    place.wait_started()
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


@pytest.mark.faults
def test_f19_two_instances_fifty_times(place):
    place.write("甲.txt", "一")
    for _ in range(50):
        two_at_once(place)
    place.start()
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


def stops(place: Place, files: int, times: int, signals=(signal.SIGTERM, signal.SIGINT)) -> None:
    for number in range(files):
        place.write(f"{number}.txt", str(number))
    pause = random.Random(3)
    for number in range(times):
        process = place.start()
        place.wait_started()
        time.sleep(pause.uniform(0.0, 0.6))
        process.send_signal(signals[number % len(signals)])
        assert process.wait(120) == 0, place.log()[-2000:]
        place.write(f"{number}.txt", f"又{number}")
    place.start()
    place.wait_idle()
    assert place.stop() == 0
    assert_converged(place)


@pytest.mark.long
@pytest.mark.faults
def test_f20_fifty_signals_among_five_hundred_files(place):
    stops(place, 500, 50)


@pytest.mark.faults
def test_a_second_signal_ends_it_at_once(place):
    process = place.start()
    place.wait_started()
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) in (0, 130)


@pytest.mark.faults
@pytest.mark.parametrize("damage", ["half", "deleted", "newer"])
def test_f21_a_lost_ledger_is_made_again_and_writes_no_result_twice(place, damage):
    for number in range(10):
        place.write(f"{number}.txt", str(number))
    assert place.run_once() == 0
    before = {path.name: path.stat().st_mtime_ns for path in place.documents()}
    ledger = place.output / ".chenggao" / "ledger.db"
    if damage == "half":
        ledger.write_bytes(ledger.read_bytes()[: ledger.stat().st_size // 2])
    elif damage == "deleted":
        ledger.unlink()
    else:
        import sqlite3

        db = sqlite3.connect(ledger)
        db.execute("PRAGMA user_version=99")
        db.close()
        assert place.run_once() != 0
        assert "newer version" in place.log()
        return
    assert place.run_once() == 0
    assert {path.name: path.stat().st_mtime_ns for path in place.documents()} == before
    assert_converged(place)


@pytest.mark.faults
def test_a_killed_watch_leaves_no_worker_behind(place):
    place.write("甲.txt", "一")
    process = place.start()
    place.wait_idle()
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    place.kill()
    until = time.monotonic() + 60
    for pid in map(int, children.stdout.split()):
        while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
            time.sleep(0.02)
        assert not Path(f"/proc/{pid}").exists()


@pytest.mark.faults
def test_a_convert_that_is_killed_and_interrupted_is_resumed(place):
    for number in range(2000):
        place.write(f"{number // 500}/{number}.txt", str(number))
    command = [
        sys.executable,
        "-m",
        "convert",
        "convert",
        str(place.input),
        "-o",
        str(place.output),
        "--workers",
        "2",
        "-q",
    ]
    for ending in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        before = len(place.documents())
        until = time.monotonic() + 300
        while len(place.documents()) < min(before + 300, 2000) and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.02)
        process.send_signal(ending)
        _, errors = process.communicate(timeout=120)
        assert "Traceback" not in errors
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    assert len(place.documents()) == 2000
    assert_converged(place)
