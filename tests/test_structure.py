"""The accuracy of the outline on the labelled corpus, given faultlessly cleaned text."""

from functools import cache

import pytest

from convert.outline import outline
from convert.rulebook import load_rulebook
from tests.corpus import documents
from tests.scoring import figures, mistakes, score, total


@cache
def understood():
    rules = load_rulebook()
    return tuple((truth, outline(truth.draft(), rules["headings"], rules["parts"])) for truth in documents())


@pytest.mark.parametrize(
    ("figure", "floor"),
    [("title", 0.98), ("headings", 0.98), ("run_in", 0.98), ("level", 0.99), ("depth", 0.98), ("points", 0.98)],
)
def test_the_outline_is_as_accurate_as_it_was(figure, floor):
    wrong = "\n".join(f"{truth.name} {line}" for truth, document in understood() for line in mistakes(document, truth))
    assert figures(total(score(document, truth) for truth, document in understood()))[figure] >= floor, wrong
