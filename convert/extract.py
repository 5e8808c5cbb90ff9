"""The problems that a report itself states, with cause and remedy; and what it says of unit, post, year and genre.

Signals in order of authority: the genre (a notice states no problems of its own), a section on problems, a section
努力方向 whose leads each state a lack, and only where there is no such section a sentence in running text.
Nothing of the text is changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from convert.model import Document, Problem
from convert.patterns import compiled
from convert.problems.cues import AIMS, CAUSES, MEASURES, PROBLEMS, Cues, Screen, cues_of, screen
from convert.problems.items import Item
from convert.problems.matching import match_causes, match_measures
from convert.problems.metadata import describe
from convert.problems.spans import Mark, opening, whole
from convert.problems.statements import Statements, aims, aside, entries, section, together
from convert.problems.stretches import Stretch, stretches
from convert.rulebook import RuleTable

ID_CHARS = 12
"""Hexadecimal digits of a problem's id: a million problems meet by chance once in five hundred such archives."""

OTHER_THEME = "其他"

_NOT_WORDS = compiled(r"[\W_]+")


def extract(document: Document, problems: RuleTable, themes: RuleTable) -> Document:
    """The document with its own problems and what it says of unit, post, year and genre."""
    cues = cues_of(problems)
    title = document.title or ""
    genre = cues.genre(title)
    found = stretches(document, title, genre, cues)
    announced = [stretch for stretch in found if stretch.kind is not None and stretch.has_text]
    stated = _sections(announced, cues) or _asides(found, cues)
    return replace(
        document,
        problems=_problems(document.origin.path, stated, announced, _screen(themes)) if stated.problems else (),
        metadata=describe(document, title, genre, cues),
    )


def _problems(name: str, stated: Statements, announced: list[Stretch], themes: Screen) -> tuple[Problem, ...]:
    """The problems stated in the report of that name, each with what answers it anywhere in the text."""
    measures = stated.measures + _entries(announced, MEASURES)
    causes = match_causes(stated.problems, stated.causes or _entries(announced, CAUSES), shared=bool(stated.causes))
    answers = match_measures(stated.problems, measures)
    seen: dict[str, int] = {}
    result = []
    for statement, cause, (measure, certainty) in zip(stated.problems, causes, answers, strict=True):
        text = statement.span.text
        words = _NOT_WORDS.sub("", text)
        seen[words] = repeat = seen.get(words, -1) + 1
        result.append(
            Problem(
                _identity(name, words, repeat),
                text,
                statement.span.line,
                statement.trail,
                cause,
                measure,
                certainty,
                _themes(text, themes) or _themes(statement.item.text, themes) or (OTHER_THEME,),
            )
        )
    return tuple(result)


def _entries(announced: list[Stretch], kind: str) -> tuple[Item, ...]:
    """What the sections of a kind list."""
    return tuple([item for stretch in announced if stretch.kind == kind for item in entries(stretch.spans)])


def _sections(announced: list[Stretch], cues: Cues) -> Statements | None:
    """What the sections on problems state, and 努力方向 read as problems or measures; `None` without any problem."""
    parts = [
        section(stretch, cues) if stretch.kind == PROBLEMS else aims(stretch, cues)
        for stretch in announced
        if stretch.kind in (PROBLEMS, AIMS)
    ]
    stated = together(parts)
    return stated if stated.problems else None


def _asides(found: list[Stretch], cues: Cues) -> Statements:
    """What running text states that turns to its problems without a heading, and measures under 努力方向."""
    parts: list[Statements] = []
    for stretch in found:
        if stretch.kind is None:
            parts += _admissions(stretch, cues)
        elif stretch.kind == AIMS:
            admitted = together(list(_admissions(stretch, cues)))
            parts.append(admitted if admitted.problems else aims(stretch, cues))
    return together(parts)


def _admissions(stretch: Stretch, cues: Cues) -> Iterator[Statements]:
    """What is stated where running text turns to its problems, from that sentence to the end of its paragraph.

    A sentence that does nothing else ("其次，要正视问题。") is left out. Numbered paragraphs that follow belong to it,
    unless they count on from its own number, and so do others where the paragraph itself names no problem yet.
    """
    taken = -1
    spans = stretch.spans
    for i, span in enumerate(spans):
        turn = cues.admission.search(span.text) if i > taken else None
        if turn is None:
            continue
        start = max(span.text.rfind("。", 0, turn.start()), span.text.rfind("；", 0, turn.start())) + 1
        if turn[0].endswith("。"):
            start = turn.end()
        own = opening(span.text)
        admitted = [span.part(start)]
        stated = aside(admitted, stretch.trail, cues)
        announced = not stated.problems
        for taken in range(i + 1, len(spans)):
            later = spans[taken]
            if later.paragraph.depth or not _belongs(later.text, own, cues, announced=announced):
                taken -= 1
                break
            admitted.append(whole(later.paragraph))
        yield stated if len(admitted) == 1 else aside(admitted, stretch.trail, cues)


def _belongs(text: str, own: Mark | None, cues: Cues, *, announced: bool) -> bool:
    """Whether a paragraph goes on with the problems of one whose own ordinal is given."""
    mark = opening(text)
    if mark is None:
        return announced and cues.lacks(text)
    return own is None or mark.family != own.family


def _identity(name: str, words: str, repeat: int) -> str:
    """A problem's id: the same for the same words in a report of the same name, wherever they stand in it."""
    key = f"{name}\0{words}\0{repeat}" if repeat else f"{name}\0{words}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:ID_CHARS]


def _themes(text: str, themes: Screen) -> tuple[str, ...]:
    """The themes that a text names, in the order of the table."""
    return tuple(dict.fromkeys([rule.kind for rule in themes.matching(text)]))


@lru_cache(maxsize=8)
def _screen(themes: RuleTable) -> Screen:
    return screen(themes.rules)
