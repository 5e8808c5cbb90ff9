"""The rule table of cleaning, sorted by what its rows are for and made fast to ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from convert.common import rarity
from convert.patterns import compiled
from convert.rulebook import Rule, RuleTable
from convert.values import dataclass

REMOVALS = (
    *("character", "markup", "inline", "aside", "tail"),
    *("line", "tool", "column", "links", "file", "suffix", "twice", "advert", "label", "header"),
    *("word", "trace", "place"),
    *("page", "furniture", "number"),
)
"""Kinds of rows that take text away; `--keep-all` does without them."""


LINE_KINDS = ("line", "links", "file")
"""Kinds that judge a whole short line, in the order of the table."""


SEAM_KINDS = ("entity", "markup", "inline", "aside", "tail")
"""Kinds whose marks a hard wrap may split over two lines."""

_INSIDE_KINDS = ("character", *SEAM_KINDS, "suffix", "advert")
"""Kinds that look inside lines of any length."""


class Rules:
    """Rows of the table with their trigger words: a text that holds none of a row's words needs no try of it.

    Patterns are compiled when they are first needed; a clean report needs a fifth of them.
    """

    __slots__ = ("guarded",)

    def __init__(self, guarded: Iterable[tuple[Rule, tuple[str, ...]]]) -> None:
        self.guarded = tuple(guarded)  # each row with its trigger words

    def first(self, text: str) -> Rule | None:
        """The first row that matches the text from its start, or `None`."""
        for rule, words in self.guarded:
            for word in words:  # plain loops here and below: this is asked of each short line
                if word in text:
                    if rule.regex.match(text):
                        return rule
                    break
        return None

    def any(self, text: str) -> bool:
        """Whether any row matches anywhere in the text."""
        return any(rule.look(text) for rule in self.likely(text))

    def likely(self, text: str) -> list[Rule]:
        """The rows that may match somewhere in the text, going by their trigger words; they come in table order."""
        found = []
        for rule, words in self.guarded:
            for word in words:
                if word in text:
                    found.append(rule)
                    break
        return found


class Battery(Rules):
    """All rows of one kind, or a few."""

    __slots__ = ("_always", "_by_word", "_met", "_open", "rules", "words")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        super().__init__((rule, triggers(rule)) for rule in self.rules)
        self._open = [position for position, (_, words) in enumerate(self.guarded) if words is ANY]
        self._always = Rules(self.guarded[position] for position in self._open)
        self._by_word: dict[str, list[int]] = {}
        for position, (_, words) in enumerate(self.guarded):
            for word in words if words is not ANY else ():
                self._by_word.setdefault(word, []).append(position)
        self.words = frozenset(self._by_word)
        # Of each character that a line was met with at its beginning the rows that may match such a line, and how.
        self._met: dict[str, tuple[tuple[Rule, tuple[str, ...], _Match], ...]] = {}

    def first(self, text: str) -> Rule | None:
        """The first row that matches the text from its start, or `None`."""
        beginning = text[:1]
        likely = self._met.get(beginning)
        if likely is None:
            likely = self._met[beginning] = tuple(
                (rule, words, rule.regex.match) for rule, words in self.guarded if rule.may_begin(beginning)
            )
        for rule, words, match in likely:
            if (words is ANY or holds(text, words)) and match(text):
                return rule
        return None

    def narrowed(self, words: Iterable[str], text: str | None = None) -> Rules:
        """The rows that may match in texts which hold no other trigger words than these, in table order.

        Where the text itself is given, rows are left out, too, whose matches hold a character that it does not have.
        """
        own = self.words.intersection(words)
        if not own:
            return self._always
        woken = {position for word in own for position in self._by_word[word]}
        if text is not None:
            woken = {position for position in woken if self.rules[position].trigger.stands_in(text)}
        likely = [self.guarded[position] for position in sorted(woken.union(self._open))]
        return Rules((rule, words if words is ANY else tuple(own.intersection(words))) for rule, words in likely)


_Match = Callable[[str], re.Match[str] | None]

ANY = ("",)
"""The trigger words of a row that has none: it must be tried on every text."""


def triggers(rule: Rule) -> tuple[str, ...]:
    """The trigger words of a row."""
    words: tuple[str, ...] = rule.get("words", ANY)
    return words


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text."""
    return any(map(text.__contains__, words))  # without a generator, which costs more than the few looks


