"""No pattern, of a shipped table or of the code, backtracks: ten hostile strings of 10,000 characters take < 50 ms each."""

import importlib
import pkgutil
import re
import time

import pytest

import convert
from convert.rulebook import load_rulebook

SIZE = 10_000
LIMIT_S = 0.05
STARTS = ["一、", "（一", "1.", " ", "甲，", "<p ", "第1页 "]
RULES = [(table.match, rule) for table in load_rulebook().tables for rule in table.rules]


def hostile(rule):
    """Ten strings that start like a match, again and again, and never become one."""
    example = rule.yes[0]
    starts = [example, example[:-1] or "甲", example[: len(example) // 2] or "甲"]
    starts += STARTS
    return [(start * (SIZE // len(start) + 1))[:SIZE] + "\x7f" for start in starts]


MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(convert.__path__, "convert.")
    if not found.name.endswith("__main__")
]
IN_CODE = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
}


def assert_quick(look, text):
    times = []
    for _ in range(3):  # CPU time, so that a busy machine costs nothing; a cold cache may spoil the first
        started = time.thread_time()
        look(text)
        times.append(time.thread_time() - started)
        if times[-1] < LIMIT_S:
            break
    assert min(times) < LIMIT_S, text[:20]


@pytest.mark.parametrize(("mode", "rule"), RULES, ids=lambda value: getattr(value, "id", value))
def test_the_pattern_needs_less_than_50_ms_on_hostile_strings(mode, rule):
    for text in hostile(rule):
        assert_quick(getattr(rule.regex, mode), text)


@pytest.mark.parametrize("name", IN_CODE)
def test_a_pattern_of_the_code_needs_less_than_50_ms_too(name):
    pattern = IN_CODE[name]
    look = pattern.match if pattern.pattern.startswith(".*") else pattern.search  # the former is never searched for
    for start in (*STARTS, "《", "2024年", "“", "关于"):
        assert_quick(look, (start * (SIZE // len(start) + 1))[:SIZE] + "\x7f")
