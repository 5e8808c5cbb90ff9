"""Openings: a text is not tried where no match of the pattern can begin as it does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.openings import opening_of
from convert.rulebook import Rule, load_rulebook

KNOWN = [rule for table in load_rulebook().tables for rule in table.rules if rule.opening]


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
