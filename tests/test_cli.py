"""The program as its users meet it: words typed, words shown, exit code."""

import json
import subprocess
import sys

import pytest

from convert.cli import COMMANDS, main

REPORT = "关于河湾镇档案工作的报告\n一、基本情况\n（一）抓好收集。全年收集档案三百卷。\n"


@pytest.fixture
def run(capsys, monkeypatch):
    """Runs the program in this process; gives exit code, stdout, stderr."""
    monkeypatch.setenv("LANGUAGE", "en")

    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return left.value.code, shown.out, shown.err

    return run


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def start(*arguments, **settings):
    command = [sys.executable, "-m", "convert", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, **settings)


def test_help_names_every_command_and_imports_no_room():
    code = (
        "import sys\nfrom convert.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print(*sorted(m for m in sys.modules if m.startswith(('convert', 'docx', 'openpyxl', 'lxml'))))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout
    assert all(name in shown for name in COMMANDS)
    assert shown.splitlines()[-1].split() == ["convert", "convert.cli", "convert.messages"]


def test_the_module_and_the_command_give_the_same_help(run):
    assert start("--help", "--lang", "en").stdout.decode() == run("--help", "--lang", "en")[1]
    assert run("--help")[1].startswith("Usage: chenggao ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_has_the_tables_help(run, name):
    code, shown, _ = run(name, "--help")
    assert code == 0
    assert COMMANDS[name].split(";")[0].rstrip(".") in " ".join(shown.split())


def test_an_unknown_command_is_a_usage_error(run):
    code, _, said = run("convrt")
    assert code == 2
    assert "convrt" in said


def test_inspect_prints_one_object(run, report):
    code, shown, said = run("inspect", report, "--json")
    assert (code, said) == (0, "")
    assert json.loads(shown)["title"] == "关于河湾镇档案工作的报告"


def test_a_missing_path_is_one_sentence(run, tmp_path):
    code, shown, said = run("convert", tmp_path / "nix.txt", "--format", "json", "-o", tmp_path / "out")
    assert (code, shown) == (1, "")
    assert "nix.txt: no such file or folder" in said


def test_a_folder_is_walked_and_its_sub_folders_mirrored(run, report, tmp_path):
    inner = tmp_path / "甲" / "乙" / "丙.txt"
    inner.parent.mkdir(parents=True)
    inner.write_text(REPORT, encoding="utf-8")
    code, _, said = run("convert", tmp_path / "甲", "--format", "json", "-o", tmp_path / "out")
    assert code == 0
    assert (tmp_path / "out" / "乙" / "丙.json").exists()
    assert "1 report converted" in said
