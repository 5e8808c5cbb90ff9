"""Which pairs of characters a text holds, asked for hundreds of pairs in one search.

A pattern of hundreds of two-character words is slow, since each place whose character begins one of them is looked at
more closely: every seventh. So the low bytes of two characters are made one character, the pair's key. A search of the
keys for a class of characters is fast, finds each pair asked for, and beside them one place in a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from convert.patterns import compiled

_SECOND = bytes(byte - 0xB8 if 0xD8 <= byte <= 0xDF else byte for byte in range(256))  # no key is half a surrogate pair


def low_bytes(text: str) -> bytes:
    """The low byte of each character."""
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(text):
        return data[::2]
    return text.encode("utf-32-le", "surrogatepass")[::4]  # characters beyond the basic plane


class Pairs(NamedTuple):
    """Pairs of characters to be asked for."""

    wanted: frozenset[str]
    keys: re.Pattern[str]  # finds their keys, and thereby some other pairs


def asking(pairs: Iterable[str]) -> Pairs:
    """What `standing` takes to find these pairs of characters."""
    wanted = frozenset(pairs)
    keys = {_keys(low_bytes(pair), 1) for pair in wanted}
    return Pairs(wanted, compiled(f"[{re.escape(''.join(sorted(keys)))}]" if keys else "(?!)"))


def standing(text: str, low: bytes, asked: Pairs, step: int = 1) -> list[tuple[int, str]]:
    """Places of the pairs asked for, in ascending order and each with its pair.

    `low` are the text's `low_bytes`; the second character of a pair stands `step` behind the first.
    """
    wanted, found = asked.wanted, asked.keys.finditer(_keys(low, step))
    if step == 1:
        return [(place, pair) for key in found if (pair := text[(place := key.start()) : place + 2]) in wanted]
    return [(place, pair) for key in found if (pair := text[(place := key.start())] + text[place + step]) in wanted]


def _keys(low: bytes, step: int) -> str:
    """The key of each character and the one `step` behind it."""
    size = max(0, len(low) - step)
    keys = bytearray(2 * size)
    keys[::2] = low[:size]
    keys[1::2] = low[step:].translate(_SECOND)
    return keys.decode("utf-16-le")
