"""One report, stage by stage and from file to file, against the limit and the usual way of writing Word files.

Run as a process of its own, with "zlib" or "isal" as argument, because the deflate library is chosen at import; prints
one JSON object of ratios and milliseconds.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.clock import Timing, interleave
from benchmarks.limit import limit, naive
from benchmarks.reports import report

REPORTS = 40
"""Reports in a round: enough that the clock's grain is nothing, few enough for short rounds."""

NAIVE_REPORTS = 4


def measure(deflate: str, rounds: int = 9) -> dict[str, float]:
    """Figures by name: milliseconds of CPU a report end in `_ms`, ratios say what to what."""
    if deflate == "zlib":
        sys.modules["isal"] = None  # type: ignore[assignment]  # as if the extra [fast] were not installed
    from convert.batch import convert_batch
    from convert.cli import COLLECT_FROM
    from convert.engine import HANDFUL, stages, understand
    from convert.files import read_file, write_file
    from convert.kit import load_kit
    from convert.model import Job, Source
    from convert.readers.plain import read
    from convert.writers import begin, word

    usual = gc.get_threshold()
    gc.set_threshold(COLLECT_FROM)  # as the command does
    kit = load_kit()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        texts = [report(seed) for seed in range(REPORTS)]
        paths = [root / f"{n}.txt" for n in range(REPORTS)]
        gbk_paths = [root / f"{n}.gbk.txt" for n in range(REPORTS)]
        for text, path, gbk_path in zip(texts, paths, gbk_paths, strict=True):
            path.write_bytes(text.encode())
            gbk_path.write_bytes(text.encode("gb18030"))
        documents = [understand(Source(str(path), path.read_bytes()), kit) for path in paths]
        values: list[Any] = [read(Source(str(path), path.read_bytes())) for path in paths]
        analysis: dict[str, Callable[[], list[Any]]] = {}
        for name, stage in stages(kit):
            analysis[name] = partial(_each, stage, values)
            values = analysis[name]()
        results = _Results(str(root))

        def write_limit(place: Callable[[Path], str], *, fast: bool = False) -> None:
            for path in paths:
                limit(path, Path(place(path)), fast=fast)

        def convert_without_analysis(place: Callable[[Path], str]) -> None:
            for start in range(0, REPORTS, HANDFUL):  # as the engine does
                handful = slice(start, start + HANDFUL)
                data = [read_file(str(path)) for path in paths[handful]]
                for path, content in zip(paths[handful], data, strict=True):
                    read(Source(str(path), content))
                begun = [begin(word, document, kit) for document in documents[handful]]
                written = [end() for end in begun]
                for path, content in zip(paths[handful], written, strict=True):
                    write_file(place(path), content)

        def convert(paths: list[Path]) -> None:
            convert_batch([Job(str(path), path.name, results.new(path)) for path in paths], kit)

        def write_naively() -> None:
            gc.set_threshold(*usual)  # no script sets it
            for path, text in zip(paths[:NAIVE_REPORTS], texts, strict=False):
                naive(text, Path(results.new(path)))
            gc.set_threshold(COLLECT_FROM)

        variants: dict[str, Callable[[], object]] = {
            "limit": partial(write_limit, results.new),
            "limit_isal": partial(write_limit, results.new, fast=True),
            "read_decode_write": partial(convert_without_analysis, results.new),
            "limit_again": partial(write_limit, results.old),
            "read_decode_write_again": partial(convert_without_analysis, results.old),
            **analysis,
            "write": lambda: [word.write(document, kit) for document in documents],
            "whole": partial(convert, paths),
            "whole_gbk": partial(convert, gbk_paths),
            "naive": write_naively,
        }
        timings = interleave(variants, rounds, results.warm)
        size = len(word.write(documents[0], kit))
    return _figures(timings, list(analysis), size, sum(map(len, texts)) / REPORTS)


class _Results:
    """Where results go: all into one folder, since where a folder lies on the disk decides what a new file costs.

    A batch makes new files. Files that replace others are told apart: ext4 writes them out at once, which takes half
    the CPU of deflating a report.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._turn = 0

    def new(self, path: Path) -> str:
        """The place of a report's result in this turn, where no file is."""
        return f"{self._folder}/{self._turn}-{path.name}.docx"

    def old(self, path: Path) -> str:
        """The place of a report's result in every turn, where the one of the turn before is."""
        return f"{self._folder}/{path.name}.docx"

    def warm(self, run: Callable[[], object]) -> None:
        """A turn off the clock, so that no variant pays for the caches that the one before it filled."""
        self._turn += 1
        run()
        self._turn += 1


def _each(stage: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    return [stage(value) for value in values]


def _figures(timings: dict[str, Timing], analysis: list[str], size: int, characters: float) -> dict[str, float]:
    count = {"naive": NAIVE_REPORTS}
    ms = {name: timing.median * 1000 / count.get(name, REPORTS) for name, timing in timings.items()}
    figures = {f"{name}_ms": value for name, value in ms.items()}
    figures["analysis_ms"] = sum(ms[stage] for stage in analysis)
    figures["read_decode_write / limit"] = timings["read_decode_write"].ratio(timings["limit"])
    figures["read_decode_write / limit_isal"] = timings["read_decode_write"].ratio(timings["limit_isal"])
    figures["read_decode_write / limit, again"] = timings["read_decode_write_again"].ratio(timings["limit_again"])
    figures["whole / limit"] = timings["whole"].ratio(timings["limit"])
    figures["naive / whole"] = timings["naive"].ratio(timings["whole"]) * REPORTS / NAIVE_REPORTS
    figures["gbk_extra_ms"] = ms["whole_gbk"] - ms["whole"]
    figures["docx_bytes"] = size
    figures["characters"] = characters
    return figures


if __name__ == "__main__":
    json.dump(measure(sys.argv[1]), sys.stdout)
