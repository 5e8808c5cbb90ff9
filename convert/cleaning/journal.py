"""The one way to edit a line, so that no edit can go unrecorded.

A `Sheet` holds a `Row` for each source line that has text. Stages read `row.text` and `row.bare`, but change them only
through `Sheet.cut` and `Sheet.drop`, which write the `Change`. That a row continues the one before it (`row.tie`) is a
mere mark until `finish`, so every edit speaks of a column of one source line, whatever that line is joined to later.
Hence the journal replays simply: the edits in order, then one pass over the joins.

White space is layout, not text: it is stripped from both ends of a line without a record.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from itertools import accumulate, pairwise
from operator import attrgetter

from convert.cleaning.plan import Plan, Rules, triggers
from convert.errors import ConversionBug
from convert.model import Change, ChangeKind, Draft, Line, Table
from convert.rulebook import Rule

BREAK = "\n"
"""A line end inside a row's text, where markup such as </p> was cut out: one source line becomes several lines."""


_MANY = 4
"""Words from which on it takes less time to put the text together than to look through each row for each of them."""

_number = attrgetter("number")


class Row:
    """One source line as it stands now."""

    __slots__ = ("bare", "broken", "gap", "glue", "item", "number", "suspect", "table", "text", "tie")

    def __init__(self, item: Line | Table, gap: int, table: Table | None = None) -> None:
        self.number = item.number
        self.item = item  # as the reader gave it
        self.text = item.text  # the same, less what was cut
        self.bare = self.text.strip()
        self.gap = gap  # empty lines above it
        self.broken = False  # a page number or running head was removed above it
        self.table = table  # the table that this row opens or belongs to
        self.suspect = False  # it may be the rest of a web page
        self.tie = ""  # id of the rule that joins it to the row above, "" = it starts a paragraph
        self.glue = ""  # what the tie puts between the two

    @property
    def indented(self) -> bool:
        """Whether white space stands before the text."""
        return self.text[:1].isspace()


