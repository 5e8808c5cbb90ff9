"""The workbook: what its sheets say, and that any program can read it."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from lxml import etree

from convert import convert_text, inspect_text, load_kit
from convert.model import Change, ChangeKind, Finding, Loss, Metadata, Severity
from convert.summary import summarise
from convert.writers.excel import write_summary
from convert.writers.excel.assembly import assemble
from convert.writers.excel.stream import SHEET_LINKS
from tests.reports import made_up
from tests.test_xmltext import FORBIDDEN

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


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


ATTACKS = (
    "=1+1",
    '=HYPERLINK("http://x")',
    "=cmd|' /c calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "#REF!",
    "#N/A",
    "x" * 32_767,
    "x" * 32_768,
    "x" * 40_000,
    "𠮷" * 20_000,
    "".join(FORBIDDEN),
    "a\x00b\x0bc\x1f",
    "lone \ud800 and \udfff",
    "end \ufffe\uffff",
    "_x0041_ _x000D_",
    "<b>&amp;</b> ]]>",
    "  white space kept \n",
    "",
)


def attacked(text):
    """A report that says `text` wherever it can say anything."""
    one = next(made_up(1, seed=8))
    return replace(
        one,
        report=replace(one.report, name=text, title=text, metadata=Metadata(text, text, 2025, text), encoding=text, how=text, notes=(text,), reasons=(text,)),
        sections=tuple(section._replace(heading=text) for section in one.sections),
        problems=tuple(replace(p, text=text, cause=text, measure=text, trail=(text,), themes=("甲" + text[:20],)) for p in one.problems),
        findings=(Finding(text, Severity.HINT, 1, text[:40], text, text),),
        changes=(Change(ChangeKind.REMOVED, text, 1, 0, text or "x", ""),),
        losses=(Loss(0, b"\xff" * 40, 1, text),),
        documents=(),
    )  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: repr(text[:12]))
def test_nothing_from_a_report_becomes_a_formula_or_breaks_the_file(kit, text):
    data = workbook([attacked(text), next(made_up(1))], kit)
    for name, part in parts(data).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    book = read(data)
    assert not [cell for cell in cells(book) if cell.data_type == "f"]
    assert b"<f>" not in b"".join(part for name, part in parts(data).items() if "worksheets/sheet" in name)
    assert all(len(str(cell.value).encode("utf-16-le")) // 2 <= 32_767 for cell in cells(book))


def test_text_that_begins_like_a_formula_stays_text_when_someone_edits_it(kit):
    cell = read(workbook([attacked("=1+1")], kit))["总览"]["C5"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_white_space_at_the_ends_is_kept(kit):
    assert read(workbook([attacked("  甲 \n")], kit))["总览"]["C5"].value == "  甲 \n"


def test_text_that_looks_like_an_escape_of_excels_is_escaped(kit):
    sheet = parts(workbook([attacked("_x0041_")], kit))["xl/worksheets/sheet1.xml"].decode()
    assert "_x005F_x0041_" in sheet
    assert ">_x0041_" not in sheet


@pytest.mark.parametrize("text", ["x" * 32_768, "𠮷" * 20_000])
def test_a_text_too_long_for_a_cell_is_cut_where_one_can_see_it(kit, text):
    value = read(workbook([attacked(text)], kit))["总览"]["C5"].value
    assert value.endswith(f"……【此处截断：原文共 {len(text)} 字，单元格容纳不下】")
    assert value[:1000] == text[:1000]
    assert 32_700 < len(value.encode("utf-16-le")) // 2 <= 32_767


def test_a_text_that_just_fits_is_not_cut(kit):
    assert read(workbook([attacked("x" * 32_767)], kit))["总览"]["C5"].value == "x" * 32_767


@pytest.mark.parametrize(
    ("document", "target"),
    [
        ("甲局.docx", "%E7%94%B2%E5%B1%80.docx"),
        ("下属/甲 局.docx", "%E4%B8%8B%E5%B1%9E/%E7%94%B2%20%E5%B1%80.docx"),
        ("a #1 50%?.docx", "a%20%231%2050%25%3F.docx"),
        ('C:x&"<.docx', "C%3Ax%26%22%3C.docx"),
    ],
)
def test_links_lead_to_the_word_file_and_its_headings(kit, document, target):
    report = replace(next(made_up(1)), documents=("甲.json", document))
    book = read(workbook([report], kit))
    assert book["总览"]["B5"].hyperlink.target == target
    places = [cell.hyperlink.target for cell in book["章节"]["B"][1:]]
    assert places == [f"{target}#{section.bookmark}" for section in report.sections]
    trail = book["问题清单"]["C2"]
    assert trail.hyperlink.target == f"{target}#{last_heading(report, report.problems[0].line)}"
    doubts = [cell.hyperlink.target for cell in book["校对提示"]["A"][1:]]
    assert doubts == [f"{target}#{last_heading(report, finding.line)}" for finding in report.findings]


def last_heading(report, line):
    return [section.bookmark for section in report.sections if section.line <= line][-1]


def test_a_report_without_a_word_file_has_no_links(kit):
    report = replace(next(made_up(1)), documents=())
    assert not [cell for cell in cells(read(workbook([report], kit))) if cell.hyperlink]


def test_headings_beyond_the_links_that_a_sheet_may_have_are_there_without_a_link(kit):
    report = next(made_up(1))
    data = workbook([replace(report, sections=report.sections[:1] * (SHEET_LINKS + 2))], kit)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet5.xml").decode()
    links = re.findall(r'<hyperlink ref="(B\d+)" r:id="(L\d+)"/>', sheet)
    assert len(links) == SHEET_LINKS
    assert links[0] == ("B2", "L1")
    assert links[-1] == (f"B{SHEET_LINKS + 1}", f"L{SHEET_LINKS}")
    styles = dict(re.findall(r'<c r="(B\d+)" s="(\d+)" t="inlineStr"><is><t>一、履职情况<', sheet))
    last_linked, *rest = [styles[f"B{SHEET_LINKS + n}"] for n in (1, 2, 3)]
    assert last_linked == styles["B2"]
    assert set(rest).isdisjoint({last_linked})


def test_a_table_that_outgrows_its_sheet_goes_on_in_another(kit):
    reports = list(made_up(12))
    file = io.BytesIO()
    assemble(reports, kit, file, made=MADE, sheet_rows=30)
    book = read(file.getvalue())
    names = [name for name in book.sheetnames if name.startswith("章节")]
    assert names == ["章节", "章节2", "章节3"]
    found = [row["章节标题"] for name in names for row in table(book, name)]
    assert found == [section.heading for report in reports for section in report.sections]
    tables = [name for sheet in book for name in sheet.tables]
    assert len(set(tables)) == len(book.sheetnames)
    assert all(t.ref == sheet.dimensions for sheet in book if sheet.title != "总览" for t in sheet.tables.values())


def test_no_reports_give_a_workbook_with_empty_tables(kit):
    book = read(workbook([], kit))
    assert book["问题清单"].tables["Problems"].ref == "A1:M2"
    assert table(book, "问题清单") == []


def test_every_sheet_prints_on_a4_across_with_its_header_on_each_page(kit):
    for sheet in read(workbook(made_up(2), kit)):
        header = 4 if sheet.title == "总览" else 1
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${header}:${header}"
        assert "&P" in sheet.oddFooter.center.text
        assert sheet.freeze_panes.endswith(str(header + 1))


def test_each_sheet_has_one_table_and_no_filter_of_its_own_above_it(kit):
    data = workbook(made_up(2), kit)
    for sheet in read(data):
        (only,) = sheet.tables.values()
        header = [cell.value for cell in sheet[only.ref][0]]
        assert [column.name for column in only.tableColumns] == header
        assert sheet.auto_filter.ref is None


def test_totals_stand_above_the_overview(kit):
    reports = list(made_up(7))
    sheet = read(workbook(reports, kit))["总览"]
    totals = dict(zip([c.value for c in sheet[4]], [c.value for c in sheet[3]], strict=True))
    assert totals["问题"] == sum(len(r.problems) for r in reports)
    assert totals["字数"] == sum(r.report.characters for r in reports)
    assert totals["章节"] == sum(len(r.sections) for r in reports)
    assert "7 份报告" in sheet["A2"].value


def test_the_overview_says_in_words_why_a_report_needs_a_look(kit):
    one = next(made_up(1))
    doubtful = replace(
        one,
        report=replace(one.report, reasons=("encoding-unsure", "bytes-lost", "errors-found"), encoding="gb18030"),
        losses=(Loss(1, b"\xff", 1, "invalid"), Loss(5, b"\0", 1, "nul")),
        findings=(Finding("x", Severity.ERROR, 1, "", ""), Finding("x", Severity.HINT, 1, "", "")),
    )
    (row,) = table(read(workbook([doubtful], kit)), "总览")
    assert row["需要看一眼"] == "编码判断没有把握（按 gb18030 读取）；1 处字节读不出；校对提示中有 1 处错误"


def test_headings_are_indented_and_folded_by_depth(kit):
    report = next(made_up(1))
    sheet = read(workbook([report], kit))["章节"]
    indents = [cell.alignment.indent for cell in sheet["B"][1:]]
    assert [2 * section.depth - 1 for section in report.sections] == indents
    folds = [sheet.row_dimensions[row].outlineLevel for row in range(2, sheet.max_row + 1)]
    assert folds == [section.depth - 1 for section in report.sections]


def test_themes_are_counted_over_all_reports_and_shown_in_a_chart(kit):
    reports = list(made_up(9))
    book = read(workbook(reports, kit))
    found = {row["主题"]: (row["问题数"], row["涉及报告"]) for row in table(book, "问题归类") if row["主题"]}
    named = [theme for r in reports for p in r.problems for theme in p.themes or ("其他",)]
    assert {theme: count for theme, (count, _) in found.items()} == Counter(named)
    assert found["其他"][1] == sum(any(not p.themes for p in r.problems) for r in reports)
    rows = table(book, "归类明细")
    assert [row["合计"] for row in rows] == [len(r.problems) for r in reports]
    assert sum(row["其他"] or 0 for row in rows) == found["其他"][0]
    assert len(book["问题归类"]._charts) == 1


def test_a_theme_nobody_foresaw_gets_its_column(kit):
    one, two = made_up(2)
    two = replace(two, problems=(replace(two.problems[0], themes=("临时加的",)),))
    rows = table(read(workbook([one, two], kit)), "归类明细")
    assert [row["临时加的"] for row in rows] == [None, 1]


def test_a_theme_that_looks_like_a_formula_is_a_plain_header(kit):
    (one,) = made_up(1)
    one = replace(one, problems=(replace(one.problems[0], themes=("=1+1",)),))
    book = read(workbook([one], kit))
    assert [row["=1+1"] for row in table(book, "归类明细")] == [1]
    assert all(cell.data_type != "f" for cells in book["归类明细"].iter_rows() for cell in cells)


def test_same_changes_are_one_row_with_all_their_lines(kit):
    changes = (
        *(Change(ChangeKind.JOINED, "C-wrap", n, 0, "", "") for n in (4, 5, 6, 9)),
        *(Change(ChangeKind.REMOVED, "C-mark", n, 0, "\u200b", "") for n in (3, 8)),
        Change(ChangeKind.REPLACED, "C-dash", 7, 3, "--", "——"),
    )
    rows = table(read(workbook([replace(next(made_up(1)), changes=changes)], kit)), "清理记录")
    assert [(r["动作"], r["处数"], r["所在行"], r["原文"], r["改为"]) for r in rows] == [
        ("接行", 4, "第 4–6、9 行", None, None),
        ("去掉", 2, "第 3、8 行", "「<U+200B>」", None),
        ("替换", 1, "第 7 行", "「--」", "「——」"),
    ]


def test_each_loss_has_its_row_with_place_and_bytes(kit):
    losses = (Loss(4120, b"\xff\xfe", 18, "invalid"), Loss(9000, b"\x81", 44, "truncated"))
    rows = table(read(workbook([replace(next(made_up(1)), losses=losses)], kit)), "编码")
    assert [(r["损失"], r["行"], r["字节位置"], r["字节"], r["原因"]) for r in rows] == [
        (2, 18, 4120, "0xFF 0xFE", "不合编码"),
        (2, 44, 9000, "0x81", "文件在字的中间断开"),
    ]


def test_very_many_losses_are_counted_and_the_first_are_listed(kit):
    losses = tuple(Loss(n, b"\xff", n, "invalid") for n in range(1000))
    rows = table(read(workbook([replace(next(made_up(1)), losses=losses)], kit)), "编码")
    assert (len(rows), rows[0]["损失"], rows[-1]["原因"]) == (201, 1000, "另有 800 处未列")


def test_the_guide_explains_every_column_of_every_sheet(kit):
    book = read(workbook(made_up(1), kit))
    explained = {(row["工作表"], row["列"]) for row in table(book, "说明")}
    for sheet in book:
        if sheet.title != "归类明细":
            headers = next(sheet.iter_rows(min_row=4 if sheet.title == "总览" else 1, values_only=True))
            assert explained >= {(sheet.title, header) for header in headers}
    assert ("本工作簿", "程序版本") in explained


def test_status_can_be_chosen_or_written_freely(kit):
    sheet = read(workbook(made_up(2), kit))["问题清单"]
    (offer,) = sheet.data_validations.dataValidation
    assert offer.formula1 == '"未开始,整改中,已完成,长期坚持"'
    assert not offer.showErrorMessage
    assert str(offer.sqref) == f"L2:L{sheet.max_row}"
    assert sheet.column_dimensions["M"].hidden


def test_wrapped_rows_state_a_height_that_holds_them(kit):
    long = replace(next(made_up(1)).problems[0], text="监督检查不够深入。" * 12)
    sheet = parts(workbook([replace(next(made_up(1)), problems=(long,))], kit))["xl/worksheets/sheet2.xml"].decode()
    height = re.search(r'<row r="2" ht="(\d+)">', sheet)
    assert int(height[1]) >= 14 * 6


def test_strict_readers_find_what_they_look_for(kit):
    made = parts(workbook(made_up(2), kit))
    drawing = made["xl/drawings/drawing1.xml"]
    assert b"<xdr:wsDr" in drawing
    assert b"<xdr:oneCellAnchor" in drawing
    for name, part in made.items():
        if name.endswith(".rels"):
            inside = [r.get("Target") for r in etree.fromstring(part) if r.get("TargetMode") != "External"]
            assert not [target for target in inside if target.startswith("/")]
    order = ["b", "i", "strike", "u", "sz", "color", "name", "family", "charset", "scheme"]
    for font in etree.fromstring(made["xl/styles.xml"]).iter("{*}font"):
        names = [etree.QName(child).localname for child in font]
        assert names == sorted(names, key=order.index)
    assert list(made)[:3] == ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"]
    assert b"<a:t></a:t>" not in made["xl/charts/chart1.xml"]
    assert b"Microsoft" not in made["docProps/app.xml"]
    assert b"2026-11-20T21:01:00Z" in made["docProps/core.xml"]


@pytest.mark.faults
def test_memory_does_not_grow_with_the_number_of_reports(kit):
    class Sink(io.RawIOBase):
        def write(self, data):
            return len(data)

    def peak(count):
        tracemalloc.start()
        write_summary(made_up(count), kit, Sink(), made=MADE)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)
    assert peak(1200) < peak(300) + 4_000_000


def test_every_heading_link_meets_its_bookmark_in_the_word_file(kit):
    text = "某局工作总结\n一、主要工作\n（一）抓学习。学得好。\n1.办班\n办了三期。\n二、存在的问题\n一是人手不足。\n"
    document = inspect_text(text, kit, name="甲.txt")
    with zipfile.ZipFile(io.BytesIO(convert_text(text, kit, name="甲.txt"))) as word:
        body = etree.fromstring(word.read("word/document.xml"))
    held = [mark.get(f"{{{body.nsmap['w']}}}name") for mark in body.iter("{*}bookmarkStart")]
    sheet = read(workbook([summarise(document, ("甲.docx",))], kit))["章节"]
    wanted = [cell.hyperlink.target.partition("#")[2] for cell in sheet["B"][1:]]
    assert len(wanted) == 4
    assert [mark for mark in held if mark.startswith("h")] == wanted


def test_a_frame_from_the_cache_gives_the_same_bytes_as_one_just_made(kit, tmp_path, monkeypatch):
    monkeypatch.setenv("CHENGGAO_CACHE", "")
    made = workbook(made_up(3), kit)
    monkeypatch.setenv("CHENGGAO_CACHE", str(tmp_path))
    assert workbook(made_up(3), kit) == made
    assert list(tmp_path.glob("workbook-*"))
    assert workbook(made_up(3), kit) == made


def test_no_count_is_taken_for_a_mark_of_the_frame(kit):
    sizes = replace(next(made_up(1)), report=replace(next(made_up(1)).report, characters=777_003_999_983))
    sheet = read(workbook([sizes], kit))["总览"]
    assert sheet["H3"].value == sheet["H5"].value == 777_003_999_983
