"""Which of many words stand in a text, found in one pass over it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from convert.common import rarity
from convert.neighbours import keys_beside
from convert.patterns import compiled

LINE_CHARS = 60
"""A text from this length on is searched for single characters by the regex engine; to start it takes 1 µs."""


class Sieve:
    """Tells which of many words stand in a text, in one pass over it.

    The pass looks for two neighbours of each word by their keys (`neighbours`), and for the rest of the word where they
    are found. To look for 300 words one by one takes ten times as long.
    """

    __slots__ = ("_by_key", "_keys", "_single", "_singles", "reach")

    def __init__(self, words: Iterable[str]) -> None:
        known = frozenset(words).difference(("",))
        self.reach = max(map(len, known), default=0) - 1  # characters beside any one that may belong to a word with it
        self._singles = {word for word in known if len(word) == 1}
        self._single = compiled(_class(self._singles)) if self._singles else None
        by_key: dict[str, list[tuple[str, int]]] = {}  # words, and where in them the pair stands that the key is of
        pairs = {word: [word[at : at + 2] for at in range(len(word) - 1)] for word in known.difference(self._singles)}
        often = Counter(chain.from_iterable(pairs.values()))
        rarest = [own[0] if len(own) == 1 else _rarest(own, often) for own in pairs.values()]
        for word, pair, key in zip(pairs, rarest, keys_beside("".join(rarest))[::2], strict=True):
            by_key.setdefault(key, []).append((word, word.index(pair)))
        self._by_key = {key: tuple(words) for key, words in by_key.items()}
        self._keys = compiled(_class(by_key)) if by_key else None

    def words_in(self, text: str) -> set[str]:
        """The words that stand in the text."""
        return self.words_in_each((text,))[0]

    def words_in_each(self, texts: Sequence[str]) -> list[set[str]]:
        """The words that stand in each of some texts; these are looked through together."""
        found = [self._singles_in(text) for text in texts]
        text = "\n".join(["", *texts])
        at, end = -1, 0  # the text looked at, and where the line end behind it stands
        for hit in self._keys.finditer(keys_beside(text)) if self._keys else ():
            place = hit.start()
            while place >= end:
                at += 1
                end += len(texts[at]) + 1
            for word, before in self._by_key[hit[0]]:
                begin = place - before
                if begin >= 0 and text.startswith(word, begin):
                    found[at].add(word)
        return found

    def _singles_in(self, text: str) -> set[str]:
        if self._single is None or len(text) < LINE_CHARS:
            return self._singles.intersection(text)
        return set(self._single.findall(text))


def _rarest(pairs: Sequence[str], often: Mapping[str, int]) -> str:
    """The pair that is least likely to stand in a text; `often` says how many words have it.

    A pair that several have is a word of its own, such as 资料, and common however rare its characters are.
    """
    return max(pairs, key=lambda pair: (-often[pair], rarity(pair[0]) + rarity(pair[1])))


def _class(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters)))}]"
