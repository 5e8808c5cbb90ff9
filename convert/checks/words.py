"""Wrong words and near misses of set phrases, found in one pass over the text.

Each row of `rules/wording.toml` is filed under the rarest character of its words. One search for those characters finds
the few places where a row may fit, and only the rows filed under that character are tried there: the cost hardly grows
with the number of rows. Rows that do not begin with plain Hanzi are searched for one by one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from convert.checks.view import Doubt, View
from convert.decoding.frequency import TIERS
from convert.rulebook import RuleTable

# Look-arounds before the plain head of a pattern, then the head: "(?<!从)严竣(?!工)".
_PLAIN_HEAD = re.compile(r"((?:\(\?<[!=][^()]*\))*)([\u4e00-\u9fff]{2,})(?![*?{|])")
_HAN = "[\u4e00-\u9fff]"
REACH_CHARS = 24
"""How far from the words that a `pattern` row needs its match may begin or end; the patterns themselves span less."""

# The commonest Hanzi of official reports, commonest first: counted over the 22,500 of the project's own samples and
# corpora, of which these are two thirds (20 November 2026). Elsewhere 党, 责 or 题 are far rarer.
_FREQUENT = (
    "一的工作不二年题三人有学要全是建在县实务问十发党下行政分度部办公动开成员业主生上改进个项日制组报结展次新会安用各标关管法力现设月到理总位对号化和任为职强教四大期责百情方民规单存整习定中于通文案提加府推"
    "点况以保够施级议足重时目告长织体件名导事持查活机支专合面两高小抓来出后服段层做班局本计经入之与第云资信产应领编道系场集将育室书得立六步调好处条车同落意先区原我市增等群众老坚间水能节造联基每完乡因自范"
)
_COUNTS = "一二三四五六七八九十两百千"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row as it is tried at a place."""

    code: str
    reach: int  # how far around the plain words the pattern is searched for; 0 = it begins with them
    regex: re.Pattern[str]
    right: str
    legitimate: frozenset[str]  # near misses that are words of their own


@dataclass(frozen=True, slots=True)
class _Index:
    anchors: re.Pattern[str]
    # By a pair of characters, the rarer of which is the anchor: how far before the anchor a row begins, and the row.
    ending: dict[str, tuple[tuple[int, _Entry], ...]]  # pairs that end with their anchor
    starting: dict[str, tuple[tuple[int, _Entry], ...]]
    searched: tuple[tuple[str, re.Pattern[str], str], ...]  # code, pattern and what is right of rows not filed
    doubles: frozenset[str]


def words(view: View, table: RuleTable) -> Iterator[Doubt]:
    """A doubt for every wrong word and every near miss of a set phrase; of overlapping ones the longest."""
    index = _index(table)
    text = view.text
    hits: list[tuple[int, int, str, str]] = []
    ending, starting = index.ending, index.starting
    for anchor in index.anchors.finditer(text):
        place = anchor.start()
        for offset, entry in ending.get(text[place - 1 : place + 1], ()) + starting.get(text[place : place + 2], ()):
            begin = place - offset
            if begin < 0:
                continue
            if entry.reach:
                found = entry.regex.search(text, max(0, begin - entry.reach), begin + entry.reach)
            else:
                found = entry.regex.match(text, begin)
            if found is not None and found[0] not in entry.legitimate:
                hits.append((found.start(), found.end(), entry.code, entry.right))
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    last = -1
    for begin, end, code, right in hits:
        if begin < last:
            continue
        last = end
        yield Doubt(code, begin, end, (text[begin:end], right), right or None)
    for code, regex, right in index.searched:
        for found in regex.finditer(text):
            yield Doubt(code, found.start(), found.end(), (found[0], right), right or None)


