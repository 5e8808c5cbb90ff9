"""No pattern of any shipped table backtracks: the worst of ten hostile strings of 10,000 characters stays under 50 ms."""

import time

import pytest

from convert.rulebook import load_rulebook

SIZE = 10_000
LIMIT_S = 0.05
RULES = [(table.match, rule) for table in load_rulebook().tables for rule in table.rules]


def hostile(rule):
    """Ten strings that start like a match, again and again, and never become one."""
    example = rule.yes[0]
    starts = [example, example[:-1] or "甲", example[: len(example) // 2] or "甲"]
    starts += ["一、", "（一", "1.", " ", "甲，", "<p ", "第1页 "]
    return [(start * (SIZE // len(start) + 1))[:SIZE] + "\x7f" for start in starts]


@pytest.mark.parametrize(("mode", "rule"), RULES, ids=lambda value: getattr(value, "id", value))
def test_the_pattern_needs_less_than_50_ms_on_hostile_strings(mode, rule):
    for text in hostile(rule):
        times = []
        for _ in range(3):  # CPU time, so that a busy machine costs nothing; a cold cache may spoil the first
            started = time.thread_time()
            getattr(rule.regex, mode)(text)
            times.append(time.thread_time() - started)
            if times[-1] < LIMIT_S:
                break
        assert min(times) < LIMIT_S, (rule.regex.pattern, text[:20])
