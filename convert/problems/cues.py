"""The rows of `rules/problems.toml`, ready for asking."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable
from convert.triggers import guarded

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


class Cues(NamedTuple):
    """Compiled rows by what is asked of them."""

    headings: tuple[tuple[str, re.Pattern[str]], ...]  # kind and pattern in file order, first match wins
    heading_needs: re.Pattern[str] | None  # a heading without one of these words announces nothing
    woken: Mapping[str, frozenset[int]]  # by such a word, which of the headings may match where it is found
    general: Cue
    aware: Cue
    admission: Cue  # the rows of `aware` included
    cause_lead: Cue
    measure_lead: Cue
    deficit: re.Pattern[str]
    remedy: Cue
    backdrop: Cue
    close: Cue
    intro: Cue
    genres: tuple[tuple[re.Pattern[str], Rule], ...]
    posts: Cue
    units: Cue

    def genre(self, title: str) -> Rule | None:
        """The row of the genre that a title ends in, `None` when it names none."""
        title = title.strip().translate(_SIMPLIFIED)
        return next((rule for regex, rule in self.genres if regex.search(title)), None)

    def may_announce(self, text: str, end: int) -> bool:
        """Whether the heading that ends at `end` of a paragraph's text holds a word that announces anything."""
        return self.heading_needs is None or self.heading_needs.search(text, 0, end) is not None

    def announces(self, heading: str) -> str | None:
        """What the text under a heading is about, one of the kinds above, or `None`; it comes without its number."""
        rows: Iterable[int] = range(len(self.headings))
        if self.heading_needs is not None:
            rows = sorted({row for word in self.heading_needs.findall(heading) for row in self.woken[word]})
        for row in rows:
            kind, regex = self.headings[row]
            if regex.search(heading):
                return kind
        return None

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
        rules = table.of_kind(*kinds)
        pattern = guarded([(rule.pattern, rule.trigger) for rule in rules])
        return Cue(compiled(pattern), _needs(rules), bool(rules) and all(rule.trigger.anchored for rule in rules))

    headings = table.of_kind(SETTLED) + table.of_kind(PROBLEMS, CAUSES, MEASURES, AIMS)
    return Cues(
        headings=tuple((rule.kind, rule.regex) for rule in headings),
        heading_needs=_needs(headings),
        woken=_woken(headings),
        general=one("general"),
        aware=one("aware"),
        admission=one("aware", "admission"),
        cause_lead=one("cause_lead"),
        measure_lead=one("measure_lead"),
        deficit=one("deficit").regex,
        remedy=one("remedy"),
        backdrop=one("backdrop"),
        close=one("close"),
        intro=one("intro"),
        genres=tuple((rule.regex, rule) for rule in table.of_kind("genre")),
        posts=one("post"),
        units=one("unit"),
    )


def _needs(rules: tuple[Rule, ...]) -> re.Pattern[str] | None:
    """The words of which every match of these rows holds one; `None` when a row does not say."""
    needs = [rule.get("needs") for rule in rules]
    return compiled("|".join(dict.fromkeys(word for words in needs for word in words))) if all(needs) else None


def _woken(rules: tuple[Rule, ...]) -> dict[str, frozenset[int]]:
    """By needed word, which rows may match where a search for all of them finds it.

    Those that need this word or one that it hides: a search goes on behind what it has found, and tells of 整改进展
    that 整改 stands there, but not 改进.
    """
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for row, rule in enumerate(rules):
        for word in rule.get("needs", ()):
            rows[word].add(row)
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
    return {word: frozenset().union(*(rows[other] for other in others)) for word, others in hidden.items()}
