"""The workbook without its rows: made by openpyxl for a layout, kept between runs, and filled in as plain text.

Making it costs ten times what a report costs, and it depends on the layout alone. So openpyxl makes it with marks where
sizes, counts and dates belong (`layout`); filling them in needs no XML library at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from convert.cache import cached
from convert.values import dataclass
from convert.writers.excel.cells import column_letter, fit, to_xml
from convert.writers.excel.layout import (
    AFTER_ROW,
    CHART_EMU,
    EMU_PER_CM,
    LAST_ROW,
    LEAD,
    LOOK,
    MADE,
    PRINT,
    TOTALS_FROM,
    Plan,
)
from convert.writers.excel.look import Styles
from convert.writers.excel.rows import Value

_CHART_FRAME_CM, _CHART_BAR_CM = 2.5, 0.55
_PART = re.compile(r"xl/(?:worksheets/sheet|tables/table)(\d+)\.xml")
_ROWS = re.compile(rb"%d|%d" % (LAST_ROW, AFTER_ROW))
_TOTAL = re.compile(rb"(?<=<v>)%d\d\d(?=</v>)" % (TOTALS_FROM // 100))
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_NAMES = re.compile(rb"(\$A\$2:\$A\$\d+</f>)")
_COUNTS = re.compile(rb"(\$B\$2:\$B\$\d+</f>)")


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of a workbook, with marks in them."""

    parts: Mapping[str, bytes]
    styles: Styles


@dataclass(frozen=True, slots=True)
class Facts:
    """What the marks stand for."""

    row_counts: tuple[int, ...]  # of each plan, in order
    lead: str
    totals: tuple[Value, ...]
    themes: Sequence[tuple[Value, ...]]  # of 问题归类
    made: datetime
    fingerprint: str


def get_frame(plans: Sequence[Plan]) -> Frame:
    """The frame of a layout, from the cache if it is there. Style numbers are the same for every layout."""
    layout = [(p.name, [column.header for column in p.columns]) for p in plans]
    key = [json.dumps(layout).encode(), *(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))]
    styles, parts = json.loads(cached("workbook", key, lambda: _make(plans)))
    return Frame(
        {name: text.encode() for name, text in parts.items()}, {(name, quoted): n for name, quoted, n in styles}
    )


def fill(frame: Frame, plans: Sequence[Plan], facts: Facts) -> dict[str, bytes]:
    """The parts of the frame with facts for marks, by name."""
    counts = dict(zip(plans, facts.row_counts, strict=True))
    themes = next(i for i, p in enumerate(plans, 1) if p.sheet.table == "Themes")
    filled = {}
    for name, part in frame.parts.items():
        found = _PART.fullmatch(name)
        position = int(found[1]) if found else themes
        p = plans[position - 1]
        last = p.sheet.header_row + max(counts[p], 1)
        data = _ROWS.sub(lambda mark: b"%d" % (last + int(mark[0]) - LAST_ROW), part)  # noqa: B023  # used at once
        # openpyxl saw the header only; SheetJS believes the dimension and would show no row.
        whole = f'<dimension ref="A1:{column_letter(len(p.columns) - 1)}{last}"'
        data = _DIMENSION.sub(whole.encode(), data, count=1)
        filled[name] = _fill_part(name, data, facts)
    return filled


def _fill_part(name: str, data: bytes, facts: Facts) -> bytes:
    if name.startswith("xl/worksheets/"):
        data = data.replace(f"{MADE:%Y-%m-%d}".encode(), f"{facts.made:%Y-%m-%d}".encode())
        if LEAD.encode() in data:
            return _fill_top(data, facts)
    elif name.startswith("xl/charts/"):
        return _fill_chart(data, facts.themes)
    elif name.startswith("xl/drawings/"):
        height = round((_CHART_FRAME_CM + _CHART_BAR_CM * max(len(facts.themes), 1)) * EMU_PER_CM)
        return data.replace(b"%d" % CHART_EMU, b"%d" % height)
    elif name == "docProps/core.xml":
        return data.replace(_stamp(MADE), _stamp(facts.made))
    elif name == "docProps/custom.xml":
        return data.replace(PRINT.encode(), facts.fingerprint.encode())
    return data


def _fill_top(data: bytes, facts: Facts) -> bytes:
    totals = facts.totals
    data = _TOTAL.sub(lambda mark: str(totals[int(mark[0]) - TOTALS_FROM]).encode(), data)
    data = data.replace(LEAD.encode(), to_xml(facts.lead).encode())
    return data.replace(LOOK.encode(), to_xml(str(totals[-1])).encode())


def _fill_chart(data: bytes, themes: Sequence[tuple[Value, ...]]) -> bytes:
    """The chart with its values stored beside the references, for programs that show a chart without reckoning."""

    def points(place: int) -> bytes:
        """One column of the values as the chart stores them."""
        texts = [to_xml(fit(str(row[place]))) for row in themes]
        inner = "".join(f'<pt idx="{i}"><v>{text}</v></pt>' for i, text in enumerate(texts))
        return f'<ptCount val="{len(texts)}"/>{inner}'.encode()

    data = _NAMES.sub(lambda found: found[1] + b"<strCache>" + points(0) + b"</strCache>", data)
    numbers = b"<numCache><formatCode>General</formatCode>" + points(1) + b"</numCache>"
    return _COUNTS.sub(lambda found: found[1] + numbers, data)


def _stamp(moment: datetime) -> bytes:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def _make(plans: Sequence[Plan]) -> bytes:
    from convert.writers.excel.strict import tidy
    from convert.writers.excel.workbook import build

    styles, parts = build(plans)
    texts = {name: data.decode() for name, data in tidy(parts, MADE).items()}
    return json.dumps(([(name, quoted, n) for (name, quoted), n in styles.items()], texts)).encode()
