"""Reports as rows of the workbook's sheets: values only, no XML and no styles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, groupby
from typing import NamedTuple
from urllib.parse import quote

from convert.model import Certainty, Change, ChangeKind, Entry, Problem, Summary
from convert.summary import count_losses
from convert.writers.excel.sheets import KEY_PREFIX
from convert.writers.excel.values import typed
from convert.writers.excel.words import (
    CERTAINTIES,
    CODE_RULES,
    CONFIDENCES,
    HOW,
    KINDS,
    LOSS_REASONS,
    SEVERITIES,
    note_text,
    reasons,
)


class Rows(NamedTuple):
    """Some rows of a sheet, column by column: what they have in common is then done once."""

    columns: Sequence[Sequence[Value]] = ()
    targets: Sequence[Sequence[str]] = ()  # of each column with links, where they lead; "" = nowhere
    depths: Sequence[int] = ()  # of the headings that the rows are, if they are headings

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.columns[0]) if self.columns else 0

    def cut(self, count: int) -> tuple[Rows, Rows]:
        """The first so many rows, and the others."""
        head, tail = slice(count), slice(count, None)
        return (
            Rows([c[head] for c in self.columns], [t[head] for t in self.targets], self.depths[head]),
            Rows([c[tail] for c in self.columns], [t[tail] for t in self.targets], self.depths[tail]),
        )


Value = str | int | float | date | None
"""What a cell holds; a column has whole numbers or fractions, never both."""

UNSORTED = "其他"
"""Theme of a problem that has none; the name that rules/themes.toml gives it too."""

LOSSES_SHOWN = 200
"""Losses listed of one report: a binary file under a text name can have one every few bytes. The count is complete."""

_LINES_SHOWN = 12
_INVISIBLE = frozenset("\u00ad\u061c\u180e\u2060\ufeff") | {
    chr(c) for r in ((0x200B, 0x2010), (0x202A, 0x202F)) for c in range(*r)
}


def stacked(rows: Sequence[Rows]) -> Rows:
    """Rows of one sheet below each other; there is one at least."""
    columns = zip(*[each.columns for each in rows], strict=True)
    targets = zip(*[each.targets for each in rows], strict=True)
    return Rows(
        [list(chain.from_iterable(parts)) for parts in columns],
        [list(chain.from_iterable(parts)) for parts in targets],
        list(chain.from_iterable([each.depths for each in rows])),
    )


def rows_of(rows: Iterable[Sequence[Value]], *targets: Sequence[str]) -> Rows:
    """Rows, each given with a value for every column, and where the columns with links lead."""
    return Rows(tuple(zip(*rows, strict=True)), targets)


class Links(NamedTuple):
    """Where the links of a report's rows lead; "" = nowhere."""

    document: str  # its Word file
    headings: Sequence[str]  # of each section, its heading in there
    lines: Sequence[int]  # of each section, the source line of its heading

    def near(self, lines: Iterable[int]) -> list[str]:
        """The links to the headings that source lines stand under, to the whole file before the first."""
        places = [bisect_right(self.lines, line) for line in lines]
        return [self.headings[place - 1] if place else self.document for place in places]


def links_of(summary: Summary) -> Links:
    """The links of a report's rows."""
    document, sections = document_target(summary), summary.sections
    headings = [f"{document}#{section.bookmark}" for section in sections] if document else [""] * len(sections)
    return Links(document, headings, [section.line for section in sections])


def overview_row(number: int, summary: Summary, links: Links) -> Rows:
    """The report's row of 总览."""
    report, about = summary.report, summary.report.metadata
    row = (
        number,
        report.name,
        report.title,
        about.unit,
        about.post,
        about.year,
        about.genre,
        report.characters,
        len(summary.sections),
        len(summary.problems),
        with_cause(summary.problems),
        with_measure(summary.problems),
        len(summary.findings),
        len(summary.changes),
        report.encoding,
        CONFIDENCES[report.confidence],
        "；".join(reasons(summary)) if report.reasons else None,
    )
    return rows_of([row], [links.document])


def section_rows(summary: Summary, links: Links) -> Rows:
    """The report's rows of 章节, one a heading."""
    if not summary.sections:
        return Rows()
    headings, _, depths, run_in, lines, characters, _ = zip(*summary.sections, strict=True)
    whole = summary.report.characters
    columns = (
        [summary.report.name] * len(headings),
        headings,
        depths,
        ["段首" if each else "独立" for each in run_in],
        lines,
        characters,
        [count / whole if whole else None for count in characters],
    )
    return Rows(columns, [links.headings], depths)


def problem_rows(first: int, summary: Summary, links: Links, entries: dict[str, Entry]) -> Rows:
    """The report's rows of 问题清单, numbered from `first`, with what people typed beside them."""
    problems = summary.problems
    count = len(problems)
    if not count:
        return Rows()
    beside = [typed(entries[problem.id]) if problem.id in entries else (None, None, None) for problem in problems]
    lines = [problem.line for problem in problems]
    columns = (
        range(first, first + count),
        [summary.report.name] * count,
        [" › ".join(problem.trail) for problem in problems],
        [problem.text for problem in problems],
        [problem.cause for problem in problems],
        [problem.measure for problem in problems],
        [CERTAINTIES[problem.measure_certainty] for problem in problems],
        ["、".join(problem.themes) or UNSORTED for problem in problems],
        lines,
        *zip(*beside, strict=True),
        [KEY_PREFIX + problem.id for problem in problems],
    )
    near = [link if each.trail else "" for link, each in zip(links.near(lines), problems, strict=True)]
    return Rows(columns, [[links.document] * count, near])