class Sieve:
    """Tells which of many words stand in a text, in one pass over it.

    The pass looks for two neighbours of each word, and stops only where a character that is first in some such pair is
    followed by one that is second in some; few are by chance. To look for 300 words one by one takes ten times as long.
    """

    __slots__ = ("_by_pair", "_pairs", "_singles")

    def __init__(self, words: Iterable[str]) -> None:
        known = frozenset(words).difference(ANY)
        self._singles = frozenset(word for word in known if len(word) == 1)
        self._by_pair: dict[str, list[str]] = {}
        for word in known.difference(self._singles):
            self._by_pair.setdefault(_rarest_pair(word), []).append(word)
        first, second = ({pair[at] for pair in self._by_pair} for at in (0, 1))
        # Pairs may overlap, so a run of characters that go first as well as second is found as a whole.
        run = f"{_class(first)}{_class(first & second)}*{_class(second)}" if first & second else None
        self._pairs = compiled(run or f"{_class(first)}{_class(second)}") if first else None

    def words_in(self, text: str) -> set[str]:
        """The words that stand in the text."""
        # The engine looks for one character in a text far more quickly than Python walks over a long one.
        short = len(text) < len(self._singles)
        found = set(self._singles.intersection(text) if short else filter(text.__contains__, self._singles))
        runs = set(self._pairs.findall(text)) if self._pairs else set()
        longer = [run for run in runs if len(run) > 2]
        runs.update(run[at : at + 2] for run in longer for at in range(len(run) - 1))
        for pair in self._by_pair.keys() & runs:
            found.update(word for word in self._by_pair[pair] if len(word) == 2 or word in text)
        return found


def _rarest_pair(word: str) -> str:
    """The two neighbours in a word that are least likely to meet by chance."""
    if len(word) == 2:
        return word
    ranks = [*map(rarity, word)]
    at = max(range(len(word) - 1), key=lambda at: ranks[at] + ranks[at + 1])
    return word[at : at + 2]


def _class(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters)))}]"


_NONE = Battery(())


@dataclass(frozen=True, slots=True)
class Plan:
    """A cleaning table by kind."""

    kinds: dict[str, Battery]
    lines: Battery  # all kinds that judge a whole line
    inside: Sieve  # for the trigger words of all kinds that look inside lines
    short: Sieve  # for those of the kinds that judge short lines
    lexicon: dict[str, Rule]  # words of web pages with their class

    def __getitem__(self, kind: str) -> Battery:
        return self.kinds.get(kind, _NONE)


@lru_cache(maxsize=4)
def plan_of(table: RuleTable) -> Plan:
    """The table's plan; made once for each table, which is why tables are compared by identity."""
    # A row that decides anywhere must not be hidden by an earlier one that decides only at the head of a page.
    lines = sorted(table.of_kind(*LINE_KINDS), key=lambda rule: rule.get("where") != "any")
    lexicon = {word: rule for rule in table.of_kind("word") for word in rule.pattern.split("|")}
    shorts = (word for rule in table.of_kind(*LINE_KINDS, "tool", "trace", "report") for word in triggers(rule))
    return Plan(
        {kind: Battery(table.of_kind(kind)) for kind, _ in table.kinds},
        Battery(lines),
        Sieve(word for rule in table.of_kind(*_INSIDE_KINDS) for word in triggers(rule)),
        Sieve((*shorts, *lexicon)),
        lexicon,
    )
