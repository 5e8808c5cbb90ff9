"""Whether Microsoft's validator (Open XML SDK) finds fault with what is written."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.office.validation import VERSIONS, faults, strange_files, validator

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def program():
    found = validator()
    if found is None:
        pytest.skip("validator not found: run tests/office/setup.sh where npm is installed")
    return found


def test_the_validator_finds_fault(program, tmp_path):
    (tmp_path / "broken.docx").write_bytes(b"PK")
    assert faults(program, tmp_path / "broken.docx", VERSIONS[0])


def test_word_files_of_strange_reports_are_valid(program, tmp_path):
    for file in strange_files(40, tmp_path):
        assert faults(program, file, VERSIONS[0]) == []


def test_what_the_samples_become_is_valid(program, tmp_path):
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "convert", "convert", root / "input", "-o", tmp_path, "-q", "--comments"]
    subprocess.run(command, check=True, cwd=root)
    results = sorted([*tmp_path.glob("*.docx"), *tmp_path.glob("*.xlsx")])
    assert len(results) == 9
    for file in results:
        for version in VERSIONS:
            assert faults(program, file, version) == []
