"""Cost per character from 2 kB to 20 MB, and per file from 10 to 100,000 files: flat, or something is quadratic."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pool import make
from benchmarks.reports import report

SIZES_CHARACTERS = (700, 7_000, 70_000, 700_000, 7_000_000)
"""2 kB to 20 MB of UTF-8."""

COUNTS = (10, 100, 1_000, 10_000, 100_000)

LEAST_S = 0.4
"""Time that a size is repeated for, so that short texts are measured as well as long ones."""


def by_size(sizes: tuple[int, ...] = SIZES_CHARACTERS) -> list[dict[str, float]]:
    """Microseconds of CPU per 1,000 characters, from bytes to the Word file's bytes, for each size."""
    from convert.engine import convert_text
    from convert.kit import load_kit

    kit = load_kit()
    rows = []
    for size in sizes:
        text = report(size, size)
        data = text.encode()
        convert_text(data, kit)
        figures: list[float] = []
        gc.collect()
        while sum(figures) < LEAST_S or len(figures) < 3:
            started = time.process_time()
            convert_text(data, kit)
            figures.append(time.process_time() - started)
        rows.append({"characters": len(text), "us_per_1000": statistics.median(figures) / len(text) * 1e9})
    return rows


def by_count(counts: tuple[int, ...] = COUNTS) -> list[dict[str, float]]:
    """Milliseconds of CPU per file, workers' included, for each number of files, ledger and all."""
    from benchmarks.pool import figures_of

    rows = []
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder, "in"), count)
            rows.append({"files": count, "cpu_ms": figures_of("desk", Path(folder, "in"))["cpu_ms"]})
    return rows


if __name__ == "__main__":
    operands = tuple(map(int, sys.argv[2:]))
    json.dump(by_size() if sys.argv[1] == "size" else by_count(operands or COUNTS), sys.stdout)
