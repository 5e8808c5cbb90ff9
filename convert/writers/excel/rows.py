"""Reports as rows of the workbook's sheets: values only, no XML and no styles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from convert.model import Certainty, Change, ChangeKind, Entry, Problem, Summary
from convert.summary import count_losses
from convert.writers.excel.look import DEPTHS
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


class Cell(NamedTuple):
    """A text with a link or an indent."""

    text: str
    target: str = ""  # relationship target; "" = no link
    depth: int = 0  # heading depth, 0 = no heading


Value = str | int | float | date | Cell | None


class Row(NamedTuple):
    """One row: a value for each column of its sheet, trailing ones may be missing."""

    values: tuple[Value, ...]
    outline: int = 0  # how deep it folds away


UNSORTED = "其他"
"""Theme of a problem that has none; the name that rules/themes.toml gives it too."""

LOSSES_SHOWN = 200
"""Losses listed of one report: a binary file under a text name can have one every few bytes. The count is complete."""

_LINES_SHOWN = 12
_INVISIBLE = frozenset("\u00ad\u061c\u180e\u2060\ufeff") | {
    chr(c) for r in ((0x200B, 0x2010), (0x202A, 0x202F)) for c in range(*r)
}


def overview_row(number: int, summary: Summary) -> Row:
    """The report's row of 总览."""
    report, about = summary.report, summary.report.metadata
    return Row(
        (
            number,
            Cell(report.name, document_target(summary)),
            report.title,
            about.unit or "",
            about.post or "",
            about.year,
            about.genre or "",
            report.characters,
            len(summary.sections),
            len(summary.problems),
            with_cause(summary.problems),
            with_measure(summary.problems),
            len(summary.findings),
            len(summary.changes),
            report.encoding,
            CONFIDENCES[report.confidence],
            "；".join(reasons(summary)),
        )
    )


def section_rows(summary: Summary) -> Iterator[Row]:
    """The report's rows of 章节, one a heading."""
    document = document_target(summary)
    whole = summary.report.characters
    for section in summary.sections:
        target = f"{document}#{section.bookmark}" if document else ""
        yield Row(
            (
                summary.report.name,
                Cell(section.heading, target, section.depth),
                section.depth,
                "段首" if section.run_in else "独立",
                section.line,
                section.characters,
                section.characters / whole if whole else None,
            ),
            min(section.depth, DEPTHS) - 1,
        )


def problem_rows(first: int, summary: Summary, entries: dict[str, Entry]) -> Iterator[Row]:
    """The report's rows of 问题清单, numbered from `first`, with what people typed beside them."""
    document = document_target(summary)
    for number, problem in enumerate(summary.problems, first):
        entry = entries.get(problem.id)
        yield Row(
            (
                number,
                Cell(summary.report.name, document),
                Cell(" › ".join(problem.trail), _near(summary, problem.line, document)) if problem.trail else None,
                problem.text,
                problem.cause,
                problem.measure,
                CERTAINTIES[problem.measure_certainty],
                "、".join(problem.themes) or UNSORTED,
                problem.line,
                *(typed(entry) if entry else (None, None, None)),
                KEY_PREFIX + problem.id,
            )
        )


def finding_rows(summary: Summary) -> Iterator[Row]:
    """The report's rows of 校对提示."""
    document = document_target(summary)
    for finding in summary.findings:
        yield Row(
            (
                Cell(summary.report.name, _near(summary, finding.line, document)),
                finding.line or None,
                SEVERITIES[finding.severity],
                quoted(finding.excerpt) if finding.excerpt else None,
                finding.message,
                finding.suggestion,
                finding.code,
            )
        )


def change_rows(summary: Summary, why: dict[str, str]) -> Iterator[Row]:
    """The report's rows of 清理记录: same changes are one row, joined lines too; ordered by first line.

    `why` says what each rule is for.
    """
    alike: dict[tuple[ChangeKind, str, str, str], list[int]] = {}
    for change in summary.changes:
        alike.setdefault(_kind_of(change), []).append(change.line)
    for (kind, rule, before, after), lines in alike.items():
        joined = kind is ChangeKind.JOINED
        yield Row(
            (
                summary.report.name,
                KINDS[kind],
                why.get(rule) or CODE_RULES.get(rule),
                len(lines),
                line_list(lines),
                quoted(before) if before else None,
                None if joined else quoted(after) if after else None,
                rule,
            )
        )


def encoding_rows(summary: Summary) -> Iterator[Row]:
    """The report's rows of 编码: one, or one for each loss."""
    report, count = summary.report, count_losses(summary)
    start: tuple[Value, ...] = (
        report.name,
        report.encoding,
        CONFIDENCES[report.confidence],
        HOW.get(report.how, report.how),
        "；".join(note_text(note) for note in report.notes),
        count,
    )
    for loss in summary.losses[:LOSSES_SHOWN]:
        raw = " ".join(f"0x{byte:02X}" for byte in loss.raw[:16]) + (" …" if len(loss.raw) > 16 else "")
        reason = LOSS_REASONS.get(loss.reason, loss.reason)
        yield Row((*start, loss.line, loss.offset, raw, reason, report.sha256))
    left = count - LOSSES_SHOWN
    if left > 0:
        yield Row((*start, None, None, "……", f"另有 {left} 处未列", report.sha256))
    elif not summary.losses:
        yield Row((*start, None, None, None, None, report.sha256))


def gone_rows(entries: Iterable[Entry]) -> Iterator[Row]:
    """The rows of 已消失的问题."""
    for entry in entries:
        yield Row((entry.report, entry.text, *typed(entry), KEY_PREFIX + entry.problem))


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


def _near(summary: Summary, line: int, document: str) -> str:
    """The link target of the heading that a source line stands under, or of the whole file before the first."""
    place = bisect_right(summary.sections, line, key=lambda section: section.line)
    return f"{document}#{summary.sections[place - 1].bookmark}" if document and place else document


def _visible(character: str) -> str:
    if character.isprintable() and character not in _INVISIBLE:
        return character
    return character if character in "\n \u3000" else f"<U+{ord(character):04X}>"


def _kind_of(change: Change) -> tuple[ChangeKind, str, str, str]:
    if change.kind is ChangeKind.JOINED:
        return (change.kind, change.rule, "", "")
    return (change.kind, change.rule, change.before, change.after)