class Sheet:
    """The rows of a draft and the journal of what was done to them."""

    def __init__(self, draft: Draft, plan: Plan) -> None:
        """Raises `ConversionBug` where line numbers do not ascend: a journal of them would be ambiguous."""
        self._draft = draft
        self._plan = plan
        self._text = ""  # as it was when it was looked through
        self._put = ""  # what edits have put in
        self._words: set[str] | None = None  # trigger words in it
        self._likely: dict[str, Rules] = {}  # what these words let through, by kind
        self._joints: list[str] = []  # what stands around the edits since then, for an edit may put words together
        self._loose: set[int] = set()  # numbers of rows whose ends may have come to stand beside others since then
        self._starts: list[int] = []  # where in the text each row begins
        self._holding: dict[str, dict[int, Row]] = {}  # the rows that hold a word, by number; of words asked for
        self._split: set[int] = set()  # indexes of rows at whose end a line end splits such a word
        self._hollow = False  # some row has no text
        self._moved = False  # the text is no longer what it was
        self.changes: list[Change] = []
        self.rows: list[Row] = []
        last = 0
        for item in draft.items:
            number = item.number
            if number <= last:
                raise ConversionBug(draft.origin.path, "read", f"line {number} comes after line {last}")
            if isinstance(item, Table):
                self.rows.append(Row(item, number - last - 1, item))
                self._hollow = self._hollow or not self.rows[-1].bare
                last = max((number, *item.lines))
            elif item.text and not item.text.isspace():
                self.rows.append(Row(item, number - last - 1))
                last = number

    def likely(self, kind: str) -> Rules:
        """The rows of a kind that looks inside lines which may match somewhere in the text as it now stands."""
        words = self._seen()
        known = self._likely.get(kind)
        if known is None:
            known = self._likely[kind] = self._plan[kind].narrowed(words, self._text + self._put)
        return known

    def seen(self, words: Set[str]) -> Set[str]:
        """Which of some trigger words of kinds that look inside lines may stand in the text as it now is."""
        return words & self._seen()

    def seen_of(self, rule: Rule) -> list[str]:
        """The trigger words of a row of the table that may stand in the text as it now is."""
        words = triggers(rule)
        seen = self._seen()
        return [word for word in words if word in seen or not word]

    def above(self, row: Row) -> str:
        """The text of the nearest row with any above this one; "" where there is none."""
        at = bisect_left(self.rows, row.number, key=_number) - 1
        while at >= 0 and not self.rows[at].bare:
            at -= 1
        return self.rows[at].bare if at >= 0 else ""

    def holding(self, words: Iterable[str]) -> list[Row]:
        """The rows whose text holds one of the words, in order."""
        found: dict[int, Row] = {}
        for word in words:
            found |= self._rows_with(word)
        return [found[number] for number in sorted(found) if found[number].bare]

    def standing(self, words: Collection[str]) -> dict[int, set[str]]:
        """Which of the words stand in each row that holds any, by its number."""
        if self._moved and len(words) >= _MANY:
            self._place()
        found: dict[int, set[str]] = {}
        for word in words:
            for number in self._rows_with(word):
                found.setdefault(number, set()).add(word)
        return found

    def _rows_with(self, word: str) -> dict[int, Row]:
        known = self._holding.get(word)
        if known is None:
            known = self._holding[word] = self._look_for(word)
        return known

    def _look_for(self, word: str) -> dict[int, Row]:
        """The rows whose text holds a word, by number; notes the line ends that split it, too."""
        if self._moved or not word.strip():
            return {row.number: row for row in self.rows if word in row.text}
        found = {}
        at = self._text.find(word)
        while at >= 0:
            i = bisect_right(self._starts, at) - 1
            if at + len(word) > self._starts[i + 1]:
                self._split.add(i)
            else:
                found[self.rows[i].number] = self.rows[i]
            at = self._text.find(word, at + 1)
        return found

    def seams(self, words: Set[str]) -> set[int]:
        """The indexes of the rows at whose line ends one of the words may stand: in the row, in the next, in both."""
        numbers = {row.number for row in self.holding(words)}
        holders = [i for i, row in enumerate(self.rows) if row.number in numbers] if numbers else ()
        return {at for i in holders for at in (i - 1, i)} | self._split

    def look_again(self) -> None:
        """Have the words over line ends looked for anew, where edits may have made such."""
        if self._words is not None and self._loose:
            around = self._plan.inside.reach
            seams = [(a, b) for a, b in pairwise(self.rows) if a.number in self._loose or b.number in self._loose]
            self._joints += [a.bare[-around:] + b.bare[:around] for a, b in seams]
            self._holding, self._split, self._loose = {}, set(), set()
            self._place()

    def _place(self) -> None:
        """Take down the text as it now is, and where in it each row begins."""
        texts = [row.bare for row in self.rows]
        self._text = "".join(texts)
        self._starts = [0, *accumulate(map(len, texts))]
        self._put, self._moved = "", False

    def _seen(self) -> set[str]:
        """The trigger words in the text, those over a line end among them: they are what a hard wrap has split.

        Words that an edit took away, and such as it made over a line end, are not followed up: the former cost a
        needless look, the latter matter to few (`look_again`).
        """
        if self._words is None:
            self._place()
            self._words = self._plan.inside.words_in(self._text)
        elif self._joints:
            made = self._plan.inside.words_in("\n".join(self._joints))
            if not made <= self._words:
                self._words |= made
                self._likely = {}
        self._joints = []
        return self._words

    def cut(self, row: Row, start: int, end: int, rule: str, after: str = "") -> None:
        """Put `after` in place of `row.text[start:end]`, on record."""
        self.cut_all(row, ((start, end, after),), rule)

    def cut_all(self, row: Row, spans: Iterable[tuple[int, int, str]], rule: str) -> None:
        """Put `after` in place of each (start, end, after) of `row.text`; spans ascend and do not overlap."""
        text = row.text
        pieces: list[str] = []
        joints: list[tuple[int, int]] = []
        at = shift = 0
        for start, end, after in spans:
            kind = ChangeKind.REPLACED if after else ChangeKind.REMOVED
            self.changes.append(Change(kind, rule, row.number, start + shift, text[start:end], after))
            pieces += (text[at:start], after)
            joints.append((start + shift, start + shift + len(after)))
            shift += len(after) - (end - start)
            at = end
            if after:
                self._put += after
                self._likely = {}
        pieces.append(text[at:])
        row.text = "".join(pieces)
        row.bare = row.text.strip()
        if row.bare:
            for word, rows in self._holding.items():
                if word in row.text:
                    rows[row.number] = row
                else:
                    rows.pop(row.number, None)
            around = self._plan.inside.reach
            self._joints += [row.text[max(0, start - around) : end + around] for start, end in joints]
        else:
            self._hollow = True
        self._loose.add(row.number)
        self._moved = True

    def drop(self, row: Row, rule: str) -> None:
        """Remove all text of a row, on record; `sweep` takes the empty row away."""
        start = row.text.index(row.bare)
        self.cut(row, start, start + len(row.bare), rule)

    def sweep(self) -> None:
        """Take away the rows without text; the next row inherits the empty lines and page breaks above them."""
        if not self._hollow:
            return
        self._hollow, self._moved = False, True
        kept: list[Row] = []
        gap, broken, apart = 0, False, False
        for row in self.rows:
            gap += row.gap
            broken = broken or row.broken
            if row.bare:
                if apart:
                    self._loose.add(row.number)
                row.gap, row.broken = gap, broken
                kept.append(row)
                gap, broken = 0, False
            apart = not row.bare
        self.rows = kept

    def finish(self) -> Draft:
        """The cleaned draft.

        Raises `ConversionBug` unless the journal, replayed on the draft as it was, gives the very text that is kept.
        """
        items: list[Line | Table] = []
        joins: list[Change] = []
        group: list[Row] = []
        for row in self.rows:
            if row.tie and group and row.table is None:
                joins.append(Change(ChangeKind.JOINED, row.tie, row.number, 0, "", row.glue))
                group.append(row)
                continue
            _close(group, items)
            group = []
            if row.table is None:
                group.append(row)
            elif not items or row.table is not items[-1]:
                items.append(row.table)
        _close(group, items)
        draft = self._draft
        suspects = tuple(row.number for row in self.rows if row.suspect)
        changes = (*self.changes, *joins)
        if changes:
            _check(draft, items, changes)
        return Draft(draft.origin, draft.decoded, tuple(items), draft.changes + changes, suspects)


