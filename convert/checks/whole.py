"""Doubts about the document as a whole: its years, parts, title, copies of paragraphs, several reports in one."""

from __future__ import annotations

from collections.abc import Iterator

from convert.checks.view import Doubt, View
from convert.model import Paragraph, Role, Table
from convert.patterns import compiled

DUTY_REPORT = "述职报告"

SHORT_CHARS = 600
"""A report below this length is an excerpt or a form; the shortest whole 述职报告 of 52 documents has 900."""

COPY_CHARS = 16
"""Shorter lines may well stand twice in a report ("工作中存在以下不足：")."""

CELL_CHARS = 8
"""Longest line taken for a cell of a table that lost its shape."""

CELLS = 8
"""Fewest such lines in a row that make a table: 述职报告 have up to three short lines in a row (signature, date)."""

_OPENING = compiled(r"(?:现将|现就|现把)[^。]{0,20}?((?:19|20)\d\d)年[^。]{0,40}(?:述职|报告|汇报|总结)如下")
_TITLE_YEAR = compiled(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_PART = compiled(
    r"[（(【]?(?:篇|范文|第)[一二三四五六七八九十\d]{1,2}(?:篇)?[）)】：:、.\s]|.{2,40}(?:篇[一二三四五六七八九十\d]{1,2})$"
)
_PLAN = compiled(r"下一?步|今后|打算|努力方向|整改措施|改进措施|工作思路|计划|下一阶段|明年|来年")
_WILL = compiled("[，,]?(?:我|我们|本人)?(?:将|要|计划|力争)")


OPENINGS = frozenset(("现将", "现就", "现把"))
"""Pairs of characters with one of which `_OPENING` begins."""

_ENDS = ("，", "、", ",")  # no paragraph ends with one of them
CUT = frozenset(mark + "\n" for mark in _ENDS)
"""Pairs of characters one of which tells that a paragraph may be cut off."""


def years(view: View) -> Iterator[Doubt]:
    """The year of the title against the year of the opening, and against the plan that repeats it."""
    found = _TITLE_YEAR.findall(view.title or "")
    if len(set(found)) != 1:
        return
    year = found[0]
    opening = next(filter(None, [_OPENING.match(view.text, place) for place in view.places(OPENINGS)]), None)
    if opening and opening[1] != year:
        yield Doubt("Y-title", opening.start(1), opening.end(1) + 1, (year, opening[1]))
    if not _repeats_as_plan(view.text, f"{year}年"):
        return
    planning = 0
    for start, block in view.paragraphs:
        if block.depth and (not planning or block.depth <= planning):
            planning = block.depth if _PLAN.search(block.heading) else 0
        place = block.text.find(f"{year}年") if planning else -1
        if place >= 0 and _WILL.match(block.text, place + 5):
            yield Doubt("Y-plan", start + place, start + place + 5, (year,))


def _repeats_as_plan(text: str, year: str) -> bool:
    """Whether anything is planned for a year, be it under whatever heading."""
    place = text.find(year)
    while place >= 0:
        if _WILL.match(text, place + len(year)):
            return True
        place = text.find(year, place + 1)
    return False


def parts(view: View) -> Iterator[Doubt]:
    """A report on one's duties without problems or plan; a text without title; a title that names no genre."""
    document = view.document
    if view.title is None:
        yield Doubt("M-title", -1, -1)
    elif document.metadata.genre is None:
        yield Doubt("M-genre", 0, len(view.title))
    elif document.metadata.genre == DUTY_REPORT and len(view.text) >= SHORT_CHARS:
        if not document.problems:
            yield Doubt("M-problems", -1, -1)
        if not _PLAN.search(view.text, len(view.text) // 3):
            yield Doubt("M-plan", -1, -1)


def copies(view: View) -> Iterator[Doubt]:
    """A paragraph that has stood in the text before."""
    if len(set(view.texts)) == len(view.texts):
        return
    seen: dict[str, int] = {}
    for start, block in view.paragraphs:
        if len(block.text) < COPY_CHARS or block.depth:
            continue
        if block.text in seen:
            yield Doubt("D-paragraph", start, start + len(block.text), (str(seen[block.text]),))
        else:
            seen[block.text] = block.line


def residue(view: View) -> Iterator[Doubt]:
    """Lines that cleaning was not sure enough of to take them away."""
    suspects = set(view.document.suspects)
    for start, block in view.paragraphs if suspects else ():
        if block.line in suspects and block.role is not Role.TITLE:
            yield Doubt("L-residue", start, start + len(block.text))


def several(view: View) -> Iterator[Doubt]:
    """Several reports in one file: 篇一 … 篇五, or titles far apart."""
    if "篇" not in view.text:
        return
    found = [
        (start, block)
        for start, block in view.paragraphs
        if len(block.text) <= 50 and "。" not in block.text and "篇" in block.text and _PART.match(block.text)
    ]
    if len(found) > 1:
        start, block = found[0]
        yield Doubt("S-several", start, start + len(block.text), (str(len(found)),))


def unfinished(view: View) -> Iterator[Doubt]:
    """A paragraph that ends in the middle of a sentence."""
    if view.held.isdisjoint(CUT) and not view.text.endswith(_ENDS):
        return
    for start, block in view.paragraphs:
        if block.text.endswith(_ENDS) and block.role in (Role.BODY, Role.POINT):
            end = start + len(block.text)
            yield Doubt("S-cut", end - 1, end, (block.text[-1],))


def tables(view: View) -> Iterator[Doubt]:
    """Tables that were recognised in plain text, and runs of short lines that look like the cells of one."""
    blocks = view.document.blocks
    if sum(map(CELL_CHARS.__ge__, map(len, view.texts))) < CELLS and Table not in map(type, blocks):
        return
    run: list[int] = []
    starts = list(zip(view.starts, blocks, strict=True))
    for start, block in [*starts, (0, None)]:
        if isinstance(block, Paragraph) and _is_cell(block):
            run.append(start)
            continue
        if len(run) >= CELLS:
            yield Doubt("S-table", run[0], run[0] + 1)
        run = []
        if isinstance(block, Table):
            yield Doubt("S-table", start, start + 1)


def _is_cell(block: Paragraph) -> bool:
    return (
        block.role is Role.BODY and len(block.text) <= CELL_CHARS and not block.text.endswith(("。", "：", "；", "，"))
    )


def levels(view: View) -> Iterator[Doubt]:
    """Headings that skip a numbering family ("一、" above "1."): one doubt a document, with how many there are."""
    above: list[Paragraph] = []
    first: tuple[int, Paragraph, Paragraph] | None = None
    count = 0
    for start, block in view.headings:
        del above[block.depth - 1 :]
        if above and block.level > above[-1].level + 1:
            first = first or (start, above[-1], block)
            count += 1
        above.append(block)
    if first:
        start, upper, lower = first
        about = (upper.number.strip() or upper.heading, lower.number.strip(), str(count))
        yield Doubt("N-skip", start, start + len(lower.number), about)