def finding_rows(summary: Summary, links: Links) -> Rows:
    """The report's rows of 校对提示."""
    findings = summary.findings
    if not findings:
        return Rows()
    lines = [finding.line for finding in findings]
    columns = (
        [summary.report.name] * len(findings),
        [line or None for line in lines],
        [SEVERITIES[finding.severity] for finding in findings],
        [quoted(finding.excerpt) if finding.excerpt else None for finding in findings],
        [finding.message for finding in findings],
        [finding.suggestion for finding in findings],
        [finding.code for finding in findings],
    )
    return Rows(columns, [links.near(lines)])


def change_rows(summary: Summary, why: Mapping[str, str]) -> Rows:
    """The report's rows of 清理记录: same changes are one row, joined lines too; ordered by first line.

    `why` says what each rule is for.
    """
    alike: dict[tuple[ChangeKind, str, str, str], list[int]] = {}
    for change in summary.changes:
        alike.setdefault(_kind_of(change), []).append(change.line)
    return rows_of(
        (
            summary.report.name,
            KINDS[kind],
            why.get(rule) or CODE_RULES.get(rule),
            len(lines),
            line_list(lines),
            quoted(before) if before else None,
            quoted(after) if after and kind is not ChangeKind.JOINED else None,
            rule,
        )
        for (kind, rule, before, after), lines in alike.items()
    )


def encoding_rows(summary: Summary) -> Rows:
    """The report's rows of 编码: one, or one for each loss."""
    report, count = summary.report, count_losses(summary)
    start: tuple[Value, ...] = (
        report.name,
        report.encoding,
        CONFIDENCES[report.confidence],
        HOW.get(report.how, report.how),
        "；".join(map(note_text, report.notes)),
        count,
    )
    rows: list[tuple[Value, ...]] = []
    for loss in summary.losses[:LOSSES_SHOWN]:
        raw = " ".join(f"0x{byte:02X}" for byte in loss.raw[:16]) + (" …" if len(loss.raw) > 16 else "")
        reason = LOSS_REASONS.get(loss.reason, loss.reason)
        rows.append((*start, loss.line, loss.offset, raw, reason, report.sha256))
    left = count - LOSSES_SHOWN
    if left > 0:
        rows.append((*start, None, None, "……", f"另有 {left} 处未列", report.sha256))
    elif not summary.losses:
        rows.append((*start, None, None, None, None, report.sha256))
    return rows_of(rows)


def gone_rows(entries: Iterable[Entry]) -> Rows:
    """The rows of 已消失的问题."""
    return rows_of((entry.report, entry.text, *typed(entry), KEY_PREFIX + entry.problem) for entry in entries)


def with_cause(problems: Iterable[Problem]) -> int:
    """How many have a cause."""
    return sum(1 for problem in problems if problem.cause)


def with_measure(problems: Iterable[Problem]) -> int:
    """How many have a measure, stated or inferred."""
    return sum(1 for problem in problems if problem.measure_certainty is not Certainty.NONE)


def document_target(summary: Summary) -> str:
    """The link target of the report's Word file, relative to the workbook; "" where there is none."""
    path = next((path for path in summary.documents if path.endswith(".docx")), "")
    try:
        return quote(path, errors="surrogateescape")  # bytes that no encoding knew, as Linux has them in names
    except UnicodeEncodeError:
        return quote(path, errors="surrogatepass")  # half a character, as Windows allows it


def quoted(text: str) -> str:
    """The text in 「」, with what the eye cannot see written out.

    >>> quoted("甲\u200b乙")
    '「甲<U+200B>乙」'
    """
    if text.isprintable() and _INVISIBLE.isdisjoint(text):
        return f"「{text}」"
    return f"「{''.join(_visible(c) for c in text)}」"


def line_list(lines: Iterable[int]) -> str:
    """Line numbers for people, runs folded.

    >>> line_list([9, 3, 4, 5])
    '第 3–5、9 行'
    """
    runs = []
    for _, group in groupby(enumerate(sorted(set(lines))), lambda item: item[1] - item[0]):
        run = [line for _, line in group]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}")
    more = "等" if len(runs) > _LINES_SHOWN else ""
    return f"第 {'、'.join(runs[:_LINES_SHOWN])} 行{more}"


def _visible(character: str) -> str:
    if character.isprintable() and character not in _INVISIBLE:
        return character
    return character if character in "\n \u3000" else f"<U+{ord(character):04X}>"


def _kind_of(change: Change) -> tuple[ChangeKind, str, str, str]:
    if change.kind is ChangeKind.JOINED:
        return (change.kind, change.rule, "", "")
    return (change.kind, change.rule, change.before, change.after)
