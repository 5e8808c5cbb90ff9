import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.names import NAME_LIMIT_BYTES, NewNames, fold, safe_name, shown

NAMES = st.text(st.characters(codec=None), max_size=120)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("述职报告", "述职报告"),
        ("2024.05.报告", "2024.05.报告"),
        ("CON", "_CON"),
        ("con.2024", "_con.2024"),
        ("COM¹", "_COM¹"),
        ("CONIN$", "_CONIN$"),
        ("nul ", "_nul"),
        ("CONGRESS", "CONGRESS"),
        ("a:b", "a_b"),
        ("报告. .", "报告"),
        ("甲<乙>|丙", "甲_乙__丙"),
        ("报\x07告", "报_告"),
        ("报告\u202excod", "报告xcod"),
        ("e\u0301", "é"),
        ("..", "未命名"),
        ("", "未命名"),
    ],
)
def test_a_name_follows_the_rules_of_every_system(name, safe):
    assert safe_name(name) == safe


def test_a_name_of_gbk_bytes_says_what_it_said_on_the_old_computer():
    assert safe_name(os.fsdecode("述职报告（终稿）".encode("gbk"))) == "述职报告（终稿）"


def test_a_long_name_is_cut_between_characters_and_stays_its_own():
    one, two = safe_name("报" * 80 + "甲"), safe_name("报" * 80 + "乙")
    assert one != two
    assert all(len(name.encode()) <= NAME_LIMIT_BYTES for name in (one, two))


@given(NAMES)
def test_a_safe_name_is_safe_and_is_left_alone_when_made_safe_again(name):
    safe = safe_name(name)
    assert safe
    assert len(safe.encode()) <= NAME_LIMIT_BYTES
    assert not set(safe) & set('<>:"/\\|?*\n\0')
    assert not safe.endswith((".", " "))
    assert safe_name(safe) == safe


@given(NAMES)
def test_a_shown_name_can_be_printed_and_stays_on_one_line(name):
    text = shown(name)
    text.encode()
    assert len(text.splitlines()) <= 1
    assert "\u202e" not in text


def test_names_that_a_system_may_take_for_one_get_numbers():
    names = NewNames()
    wanted = ["a", "A", "é", "e\u0301", "a"]
    assert [names.reserve(str(i), name) for i, name in enumerate(wanted)] == ["a", "A (2)", "é", "e\u0301 (2)", "a (3)"]
    assert names.reserve("1", "A") == "A (2)"


def test_folding_makes_case_and_spelling_equal():
    assert fold("É/Straße") == fold("e\u0301/STRASSE")
