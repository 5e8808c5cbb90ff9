"""Every character that XML forbids, in every place of a Word file where a text can stand; the workbook's: test_excel."""

import io
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from convert.kit import load_kit
from convert.model import HEADINGS, Finding, Metadata, Options, Origin, Paragraph, Role, Severity, Table
from convert.writers.word import write
from convert.writers.xmltext import escape, escape_attribute, legal
from tests.documents import heading, report

# XML 1.0, 2.2: Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]
FORBIDDEN = tuple(
    chr(code)
    for code in range(0x110000)
    if not (code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000)
)
LINE_BREAKS = "\x0b\x0c"
TEXT = "甲" + "乙".join(FORBIDDEN) + "丙"
REPLACED = len(FORBIDDEN) - len(LINE_BREAKS)

KIT = load_kit(options=Options(comments=True))


def test_each_forbidden_character_is_shown_by_another_or_is_a_line_end():
    for character in FORBIDDEN:
        shown = "\n" if character in LINE_BREAKS else "\ufffd"
        assert legal(f"甲{character}乙") == f"甲{shown}乙"
        etree.fromstring(f'<a b="{escape_attribute(character)}">{escape(character)}</a>')


def parts(document):
    """The parts of the Word file, parsed."""
    with zipfile.ZipFile(io.BytesIO(write(document, KIT))) as package:
        return {
            name: "".join(etree.fromstring(package.read(name)).itertext())
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


@pytest.mark.parametrize("role", Role)
def test_a_paragraph_of_any_role_takes_them_and_shows_each(role):
    block = heading(role, TEXT, depth=HEADINGS.index(role) + 1) if role in HEADINGS else (role, TEXT)
    assert parts(report(block))["word/document.xml"].count("\ufffd") == REPLACED


@pytest.mark.parametrize("role", [*HEADINGS, Role.POINT])
def test_a_heading_that_text_follows_takes_them_on_both_sides(role):
    depth = HEADINGS.index(role) + 1 if role in HEADINGS else 0
    block = Paragraph(role, TEXT * 2, 1, run_in=len(TEXT), level=depth, depth=depth)
    assert parts(report(block))["word/document.xml"].count("\ufffd") == 2 * REPLACED


def test_a_cell_of_a_table_takes_them():
    assert parts(report(Table(1, ((TEXT, "一"), ("二", TEXT)))))["word/document.xml"].count("\ufffd") == 2 * REPLACED


def test_a_comment_takes_them():
    finding = Finding(TEXT, Severity.HINT, 1, "工作顺利", TEXT, TEXT)
    document = replace(report((Role.BODY, "工作顺利。")), findings=(finding,))
    assert parts(document)["word/comments.xml"].count("\ufffd") >= REPLACED


@pytest.mark.parametrize("start", range(0, len(FORBIDDEN), 250))  # Word cuts a property at 255 characters
def test_the_properties_take_them(start):
    text = "".join(FORBIDDEN[start : start + 250])
    document = replace(
        report((Role.BODY, "工作顺利。")), origin=Origin(text, "0" * 64, 1), metadata=Metadata(text, text, 2025, text)
    )
    assert parts(document)["docProps/core.xml"].count("\ufffd") >= len(text) - len(LINE_BREAKS)
