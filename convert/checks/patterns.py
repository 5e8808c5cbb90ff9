"""Doubts that a pattern alone decides: the `text` rows of `rules/findings.toml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from convert.checks.view import Doubt, View
from convert.rulebook import Rule, RuleTable


class Rows(NamedTuple):
    """The `text` rows of a table, filed."""

    all: tuple[tuple[Rule, str, str], ...]  # row, code and suggestion
    by: dict[str, tuple[int, ...]]  # numbers of the rows each match of which holds this sign or pair, or another one
    always: tuple[int, ...]  # numbers of those that any text may match


def rows_of(table: RuleTable) -> Rows:
    """The rows of a table, each under what its matches hold: one of some pairs of characters, or of some signs."""
    rows = tuple((rule, rule.get("code", rule.id), rule.get("suggest", "")) for rule in table.of_kind("text"))
    by: defaultdict[str, list[int]] = defaultdict(list)
    always = []
    for number, (rule, _, _) in enumerate(rows):
        held = rule.trigger.held
        for one in held:
            by[one].append(number)
        if not held:
            always.append(number)
    return Rows(rows, {one: tuple(numbers) for one, numbers in by.items()}, tuple(always))


def patterned(view: View, rows: Rows, most: int) -> Iterator[Doubt]:
    """A doubt for every match of every row, at most `most` a row; a row of which the text holds nothing costs nothing.

    The text must have been asked for the signs and pairs that rows are filed under.
    """
    text = view.text
    woken = {number for held in rows.by.keys() & view.held for number in rows.by[held]}
    for number in sorted(woken.union(rows.always)):
        rule, code, suggestion = rows.all[number]
        is_template = "\\" in suggestion
        for found in islice(rule.trigger.matches(rule.regex, text), most):
            right = found.expand(suggestion) if is_template else suggestion
            yield Doubt(code, found.start(), found.end(), (found[0],), right or None)
