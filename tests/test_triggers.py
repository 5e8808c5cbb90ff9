"""Triggers: a pattern is looked for only where a character stands that each of its matches holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.rulebook import Rule, load_rulebook
from convert.triggers import Trigger, guarded, trigger_of

TRIGGERED = [rule for table in load_rulebook().tables for rule in table.rules if rule.trigger.characters]
PAIRED = [rule for table in load_rulebook().tables for rule in table.rules if rule.trigger.pairs]
BEGINNING = [rule for table in load_rulebook().tables for rule in table.rules if rule.trigger.begins]
WINDOWED = [rule for rule in load_rulebook()["findings"].rules if rule.trigger.reach]


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        ("达到(?:近)?[%％]", "%％"),
        ("(?:倍|翻番)", "倍翻番"),
        ("(?:倍|增长)?", ""),
        ("[^%]", ""),
        (r"\d{3}", ""),
        ("(?!%)某", "某"),
        ("工作(?=%)", "%"),
        ("(?i:x)y", "y"),
        ("(?i)xy", ""),
        ("[，。、]", ""),
    ],
)
def test_a_trigger_is_what_every_match_must_hold_and_never_a_common_mark(pattern: str, characters: str) -> None:
    assert set(trigger_of(pattern).characters) <= set(characters)
    assert bool(trigger_of(pattern).characters) == bool(characters)


@pytest.mark.parametrize("rule", TRIGGERED, ids=lambda rule: rule.id)
def test_every_example_that_a_row_must_match_holds_its_trigger(rule: Rule) -> None:
    assert all(set(example) & set(rule.trigger.characters) for example in rule.yes)


@pytest.mark.parametrize(
    ("pattern", "pairs"),
    [
        ("([的了])\\1(?!确)", ["了了", "的的"]),
        ("([的了]+)\\1", []),  # 的了的了
        ("[，、](?<!x.)。+", ["、。", "，。"]),
        ("(?:的一|工作)的", ["工作", "的一"]),
        ("(?:的一|工)的", []),
        ("的?一", []),
        ("的(?:一)+", ["的一"]),
    ],
)
def test_pairs_are_known_where_two_characters_of_a_pattern_stand_side_by_side(pattern: str, pairs: list[str]) -> None:
    assert list(trigger_of(pattern).pairs) == pairs


def test_a_row_waits_for_pairs_unless_its_characters_are_rarer() -> None:
    assert trigger_of("(?:减少|降低).{1,3}倍").held == "倍"
    assert trigger_of(r"\.[12]").held == (".1", ".2")
    assert trigger_of("。。+").held == ("。。",)
    assert trigger_of(r"\d+").held == ""


@pytest.mark.parametrize("rule", PAIRED, ids=lambda rule: rule.id)
def test_every_example_that_a_row_must_match_holds_one_of_its_pairs(rule: Rule) -> None:
    assert all(any(pair in example for pair in rule.trigger.pairs) for example in rule.yes)


@given(st.data())
def test_looking_around_the_triggers_finds_what_a_search_of_the_whole_text_finds(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(WINDOWED))
    examples = st.sampled_from([*rule.yes, *rule.no])
    fragments = st.one_of(examples, st.text("".join((*rule.yes, *rule.no)) + "年月日。，12 \n", max_size=6))
    text = "".join(data.draw(st.lists(fragments, max_size=12)))
    near = [found.span() for found in rule.trigger.matches(rule.regex, text)]
    assert near == [found.span() for found in rule.regex.finditer(text)]


def test_a_pattern_without_bound_is_searched_for_in_the_whole_text() -> None:
    assert trigger_of("%+").reach == 0
    assert [found[0] for found in Trigger("%").matches(re.compile("%+"), "5%%，6%")] == ["%%", "%"]


@pytest.mark.parametrize("rule", BEGINNING, ids=lambda rule: rule.id)
def test_every_match_begins_with_a_character_that_was_read_off_the_pattern(rule: Rule) -> None:
    matches = [found for example in rule.yes for found in rule.regex.finditer(example) if found[0]]
    assert all(found[0][0] in rule.trigger.begins for found in matches)


@pytest.mark.parametrize("rule", BEGINNING, ids=lambda rule: rule.id)
def test_a_guard_changes_nothing(rule: Rule) -> None:
    regex = re.compile(guarded([(rule.pattern, rule.trigger)]))
    text = "。".join((*rule.yes, *rule.no))
    assert [found.span() for found in regex.finditer(text)] == [found.span() for found in rule.regex.finditer(text)]


def test_a_pattern_that_may_begin_with_anything_gets_no_guard() -> None:
    assert trigger_of("(?:一|二)?[^。]").begins == ""
    assert guarded([("[^。]是", trigger_of("[^。]是")), ("一是", trigger_of("一是"))]) == "(?:[^。]是)|(?:一是)"
