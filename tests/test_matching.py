"""Measures are matched as if each were compared with each problem, at less cost."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.model import Certainty, Paragraph, Role
from convert.problems.items import Item
from convert.problems.matching import ENOUGH_PAIRS, INFERRED_SCORE, SAME_PLACE_BONUS, STATED_SCORE, match_measures
from convert.problems.spans import whole
from convert.problems.statements import Statement


def item(head, body=""):
    return Item(whole(Paragraph(Role.BODY, head, 1)), (whole(Paragraph(Role.BODY, body, 2)),) if body else ())


def problem(words):
    return Statement(whole(Paragraph(Role.BODY, words, 1)), item(words), ())


def each_with_each(problems, measures):
    """The same answers by comparing each problem with each measure."""
    paired = len(problems) == len(measures)
    answers = []
    for place, words in enumerate(entry.span.text for entry in problems):
        if paired and words in measures[place].head.text and "针对" not in measures[place].head.text:
            answers.append((measures[place].digest, Certainty.INFERRED))
            continue
        pairs = list(dict.fromkeys(a + b for a, b in pairwise(words) if min(a, b) >= "一"))
        scores = []
        for measure in measures:
            score = 0.0
            for pair in pairs:
                holders = sum(pair in other.text for other in measures)
                weight = 1.0 if len(measures) < 2 else 1.0 - (holders - 1) / len(measures)
                if pair in measure.text:
                    score += weight if pair in measure.head.text else weight / 2
            scores.append(score / (min(len(pairs), ENOUGH_PAIRS) or 1))
        if paired:
            scores[place] += SAME_PLACE_BONUS
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is None or scores[best] < INFERRED_SCORE:
            answers.append((None, Certainty.NONE))
            continue
        named = "针对" in measures[best].digest and scores[best] >= STATED_SCORE
        answers.append((measures[best].digest, Certainty.STATED if named else Certainty.INFERRED))
    return answers


WORDS = st.lists(st.sampled_from(["学习", "不够", "调研", "作风", "针对", "，", "12", "基层", "a"]), max_size=6).map(
    "".join
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=5), st.lists(st.tuples(WORDS, WORDS), max_size=6))
def test_a_problem_is_answered_by_the_measure_that_shares_most_of_its_telling_words(words, heads_and_bodies):
    problems, measures = [problem(text) for text in words], [item(*texts) for texts in heads_and_bodies]
    assert match_measures(problems, measures) == each_with_each(problems, measures)


@pytest.mark.parametrize("times", [1, 300])
def test_a_measure_that_is_repeated_again_and_again_still_answers(times):
    measures = [item("加强理论学习"), item("深入基层调研")] * times
    assert match_measures([problem("调研不够")], measures) == [("深入基层调研", Certainty.INFERRED)]
