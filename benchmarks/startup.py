"""Whole processes against a bare interpreter: `--help`, one report to Word, one report to Word and workbook."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.clock import interleave_commands
from benchmarks.reports import report


def measure(rounds: int = 11) -> dict[str, float]:
    """CPU of each command over that of `python -c pass`, and the latter in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "报告.txt")
        source.write_text(report(1), encoding="utf-8")
        convert = [sys.executable, "-m", "convert", "convert", str(source), "--quiet", "--force", "-o"]
        timings = interleave_commands(
            {
                "bare": [sys.executable, "-c", "pass"],
                "help": [sys.executable, "-m", "convert", "--help"],
                "docx": [*convert, str(Path(folder, "word")), "--format", "docx"],
                "docx + xlsx": [*convert, str(Path(folder, "both"))],
            },
            rounds,
            # An installed program has its byte code, and its cache after the first run; here both are made in the round
            # that is not counted.
            {
                "PYTHONPYCACHEPREFIX": str(Path(folder, "code")),
                "PYTHONDONTWRITEBYTECODE": "",
                "CHENGGAO_CACHE": str(Path(folder, "cache")),
            },
        )
    figures = {f"{name} / bare": timings[name].ratio(timings["bare"]) for name in ("help", "docx", "docx + xlsx")}
    return {"bare_ms": timings["bare"].median * 1000, **figures}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
