import io
import os
import pickle
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from convert.engine import inspect_text
from convert.kit import load_kit
from convert.model import Finding, Metadata, Options, Paragraph, Role, Severity, Table
from convert.writers import prepared
from convert.writers.word import prepare, write
from convert.writers.xmltext import legal
from tests.documents import every_element, generated, heading, report
from tests.reference import Reference

ROOT = Path(__file__).parent.parent
READABLE = sorted([*(ROOT / "input").glob("*.txt"), *(ROOT / "tests" / "corpus").glob("*.txt")])
KIT = load_kit()
COMMENTED = load_kit(options=Options(comments=True))


def opened(document, kit=KIT):
    return docx.Document(io.BytesIO(write(document, kit)))


def test_each_role_has_its_own_named_style():
    word = opened(
        report(
            (Role.TITLE, "某某局工作总结"),
            (Role.ADDRESSEE, "市政府："),
            (Role.BODY, "正文。"),
            heading(Role.HEADING_1, "一、基本情况"),
            heading(Role.HEADING_2, "（一）学习。抓学习。", 6, 2),
            (Role.SIGNATURE, "某某局"),
            (Role.DATE, "2024年1月5日"),
        )
    )
    assert [p.style.name for p in word.paragraphs] == [
        "Title", "Salutation", "Body Text", "Heading 1", "Body Text", "Signature", "Date",
    ]  # fmt: skip


def test_a_run_in_heading_is_body_text_with_the_linked_character_style():
    (paragraph,) = opened(report(heading(Role.HEADING_2, "（一）学习。抓学习。", 6, 2))).paragraphs
    assert [(run.text, run.style.name) for run in paragraph.runs] == [
        ("（一）学习。", "标题 2 字符"),
        ("抓学习。", "Default Paragraph Font"),
    ]


def test_the_label_of_a_body_text_has_the_face_of_its_number_and_no_outline_level():
    label = Paragraph(Role.BODY, "一、元旦：1月1日放假。", 3, run_in=5, number="一、", level=1)
    (paragraph,) = opened(report(label)).paragraphs
    assert paragraph.style.name == "Body Text"
    assert [(run.text, run.style.name) for run in paragraph.runs] == [
        ("一、元旦：", "标题 1 字符"),
        ("1月1日放假。", "Default Paragraph Font"),
    ]


def test_the_same_document_gives_the_same_bytes():
    document = report((Role.TITLE, "题"), (Role.BODY, "文。"))
    assert write(document, KIT) == write(document, KIT)


@pytest.mark.parametrize("text", ["甲\x07乙", "甲\ud800乙", "甲\ufffe乙", "a<b>&c", "\t甲\r\n乙 ", "", "𠮷" * 9])
def test_any_characters_give_a_file_that_opens(text):
    word = opened(report((Role.TITLE, text), (Role.BODY, text), Table(1, ((text, text), (text,)))))
    assert word.paragraphs[1].style.name == "Body Text"


def test_members_that_all_reports_share_come_first_and_their_time_is_fixed():
    archive = zipfile.ZipFile(io.BytesIO(write(report((Role.BODY, "文。")), KIT)))
    assert archive.testzip() is None
    brought = ["word/document.xml", "docProps/core.xml", "docProps/custom.xml"]
    assert archive.namelist() == sorted(set(archive.namelist()) - set(brought)) + brought
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def body(document):
    """The body of the written file, canonical."""
    archive = zipfile.ZipFile(io.BytesIO(write(document, KIT)))
    return canonical(etree.fromstring(archive.read("word/document.xml"))[0])


def canonical(element):
    element = etree.fromstring(etree.tostring(element))
    for node in element.iter():  # python-docx indents the tables it makes
        if node.tag != qn("w:t"):
            node.text = None
        node.tail = None
    return etree.tostring(element, method="c14n", exclusive=True)


def test_a_document_with_every_element_has_the_body_that_python_docx_writes():
    document = every_element()
    assert body(document) == canonical(Reference(KIT).write(document))


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_each_readable_text_has_the_body_that_python_docx_writes_and_loses_no_word(path):
    document = inspect_text(path.read_bytes(), KIT, name=path.name)
    assert body(document) == canonical(Reference(KIT).write(document))
    texts = "".join(node.text or "" for node in opened(document).element.body.iter(qn("w:t")))
    assert squeezed(texts) == squeezed("".join(block.text for block in document.blocks))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=generated)
def test_any_document_has_the_body_that_python_docx_writes(document):
    assert body(document) == canonical(Reference(KIT).write(document))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=generated)
def test_the_word_file_holds_the_text_of_the_document(document):
    element = docx.Document(io.BytesIO(write(document, KIT))).element.body
    read = "".join(node.text or "" for node in element.iter(qn("w:t")))
    wanted = "".join(block.text for block in document.blocks)
    assert squeezed(read) == squeezed(legal(wanted))


def squeezed(text):
    return "".join(text.split())


def test_the_kit_survives_pickling_with_its_skeleton_and_workers_need_no_docx():
    ready = pickle.dumps((prepared(KIT, ("docx",)), every_element()))
    script = (
        "import pickle, sys; kit, document = pickle.load(sys.stdin.buffer); from convert.writers.word import write;"
        "data = write(document, kit); assert not {'docx', 'lxml', 'zipfile', 'openpyxl'} & set(sys.modules);"
        "sys.stdout.buffer.write(data)"
    )
    environment = {**os.environ, "CHENGGAO_CACHE": ""}
    done = subprocess.run([sys.executable, "-c", script], input=ready, capture_output=True, check=True, env=environment)
    assert done.stdout == write(every_element(), KIT)


