"""How much a line reads as an advert.

Rows of kind `advert` count for it by their weight, rows of kind `report` against it. Each row counts once a line. One
cue alone is never enough: 公众号, 客服, 会员, 下载 and 二维码 all stand in honest sentences of reports.
"""

from __future__ import annotations

from collections.abc import Set

from convert.cleaning.plan import Plan
from convert.rulebook import Rule

ADVERT_CHARS = 400
"""Longest advert looked for; the four of a real report had 84 to 88 characters."""

SURE, LIKELY = 4, 3
"""Weight at which a line goes wherever it stands; weight at which it goes at the edge of the page, beside junk, or
where it ends no sentence. None of the honest lines in tests/cases/cleaning.toml reaches its limit in any place."""

CHARS_A_POINT = 60
"""Length that takes a point off: a long line that sells has a cue in each clause, a paragraph with one name does
not."""


def advert(text: str, plan: Plan, cues: Set[str]) -> tuple[Rule, int] | None:
    """The cue that weighs most and the weight of all, where the text reads as an advert; else `None`.

    `cues` are the trigger words of adverts that stand in it.
    """
    if len(text) > ADVERT_CHARS:
        return None
    likely = plan["advert"].woken(cues | plan.beside.words_in(text))
    weight = sum(map(plan.weigh, likely)) - len(text) // CHARS_A_POINT
    best, most = None, 0
    for rule in likely:
        if weight < LIKELY:
            return None  # even if all rows yet to be tried match
        own = plan.weigh(rule)
        if not rule.look(text):
            weight -= own
        elif own > most:
            best, most = rule, own
    if best is None or weight < LIKELY:
        return None
    weight -= sum([plan.weigh(rule) for rule in plan["report"].likely(text) if rule.look(text)])
    return (best, weight) if weight >= LIKELY else None


HONEST_CHARS = 16
"""Shortest beginning of a line, with a comma inside and a mark at its end, that is a sentence of the report's."""


def sells_from(text: str, plan: Plan) -> int:
    """Where in a text that reads as an advert the advert begins: 0, or behind a sentence that has no cue of one.

    What was copied from a web page may have a note of the site at the end of a paragraph, without a line end between.
    """
    found = (rule.regex.search(text) for rule in plan["advert"].likely(text))
    first = min((match.start() for match in found if match), default=0)
    begin = max(text.rfind(mark, 0, first) for mark in "。；：") + 1
    return begin if begin >= HONEST_CHARS and "，" in text[:begin] else 0
