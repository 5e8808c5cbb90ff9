"""Junk inside lines: characters nobody sees, entities, tags and Markdown signs, paywall marks, letter spacing.

All of it is cut out of the line without breaking the sentence. Each row of the table says what goes by its pattern; a
part that stays bears the name `keep` in the pattern, and `after` is what comes in its place (a line end for </p>).
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from convert.cleaning.journal import Row, Sheet
from convert.cleaning.plan import Plan
from convert.rulebook import Rule

INLINE = ("character", "entity", "markup", "inline")
"""Kinds cut out of a line wherever they stand, in this order: an entity may spell a tag, a character split a mark."""

_TITLE_ROWS = 6
"""Rows at the top in which a title's tail, such as a word count, is looked for."""


def strip_inline(sheet: Sheet, plan: Plan) -> None:
    """Cut characters, markup and marks out of the lines, and close up letter-spaced words."""
    _cut_kinds(sheet, plan, INLINE)
    for row in sheet.rows[:_TITLE_ROWS]:
        for rule in plan["tail"].likely(row.bare):
            found = rule.regex.search(row.bare)
            if found and found.start():
                offset = row.text.index(row.bare)
                sheet.cut(row, offset + found.start(), offset + found.end(), rule.id)
    for rule in plan["spaced"].rules:
        for row in sheet.rows:
            if row.table is None and (found := rule.regex.search(row.text)):
                sheet.cut(row, found.start(), found.end(), rule.id, "".join(found[0].split()))


def strip_asides(sheet: Sheet, plan: Plan) -> None:
    """Cut adverts and sources in brackets out of the lines that are left."""
    _cut_kinds(sheet, plan, ("aside",))


def _cut_kinds(sheet: Sheet, plan: Plan, kinds: tuple[str, ...]) -> None:
    text = "\n".join([row.text for row in sheet.rows])
    cut = False
    for kind in kinds:
        for rule in plan[kind].likely(text):
            for row in sheet.rows:
                if row.table is None and (spans := list(_spans(rule, row.text))):
                    sheet.cut_all(row, spans, rule.id)
                    cut = True
    if cut:
        sheet.sweep()


def _spans(rule: Rule, text: str) -> Iterator[tuple[int, int, str]]:
    """What the rule takes out of a text: start, end and what comes instead."""
    if rule.kind == "entity":
        for found in rule.regex.finditer(text):
            plain = html.unescape(found[0])
            if plain != found[0]:
                yield found.start(), found.end(), plain
        return
    after = str(rule.get("after", ""))
    for found in rule.regex.finditer(text):
        start, end = found.span()
        if "keep" in rule.regex.groupindex and found.group("keep") is not None:
            keep_start, keep_end = found.span("keep")
            if start < keep_start:
                yield start, keep_start, after
            if keep_end < end:
                yield keep_end, end, after
        elif start < end:
            yield start, end, after


def strip_across_joins(sheet: Sheet, plan: Plan) -> bool:
    """Cut marks that a hard wrap has split over two lines; whether there were any."""
    cut = False
    rules = plan["inline"].rules
    for above, below in zip(sheet.rows, sheet.rows[1:], strict=False):
        if below.tie and rules:
            cut = _strip_seam(sheet, above, below, rules) or cut
    return cut


_SEAM_CHARS = 40
"""How far a split mark may reach into either line."""


def _strip_seam(sheet: Sheet, above: Row, below: Row, rules: tuple[Rule, ...]) -> bool:
    left = above.text.rstrip()
    right = below.text
    indent = len(right) - len(right.lstrip())
    head = left[-_SEAM_CHARS:]
    seam = head + right[indent : indent + _SEAM_CHARS]
    for rule in rules:
        for start, end, _ in _spans(rule, seam):
            if start < len(head) < end:
                offset = len(left) - len(head)
                sheet.cut(above, offset + start, len(left), rule.id)
                sheet.cut(below, indent, indent + end - len(head), rule.id)
                return True
    return False