def _close(group: Sequence[Row], items: list[Line | Table]) -> None:
    """Put the lines of rows tied together behind the items."""
    if len(group) == 1 and group[0].bare == group[0].item.text:
        items.append(group[0].item)  # as it was given
    elif group:
        items += _lines(group)


def _lines(group: Sequence[Row]) -> Iterator[Line]:
    """The line of rows tied together; several, where markup was a line end."""
    first = group[0].item
    assert isinstance(first, Line)
    number = first.number
    pieces: list[str] = []
    joints: list[tuple[int, int]] = []
    length = 0
    for row in group:
        for k, part in enumerate(_parts(row.text)):
            if k:
                yield Line(number, "".join(pieces), tuple(joints), first.hint)
                number = row.number
                pieces, joints, length = [], [], 0
            elif pieces:
                pieces.append(row.glue)
                length += len(row.glue)
                joints.append((length, row.number))
            pieces.append(part)
            length += len(part)
    yield Line(number, "".join(pieces), tuple(joints), first.hint)


def _parts(text: str) -> list[str]:
    """The lines in a row's text, stripped, empty ones left out."""
    if BREAK not in text:
        text = text.strip()
        return [text] if text else []
    return [part for part in map(str.strip, text.split(BREAK)) if part]


def replay(lines: Iterable[str], changes: Iterable[Change]) -> list[str]:
    """The kept lines: source `lines` (line n is item n - 1) after the journal was applied, empty lines left out.

    A change's column counts in its own source line as the changes before it have left that line, joined or not.
    Raises `ValueError` where a change does not fit the text.
    """
    texts = list(lines)
    glue: dict[int, str] = {}
    edit: _Edit | None = None
    for change in changes:
        at = change.line - 1
        if change.kind is ChangeKind.JOINED:
            glue[at] = change.after
            continue
        if edit is None or edit.at != at or change.column < edit.column:
            if edit is not None:
                texts[edit.at] = edit.result()
            edit = _Edit(at, texts[at])
        edit.apply(change)
    if edit is not None:
        texts[edit.at] = edit.result()
    kept: list[list[str]] = []
    for at, text in enumerate(texts):
        if not text:
            continue
        parts = _parts(text)
        if parts and at in glue and kept:
            kept[-1] += (glue[at], parts.pop(0))
        kept += ([part] for part in parts)
    return ["".join(parts) for parts in kept]


class _Edit:
    """A run of changes that go through one line from left to right, applied in one pass over it."""

    def __init__(self, at: int, text: str) -> None:
        self.at = at
        self.column = 0  # up to here the new text is settled
        self._text = text
        self._read = 0  # up to here the old text is used
        self._pieces: list[str] = []

    def apply(self, change: Change) -> None:
        """Puts in a change at or behind the last one; raises `ValueError` where it does not fit the text."""
        start = self._read + change.column - self.column
        end = start + len(change.before)
        if self._text[start:end] != change.before:
            raise ValueError(f"line {change.line}: {change.rule} does not fit")
        self._pieces += (self._text[self._read : start], change.after)
        self.column = change.column + len(change.after)
        self._read = end

    def result(self) -> str:
        """The line after all changes."""
        return "".join([*self._pieces, self._text[self._read :]])


def _check(draft: Draft, items: Sequence[Line | Table], changes: Sequence[Change]) -> None:
    lines = [""] * max(item.number for item in draft.items)
    for item in draft.items:
        lines[item.number - 1] = item.text
    try:
        replayed = "".join(replay(lines, changes))
    except ValueError as error:
        raise ConversionBug(draft.origin.path, "clean", str(error)) from None
    kept = "".join([item.text for item in items])
    if replayed != kept and "".join(replayed.split()) != "".join(kept.split()):
        raise ConversionBug(draft.origin.path, "clean", "the journal does not account for the text")
