"""A folder that already holds twenty thousand reports: making its workbook keeps nobody waiting."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from itertools import cycle, islice

import pytest

from convert.desk import DIRTY, open_desk
from convert.kit import load_kit
from convert.model import Job, Outcome
from convert.rows import pack
from tests.faults.harness import Place, sha, workbook_names
from tests.reports import made_up

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind there"),
]

REPORTS = 20_000
SOME = 6_000  # enough that the workbook takes a few seconds
ALIVE_S = 15.0  # a watch that gave no sign for so long counts as silent


def enter_many(place: Place, reports: int) -> None:
    """Enters reports of another folder as done, with real rows of the workbook, which is out of date."""
    summaries = islice(cycle(list(made_up(500))), reports)
    with open_desk(place.output, load_kit()) as desk:
        ledger = desk.ledger
        for number, summary in enumerate(summaries):
            name = f"旧/{number:06}.txt"
            (entry,) = ledger.enrol([(f"/nowhere/{name}", name, str(place.output / f"旧/{number:06}"))])
            record = pack(replace(summary, report=replace(summary.report, name=name)))
            job = Job(entry.path, name, ledger.absolute(entry.target))
            ledger.finish(desk.mark, time.time(), (entry, Outcome(job, sha256=f"{number:064}", record=record), ()))
            if number % 1000 == 0:
                ledger.commit()
        ledger.note(DIRTY, "1")


def is_made(place: Place) -> bool:
    return (place.output / "汇总.xlsx").exists()


def is_being_made(place: Place) -> bool:
    return not is_made(place) and any(place.output.glob(".~cg*.tmp"))


@pytest.mark.long
def test_f31_files_are_converted_and_the_watch_gives_signs_of_life_while_a_large_workbook_is_made(place):
    enter_many(place, REPORTS)
    place.start()
    place.wait(lambda: is_being_made(place), what="the workbook is begun")
    began, waits, silences, number = time.monotonic(), [], [], 0
    while not is_made(place):
        path = place.write(f"{number}.txt", f"第{number}次工作")
        dropped = time.monotonic()
        result = (place.output / path.name).with_suffix(".docx")
        while not result.exists():
            silences.append(time.time() - place.status().get("beat", time.time()))
            assert time.monotonic() - dropped < 60
            time.sleep(0.02)
        waits.append(time.monotonic() - dropped)
        number += 1
    made_s = time.monotonic() - began
    assert max(silences) < ALIVE_S
    assert number > 3  # most of them while it was being made
    place.wait_idle()
    assert place.stop() == 0
    assert len(workbook_names(place)) == REPORTS + number
    figures = {"made_s": made_s, "dropped": number, "longest_wait_s": max(waits), "longest_silence_s": max(silences)}
    (place.folder / "figures.json").write_text(json.dumps(figures))


def test_f31_a_kill_and_a_stop_while_a_large_workbook_is_made_leave_nothing_behind(place):
    enter_many(place, SOME)
    place.start()
    place.wait(lambda: is_being_made(place), what="the workbook is begun")
    place.kill()
    assert not is_made(place)
    place.write("甲.txt", "一")
    place.faults = {"timing": {"stop_s": 1.0}}
    place.start()
    place.wait(lambda: (place.output / "甲.docx").exists() and is_being_made(place), what="the workbook is begun anew")
    asked = time.monotonic()
    assert place.stop() == 0
    assert time.monotonic() - asked < 30
    assert list(place.output.glob(".~cg*.tmp")) == []
    assert not is_made(place)
    assert place.run_once() == 0
    assert len(workbook_names(place)) == SOME + 1
    assert place.rows("SELECT value FROM meta WHERE key='dirty'") == [("0",)]
    assert place.rows("SELECT sha256 FROM files WHERE name='甲.txt'") == [(sha(place.input / "甲.txt"),)]
