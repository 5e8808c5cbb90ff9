import os
import sys
from pathlib import Path

import pytest

from convert import jobs
from convert.errors import UnsafeFolder
from convert.model import Job, Outcome
from convert.rulebook import load_rulebook

IGNORE = load_rulebook()["ignore"]


def lay(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("关于工作的报告", encoding="utf-8")
    return folder


def collected(paths, output) -> dict[str, str]:
    found = list(jobs.collect(paths, output, ("docx",), IGNORE))
    assert all(isinstance(job, Job) for job in found), found
    return {job.name: Path(job.target).relative_to(output).as_posix() for job in found}


def test_a_folder_gives_its_reports_in_order_and_mirrors_its_sub_folders(tmp_path):
    folder = lay(tmp_path / "in", "b.txt", "a.md", "二科/丙.txt", "一科/甲.txt", "一科/深/乙.TXT")
    assert list(collected([folder], tmp_path / "out").items()) == [
        ("a.md", "a"),
        ("b.txt", "b"),
        ("一科/甲.txt", "一科/甲"),
        ("一科/深/乙.TXT", "一科/深/乙"),
        ("二科/丙.txt", "二科/丙"),
    ]


def test_only_the_known_suffix_is_taken_off_the_name(tmp_path):
    folder = lay(tmp_path / "in", "2024.05.报告.txt", "2024.05")
    paths = [folder / "2024.05.报告.txt", folder / "2024.05"]
    assert list(collected(paths, tmp_path / "out").values()) == ["2024.05.报告", "2024.05"]


def test_reports_whose_results_would_share_a_name_get_numbers(tmp_path):
    folder = lay(tmp_path / "in", "a.md", "a.txt", "x/a.txt")
    assert list(collected([folder], tmp_path / "out").values()) == ["a", "a (2)", "x/a"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hold one of the two only")
def test_reports_that_another_system_takes_for_one_get_numbers(tmp_path):
    folder = lay(tmp_path / "in", "A.TXT", "a.txt", "\u00e9.txt", "e\u0301.txt", "X/甲.txt", "x/甲.txt")
    results = list(collected([folder], tmp_path / "out").values())
    assert results == ["A", "a (2)", "é", "é (2)", "X/甲", "x/甲 (2)"]


def test_temporary_lock_and_hidden_files_are_passed_over(tmp_path):
    names = ["~$甲.txt", ".甲.txt", "甲.txt~", "甲.txt.part", "README.md", "@eaDir/甲.txt", ".git/甲.txt", "甲.pdf~"]
    folder = lay(tmp_path / "in", "甲.txt", *names)
    assert list(collected([folder], tmp_path / "out")) == ["甲.txt"]


def test_a_file_named_by_the_user_is_taken_whatever_it_is_called(tmp_path):
    folder = lay(tmp_path, "~$甲.txt", "README.md", "报告.dat")
    assert len(collected([folder / name for name in ("~$甲.txt", "README.md", "报告.dat")], tmp_path / "out")) == 3


def test_a_path_named_twice_gives_one_job(tmp_path):
    folder = lay(tmp_path / "in", "甲.txt", "乙.txt")
    assert list(collected([folder / "甲.txt", folder], tmp_path / "out")) == ["甲.txt", "乙.txt"]


def test_a_missing_path_gives_a_job_of_its_own_whose_attempt_says_so(tmp_path):
    from convert.batch import run
    from convert.kit import load_kit

    found = jobs.collect([tmp_path / "没有.txt"], tmp_path / "out", ("docx",), IGNORE)
    (outcome,) = run(found, load_kit())
    assert outcome.error is not None
    assert outcome.error.code == "MissingFile"


def test_a_folder_without_reports_gives_an_outcome_and_the_rest_goes_on(tmp_path):
    empty, full = lay(tmp_path / "empty", "图.jpg"), lay(tmp_path / "full", "甲.txt")
    none, job = jobs.collect([empty, full], tmp_path / "out", ("docx",), IGNORE)
    assert isinstance(none, Outcome)
    assert none.error is not None
    assert none.error.code == "NoInput"
    assert ".txt" in dict(none.error.details)["suffixes"]
    assert isinstance(job, Job)


def test_an_output_folder_inside_the_input_is_not_walked(tmp_path):
    folder = lay(tmp_path / "in", "甲.txt", "output/乙.txt")
    assert list(collected([folder], folder / "output")) == ["甲.txt"]


@pytest.mark.parametrize("inside", [".", "sub"])
def test_reports_that_lie_in_the_output_folder_are_refused(tmp_path, inside):
    lay(tmp_path / inside, "甲.txt")
    with pytest.raises(UnsafeFolder, match="output folder"):
        jobs.collect([tmp_path / inside], tmp_path, ("docx",), IGNORE)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_a_folder_are_jobs_that_the_reader_refuses_and_linked_folders_are_not_walked(tmp_path):
    folder = lay(tmp_path / "in", "甲.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "z.txt").symlink_to(folder / "甲.txt")
    found = list(jobs.collect([folder], tmp_path / "out", ("docx",), IGNORE))
    assert [Path(job.path).name for job in found] == ["z.txt", "甲.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_the_user_names_is_meant(tmp_path):
    folder = lay(tmp_path / "in", "甲.txt")
    (folder / "别名.txt").symlink_to(folder / "甲.txt")
    (job,) = jobs.collect([folder / "别名.txt"], tmp_path / "out", ("docx",), IGNORE)
    assert (Path(job.path).name, job.name) == ("甲.txt", "别名.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="names of raw bytes")
def test_a_name_of_other_bytes_can_be_opened_shown_and_written(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/" + "总结.txt".encode("gbk"))).write_text("总结", encoding="utf-8")
    (job,) = jobs.collect([folder], tmp_path / "out", ("docx",), IGNORE)
    assert Path(job.path).read_text(encoding="utf-8") == "总结"
    assert job.name == "\\udcd7ܽ\\udce1.txt"  # two of its bytes happen to be UTF-8
    assert Path(job.target).name == "总结"


def test_a_folder_that_cannot_be_listed_is_told_and_the_others_are_walked(tmp_path):
    if os.name == "nt" or os.geteuid() == 0:
        pytest.skip("needs a system where a folder can be closed to us")
    folder = lay(tmp_path / "in", "甲.txt", "closed/乙.txt")
    (folder / "closed").chmod(0)
    job, refused = jobs.collect([folder], tmp_path / "out", ("docx",), IGNORE)
    assert isinstance(job, Job)
    assert refused.error.code == "UnreadableFile"
