"""Many reports in one process, over processes and over a desk with its ledger: CPU of parent and workers, memory.

`python -m benchmarks.pool MODE FOLDER` runs one mode over the reports of a folder and prints one JSON object;
`python -m benchmarks.pool all COUNT` makes so many reports and runs each mode as a process of its own.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.reports import report
from convert.model import Job

DISTINCT = 200
"""Different texts among the reports: making them costs more than converting them."""


def make(folder: Path, count: int, characters: int = 2600) -> None:
    """Puts `count` reports into `folder`, a thousand to a sub-folder."""
    texts = [report(seed, characters).encode() for seed in range(min(count, DISTINCT))]
    for n in range(count):
        below = folder / f"{n // 1000:04}"
        if n % 1000 == 0:
            below.mkdir(parents=True)
        (below / f"{n:07}.txt").write_bytes(texts[n % DISTINCT])


def _jobs(source: str, target: str) -> Iterator[Job]:
    """The jobs, found as cheaply as a folder can be listed: what is measured is what comes after."""
    for below in sorted(os.listdir(source)):
        for name in sorted(os.listdir(f"{source}/{below}")):
            yield Job(f"{source}/{below}/{name}", f"{below}/{name}", f"{target}/{below}/{name[:-4]}")


def run(mode: str, source: Path) -> dict[str, float]:
    """Figures of one mode: "serial", "pool" or "desk"; everything in this process counts as the parent's."""
    from convert.batch import run_batches
    from convert.cli import COLLECT_FROM
    from convert.desk import open_desk
    from convert.kit import load_kit

    gc.set_threshold(COLLECT_FROM)  # as the command does
    kit = load_kit()
    target = source.with_name(f"{source.name}-{mode}")
    for below in sorted(source.iterdir()):
        (target / below.name).mkdir(parents=True)
    started, wall, count = time.process_time(), time.perf_counter(), 0
    workers = 1 if mode == "serial" else 2
    if mode == "desk":
        with open_desk(target, kit) as desk:
            for outcome in desk.convert([source], ("docx",), workers=workers):
                assert outcome.error is None
                count += 1
    else:
        for outcomes in run_batches(_jobs(str(source), str(target)), kit, workers=workers):
            assert all(outcome.error is None for outcome in outcomes)
            count += len(outcomes)
    parent = time.process_time() - started
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "files": count,
        "parent_us": parent / count * 1e6,
        "cpu_ms": (parent + children.ru_utime + children.ru_stime) / count * 1e3,
        "wall_ms": (time.perf_counter() - wall) / count * 1e3,
        "parent_peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def figures_of(mode: str, source: Path) -> dict[str, float]:
    """`run` in a process of its own."""
    figures: dict[str, float] = json.loads(
        subprocess.check_output([sys.executable, "-m", "benchmarks.pool", mode, source])
    )
    return figures


def measure(count: int, modes: tuple[str, ...] = ("serial", "pool", "desk"), rounds: int = 3) -> list[dict[str, Any]]:
    """Figures of each mode and round over `count` reports, modes in turn."""
    rows = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "in")
            make(source, count)
            rows += [{"mode": mode, **figures_of(mode, source)} for mode in modes]
    return rows


if __name__ == "__main__":
    mode, operand = sys.argv[1:]
    json.dump(measure(int(operand), rounds=1) if mode == "all" else run(mode, Path(operand)), sys.stdout)
