"""Which lines continue the line above: hard wraps, and sentences cut by a page end.

Signals, strongest first. A line that opens a new part (一、, 附件, a date ...) continues nothing. A character that
cannot open a line (，。) does. Where the text is wrapped at a width of its own (`widths`), a line that fills the
width goes on in the next, finished or not, unless an indent or an empty line begins a paragraph there. Without a
width, only a line that is plainly cut off goes on: it ends in ， or 、 or an open bracket, or holds sentences and
breaks off in the last one. Headings, titles, list items, addressees, signatures and table cells are short, unfinished
and followed by text, and so look cut off; they are told apart by having no sentence inside. Nothing but ties is
written here: no text changes.
"""

from __future__ import annotations

import itertools

from convert.cleaning.journal import Row
from convert.cleaning.plan import Plan
from convert.cleaning.widths import Wrap, cells, find_wrap, finished
from convert.patterns import compiled

WRAP, CUT = "J-wrap", "J-cut"
"""Ids of a tie by width and of a tie of a cut sentence."""

CUT_CHARS = 20
"""Shortest line that may be a cut sentence: unfinished lines below it are headings, cells and signatures, while a cut
sentence has the width of a page or window."""

STUB_CHARS = 5
"""Shortest first half of a sentence cut by a page end; what is shorter is a cell or a rest."""

LONG_CHARS = 45
"""A line this long without an end is a cut sentence even if it holds no other: headings keep below 40."""

_NEVER_FIRST = frozenset("，。、；：？！）》”’】〕％,;%)")
_OPENING = "（(《“‘【〔"
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("(", ")"), ("【", "】"))
_UNIT = compiled(r"[A-Za-z0-9.%/:_-]{2,40}|[（(《“‘【〔].|.[，。、；：？！）》”’】〕％]")
_WORD_END, _WORD_START = compiled(r"[A-Za-z]{2}$|[a-z],$"), compiled(r"[A-Za-z]{2}")
_LOOK_BACK = 60  # rows of a paragraph in which its earlier points are looked for
_ORDINALS = "一二三四五六七八九十"


def tie(rows: list[Row], plan: Plan) -> bool:
    """Whether any row was found to continue the one above it; the rows' `tie` and `glue` say which and how."""
    opens = [i for i in range(len(rows) - 1) if not finished(rows[i].bare) and rows[i + 1].table is None]
    if not opens:
        return any(_glue(a, b, CUT) for a, b in itertools.pairwise(rows) if b.bare[0] in _NEVER_FIRST)
    reader = _Reader(rows, plan)
    free = [i for i in opens if not reader.opens_part(i + 1)]
    wrap = find_wrap(rows, [i for i in free if not reader.may_be_heading(i)], free)
    any_tie = False
    for i in range(len(rows) - 1) if wrap else opens:
        a, b = rows[i], rows[i + 1]
        if b.tie or a.table is not None or b.table is not None:
            continue
        rule = reader.continues(i + 1, wrap)
        if rule:
            any_tie = _glue(a, b, rule)
    return any_tie


def _glue(a: Row, b: Row, rule: str) -> bool:
    """Tie b to a; two Latin words that meet get a space between them."""
    b.tie = rule
    b.glue = " " if _WORD_START.match(b.bare) and _WORD_END.search(a.bare[-2:]) and " " in a.bare + b.bare else ""
    return True


