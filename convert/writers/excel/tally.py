"""What the workbook adds up over all reports while their rows pass by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath

from convert.model import Summary
from convert.writers.excel.rows import UNSORTED, Links, Rows, Value, rows_of, with_cause, with_measure
from convert.writers.xmltext import legal

_NAME_CHARS = 100

REPORTS_NAMED = 60
"""Reports named beside a theme; a cell with more is read by nobody, and 归类明细 has them all."""


@dataclass(slots=True)
class Totals:
    """What the rows of the overview add up to."""

    reports: int = 0
    look: int = 0
    characters: int = 0
    sections: int = 0
    problems: int = 0
    causes: int = 0
    measures: int = 0
    findings: int = 0
    changes: int = 0

    def add(self, summary: Summary) -> None:
        """Counts a report in."""
        self.reports += 1
        self.look += bool(summary.report.reasons)
        self.characters += summary.report.characters
        self.sections += len(summary.sections)
        self.problems += len(summary.problems)
        self.causes += with_cause(summary.problems)
        self.measures += with_measure(summary.problems)
        self.findings += len(summary.findings)
        self.changes += len(summary.changes)

    def row(self) -> tuple[Value, ...]:
        """The row of totals, under the columns of the overview."""
        counts = (self.characters, self.sections, self.problems, self.causes, self.measures, self.findings)
        look = f"{self.look} 份需要看一眼" if self.look else "没有需要看的"
        return (None, "合计", *[None] * 5, *counts, self.changes, None, None, look)


@dataclass(slots=True)
class Theme:
    """What is known of one theme."""

    problems: int = 0
    reports: int = 0
    named: list[str] = field(default_factory=list)  # the first reports with their counts


class Themes:
    """Problems by theme, over all reports and in each."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._name = cache(_name)
        self.found: dict[str, Theme] = {self._name(name): Theme() for name in names}
        self.problems = 0

    def add(self, summary: Summary, links: Links) -> Rows:
        """Counts a report in; its row of 归类明细, themes in the order in which they were first met."""
        problems = summary.problems
        counts: dict[str, int] = {}
        for problem in problems:
            for name in dict.fromkeys(map(self._name, problem.themes)) or (UNSORTED,):
                counts[name] = counts.get(name, 0) + 1
        self.problems += len(problems)
        report = summary.report.name
        for theme, count in counts.items():
            known = self.found.setdefault(theme, Theme())
            known.problems += count
            known.reports += 1
            if known.reports <= REPORTS_NAMED:
                known.named.append(f"{PurePath(report).stem}（{count}）")
        return rows_of([(report, len(problems), *map(counts.get, self.found))], [links.document])

    def rows(self) -> Iterator[tuple[str, int, float | None, int, str]]:
        """The rows of 问题归类, most problems first, those of no theme last."""
        for name, theme in sorted(self.found.items(), key=lambda item: (item[0] == UNSORTED, -item[1].problems)):
            if not theme.problems:
                continue
            more = f" 等 {theme.reports} 份" if theme.reports > REPORTS_NAMED else ""
            share = theme.problems / self.problems if self.problems else None
            yield name, theme.problems, share, theme.reports, "、".join(theme.named) + more


def _name(theme: str) -> str:
    # It becomes a column header, which stands in the table's own part too: one line, no longer than a table allows.
    return " ".join(legal(theme).split())[:_NAME_CHARS] or UNSORTED
