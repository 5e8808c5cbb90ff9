"""The workbook: what its sheets say, and that any program can read it."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from convert import load_kit
from convert.writers.excel import write_summary
from tests.reports import made_up

MADE = datetime(2026, 11, 20, 21, 1)


@pytest.fixture(scope="module")
def kit():
    return load_kit()


def workbook(summaries, kit, **more):
    file = io.BytesIO()
    write_summary(summaries, kit, file, made=MADE, **more)
    return file.getvalue()


def read(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def table(book, name):
    """Rows of a sheet as dicts by header."""
    sheet = book[name]
    rows = list(sheet.iter_rows(min_row=4 if name == "总览" else 1, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_every_sheet_is_there_in_the_order_a_supervisor_reads(kit):
    book = read(workbook(made_up(3), kit))
    assert book.sheetnames == [
        "总览", "问题清单", "问题归类", "归类明细", "章节", "校对提示", "清理记录", "编码", "说明"
    ]  # fmt: skip


def test_the_same_reports_give_the_same_bytes(kit):
    assert workbook(made_up(5), kit) == workbook(made_up(5), kit)


def test_each_report_problem_and_heading_has_its_row(kit):
    reports = list(made_up(4))
    book = read(workbook(reports, kit))
    assert [row["报告"] for row in table(book, "总览")] == [s.report.name for s in reports]
    assert [row["编号"] for row in table(book, "问题清单")] == ["P-" + p.id for s in reports for p in s.problems]
    assert [row["章节标题"] for row in table(book, "章节")] == [x.heading for s in reports for x in s.sections]
