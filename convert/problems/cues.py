"""The rows of `rules/problems.toml`, ready for asking."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from convert.openings import ByLast
from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable
from convert.triggers import Trigger, guarded

SETTLED, PROBLEMS, CAUSES, MEASURES, AIMS = "settled", "problems", "causes", "measures", "aims"
"""What a heading can announce; kinds of the table."""

LEAD_CHARS = 40
"""Longest sentence that leads an item; labels of 52 reports put heading and point leads at up to 40 characters."""

# A remedy that names a lack ("补齐短板，提升能力") holds one of these nouns; the lack is then no admission.
_NOUN_OF_LACK = compiled(
    "短板|弱项|差距|问题|瓶颈|困难|风险|隐患|压力|形式主义|官僚主义|现象|空白|制约|难度|薄弱环节|依赖"
)

_TAKES_LACK = compiled(
    "解决|破解|克服|避免|防止|消除|改变|纠正|杜绝|整治|治理|扭转|化解|针对|补[齐足上]|填补|缓解|防范|摒弃|做到|确保|对于"
)
_NEGATION = frozenset("不欠缺未没还仍尚有亟需")
_SIMPLIFIED = str.maketrans("報總結職責匯彙講話議辦規決見調請複條標準則", "报总结职责汇汇讲话议办规决见调请复条标准则")
_NAMED_LACK = compiled("(?:^|[、.．）的和与及存在之是])不足$")  # "差距和不足" is the name of a section


class Cue(NamedTuple):
    """The rows of one kind as one pattern, asked only where one of the words stands that every match must hold."""

    regex: re.Pattern[str]
    needs: re.Pattern[str] | None
    anchored: bool  # whether all matches begin where the text does; Python's search would try each place in vain

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        if self.needs is not None and self.needs.search(text) is None:
            return None
        return self.regex.match(text) if self.anchored else self.regex.search(text)


class Row(NamedTuple):
    """One row among others that are asked together."""

    bit: int  # its own in a number that names some of the rows
    kind: str
    regex: re.Pattern[str]
    trigger: Trigger


class Rows(NamedTuple):
    """Rows of which each is asked only where a word stands that it needs."""

    rows: tuple[Row, ...]  # in file order
    needs: re.Pattern[str] | None  # finds those words; `None` when a row does not say
    by_word: Mapping[str, int]  # by such a word, bits of the rows that may match where it is found

    def woken(self, text: str, end: int) -> int:
        """Bits of the rows that may match within the first `end` characters of a text; 0 = none of them."""
        if self.needs is None:
            return (1 << len(self.rows)) - 1
        woken = 0
        for word in self.needs.findall(text, 0, end):
            woken |= self.by_word[word]
        return woken

    def kind(self, text: str, woken: int) -> str | None:
        """The kind of the first row, of those woken, that matches a text."""
        while woken:
            row = self.rows[(woken & -woken).bit_length() - 1]
            if row.regex.search(text):
                return row.kind
            woken ^= row.bit
        return None

    def search(self, text: str) -> re.Match[str] | None:
        """The first match of any row in a text; where two begin at the same place, of the earlier row.

        Each row is asked only between the first and the last needed word, and as far around as a match can extend.
        """
        if self.needs is None:
            woken, first, last = ~0, 0, len(text)
        else:
            words = list(self.needs.finditer(text))
            if not words:
                return None
            woken, first, last = 0, words[0].start(), words[-1].end()
            for word in words:
                woken |= self.by_word[word[0]]
        best = None
        for bit, _, regex, trigger in self.rows:
            if not bit & woken or not trigger.stands_in(text):
                continue
            if trigger.anchored:
                found = regex.match(text)
            elif trigger.reach:  # two more: "$" would take a line end as the window's last character for the text's end
                found = regex.search(text, max(0, first - trigger.reach), last + trigger.reach + 2)
            else:
                found = regex.search(text)
            if found is not None and (best is None or found.start() < best.start()):
                best = found
        return best


class Screen(NamedTuple):
    """Rows of which each is asked only of a text that holds one of the characters that every match of it holds.

    The text is looked at once for all of them, and most rows are never touched.
    """

    rows: tuple[tuple[int, re.Pattern[str], Rule], ...]  # bit of the row as in `Row`
    by_character: Mapping[str, int]  # bits of the rows for which it is one of those
    characters: frozenset[str]  # the same characters
    always: int  # bits of the rows of which no such character is known

    def matching(self, text: str) -> list[Rule]:
        """The rows that match a text, in file order."""
        woken = self.always
        for character in self.characters.intersection(text):
            woken |= self.by_character[character]
        return [rule for bit, regex, rule in self.rows if bit & woken and regex.search(text)]


def screen(rules: Sequence[Rule]) -> Screen:
    """The rows ready for asking all of them of a text."""
    by_character: defaultdict[str, int] = defaultdict(int)
    always = 0
    for place, rule in enumerate(rules):
        for character in rule.trigger.needed:
            by_character[character] |= 1 << place
        if not rule.trigger.needed:
            always |= 1 << place
    rows = tuple((1 << place, rule.regex, rule) for place, rule in enumerate(rules))
    return Screen(rows, dict(by_character), frozenset(by_character), always)


class Cues(NamedTuple):
    """Compiled rows by what is asked of them."""

    headings: Rows  # what they announce: the first that matches tells
    general: Cue
    aware: Cue
    admission: Rows  # those of `aware` included
    cause_lead: Cue
    measure_lead: Cue
    deficit: re.Pattern[str]
    remedy: Cue
    backdrop: Cue
    close: Cue
    intro: Cue
    genres: ByLast[Rule]
    posts: Cue
    units: Cue
    turn_needs: re.Pattern[str] | None  # the words of which every match of `cause_lead` and `measure_lead` holds one
    turns: bool = True  # whether the text at hand may hold one of those; else nobody need look for them
    turnless: Cues | None = None  # the same cues for a text that does not

    def genre(self, title: str) -> Rule | None:
        """The row of the genre that a title ends in, `None` when it names none."""
        words = title.strip().translate(_SIMPLIFIED)
        return next((rule for rule in self.genres[words[-1:]] if rule.regex.search(words)), None)

    def of_text(self, texts: Iterable[str]) -> Cues:
        """The same cues, told whether any of some texts may turn to causes or measures."""
        if self.turn_needs is None or self.turnless is None or self.turn_needs.search("\n".join(texts)):
            return self
        return self.turnless

    def announces(self, heading: str) -> str | None:
        """What the text under a heading is about, one of the kinds above, or `None`; it comes without its number."""
        return self.headings.kind(heading, self.headings.woken(heading, len(heading)))

    def predicates(self, heading: str) -> bool:
        """Whether a heading says in so many words what is lacking ("问题整改不够彻底"), so that it is itself an item.

        >>> from convert.rulebook import load_rulebook
        >>> cues = cues_of(load_rulebook()["problems"])
        >>> cues.predicates("（二）问题整改不够彻底"), cues.predicates("二、差距和不足")
        (True, False)
        """
        for found in self.deficit.finditer(heading):
            if not _NOUN_OF_LACK.match(found[0]) and not _NAMED_LACK.search(heading, 0, found.end()):
                return True
        return False

    def lacks(self, clause: str) -> bool:
        """Whether a clause states a lack rather than a remedy for one.

        >>> from convert.rulebook import load_rulebook
        >>> cues = cues_of(load_rulebook()["problems"])
        >>> cues.lacks("加强学习不够"), cues.lacks("补齐短板"), cues.lacks("学习抓得不紧")
        (True, False, True)
        """
        found = self.deficit.search(clause)
        if found is None:
            return False
        if not self.remedy.search(clause):
            return True
        # A clause that begins like a remedy lacks something where the lack is its predicate ("坚持原则不够"), and not
        # an object ("补齐短板", "着力解决学用脱节问题") or an attribute ("帮扶落后地区").
        while found is not None:
            taken = _NOUN_OF_LACK.match(clause, found.start()) or _TAKES_LACK.search(clause, 0, found.start())
            if not taken and (found[0][0] in _NEGATION or len(clause) - found.end() <= 1):
                return True
            found = self.deficit.search(clause, found.end())
        return False


@lru_cache(maxsize=8)
def cues_of(table: RuleTable) -> Cues:
    """The cues of a problems table."""

    def one(*kinds: str) -> Cue:
        """The rows of these kinds as one cue."""
        rules = table.of_kind(*kinds)
        pattern = guarded([(rule.pattern, rule.trigger) for rule in rules])
        return Cue(compiled(pattern), _needs(rules), bool(rules) and all(rule.trigger.anchored for rule in rules))

    cues = Cues(
        headings=_rows(table.of_kind(SETTLED) + table.of_kind(PROBLEMS, CAUSES, MEASURES, AIMS)),
        general=one("general"),
        aware=one("aware"),
        admission=_rows(table.of_kind("aware", "admission")),
        cause_lead=one("cause_lead"),
        measure_lead=one("measure_lead"),
        deficit=one("deficit").regex,
        remedy=one("remedy"),
        backdrop=one("backdrop"),
        close=one("close"),
        intro=one("intro"),
        genres=ByLast((rule.closing, rule) for rule in table.of_kind("genre")),
        posts=one("post"),
        units=one("unit"),
        turn_needs=_needs(table.of_kind("cause_lead", "measure_lead")),
    )
    return cues._replace(turnless=cues._replace(turns=False))


def _needs(rules: tuple[Rule, ...]) -> re.Pattern[str] | None:
    """The words of which every match of these rows holds one; `None` when a row does not say."""
    needs = [rule.get("needs") for rule in rules]
    return compiled("|".join(dict.fromkeys(word for words in needs for word in words))) if all(needs) else None


def _rows(rules: tuple[Rule, ...]) -> Rows:
    rows = tuple(
        Row(1 << place, rule.kind, compiled(guarded([(rule.pattern, rule.trigger)])), rule.trigger)
        for place, rule in enumerate(rules)
    )
    return Rows(rows, _needs(rules), _woken(rules))


def _woken(rules: tuple[Rule, ...]) -> dict[str, int]:
    """By needed word, bits of the rows that may match where a search for all of them finds it.

    Those that need this word or one that it hides: a search goes on behind what it has found, and tells of 整改进展
    that 整改 stands there, but not 改进.
    """
    rows: defaultdict[str, int] = defaultdict(int)
    for row, rule in enumerate(rules):
        for word in rule.get("needs", ()):
            rows[word] |= 1 << row
    by_first: defaultdict[str, list[str]] = defaultdict(list)
    for word in rows:
        by_first[word[0]].append(word)
    hidden = {
        word: [
            other
            for at, character in enumerate(word)
            for other in by_first[character]
            if other.startswith(word[at:]) or word.startswith(other, at)
        ]
        for word in rows
    }
    return {word: reduce(or_, [rows[other] for other in others]) for word, others in hidden.items()}
