"""Junk inside lines: characters nobody sees, entities, tags and Markdown signs, paywall marks, letter spacing.

All of it is cut out of the line without breaking the sentence. Each row of the table says what goes by its pattern; a
part that stays bears the name `keep` in the pattern, and `after` is what comes in its place (a line end for </p>).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from convert.cleaning.journal import Row, Sheet
from convert.cleaning.plan import ANY, SEAM_KINDS, Plan, holds, triggers
from convert.cleaning.widths import finished
from convert.patterns import compiled
from convert.rulebook import Rule

_SPACED_GAPS = 3
"""White space in a line from which it may be letter-spaced throughout: 述 职 报 告."""

_LONG_CHARS = 200
"""A longer line is searched only around the characters that a match must hold; below it that takes longer."""

_TITLE_CHARS = 90
"""Longest title; the three lines of a page hold about 66 characters."""

_TITLE_ROWS = 6
"""Rows at the top in which a title's tail, such as a word count, is looked for."""


def strip_unseen(sheet: Sheet, plan: Plan) -> None:
    """Cut the characters that nobody sees and write entities out: both hide words from every later step."""
    _cut_unseen(sheet, plan)
    if _cut_kinds(sheet, plan, ("entity",)):  # which may spell entities and unseen characters
        _cut_kinds(sheet, plan, ("entity",))
        _cut_unseen(sheet, plan)


def strip_inline(sheet: Sheet, plan: Plan) -> None:
    """Cut markup and marks out of the lines, and close up letter-spaced words."""
    _cut_kinds(sheet, plan, ("markup", "inline"))
    for row in sheet.rows:
        gaps = row.bare.count(" ") + row.bare.count("\u3000")
        if gaps and row.table is None:
            rules = plan["letter-spaced"].rules if gaps >= _SPACED_GAPS else ()
            for rule in (*plan["spaced"].ending(row.bare), *rules):
                if found := _find(rule, row.text):
                    sheet.cut(row, found.start(), found.end(), rule.id, "".join(found[0].split()))


def _find(rule: Rule, text: str) -> re.Match[str] | None:
    """The rule's first match. A pattern that begins with ^ is not tried at every character."""
    return rule.regex.match(text) if rule.pattern[0] == "^" else rule.regex.search(text)


def strip_asides(sheet: Sheet, plan: Plan, *, inside: bool) -> bool:
    """Cut adverts and sources in brackets out of the lines: those inside a sentence, or those left anywhere.

    Gives whether any row of the table was worth trying.

    What stands at the start of a line may be the head of an advert line, which is told by it; so noise is dropped
    between the two passes.
    """
    guarded = sheet.likely("aside").guarded
    for rule, words in guarded:
        for row in sheet.holding(words):
            spans = [] if row.table is not None else list(_spans(rule, row.text))
            if inside and spans and not _goes_on(sheet.above(row)):
                spans = [span for span in spans if row.text[: span[0]].strip()]
            if spans:
                sheet.cut_all(row, spans, rule.id)
    if guarded:
        sheet.sweep()
    return bool(guarded)


def _goes_on(above: str) -> bool:
    """Whether a line is so long and so unfinished that the next goes on with it."""
    return len(above) >= _CUT_CHARS and not finished(above)


def _cut_unseen(sheet: Sheet, plan: Plan) -> None:
    """Cut the characters that nobody sees; they come first, since they split words and marks.

    What rows without trigger words look for is unprintable to Python, so that most lines need not be searched at all.
    """
    rules = [rule for rule, _ in sheet.likely("character").guarded]
    worded = any(triggers(rule) is not ANY for rule in rules)
    if not rules or (not worded and _printable("".join([row.text for row in sheet.rows]))):
        return
    for row in sheet.rows:
        if row.table is None and (worded or not _printable(row.text)):
            for rule in rules:
                if spans := list(_spans(rule, row.text)):
                    sheet.cut_all(row, spans, rule.id)
    sheet.sweep()


def _printable(text: str) -> bool:
    return text.replace("\u3000", " ").isprintable()


def strip_suffixes(sheet: Sheet, plan: Plan) -> None:
    """Cut the file type off the names of attachments."""
    _cut_kinds(sheet, plan, ("suffix",))


def strip_title_tails(sheet: Sheet, plan: Plan) -> None:
    """Cut what a web site hangs on a title, such as a count of words or its own name."""
    tails = sheet.likely("tail")
    for row in sheet.rows[:_TITLE_ROWS] if tails.guarded else ():
        for rule in tails.likely(row.bare) if len(row.bare) <= _TITLE_CHARS else ():
            found = rule.regex.search(row.bare)
            if found and found.start():
                offset = row.text.index(row.bare)
                sheet.cut(row, offset + found.start(), offset + found.end(), rule.id)


