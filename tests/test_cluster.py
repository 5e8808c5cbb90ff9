"""The same jobs on a cluster of processes: same bytes, same order, and a killed worker costs nothing."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from benchmarks.reports import report
from convert import cluster
from convert.batch import run
from convert.errors import NoCluster
from convert.kit import load_kit
from convert.model import Job, Outcome

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

KIT = load_kit()


def _jobs(folder, target, count):
    folder.mkdir(exist_ok=True)
    jobs = []
    for n in range(count):
        path = folder / f"{n:03}.txt"
        path.write_text(report(n, 900), encoding="utf-8")
        jobs.append(Job(str(path), path.name, str(folder.parent / target / path.stem)))
    return jobs


def _flat(batches):
    return [outcome for batch in batches for outcome in batch]


def test_a_cluster_gives_the_bytes_and_the_order_of_a_single_process(tmp_path):
    here = list(run(_jobs(tmp_path / "in", "serial", 25), KIT))
    jobs = _jobs(tmp_path / "in", "cluster", 25)
    missing = Job(str(tmp_path / "no.txt"), "no.txt", str(tmp_path / "cluster" / "no"))
    handed = Outcome(missing, error=here[0].error)
    there = _flat(cluster.run_batches([*jobs[:10], handed, *jobs[10:], missing], KIT, "local:2", size=7))
    assert [outcome.job.name for outcome in there] == [
        *(j.name for j in jobs[:10]),
        "no.txt",
        *(j.name for j in jobs[10:]),
        "no.txt",
    ]
    assert there[10] is handed
    assert there[-1].error.code == "MissingFile"
    written = [outcome.written[0].sha256 for outcome in there if outcome.written]
    assert written == [outcome.written[0].sha256 for outcome in here]


def test_workers_killed_midway_cost_nothing(tmp_path):
    jobs = _jobs(tmp_path / "in", "out", 120)
    killed = []

    def kill_one():
        for _ in range(600):
            time.sleep(0.05)
            for client in distributed.client._global_clients.values():
                pids = list(client.run(os.getpid).values())
                if pids and any((tmp_path / "out").glob("*.docx")):
                    os.kill(pids[0], signal.SIGKILL)
                    killed.append(pids[0])
                    return

    killer = threading.Thread(target=kill_one)
    killer.start()
    outcomes = _flat(cluster.run_batches(jobs, KIT, "local:2", size=5))
    killer.join()
    assert killed
    assert [outcome.job for outcome in outcomes] == jobs
    assert [outcome.error for outcome in outcomes] == [None] * 120
    assert len(list((tmp_path / "out").glob("*.docx"))) == 120


def test_no_scheduler_is_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    with pytest.raises(NoCluster, match=r"tcp://127\.0\.0\.1:1"):
        list(cluster.run_batches([], KIT, "tcp://127.0.0.1:1"))


def _started(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_scheduler_that_dies_midway_is_one_clear_error(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = _started("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    worker = _started("worker", address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path))
    try:
        batches = cluster.run_batches(_jobs(tmp_path / "in", "out", 60), KIT, address, size=2)
        assert all(outcome.error is None for outcome in next(batches))
        scheduler.kill()
        with pytest.raises(NoCluster):
            list(batches)
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()
