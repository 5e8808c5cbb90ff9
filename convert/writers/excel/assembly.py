"""The workbook put together: rows poured out sheet by sheet, the frame made around them, both spliced into one file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import BinaryIO

from convert.kit import Kit
from convert.model import Entry, Summary
from convert.writers.excel import rows, sheets
from convert.writers.excel.archive import Archive, Piece, piece
from convert.writers.excel.frame import Facts, fill, get_frame
from convert.writers.excel.handmade import fingerprint
from convert.writers.excel.layout import plan
from convert.writers.excel.rows import rows_of
from convert.writers.excel.stream import SHEET_LINKS, SHEET_ROWS, Part, SheetStream
from convert.writers.excel.tally import Themes, Totals

# By the first parts, and by the folder of the third or fourth, libmagic and its like tell the kind of file.
_FIRST = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
_SHEET_PART = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_RELATIONS_PART = re.compile(r"xl/worksheets/_rels/sheet(\d+)\.xml\.rels")
_LINKS_PLACE = re.compile(rb"(?=<(?:printOptions|pageMargins)\b)")
_LINKS_START = b'<hyperlinks xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
_LINKS_END = b"</hyperlinks>"
_ROWS_END = b"</sheetData>"
_RELATIONS_END = b"</Relationships>"


def assemble(
    summaries: Iterable[Summary],
    kit: Kit,
    file: BinaryIO,
    *,
    made: datetime,
    entries: Iterable[Entry] = (),
    sheet_rows: int = SHEET_ROWS,
) -> None:
    """Writes the workbook of these reports into `file`, front to back.

    A table of more than `sheet_rows` rows goes on in another sheet; everything else as `SummaryWriter` has it.
    """
    themes = Themes(name for name, _ in kit.rules["themes"].kinds)
    counts = {sheet.name: int(sheet is not sheets.GONE) for sheet in sheets.SHEETS}
    expected = plan(counts, tuple(themes.found))
    frame = get_frame(expected)
    with ExitStack() as cleanup:
        streams = {sheet.name: SheetStream(sheet, frame.styles, sheet_rows) for sheet in sheets.SHEETS}
        for stream in streams.values():
            cleanup.callback(stream.discard)
        totals = _pour(summaries, kit, streams, themes, {entry.problem: entry for entry in entries})
        theme_rows = list(themes.rows())
        streams[sheets.THEMES.name].add(rows_of(theme_rows))
        streams[sheets.GUIDE.name].add(rows_of(guide_rows(made)))
        for stream in streams.values():
            stream.close()
        counts |= {name: len(stream.parts) for name, stream in streams.items()}
        counts[sheets.GONE.name] *= bool(streams[sheets.GONE.name].row_count)
        plans = plan(counts, tuple(themes.found))
        if plans != expected:
            frame = get_frame(plans)
        parts = [streams[p.sheet.name].parts[p.number - 1] for p in plans]
        facts = Facts(
            row_counts=tuple(part.row_count for part in parts),
            lead=_lead(totals, made),
            totals=totals.row(),
            themes=theme_rows,
            made=made,
            fingerprint=fingerprint(sum(stream.print for stream in streams.values())),
        )
        _splice(fill(frame, plans, facts), parts, file)


def guide_rows(made: datetime) -> Iterator[tuple[str, str, str]]:
    """The rows of 说明: when and with what it was made, then each sheet and column."""
    from convert import __version__

    yield "本工作簿", "生成时间", _time(made)
    yield "本工作簿", "程序版本", f"成稿 chenggao {__version__}"
    update = "每次转换后按全部报告重新生成。问题清单中浅黄色的三列由人填写，重新生成时原样保留。"
    yield "本工作簿", "怎么更新", update + "别处的改动会随旧文件另存一份，不会被覆盖。"
    yield "本工作簿", "怎么打印", "各表都按 A4 横向、一页宽排好，每页重复表头。"
    yield (
        "本工作簿",
        "链接",
        f"相对于本工作簿所在的文件夹，可以一起移走。每张表最多 {SHEET_LINKS:,} 个，再多的行没有链接。",
    )
    for sheet in sheets.SHEETS:
        yield sheet.name, "（整张表）", sheet.about
        for column in sheet.columns:
            yield sheet.name, column.header, column.about
        if sheet is sheets.MATRIX:
            yield sheet.name, "（其余各列）", "每个主题一列，列名就是主题"


def _pour(
    summaries: Iterable[Summary],
    kit: Kit,
    streams: dict[str, SheetStream],
    themes: Themes,
    entries: dict[str, Entry],
) -> Totals:
    """Pours all rows into their streams and counts; entries whose problem is met are taken out of `entries`."""
    totals = Totals()
    why = {rule.id: rule.why for rule in kit.rules["cleaning"].rules}
    widths = 0
    for number, summary in enumerate(summaries, 1):
        links = rows.links_of(summary)
        streams[sheets.OVERVIEW.name].add(rows.overview_row(number, summary, links))
        streams[sheets.PROBLEMS.name].add(rows.problem_rows(totals.problems + 1, summary, links, entries))
        streams[sheets.SECTIONS.name].add(rows.section_rows(summary, links))
        streams[sheets.FINDINGS.name].add(rows.finding_rows(summary, links))
        streams[sheets.CHANGES.name].add(rows.change_rows(summary, why))
        streams[sheets.ENCODINGS.name].add(rows.encoding_rows(summary))
        matrix = themes.add(summary, links)
        for name in list(themes.found)[widths:]:
            streams[sheets.MATRIX.name].widen(sheets.theme_column(name))
        widths = len(themes.found)
        streams[sheets.MATRIX.name].add(matrix)
        totals.add(summary)
        for problem in summary.problems:
            entries.pop(problem.id, None)
    streams[sheets.GONE.name].add(rows.gone_rows(entries.values()))
    return totals


def _lead(totals: Totals, made: datetime) -> str:
    look = f"{totals.look} 份需要看一眼" if totals.look else "没有需要看的"
    return (
        f"{totals.reports} 份报告　{totals.sections} 个章节　{totals.problems} 个问题"
        f"（{totals.causes} 个有原因，{totals.measures} 个有措施）　{look}　·　{_time(made)} 生成"
    )


def _time(made: datetime) -> str:
    # strftime's unpadded numbers are spelt differently on Windows.
    return f"{made.year}年{made.month}月{made.day}日 {made:%H:%M}"


def _splice(filled: dict[str, bytes], parts: Sequence[Part], file: BinaryIO) -> None:
    archive = Archive(file)
    for name in (*_FIRST, *sorted(filled.keys() - set(_FIRST))):
        data = filled[name]
        if found := _SHEET_PART.fullmatch(name):
            archive.add(name, _sheet_pieces(data, parts[int(found[1]) - 1]))
        elif found := _RELATIONS_PART.fullmatch(name):
            head, tail = data.split(_RELATIONS_END)
            archive.add(name, (piece(head), parts[int(found[1]) - 1].relations, piece(_RELATIONS_END + tail)))
        else:
            archive.add(name, (piece(data),))
    archive.close()


def _sheet_pieces(data: bytes, part: Part) -> Iterator[Piece]:
    head, tail = data.split(_ROWS_END)
    yield piece(head)
    yield part.rows
    if part.link_count:
        before, after = _LINKS_PLACE.split(tail, maxsplit=1)
        yield piece(_ROWS_END + before + _LINKS_START)
        yield part.links
        yield piece(_LINKS_END + after)
    else:
        yield piece(_ROWS_END + tail)
