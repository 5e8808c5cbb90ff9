"""Two thousand files over processes and over a cluster, and a worker that is killed in the middle of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from convert import batch, engine
from convert.collected import rebuild
from convert.desk import open_desk
from convert.files import read_file
from convert.kit import load_kit
from tests.faults.harness import Place, assert_converged

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="what is counted is put in before forking"),
]

FILES = 2000
WINDOW = 2 * batch.WINDOW * batch.BATCH


def fill(place: Place) -> None:
    for number in range(FILES):
        place.write(f"{number // 500}/{number}.txt", str(number))


def convert(place: Place, **settings) -> int:
    """Converts all; the number of outcomes without an error."""
    with open_desk(place.output, load_kit()) as desk:
        good = sum(outcome.error is None for outcome in desk.convert([place.input], ("docx",), **settings))
        rebuild(desk, ("xlsx",))
    return good


def kill_when(condition, pids) -> threading.Thread:
    """Kills the first of the processes once the condition holds."""

    def wait() -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            if condition() and (there := pids()):
                os.kill(there[0], signal.SIGKILL)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def check(place: Place) -> None:
    assert_converged(place)
    assert place.rows("SELECT count(*), sum(runs) FROM versions") == [(FILES, FILES)]
    assert place.rows("SELECT count(*) FROM records") == [(FILES,)]


def test_a_killed_worker_costs_no_more_than_the_window(place, monkeypatch):
    counted = place.folder / "counted"

    def count(path, **expected):
        with open(counted, "ab") as file:
            file.write(b".")
        return read_file(path, **expected)

    monkeypatch.setattr(engine, "read_file", count)
    fill(place)
    killer = kill_when(
        lambda: counted.exists() and counted.stat().st_size > FILES // 2,
        lambda: [child.pid for child in multiprocessing.active_children()],
    )
    assert convert(place, workers=2) == FILES
    killer.join()
    assert 0 <= counted.stat().st_size - FILES <= WINDOW
    check(place)


def test_a_killed_worker_of_a_cluster_costs_nothing(place):
    distributed = pytest.importorskip("distributed")
    fill(place)

    def pids() -> list[int]:
        for client in list(distributed.client._global_clients.values()):
            return list(client.run(os.getpid).values())
        return []

    killer = kill_when(lambda: sum(1 for _ in Path(place.output).rglob("*.docx")) > FILES // 4, pids)
    assert convert(place, cluster="local:2") == FILES
    killer.join()
    check(place)
