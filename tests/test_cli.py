"""The program as its users meet it: words typed, words shown, exit code."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile

import pytest

from convert.cli import COMMANDS, main
from convert.desk import open_desk
from convert.kit import load_kit

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


def test_a_folder_without_reports_alone_is_a_usage_error_and_beside_others_a_failure(run, report, tmp_path):
    empty = tmp_path / "空"
    empty.mkdir()
    assert run("convert", empty, "--format", "json", "-o", tmp_path / "out")[0] == 2
    code, _, said = run("convert", empty, report, "--format", "json", "-o", tmp_path / "out")
    assert code == 1
    assert "no report found" in said
    assert (tmp_path / "out" / "报告.json").exists()


def test_bad_files_are_a_sentence_each_and_the_others_are_converted(run, report, tmp_path):
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "图.txt").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    code, _, said = run(
        "convert", tmp_path / "空.txt", tmp_path / "图.txt", report, "--format", "json", "-o", tmp_path / "o"
    )
    assert code == 1
    lines = said.splitlines()
    assert lines[0].startswith("空.txt: the file holds no text")
    assert "not a text file but a JPEG picture" in lines[1]
    assert lines[2].startswith("报告.txt → ")
    assert lines[3].startswith("1 report converted; 2 failed")
    assert len(lines) == 4


def test_where_nothing_was_converted_no_workbook_is_made(run, tmp_path):
    (tmp_path / "空.txt").write_bytes(b"")
    assert run("convert", tmp_path / "空.txt", "-o", tmp_path / "out")[0] == 1
    assert not (tmp_path / "out" / "汇总.xlsx").exists()


def test_an_output_that_is_a_file_is_one_sentence(run, report, tmp_path):
    code, _, said = run("convert", report, report.parent, "--format", "json", "-o", report)
    assert code == 1
    assert "cannot write here" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("--encoding", "klingon"),
        ("--format", "papyrus"),
        ("--rules", "no-such.toml"),
        ("--style", "no-such-style"),
        ("--no-such-option",),
    ],
)
def test_a_wrong_option_is_found_before_anything_is_written(run, report, tmp_path, wrong):
    code, _, said = run("convert", report, "-o", tmp_path / "out", "--format", "json", *wrong)
    assert code == 2
    assert "Traceback" not in said
    assert wrong[-1] in said
    assert not (tmp_path / "out").exists()


def test_without_paths_and_without_an_input_folder_it_says_so(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, said = run("convert", "--format", "json")
    assert code == 2
    assert "There is no folder “input” here" in said


def test_quiet_says_failures_and_nothing_else(run, report, tmp_path):
    (tmp_path / "空.txt").write_bytes(b" ")
    code, _, said = run("convert", report, tmp_path / "空.txt", "--format", "json", "-o", tmp_path / "out", "--quiet")
    assert code == 1
    assert len(said.splitlines()) == 1


def test_data_for_a_pipe_is_utf_8_under_any_locale(report):
    for settings in ({"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "gbk"}):
        for how in ("--json", "--explain"):
            shown = start("inspect", report, how, env=os.environ | settings)
            assert "关于河湾镇档案工作的报告" in shown.stdout.decode("utf-8")
            assert shown.stderr == b""


def test_control_characters_of_a_report_do_not_reach_the_terminal(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("关于\x1b[2J工作的报告\n一、甲\n", encoding="utf-8")
    assert "\x1b" not in run("inspect", path)[1]


def test_a_reader_that_goes_away_is_no_error_worth_a_traceback(report):
    command = f'"{sys.executable}" -m convert inspect "{report}" --json | head -c 1'
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False)
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="a console is needed to send Ctrl-C there")
def test_ctrl_c_ends_with_130_and_one_line(tmp_path):
    for number in range(1500):
        (tmp_path / f"{number}.txt").write_text(REPORT, encoding="utf-8")
    command = [sys.executable, "-m", "convert", "convert", tmp_path, "--format", "json", "-o", tmp_path / "out"]
    environment = os.environ | {"LANGUAGE": "en"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        assert process.wait(60) == 130
    assert said.splitlines()[-1] == "Stopped."
    assert "Traceback" not in said


def test_styles_are_listed_shown_and_checked(run, tmp_path):
    assert "gbt9704 " in run("styles")[1]
    code, shown, _ = run("styles", "show", "gbt9704")
    assert code == 0
    assert [line.split() for line in shown.splitlines() if line.startswith("top_mm")] == [
        ["top_mm", "37", "must", "5.2.1", "天头"]
    ]
    own = tmp_path / "own.toml"
    own.write_text('[style]\nname = "own"\nextends = "gbt9704"\n[page]\ntop_mm = 40\n', encoding="utf-8")
    assert "a sound style, own" in run("styles", "check", own)[1]
    own.write_text('[style]\nname = "own"\nextends = "gbt9704"\n[page]\ntop = 40\n', encoding="utf-8")
    code, _, said = run("styles", "check", own)
    assert code == 2
    assert len(said.splitlines()) == 1
    assert "page.top" in said


def test_rules_are_listed_and_shown_by_table_and_by_id(run):
    assert "headings" in run("rules")[1]
    assert "H1-cn-comma" in run("rules", "show", "headings")[1]
    assert "一、" in run("rules", "show", "H1-cn-comma")[1]
    code, _, said = run("rules", "show", "nix")
    assert code == 2
    assert "no such table or rule" in said


def test_an_own_table_is_checked_in_a_sentence(run, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[table]\nname = "ignore"\n[[rule]]\nid = "U-old"\nkind = "file"\npattern = \'旧.{0,20}\'\nwhy = "旧稿"\nsource = "本单位"\n'
        'yes = ["旧稿.txt"]\nno = ["新稿.txt"]\n',
        encoding="utf-8",
    )
    assert "adds 1 rules and replaces 0" in run("rules", "check", own)[1]
    own.write_text(own.read_text(encoding="utf-8").replace("旧稿.txt", "稿.txt"), encoding="utf-8")
    code, _, said = run("rules", "check", own)
    assert code == 2
    assert said.splitlines() == [f"{own}: rule U-old: yes: the pattern misses “稿.txt”."]


def test_pdf_without_libreoffice_is_one_sentence_and_nothing_is_written(run, report, tmp_path, monkeypatch):
    monkeypatch.setattr("convert.pdf._PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, said = run("convert", report, "--pdf", "-o", tmp_path / "out")
    assert code != 0
    assert "LibreOffice" in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="soffice not found")
def test_pdf_stands_beside_each_word_file(run, report, tmp_path):
    assert run("convert", report, "--pdf", "-o", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "报告.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_a_bar_moves_and_what_matters_follows(report, tmp_path):
    (tmp_path / "空.txt").write_bytes(b"")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "convert", "convert", tmp_path, "--format", "json", "-o", tmp_path / "out"]
    with subprocess.Popen(command, stderr=theirs, env=os.environ | {"LANGUAGE": "en"}) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while part := os.read(ours, 4096):
                shown += part
        assert process.wait(60) == 1
    os.close(ours)
    bar, _, after = shown.decode().rpartition("2/2")
    assert "0/2" in bar
    assert "空.txt: the file holds no text" in after
    assert "报告.txt →" not in after
    assert "1 report converted; 1 failed" in after


@pytest.fixture
def converted(run, tmp_path):
    """Converts a text with options; gives the JSON object of it."""

    def converted(text, *options, encoding="utf-8"):
        path = tmp_path / "报告.txt"
        path.write_bytes(text.encode(encoding))
        code, _, said = run("convert", path, "--format", "json", "-o", tmp_path / "out", *options)
        assert code == 0, said
        return json.loads((tmp_path / "out" / "报告.json").read_text(encoding="utf-8"))

    return converted


def test_keep_all_keeps_what_would_be_removed(converted):
    text = "关于河湾镇档案工作的报告\n工作切实##paidbegin##有效。\n"
    assert converted(text)["paragraphs"][-1]["text"] == "工作切实有效。"
    assert converted(text, "--keep-all")["paragraphs"][-1]["text"] == "工作切实##paidbegin##有效。"


def test_no_repair_leaves_mojibake(converted):
    for encoding in ("gb18030", "utf-8"):
        text = REPORT.encode(encoding).decode("latin-1")
        assert converted(text)["title"] == "关于河湾镇档案工作的报告"
        assert converted(text, "--no-repair")["title"] != "关于河湾镇档案工作的报告"


def test_an_ignored_code_is_not_reported(converted):
    text = "关于河湾镇档案工作的报告\n一、甲情况\n工作顺利。\n三、乙情况\n工作顺利。\n"
    assert "N-gap" in {finding["code"] for finding in converted(text)["findings"]}
    assert "N-gap" not in {finding["code"] for finding in converted(text, "--ignore", "N-gap")["findings"]}


def test_a_named_encoding_is_taken(converted):
    assert converted(REPORT, "--encoding", "gbk", encoding="gb18030")["encoding"]["how"] == "user"


def test_options_of_the_word_file_reach_it(run, tmp_path):
    report = tmp_path / "报告.txt"
    report.write_text("关于河湾镇档案工作的报告\n一、甲情况\n工作顺利。\n三、乙情况\n工作顺利。\n", encoding="utf-8")

    def parts(*options):
        assert run("convert", report, "--format", "docx", "-o", tmp_path / "out", *options)[0] == 0
        with zipfile.ZipFile(tmp_path / "out" / "报告.docx") as file:
            return {name: file.read(name) for name in file.namelist()}

    plain = parts()
    assert "word/comments.xml" in parts("--comments")
    assert "word/comments.xml" not in plain
    assert parts("--title-break", "关于河湾镇|档案工作的报告")["word/document.xml"] != plain["word/document.xml"]
    assert parts("--style", "gbt33476")["word/document.xml"] != plain["word/document.xml"]
    assert parts("--template", tmp_path / "out" / "报告.docx")["word/document.xml"]


def test_a_title_break_that_fits_no_title_is_told(run, report, tmp_path):
    break_title = ("convert", report, "-o", tmp_path / "out", "--force", "--title-break")
    code, _, said = run(*break_title, "关于某事|的报告")
    assert (code, "No report has the title “关于某事的报告”" in said) == (0, True)
    assert "--title-break" not in run(*break_title, "关于河湾镇|档案工作的报告")[2]


def test_inspect_shows_an_edit_made_in_many_places_once(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("关于工作的报告\n" + "工作&nbsp;顺利。\n" * 12, encoding="utf-8")
    _, shown, _ = run("inspect", path)
    assert (
        "    2  E-entity          replaced &nbsp; → (blank)  (12 times, also on line 3, 4, 5, 6, 7, 8, 9, 10 …)"
        in shown
    )


def test_inspect_shows_where_the_first_of_many_losses_are(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("关于工作的报告，内容不少。\n".encode() * 300)
    code, shown, _ = run("inspect", path, "--encoding", "big5")
    assert code == 0
    assert 20 <= shown.count("bytes lost") <= 21
    assert "more such places" in shown


def test_a_code_that_no_finding_has_is_a_usage_error(run, report, tmp_path):
    for command in (("convert", report, "-o", tmp_path / "out"), ("inspect", report)):
        code, _, said = run(*command, "--ignore", "N-gaps")
        assert (code, "N-gaps: no finding has this code" in said) == (2, True)


def test_inspect_leaves_out_what_is_ignored_and_undoes_nothing_when_told(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "关于河湾镇档案工作的报告\n一、甲情况\n工作部暑顺利。\n".encode().decode("latin-1"), encoding="utf-8"
    )
    assert "W-word" in run("inspect", path)[1]
    assert "W-word" not in run("inspect", path, "--ignore", "W-word")[1]
    assert "部暑" not in run("inspect", path, "--no-repair")[1]


def test_a_watch_converts_with_the_same_options(run, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "报告.txt").write_text("关于档案的报告\n工作切实##paidbegin##有效。\n", encoding="gb18030")
    options = ("--keep-all", "--encoding", "gbk", "--settle", "10ms", "--interval", "50ms", "--format", "json")
    assert run("watch", folder, "-o", tmp_path / "out", "--once", *options)[0] == 0
    made = json.loads((tmp_path / "out" / "报告.json").read_text(encoding="utf-8"))
    assert made["paragraphs"][-1]["text"] == "工作切实##paidbegin##有效。"
    assert made["encoding"]["how"] == "user"
    code, _, said = run("watch", folder, "-o", tmp_path / "out", "--once", "--encoding", "klingon")
    assert (code, "klingon" in said) == (2, True)


def test_a_conversion_into_the_folder_of_a_running_watch_is_one_clear_sentence(run, report, tmp_path):
    with open_desk(tmp_path / "out", load_kit()):
        code, _, said = run("convert", report, "-o", tmp_path / "out")
    assert code == 1
    assert len(said.splitlines()) == 1
    assert "another chenggao" in said


def test_a_workbook_that_takes_long_is_told_before(run, report, tmp_path, monkeypatch):
    import convert.cli.convert as door

    _, _, short = run("convert", report, "-o", tmp_path / "short")
    monkeypatch.setattr(door, "LONG_FROM", 1)
    _, _, long = run("convert", report, "-o", tmp_path / "long")
    assert "takes a while" not in short
    assert long.index("takes a while") < long.index("汇总.xlsx")
