"""Ratios of CPU time that hold on any machine; figures in milliseconds are for `python -m benchmarks`.

The best of several rounds is compared, since a busy machine only ever adds time.
"""

import time
from functools import partial

import pytest

from benchmarks.limit import naive
from benchmarks.reports import report
from convert.engine import inspect_text, stages
from convert.kit import load_kit
from convert.model import Source
from convert.readers.plain import read
from convert.writers.word import write

ROUNDS = 5
SIZE = 20_000  # characters; what a report costs whatever its length is small beside it

DOUBLE = 3.0
"""Most that twice the text may cost: linear stages take 1.9 to 2.2 times, with a busy neighbour up to 2.6; a quadratic
one takes 4."""


@pytest.fixture(scope="module")
def kit():
    return load_kit()


def best(call, rounds=ROUNDS):
    """The least CPU seconds of a call."""
    call()
    seconds = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        seconds.append(time.process_time() - started)
    return min(seconds)


def costs(kit, size):
    """CPU seconds of each stage for a report of so many characters."""
    source = Source("a.txt", report(1, size).encode())
    seconds = {"read": best(partial(read, source))}
    value = read(source)
    for name, stage in stages(kit):
        seconds[name] = best(partial(stage, value))
        value = stage(value)
    seconds["write"] = best(partial(write, value, kit))
    return seconds


def test_twice_the_text_costs_about_twice_the_time_in_every_stage(kit):
    for _attempt in range(3):  # a neighbour that wakes up in one half of a comparison is no slow stage
        once, twice = costs(kit, SIZE), costs(kit, 2 * SIZE)
        slow = {name: round(twice[name] / once[name], 2) for name in once if twice[name] > DOUBLE * once[name]}
        if not slow:
            return
    assert not slow


def answered(items):
    """A report of so many problems, and of one measure more."""
    numerals, things, matters = "一二三四五六七八九十", "渠闸泵桥路井塘坝田林", "查修护建管测清养种巡"
    names = [f"{things[n % 10]}{matters[n // 10 % 10]}{things[n // 100 % 10]}" for n in range(items + 1)]
    problems = [f"（{numerals[n % 10]}）{names[n]}工作不够深入。" for n in range(items)]
    measures = [f"（{numerals[n % 10]}）抓好{names[-n]}工作。继续做下去。" for n in range(items + 1)]
    return "\n".join(["某站工作总结", "一、存在的问题", *problems, "二、下一步打算", *measures])


def test_twice_the_problems_with_twice_the_measures_cost_about_twice_the_time(kit):
    ratios = []
    for _attempt in range(3):
        seconds = []
        for items in (400, 800):
            value = read(Source("a.txt", answered(items).encode()))
            for name, stage in stages(kit):
                if name == "extract":
                    assert len(stage(value).problems) == items
                    seconds.append(best(partial(stage, value)))
                    break
                value = stage(value)
        ratios.append(seconds[1] / seconds[0])
        if ratios[-1] <= DOUBLE:
            return
    assert min(ratios) <= DOUBLE


@pytest.mark.parametrize("closing", ["）", "a’"])
def test_twice_the_brackets_in_each_other_cost_about_twice_the_time(kit, closing):
    ratios = []
    for _attempt in range(3):
        seconds = [best(partial(inspect_text, "（" * marks + closing * marks, kit)) for marks in (8_000, 16_000)]
        ratios.append(seconds[1] / seconds[0])
        if ratios[-1] <= DOUBLE:
            return
    assert min(ratios) <= DOUBLE


def test_the_writer_takes_a_fifteenth_of_what_naive_python_docx_takes(kit, tmp_path):
    text = report(1)
    document = inspect_text(text, kit)
    ours = best(partial(write, document, kit), rounds=20)
    theirs = best(partial(naive, text, tmp_path / "naive.docx"), rounds=3)
    assert theirs / ours > 15
