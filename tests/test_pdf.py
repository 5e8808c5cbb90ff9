import pytest

from convert import pdf
from convert.errors import NoOffice
from convert.kit import load_kit
from convert.model import Role
from convert.writers.word import write
from tests.documents import report


def test_without_libreoffice_it_says_so_in_one_sentence(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(pdf, "_PLACES", ())
    with pytest.raises(NoOffice, match="PDF needs LibreOffice, which is not installed here"):
        pdf.write_pdfs(["a.docx"])


@pytest.mark.office
def test_each_word_file_gets_a_pdf_beside_it_whatever_its_name(tmp_path):
    try:
        pdf.find_office()
    except NoOffice:
        pytest.skip("soffice not found")
    files = [tmp_path / "甲" / "-年终 总结.docx", tmp_path / "乙" / "-年终 总结.docx"]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(write(report((Role.TITLE, "总结"), (Role.BODY, file.parent.name)), load_kit()))
    made = pdf.write_pdfs(files)
    assert made == tuple(file.with_suffix(".pdf") for file in files)
    assert [path.read_bytes()[:5] for path in made] == [b"%PDF-", b"%PDF-"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(
        ["甲", "乙", "-年终 总结.docx", "-年终 总结.docx", "-年终 总结.pdf", "-年终 总结.pdf"]
    )
