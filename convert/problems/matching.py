"""Which cause and which measure answer which problem, by the words they share and by their place in the list."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import add
from typing import NamedTuple

from convert.model import Certainty
from convert.patterns import compiled
from convert.problems.items import Item
from convert.problems.statements import Statement

_HAN = compiled("[\u4e00-\U0010ffff]+")  # 。 and 、 come before the Han characters, full-width stops as ， behind them

SAME_PLACE_BONUS = 0.12
"""Added for the same ordinal in lists of equal length: decides between measures that share few words with a problem."""

INFERRED_SCORE = 0.10
"""Least share of a problem's two-character words that a measure must hold, the bonus included."""

ENOUGH_PAIRS = 12
"""A long problem need not have all of its words answered: more pairs than these do not lower its score."""

STATED_SCORE = 0.55
"""A measure that repeats more than half of a problem's words names it ("针对学习不深入的问题")."""

TELLING_MEASURES = 200
"""A pair that more different measures hold tells nothing of any. No list of so many is known to us; without this, twice
as long a list would take four times as long."""


_Answer = tuple[str | None, Certainty]


def match_measures(problems: Sequence[Statement], measures: Sequence[Item]) -> list[_Answer]:
    """For each problem the lead of the measure that answers it, and how sure that is; linear in both lists."""
    leads = [measure.head.text for measure in measures]
    paired = len(measures) == len(problems)
    answers: list[_Answer] = []
    unanswered: dict[int, list[str]] = {}  # places of problems, with the pairs of each
    for place, problem in enumerate(problems):
        answer: _Answer = None, Certainty.NONE
        if problem.measure:
            answer = problem.measure, Certainty.STATED
        elif measures:
            words = problem.span.text
            if paired and words in leads[place] and "针对" not in leads[place]:
                answer = measures[place].digest, Certainty.INFERRED  # all of its words: no other can have more
            else:
                unanswered[place] = _pairs(words)
        answers.append(answer)
    if unanswered:
        held = _held(set().union(*unanswered.values()), measures, leads)
        for place, pairs in unanswered.items():
            answers[place] = _best(_scores(pairs, held), place if paired else None, measures, held)
    return answers


def _best(scores: dict[int, float], same: int | None, measures: Sequence[Item], held: _Held) -> _Answer:
    """The measure of the highest score; `same` is the problem's place where the lists are of equal length."""
    if same is not None:
        scores[same] = scores.get(held.first[same], 0.0) + SAME_PLACE_BONUS
    best = max(sorted(scores), key=scores.__getitem__, default=None)
    if best is None or scores[best] < INFERRED_SCORE:
        return None, Certainty.NONE
    lead = measures[best].digest
    named = "针对" in lead and scores[best] >= STATED_SCORE
    return lead, Certainty.STATED if named else Certainty.INFERRED


def match_causes(problems: Sequence[Statement], causes: Sequence[Item], *, shared: bool) -> list[str | None]:
    """For each problem its own cause, else the one of the same ordinal, else all causes that the problems share."""
    if not causes:
        return [problem.cause for problem in problems]
    leads = [cause.digest for cause in causes]
    if shared or len(causes) != len(problems) or len(causes) < 2:
        every = "；".join(leads)
        return [problem.cause or every for problem in problems]
    return [problem.cause or lead for problem, lead in zip(problems, leads, strict=True)]


def _pairs(text: str) -> list[str]:
    """The two-character words of a text, each once, Western punctuation and digits left out.

    In the order of the text: a sum of weights must not come out otherwise in another process.
    """
    pairs: dict[str, None] = {}
    for run in _HAN.findall(text):
        pairs.update(dict.fromkeys(map(add, run, run[1:])))
    return list(pairs)


class _Held(NamedTuple):
    """Which measures hold which pairs."""

    leads: Sequence[str]
    first: Sequence[int]  # for each measure the place of the first one that reads the same
    by_pair: Mapping[str, Sequence[int]]  # the places of those first ones that hold a pair
    alike: Mapping[int, int]  # how many measures read as the one at a place; empty where none is repeated


def _held(pairs: set[str], measures: Sequence[Item], leads: Sequence[str]) -> _Held:
    by_pair: dict[str, list[int]] = {pair: [] for pair in pairs}
    by_code = dict(zip(_codes("".join(by_pair))[1], by_pair.values(), strict=True))
    asked = frozenset(by_code)
    places: dict[tuple[str, str], int] = {}
    first = []
    for place, measure in enumerate(measures):
        text = measure.text
        same = places.setdefault((text, leads[place]), place)
        first.append(same)
        if same == place:
            odd, even = _codes(text)
            for code in asked.intersection(odd + even):
                by_code[code].append(place)
    return _Held(leads, first, by_pair, Counter(first) if len(places) < len(first) else {})


def _codes(text: str) -> tuple[array[int], array[int]]:
    """A number for each two characters side by side, those that begin at odd places apart from those at even ones.

    Made in a third of the time that a text of two characters takes.
    """
    data = text.encode("utf-32", "surrogatepass")  # begins with the mark of the byte order, as if it were a character
    return array("Q", data[: len(data) // 8 * 8]), array("Q", data[4 : (len(data) + 4) // 8 * 8 - 4])


def _scores(pairs: Sequence[str], held: _Held) -> dict[int, float]:
    """For each measure its share of a problem's pairs: those that few measures hold first, the lead's double.

    Measures that hold none of them are left out, and so are all but the first of those that read the same.
    """
    scores: dict[int, float] = {}
    enough = min(len(pairs), ENOUGH_PAIRS)
    total = len(held.first)
    for pair in pairs:
        places = held.by_pair[pair]
        if not places or len(places) > TELLING_MEASURES:
            continue
        holders = sum([held.alike[place] for place in places]) if held.alike else len(places)
        weight = 1.0 if total < 2 else 1.0 - (holders - 1) / total
        for place in places:
            scores[place] = scores.get(place, 0.0) + (weight if pair in held.leads[place] else weight / 2)
    return {place: score / enough for place, score in scores.items()}
