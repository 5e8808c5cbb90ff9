"""Noise out and hard wraps joined; every edit is a `Change`, and the changes replay exactly.

The order of the steps is an argument: characters and marks first, since they hide words; then whole lines, which need
their words whole; then page numbers and running heads, which need to see the sentences they split; then tables, which
no later step may touch; then joins, which need all junk between two halves gone; at last what a wrap itself had
split. Nothing is removed that the table has no row for, so a table without its `REMOVALS` kinds keeps all text.
"""

from __future__ import annotations

from convert.cleaning.characters import (
    strip_across_lines,
    strip_asides,
    strip_inline,
    strip_suffixes,
    strip_title_tails,
    strip_unseen,
)
from convert.cleaning.joins import tie
from convert.cleaning.journal import Sheet, replay
from convert.cleaning.noise import drop_noise, drop_wrapped_adverts
from convert.cleaning.pages import drop_page_furniture
from convert.cleaning.plan import REMOVALS, plan_of
from convert.cleaning.tables import find_tables
from convert.model import Draft
from convert.rulebook import RuleTable

__all__ = ["REMOVALS", "clean", "replay"]


def clean(draft: Draft, rules: RuleTable) -> Draft:
    """The draft without noise, its hard wraps joined; its journal of changes is extended by what was done.

    Raises `ConversionBug` where the journal does not account for every character of the text, white space apart.
    """
    plan = plan_of(rules)
    sheet = Sheet(draft, plan)
    strip_unseen(sheet, plan)
    strip_across_lines(sheet, plan)
    strip_inline(sheet, plan)
    asides = strip_asides(sheet, plan, inside=True)
    strip_title_tails(sheet, plan)
    drop_noise(sheet, plan)
    if asides:
        strip_asides(sheet, plan, inside=False)
    strip_title_tails(sheet, plan)
    strip_suffixes(sheet, plan)
    drop_page_furniture(sheet, plan)
    find_tables(sheet, plan)
    if tie(sheet.rows, plan) and drop_wrapped_adverts(sheet, plan):
        tie(sheet.rows, plan)
    return sheet.finish()
