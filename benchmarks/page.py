"""docs/performance.md and its picture, from the figures of all benchmarks."""

from __future__ import annotations

import datetime
import math
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import Any

_PACKAGES = ("python-docx", "openpyxl", "lxml", "click", "chardet", "isal")

_HEAD = """# How fast

Written by `python -m benchmarks`{quick}; do not edit. Figures are CPU time, user and system, the workers' included,
medians of rounds in which the things compared took turns; only ratios can be compared between machines.

{machine}

The *limit* is what no converter can do without: read a report's file, decode it, escape it for XML, checksum and
deflate the text, write the file, rename it. *Naive* is python-docx as most scripts use it, merely saving the lines.
Ours goes by the handful as in every run (docs/adr/0009), and with the collector of cycles set as the command sets it.

All write files that were not there before. What a new file costs is the file system's affair: ext4 looks at each inode
freed in the last five minutes before it takes another, so that on the machine measured it was 10 to 250 µs from one
hour to the next, in the limit as in ours, and the limit was seen between 0.13 and 0.40 ms: the lower it is, the higher
the ratio to it. The Word file of a report holds 1.6 times the bytes of its text before they are deflated. Ours deflates
them at level 3 of zlib, in 0.08 ms and to 2 % more than at level 6, or with isal in 0.02 ms and to 12 % more; the limit
deflates the text alone, at level 6, in 0.09 ms.
"""


def markdown(figures: Mapping[str, Any], large: Mapping[str, Any], *, quick: bool) -> str:
    """The page; `large` are the figures that are measured more rarely."""
    parts = [
        _HEAD.format(quick=" --quick" if quick else "", machine=_machine()),
        _line(figures["zlib"], figures["isal"]),
        _startup(figures["startup"]),
        _decode(figures["decode"]),
        _pool(figures["pool"]),
        _scaling(figures["sizes"], figures["counts"]),
    ]
    if figures["workbook"]:
        parts.append(_workbook(figures["workbook"]))
    if large:
        parts.append(_large(large))
    parts.append(_aims(figures, large))
    return "\n".join(parts)


def _machine() -> str:
    packages = []
    for name in _PACKAGES:
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    day = datetime.datetime.now(datetime.UTC).date()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{day}, {model}, {os.cpu_count()} cores, {platform.system()}; {python}, {', '.join(packages)}."


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|---{'|--:' * (len(head) - 1)}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _line(zlib: Mapping[str, float], isal: Mapping[str, float]) -> str:
    def row(name: str, key: str, unit: str = "_ms", form: str = ".2f") -> tuple[str, ...]:
        return (name, *(format(figures[key + unit], form) for figures in (zlib, isal)))

    rows = [
        row("limit, ms", "limit"),
        row("read, decode, write, ms", "read_decode_write"),
        *(row(f"{stage}, ms", stage) for stage in ("clean", "outline", "extract", "review")),
        row("**analysis**, the four together, ms", "analysis"),
        row("**whole line**, from file to file, ms", "whole"),
        row("the same from GBK, ms", "whole_gbk"),
        row("naive, ms", "naive", form=".1f"),
        row("read, decode, write / limit", "read_decode_write / limit", "", ".2f"),
        row("the same where both replace files", "read_decode_write / limit, again", "", ".2f"),
        row("whole line / limit", "whole / limit", "", ".1f"),
        row("naive / whole line", "naive / whole", "", ".1f"),
        row("bytes of the Word file", "docx_bytes", "", ".0f"),
    ]
    return f"## One report of {zlib['characters']:.0f} characters\n\n" + _table(("", "zlib", "isal"), rows)


def _startup(figures: Mapping[str, float]) -> str:
    rows = [
        (f"`{name}`", f"{figures[f'{key} / bare']:.1f}")
        for name, key in (
            ("chenggao --help", "help"),
            ("chenggao convert FILE --format docx", "docx"),
            ("chenggao convert FILE", "docx + xlsx"),
        )
    ]
    return (
        "## A whole process\n\n"
        f"In starts of the bare interpreter ({figures['bare_ms']:.1f} ms), byte code and cache in place.\n\n"
        + _table(("", "starts"), rows)
    )


def _decode(figures: Mapping[str, Mapping[str, float]]) -> str:
    rows = [(name, f"{row['ours_ms']:.3f}", f"{row['chardet_ms']:.3f}") for name, row in figures.items()]
    return "## Bytes to text\n\nA report of 6 KB, ms; chardet only names the encoding.\n\n" + _table(
        ("", "ours", "chardet"), rows
    )


