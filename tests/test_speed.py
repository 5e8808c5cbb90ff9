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


def test_the_writer_takes_a_fifteenth_of_what_naive_python_docx_takes(kit):
    text = report(1)
    document = inspect_text(text, kit)
    ours, theirs = best(partial(write, document, kit), rounds=20), best(partial(naive, text), rounds=3)
    assert theirs / ours > 15
