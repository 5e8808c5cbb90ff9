"""Problems in running text: where it is cut, and what of it only leads up to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from convert.patterns import compiled
from convert.problems.cues import Cues
from convert.problems.spans import Span, clauses, sentences

FULL_CLAUSE_CHARS = 14
"""Comma clauses of at least this length, each stating a lack, are each a problem. In the labelled work report the
clauses of one problem have 8-12 characters, those that were labelled apart 16-23."""

FULL_CLAUSES = 3
"""Two such clauses between semicolons are one problem told twice; in the labelled work report three were three."""

SHORT_CLAUSE_CHARS = 6
"""The same in a sentence without semicolons, where commas part the problems: subject, 不, and what is lacking."""

_CONCESSION = compiled(
    "^(?:[^，。；]{0,10}取得了?(?:一定|较好|明显|显著|积极|可喜)?的?(?:成绩|成效|进展)|虽然|尽管|总结|在肯定|在取得|在看到|回顾|取得|过去|一年来|半年来|本年度|今年以来|近年来)"
)
_CONSEQUENCE = compiled("^(?:影响|导致|致使|造成|使得|制约|需要|有待|亟需|必须|都需要|均需)(?!.{0,4}(?:不|薄弱))")
_COLON = compiled(r".*[：:](?!\d)")  # the last one that is no ratio
_SUCH_PROBLEMS = compiled(
    "^((?:[^，。、]{0,12}?存在(?:着)?)?)[^，。]{6,}?(等(?:方面的?)?(?:问题|现象|情况|不足|短板|困难))"
)
_ANNOUNCED = compiled(
    "^(?:主要|具体|突出)?(?:是|有|表现|体现|反映)(?:为|在|：)|^主要(?:是|有)"
)  # what stands before it announces
_AND_SO_ON = compiled("^(?:等等?|等等问题)$")
# A clause that goes on with the subject of the one before it.
_CONTINUES = compiled(
    "^(?:导致|致使|影响|造成|使|缺乏|缺少|没有|没能|未能|未|不|存在|还|也|且|而|甚至|特别是|尤其|难以|无法|往往|"
    "有时|满足于|习惯于|停留|仍|尚|从而|进而|只|重)"
)


class Clause(NamedTuple):
    """A problem stated in running text."""

    span: Span
    cause: str | None = None


def bare(span: Span, cues: Cues) -> Span:
    """A trimmed span without the phrases that only introduce it."""
    for _ in range(3):
        found = cues.intro.search(span.text)
        if found is None or found.end() >= span.end - span.start:
            break
        span = span.part(found.end()).trimmed()
    return span


def prose(spans: Iterable[Span], cues: Cues, *, strict: bool) -> list[Clause]:
    """The problems of running text: its clauses between semicolons and full stops that state a lack."""
    found: list[Clause] = []
    for span in spans:
        whole_sentences = [sentence.trimmed() for sentence in sentences(span)]
        # Stops part the problems: full stops where several sentences state lacks, else semicolons, else commas.
        several = len(whole_sentences) > 1 and sum([bool(cues.deficit.search(w.text)) for w in whole_sentences]) > 1
        for words in whole_sentences:
            if found and cues.close.search(words.text):
                return found
            turn = cues.cause_lead.search(words.text) if found and cues.turns else None
            if turn is not None:
                cause = words.part(turn.end()).trimmed().text
                return [Clause(clause.span, cause) for clause in found] if cause else found
            parts = list(clauses(words, "；;"))
            floor = FULL_CLAUSE_CHARS if several or len(parts) > 1 else SHORT_CLAUSE_CHARS
            lacks = [_lacking(clause, cues, floor) for clause in parts]
            # In a section on problems the odd clause of a list is one too, though it holds none of our words for it.
            credit = not strict and sum(map(bool, lacks)) * 2 > len(parts) > 1
            for clause, lacking in zip(parts, lacks, strict=True):
                if credit and not lacking and not cues.remedy.search(clause.text) and not _empty(clause, cues):
                    lacking = [bare(clause, cues)]
                found += [Clause(part) for part in lacking]
    return found


def _lacking(clause: Span, cues: Cues, floor: int) -> list[Span]:
    """The problems that one clause between semicolons states: none, itself less its preface, or several in a row.

    A comma clause of at least `floor` characters that states a lack of its own is a problem of its own.
    """
    colon = _COLON.match(clause.text)
    if colon is not None:
        clause = clause.part(colon.end()).trimmed()
    clause = bare(clause, cues)
    parts = [part for part in clauses(clause, "，,") if not _AND_SO_ON.match(part.text)]
    announced = [i for i, part in enumerate(parts) if i and _ANNOUNCED.search(part.text)]
    if announced:
        parts = parts[announced[-1] :]
    first, last = 0, len(parts)
    while first < last and (_CONCESSION.search(parts[first].text) or _empty(parts[first], cues)):
        first += 1
    while first < last and (_CONSEQUENCE.search(parts[last - 1].text) or _empty(parts[last - 1], cues)):
        last -= 1
    parts = parts[first:last]
    lacking = [i for i, part in enumerate(parts) if cues.lacks(part.text)]
    if not lacking:
        return []
    starts = [0]
    if floor != FULL_CLAUSE_CHARS or (len(parts) >= FULL_CLAUSES and all(len(part.text) >= floor for part in parts)):
        starts += [i for i in lacking[1:] if len(parts[i].text) >= floor and not _CONTINUES.search(parts[i].text)]
    stated = [
        bare(Span(clause.paragraph, parts[start].start, parts[end - 1].end), cues)
        for start, end in zip(starts, [*starts[1:], len(parts)], strict=True)
    ]
    return [part for span in stated for part in _enumerated(span, cues)]


def _enumerated(span: Span, cues: Cues) -> list[Span]:
    """The problems of "还存在甲不够、乙不足等问题" one by one; the span itself where they are no full clauses."""
    found = _SUCH_PROBLEMS.search(span.text)
    if found is None:
        return [span]
    parts = list(clauses(span.part(found.end(1), found.start(2)), "、"))
    if len(parts) > 1 and all(len(part.text) >= SHORT_CLAUSE_CHARS and cues.lacks(part.text) for part in parts):
        return parts
    return [span]


def _empty(part: Span, cues: Cues) -> bool:
    """Whether a comma clause says nothing in particular: the turn to the problems, or that there are some."""
    text = part.text
    turn = cues.aware.search(text)
    if turn is not None:
        text = text[turn.end() :]
        return not cues.lacks(text) or cues.backdrop.search(text) is not None
    return cues.backdrop.search(text) is not None
