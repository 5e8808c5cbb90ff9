"""The page that a reader sees, against GB/T 9704-2012."""

import pytest

from convert.kit import load_kit
from convert.model import Paragraph, Role
from convert.writers.word import write
from tests.documents import every_element, heading, report
from tests.office.rendering import DASH_MIDDLE, MM, lines, need_office, render

pytestmark = pytest.mark.office

LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 28, 184, 37, 262
CHARACTER_MM = 15.75 * MM
CLOSINGS = {
    "date-shorter": ("某某市人民政府办公室", "2024年1月5日"),
    "date-longer": ("某某县局", "2024年12月25日"),
    "a-persons-name": ("张某某", "2024年1月5日"),
    "a-long-unit": ("中共某某市某某区某某街道某某社区支部委员会", "2024年10月9日"),
    "date-in-hanzi": ("某某集团有限责任公司", "二〇二四年一月五日"),
}
HANZI = "全面推进各项重点任务落地见效持续改进工作作风不断提高服务水平"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Lines of each document, rendered together."""
    need_office()
    documents = {
        "full": report((Role.TITLE, "某某局2023年度工作总结"), *[(Role.BODY, HANZI * 12 + "。")] * 8),
        "every": every_element(),
        "runs": report(
            heading(Role.HEADING_1, "一、基本情况"),
            heading(Role.HEADING_2, "（一）抓学习。" + HANZI * 3, 7, 2),
            heading(Role.HEADING_3, "1.读书。" + HANZI * 3, 5, 3),
            Paragraph(Role.POINT, "一是抓早抓小。" + HANZI * 3, 9, run_in=7),
        ),
        **{
            name: report((Role.BODY, HANZI), (Role.SIGNATURE, signature), (Role.DATE, date))
            for name, (signature, date) in CLOSINGS.items()
        },
    }
    folder = tmp_path_factory.mktemp("pages")
    files = []
    for name, document in documents.items():
        files.append(folder / f"{name}.docx")
        files[-1].write_bytes(write(document, load_kit()))
    return dict(zip(documents, map(lines, render(files, folder)), strict=True))


def body(found):
    return [line for line in found if not line.footer]


def test_a_full_line_holds_28_characters_from_edge_to_edge(pages):
    full = [line for line in body(pages["full"]) if line.left_mm < LEFT_MM + 1 and line.right_mm > RIGHT_MM - 5]
    assert len(full) > 80
    assert {len(line.text) for line in full} == {28}
    assert all(line.left_mm == pytest.approx(LEFT_MM, abs=0.3) for line in full)
    assert all(line.right_mm == pytest.approx(RIGHT_MM, abs=0.6) for line in full)


def test_a_full_page_holds_22_lines_in_225_mm(pages):
    second = [line for line in body(pages["full"]) if line.page == 2]
    assert len(second) == 22
    pitch = (second[-1].baseline_mm - second[0].baseline_mm) / 21
    assert 22 * pitch == pytest.approx(BOTTOM_MM - TOP_MM, abs=0.3)
    assert second[0].baseline_mm > TOP_MM
    assert second[-1].baseline_mm < BOTTOM_MM


def test_body_text_is_16_pt_fangsong_with_two_characters_indent(pages):
    first = [line for line in body(pages["full"]) if line.text.startswith("全面推进") and line.left_mm > LEFT_MM + 5]
    assert {(line.size_pt, line.fonts) for line in first} == {(16.0, ("FandolFang",))}
    assert all(line.left_mm - LEFT_MM == pytest.approx(32 * MM, abs=0.3) for line in first)


def test_the_title_is_22_pt_and_centred(pages):
    title = pages["full"][0]
    assert (title.size_pt, title.fonts) == (22.0, ("FandolTitl",))
    assert (title.left_mm + title.right_mm) / 2 == pytest.approx((LEFT_MM + RIGHT_MM) / 2, abs=0.3)


def test_the_page_number_stands_outside_seven_mm_under_the_text(pages):
    footers = [line for line in pages["full"] if line.footer]
    assert [line.text for line in footers] == [f"—{n}—" for n in range(1, len(footers) + 1)]
    for line in footers:
        assert (line.size_pt, line.fonts) == (14.0, ("FandolSong",))
        dash = line.baseline_mm - DASH_MIDDLE * line.size_pt * MM
        assert dash - BOTTOM_MM == pytest.approx(7, abs=0.5)
        inset = RIGHT_MM - line.right_mm if line.page % 2 else line.left_mm - LEFT_MM
        assert inset == pytest.approx(14 * MM, abs=0.5)


def test_headings_have_the_fonts_of_their_depth(pages):
    fonts = {line.text: line.fonts for line in body(pages["every"])}
    assert fonts["一、主要做法"] == ("FandolHei",)
    assert fonts["（一）健全工作机制"] == ("FandolKai",)
    assert fonts["1.明确责任分工"] == fonts["（1）主要领导负总责"] == ("FandolFang",)


def test_a_run_in_heading_stands_in_line_with_its_text(pages):
    found = body(pages["runs"])
    for start, fonts in (("（一）抓学习。全面", ("FandolKai", "FandolFang")), ("1.读书。全面", ("FandolFang",))):
        line = next(line for line in found if line.text.startswith(start))
        assert line.fonts == fonts
        assert line.left_mm - LEFT_MM == pytest.approx(32 * MM, abs=0.3)


@pytest.mark.parametrize("name", CLOSINGS)
def test_signature_and_date_stand_as_7_3_5_2_says(pages, name):
    before, signature, date = body(pages[name])[-3:]
    assert (signature.text, date.text) == CLOSINGS[name]
    assert date.left_mm - signature.left_mm == pytest.approx(2 * CHARACTER_MM, abs=0.3)
    inset = RIGHT_MM - max(signature.right_mm, date.right_mm)
    longer = date if date.right_mm - date.left_mm > signature.right_mm - signature.left_mm else signature
    assert RIGHT_MM - longer.right_mm == pytest.approx(2 * CHARACTER_MM, abs=3)
    assert inset >= -0.3
    assert signature.baseline_mm - before.baseline_mm == pytest.approx(2 * 28.95 * MM, abs=0.3)


def test_attachments_begin_a_page_with_their_mark_at_its_upper_left(pages):
    found = body(pages["every"])
    for mark in ("附件1", "附件2"):
        line = next(line for line in found if line.text == mark)
        assert line is next(other for other in found if other.page == line.page)
        assert line.left_mm == pytest.approx(LEFT_MM, abs=0.3)
        assert line.fonts[0] == "FandolHei"


def test_a_note_on_attachments_hangs_under_its_name(pages):
    found = body(pages["every"])
    first = next(n for n, line in enumerate(found) if line.text.startswith("附件：1."))
    assert found[first].left_mm - LEFT_MM == pytest.approx(2 * CHARACTER_MM, abs=0.4)
    assert found[first + 1].left_mm - found[first].left_mm == pytest.approx(4.5 * CHARACTER_MM, abs=0.8)
    assert found[first + 2].text.startswith("2.")
    assert found[first + 2].left_mm - found[first].left_mm == pytest.approx(3 * CHARACTER_MM, abs=0.4)
