"""Cost per character from 2 kB to 20 MB, and per file from 10 to 100,000 files: flat, or something is quadratic."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pool import make
from benchmarks.reports import report

SIZES_BYTES = (2_000, 20_000, 200_000, 2_000_000, 20_000_000)
"""Of texts in UTF-8."""

_BYTES_A_CHARACTER = 2.8
"""Three for a Chinese one, one for a digit."""

COUNTS = (10, 100, 1_000, 10_000, 100_000)

MANY = 1_000
"""Files from which one run says enough."""

ROUNDS = 5

LEAST_S = 0.1
"""Time that a size is repeated for in each round, so that short texts are measured as well as long ones."""


def by_size(sizes: tuple[int, ...] = SIZES_BYTES) -> list[dict[str, float]]:
    """Microseconds of CPU per 1,000 characters, from bytes to the Word file's bytes, for each size."""
    from convert.cli import COLLECT_FROM
    from convert.engine import convert_text
    from convert.kit import load_kit

    gc.set_threshold(COLLECT_FROM)  # as the command does
    kit = load_kit()
    texts = [report(size, int(size / _BYTES_A_CHARACTER)) for size in sizes]
    figures: list[list[float]] = [[] for _ in texts]
    for _ in range(ROUNDS):  # in turn, so that a slow minute of the machine hits all of them
        for text, found in zip(texts, figures, strict=True):
            data = text.encode()
            spent, count = 0.0, 0
            while spent < LEAST_S:
                started = time.process_time()
                convert_text(data, kit)
                spent += time.process_time() - started
                count += 1
            found.append(spent / count)
    return [
        {
            "bytes": len(text.encode()),
            "characters": len(text),
            "us_per_1000": statistics.median(found) / len(text) * 1e9,
        }
        for text, found in zip(texts, figures, strict=True)
    ]


def by_count(counts: tuple[int, ...] = COUNTS, below: str | None = None) -> list[dict[str, float]]:
    """Milliseconds of CPU per file of the whole command, for each number of files; these are put `below` a folder."""
    rows = []
    for count in counts:
        rounds = ROUNDS if count < MANY else 1
        with tempfile.TemporaryDirectory(dir=below) as folder:
            make(Path(folder, "in"), count)
            spent = [_command_s(f"{folder}/in", f"{folder}/out-{number}") for number in range(rounds)]
        rows.append({"files": count, "cpu_ms": statistics.median(spent) / count * 1e3})
    return rows


def _command_s(source: str, target: str) -> float:
    """Seconds of CPU that converting a folder takes, start, processes, ledger and workbook included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "convert", "convert", source, "-o", target, "--quiet"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    operands = tuple(map(int, sys.argv[2:]))
    json.dump(by_size() if sys.argv[1] == "size" else by_count(operands or COUNTS), sys.stdout)
