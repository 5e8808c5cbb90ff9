"""Wrong words and near misses of set phrases, found in two searches of the text.

Each wrong word of `rules/wording.toml` is filed under two of its characters that the right word does not have side by
side; each slip in a set phrase under the two characters on both sides of the one that may be wrong. Pairs as these are
rare in a text that is right. `neighbours` finds them all at once, and only the rows filed under a pair that
stands in the text are tried there: the cost hardly grows with the number of rows. Rows that do not begin with plain
Hanzi are searched for one by one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count, islice, pairwise
from typing import NamedTuple

from convert.checks.view import Doubt, View
from convert.common import COMMON_HANZI
from convert.decoding.frequency import TIERS
from convert.neighbours import Pairs, asking, standing_around
from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable

# Look-arounds before the plain head of a pattern, then the head: "(?<!从)严竣(?!工)".
_PLAIN_HEAD = compiled(r"((?:\(\?<[!=][^()]*\))*)([\u4e00-\u9fff]{2,})(?![*?{|])")
NEAR_MISS = "W-phrase"

REACH_CHARS = 24
"""How far from the words that a `pattern` row needs its match may begin or end; the patterns themselves span less."""

# 超过…以上 is looked for where 以上 stands only if 超过 stands somewhere, which is 23 times as rare by its characters.
# 质量, for which a row about 增强 might wait, is 3 times as rare as that and yet in every report.
_RARER = 4

_COUNTS = "一二三四五六七八九十两百千"


class _Word(NamedTuple):
    """A row as it is tried where two characters of its words stand."""

    number: int  # of two rows that fit the same words the smaller speaks
    shift: int  # how far behind the beginning of the words the two characters stand
    code: str
    right: str
    words: str  # the pattern begins with them, or needs them near
    pattern: str  # "" where the words say it all
    reach: int  # how far around the words the pattern is searched for; 0 = it begins with them
    waits: frozenset[str]  # every match holds one of these pairs of characters side by side; empty = nothing is known

    def fits(self, text: str, begin: int) -> tuple[int, int] | None:
        """Where the row fits, its words beginning at `begin` if they stand there.

        Most rows need no pattern, and the others' patterns are compiled when first asked for: a run asks for few.
        """
        if not text.startswith(self.words, begin):
            return None
        if not self.pattern:
            return begin, begin + len(self.words)
        if self.reach:
            found = _compiled(self.pattern).search(text, max(0, begin - self.reach), begin + self.reach)
        else:
            found = _compiled(self.pattern).match(text, begin)
        return found.span() if found else None


class _Slip(NamedTuple):
    """A set phrase with one wrong character, as it is tried where two of the others stand."""

    number: int
    shift: int
    code: str
    right: str  # the phrase
    head: str  # what stands before the wrong character
    tail: str  # and behind it
    expected: str  # the right character
    legitimate: frozenset[str]  # near misses that are words of their own
    waits: frozenset[str] = frozenset()

    def fits(self, text: str, begin: int) -> tuple[int, int] | None:
        """Where the phrase is misspelt so, if that begins at `begin`."""
        hole = begin + len(self.head)
        wrong = text[hole : hole + 1]
        if wrong == self.expected or not "\u4e00" <= wrong <= "\u9fff":
            return None
        if not (text.startswith(self.head, begin) and text.startswith(self.tail, hole + 1)):
            return None
        end = begin + len(self.right)
        return None if text[begin:end] in self.legitimate else (begin, end)


_Row = _Word | _Slip
_Hit = tuple[int, int, int, str, str]  # begin and negative end in the text, number, code and what is right of the row


class Index(NamedTuple):
    """The rows of a table of words, filed."""

    beside: dict[str, tuple[_Row, ...]]  # rows by two of their characters that stand side by side
    around: dict[str, tuple[_Slip, ...]]  # slips by the characters before and behind the wrong one
    asked: Pairs  # for `around`
    waits: frozenset[str]  # pairs of characters that rows of `beside` wait for
    searched: tuple[tuple[str, re.Pattern[str], str], ...]  # code, pattern and what is right of rows not filed
    doubles: frozenset[str]


def words(view: View, index: Index, most: int) -> Iterator[Doubt]:
    """A doubt for every wrong word and every near miss of a set phrase; of overlapping ones the longest.

    The first `most` of them in the text, and of each row of `index.searched`; a report has a handful. Of two rows that
    fit the same words the first of the table speaks.
    The text must have been asked for the pairs of `index.beside` and for those of `index.waits`.
    """
    text = view.text
    hits = list(_wrong(text, view.beside, index.beside, most))
    hits += islice(_misspelt(text, standing_around(text, view.keys, index.asked), index.around), most)
    last = -1
    for begin, negative_end, _, code, right in sorted(hits)[:most]:
        if begin < last:
            continue
        last = -negative_end
        yield Doubt(code, begin, last, (text[begin:last], right), right or None)
    for code, regex, right in index.searched:
        for found in islice(regex.finditer(text), most):
            yield Doubt(code, found.start(), found.end(), (found[0], right), right or None)


def _wrong(text: str, beside: dict[str, list[int]], filed: dict[str, tuple[_Row, ...]], most: int) -> Iterator[_Hit]:
    """What fits of the rows filed under pairs of characters that stand side by side, of each row the first `most`."""
    for pair, places in beside.items():
        for row in filed.get(pair, ()):
            if row.waits and row.waits.isdisjoint(beside):
                continue
            left = most
            for begin in [place - row.shift for place in places]:
                if begin >= 0 and (fit := row.fits(text, begin)) is not None:
                    yield fit[0], -fit[1], row.number, row.code, row.right
                    left -= 1
                    if not left:
                        break


def _misspelt(text: str, around: Iterator[tuple[int, str]], filed: dict[str, tuple[_Slip, ...]]) -> Iterator[_Hit]:
    """What fits of the slips filed under the characters around the wrong one; mostly that one is right."""
    for place, pair in around:
        character = text[place + 1]
        for row in filed[pair]:
            if character != row.expected:
                begin = place - row.shift
                if begin >= 0 and (fit := row.fits(text, begin)) is not None:
                    yield fit[0], -fit[1], row.number, row.code, row.right


def doubled(view: View, index: Index) -> Iterator[Doubt]:
    """A doubt for every word of two or four Hanzi typed twice in a row ("工作工作"), allowed ones left out."""
    text = view.text
    number = int.from_bytes(view.low, "little")
    for size in (4, 2):
        for begin in _repeats(text, number, size):
            word = text[begin : begin + size]
            if (
                word[0] == "一"
                or word + word in index.doubles
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


def index_of(table: RuleTable) -> Index:
    """The rows of a table, each under two characters by which to find where it may fit."""
    beside: defaultdict[str, list[_Row]] = defaultdict(list)
    around: defaultdict[str, list[_Slip]] = defaultdict(list)
    searched = []
    ranks = _ranks()
    numbers = count()
    for rule in table.rules:
        if rule.kind == "phrase":
            for hole in _holes(rule):
                pair, row = _slip(rule, next(numbers), hole, ranks)
                if 0 < hole < len(rule.pattern) - 1:
                    around[pair].append(row)
                else:
                    beside[pair].append(row)
        elif rule.kind != "double":
            filed = _word(rule, next(numbers), ranks)
            if filed is not None:
                beside[filed[0]].append(filed[1])
            else:
                searched.append((_code(rule), rule.regex, rule.get("to", "")))
    return Index(
        {pair: tuple(rows) for pair, rows in beside.items()},
        {pair: tuple(rows) for pair, rows in around.items()},
        asking(around),
        frozenset().union(*(row.waits for rows in beside.values() for row in rows)),
        tuple(searched),
        frozenset(rule.pattern for rule in table.of_kind("double")),
    )


def _holes(phrase: Rule) -> Iterator[int]:
    """The places of a phrase whose character may be wrong, where enough is left to know the phrase by.

    Numbers are left as they are: 三个 for 四个 makes another set phrase, not a slip of it.
    """
    size = len(phrase.pattern)
    for hole, character in enumerate(phrase.pattern):
        inside = 0 < hole < size - 1
        if character not in _COUNTS and size > 2 and (inside or phrase.get("ends", False)):
            yield hole


def _slip(phrase: Rule, number: int, hole: int, ranks: Mapping[str, int]) -> tuple[str, _Slip]:
    """The pair to file a slip under, and the slip."""
    right = phrase.pattern
    head, tail = right[:hole], right[hole + 1 :]
    if head and tail:
        pair, shift = head[-1] + tail[0], hole - 1
    else:
        pair = _rarest(head or tail, "", ranks)
        shift = head.index(pair) if head else 1 + tail.index(pair)
    but = frozenset(phrase.get("but", ()))
    return pair, _Slip(number, shift, NEAR_MISS, right, head, tail, right[hole], but)


def _word(rule: Rule, number: int, ranks: Mapping[str, int]) -> tuple[str, _Word] | None:
    """The pair to file a row under, and the row; `None` where it does not begin with plain words."""
    right, needs = rule.get("to", ""), rule.get("needs", "")
    found = _PLAIN_HEAD.match(rule.pattern)
    if len(needs) > 1:
        words, pattern, reach = needs, rule.pattern, REACH_CHARS
    elif found is not None and not _alternates(rule.pattern):
        words, pattern, reach = found[2], rule.pattern if rule.pattern != found[2] else "", 0
    else:
        return None
    pair = _rarest(words, right, ranks)
    others = rule.trigger.pairs if reach else ()
    waits = others if all(_rarity(other, ranks) > _RARER * _rarity(pair, ranks) for other in others) else ()
    return pair, _Word(number, words.index(pair), _code(rule), right, words, pattern, reach, frozenset(waits))


def _code(rule: Rule) -> str:
    return "W-word" if rule.kind == "confusion" else "W-usage"


def _rarest(words: str, right: str, ranks: Mapping[str, int]) -> str:
    """The two neighbouring characters that hold what is wrong with the words, and the rarest of these."""
    pairs = [first + second for first, second in pairwise(words)]
    return max(pairs, key=lambda pair: (pair not in right, _rarity(pair, ranks)))


def _rarity(pair: str, ranks: Mapping[str, int]) -> int:
    """How rare a pair would be if its characters had nothing to do with each other, in no unit."""
    return (ranks.get(pair[0], len(ranks)) + 1) * (ranks.get(pair[1], len(ranks)) + 1)


def _ranks() -> dict[str, int]:
    """How rare each common character is: its place among all by frequency, the commonest first."""
    ranked = COMMON_HANZI + "".join(characters for _, characters in TIERS)
    return dict(zip(reversed(ranked), range(len(ranked) - 1, -1, -1), strict=True))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return compiled(pattern)


def _alternates(pattern: str) -> bool:
    """Whether a bar stands outside brackets, so that the head is only one of several."""
    depth = 0
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            return True
    return False
