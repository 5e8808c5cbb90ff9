"""What other programs may rely on; a change here is a change for them."""

import inspect
import subprocess
import sys

import convert
from convert import convert_file, convert_text, inspect_text, load_kit

REPORT = "关于河湾镇档案工作的报告\n一、基本情况\n（一）抓好收集。全年收集档案三百卷。\n"


def test_these_names_are_public_and_no_others():
    assert set(convert.__all__) == {"__version__", "convert_file", "convert_text", "inspect_text", "load_kit"}


def test_their_parameters_are_these():
    def parameters(function):
        return list(inspect.signature(function).parameters)

    assert parameters(convert_file) == ["path", "output", "kit", "formats"]
    assert parameters(convert_text) == ["text", "kit", "to", "name"]
    assert parameters(inspect_text) == ["text", "kit", "name"]
    assert parameters(load_kit) == ["style", "rules", "options", "template"]


def test_importing_the_package_imports_no_room():
    code = "import sys, convert; print(*sorted(m for m in sys.modules if m.startswith('convert')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["convert"]


def test_a_text_becomes_a_document_and_a_word_file():
    assert inspect_text(REPORT).title == "关于河湾镇档案工作的报告"
    assert convert_text(REPORT).startswith(b"PK")


def test_bytes_are_decoded_and_text_is_taken_as_it_is():
    assert inspect_text(REPORT.encode("gb18030")).blocks == inspect_text(REPORT).blocks


def test_a_file_becomes_a_file_beside_its_outcome(tmp_path):
    source = tmp_path / "报告.txt"
    source.write_text(REPORT, encoding="utf-8")
    outcome = convert_file(source, tmp_path / "out", formats=("json",))
    assert outcome.error is None
    assert [written.path for written in outcome.written] == [str(tmp_path / "out" / "报告.json")]
    assert (tmp_path / "out" / "报告.json").exists()


def test_a_file_that_cannot_be_converted_is_an_outcome_not_an_exception(tmp_path):
    outcome = convert_file(tmp_path / "nix.txt", tmp_path)
    assert outcome.summary is None
    assert outcome.error.code == "MissingFile"
