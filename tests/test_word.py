import io
import zipfile

import docx
import pytest

from convert.kit import load_kit
from convert.model import Role, Table
from convert.writers.word import write
from tests.documents import heading, report


def opened(document, kit=None):
    return docx.Document(io.BytesIO(write(document, kit or load_kit())))


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


def test_the_same_document_gives_the_same_bytes():
    document = report((Role.TITLE, "题"), (Role.BODY, "文。"))
    assert write(document, load_kit()) == write(document, load_kit())


@pytest.mark.parametrize("text", ["甲\x07乙", "甲\ud800乙", "甲\ufffe乙", "a<b>&c", "\t甲\r\n乙 ", "", "𠮷" * 9])
def test_any_characters_give_a_file_that_opens(text):
    word = opened(report((Role.TITLE, text), (Role.BODY, text), Table(1, ((text, text), (text,)))))
    assert word.paragraphs[1].style.name == "Body Text"


def test_members_are_sorted_and_their_time_is_fixed():
    archive = zipfile.ZipFile(io.BytesIO(write(report((Role.BODY, "文。")), load_kit())))
    assert archive.testzip() is None
    assert archive.namelist() == sorted(archive.namelist())
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