def _pool(rows: Sequence[Mapping[str, Any]]) -> str:
    serial = next(row for row in rows if row["mode"] == "serial")
    names = {"serial": "one process", "pool": "two workers", "desk": "two workers, with ledger and workbook's rows"}
    table = [
        (
            names[row["mode"]],
            f"{row['cpu_ms']:.2f}",
            f"{row['cpu_ms'] / serial['cpu_ms']:.2f}",
            f"{row['wall_ms']:.2f}",
            "-" if row is serial else f"{row['parent_us']:.0f}",
            f"{row['parent_peak_mib']:.0f}",
        )
        for row in rows
    ]
    head = ("", "CPU ms a file", "/ serial", "wall ms a file", "parent's CPU, µs a file", "parent's peak, MiB")
    return f"## {serial['files']:,} reports\n\n" + _table(head, table)


def _scaling(sizes: Sequence[Mapping[str, float]], counts: Sequence[Mapping[str, float]]) -> str:
    further = ["", *(f"{us:.0f}" for us in _further(sizes))]
    by_size = [
        (f"{row['bytes'] / 1000:,.0f}", f"{row['characters']:,}", f"{row['us_per_1000']:.0f}", more)
        for row, more in zip(sizes, further, strict=True)
    ]
    head = ("kB of one text", "characters", "µs per 1,000 characters", "µs per 1,000 more than in the row above")
    return (
        "## Growth\n\n![cost per character by size](images/performance.svg)\n\n"
        + _table(head, by_size)
        + "\nA report costs something before its first character; what each further one costs should stay the same.\n"
        "In a text of 20 MB it is more by what memory is slower than the processor's cache.\n\n" + _counts(counts)
    )


def _counts(rows: Sequence[Mapping[str, float]]) -> str:
    spent = [(row["files"], row["files"] * row["cpu_ms"]) for row in rows]
    further = ["", *(f"{(ms - less) / (files - fewer):.2f}" for (fewer, less), (files, ms) in pairwise(spent))]
    return _table(
        ("files given to `chenggao convert`", "CPU ms a file", "for each more than in the row above"),
        [(f"{row['files']:,}", f"{row['cpu_ms']:.2f}", more) for row, more in zip(rows, further, strict=True)],
    )


def _further(sizes: Sequence[Mapping[str, float]]) -> list[float]:
    """Microseconds for each 1,000 characters that a size has more than the one before it."""
    spent = [(row["characters"], row["us_per_1000"] * row["characters"]) for row in sizes]
    return [(us - less) / (characters - fewer) for (fewer, less), (characters, us) in pairwise(spent)]


def _unevenness(sizes: Sequence[Mapping[str, float]]) -> float:
    """By what share of their mean the cost of further characters is farthest from it."""
    costs = _further(sizes)
    mean = sum(costs) / len(costs)
    return max(abs(cost - mean) for cost in costs) / mean


def _workbook(figures: Mapping[str, float]) -> str:
    rows = [
        ("ours", f"{figures['ours_us']:.1f}"),
        ("openpyxl, write-only, same cells", f"{figures['write_only_us']:.1f}"),
        ("ratio", f"{figures['ratio']:.3f}"),
    ]
    return f"## The workbook, {figures['rows']:,.0f} rows\n\n" + _table(("", "µs a row"), rows)


def _large(figures: Mapping[str, Any]) -> str:
    names = {"pool": "two workers", "desk": "two workers, with ledger"}
    memory = [
        (
            names[row["mode"]],
            f"{row['files']:,}",
            f"{row['cpu_ms']:.2f}",
            f"{row['parent_us']:.0f}",
            f"{row['parent_peak_mib']:.1f}",
        )
        for row in figures["memory"]
    ]
    million = figures["million"]
    return (
        f"## Large runs, {figures['day']}\n\n"
        "Of `python -m benchmarks --large`. Short reports, for the parent's memory:\n\n"
        + _table(("", "files", "CPU ms a file", "parent's CPU, µs a file", "parent's peak, MiB"), memory)
        + "\n"
        + _counts(figures["counts"])
        + f"\nA workbook of a million rows ({million['reports']:,.0f} reports) takes {million['cpu_s']:.0f} s of CPU"
        f" and {million['peak_mib']:.0f} MiB at its peak.\n"
    )


