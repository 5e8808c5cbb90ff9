"""Problems, causes and measures found on the labelled documents of tests/problems, against pinned floors."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from convert.engine import inspect_text
from convert.kit import load_kit
from tests.corpus import Truth, parse

FOLDER = Path(__file__).with_name("problems")
SAME = 0.8  # overlap from which two texts are the same problem, as in the acceptance of the project
FLOOR_PRECISION, FLOOR_RECALL, FLOOR_CAUSES, FLOOR_MEASURES = 0.97, 0.98, 1.0, 0.95

KIT = load_kit()
TRUTHS = tuple(parse(path.read_text(encoding="utf-8"), path.stem) for path in sorted(FOLDER.glob("*.txt")))


@dataclass
class Score:
    found: int = 0
    predicted: int = 0
    wanted: int = 0
    causes: int = 0
    causes_wanted: int = 0
    measures: int = 0
    measures_wanted: int = 0


def overlap(a: str, b: str) -> float:
    """Twice the characters in common over all characters, punctuation left out."""
    one, other = (Counter(character for character in text if character.isalnum()) for text in (a, b))
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def score(truth: Truth) -> Score:
    problems = inspect_text(truth.text, KIT, name=truth.name).problems
    pairs = {}
    for problem in problems:
        for key, gold in truth.problems.items():
            if key not in pairs and max(overlap(problem.text, gold.text), overlap(problem.text, gold.full)) >= SAME:
                pairs[key] = problem
                break
    wanted = {key: gold for key, gold in truth.problems.items() if gold.text}
    result = Score(len(pairs), len(problems), len(wanted))
    for key, problem in pairs.items():
        gold = truth.problems[key]
        result.causes_wanted += bool(gold.cause)
        result.causes += bool(gold.cause) and gold.cause in (problem.cause or "")
        result.measures_wanted += bool(gold.measure)
        result.measures += bool(gold.measure) and overlap(problem.measure or "", gold.measure) >= SAME
    result.causes_wanted += len(truth.shared_causes)
    result.causes += sum(all(cause in (p.cause or "") for p in problems) for cause in truth.shared_causes)
    return result


def test_the_corpus_has_thirty_documents_and_more():
    assert len(TRUTHS) >= 30


def test_problems_causes_and_measures_are_found_above_the_floors():
    scores = [score(truth) for truth in TRUTHS]

    def share(part: str, whole: str) -> float:
        return sum(getattr(s, part) for s in scores) / sum(getattr(s, whole) for s in scores)

    assert share("found", "predicted") >= FLOOR_PRECISION
    assert share("found", "wanted") >= FLOOR_RECALL
    assert share("causes", "causes_wanted") >= FLOOR_CAUSES
    assert share("measures", "measures_wanted") >= FLOOR_MEASURES


@pytest.mark.parametrize("truth", [t for t in TRUTHS if not t.problems], ids=lambda truth: truth.name)
def test_a_document_without_problems_of_its_own_yields_none(truth):
    assert inspect_text(truth.text, KIT, name=truth.name).problems == ()


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_every_problem_stands_in_the_text_at_its_line(truth):
    for problem in inspect_text(truth.text, KIT, name=truth.name).problems:
        first = problem.text[:4]
        assert first in truth.lines[problem.line - 1] or truth.joins
