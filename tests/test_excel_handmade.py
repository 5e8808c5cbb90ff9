"""What people type into the workbook survives every rebuild."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from convert import load_kit
from convert.collected import rebuild
from convert.desk import open_desk
from convert.errors import BadWorkbook, MissingFile
from convert.model import Entry
from convert.writers.excel import edited, read_entries, write_summary
from convert.writers.excel.cells import fit
from tests.reports import made_up

MADE = datetime(2026, 11, 20, 21, 1)


ODD = (
    "2026-06-30", "2026-06-30T08:30:15", "1999-01-01", "2150-01-01", "2026-13-45", "2026-06-30T08:30:00+08:00", "46203",
    "46203.5", "007", "13800000000", "12345678901234567890", "=1+1", "年底前", "_x0041_", "1E5", "TRUE",
)  # fmt: skip


def tidied(text):
    """The text as a cell keeps it."""
    return fit(text).strip()


@pytest.fixture(scope="module")
def kit():
    return load_kit()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "汇总.xlsx"


def build(path, kit, reports, entries=()):
    with path.open("wb") as file:
        write_summary(reports, kit, file, made=MADE, entries=entries)


def fill(path, change):
    """Lets `change` type into the sheet 问题清单: it gets the sheet and the column numbers by header."""
    book = openpyxl.load_workbook(path)
    sheet = book["问题清单"]
    change(sheet, {cell.value: cell.column for cell in sheet[1]})
    book.save(path)


def type_three(sheet, column):
    sheet.cell(2, column["责任人"], "王某")
    sheet.cell(3, column["整改时限"], date(2026, 12, 31))
    sheet.cell(4, column["整改时限"], "年底前")
    sheet.cell(5, column["整改状态"], "整改中")


def shown(path):
    """The three columns by 编号, only rows where something stands."""
    sheet = openpyxl.load_workbook(path)["问题清单"]
    rows = [
        dict(zip([c.value for c in sheet[1]], r, strict=True)) for r in sheet.iter_rows(min_row=2, values_only=True)
    ]
    fields = ("责任人", "整改时限", "整改状态")
    return {row["编号"]: tuple(map(row.get, fields)) for row in rows if any(map(row.get, fields))}


def test_entries_come_back_beside_their_problems_when_reports_are_added(path, kit):
    reports = list(made_up(6))
    build(path, kit, reports[2:4])
    fill(path, type_three)
    before = shown(path)
    build(path, kit, reports, read_entries(str(path)))
    assert len(before) == 4
    assert shown(path) == before


def test_dates_numbers_and_words_keep_their_kind(path, kit):
    build(path, kit, made_up(2))
    fill(path, type_three)
    fill(path, lambda sheet, column: sheet.cell(6, column["责任人"], 13800000000))
    build(path, kit, made_up(2), read_entries(str(path)))
    kinds = {type(value) for row in shown(path).values() for value in row if value is not None}
    assert kinds == {str, int, datetime}


def test_rows_sorted_by_hand_keep_their_entries(path, kit):
    build(path, kit, made_up(5))
    fill(path, type_three)
    before = shown(path)

    def sort(sheet, column):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        Random(1).shuffle(rows)
        for r, row in enumerate(rows, 2):
            for c, value in enumerate(row, 1):
                sheet.cell(r, c).value = value

    fill(path, sort)
    assert not edited(str(path))
    build(path, kit, made_up(5), read_entries(str(path)))
    assert shown(path) == before


@pytest.mark.office
def test_entries_survive_a_round_trip_through_libreoffice(path, kit, tmp_path):
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("soffice not found")
    build(path, kit, made_up(3))
    fill(path, type_three)
    before = shown(path)
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "lo"), str(path)], check=True, capture_output=True, timeout=120
    )
    saved = tmp_path / "lo" / path.name
    assert not edited(str(saved))
    build(path, kit, made_up(5), read_entries(str(saved)))
    assert shown(path) == before


def test_an_entry_that_was_emptied_does_not_come_back(path, kit):
    build(path, kit, made_up(2))
    fill(path, type_three)
    known = read_entries(str(path))
    fill(path, lambda sheet, column: sheet.cell(2, column["责任人"]).__setattr__("value", None))
    assert len(read_entries(str(path), known)) == len(known) - 1


def test_an_entry_whose_row_was_deleted_is_kept(path, kit):
    build(path, kit, made_up(2))
    fill(path, type_three)
    known = read_entries(str(path))
    fill(path, lambda sheet, column: sheet.delete_rows(2))
    assert len(read_entries(str(path), known)) == len(known)


def test_a_column_that_was_renamed_takes_no_entry_away(path, kit):
    build(path, kit, made_up(2))
    fill(path, type_three)
    known = read_entries(str(path))
    fill(path, lambda sheet, column: sheet.cell(1, column["整改时限"], "期限"))
    assert read_entries(str(path), known) == known


def test_entries_of_problems_that_are_gone_get_a_sheet_and_come_back_with_the_problem(path, kit):
    reports = list(made_up(3))
    build(path, kit, reports)
    fill(path, type_three)
    before = shown(path)
    build(path, kit, reports[2:], read_entries(str(path)))
    gone = openpyxl.load_workbook(path)["已消失的问题"]
    assert {row[5].value for row in gone.iter_rows(min_row=2)} == set(before)
    assert gone["A2"].value == reports[0].report.name
    build(path, kit, reports, read_entries(str(path)))
    book = openpyxl.load_workbook(path)
    assert "已消失的问题" not in book.sheetnames
    assert shown(path) == before


def test_moved_columns_and_a_title_above_do_not_hide_entries(path, kit):
    build(path, kit, made_up(2))
    fill(path, type_three)
    before = read_entries(str(path))
    fill(path, lambda sheet, column: (sheet.insert_cols(1), sheet.insert_rows(1, 2)))
    assert read_entries(str(path)) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet, column: sheet.cell(2, column["问题"], "改过的话"),
        lambda sheet, column: sheet.cell(2, 20, "备注"),
        lambda sheet, column: sheet.delete_rows(3),
        lambda sheet, column: sheet.cell(sheet.max_row + 1, column["责任人"], "李某"),
        lambda sheet, column: sheet.cell(2, 1).__setattr__("comment", Comment("问过了", "王某")),
        lambda sheet, column: sheet.cell(2, 4).__setattr__("fill", PatternFill("solid", "FFFF00")),
        lambda sheet, column: sheet.parent.create_sheet("我的表").append(["记一笔"]),
    ],
    ids=["words", "a column more", "a row less", "a name below", "a note", "a colour", "a sheet more"],
)
def test_any_other_edit_is_noticed(path, kit, change):
    build(path, kit, made_up(2))
    fill(path, type_three)
    assert not edited(str(path))
    fill(path, change)
    assert edited(str(path))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"no workbook"])
def test_a_file_that_cannot_be_read_says_so(path, content):
    path.write_bytes(content)
    with pytest.raises(BadWorkbook):
        read_entries(str(path))


def test_a_workbook_cut_short_says_so(path, kit):
    build(path, kit, made_up(2))
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(BadWorkbook):
        read_entries(str(path))


def test_no_workbook_is_a_missing_file(path):
    with pytest.raises(MissingFile):
        read_entries(str(path))


def test_hand_made_text_is_no_formula(path, kit):
    entry = Entry(next(iter(made_up(1))).problems[0].id, "", "", "=1+1", "+8", "@x")
    build(path, kit, made_up(1), [entry])
    sheet = openpyxl.load_workbook(path)["问题清单"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} <= {"s", "n"}
    assert shown(path)["P-" + entry.problem] == ("=1+1", "+8", "@x")


@given(st.lists(st.tuples(*[st.text(max_size=12) | st.sampled_from(ODD)] * 3), min_size=1, max_size=12))
@settings(max_examples=12, deadline=None)
def test_whatever_was_typed_reads_back_the_same(typed):
    entries = tuple(Entry(f"p{n}", "甲.txt", "问题", *map(tidied, texts)) for n, texts in enumerate(typed))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "汇总.xlsx"
        build(path, load_kit(), (), entries)
        assert read_entries(str(path)) == tuple(
            entry for entry in entries if any((entry.owner, entry.deadline, entry.status))
        )


REPORT = "某镇党委书记述职报告\n一、存在的问题\n一是理论学习不够系统。二是联系群众不够紧密。三是制度执行不够严格。四是特色品牌不够鲜明。\n二、下一步打算\n加强学习。\n"


def test_the_desk_keeps_entries_and_a_copy_of_other_edits(tmp_path, kit):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲.txt").write_text(REPORT, encoding="utf-8")
    path = tmp_path / "out" / "汇总.xlsx"

    def run():
        with open_desk(tmp_path / "out", kit, state=tmp_path / "state") as desk:
            assert not [o.error for o in desk.convert([tmp_path / "in"], ("docx",)) if o.error]
            return rebuild(desk, ("xlsx",))

    assert run()[0].kept is None
    fill(path, type_three)
    typed = shown(path)
    (tmp_path / "in" / "乙.txt").write_text(REPORT.replace("某镇", "某县"), encoding="utf-8")
    assert run()[0].kept is None
    assert typed
    assert shown(path) == typed

    fill(path, lambda sheet, column: sheet.cell(2, column["问题"], "改过的话"))
    kept = run()[0].kept
    assert "改过的话" in [cell.value for cell in openpyxl.load_workbook(kept)["问题清单"][2]]
    assert shown(path) == typed

    path.write_bytes(b"torn")
    kept = run()[0].kept
    assert Path(kept).read_bytes() == b"torn"
    assert shown(path) == typed
