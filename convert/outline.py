"""Lines to paragraphs: what each is in the document, and the outline of its headings."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from convert.errors import ConversionBug
from convert.model import Change, ChangeKind, Document, Draft, Paragraph, Role, Table
from convert.rulebook import RuleTable
from convert.structure import marks, parts
from convert.structure.ending import read_endings
from convert.structure.front import FRONT_ROWS, find_front
from convert.structure.glue import unglued
from convert.structure.journal import Journal
from convert.structure.judge import evidence, judge, settle
from convert.structure.points import find_points, raise_ordinals
from convert.structure.rows import Row, make_blocks, make_rows
from convert.structure.runs import find_runs
from convert.structure.unnumbered import find_unnumbered

_text = attrgetter("text")
_TITLES = frozenset({Role.TITLE, Role.ATTACHMENT_TITLE})


def outline(draft: Draft, headings: RuleTable, elements: RuleTable) -> Document:
    """The document of a cleaned draft: every line has a role, headings have level and depth.

    `headings` is rules/headings.toml, `elements` rules/parts.toml. Without rows of the kinds `page` and `count` nothing
    is taken away. The only other changes are the joins of a title over several lines. Raises `ConversionBug` where a
    character went lost.
    """
    known = marks.prepared(headings)
    rows = unglued(make_rows(draft.items, known), known)
    journal = Journal(draft)
    found = parts.prepared(elements)
    body = find_front(rows, found, journal)
    scopes = read_endings(rows, body, found, journal)
    ordinals = raise_ordinals(rows)
    words = evidence(headings)
    for start, end in zip(scopes, [*scopes[1:], len(rows)], strict=True):
        runs = find_runs(rows, start, end, find_unnumbered(rows, start, end))
        shapes = judge(rows, runs, words, ruling=_ruling(rows, start, found))
        settle(rows, runs, shapes)
    if ordinals:
        find_points(rows)
    blocks = make_blocks(rows)
    _prove(draft, blocks, journal.changes)
    changes = _still_joined(draft.changes, rows) + tuple(journal.changes)
    return Document(draft.origin, draft.decoded, blocks, changes, suspects=draft.suspects)


def _still_joined(changes: tuple[Change, ...], rows: list[Row]) -> tuple[Change, ...]:
    """The journal of the cleaning without the joins of lines that begin a paragraph after all."""
    joined = ChangeKind.JOINED
    joins = {change.line for change in changes if change.kind is joined}
    begun = joins.intersection([row.line for row in rows]) if joins else joins
    return tuple(c for c in changes if c.kind is not joined or c.line not in begun) if begun else changes


def _ruling(rows: list[Row], start: int, found: parts.Parts) -> bool:
    """Whether the title above this scope names a document that lays down rules."""
    for position in range(start - 1, max(-1, start - 1 - FRONT_ROWS), -1):
        if rows[position].role in _TITLES:
            return found.find("ruling", rows[position].text) is not None
    return False


def _prove(draft: Draft, blocks: Iterable[Paragraph | Table], changes: Iterable[Change]) -> None:
    """The text of the document is the text of the draft, white space apart, less what the changes removed."""
    given, kept = list(map(_text, draft.items)), list(map(_text, blocks))
    if given == kept:
        return
    for _ in range(2):  # what is the same at the beginning, then at the end, need not be looked at
        same = _common(given, kept)
        given, kept = given[same:][::-1], kept[same:][::-1]
    before, after = _flat(given), _flat(kept)
    if before == after:
        return
    removed = sum(len(_flat([change.before])) for change in changes if change.kind is ChangeKind.REMOVED)
    if len(before) != len(after) + removed:
        raise ConversionBug(draft.origin.path, "outline", f"{len(before)} characters became {len(after)}")


def _common(one: list[str], other: list[str]) -> int:
    """How many texts at the beginning are the same."""
    for position, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return position
    return min(len(one), len(other))


def _flat(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())
