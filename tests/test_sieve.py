"""Trigger words in a text: what one pass finds is what a look for each word finds."""

from hypothesis import given
from hypothesis import strategies as st

from convert.cleaning.plan import plan_of
from convert.cleaning.sieve import LINE_CHARS, Sieve
from convert.rulebook import load_rulebook

letters = st.text("资料网页本站所有　a#", max_size=12)


@given(st.lists(letters, max_size=8), st.lists(letters, max_size=30))
def test_a_sieve_finds_just_the_words_that_stand_in_a_text_of_any_length(words, pieces):
    text, sieve = "".join(pieces), Sieve(words)
    assert sieve.words_in(text) == {word for word in words if word and word in text}
    assert sieve.words_in_each(pieces) == [{word for word in words if word and word in piece} for piece in pieces]


def test_all_trigger_words_of_the_table_are_found_in_a_short_line_and_in_a_long_text():
    plan = plan_of(load_rulebook()["cleaning"])
    words = {*plan.index}
    for word in words:
        assert word in plan.short.words_in(word)
        assert word in plan.short.words_in("某" * LINE_CHARS + word)


def test_a_word_that_only_speaks_for_the_report_wakes_nothing():
    index = plan_of(load_rulebook()["cleaning"]).index
    assert index.wake({"辖区"}) == index.idle
    assert index.wake({"辖区", "会员"}).reports
    assert index.wake({"会员"}).words == ["会员"]


def test_buttons_that_count_beside_others_only_are_not_looked_for():
    assert "3" not in [*plan_of(load_rulebook()["cleaning"]).index]
