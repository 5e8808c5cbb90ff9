import io
import zipfile

import docx
import pytest
from docx.shared import Mm, Pt

from convert.errors import BadTemplate
from convert.kit import load_kit
from convert.model import Role
from convert.writers.word import write
from tests.documents import heading, report


def saved(path, document):
    document.save(path)
    return path


def own_template():
    """A template by python-docx, whose styles carry English names and ids of their own."""
    document = docx.Document()
    document.add_paragraph("此处是模板里的旧文字")
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Title"].font.size = Pt(30)
    document.sections[0].left_margin = Mm(40)
    document.sections[0].footer.paragraphs[0].text = "内部资料"
    return document


def written(path):
    kit = load_kit(template=path)
    text = report(
        (Role.TITLE, "某某局总结"),
        heading(Role.HEADING_1, "一、情况"),
        (Role.BODY, "文。"),
        (Role.ANNOTATION, "（此件公开）"),
    )
    return docx.Document(io.BytesIO(write(text, kit)))


def test_a_templates_page_styles_and_footer_are_kept_and_its_text_is_not(tmp_path):
    word = written(saved(tmp_path / "own.docx", own_template()))
    assert [p.text for p in word.paragraphs] == ["某某局总结", "一、情况", "文。", "（此件公开）"]
    assert word.sections[0].left_margin.mm == pytest.approx(40, abs=0.1)
    assert word.sections[0].footer.paragraphs[0].text == "内部资料"
    assert word.styles["Title"].font.size == Pt(30)
    assert word.styles["Normal"].font.name == "Arial"


def test_styles_that_a_template_lacks_are_added(tmp_path):
    word = written(saved(tmp_path / "own.docx", own_template()))
    assert word.paragraphs[3].style.name == "附注"
    assert word.paragraphs[3].style.base_style.name == "Normal"


def test_a_template_without_footer_gets_page_numbers(tmp_path):
    word = written(saved(tmp_path / "plain.docx", docx.Document()))
    assert "PAGE" in word.sections[0].footer._element.xml
    assert word.settings.odd_and_even_pages_header_footer


def test_a_file_of_ours_is_a_template_too(tmp_path):
    first = written(saved(tmp_path / "own.docx", own_template()))
    path = saved(tmp_path / "again.docx", first)
    word = written(path)
    assert [p.text for p in word.paragraphs] == [p.text for p in first.paragraphs]
    assert len({style.style_id for style in word.styles}) == len(list(word.styles))
    for part in (word.part, word.part.package):
        assert len(part.rels) == len({rel.rId for rel in part.rels.values()})


def test_a_dotx_is_a_template_too(tmp_path):
    source = saved(tmp_path / "own.docx", own_template())
    path = tmp_path / "own.dotx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"document.main+xml", b"template.main+xml"))
    assert written(path).sections[0].left_margin.mm == pytest.approx(40, abs=0.1)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 an old .doc", "文字".encode()])
def test_a_file_that_is_no_word_file_is_one_clear_sentence(tmp_path, data):
    path = tmp_path / "bad.docx"
    path.write_bytes(data)
    with pytest.raises(BadTemplate, match=r"cannot be used as a template \(it is no Word file"):
        load_kit(template=path)


def test_a_missing_template_is_one_clear_sentence(tmp_path):
    with pytest.raises(BadTemplate, match="cannot be used as a template"):
        load_kit(template=tmp_path / "none.docx")


@pytest.mark.parametrize("broken", ["word/document.xml", "word/styles.xml"])
def test_a_template_with_a_broken_part_is_one_clear_sentence(tmp_path, broken):
    source = saved(tmp_path / "own.docx", docx.Document())
    path = tmp_path / "bad.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:-9] if name == broken else old.read(name))
    with pytest.raises(BadTemplate, match="the file is damaged"):
        written(path)


def test_a_workbook_is_no_template(tmp_path):
    path = tmp_path / "book.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(BadTemplate, match="it is no Word file"):
        load_kit(template=path)
