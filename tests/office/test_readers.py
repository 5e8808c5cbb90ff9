"""The text that other programs read out of the Word file."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from convert.engine import inspect_text
from convert.kit import load_kit
from convert.model import Paragraph
from convert.writers.word import write
from convert.writers.xmltext import legal
from tests import corpus
from tests.documents import every_element

pytestmark = pytest.mark.office

ROOT = Path(__file__).parents[2]
REPORTS = sorted((ROOT / "input").glob("*.txt"))


def squeezed(text):
    """The words alone: pandoc draws tables with dashes and marks emphasis nowhere in plain text."""
    return re.sub(r"[\s-]", "", text)


def documents():
    kit = load_kit()
    yield every_element(), kit
    for path in REPORTS:
        yield inspect_text(path.read_bytes(), kit, name=path.name), kit
    for truth in corpus.documents():
        yield inspect_text(truth.text, kit, name=truth.name), kit


def test_python_docx_reads_the_text_of_the_document():
    for document, kit in documents():
        word = docx.Document(io.BytesIO(write(document, kit)))
        texts = [legal(block.text) for block in document.blocks if isinstance(block, Paragraph) and block.text]
        read = [paragraph.text for paragraph in word.paragraphs if paragraph.text]
        assert squeezed("".join(read)) == squeezed("".join(texts))


def test_pandoc_reads_the_text_of_the_document(tmp_path):
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc not found")
    for number, (document, kit) in enumerate(documents()):
        file = tmp_path / f"{number}.docx"
        file.write_bytes(write(document, kit))
        command = ["pandoc", "-s", "-f", "docx", "-t", "plain", "--wrap=none", file]
        read = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        assert squeezed(read) == squeezed("".join(legal(block.text) for block in document.blocks)), document.origin.path