def doubled(view: View, table: RuleTable) -> Iterator[Doubt]:
    """A doubt for every word of two or four Hanzi typed twice in a row ("工作工作"), allowed ones left out."""
    allowed = _index(table).doubles
    text = view.text
    data, width = text.encode("utf-16-le", "surrogatepass"), 2
    if len(data) != 2 * len(text):  # characters beyond the basic plane
        data, width = text.encode("utf-32-le", "surrogatepass"), 4
    for size in (4, 2):
        for begin in _repeats(data, size, width):
            word = text[begin : begin + size]
            if (
                word[0] == "一"
                or word + word in allowed
                or len(set(word)) == 1
                or not all("\u4e00" <= c <= "\u9fff" for c in word)
            ):
                continue
            yield Doubt("D-word", begin, begin + 2 * size, (word,), word)


def _repeats(data: bytes, size: int, width: int) -> Iterator[int]:
    """Where the next `size` characters, of `width` bytes each, are the same as the `size` after them.

    The text as one large number, moved by `size` characters and compared with itself, has zeros where it repeats: a
    few machine operations a kilobyte, where a pattern with a back-reference tries every place.
    """
    number = int.from_bytes(data, "little")
    same = (number ^ (number >> (8 * width * size))).to_bytes(len(data), "little")
    wanted = bytes(width * size)
    limit = len(data) - width * size
    place = same.find(wanted, 0, limit)
    while place >= 0:
        if place % width:
            place = same.find(wanted, place + width - place % width, limit)
            continue
        yield place // width
        place = same.find(wanted, place + 2 * width * size, limit)


@lru_cache(maxsize=8)
def _index(table: RuleTable) -> _Index:
    ending: defaultdict[str, list[tuple[int, _Entry]]] = defaultdict(list)
    starting: defaultdict[str, list[tuple[int, _Entry]]] = defaultdict(list)
    searched = []
    ranked = _FREQUENT + "".join(characters for _, characters in TIERS)
    ranks = {character: rank for rank, character in reversed(list(enumerate(ranked)))}

    def file(code: str, plain: str, pattern: str, right: str, reach: int = 0, but: Iterable[str] = ()) -> None:
        """Under the rarest of the plain characters that has a plain neighbour; "." is any Hanzi."""
        pairs = [i for i in range(len(plain) - 1) if "." not in plain[i : i + 2]]
        if not pairs:
            return  # "一.一": too little is left of a phrase to know it by
        rarity = [ranks.get(character, len(ranked)) for character in plain]
        pair = max(pairs, key=lambda i: max(rarity[i : i + 2]))
        offset = pair + (rarity[pair + 1] > rarity[pair])
        filed = (ending if offset > pair else starting)[plain[pair : pair + 2]]
        filed.append((offset, _Entry(code, reach, re.compile(pattern), right, frozenset(but))))

    for rule in table.rules:
        right = rule.get("to", "")
        if rule.kind == "phrase":
            for plain, pattern in _near_misses(rule.pattern, ends=rule.get("ends", False)):
                file("W-phrase", plain, pattern, rule.pattern, 0, rule.get("but", ()))
            continue
        if rule.kind == "double":
            continue
        code = "W-word" if rule.kind == "confusion" else "W-usage"
        head = _PLAIN_HEAD.match(rule.pattern)
        if rule.get("needs"):
            file(code, rule.get("needs"), rule.pattern, right, REACH_CHARS)
        elif head is not None and not _alternates(rule.pattern):
            file(code, head[2], rule.pattern, right)
        else:
            searched.append((code, rule.regex, right))
    # An anchor counts only beside a character that some row has beside its own anchor; that spares two looks in three.
    first, after = _columns(starting)
    before, last = _columns(ending)
    anchors = f"[{first}{last}](?:(?=[{after}])|(?<=[{before}].))"
    doubles = frozenset(rule.pattern for rule in table.of_kind("double"))
    return _Index(
        re.compile(anchors),
        {pair: tuple(filed) for pair, filed in ending.items()},
        {pair: tuple(filed) for pair, filed in starting.items()},
        tuple(searched),
        doubles,
    )


def _columns(pairs: Iterable[str]) -> tuple[str, str]:
    """The first and the second characters of pairs, each once; a character that no text holds where there are none."""
    columns = ["".join(dict.fromkeys(pair[i] for pair in pairs)) or "\U0010ffff" for i in (0, 1)]
    return columns[0], columns[1]


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
