"""The workbook: ours against openpyxl's write-only mode, the same rows with the same styles and links.

python -m benchmarks.workbook            rows by the hundred thousand, interleaved
python -m benchmarks.workbook memory     a million rows, with the peak of memory
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import cycle, islice

from benchmarks.clock import interleave
from convert import load_kit
from convert.kit import Kit
from convert.model import Summary
from convert.writers.excel import rows, sheets, write_summary
from convert.writers.excel.tally import Themes
from tests.reports import made_up

MADE = datetime(2026, 11, 20, 21, 1)
REPORTS = 6_000  # some 108,000 rows over all sheets
MILLION = 56_000  # reports


def reports(count: int) -> Iterator[Summary]:
    """That many reports, taken in turn from five hundred made-up ones."""
    return islice(cycle(list(made_up(500))), count)


def ours(count: int, kit: Kit) -> None:
    """The workbook as the program writes it."""
    with tempfile.TemporaryFile() as file:
        write_summary(reports(count), kit, file, made=MADE)


def write_only(count: int, kit: Kit) -> int:
    """The same rows as most scripts would write many: `Workbook(write_only=True)` and styled cells; how many."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    book = Workbook(write_only=True)
    opened = {sheet.name: book.create_sheet(sheet.name) for sheet in sheets.SHEETS}
    # The style is made once and shared: setting font and alignment cell by cell costs as much again as all the rest.
    model = WriteOnlyCell(opened["总览"])
    model.font, model.alignment = Font("微软雅黑", 10), Alignment(wrap_text=True, vertical="center")
    themes = Themes()
    written = 0
    for number, summary in enumerate(reports(count), 1):
        links = rows.links_of(summary)
        made = (
            (sheets.OVERVIEW, rows.overview_row(number, summary, links)),
            (sheets.PROBLEMS, rows.problem_rows(number, summary, links, {})),
            (sheets.MATRIX, themes.add(summary, links)),
            (sheets.SECTIONS, rows.section_rows(summary, links)),
            (sheets.FINDINGS, rows.finding_rows(summary, links)),
            (sheets.CHANGES, rows.change_rows(summary, {})),
            (sheets.ENCODINGS, rows.encoding_rows(summary)),
        )
        for sheet, new in made:
            target = opened[sheet.name]
            linked = [place for place, column in enumerate(sheet.columns) if column.links]
            leads = dict(zip(linked, new.targets, strict=False))
            for row, values in enumerate(zip(*new.columns, strict=True)):
                cells = []
                for place, value in enumerate(values):
                    cell = WriteOnlyCell(target, value)
                    cell._style = model._style
                    if place in leads and leads[place][row]:
                        cell.hyperlink = Hyperlink(ref="", target=leads[place][row])
                    cells.append(cell)
                target.append(cells)
                written += 1
    book.save(io.BytesIO())
    return written


def measure(kit: Kit) -> dict[str, float]:
    """Microseconds a row of both, their ratio and how many rows there are."""
    count = write_only(REPORTS, kit)
    timings = interleave({"ours": lambda: ours(REPORTS, kit), "write-only": lambda: write_only(REPORTS, kit)}, rounds=3)
    mine, theirs = timings["ours"], timings["write-only"]
    return {
        "rows": count,
        "ours_us": mine.median / count * 1e6,
        "write_only_us": theirs.median / count * 1e6,
        "ratio": mine.ratio(theirs),
    }


def million(kit: Kit) -> dict[str, float]:
    """Peak of memory and time of a workbook of a million rows."""
    import resource

    ours(MILLION, kit)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"reports": MILLION, "peak_mib": used.ru_maxrss / 1024, "cpu_s": used.ru_utime + used.ru_stime}


def main() -> None:
    """Prints the figures."""
    kit = load_kit()
    if "--json" in sys.argv:
        json.dump(measure(kit), sys.stdout)
        return
    if "memory" in sys.argv:
        json.dump(million(kit), sys.stdout)
        return
    figures = measure(kit)
    print(
        "ours {ours_us:.1f} µs a row, write-only {write_only_us:.1f}, ratio {ratio:.3f}, {rows} rows".format(**figures)
    )


if __name__ == "__main__":
    main()
