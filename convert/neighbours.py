"""Which pairs of characters a text holds, asked for hundreds of pairs in one search.

A pattern of hundreds of two-character words is slow, since each place whose character begins one of them is looked at
more closely: every seventh. So the low bytes of two characters are made one character, the pair's key. A search of the
keys for a class of characters is fast, finds each pair asked for, and beside them one place in a hundred.
"""

from __future__ import annotations

import re
from codecs import utf_16_le_decode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from convert.patterns import compiled

_SECOND = bytes(byte - 0xB8 if 0xD8 <= byte <= 0xDF else byte for byte in range(256))  # no key is half a surrogate pair


def low_bytes(text: str) -> bytes:
    """The low byte of each character."""
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(text):
        return data[::2]
    return text.encode("utf-32-le", "surrogatepass")[::4]  # characters beyond the basic plane


class Keys(NamedTuple):
    """The keys of a text, each at the place where its pair begins."""

    beside: str  # of each character and the next
    around: str  # of each character and the next but one


def keys_of(low: bytes) -> Keys:
    """The keys of a text, of which the low bytes are given."""
    second = low.translate(_SECOND)
    return Keys(_joined(low, second, 1), _joined(low, second, 2))


def keys_beside(text: str) -> str:
    """The keys of each character of a text and the next."""
    low = low_bytes(text)
    return _joined(low, low.translate(_SECOND), 1)


def _joined(first: bytes, second: bytes, by: int) -> str:
    """Each byte and the one that many places on in `second` made one character."""
    keys = bytearray(2 * len(first))
    keys[::2] = first
    keys[1 : -2 * by : 2] = second[by:]
    return utf_16_le_decode(keys[: -2 * by])[0]  # `bytes.decode` looks the codec up by its name


class Pairs(NamedTuple):
    """Pairs of characters to be asked for."""

    wanted: frozenset[str]
    keys: re.Pattern[str]  # finds their keys, and thereby some other pairs


def asking(pairs: Iterable[str]) -> Pairs:
    """What the two functions below take to find some pairs."""
    wanted = frozenset(pairs)
    keys = sorted(set(keys_beside("".join(wanted))[::2]))
    return Pairs(wanted, compiled(f"[{re.escape(''.join(keys))}]" if keys else "(?!)"))


def standing_beside(text: str, keys: Keys, asked: Pairs) -> dict[str, list[int]]:
    """The pairs asked for that stand side by side in a text, each with its places in ascending order."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    wanted = asked.wanted
    for key in asked.keys.finditer(keys.beside):
        place = key.start()
        pair = text[place : place + 2]
        if pair in wanted:
            found[pair].append(place)
    return found


def standing_around(text: str, keys: Keys, asked: Pairs) -> Iterator[tuple[int, str]]:
    """Where the pairs asked for stand with a character between them, in ascending order and each with its pair."""
    wanted = asked.wanted
    for key in asked.keys.finditer(keys.around):
        place = key.start()
        pair = text[place] + text[place + 2]
        if pair in wanted:
            yield place, pair
