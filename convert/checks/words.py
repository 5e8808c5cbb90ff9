"""Wrong words and near misses of set phrases, found in one pass over the text.

Each row of `rules/wording.toml` is filed under the rarest character of its words. One search for those characters finds
the few places where a row may fit, and only the rows filed under that character are tried there: the cost hardly grows
with the number of rows. Rows that do not begin with plain Hanzi are searched for one by one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from convert.checks.view import Doubt, View
from convert.decoding.frequency import TIERS
from convert.rulebook import Rule, RuleTable

# Look-arounds before the plain head of a pattern, then the head: "(?<!从)严竣(?!工)".
_PLAIN_HEAD = re.compile(r"((?:\(\?<[!=][^()]*\))*)([\u4e00-\u9fff]{2,})(?![*?{|])")
_HAN = "[\u4e00-\u9fff]"
_COUNTS = "一二三四五六七八九十两百千"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row as it is tried at a place."""

    code: str
    offset: int  # of the character it is filed under
    regex: re.Pattern[str]
    right: str
    legitimate: frozenset[str]  # near misses that are words of their own


@dataclass(frozen=True, slots=True)
class _Index:
    anchors: re.Pattern[str]
    entries: dict[str, tuple[_Entry, ...]]
    searched: tuple[tuple[str, re.Pattern[str], str], ...]  # a literal it needs, the pattern, what is right
    doubles: frozenset[str]


def words(view: View, table: RuleTable) -> Iterator[Doubt]:
    """A doubt for every wrong word and every near miss of a set phrase; of overlapping ones the longest."""
    index = _index(table)
    text = view.text
    hits: list[tuple[int, int, str, str]] = []
    entries = index.entries
    for anchor in index.anchors.finditer(text):
        place = anchor.start()
        for entry in entries[anchor[0]]:
            begin = place - entry.offset
            if begin < 0:
                continue
            found = entry.regex.match(text, begin)
            if found is not None and found[0] not in entry.legitimate:
                hits.append((begin, found.end(), entry.code, entry.right))
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    last = -1
    for begin, end, code, right in hits:
        if begin < last:
            continue
        last = end
        yield Doubt(code, begin, end, (text[begin:end], right), right)
    for needs, regex, right in index.searched:
        if needs not in text:
            continue
        for found in regex.finditer(text):
            yield Doubt("W-usage", found.start(), found.end(), (found[0], right), right or None)


def doubled(view: View, table: RuleTable) -> Iterator[Doubt]:
    """A doubt for every word of two to four Hanzi typed twice in a row ("工作工作"), allowed ones left out."""
    allowed = _index(table).doubles
    text = view.text
    for size in (4, 3, 2):
        for begin in _repeats(text, size):
            word = text[begin : begin + size]
            twice = word + word
            if twice in allowed or len(set(word)) == 1 or not all("\u4e00" <= c <= "\u9fff" for c in word):
                continue
            yield Doubt("D-word", begin, begin + 2 * size, (word,), word)


def _repeats(text: str, size: int) -> Iterator[int]:
    """Where the next `size` characters are the same as the `size` after them.

    The text as one large number, moved by `size` characters and compared with itself, has zeros where it repeats: a
    few machine operations a kilobyte, where a pattern with a back-reference tries every place.
    """
    data = text.encode("utf-32-le", "surrogatepass")
    number = int.from_bytes(data, "little")
    same = (number ^ (number >> (32 * size))).to_bytes(len(data), "little")
    wanted = bytes(4 * size)
    limit = len(data) - 4 * size
    place = same.find(wanted, 0, limit)
    while place >= 0:
        if place % 4:
            place = same.find(wanted, place + 4 - place % 4, limit)
            continue
        yield place // 4
        place = same.find(wanted, place + 8 * size, limit)


@lru_cache(maxsize=8)
def _index(table: RuleTable) -> _Index:
    entries: defaultdict[str, list[_Entry]] = defaultdict(list)
    searched = []
    common = {c: rank for rank, c in enumerate("".join(characters for _, characters in TIERS))}

    def file(code: str, plain: str, pattern: str, right: str, legitimate: frozenset[str] = frozenset()) -> None:
        """Under the rarest of the plain characters; "." is any Hanzi."""
        offset = max((i for i, c in enumerate(plain) if c != "."), key=lambda i: common.get(plain[i], len(common)))
        entries[plain[offset]].append(_Entry(code, offset, re.compile(pattern), right, legitimate))

    for rule in table.rules:
        if rule.kind == "confusion":
            head = _PLAIN_HEAD.match(rule.pattern)
            if head is None or _alternates(rule.pattern):
                searched.append(_searched(rule))
            else:
                file("W-word", head[2], rule.pattern, rule.get("to", ""))
        elif rule.kind == "phrase":
            for plain, pattern in _near_misses(rule.pattern, ends=rule.get("ends", False)):
                file("W-phrase", plain, pattern, rule.pattern, frozenset(rule.get("but", ())))
        elif rule.kind == "pattern":
            searched.append(_searched(rule))
    anchors = re.compile(f"[{''.join(entries)}]" if entries else "(?!)")
    doubles = frozenset(rule.pattern for rule in table.of_kind("double"))
    return _Index(anchors, {anchor: tuple(filed) for anchor, filed in entries.items()}, tuple(searched), doubles)


def _searched(rule: Rule) -> tuple[str, re.Pattern[str], str]:
    return rule.get("needs", ""), rule.regex, rule.get("to", "")


def _alternates(pattern: str) -> bool:
    """Whether a bar stands outside brackets, so that the head is only one of several."""
    depth = 0
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            return True
    return False


def _near_misses(phrase: str, *, ends: bool) -> Iterator[tuple[str, str]]:
    """For each character that may be wrong: the phrase with "." there, and a pattern for any other Hanzi there.

    Numbers are left as they are: 三个 for 四个 makes another set phrase, not a slip of it.
    """
    for i, character in enumerate(phrase):
        if character in _COUNTS or (not ends and i in (0, len(phrase) - 1)):
            continue
        yield f"{phrase[:i]}.{phrase[i + 1 :]}", f"{phrase[:i]}(?!{character}){_HAN}{phrase[i + 1 :]}"
