"""Which cause and which measure answer which problem, by the words they share and by their place in the list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from convert.model import Certainty
from convert.problems.items import Item
from convert.problems.statements import Statement

_FIRST_HAN = "\u4e00"

SAME_PLACE_BONUS = 0.12
"""Added for the same ordinal in lists of equal length: decides between measures that share few words with a problem."""

INFERRED_SCORE = 0.10
"""Least share of a problem's two-character words that a measure must hold, the bonus included."""

ENOUGH_PAIRS = 12
"""A long problem need not have all of its words answered: more pairs than these do not lower its score."""

STATED_SCORE = 0.55
"""A measure that repeats more than half of a problem's words names it ("针对学习不深入的问题")."""


def match_measures(problems: Sequence[Statement], measures: Sequence[Item]) -> list[tuple[str | None, Certainty]]:
    """For each problem the lead of the measure that answers it, and how sure that is."""
    texts = [measure.text for measure in measures]
    leads = [measure.head.text for measure in measures]
    result: list[tuple[str | None, Certainty]] = []
    for place, problem in enumerate(problems):
        if problem.measure:
            result.append((problem.measure, Certainty.STATED))
            continue
        scores = _scores(problem, texts, leads)
        if len(measures) == len(problems):
            scores[place] += SAME_PLACE_BONUS
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is None or scores[best] < INFERRED_SCORE:
            result.append((None, Certainty.NONE))
            continue
        lead = measures[best].digest
        named = "针对" in lead and scores[best] >= STATED_SCORE
        result.append((lead, Certainty.STATED if named else Certainty.INFERRED))
    return result


def match_causes(problems: Sequence[Statement], causes: Sequence[Item], *, shared: bool) -> list[str | None]:
    """For each problem its own cause, else the one of the same ordinal, else all causes that the problems share."""
    if not causes:
        return [problem.cause for problem in problems]
    leads = [cause.digest for cause in causes]
    if shared or len(causes) != len(problems) or len(causes) < 2:
        return [problem.cause or "；".join(leads) for problem in problems]
    return [problem.cause or lead for problem, lead in zip(problems, leads, strict=True)]


def _pairs(text: str) -> set[str]:
    """The two-character words of a text, punctuation and digits left out."""
    return {first + second for first, second in pairwise(text) if first >= _FIRST_HAN and second >= _FIRST_HAN}


def _scores(problem: Statement, texts: Sequence[str], leads: Sequence[str]) -> list[float]:
    """For each measure its share of the problem's pairs: those that few measures hold first, the lead's double."""
    pairs = _pairs(problem.span.text)
    scores = [0.0] * len(texts)
    for pair in pairs:
        holding = [i for i, text in enumerate(texts) if pair in text]
        weight = 1.0 if len(texts) < 2 else 1.0 - (len(holding) - 1) / len(texts)
        for i in holding:
            scores[i] += weight * (1.0 if pair in leads[i] else 0.5)
    enough = min(len(pairs), ENOUGH_PAIRS) or 1
    return [score / enough for score in scores]