class _Reader:
    """Answers about single rows, each worked out once."""

    def __init__(self, rows: list[Row], plan: Plan) -> None:
        self.rows = rows
        self._mark = plan["start"].first
        self._part = plan["part"].first
        self._point = plan["point"].first
        self._cut = plan["cut"].first
        self._goes_on = plan["goes-on"].first
        self._fresh = plan["fresh"].first
        self._date = plan["date"].first
        self._title = plan["title"].any
        self._stop = next((i for i, row in enumerate(rows) if "。" in row.bare), len(rows))
        self._front = next((i for i, row in enumerate(rows) if finished(row.bare)), len(rows))
        self._parts: dict[int, bool] = {}
        self._inline_points: bool | None = None
        # Of the paragraph that the row asked about may continue; rows are asked about in order.
        self._begin = 0  # its first row
        self._length = 0
        self._sentences = False  # it holds a whole sentence

    def opens_part(self, i: int) -> bool:
        """Whether row i begins something new whatever stands above it."""
        known = self._parts.get(i)
        if known is None:
            known = self._parts[i] = self._opens_part(i)
        return known

    def _opens_part(self, i: int) -> bool:
        bare = self.rows[i].bare
        if self._mark(bare) or self._part(bare):
            return True
        if len(bare) > 30 or finished(bare) or i + 1 >= len(self.rows):
            return False
        # A signature: short, over a date, under a finished line, or itself without any mark of a sentence.
        if not finished(self.rows[i - 1].bare) and any(mark in bare for mark in "，、；："):
            return False
        return self._date(self.rows[i + 1].bare) is not None

    def may_be_heading(self, i: int) -> bool:
        """Whether row i could be a numbered heading on a line of its own."""
        bare = self.rows[i].bare
        return "。" not in bare and self._mark(bare) is not None

    def continues(self, i: int, wrap: Wrap | None) -> str:
        """The id of the rule by which row i continues the row above it, or ""."""
        a, b = self.rows[i - 1], self.rows[i]
        if not a.tie:
            self._begin, self._length, self._sentences = i - 1, 0, False
        self._length += len(a.bare)
        self._sentences = self._sentences or "。" in a.bare or "；" in a.bare
        if b.bare[0] in _NEVER_FIRST and not (finished(a.bare) and b.gap):
            return CUT
        parts = b.broken or not wrap or b.gap <= wrap.spaced
        if wrap is not None and parts and self._fills(a, b, wrap):
            if a.bare[-1].isdigit() and b.bare[0].isdigit():
                return WRAP  # a number cut in two
            if i <= self._front and not self._titles_on(a.bare, b.bare):
                return ""
            if wrap.indented and not b.indented and not finished(a.bare):
                return WRAP
            if not self.opens_part(i) and self._goes_over(i, wrap):
                return WRAP
        if self.opens_part(i) or self._point(b.bare):
            return ""
        return CUT if self._is_cut(a, b, wrap) or (b.broken and self._page_cuts(i)) else ""

    def _titles_on(self, a: str, b: str) -> bool:
        """Whether a line that fills the width above the first sentence goes on: a title not yet complete, or a text."""
        if _leaves_open(a, b):
            return True
        if self._is_title(a):
            return False
        if any(mark in a + b for mark in "，。；："):
            return True
        return self._is_title(a + b) or (a.startswith("——") and " " not in b)

    def _is_title(self, text: str) -> bool:
        return not any(mark in text for mark in "，。；") and self._title(text)

    @staticmethod
    def _fills(a: Row, b: Row, wrap: Wrap) -> bool:
        """Whether row a is full, or would be with the first word of row b, or was before marks were cut out of it."""
        if wrap.full(a):
            return True
        width = wrap.measure(a)
        if wrap.high < width <= wrap.high + 2 and (wrap.indented or not finished(a.bare)):
            return True  # a mark hung over the edge
        if wrap.low - 40 < width < wrap.low:
            unit = _UNIT.match(b.bare)
            if unit and width + cells(unit[0]) > wrap.high:
                return not finished(a.bare)
        return a.text is not a.item.text and wrap.full(Row(a.item, 0))

    def _goes_over(self, i: int, wrap: Wrap) -> bool:
        """Whether a full row above goes on in row i, which opens no part."""
        a, b = self.rows[i - 1], self.rows[i]
        if wrap.indented or (wrap.flush and b.indented):
            return not b.indented
        if a.bare[-1] in "：:" and i <= self._stop:
            return False  # an addressee
        point = self._point(b.bare)
        if not finished(a.bare):
            return point is None or not wrap.everywhere or a.bare[-1] not in "）)”"
        if not wrap.everywhere or not (finished(b.bare) or wrap.full(b)):
            return False  # a short line without an end is a heading or signature, not the rest of a paragraph
        return point is None or self._point_inside(i)

    def _point_inside(self, i: int) -> bool:
        """Whether 二是 at the start of row i belongs to a list inside the paragraph above."""
        before = "".join([row.bare for row in self.rows[max(self._begin, i - _LOOK_BACK) : i]])
        bare = self.rows[i].bare
        at = _ORDINALS.find(bare[0])
        if at > 0:
            return before.find(_ORDINALS[at - 1] + bare[1], 1) > 0
        if self._inline_points is None:
            texts = [row.bare for row in self.rows]
            inside = sum(text.find("二是", 1) > 0 for text in texts)
            leading = sum(text.startswith("二是") for text in texts)
            self._inline_points = inside > leading
        return self._inline_points

    def _page_cuts(self, i: int) -> bool:
        """Whether the page end above row i, which opens nothing, cuts a sentence however short its first half is.

        A comma, or a sentence before it, tells the half from a heading at the foot of the page.
        """
        a, b = self.rows[i - 1], self.rows[i]
        if not (self._sentences or "，" in a.bare):
            return False
        if finished(a.bare) or i - 1 <= self._stop or len(a.bare) < STUB_CHARS or self._is_title(a.bare):
            return False
        first = self.rows[self._begin].bare
        heading = not self._sentences and (self._mark(first) or self._part(first))
        return not heading and "。" in b.bare and self._fresh(b.bare) is None

    def _is_cut(self, a: Row, b: Row, wrap: Wrap | None) -> bool:
        """Whether row a breaks off in a sentence that row b, which opens nothing, goes on with."""
        bare = a.bare
        if finished(bare) or (a.indented and b.indented and not b.broken and bare[-1] not in "，、"):
            return False
        if bare[-1] in "，、" or bare[-1] in _OPENING:
            return self._fresh(bare) is None
        if _leaves_open(bare, b.bare):
            return True
        heading = not self._sentences and self._mark(self.rows[self._begin].bare) is not None
        if self._length < (LONG_CHARS if heading else CUT_CHARS) or self._is_title(bare):
            return False
        if self._cut(bare[-4:]) or self._goes_on(b.bare):
            return True
        if self._fresh(b.bare) or (b.gap > (wrap.spaced if wrap else 0) and not b.broken):
            return False
        if not b.broken and (len(bare) < CUT_CHARS or (wrap is None and not finished(b.bare))):
            return False  # a paragraph whose writer left out the stop, or a list of short phrases
        return self._sentences or self._length >= LONG_CHARS or (b.broken and "，" in bare)


def _leaves_open(a: str, b: str) -> bool:
    """Whether a bracket of any kind opened in `a` is closed in `b`."""
    return any(_unclosed(a, b, *pair) for pair in _PAIRS if pair[1] in b and pair[0] in a)


def _unclosed(a: str, b: str, opening: str, closing: str) -> bool:
    """Whether a bracket opened in `a` is closed in `b`.

    >>> _unclosed("印发《关于加强", "管理的通知》。", "《", "》"), _unclosed("《通知》", "《意见》", "《", "》")
    (True, False)
    """
    opened = a.rfind(opening)
    if opened < 0 or opened < a.rfind(closing):
        return False
    end, start = b.find(closing), b.find(opening)
    return end >= 0 and (start < 0 or end < start)
