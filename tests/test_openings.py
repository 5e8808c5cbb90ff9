"""Openings and closings: a text is not tried where no match of the pattern can begin or end as it does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.openings import closing_of, opening_of
from convert.rulebook import Rule, load_rulebook

RULES = [rule for table in load_rulebook().tables for rule in table.rules]
KNOWN = [rule for rule in RULES if rule.opening]
CLOSED = [rule for rule in RULES if rule.closing]


@pytest.mark.parametrize(
    ("pattern", "begins", "cannot"),
    [
        ("^附件", "附", "件"),
        ("(?:[（(]|第)?页", "（(第页", "共"),
        (r"\s{0,4}\d", " \u3000１9", "一"),
        ("(?!一)[一二]是", "一二", "是"),
        ("[①-⑳]", "①⑲", "1"),
        ("(?=首)首先|其次", "首其", "先"),
    ],
)
def test_an_opening_holds_what_a_match_may_begin_with_and_little_else(pattern, begins, cannot):
    opening = re.compile(opening_of(pattern))
    assert all(map(opening.match, begins))
    assert not any(map(opening.match, cannot))


@pytest.mark.parametrize("pattern", ["", "一?", ".{2}", "[^一]", "(?:一|.)二", "(?i:x)", "(?i)x", "(一)?"])
def test_where_a_match_may_begin_with_anything_or_be_empty_nothing_is_known(pattern):
    assert opening_of(pattern) == ""


@given(st.data())
def test_what_matches_from_the_start_begins_as_the_opening_says(data):
    rule: Rule = data.draw(st.sampled_from(KNOWN))
    examples = st.sampled_from([*rule.yes, *rule.no])
    text = data.draw(st.one_of(examples, st.text("".join((*rule.yes, *rule.no)) + "一（1 \n", min_size=1, max_size=8)))
    for start in range(len(text)):
        if rule.regex.match(text[start:]):
            assert rule.may_begin(text[start])


@pytest.mark.parametrize(
    ("pattern", "ends", "cannot"),
    [
        ("(?:报告|总结)$", "告结\n", "报。"),
        ("报告[）)]?$", "告）)", "报"),
        ("^一(?:二|三四){0,2}\\Z", "一二四", "三"),
        ("^一$|二(?:三$|四$)", "一三四", "二"),
        (".{0,9}$(?<=情况|方面)", "况面", "情"),
        ("(?<=一)(?=二)二$(?!三)", "二", "一三"),
    ],
)
def test_a_closing_holds_what_a_text_with_a_match_may_end_with_and_little_else(pattern, ends, cannot):
    closing = re.compile(closing_of(pattern))
    assert all(map(closing.match, ends))
    assert not any(map(closing.match, cannot))


@pytest.mark.parametrize(
    "pattern",
    ["", "$", "一", "一$|二", "[^一]$", ".$", "一?$", "一$二?", "一(?=二$)", "(?m:一$)", "(?m)一$", r"(一)\1$"],
)
def test_where_a_text_with_a_match_may_end_with_anything_nothing_is_known(pattern):
    assert closing_of(pattern) == ""


@given(st.data())
def test_what_is_found_ends_as_the_closing_says(data):
    rule: Rule = data.draw(st.sampled_from(CLOSED))
    examples = st.sampled_from([*rule.yes, *rule.no])
    text = data.draw(st.one_of(examples, st.text("".join((*rule.yes, *rule.no)) + "一（1 \n", min_size=1, max_size=8)))
    for end in range(1, len(text) + 1):
        if rule.regex.search(text[:end]):
            assert rule.may_end(text[end - 1])
