"""The rule table of cleaning, sorted by what its rows are for and made fast to ask."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any, NamedTuple

from convert.cleaning.sieve import Sieve
from convert.openings import ByLast
from convert.rulebook import Rule, RuleTable
from convert.values import dataclass

REMOVALS = (
    *("character", "markup", "inline", "aside", "tail"),
    *("line", "tool", "column", "links", "file", "suffix", "twice", "advert", "label", "header"),
    *("word", "trace", "place"),
    *("page", "furniture", "number"),
)
"""Kinds of rows that take text away; `--keep-all` does without them."""


_LINE_KINDS = ("line", "links", "file")
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

    def any(self, text: str) -> bool:
        """Whether any row matches anywhere in the text."""
        return any(rule.look(text) for rule in self.likely(text))

    def likely(self, text: str) -> list[Rule]:
        """The rows that may match somewhere in the text, going by their trigger words; they come in table order."""
        found = []
        for rule, words in self.guarded:
            for word in words:  # plain loops: this is asked of many short lines
                if word in text:
                    found.append(rule)
                    break
        return found


class Battery(Rules):
    """All rows of one kind, or a few."""

    __slots__ = ("_always", "_by_word", "_ended", "_met", "_open", "_others", "rules", "words")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        super().__init__((rule, triggers(rule)) for rule in self.rules)
        self._open = [position for position, (_, words) in enumerate(self.guarded) if words is ANY]
        self._always = tuple([self.rules[position] for position in self._open])
        self._others = Rules([(rule, ANY) for rule in self._always])
        self._by_word: dict[str, list[int]] = {}
        for position, (_, words) in enumerate(self.guarded):
            for word in words if words is not ANY else ():
                self._by_word.setdefault(word, []).append(position)
        self.words = frozenset(self._by_word)
        # Of each character that a line was met with at its beginning the rows that may match such a line, and how.
        self._met: dict[str, tuple[tuple[Rule, tuple[str, ...], _Match], ...]] = {}
        self._ended = ByLast((rule.closing, rule) for rule in self.rules)

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

    def ending(self, text: str) -> Sequence[Rule]:
        """The rows that may match in a text with this last character."""
        return self._ended[text[-1:]]

    def woken(self, words: Set[str]) -> Sequence[Rule]:
        """The rows that may match a text which holds no other trigger words than these, in table order."""
        known = self._by_word
        woken = [position for word in words if word in known for position in known[word]]
        if not woken:
            return self._always
        return [self.rules[position] for position in sorted({*woken, *self._open})]

    def narrowed(self, words: Set[str], text: str | None = None) -> Rules:
        """The rows that may match in texts which hold no other trigger words than these, in table order.

        Where the text itself is given, rows are left out, too, whose matches hold a character that it does not have.
        """
        own = self._by_word.keys() & words
        if not own:
            return self._others
        woken: dict[int, tuple[str, ...]] = dict.fromkeys(self._open, ANY)
        for word in own:
            for position in self._by_word[word]:
                woken[position] = (*woken.get(position, ()), word)
        if text is not None:
            woken = {at: seen for at, seen in woken.items() if seen is ANY or self.rules[at].trigger.stands_in(text)}
        return Rules([(self.rules[position], woken[position]) for position in sorted(woken)])


_Match = Callable[[str], re.Match[str] | None]

WITH = "with"
"""Where a row counts only if others do in the same line."""

ANY = ("",)
"""The trigger words of a row that has none: it must be tried on every text."""


def triggers(rule: Rule) -> tuple[str, ...]:
    """The trigger words of a row."""
    words: tuple[str, ...] = rule.get("words", ANY)
    return words


def _words(rules: Iterable[Rule]) -> frozenset[str]:
    """The trigger words of some rows."""
    return frozenset(chain.from_iterable(map(triggers, rules))).difference(ANY)


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text."""
    return any(map(text.__contains__, words))  # without a generator, which costs more than the few looks


class Clues(NamedTuple):
    """What the trigger words of a line wake: rows of the table, in their order, and words of web pages, in theirs."""

    lines: Sequence[Rule] = ()
    tools: Sequence[Rule] = ()
    traces: Sequence[Rule] = ()
    reports: Sequence[Rule] = ()
    words: Sequence[str] = ()