def test_a_long_paragraph_is_cut_into_text_nodes_that_any_reader_takes():
    document = report((Role.BODY, "字" * 250_000))
    word = opened(document)
    assert [len(node.text) for node in word.element.body.iter(qn("w:t"))] == [100_000, 100_000, 50_000]
    assert len(word.paragraphs[0].runs) == 1
    assert word.paragraphs[0].text == "字" * 250_000


def test_findings_become_comments_at_their_sentences():
    text = "全年办结12件。信访秩序恢复平稳，群众较满易。下一步继续努力。"
    findings = (
        Finding("typo", Severity.WARNING, 2, "较满易", "疑为错字", "较满意"),
        Finding("gap", Severity.ERROR, 0, "", "全文没有落款"),
    )
    document = replace(report((Role.TITLE, "总结"), (Role.BODY, text)), findings=findings)
    word = docx.Document(io.BytesIO(write(document, COMMENTED)))
    assert [(c.author, c.text) for c in word.comments] == [
        ("chenggao", "请核对：疑为错字。建议：较满意"),
        ("chenggao", "错误：全文没有落款。"),
    ]
    assert [run.text for run in word.paragraphs[1].runs] == [
        "全年办结12件。",
        "信访秩序恢复平稳，群众较满易。",
        "",
        "下一步继续努力。",
    ]
    assert write(document, KIT) == write(replace(document, findings=()), KIT)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    document=generated,
    places=st.lists(st.tuples(st.integers(0, 120), st.text(max_size=9)), max_size=6),
)
def test_comments_never_change_the_text(document, places):
    findings = tuple(Finding("x", Severity.HINT, line, excerpt, excerpt, None) for line, excerpt in places)
    word = docx.Document(io.BytesIO(write(replace(document, findings=findings), COMMENTED)))
    plain = docx.Document(io.BytesIO(write(document, KIT)))
    assert [p.text for p in word.paragraphs] == [p.text for p in plain.paragraphs]
    for tag in ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"):
        ids = [int(node.get(qn("w:id"))) for node in word.element.body.iter(qn(tag))]
        assert sorted(ids) == list(range(len(findings) if any(map(has_text, document.blocks)) else 0))


def has_text(block):
    return isinstance(block, Paragraph) and bool(block.text)


@pytest.mark.parametrize(
    ("signature", "date"),
    [
        ("某某市人民政府办公室", "2024年1月5日"),
        ("某某市局", "2024年12月25日"),
        ("张某某", "2024年1月5日"),
        ("中共某某县某某镇某某村支部委员会", "2024年10月9日"),
        ("某某集团有限责任公司", "二〇二四年一月五日"),
    ],
)
def test_the_date_begins_two_characters_right_of_the_signature(signature, date):
    word = opened(report((Role.SIGNATURE, signature), (Role.DATE, date)))
    first, second = (p.paragraph_format.left_indent.pt for p in word.paragraphs)
    assert second - first == pytest.approx(2 * 15.75, abs=0.1)


def test_properties_say_what_the_file_is_and_where_it_comes_from():
    document = replace(report((Role.TITLE, "工作总结"), (Role.DATE, "2024年1月5日")), metadata=Metadata(unit="某某局"))
    data = write(document, KIT)
    core = docx.Document(io.BytesIO(data)).core_properties
    assert (core.title, core.author, core.language) == ("工作总结", "某某局", "zh-CN")
    assert core.created.date().isoformat() == "2024-01-05"
    custom = zipfile.ZipFile(io.BytesIO(data)).read("docProps/custom.xml").decode()
    assert "年终/报告.txt" in custom
    assert "0" * 64 in custom


def test_a_file_without_title_is_called_like_its_source_and_a_silent_author_is_the_program():
    core = opened(report((Role.BODY, "文。"))).core_properties
    assert (core.title, core.author, core.created) == ("报告", "chenggao", None)


def test_constant_parts_and_the_whole_file_stay_small():
    constant = len(write(report(), KIT))
    assert constant <= 7_000
    assert len(prepare(KIT).stem.local) <= 6_500


def test_a_style_by_level_gives_a_number_its_own_font_whatever_its_depth(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[style]\nname = "own"\nextends = "gbt9704"\nheading_by = "level"\n', encoding="utf-8")
    document = report(Paragraph(Role.HEADING_2, "1.抓学习", 1, number="1.", level=3, depth=2))
    assert [p.style.name for p in opened(document).paragraphs] == ["Heading 2"]
    assert [p.style.name for p in opened(document, load_kit(own)).paragraphs] == ["Heading 3"]


def test_a_heading_whose_parent_is_run_in_leaves_no_gap_in_the_outline():
    word = opened(
        report(
            heading(Role.HEADING_1, "一、情况"),
            heading(Role.HEADING_2, "（一）学习。抓学习。", 6, 2),
            heading(Role.HEADING_3, "1.读书", depth=3),
        )
    )
    assert [p.style.name for p in word.paragraphs] == ["Heading 1", "Body Text", "Body Text"]
    assert word.paragraphs[2].runs[0].style.name == "标题 3 字符"


def test_no_part_names_a_prefix_that_it_does_not_declare():
    """The Open XML SDK calls a file with such a part broken."""
    with zipfile.ZipFile(io.BytesIO(write(every_element(), load_kit()))) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                root = etree.fromstring(package.read(name))
                named = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable", "").split()
                assert set(named) <= {prefix for prefix in root.nsmap if prefix}, name
