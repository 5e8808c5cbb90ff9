"""The text that other programs read out of the Word file."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from convert.engine import inspect_text
from convert.kit import load_kit
from convert.writers.word import write
from tests.documents import every_element

pytestmark = pytest.mark.office

INPUT = Path(__file__).parents[2] / "input"


def squeezed(text):
    """The words alone: pandoc draws tables with dashes and marks emphasis nowhere in plain text."""
    return re.sub(r"[\s-]", "", text)


def documents():
    kit = load_kit()
    yield every_element()
    for path in sorted(INPUT.glob("*.txt")):
        yield inspect_text(path.read_bytes(), kit, name=path.name)


def test_pandoc_reads_the_text_of_the_document(tmp_path):
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc not found")
    for number, document in enumerate(documents()):
        file = tmp_path / f"{number}.docx"
        file.write_bytes(write(document, load_kit()))
        command = ["pandoc", "-s", "-f", "docx", "-t", "plain", "--wrap=none", file]
        read = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        assert squeezed(read) == squeezed("".join(block.text for block in document.blocks))