class Index:
    """The rows of the table that judge short lines, and words of web pages, by trigger word."""

    __slots__ = ("_always", "_deciding", "_ends", "_held", "_uses", "idle", "telling")

    def __init__(self, held: Clues) -> None:
        self._held: tuple[Any, ...] = tuple(chain(*held))  # all that may be woken
        self._ends = tuple(accumulate(map(len, held[:-1])))  # where in it the second of the fields begins, the third ..
        uses: dict[str, list[int]] = {}  # of each word the places of what it wakes
        rows = (triggers(rule) for rule in chain(*held[:-1]))
        for place, words in enumerate((*rows, *((word,) for word in held.words))):
            for word in words:
                uses.setdefault(word, []).append(place)
        self._always = uses.pop(*ANY, [])  # those that have no trigger word
        self._uses = uses
        speaking = frozenset(chain(*map(triggers, chain(held.lines, held.tools, held.traces)), held.words))
        self._deciding = frozenset(uses) if self._always else speaking  # words that do not only speak for the report
        # Words of web pages, and the trigger words of the forms that lines of web pages have.
        self.telling = frozenset(chain(*map(triggers, held.traces), held.words)).difference(ANY)
        self.idle = self._wake(())  # what a line without any trigger word wakes

    def __iter__(self) -> Iterator[str]:
        return iter(self._uses)

    def wake(self, words: Iterable[str]) -> Clues:
        """What these words wake; nothing where they could only speak for the report."""
        return self.idle if self._deciding.isdisjoint(words) else self._wake(words)

    def _wake(self, words: Iterable[str]) -> Clues:
        places = sorted(set(self._always).union(*map(self._uses.__getitem__, words)))
        woken = [self._held[place] for place in places]
        tools, traces, reports, known = [bisect_left(places, end) for end in self._ends]
        return Clues(woken[:tools], woken[tools:traces], woken[traces:reports], woken[reports:known], woken[known:])


_NONE = Battery(())


@dataclass(frozen=True, slots=True)
class Plan:
    """A cleaning table by kind."""

    kinds: dict[str, Battery]
    inside: Sieve  # for the trigger words of all kinds that look inside lines
    short: Sieve  # for those of the kinds that judge short lines
    index: Index  # of these
    lexicon: dict[str, Rule]  # words of web pages with their class
    weights: Mapping[str, int]  # of the rows that are weighed, by id
    cues: frozenset[str]  # trigger words of adverts
    beside: Sieve  # for those of the rows of adverts that count only where there are others

    def __getitem__(self, kind: str) -> Battery:
        return self.kinds.get(kind, _NONE)

    def weigh(self, rule: Rule) -> int:
        """The weight of a row."""
        return self.weights[rule.id]


@lru_cache(maxsize=4)
def plan_of(table: RuleTable) -> Plan:
    """The table's plan; made once for each table, which is why tables are compared by identity."""
    # A row that decides anywhere must not be hidden by an earlier one that decides only at the head of a page.
    lines = sorted(table.of_kind(*_LINE_KINDS), key=lambda rule: rule.get("where") != "any")
    lexicon = {word: rule for rule in table.of_kind("word") for word in rule.pattern.split("|")}
    # Buttons that count only beside others say nothing of a line: digits.
    tools = [rule for rule in table.of_kind("tool") if rule.get("where") != WITH]
    traces, reports, adverts = (table.of_kind(kind) for kind in ("trace", "report", "advert"))
    index = Index(Clues(lines, tools, traces, reports, tuple(lexicon)))
    return Plan(
        {kind: Battery(table.of_kind(kind)) for kind, _ in table.kinds},
        Sieve(_words(rule for rule in table.of_kind(*_INSIDE_KINDS) if rule.get("where") != WITH)),
        Sieve(index),
        index,
        lexicon,
        {rule.id: int(rule.get("weight", 1)) for rule in table.rules},
        _words(rule for rule in adverts if rule.get("where") != WITH),
        Sieve(_words(rule for rule in adverts if rule.get("where") == WITH)),
    )