def _cut_kinds(sheet: Sheet, plan: Plan, kinds: tuple[str, ...]) -> bool:
    """Cut what the rows of these kinds find; whether anything was cut."""
    cut = False
    for rule, seen in [pair for kind in kinds for pair in sheet.likely(kind).guarded]:
        words = sheet.seen_of(rule) if cut else seen  # a cut may put another word together
        for row in sheet.holding(words):
            if row.table is None and (spans := list(_spans(rule, row.text))):
                whole = row.bare
                sheet.cut_all(row, spans, rule.id)
                row.broken = row.broken or (not row.bare and plan["page"].first(whole) is not None)
                cut = True
    if cut:
        sheet.sweep()
    return cut


def _spans(rule: Rule, text: str) -> Iterator[tuple[int, int, str]]:
    """What the rule takes out of a text: start, end and what comes instead."""
    if rule.kind == "entity":
        import html  # 1 ms, and hardly a report needs it

        for found in rule.regex.finditer(text):
            plain = html.unescape(found[0])
            if plain != found[0]:
                yield found.start(), found.end(), plain
        return
    after = str(rule.get("after", ""))
    if rule.pattern[0] == "^":
        first = rule.regex.match(text)
        matches: Iterable[re.Match[str]] = (first,) if first else ()
    else:
        long = len(text) > _LONG_CHARS
        matches = rule.trigger.matches(rule.regex, text) if long else rule.regex.finditer(text)
    for found in matches:
        start, end = found.span()
        if "keep" in rule.regex.groupindex and found.group("keep") is not None:
            keep_start, keep_end = found.span("keep")
            if start < keep_start:
                yield start, keep_start, after
            if keep_end < end:
                yield keep_end, end, after
        elif start < end:
            yield start, end, after


def strip_across_lines(sheet: Sheet, plan: Plan) -> None:
    """Cut marks that a hard wrap has split over two lines; a whole mark at the seam is evidence enough."""
    guarded = _seam_rules(sheet)
    near = sheet.seams({word for _, words in guarded for word in words})
    cut = False
    for i, (above, below) in enumerate(pairwise(sheet.rows) if near else ()):
        if i not in near or len(above.bare) < _CUT_CHARS or above.table is not None or below.table is not None:
            continue
        if not _breaks_off(above.bare):
            continue
        seam, _ = _seam(above, below)
        rules = [rule for rule, words in guarded if (i < _TITLE_ROWS or rule.kind != "tail") and holds(seam, words)]
        begun = rules and _OPENING.search(above.bare, len(above.bare) - _SEAM_CHARS)
        if begun and _strip_seam(sheet, above, below, rules):
            cut = True
            near.add(i + 1)
    if cut:
        sheet.sweep()


def _seam_rules(sheet: Sheet) -> list[tuple[Rule, tuple[str, ...]]]:
    """The rows that may match over a line end, with their trigger words.

    A pattern that begins with ^ speaks of a line of its own, which a seam is not.
    """
    sheet.look_again()
    guarded = [pair for kind in SEAM_KINDS for pair in sheet.likely(kind).guarded]
    return [(rule, words) for rule, words in guarded if rule.pattern[0] != "^"]


def _breaks_off(bare: str) -> bool:
    """Whether a line may end in the middle of a mark: no sentence ends with it, or a bracket is open."""
    return not finished(bare) or bare[-1] == "…" or _is_open(bare)


_CUT_CHARS = 16
"""Shortest line that may have been wrapped."""

_OPENING = compiled(r"[#@%$&~^=\[{<（(【〔…*`!\\￥¥★☆◆◇※§A-Za-z\d-]|此|以下|中间|第|本文|更多|来")
"""What every mark that may be split begins with."""

_SEAM_CHARS = 40
"""How far a split mark may reach into either line."""


def _is_open(text: str) -> bool:
    """Whether a bracket opened near the end of the text is not closed in it."""
    opened = max([text.rfind(sign) for sign in "（(【[<"])
    return opened >= 0 and opened > max([text.rfind(sign) for sign in "）)】]>"])


def _seam(above: Row, below: Row) -> tuple[str, int]:
    """The text around the end of a joined line, and where in it the second line begins."""
    head = above.text.rstrip()[-_SEAM_CHARS:]
    return head + below.text.lstrip()[:_SEAM_CHARS].rstrip(), len(head)


def _strip_seam(sheet: Sheet, above: Row, below: Row, rules: Sequence[Rule]) -> bool:
    cut = False
    for rule in rules:
        seam, middle = _seam(above, below)
        for start, end, after in _spans(rule, seam):
            if start < middle < end:
                left = len(above.text.rstrip())
                right = len(below.text) - len(below.text.lstrip())
                sheet.cut(above, left - middle + start, left, rule.id)
                sheet.cut(below, right, right + end - middle, rule.id, after)
                cut = True
                break
    return cut
