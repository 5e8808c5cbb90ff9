"""One workbook about all reports: what each unit did, what it admits, why, what it will do, what needs a second look.

The rows stream past once: each is rendered as XML, deflated and set aside (`rows`, `stream`, `archive`), so that a
million rows cost no memory. Then openpyxl makes the workbook around them (`workbook`), its output is made strict
(`strict`), and the rows are spliced in (`assembly`). What people typed into a workbook is found again by `handmade`.

Everything is imported on use: a run that only writes Word files pays nothing for this room.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from convert.kit import Kit
from convert.model import Entry, Summary

if TYPE_CHECKING:
    from datetime import datetime

FORMAT = "xlsx"
SUFFIX = ".xlsx"
STEM = "汇总"


def write_summary(
    summaries: Iterable[Summary], kit: Kit, file: BinaryIO, *, made: datetime, entries: Iterable[Entry] = ()
) -> None:
    """Writes the workbook of these reports into `file`, front to back.

    `summaries` is read once; `entries` is what people typed into the workbook before this one, and none is lost: those
    of problems that are no more get a sheet of their own. The same arguments give the same bytes.
    """
    from convert.writers.excel.assembly import assemble

    assemble(summaries, kit, file, made=made, entries=entries)


def read_entries(path: str, known: Iterable[Entry] = ()) -> tuple[Entry, ...]:
    """What people typed into the workbook at `path`, on top of what was `known` before.

    A known entry whose row is in the workbook is replaced by what the row says now, and dropped where the row is empty
    now; one whose row is not there is kept. Raises `MissingFile`, `UnreadableFile`, or `BadWorkbook` for a file that
    is damaged or locked by a password: what was typed into it is not known then, and it should be kept.
    """
    from convert.writers.excel.handmade import read

    return read(path, known)


def edited(path: str) -> bool:
    """Whether anything but the columns to fill in differs from what we wrote: words, rows, sheets, notes, colours.

    Such a file should be kept as a copy before it is replaced. A workbook that is not of our making counts as edited.
    Raises as `read_entries` does.
    """
    from convert.writers.excel.handmade import differs

    return differs(path)