def _growth_mib(large: Mapping[str, Any], mode: str) -> float | None:
    """By how much the parent's peak grows from the fewest files to the most."""
    peaks = [row["parent_peak_mib"] for row in large.get("memory", ()) if row["mode"] == mode]
    return peaks[-1] - peaks[0] if peaks else None


def _aims(figures: Mapping[str, Any], large: Mapping[str, Any]) -> str:
    zlib, isal, start = figures["zlib"], figures["isal"], figures["startup"]
    serial, pool = figures["pool"][0], figures["pool"][1]
    found = [
        ("analysis of a report, ms", zlib["analysis_ms"], 1.2),
        ("read, decode, write / limit, zlib", zlib["read_decode_write / limit"], 1.6),
        ("read, decode, write with isal / limit with zlib", isal["read_decode_write / limit"], 1.0),
        ("whole line / limit", zlib["whole / limit"], 5.0),
        ("GBK on top, ms", zlib["gbk_extra_ms"], 1.0),
        ("`--help`, starts", start["help / bare"], 5.0),
        ("one file to Word, starts", start["docx / bare"], 13.0),
        ("one file to Word and workbook, starts", start["docx + xlsx / bare"], 20.0),
        ("two workers / one process", pool["cpu_ms"] / serial["cpu_ms"], 1.2),
        ("parent of two workers, µs a file", pool["parent_us"], 20.0),
        ("parent's memory from 1,000 to 200,000 files, MiB", _growth_mib(large, "pool"), 10.0),
        ("the same with ledger, MiB", _growth_mib(large, "desk"), 10.0),
        ("further characters, 2 kB to 20 MB, farthest from their mean", _unevenness(figures["sizes"]), 0.25),
        ("workbook / openpyxl", figures["workbook"].get("ratio"), 0.25),
        ("a million rows, peak MiB", large.get("million", {}).get("peak_mib"), 60.0),
    ]
    rows = [
        (name, f"{value:.2f}", f"{aim:g}", "yes" if value <= aim else "no")
        for name, value, aim in found
        if value is not None
    ]
    return (
        "## Aims\n\nAt most; those that do not hold are open work. A report of 550 characters costs two thirds of one\n"
        "of 2,800: every paragraph is asked many small questions, and none of them stands out in a profile.\n\n"
        + _table(("", "measured", "aim", "held"), rows)
    )


_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 560, 300, 60, 40


def plot(sizes: Sequence[Mapping[str, float]]) -> str:
    """An SVG: microseconds per 1,000 characters over the length of the text, which is on a logarithmic axis.

    Dashed, the same for those characters that a text has more than the next shorter one.
    """
    logs = [math.log10(row["characters"]) for row in sizes]
    values = [row["us_per_1000"] for row in sizes]
    top = max(values) * 1.2
    span = (logs[-1] - logs[0]) or 1.0

    def place(log: float, value: float) -> tuple[float, float]:
        x = _LEFT + (log - logs[0]) / span * (_WIDTH - _LEFT - 40)
        return round(x, 1), round((_HEIGHT - _BOTTOM) - value / top * (_HEIGHT - _BOTTOM - 20), 1)

    points = [place(log, value) for log, value in zip(logs, values, strict=True)]
    line = " ".join(f"{x},{y}" for x, y in points)
    further = " ".join("{},{}".format(*place(log, value)) for log, value in zip(logs[1:], _further(sizes), strict=True))
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="4"/>' for x, y in points)
    labels = "".join(
        f'<text x="{x}" y="{y - 10}">{value:.0f}</text><text x="{x}" y="{_HEIGHT - 18}">{row["characters"]:,}</text>'
        for (x, y), value, row in zip(points, values, sizes, strict=True)
    )
    axis = _HEIGHT - _BOTTOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="11" text-anchor="middle"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'<path d="M{_LEFT - 20} {axis}H{_WIDTH - 20}" stroke="#888"/>'
        f'<polyline points="{line}" fill="none" stroke="#b22222" stroke-width="2"/><g fill="#b22222">{marks}</g>'
        f'<polyline points="{further}" fill="none" stroke="#1f4e79" stroke-width="2" stroke-dasharray="5 4"/>'
        f'{labels}<text x="{_WIDTH // 2}" y="{_HEIGHT - 3}">characters in the text</text>'
        f'<text x="{_WIDTH // 2}" y="14">CPU µs per 1,000 characters, from bytes to the Word file;'
        " dashed: per 1,000 further ones</text></svg>\n"
    )
