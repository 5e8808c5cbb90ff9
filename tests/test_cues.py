"""Rows asked together say what each of them, asked alone of the whole text, would say."""

from hypothesis import given, settings
from hypothesis import strategies as st

from convert.kit import load_kit
from convert.problems.cues import cues_of, screen
from convert.rulebook import RuleTable

KIT = load_kit()
PROBLEMS: RuleTable = KIT.rules["problems"]
THEMES: RuleTable = KIT.rules["themes"]
CUES = cues_of(PROBLEMS)
ADMISSIONS = PROBLEMS.of_kind("aware", "admission")
HEADINGS = PROBLEMS.of_kind("settled") + PROBLEMS.of_kind("problems", "causes", "measures", "aims")


def alone(rule, text):
    """What a row by itself finds in a text: nothing without one of the words that its author says it needs."""
    return rule.regex.search(text) if any(word in text for word in rule.get("needs")) else None


def texts(rules):
    """Texts of the rows' own examples, whole and in halves, between other words."""
    examples = [example for rule in rules for example in (*rule.yes, *rule.no)]
    halves = [half for text in examples for half in (text[: len(text) // 2], text[len(text) // 2 :])]
    pieces = st.sampled_from(
        [*examples, *halves, "。", "，", "；", "但", "还有", "问题", "\n", "全镇粮食丰收", "甲" * 60]
    )
    return st.lists(pieces, max_size=12).map("".join)


@settings(max_examples=400, deadline=None)
@given(texts(ADMISSIONS))
def test_the_first_admission_is_the_leftmost_of_any_row(text):
    matches = [found for rule in ADMISSIONS if (found := alone(rule, text))]
    first = min(matches, key=lambda found: found.start(), default=None)
    found = CUES.admission.search(text)
    assert (found and found.span()) == (first and first.span())


@settings(max_examples=400, deadline=None)
@given(texts(HEADINGS))
def test_a_heading_announces_what_the_first_row_says_that_matches(text):
    assert CUES.announces(text) == next((rule.kind for rule in HEADINGS if alone(rule, text)), None)


@settings(max_examples=300, deadline=None)
@given(texts(THEMES.rules))
def test_a_screen_lets_through_every_row_that_matches(text):
    assert screen(THEMES.rules).matching(text) == [rule for rule in THEMES.rules if rule.regex.search(text)]
