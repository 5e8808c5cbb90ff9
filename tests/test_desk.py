import os
import sys
from pathlib import Path

import pytest

from convert.collected import rebuild, summaries
from convert.desk import open_desk
from convert.errors import Busy
from convert.kit import load_kit
from convert.model import Options

KIT = load_kit()
REPORT = "关于{}工作的报告\n一、履职情况\n做了工作。\n"


def lay(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REPORT.format(name), encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


class Later:
    """A desk whose clock is an hour on, so that files just written count as old."""

    def __new__(cls, output, kit=KIT, **settings):
        from dataclasses import replace

        from convert.system import REAL

        return open_desk(output, kit, system=replace(REAL, clock=lambda: REAL.clock() + 3600), **settings)


def convert(output: Path, *paths: Path, kit=KIT, **settings) -> list[tuple[str, str]]:
    with Later(output, kit) as desk:
        outcomes = list(desk.convert(paths, ("docx",), **settings))
    return [(o.job.name, o.error.code if o.error else "unchanged" if o.unchanged else "done") for o in outcomes]


def files(folder: Path) -> list[str]:
    return sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and ".chenggao" not in p.parts
    )


def test_an_unchanged_report_is_not_done_again(tmp_path):
    folder = lay(tmp_path / "in", "甲.txt", "乙.txt")
    assert convert(tmp_path / "out", folder) == [("乙.txt", "done"), ("甲.txt", "done")]
    lay(folder, "丙.txt")
    assert convert(tmp_path / "out", folder) == [("丙.txt", "done"), ("乙.txt", "unchanged"), ("甲.txt", "unchanged")]


def test_only_new_results_are_synced(tmp_path):
    from dataclasses import replace

    from convert.system import REAL

    folder, synced = lay(tmp_path / "in", "甲.txt"), []
    system = replace(REAL, clock=lambda: REAL.clock() + 3600, fsync=synced.append)
    found = []
    for _ in range(2):
        with open_desk(tmp_path / "out", KIT, system=system) as desk:
            list(desk.convert([folder], ("docx",)))
        found.append(len(synced))
    assert found[0] == found[1] > 0


def test_a_touched_report_is_read_and_found_unchanged(tmp_path):
    folder = lay(tmp_path / "in", "甲.txt")
    convert(tmp_path / "out", folder)
    before = (tmp_path / "out" / "甲.docx").stat().st_mtime_ns
    os.utime(folder / "甲.txt")
    assert convert(tmp_path / "out", folder) == [("甲.txt", "unchanged")]
    assert (tmp_path / "out" / "甲.docx").stat().st_mtime_ns == before


@pytest.mark.parametrize("why", ["content", "kit", "result", "force"])
def test_a_report_is_done_again_when_there_is_a_reason(tmp_path, why):
    folder = lay(tmp_path / "in", "甲.txt")
    convert(tmp_path / "out", folder)
    kit = KIT
    if why == "content":
        (folder / "甲.txt").write_text(REPORT.format("别的"), encoding="utf-8")
    elif why == "kit":
        kit = load_kit(options=Options(keep_all=True))
    elif why == "result":
        (tmp_path / "out" / "甲.docx").unlink()
    assert convert(tmp_path / "out", folder, kit=kit, anew=why == "force") == [("甲.txt", "done")]
    assert files(tmp_path / "out") == ["甲.docx"]


def test_a_failure_leaves_its_reason_in_chinese_until_the_report_is_mended(tmp_path):
    folder = lay(tmp_path / "in", "一科/甲.txt")
    (folder / "一科" / "甲.txt").write_bytes(b" \n")
    assert convert(tmp_path / "out", folder) == [("一科/甲.txt", "EmptyFile")]
    (reason,) = files(tmp_path / "out")
    assert reason == "失败/一科/甲.原因.txt"
    text = (tmp_path / "out" / reason).read_text("utf-8-sig")
    assert "一科/甲.txt" in text
    lay(folder, "一科/甲.txt")
    assert convert(tmp_path / "out", folder) == [("一科/甲.txt", "done")]
    assert files(tmp_path / "out") == ["一科/甲.docx"]
    assert not (tmp_path / "out" / "失败").exists()


def test_a_result_edited_by_a_person_is_kept(tmp_path):
    folder = lay(tmp_path / "in", "甲.txt")
    convert(tmp_path / "out", folder)
    (tmp_path / "out" / "甲.docx").write_bytes(b"edited by a person")
    (folder / "甲.txt").write_text(REPORT.format("新的"), encoding="utf-8")
    convert(tmp_path / "out", folder)
    (copy,) = (name for name in files(tmp_path / "out") if "人工修改" in name)
    assert (tmp_path / "out" / copy).read_bytes() == b"edited by a person"


