"""Which of many words stand in a text, found in one pass over it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from convert.common import rarity
from convert.patterns import compiled

LINE_CHARS = 60
"""A text from this length on is searched for single characters by the regex engine; to start it takes 1 µs."""


class Sieve:
    """Tells which of many words stand in a text, in one pass over it.

    The pass looks for two neighbours of each word, and stops only where a character that is first in some such pair is
    followed by one that is second in some; few are by chance. To look for 300 words one by one takes ten times as long.
    """

    __slots__ = ("_by_pair", "_pair_words", "_pairs", "_single", "_singles", "reach")

    def __init__(self, words: Iterable[str]) -> None:
        known = frozenset(words).difference(("",))
        self.reach = max(map(len, known), default=0) - 1  # characters beside any one that may belong to a word with it
        self._singles = {word for word in known if len(word) == 1}
        self._single = compiled(_class(self._singles)) if self._singles else None
        by_pair: dict[str, list[str]] = {}
        often = Counter(pair for word in known for pair in set(_pairs_of(word)))
        for word in known.difference(self._singles):
            by_pair.setdefault(_rarest_pair(word, often), []).append(word)
        self._pair_words = {word for word in known if len(word) == 2}
        longer = {pair: tuple([word for word in words if len(word) > 2]) for pair, words in by_pair.items()}
        self._by_pair = {pair: words for pair, words in longer.items() if words}
        first, second = ({pair[at] for pair in by_pair} for at in (0, 1))
        # Pairs may overlap, so a run of characters that go first as well as second is found as a whole.
        run = f"{_class(first)}{_class(first & second)}*{_class(second)}" if first & second else None
        self._pairs = compiled(run or f"{_class(first)}{_class(second)}") if first else None

    def words_in(self, text: str) -> set[str]:
        """The words that stand in the text."""
        runs = self._pairs.findall(text) if self._pairs else ()
        if len(text) >= LINE_CHARS:
            found = set(self._single.findall(text)) if self._single else set()
            pairs = set(runs)  # most runs are of two characters
            pairs |= {run[at : at + 2] for run in pairs if len(run) > 2 for at in range(len(run) - 1)}
            found |= self._pair_words & pairs
            for pair in self._by_pair.keys() & pairs:
                found.update([word for word in self._by_pair[pair] if word in text])
            return found
        found = self._singles.intersection(text)
        for run in runs:  # too few in a line to make a set of
            for pair in (run,) if len(run) == 2 else [run[at : at + 2] for at in range(len(run) - 1)]:
                if pair in self._pair_words:
                    found.add(pair)
                if pair in self._by_pair:
                    found.update([word for word in self._by_pair[pair] if word in text])
        return found


def _rarest_pair(word: str, often: Mapping[str, int]) -> str:
    """The two neighbours in a word that are least likely to meet in a text; `often` says how many words have a pair.

    A pair that several have is a word of its own, such as 资料, and common however rare its characters are.
    """
    return max(_pairs_of(word), key=lambda pair: (-often[pair], rarity(pair[0]) + rarity(pair[1])))


def _pairs_of(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


def _class(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters)))}]"
