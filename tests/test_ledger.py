import os
import sqlite3
from pathlib import Path

import pytest

from convert.entries import DONE, FAILED, RUNNING, WAITING, Entry
from convert.errors import BadLedger, EmptyFile
from convert.ledger import Ledger
from convert.model import Job, Outcome, Past, Written
from convert.schema import Renewal

SIGHT = (10, 20, 30, 40)


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(tmp_path / "state", tmp_path / "out")
    yield ledger
    ledger.close()


def job(ledger: Ledger, path: str) -> Job:
    return Job(path, "甲.txt", ledger.reserve(path, os.path.join(ledger.output, "甲")))


def start(ledger: Ledger, path: str, traits: tuple[int, ...] = SIGHT) -> Entry:
    (entry,) = ledger.enrol([(path, "甲.txt", os.path.join(ledger.output, "甲"))])
    ledger.start((entry, "甲.txt", traits))
    return entry


def convert(ledger: Ledger, path: str, sha256: str, *, held: bool = False) -> None:
    task, entry = job(ledger, path), start(ledger, path)
    result = task.target + ".docx"
    written = (
        Written(task.target + "（新）.docx", "docx", "r" + sha256, result)
        if held
        else Written(result, "docx", "r" + sha256)
    )
    ledger.finish("kit", 1.0, (entry, Outcome(task, (written,), sha256=sha256, record=b"{}"), SIGHT))
    ledger.commit()


def versions(ledger: Ledger) -> list[tuple]:
    db = sqlite3.connect(ledger.path)
    rows = db.execute("SELECT version, sha256, state, runs FROM versions ORDER BY version").fetchall()
    db.close()
    return rows


def test_contents_a_b_a_are_three_versions(ledger):
    for sha256 in "aba":
        convert(ledger, "/in/甲.txt", sha256)
    assert versions(ledger) == [(1, "a", DONE, 1), (2, "b", DONE, 1), (3, "a", DONE, 1)]


def test_the_same_content_done_again_is_the_same_version(ledger):
    convert(ledger, "/in/甲.txt", "a")
    convert(ledger, "/in/甲.txt", "a")
    assert versions(ledger) == [(1, "a", DONE, 2)]


def test_a_touch_makes_no_version_and_its_traits_are_kept(ledger):
    convert(ledger, "/in/甲.txt", "a")
    entry = start(ledger, "/in/甲.txt", (1, 2))
    ledger.finish("kit", 2.0, (entry, Outcome(job(ledger, "/in/甲.txt"), sha256="a", unchanged=True), (1, 2)))
    ledger.commit()
    entry = ledger.look("/in/甲.txt")
    assert (entry.state, entry.traits, entry.version, entry.sha256) == (DONE, (1, 2), 1, "a")


def test_a_result_name_is_kept_for_ever_and_given_to_nobody_else(tmp_path, ledger):
    first = ledger.reserve("/in/a.txt", str(tmp_path / "out" / "a"))
    second = ledger.reserve("/in/A.TXT", str(tmp_path / "out" / "A"))
    ledger.close()
    again = Ledger(tmp_path / "state", tmp_path / "out")
    assert again.reserve("/in/A.TXT", str(tmp_path / "out" / "A")) == second
    assert again.reserve("/in/a.txt", str(tmp_path / "out" / "a")) == first
    assert Path(second).name == "A (2)"
    again.close()


def test_the_output_folder_may_be_moved(tmp_path, ledger):
    convert(ledger, "/in/甲.txt", "a")
    ledger.close()
    moved = Ledger(tmp_path / "state", tmp_path / "elsewhere")
    assert moved.look("/in/甲.txt").results[0].path == str(tmp_path / "elsewhere" / "甲.docx")
    moved.close()


def test_a_report_that_was_moved_keeps_its_result(tmp_path, ledger):
    old, new = tmp_path / "甲.txt", tmp_path / "b" / "甲.txt"
    old.write_text("甲")
    status = old.stat()
    task = Job(str(old), "甲.txt", ledger.reserve(str(old), str(tmp_path / "out" / "甲")))
    entry = start(ledger, task.path, ())
    outcome = Outcome(task, (Written(task.target + ".docx", "docx", "r"),), sha256="a", record=b"{}")
    ledger.finish("kit", 1.0, (entry, outcome, (status.st_size, status.st_mtime_ns)))
    new.parent.mkdir()
    old.rename(new)
    assert ledger.reserve(str(new), str(tmp_path / "out" / "甲")) == task.target
    assert ledger.look(str(new)).sha256 == "a"


