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
    leads = [measure.head.text for measure in measures]
    texts: list[str] = []
    paired = len(measures) == len(problems)
    result: list[tuple[str | None, Certainty]] = []
    for place, problem in enumerate(problems):
        if problem.measure:
            result.append((problem.measure, Certainty.STATED))
            continue
        if paired and problem.span.text in leads[place] and "针对" not in leads[place]:
            result.append((measures[place].digest, Certainty.INFERRED))  # all of its words: no other can have more
            continue
        texts = texts or [measure.text for measure in measures]
        scores = _scores(problem, texts, leads)
        if paired:
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


def _pairs(text: str) -> list[str]:
    """The two-character words of a text, each once, punctuation and digits left out.

    In the order of the text: a sum of weights must not come out otherwise in another process.
    """
    return list(dict.fromkeys(first + second for first, second in pairwise(text) if first >= _FIRST_HAN <= second))


def _scores(problem: Statement, texts: Sequence[str], leads: Sequence[str]) -> list[float]:
    """For each measure its share of the problem's pairs: those that few measures hold first, the lead's double."""
    pairs = _pairs(problem.span.text)
    held = [[pair in text for pair in pairs] for text in texts]
    weights = [1.0 if len(texts) < 2 else 1.0 - (sum(column) - 1) / len(texts) for column in zip(*held, strict=True)]
    enough = min(len(pairs), ENOUGH_PAIRS) or 1
    return [
        sum([w if pair in lead else w / 2 for pair, w, holds in zip(pairs, weights, row, strict=True) if holds])
        / enough
        for row, lead in zip(held, leads, strict=True)
    ]
