"""Where a row stands: above the title, above or below the text, below the date, in the midst of a sentence.

The text of the report is what holds sentences, tables and numbered lines; rows suspected to be furniture do not count,
even where they are sentences (本文由网友上传，…). A row beyond the text is not yet furniture: titles, bylines,
signatures and attachments stand there too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence, Set

from convert.cleaning.flow import Flow
from convert.cleaning.heads import web_form
from convert.cleaning.journal import Row
from convert.cleaning.plan import Plan
from convert.cleaning.widths import finished
from convert.patterns import compiled

BULLETS = "•·●◆■▪ \u3000"
"""Signs before an entry of a list, no part of its words."""

SIGNS = "●■◆★※▲►•·○□"
"""Signs that rows of kind `start` take for the beginning of a part."""

_SIGNS = frozenset(BULLETS + "▲►▶★☆")

TEXT_CHARS = 16
"""Shortest line that counts as running text if it holds a comma or stop; titles with a comma are rarely longer."""

SENTENCE_CHARS = 12
"""Shortest line with a mark that is no cell of a table."""

CUT_CHARS = 10
"""Shortest unfinished line that may be the first half of a sentence, if it or the line above holds a comma."""

INTRODUCTION_ROWS = 8
"""Rows above a title in which a sentence that reads like furniture is an introduction by the site."""

CELL_CHARS, CELL_ROWS = 14, 5
"""A run of that many rows no longer than this may be a table that lost its shape: one cell a line."""

HEADING_CHARS, HEADINGS = 20, 2
"""Longest heading without a number, and how many of them make more of the kind likely."""

SIGNATURE_CHARS = 32
"""Longest signature; a full unit name or two side by side."""

CROWD = 2
"""Rows above the title, or below the text, that have gone from which the file is the copy of a web page."""

BLOCK_ROWS = 3
"""Most unclear rows that lie between two that have gone and share their lot."""

_MARK = compiled(r"附\s?[件表录]?\s?[\d一二三四五六七八九十]{0,3}\s?[：:]?")

_TITLE_ROWS = 30  # the furniture of a page above its title had up to 22 rows


class Zones:
    """Answers about the place of rows; `weights` says how much each reads like furniture, by its words and form."""

    def __init__(self, rows: list[Row], plan: Plan, suspects: Set[int], weights: Mapping[int, int]) -> None:
        self.rows, self.plan = rows, plan
        self.suspects, self._weights = suspects, weights
        self._start = plan["start"].first
        self.title = self._find_title()
        self._texts = [i for i, row in enumerate(rows) if not self.is_strange(i) and self.is_text(row)]
        self.first_text = self._texts[0] if self._texts else len(rows)
        stops = [i for i in self._texts if "。" in rows[i].bare or "；" in rows[i].bare]
        self.last_text = stops[-1] if stops else self._texts[-1] if self._texts else -1
        self.closed = self._find_close(stops)
        self.end = self._find_end()
        self._crowds: tuple[bool, bool] = (False, False)
        self._bares = [row.bare for row in rows]  # before any row goes
        self._again: Counter[str] | None = None
        self._own_lists = self._find_cells() | self._find_attached()
        self.flow = Flow(rows, plan, suspects)
        self._has_headings: bool | None = None
        self._tests: dict[str, Callable[[int, Container[int]], bool]] = {
            "above": self._above,
            "head": self._head,
            "crowd": self._crowd,
            "foot": self._foot,
            "signed": self._signed,
            "beside": self._beside,
            "listed": self._listed,
            "alone": self._alone,
            "between": self._between,
            "cuts": self._cuts,
            "again": self._twice,
        }

    def is_strange(self, i: int) -> bool:
        """Whether row i is suspected to be furniture: by the table, or by its own words and form."""
        weight = self._weights.get(i, 0)
        return i in self.suspects or weight >= 4 or (weight >= 2 and self._leads(i))

    def is_text(self, row: Row) -> bool:
        """Whether the row is running text, a numbered line or part of a table."""
        bare = row.bare
        if len(bare) >= TEXT_CHARS and _is_pointed(bare):
            return bare[-1] in "，。；" or not web_form(bare)
        if row.table is not None:
            return True
        # The entries of a list in a page's head bear bullets; those of a text are sentences.
        return bare[0] not in _SIGNS and self._start(bare) is not None

    def is_numbered(self, i: int) -> bool:
        """Whether row i begins with a number; a sign before a line is no number where its words say enough."""
        bare = self.rows[i].bare
        if bare[0] in SIGNS and self._weights.get(i, 0) >= 3:
            return False
        return self._start(bare) is not None

    def flows(self, i: int) -> bool:
        """Whether row i looks like a line of a wrapped paragraph: as wide as its other lines, or the last of them."""
        return (not self.edge(i) and self.flow.is_wide(i)) or self.flow.ends(i)

    def edge(self, i: int) -> bool:
        """Whether row i stands above the first or below the last line of text."""
        return i < self.first_text or i > self.end

    def above_title(self, i: int) -> bool:
        """Whether a line that can be the title stands between row i and the text."""
        return i < self.title and i < self.first_text

    def holds(self, where: str, i: int, gone: Container[int]) -> bool:
        """Whether what a row of kind `place` says of a line's place holds for row i; nothing does in an attachment."""
        return i not in self._own_lists and self._tests[where](i, gone)

    def _head(self, i: int, gone: Container[int]) -> bool:
        return self.title < i < self.first_text

    def _above(self, i: int, gone: Container[int]) -> bool:
        return self.above_title(i)

    def _crowd(self, i: int, gone: Container[int]) -> bool:
        return self._crowds[i > self.end] and (self.above_title(i) or i > self.end)

    def _foot(self, i: int, gone: Container[int]) -> bool:
        return i > self.end and (i > self.closed or self.closed == len(self.rows))

    def _signed(self, i: int, gone: Container[int]) -> bool:
        return i > self.closed

    def _beside(self, i: int, gone: Container[int]) -> bool:
        return i - 1 in gone or i + 1 in gone

    def _listed(self, i: int, gone: Container[int]) -> bool:
        return i > self.end and self._beside(i, gone)

    def _alone(self, i: int, gone: Container[int]) -> bool:
        if self.edge(i) or not self._between_sentences(i, gone):
            return False
        if self._has_headings is None:
            self._has_headings = self._find_headings()
        return not self._has_headings

    def _twice(self, i: int, gone: Container[int]) -> bool:
        if self._again is None:
            self._again = Counter(map(_unnumbered, self._bares))
        return self._again[_unnumbered(self.rows[i].bare)] > 1

    def _find_headings(self) -> bool:
        """Whether short lines without number or web words stand above paragraphs: then others may be headings, too."""
        found = 0
        for i in range(max(1, self.title + 1), min(self.end, len(self.rows) - 1)):
            bare = self._bares[i]
            if len(bare) <= HEADING_CHARS and self._weights.get(i, 0) <= 2 and i not in self.suspects:
                plain = not finished(bare) and not any(mark in bare for mark in "，。、；")
                above, below = self._bares[max(0, i - 2) : i], self._bares[i + 1]
                found += plain and self._start(bare) is None and self._parts(above, below)
        return found >= HEADINGS

    def _find_title(self) -> int:
        title, found = self.plan["title"], -1
        for i, row in enumerate(self.rows[:_TITLE_ROWS]):
            bare = row.bare
            if i in self.suspects:
                continue
            if self._start(bare) or (len(bare) >= TEXT_CHARS and "。" in bare):
                if found >= 0 or self._weights.get(i, 0) < 2:
                    break
            elif bare[-1:] not in "，；：！" and self._weights.get(i, 0) < 3 and title.any(bare):
                found = i
        return found

    def _leads(self, i: int) -> bool:
        return self.title - INTRODUCTION_ROWS <= i < self.title

    def _find_close(self, stops: list[int]) -> int:
        """Where the date below the text stands; the end of the rows where there is none.

        Sentences below the date are no text if each reads a little like furniture or stands beside what does.
        """
        rows = self.rows
        date, start = self.plan["date"].first, self._start
        for i in range(len(rows) - 1, max(self.first_text, len(rows) // 3), -1):
            if date(rows[i].bare) is None:
                continue
            below = [j for j in self._texts if j > i]
            if all(self._weights.get(j, 0) > 0 or {j - 1, j + 1} & self.suspects for j in below) and not any(
                rows[j].bare[0] == "附" or (start(rows[j].bare) and j not in below and j not in self.suspects)
                for j in range(i + 1, len(rows))
            ):
                above = [j for j in stops if j < i]
                self.last_text = above[-1] if above else self.last_text
                return i
            break
        else:
            return self._unsigned_close()
        return len(rows)

    def _unsigned_close(self) -> int:
        """Where the signature without a date, or a closing formula, ends the text; the end of the rows without one."""
        rows, last = self.rows, self.last_text
        below = range(last + 1, len(rows))
        if any("，" in rows[i].bare and i not in self.suspects for i in below):
            return len(rows)
        unit = next((rule for rule in self.plan["kept"].rules if rule.get("where") == "bare"), None)
        signed = last + 1 in below and last + 1 not in self.suspects and len(rows[last + 1].bare) <= SIGNATURE_CHARS
        if signed and unit is not None and unit.regex.search(rows[last + 1].bare):
            return last + 1
        closing = self.plan["closing"].any
        return next((i for i in (last + 1, last) if 0 <= i < len(rows) and closing(rows[i].bare)), len(rows))

    def _find_end(self) -> int:
        """The last row that belongs to the text for sure, however short: the rest of a sentence, a numbered line."""
        start, end = self._start, self.last_text
        for i in range(self.last_text + 1, min(self.closed, len(self.rows))):
            bare = self.rows[i].bare
            like = i in self.suspects or self._weights.get(i, 0) >= 2
            if not like and (bare[-1] in "。！；" or start(bare)):
                end = i
        return end

    def _find_cells(self) -> set[int]:
        """Rows below the text that may be a table which lost its shape: many short rows, few like furniture."""
        listed = [place for place in self.plan["place"].rules if place.get("where") == "listed"]

        def titled(bare: str) -> bool:
            """Whether a row reads like the title of another article."""
            return any(place.regex.search(bare) for place in listed)

        cells: set[int] = set()
        run: list[int] = []
        for i in range(self.end + 1, len(self.rows) + 1):
            if i < len(self.rows) and len(self.rows[i].bare) <= CELL_CHARS and self.rows[i].bare[-1] not in "。：:！":
                run.append(i)
                continue
            like = sum(j in self.suspects or self._weights.get(j, 0) >= 2 or titled(self.rows[j].bare) for j in run)
            if len(run) >= CELL_ROWS and 3 * like < len(run):
                cells.update(run)
            run = []
        return cells

    def crowds(self, gone: Container[int]) -> tuple[bool, bool]:
        """Whether enough rows have gone above the title, and below the text, to make the file the copy of a page."""
        above = sum(j in gone for j in range(max(0, self.title)))
        below = sum(j in gone for j in range(self.end + 1, len(self.rows)))
        self._crowds = above >= CROWD, below > CROWD
        return self._crowds

    def lost(self, i: int, gone: Container[int]) -> bool:
        """Whether row i, which says nothing for itself, stands where no document has a line of its own."""
        if i > self.closed and self._crowds[1] and i - 1 in gone:
            return True
        return (i > self.closed or (i > self.end and self._crowds[1])) and self._between(i, gone)

    def _find_attached(self) -> set[int]:
        """Rows of the list of attachments, from 附件：1.… on, and of an attachment, from 附件 on."""
        attached: set[int] = set()
        marks: list[int] = []  # behind one of these an attachment begins, which may be a table without shape
        start = self._start
        for i in range(max(0, self.end), len(self.rows)):
            bare = self.rows[i].bare
            if i in self.suspects:
                continue
            mark = _MARK.fullmatch(bare) is not None
            opens = mark or (bare.startswith("附") and ("：" in bare[:6] or ":" in bare[:6]))
            entry = i - 1 in attached and (start(bare) or len(bare) <= HEADING_CHARS)
            if opens or entry or marks:
                attached.add(i)
            if mark:
                marks.append(i)
        return attached

    def _between(self, i: int, gone: Container[int]) -> bool:
        """Whether row i lies among a few rows with rows that have gone, or the end of the file, on both sides."""
        above, below = i - 1, i + 1
        while above not in gone and above > i - BLOCK_ROWS:
            above -= 1
        while below not in gone and below < i + BLOCK_ROWS:
            below += 1
        if not (above in gone and (below in gone or below >= len(self.rows))) or below - above > BLOCK_ROWS + 1:
            return False
        return above > self.end or (below < self.first_text and not above < self.title <= below)

    def _between_sentences(self, i: int, gone: Container[int]) -> bool:
        """Whether row i stands between a finished line of running text and another, or a numbered line."""
        above, below = _around(i, gone)
        if above < 0 or below >= len(self.rows):
            return False
        return self._parts([row.bare for row in self.rows[max(0, above - 1) : above + 1]], self.rows[below].bare)

    def _parts(self, above: Sequence[str], below: str) -> bool:
        """Whether between the last of the lines above and the line below a sentence has ended and another begins."""
        whole = len(above[-1]) >= TEXT_CHARS or (len(above) > 1 and not finished(above[-2]))
        if not whole or not finished(above[-1]):
            return False
        return self._start(below) is not None or (
            len(below) >= SENTENCE_CHARS and any(mark in below for mark in "，。；：、")
        )

    def _cuts(self, i: int, gone: Container[int]) -> bool:
        """Whether row i stands in the middle of a sentence."""
        above, below = _around(i, gone)
        if above < 0 or below >= len(self.rows):
            return False
        a, b = self.rows[above].bare, self.rows[below].bare
        return (
            len(a) >= CUT_CHARS
            and not finished(a)
            and ("，" in a or (above > 0 and "，" in self.rows[above - 1].bare))
            and len(b) > 1
            and self._start(b) is None
            and not finished(self.rows[i].bare)
        )


def _around(i: int, gone: Container[int]) -> tuple[int, int]:
    """The nearest rows above and below row i that have not gone; they may be beyond the ends."""
    above, below = i - 1, i + 1
    while above in gone:
        above -= 1
    while below in gone:
        below += 1
    return above, below


def _is_pointed(text: str) -> bool:
    """Whether a mark of a sentence stands in the text."""
    return "，" in text or "。" in text or "；" in text


def _unnumbered(text: str) -> str:
    """The text without the number at its end: the lines of a series of pages become one."""
    return text.rstrip("0123456789页期")
