"""Patterns restored from the cache are those that `re.compile` gives."""

import os
import re
import subprocess
import sys

import pytest

from convert import patterns
from convert.rulebook import load_rulebook


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("CHENGGAO_CACHE", str(tmp_path))
    monkeypatch.setattr(patterns, "_made", {})
    patterns._known.cache_clear()
    yield tmp_path
    patterns._known.cache_clear()


def next_run():
    """What a second run of the program starts with."""
    patterns.remember()
    patterns._made.clear()
    patterns._known.cache_clear()


SPECIAL = [
    ("", 0),
    ("(?P<number>[一二三]{1,3})、(?P<rest>.*)|(x)", 0),
    ("con|prn", re.IGNORECASE),
    ("a.b # said", re.VERBOSE | re.DOTALL),
    ("[㐀-䶿一-鿿\U00020000-\U0002a6df]+(?<!的)", 0),
    (r"(?i:k)\w(?>ab)*+", 0),
]


def test_every_rule_is_the_same_pattern_in_the_next_run(store):
    rules = [(rule.pattern, 0) for table in load_rulebook().tables for rule in table.rules]
    for pattern, flags in rules + SPECIAL:
        assert patterns.compiled(pattern, flags) == re.compile(pattern, flags)
    next_run()
    for pattern, flags in rules + SPECIAL:
        restored, plain = patterns.compiled(pattern, flags), re.compile(pattern, flags)
        assert restored == plain
        assert (restored.flags, restored.groups, restored.groupindex) == (plain.flags, plain.groups, plain.groupindex)
    assert not patterns._made, "all were remembered"


def test_groups_keep_their_names(store):
    for _ in range(2):
        found = patterns.compiled("(?P<number>[一二三])、(.*)").match("二、不足")
        assert found is not None
        assert (found["number"], found[2], found.lastindex, found.re.groupindex["number"]) == ("二", "不足", 2, 1)
        next_run()


def test_a_mistake_in_a_pattern_is_the_usual_error(store):
    with pytest.raises(re.error, match="unterminated"):
        patterns.compiled("(一")


@pytest.mark.parametrize("data", [b"", b"[]", b"{}\n", b"[[1]]\n", b"[1]\nabc", b'[["a",0,32,0,{},4]]\n' + bytes(16)])
def test_a_store_that_is_not_ours_is_put_aside(store, data):
    patterns.store(patterns._KIND, patterns._key(), data)
    assert patterns.compiled("a") == re.compile("a")


def test_without_the_private_compiler_patterns_compile_all_the_same(store, monkeypatch):
    monkeypatch.setattr(patterns, "_compiler", None)
    assert patterns.compiled("一+") == re.compile("一+")
    assert not patterns._made


def test_a_store_does_not_grow_for_ever(store, monkeypatch):
    monkeypatch.setattr(patterns, "_ENTRIES", 3)
    for text in "abc":
        patterns.compiled(text)
    next_run()
    patterns.compiled("d")
    next_run()
    assert [text for text, _ in patterns._known()] == ["d"]


def test_the_second_run_of_the_program_compiles_nothing_of_ours(tmp_path):
    source = tmp_path / "报告.txt"
    source.write_text("关于工作的报告\n一、履职情况\n做了工作。\n二、存在问题\n一是不够深入。\n", encoding="utf-8")
    program = (
        "import sys\nfrom convert import patterns\nfrom convert.cli import main\n"
        f"sys.argv[1:] = ['convert', {str(source)!r}, '-o', {str(tmp_path / 'out')!r}, '--force', '--quiet']\n"
        "try:\n    main()\nexcept SystemExit:\n    print(len(patterns._made))\n"
    )
    env = os.environ | {"CHENGGAO_CACHE": str(tmp_path / "cache")}
    made = [
        int(subprocess.run([sys.executable, "-c", program], env=env, check=True, capture_output=True).stdout)
        for _ in range(2)
    ]
    assert made[0] > 100
    assert made[1] == 0
