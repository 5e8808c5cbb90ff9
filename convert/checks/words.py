"""Wrong words and near misses of set phrases, found in one pass over the text.

Each row of `rules/wording.toml` is filed under the rarest character of its words. One search for those characters finds
the few places where a row may fit, and only the rows filed under that character are tried there: the cost hardly grows
with the number of rows. Rows that do not begin with plain Hanzi are searched for one by one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from convert.checks.view import Doubt, View
from convert.decoding.frequency import TIERS
from convert.patterns import compiled
from convert.rulebook import RuleTable

# Look-arounds before the plain head of a pattern, then the head: "(?<!从)严竣(?!工)".
_PLAIN_HEAD = compiled(r"((?:\(\?<[!=][^()]*\))*)([\u4e00-\u9fff]{2,})(?![*?{|])")
NEAR_MISS = "W-phrase"

REACH_CHARS = 24
"""How far from the words that a `pattern` row needs its match may begin or end; the patterns themselves span less."""

# The 640 commonest Hanzi of official reports, commonest first: counted over the 41,401 of the project's own samples and
# corpora, of which they are 92% (20 November 2026). In general text 党, 责 or 题 are far rarer.
_FREQUENT = (
    "一的工年二不作三人全题学十有要实建在是务发业度成项政县党分动主上下个办行生开制组安报员日部公各月理用管会次展进到位问和现新四结任力教改设化百职关为点查责对强法标"
    "大民时中市提加总以单情于定产号持规方施通期案活习事导推重体保目级况告织高合水服存府文本资村件同第议长面班小局等领名够整育足做六支立经出专入农得校自与完区好将五家"
    "两室我后计场坚基抓条来能镇地每集层增之调云处意检万师机信段心排落课委少应深书八划收乡千系群原培范间率表过造岭格步老评质道严众明知统编们先备前研按效数河治电社量内"
    "及如子突述干节解训防了接确程线平求认车因多清网联元供参取把向头星某没记请负难企优品志户核档讲识首传审正青创带性打里门代就指由余值思更照起队决准流环置考七字引措源"
    "路复比升商善式想监稳签话周城岗护访还修健句台围季形急据续则宣所执批算见金其堂手科类订谈费预九境外当放真达院风今包才技督紧约者补从养只居广待律积篇营街转配食交共再"
    "天底料牌障争伍利印受国常息患缺至逐附偏停努压履投构满物短究章论采隐充医可司廉林果汇站策让选限革份使助卫口象走较低别团并气济独相证际险验写列协德态故特看石破精综装"
    "需馆依假半均差已布房担控断根直亩困域守序无然种警读财针临切巡播析游省示绩身送适功反召园密库弱快挥未牢粮绕给轻阶予亿仍你回固图帮康挂材注申署超例册勤奖容宿山录愿承"
    "招末术松树洁渠漏空络获账贴赛辦运举促具占去型客扎换显残汛湿田舍色茶购降页齐龄也住初務听微感极款消留登益盖纪绿聚覆贯距边近链销但储否失尾属战旧春权派测盾着矛练美薄"
)
_NEVER = "\U0010ffff"  # a character that no text holds, where a class would be empty
_COUNTS = "一二三四五六七八九十两百千"


class _Entry(NamedTuple):
    """A row as it is tried at a place."""

    code: str
    plain: str  # the words at the head of the pattern, or the phrase with "." for the character that is wrong
    pattern: str  # "" where the plain words say it all
    reach: int  # how far around the plain words the pattern is searched for; 0 = it begins with them
    right: str
    legitimate: frozenset[str]  # near misses that are words of their own
    hole: int  # where "." stands in the plain words, or how many they are
    tail: str  # what comes after it

    def fits(self, text: str, begin: int) -> tuple[int, int] | None:
        """Where the row fits, its plain words, which stand there up to the hole, beginning at `begin`.

        Most rows need no pattern, and the others' patterns are compiled when first asked for: a run asks for few.
        """
        if self.reach:
            found = _compiled(self.pattern).search(text, max(0, begin - self.reach), begin + self.reach)
            return found.span() if found else None
        if self.pattern:
            found = _compiled(self.pattern).match(text, begin)
            return found.span() if found else None
        end = begin + len(self.plain)
        if self.code != NEAR_MISS:
            return begin, end
        hole = begin + self.hole
        if not text.startswith(self.tail, hole + 1):
            return None
        wrong = text[hole : hole + 1]
        slip = "\u4e00" <= wrong <= "\u9fff" and wrong != self.right[self.hole]
        return (begin, end) if slip and text[begin:end] not in self.legitimate else None


class _Index(NamedTuple):
    anchors: re.Pattern[str]
    # By a pair of characters, the rarer of which is the anchor: how far before the anchor a row begins, what it begins
    # with, and the row.
    ending: dict[str, tuple[tuple[int, str, _Entry], ...]]  # pairs that end with their anchor
    starting: dict[str, tuple[tuple[int, str, _Entry], ...]]
    searched: tuple[tuple[str, re.Pattern[str], str], ...]  # code, pattern and what is right of rows not filed
    doubles: frozenset[str]


def words(view: View, table: RuleTable, most: int) -> Iterator[Doubt]:
    """A doubt for every wrong word and every near miss of a set phrase; of overlapping ones the longest.

    About `most` of them; a report has a handful.
    """
    index = _index(table)
    text = view.text
    hits: list[tuple[int, int, str, str]] = []
    ending, starting = index.ending.get, index.starting.get
    for anchor in index.anchors.finditer(text):
        place = anchor.start()
        for filed in (ending(text[place - 1 : place + 1]), starting(text[place : place + 2])):
            if filed is None:
                continue
            for offset, head, entry in filed:
                begin = place - offset
                if begin >= 0 and text.startswith(head, begin) and (fit := entry.fits(text, begin)) is not None:
                    hits.append((*fit, entry.code, entry.right))
        if len(hits) > most:
            break
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    last = -1
    for begin, end, code, right in hits:
        if begin < last:
            continue
        last = end
        yield Doubt(code, begin, end, (text[begin:end], right), right or None)
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
    ending: defaultdict[str, list[tuple[int, str, _Entry]]] = defaultdict(list)
    starting: defaultdict[str, list[tuple[int, str, _Entry]]] = defaultdict(list)
    searched = []
    ranked = _FREQUENT + "".join(characters for _, characters in TIERS)
    ranks = dict(zip(reversed(ranked), range(len(ranked) - 1, -1, -1), strict=True))

    def file(code: str, plain: str, pattern: str, right: str, reach: int = 0, but: Iterable[str] = ()) -> None:
        """Under the rarest of the plain characters that has a plain neighbour; "." is any Hanzi."""
        pair, rarest, before = -1, -1, -1
        for i, character in enumerate(plain):
            rarity = -1 if character == "." else ranks.get(character, len(ranked))
            if rarity >= 0 <= before and max(before, rarity) > rarest:
                pair, rarest, second = i - 1, max(before, rarity), rarity > before
            before = rarity
        if pair < 0:
            return  # "一.一": too little is left of a phrase to know it by
        offset = pair + second
        filed = (ending if offset > pair else starting)[plain[pair : pair + 2]]
        head, _, tail = plain.partition(".")
        entry = _Entry(code, plain, "" if pattern == plain else pattern, reach, right, frozenset(but), len(head), tail)
        filed.append((offset, head, entry))

    for rule in table.rules:
        right = rule.get("to", "")
        if rule.kind == "phrase":
            for plain in _near_misses(rule.pattern, ends=rule.get("ends", False)):
                file(NEAR_MISS, plain, plain, rule.pattern, 0, rule.get("but", ()))
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
    doubles = frozenset(rule.pattern for rule in table.of_kind("double"))
    return _Index(
        _anchors(ending, starting),
        {pair: tuple(filed) for pair, filed in ending.items()},
        {pair: tuple(filed) for pair, filed in starting.items()},
        tuple(searched),
        doubles,
    )


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return compiled(pattern)


def _anchors(ending: Iterable[str], starting: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the anchors: a rare one anywhere, a frequent one beside a character that some row has beside it."""
    frequent = frozenset(_FREQUENT)
    rare = {pair[1] for pair in ending if pair[1] not in frequent}
    rare |= {pair[0] for pair in starting if pair[0] not in frequent}
    before, last = _columns([pair for pair in ending if pair[1] in frequent])
    first, after = _columns([pair for pair in starting if pair[0] in frequent])
    alone = "".join(sorted(rare)) or _NEVER
    return compiled(f"[{alone}{last}{first}](?:(?<=[{alone}])|(?<=[{before}][{last}])|(?<=[{first}])(?=[{after}]))")


def _columns(pairs: Iterable[str]) -> tuple[str, str]:
    """The first and the second characters of pairs, each once."""
    columns = ["".join(sorted({pair[i] for pair in pairs})) or _NEVER for i in (0, 1)]
    return columns[0], columns[1]


def _alternates(pattern: str) -> bool:
    """Whether a bar stands outside brackets, so that the head is only one of several."""
    depth = 0
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            return True
    return False


def _near_misses(phrase: str, *, ends: bool) -> Iterator[str]:
    """For each character that may be wrong the phrase with "." there.

    Numbers are left as they are: 三个 for 四个 makes another set phrase, not a slip of it.
    """
    for i, character in enumerate(phrase):
        if character in _COUNTS or (not ends and i in (0, len(phrase) - 1)):
            continue
        yield f"{phrase[:i]}.{phrase[i + 1 :]}"
