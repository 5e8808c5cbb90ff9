"""Measures everything and writes docs/performance.md and its picture.

python -m benchmarks            all of it, some six minutes: 10,000 files over processes, 100,000 rows of a workbook
python -m benchmarks --quick    a minute and a half: 1,000 files, no workbook, nothing repeated
python -m benchmarks --large    half an hour more: 200,000 files and a million rows, kept in large.json

Each benchmark is a process of its own; those that are compared with each other take turns, so that a slow minute of the
machine hits all of them, and the page tells medians.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks import large, page

DOCS = Path(__file__).parents[1] / "docs"
ROUNDS = 3
COUNTS = (10, 100, 1_000, 10_000)


def main() -> None:
    """Writes the page, and says on the way what is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less of everything")
    parser.add_argument("--large", action="store_true", help="measure anew what takes half an hour, too")
    chosen = parser.parse_args()
    quick = chosen.quick
    if chosen.large:
        large.main()
    figures = measure(quick=quick)
    DOCS.joinpath("performance.md").write_text(page.markdown(figures, large.kept(), quick=quick), encoding="utf-8")
    picture = DOCS / "images" / "performance.svg"
    picture.write_text(page.plot(figures["sizes"]), encoding="utf-8")


def measure(*, quick: bool) -> dict[str, Any]:
    """Figures by benchmark; each as its module prints them."""
    runs: dict[str, list[dict[str, float]]] = {"zlib": [], "isal": [], "startup": []}
    for _ in range(1 if quick else ROUNDS):
        runs["zlib"].append(_child("line", "zlib"))
        runs["isal"].append(_child("line", "isal"))
        runs["startup"].append(_child("startup"))
    figures: dict[str, Any] = {name: _medians(rows) for name, rows in runs.items()}
    figures["decode"] = _child("decode", "--json")
    figures["sizes"] = _child("scaling", "size")
    files = 1_000 if quick else 10_000
    figures["counts"] = _child("scaling", "count", *(str(count) for count in COUNTS if count <= files))
    figures["pool"] = _child("pool", "all", str(files))
    figures["workbook"] = {} if quick else _child("workbook", "--json")
    return figures


def _child(module: str, *arguments: str) -> Any:
    print(f"{module} {' '.join(arguments)}", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _medians(rows: Iterable[dict[str, float]]) -> dict[str, float]:
    rows = list(rows)
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


if __name__ == "__main__":
    main()