def test_a_name_that_is_no_text_is_kept(tmp_path, ledger):
    path = "/in/" + os.fsdecode("报告.txt".encode("gbk"))
    convert(ledger, path, "a")
    assert ledger.look(path).path == path
    assert [entry.path for entry in ledger.entries()] == [path]


def test_a_failure_is_known_with_its_reason_and_the_old_results_stand(ledger):
    convert(ledger, "/in/甲.txt", "a")
    task = job(ledger, "/in/甲.txt")
    ledger.fail(
        start(ledger, task.path), Outcome(task, error=EmptyFile("甲.txt").failure(), sha256="b"), SIGHT, 2.0, 99.0
    )
    entry = ledger.look(task.path)
    assert (entry.state, entry.tries, entry.next_try, entry.failure.code) == (FAILED, 1, 99.0, "EmptyFile")
    assert (entry.sha256, len(entry.results), entry.version) == ("a", 1, 2)


def test_tries_are_counted_until_the_file_looks_otherwise(ledger):
    task = job(ledger, "/in/甲.txt")
    for expected in (1, 2, 3):
        ledger.fail(start(ledger, task.path), Outcome(task, error=EmptyFile("甲.txt").failure()), SIGHT, 2.0)
        assert ledger.look(task.path).tries == expected
    start(ledger, task.path, (0, 0))
    assert ledger.look(task.path).tries == 0


def test_after_a_crash_the_work_is_known_with_what_was_about_to_appear(tmp_path, ledger):
    task = job(ledger, "/in/甲.txt")
    start(ledger, task.path)
    ledger.commit()
    (tmp_path / "state" / "intents" / "1-0.txt").write_text("abc\n")
    again = Ledger(tmp_path / "state", tmp_path / "out")
    entry = again.look(task.path)
    assert (entry.state, entry.past().ours) == (RUNNING, ("abc",))
    start(again, task.path)
    assert again.look(task.path).crashes == 1
    again.close()
    assert list((tmp_path / "state" / "intents").iterdir()) != []


def test_a_file_entered_as_begun_is_in_work_without_a_start(ledger):
    files = [("/in/甲.txt", "甲.txt", os.path.join(ledger.output, "甲"))]
    (first,) = ledger.enrol(files, begin=True)
    (again,) = ledger.enrol(files, begin=True)
    assert (first.begun, again.begun) == (True, False)
    assert (again.state, again.crashes, ledger.interrupted()) == (RUNNING, 0, True)


def test_a_result_beside_a_held_place_waits_and_is_done_again(ledger):
    convert(ledger, "/in/甲.txt", "a", held=True)
    entry = ledger.look("/in/甲.txt")
    past = entry.past()
    assert (entry.state, past.sha256, past.ours, len(past.beside)) == (WAITING, None, ("ra",), 1)


def test_what_is_not_committed_did_not_happen(tmp_path, ledger):
    ledger.reserve("/in/甲.txt", str(tmp_path / "out" / "甲"))
    again = Ledger(tmp_path / "state", tmp_path / "out")
    assert again.look("/in/甲.txt") is None
    again.close()


@pytest.mark.parametrize("damage", [b"", b"not a database, but long enough to be looked at as one" * 40])
def test_a_damaged_ledger_is_put_aside(tmp_path, ledger, damage):
    convert(ledger, "/in/甲.txt", "a")
    ledger.close()
    data = ledger.path.read_bytes()
    ledger.path.write_bytes(damage or data[: len(data) // 2])
    again = Ledger(tmp_path / "state", tmp_path / "out")
    assert again.renewal is Renewal.DAMAGED
    assert again.look("/in/甲.txt") is None
    assert len(list((tmp_path / "state").glob("ledger-damaged-*.db"))) == 1
    again.close()


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path, ledger):
    ledger.close()
    db = sqlite3.connect(ledger.path)
    db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(BadLedger, match="newer version"):
        Ledger(tmp_path / "state", tmp_path / "out")


def test_a_ledger_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(BadLedger, match="cannot be used"):
        Ledger(tmp_path / "state", tmp_path / "out")


def test_records_come_in_the_order_of_names(ledger):
    for path in ("/in/乙.txt", "/in/甲.txt"):
        convert(ledger, path, path)
    assert [each.record for each in ledger.records()] == [b"{}", b"{}"]
    assert ledger.counts() == {DONE: 2}
    assert Past() == Past((), None, (), ())
