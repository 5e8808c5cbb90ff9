"""Wrong words and near misses of set phrases, found in one pass over the text.

Each row of `rules/wording.toml` is filed under the rarest character of its words, its anchor. One search for the
anchors, beside neighbours as some row has them, finds the few places where a row may fit, and only the rows filed under
that character are tried there: the cost hardly grows with the number of rows. Rows that do not begin with plain Hanzi
are searched for one by one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from convert.checks.view import Doubt, View
from convert.common import COMMON_HANZI
from convert.decoding.frequency import TIERS
from convert.patterns import compiled
from convert.rulebook import RuleTable

# Look-arounds before the plain head of a pattern, then the head: "(?<!从)严竣(?!工)".
_PLAIN_HEAD = compiled(r"((?:\(\?<[!=][^()]*\))*)([\u4e00-\u9fff]{2,})(?![*?{|])")
NEAR_MISS = "W-phrase"

REACH_CHARS = 24
"""How far from the words that a `pattern` row needs its match may begin or end; the patterns themselves span less."""

_COUNTS = "一二三四五六七八九十两百千"


class _Entry(NamedTuple):
    """A row as it is tried at a place."""

    code: str
    head: str  # the words at the head of the pattern, or those of a phrase before the character that is wrong
    tail: str  # those of the phrase behind it
    pattern: str  # "" where the words say it all
    reach: int  # how far around the words the pattern is searched for; 0 = it begins with them
    right: str
    legitimate: frozenset[str]  # near misses that are words of their own

    def fits(self, text: str, begin: int) -> tuple[int, int] | None:
        """Where the row fits, its words beginning at `begin`; the longer of head and tail is known to stand there.

        Most rows need no pattern, and the others' patterns are compiled when first asked for: a run asks for few.
        """
        if self.reach:
            found = _compiled(self.pattern).search(text, max(0, begin - self.reach), begin + self.reach)
            return found.span() if found else None
        if self.pattern:
            found = _compiled(self.pattern).match(text, begin)
            return found.span() if found else None
        hole = begin + len(self.head)
        if self.code != NEAR_MISS:
            return begin, hole
        if not (text.startswith(self.head, begin) and text.startswith(self.tail, hole + 1)):
            return None
        end = hole + 1 + len(self.tail)
        wrong = text[hole : hole + 1]
        slip = "\u4e00" <= wrong <= "\u9fff" and wrong != self.right[len(self.head)]
        return (begin, end) if slip and text[begin:end] not in self.legitimate else None


class _Filed(NamedTuple):
    """The rows under an anchor that share their longest words."""

    shift: int  # how far before the anchor those words begin
    words: str
    rows: tuple[tuple[int, int, _Entry], ...]  # place of the anchor in the row, number of the row, and the row


class _Index(NamedTuple):
    anchors: re.Pattern[str]
    filed: dict[str, tuple[_Filed, ...]]  # by anchor
    searched: tuple[tuple[str, re.Pattern[str], str], ...]  # code, pattern and what is right of rows not filed
    doubles: frozenset[str]


def words(view: View, table: RuleTable, most: int) -> Iterator[Doubt]:
    """A doubt for every wrong word and every near miss of a set phrase; of overlapping ones the longest.

    About `most` of them; a report has a handful. Of two rows that fit the same words the first of the table speaks.
    """
    index = _index(table)
    text = view.text
    hits: list[tuple[int, int, int, int, _Entry]] = []
    for anchor in index.anchors.finditer(text):
        at = anchor.start()
        for shift, part, rows in index.filed[text[at]]:
            if text.startswith(part, at - shift):
                for place, row, entry in rows:
                    if at >= place and (fit := entry.fits(text, at - place)) is not None:
                        hits.append((fit[0], -fit[1], row, len(hits), entry))
        if len(hits) > most:
            break
    hits.sort()
    last = -1
    for begin, negative_end, _, _, entry in hits:
        if begin < last:
            continue
        last = -negative_end
        yield Doubt(entry.code, begin, last, (text[begin:last], entry.right), entry.right or None)
    for code, regex, right in index.searched:
        for found in islice(regex.finditer(text), most):
            yield Doubt(code, found.start(), found.end(), (found[0], right), right or None)


def doubled(view: View, table: RuleTable) -> Iterator[Doubt]:
    """A doubt for every word of two or four Hanzi typed twice in a row ("工作工作"), allowed ones left out."""
    allowed = _index(table).doubles
    text = view.text
    data, width = text.encode("utf-16-le", "surrogatepass"), 2
    if len(data) != 2 * len(text):  # characters beyond the basic plane
        data, width = text.encode("utf-32-le", "surrogatepass"), 4
    number = int.from_bytes(data[::width], "little")
    for size in (4, 2):
        for begin in _repeats(text, number, size):
            word = text[begin : begin + size]
            if (
                word[0] == "一"
                or word + word in allowed
                or len(set(word)) == 1
                or not all("\u4e00" <= c <= "\u9fff" for c in word)
            ):
                continue
            yield Doubt("D-word", begin, begin + 2 * size, (word,), word)


def _repeats(text: str, number: int, size: int) -> Iterator[int]:
    """Where the next `size` characters are the same as the `size` after them.

    `number` is made of the low byte of each character. Moved by `size` characters and compared with itself it has zeros
    where the text may repeat: a few machine operations a kilobyte, where a pattern with a back-reference tries every
    place. One pair of words in 65,000 has the same low bytes without being the same.
    """
    same = (number ^ (number >> (8 * size))).to_bytes(len(text), "little")
    wanted = bytes(size)
    limit = len(text) - size
    place = same.find(wanted, 0, limit)
    while place >= 0:
        found = text.startswith(text[place : place + size], place + size)
        if found:
            yield place
        place = same.find(wanted, place + (2 * size if found else 1), limit)


@lru_cache(maxsize=8)
def _index(table: RuleTable) -> _Index:
    entries: list[_Entry] = []
    searched = []
    for rule in table.rules:
        right = rule.get("to", "")
        if rule.kind == "phrase":
            but = frozenset(rule.get("but", ()))
            for head, tail in _near_misses(rule.pattern, ends=rule.get("ends", False)):
                entries.append(_Entry(NEAR_MISS, head, tail, "", 0, rule.pattern, but))
            continue
        if rule.kind == "double":
            continue
        code = "W-word" if rule.kind == "confusion" else "W-usage"
        found = _PLAIN_HEAD.match(rule.pattern)
        if rule.get("needs"):
            entries.append(_Entry(code, rule.get("needs"), "", rule.pattern, REACH_CHARS, right, frozenset()))
        elif found is not None and not _alternates(rule.pattern):
            pattern = "" if rule.pattern == found[2] else rule.pattern
            entries.append(_Entry(code, found[2], "", pattern, 0, right, frozenset()))
        else:
            searched.append((code, rule.regex, right))
    doubles = frozenset(rule.pattern for rule in table.of_kind("double"))
    return _Index(*_file(entries), tuple(searched), doubles)


def _file(entries: Iterable[_Entry]) -> tuple[re.Pattern[str], dict[str, tuple[_Filed, ...]]]:
    """The pattern that finds the anchors, and the rows under each of them."""
    filed: defaultdict[str, defaultdict[tuple[int, str], list[tuple[int, int, _Entry]]]]
    filed = defaultdict(lambda: defaultdict(list))
    contexts: defaultdict[tuple[int, ...], list[tuple[str, ...]]] = defaultdict(list)  # anchor and neighbours, by place
    ranks = _ranks()
    for row, entry in enumerate(entries):
        plain = entry.head + ("." + entry.tail if entry.code == NEAR_MISS else "")
        rarity = [-1 if character == "." else ranks.get(character, len(ranks)) for character in plain]
        if len(entry.head) + len(entry.tail) < 2:
            continue  # "一.": too little is left of a phrase to know it by
        place = rarity.index(max(rarity))
        words, begins = entry.head, 0
        if len(entry.tail) > len(words):
            words, begins = entry.tail, len(words) + 1
        filed[plain[place]][place - begins, words].append((place, row, entry))
        near = _neighbours(plain, place)
        contexts[near].append((plain[place], *(plain[place + step] for step in near)))
    return _anchors(contexts), {
        anchor: tuple(_Filed(*words, tuple(rows)) for words, rows in by_words.items())
        for anchor, by_words in filed.items()
    }


def _ranks() -> dict[str, int]:
    """How rare each common character is: its place among all by frequency, the commonest first."""
    ranked = COMMON_HANZI + "".join(characters for _, characters in TIERS)
    return dict(zip(reversed(ranked), range(len(ranked) - 1, -1, -1), strict=True))


def _neighbours(plain: str, place: int) -> tuple[int, ...]:
    """The steps from an anchor to the nearest two characters of its row, in ascending order."""
    near = [step for step in (-1, 1, -2, 2, -3, 3) if 0 <= place + step < len(plain) and plain[place + step] != "."]
    return tuple(sorted(near[:2]))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return compiled(pattern)


def _anchors(contexts: Mapping[tuple[int, ...], Sequence[tuple[str, ...]]]) -> re.Pattern[str]:
    """A pattern for the anchors beside characters that some row has beside them.

    A place where it looks in vain costs 20 ns, and 15 more for each side that it looks at first; a place that is handed
    to Python costs 400.
    """
    if not contexts:
        return compiled("(?!)")
    sides: defaultdict[int, list[tuple[int, ...]]] = defaultdict(list)
    for steps in sorted(contexts, key=lambda steps: -len(contexts[steps])):
        sides[min(steps, key=abs, default=0)].append(steps)
    anchors = _any_of({characters[0] for rows in contexts.values() for characters in rows})
    return compiled(f"{anchors}(?:{'|'.join(_side(side, contexts, groups) for side, groups in sides.items())})")


def _side(
    side: int, contexts: Mapping[tuple[int, ...], Sequence[tuple[str, ...]]], groups: Sequence[tuple[int, ...]]
) -> str:
    """A pattern for the groups of rows that all have a neighbour on this side: it is looked at once for all of them."""
    whole = "|".join(_context(steps, contexts[steps]) for steps in groups)
    if groups == [(side,)] or not side:
        return whole
    beside = [(characters[0], characters[1 + steps.index(side)]) for steps in groups for characters in contexts[steps]]
    return f"{_context((side,), beside)}(?:{whole})"


def _context(steps: Sequence[int], rows: Sequence[tuple[str, ...]]) -> str:
    """A pattern that holds behind an anchor of these rows with neighbours of these rows at these steps."""
    beside = {step: _any_of({characters[i] for characters in rows}) for i, step in enumerate(steps, 1)}
    before = "".join(beside.get(step, ".") for step in range(min(0, *steps, 0), 0))
    after = "".join(beside.get(step, ".") for step in range(1, max(0, *steps, 0) + 1))
    return f"(?<={before}{_any_of({characters[0] for characters in rows})})" + (f"(?={after})" if after else "")


def _any_of(characters: Iterable[str]) -> str:
    return f"[{''.join(sorted(characters))}]"


def _alternates(pattern: str) -> bool:
    """Whether a bar stands outside brackets, so that the head is only one of several."""
    depth = 0
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            return True
    return False


def _near_misses(phrase: str, *, ends: bool) -> Iterator[tuple[str, str]]:
    """For each character that may be wrong what stands before and behind it.

    Numbers are left as they are: 三个 for 四个 makes another set phrase, not a slip of it.
    """
    for i, character in enumerate(phrase):
        if character in _COUNTS or (not ends and i in (0, len(phrase) - 1)):
            continue
        yield phrase[:i], phrase[i + 1 :]
