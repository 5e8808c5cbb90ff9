"""Points: paragraphs that begin 一是…, 首先… with a lead sentence of their own. They never enter the outline."""

from __future__ import annotations

from dataclasses import replace

from convert.model import Role
from convert.patterns import compiled
from convert.structure.marks import Mark
from convert.structure.rows import Row
from convert.structure.runs import ORDINAL

LEAD_CHARS = 42
"""A lead has at most about forty characters, its ordinal word included (48 labelled leads: longest 33)."""

_ORDINAL_RANK = 35  # inside 一、, around （一）
_MAJORITY_OF = 3  # in a list this long or longer a single short first sentence makes no point

# The next ordinal of the same family inside the paragraph: then it holds the whole list and is body.
_FURTHER = {
    "shi": compiled(r"[。；;，,]\s?[一二三四五六七八九十]{1,2}是(?!否)"),
    "yao": compiled(r"[。；;，,]\s?[一二三四五六七八九十]{1,2}要"),
    "first": compiled(r"[。；;]\s?(?:其次|再次|[第其][二三四五六]，)"),
}

_HEAD_CHARS = 45
"""Longest ordinal sentence on a line of its own that is a heading; those seen had 18 to 27 characters."""

_TEXT_CHARS = 25
"""A line this long below it is the text that it is the heading of."""


def raise_ordinals(rows: list[Row]) -> bool:
    """Makes headings of lines 第一，…… 一要…… that stand alone above text and count on, as speeches have them.

    Gives whether there is any line with such a mark.
    """
    marked = [i for i, row in enumerate(rows) if (mark := row.mark) and mark.kind == "point"]
    found: dict[str, list[Row]] = {}
    for row, below in ((rows[i], rows[i + 1]) for i in marked if i + 1 < len(rows)):
        mark = row.mark
        if mark and mark.number and row.role is None and _stands_alone(row, below):
            found.setdefault(mark.family, []).append(row)
    for group in found.values():
        if {1, 2} <= {row.mark.number for row in group if row.mark}:
            for row in group:
                if row.mark:
                    row.mark = replace(row.mark, kind="heading", family=ORDINAL, rank=_ORDINAL_RANK, level=0)
    return bool(marked)


def _stands_alone(row: Row, below: Row) -> bool:
    if len(row.text) > _HEAD_CHARS or "。" in row.text or row.text[-1] in "！？!?；;…】，,、：:":
        return False
    return bool(below.table) or (below.mark is None and len(below.text) >= _TEXT_CHARS) or _opens_list(below, row)


def _opens_list(row: Row, above: Row) -> bool:
    """Whether a row begins a list of another family than the row above it."""
    if row.mark is None or above.mark is None:
        return False
    return row.mark.number == 1 and row.mark.family != above.mark.family


def find_points(rows: list[Row]) -> None:
    """Makes points of the ordinal paragraphs that have a lead; the others stay body.

    Consecutive paragraphs of one family of ordinals are one list, which may be interrupted by plain text but not by a
    heading. In a list the majority decides.
    """
    group: list[tuple[Row, int]] = []
    family = ""
    for row in rows:
        mark = row.mark
        if row.depth or row.table:
            _settle(group)
            group = []
        elif row.role is None and mark and mark.kind == "point":
            if mark.family != family or (group and mark.number == 1):
                _settle(group)
                group = []
            family = mark.family
            group.append((row, _lead(row.text, mark)))
    _settle(group)


def _lead(text: str, mark: Mark) -> int:
    """Length of the lead with its 。, 0 where the paragraph is no point."""
    start = mark.end
    stop = text.find("。", start)
    if not start < stop <= LEAD_CHARS or stop == len(text) - 1 or "；" in text[start:stop]:
        return 0
    further = _FURTHER.get(mark.family)
    return 0 if further and further.search(text, start) else stop + 1


def _settle(group: list[tuple[Row, int]]) -> None:
    if not group or (len(group) == 1 and group[0][0].mark and group[0][0].mark.alone):
        return
    leads = sum(1 for _, lead in group if lead)
    few = leads * 2 < len(group) and len(group) >= _MAJORITY_OF
    for row, lead in group:
        if not row.mark:
            continue
        if few or not lead:
            why = "同列多数没有自成一句的短引领句" if few else "序词之后没有自成一句的短引领句，或一段之内有几个序词"
            row.decide(Role.BODY, f"{row.mark.rule}-item", why, 0.9)
        else:
            row.run_in = lead
            row.number = row.text[: row.mark.end]
            row.decide(Role.POINT, row.mark.rule, "段首序词、短句、句号，其后有正文", 0.95)