def test_reports_of_several_runs_are_all_in_the_ledger_and_gone_ones_stay(tmp_path):
    convert(tmp_path / "out", lay(tmp_path / "a", "甲.txt"))
    convert(tmp_path / "out", lay(tmp_path / "b", "乙.txt"))
    (tmp_path / "a" / "甲.txt").unlink()
    convert(tmp_path / "out", tmp_path / "b")
    with Later(tmp_path / "out") as desk:
        assert [(s.report.name, s.documents) for s in summaries(desk.ledger)] == [
            ("乙.txt", ("乙.docx",)),
            ("甲.txt", ("甲.docx",)),
        ]


def test_a_lost_ledger_writes_no_result_again_and_keeps_the_names(tmp_path):
    folder = lay(tmp_path / "in", "a.md", "a.txt")
    (folder / "a.txt").write_text(REPORT.format("另一项"), encoding="utf-8")
    convert(tmp_path / "out", folder / "a.txt", folder / "a.md")
    before = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in files(tmp_path / "out")}
    (tmp_path / "out" / ".chenggao" / "ledger.db").unlink()
    convert(tmp_path / "out", folder)  # in the other order
    assert {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in files(tmp_path / "out")} == before
    with Later(tmp_path / "out") as desk:
        assert {s.report.name: s.documents for s in summaries(desk.ledger)} == {
            "a.md": ("a (2).docx",),
            "a.txt": ("a.docx",),
        }


def test_a_folder_of_many_goes_over_processes_and_on_record(tmp_path):
    folder = lay(tmp_path / "in", *(f"{n:03}.txt" for n in range(130)))
    assert {state for _, state in convert(tmp_path / "out", folder, workers=2)} == {"done"}
    assert {state for _, state in convert(tmp_path / "out", folder, workers=2)} == {"unchanged"}
    with Later(tmp_path / "out") as desk:
        assert len(list(summaries(desk.ledger))) == 130
        assert all(summary.sections for summary in summaries(desk.ledger))


def test_what_a_killed_worker_had_begun_to_write_is_gone_at_the_end_of_the_run(tmp_path):
    folder = lay(tmp_path / "in", "a.txt", "部门/b.txt")
    (tmp_path / "out" / "部门").mkdir(parents=True)
    for begun in (".~cg01234567.tmp", "部门/.~cg89abcdef.tmp", "部门/.hidden.tmp"):
        (tmp_path / "out" / begun).write_bytes(b"half a file")
    convert(tmp_path / "out", folder, workers=2)
    assert files(tmp_path / "out") == ["a.docx", "部门/.hidden.tmp", "部门/b.docx"]


def test_one_instance_works_on_an_output_folder(tmp_path):
    with Later(tmp_path / "out"):
        with pytest.raises(Busy, match=str(os.getpid())), Later(tmp_path / "out"):
            pass
        with Later(tmp_path / "other"):
            pass
    with Later(tmp_path / "out"):
        pass


def test_the_ledger_may_lie_elsewhere(tmp_path):
    with Later(tmp_path / "out", state=tmp_path / "state") as desk:
        list(desk.convert([lay(tmp_path / "in", "甲.txt")], ("docx",)))
    assert files(tmp_path / "out") == ["甲.docx"]
    assert (tmp_path / "state" / "ledger.db").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path):
    folder = lay(tmp_path / "in", *(f"{n:03}.txt" for n in range(200)))
    with Later(tmp_path / "out") as desk:
        for _, outcome in zip(range(70), desk.convert([folder], ("docx",), workers=2), strict=False):
            assert outcome.error is None
    states = [state for _, state in convert(tmp_path / "out", folder)]
    assert states.count("unchanged") >= 64
    assert len(files(tmp_path / "out")) == 200


def test_the_digest_of_a_kit_is_the_same_in_another_process():
    import subprocess

    code = "from convert.kit import *; from convert.model import Options; print(kit_digest(load_kit(options=Options(ignore=frozenset('N-gap N-skip N-mark P-mismatch W-word'.split())))))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(seen) == 1


def test_a_workbook_that_misses_a_result_after_a_crash_is_made_anew(tmp_path):
    convert(tmp_path / "out", lay(tmp_path / "in", "甲.txt"))  # and no rebuild: the program died
    with Later(tmp_path / "out") as desk:
        list(desk.convert([tmp_path / "in"], ("docx",)))
        assert [written.format for written in rebuild(desk, ("xlsx",), only_missing=True)] == ["xlsx"]
        assert rebuild(desk, ("xlsx",), only_missing=True) == []
