"""Tables in plain text: Markdown pipes, tabs, columns of spaces.

Only what is plainly a table becomes one: rows that follow each other with the same number of cells. Everything else is
left as it is; a table that lost its shape (one cell a line) stays lines, which `joins` does not join.
"""

from __future__ import annotations

from collections.abc import Callable

from convert.cleaning.journal import Row, Sheet
from convert.cleaning.plan import Plan
from convert.model import Table
from convert.patterns import compiled

MIN_ROWS = {"pipe": 2, "tab": 2, "space": 3}
MIN_CELLS = {"pipe": 2, "tab": 2, "space": 3}
"""Least rows and columns. Two tabs in line also come from a form (姓名 <tab> 职务), which is a table as well; columns
of spaces also come from letter spacing and signature lines, so they must be three by three."""

CELL_CHARS = 60
"""Longest cell of a table held together by white space."""

_RULE_LINE = compiled(r"\|?[\s:|-]{3,200}\|?")
_COLUMNS = compiled(r"[ \u3000]{2,}")


def find_tables(sheet: Sheet, plan: Plan) -> None:
    """Turn runs of table rows into tables."""
    rows = sheet.rows
    text = "\n".join([row.bare for row in rows])
    if "|" in text:
        _collect(sheet, _pipe_cells, "pipe", plan)
    if "\t" in text:
        _collect(sheet, _tab_cells, "tab", plan)
    # The engine looks for one character in a twentieth of the time that two take.
    if (" " in text and "  " in text) or ("\u3000" in text and "\u3000\u3000" in text):
        _collect(sheet, _space_cells, "space", plan)


def _pipe_cells(row: Row) -> tuple[str, ...]:
    bare = row.bare
    if not (bare[0] == bare[-1] == "|") or len(bare) < 3:
        return ()
    return tuple(cell.strip() for cell in bare[1:-1].split("|"))


def _tab_cells(row: Row) -> tuple[str, ...]:
    if "\t" not in row.bare:
        return ()
    return _short(tuple(cell.strip() for cell in row.text.rstrip("\r\n ").strip(" ").split("\t")))


def _space_cells(row: Row) -> tuple[str, ...]:
    return _short(tuple(_COLUMNS.split(row.bare)))


def _short(cells: tuple[str, ...]) -> tuple[str, ...]:
    return cells if all(len(cell) <= CELL_CHARS and "。" not in cell[:-1] for cell in cells) else ()


def _collect(sheet: Sheet, cells_of: Callable[[Row], tuple[str, ...]], kind: str, plan: Plan) -> None:
    run: list[tuple[Row, tuple[str, ...]]] = []
    for row in [*sheet.rows, None]:
        cells = cells_of(row) if row is not None and row.table is None else ()
        if row is not None and len(cells) >= MIN_CELLS[kind] and (not run or len(cells) == len(run[0][1])):
            run.append((row, cells))
            continue
        _close(sheet, run, kind, plan)
        run = [(row, cells)] if row is not None and len(cells) >= MIN_CELLS[kind] else []


def _close(sheet: Sheet, run: list[tuple[Row, tuple[str, ...]]], kind: str, plan: Plan) -> None:
    if len(run) < MIN_ROWS[kind] or all(max(map(len, cells)) <= 1 for _, cells in run):
        return
    if kind == "pipe":
        rules = plan["table"].rules
        if not rules:
            return
        for row, cells in run:
            start = row.text.index(row.bare)
            after = "" if _RULE_LINE.fullmatch(row.bare) else "\t".join(cells)
            sheet.cut(row, start, start + len(row.bare), rules[0].id, after)
        run = [(row, cells) for row, cells in run if row.bare]
        sheet.sweep()
    table = Table(run[0][0].number, tuple(cells for _, cells in run), tuple(row.number for row, _ in run))
    for row, _ in run:
        row.table = table
