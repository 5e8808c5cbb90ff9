"""What takes half an hour: 200,000 reports for the parent's memory, 100,000 for the growth, a million rows.

`python -m benchmarks --large` measures it and keeps the figures in `large.json`, which docs/performance.md shows until
they are measured anew. `python -m benchmarks.large FOLDER` does so with its files in a folder of your choice.
"""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.pool import figures_of, make
from benchmarks.scaling import by_count

KEPT = Path(__file__).with_name("large.json")
FEW, MANY = 1_000, 200_000
CHARACTERS = 300
"""Of a report where only their number matters."""

COUNTS = (10_000, 100_000)


def measure(folder: str | None = None) -> dict[str, Any]:
    """All figures, with the day they were measured."""
    return {
        "day": str(datetime.datetime.now(datetime.UTC).date()),
        "memory": [
            {"mode": mode, **_run(mode, count, CHARACTERS, folder)}
            for mode in ("pool", "desk")
            for count in (FEW, MANY)
        ],
        "counts": by_count(COUNTS, folder),
        "million": json.loads(subprocess.check_output([sys.executable, "-m", "benchmarks.workbook", "memory"])),
    }


def _run(mode: str, count: int, characters: int, folder: str | None) -> dict[str, float]:
    print(f"large {mode} {count}", file=sys.stderr, flush=True)
    work = Path(tempfile.mkdtemp(dir=folder))
    try:
        make(work / "in", count, characters)
        return figures_of(mode, work / "in")
    finally:
        shutil.rmtree(work)


def kept() -> dict[str, Any]:
    """The figures as they were last measured; none where they never were."""
    figures: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    return figures


def main(folder: str | None = None) -> None:
    """Measures and keeps."""
    KEPT.write_text(json.dumps(measure(folder), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
