"""Jobs go through the stages a handful at a time; what happens to one of them happens to no other."""

from dataclasses import replace

import pytest

from convert import engine
from convert.engine import HANDFUL, render, render_all
from convert.files import read_file
from convert.kit import load_kit
from convert.model import Job, Past

KIT = load_kit()
REPORT = "关于河道管护的报告\n一、工作情况\n今年清理河道{}公里。\n二、存在问题\n一是巡查不够及时。\n"


def lay(folder, count):
    """`count` reports in a folder, and a job for each."""
    paths = [folder / f"{number:03}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(REPORT.format(number), encoding="utf-8")
    return [Job(str(path), path.name, str(folder / path.stem)) for path in paths]


def test_together_reports_become_what_each_becomes_alone(tmp_path):
    jobs = lay(tmp_path, HANDFUL + 3)
    together = list(render_all(jobs, KIT))
    assert [rendered.outcome.job for rendered in together] == jobs
    for job, rendered in zip(jobs, together, strict=True):
        alone = render(job, KIT)
        assert rendered.contents == alone.contents
        assert rendered.outcome.summary == alone.outcome.summary
        assert rendered.outcome.seconds > 0


def test_the_end_of_one_job_is_no_end_of_its_neighbours(tmp_path):
    jobs = lay(tmp_path, 6)
    (tmp_path / "001.txt").write_bytes(b"")
    (tmp_path / "002.txt").unlink()
    (tmp_path / "003.txt").write_bytes(bytes(range(256)) * 40)
    done = render(jobs[4], KIT).outcome
    jobs[4] = Job(jobs[4].path, jobs[4].name, jobs[4].target, past=Past(sha256=done.sha256))
    outcomes = [rendered.outcome for rendered in render_all(jobs, KIT)]
    assert [outcome.error and outcome.error.code for outcome in outcomes] == [
        None, "EmptyFile", "MissingFile", "NotText", None, None,
    ]  # fmt: skip
    assert [bool(outcome.summary) for outcome in outcomes] == [True, False, False, False, False, True]
    assert outcomes[4].unchanged
    assert outcomes[1].sha256, "the same bytes need not be tried again"


@pytest.mark.parametrize("stage", ["clean", "outline", "extract", "review"])
def test_a_mistake_of_ours_is_told_with_its_stage(tmp_path, monkeypatch, stage):
    function = getattr(engine, stage)

    def broken(value, *tables):
        if "清理河道1公里" in repr(value):
            raise KeyError("lost")
        return function(value, *tables)

    monkeypatch.setattr(engine, stage, broken)
    outcomes = [rendered.outcome for rendered in render_all(lay(tmp_path, 3), KIT)]
    assert [bool(outcome.error) for outcome in outcomes] == [False, True, False]
    assert outcomes[1].error.code == "ConversionBug"
    assert ("stage", stage) in outcomes[1].error.details


def test_large_reports_are_in_memory_one_at_a_time(tmp_path, monkeypatch):
    jobs = lay(tmp_path, 4)
    monkeypatch.setattr(engine, "HANDFUL_BYTES", 10)
    drawn = []

    def source():
        for job in jobs:
            drawn.append(job)
            yield job

    results = render_all(source(), KIT)
    for count in range(1, 5):
        next(results)
        assert len(drawn) == count


def test_of_a_file_that_needs_no_work_nothing_stays_in_memory(tmp_path, monkeypatch):
    held = 0

    class Data(bytes):
        """Counts itself as long as it is there."""

        def __init__(self, _):
            nonlocal held
            held += 1

        def __del__(self):
            nonlocal held
            held -= 1

    def read(path, **options):
        assert not held
        return Data(read_file(path, **options))

    jobs = lay(tmp_path, HANDFUL)
    done = [render(job, KIT).outcome.sha256 for job in jobs]
    monkeypatch.setattr(engine, "read_file", read)
    known = [replace(job, past=Past(sha256=sha256)) for job, sha256 in zip(jobs, done, strict=True)]
    assert all(rendered.outcome.unchanged for rendered in render_all(known, KIT))
