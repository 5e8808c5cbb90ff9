"""A damaged line of a double-byte encoding, or a damaged UTF-16 text, put in step again.

Of all ways to cut the bytes of a line into characters and lost bytes the likeliest is taken: a shortest path over the
bytes, linear in their number.
"""

from __future__ import annotations

from functools import cache

from convert.decoding.charsets import DOUBLE_BYTE
from convert.decoding.codes import Reason
from convert.decoding.likelihood import total, weights
from convert.decoding.spans import Reading, Span

# What lost bytes cost, in decades: the first of a run is dearer than a rare Hanzi and cheaper than two out of step
# (2 × -5.7); the next ones are cheap, since what damages a byte leaves its neighbour an orphan; a character cut at the
# end of the file costs little too.
_LOST_FIRST = -6.0
_LOST_NEXT = -3.0
_CUT_TAIL = -3.0
_BYTES_A_LOSS = 64  # fewer bytes for each lost one are noise
_LETTER_AFTER_HANZI = -1.5  # the second byte of a pair that lost its first looks like a letter


def worth(reading: Reading) -> float:
    """Logarithm of a reading's likelihood, with every lost byte paid for."""
    score, mark = total(reading.text), weights()["\ufffd"]
    for span in reading.spans:
        if span.reason is Reason.TRUNCATED:
            score += _CUT_TAIL - mark
        elif span.reason is Reason.INVALID:
            score += _LOST_FIRST + _LOST_NEXT * (len(span.raw) - 1) - mark
    return score


class _Units(dict[bytes, tuple[str, float] | None]):
    """The character and weight of a byte sequence of one encoding, `None` where it is no character."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def __missing__(self, raw: bytes) -> tuple[str, float] | None:
        try:
            text = raw.decode(self.encoding)
            unit = (text, total(text))
        except UnicodeDecodeError:
            unit = None
        if len(raw) <= 2:  # bounded: four-byte sequences are rare and many
            self[raw] = unit
        return unit


@cache
def _units(encoding: str) -> _Units:
    return _Units(encoding)


def is_plausible(reading: Reading, size: int) -> bool:
    """Whether few enough bytes of `size` are lost in a reading to call it a damaged text; noise loses most."""
    return sum(len(span.raw) for span in reading.spans) <= 2 + size // _BYTES_A_LOSS


def align(line: bytes, encoding: str, base: int = 0, *, at_end: bool = False) -> Reading:
    """The likeliest cut of a line in GB 18030, Big5 or UTF-16 into characters and lost bytes (a shortest path)."""
    units, single, size = _units(encoding), weights(), len(line)
    narrow = encoding in DOUBLE_BYTE
    # Two states a byte boundary: 0 after a character, 1 after a lost byte. best[i] and step[i] hold one entry for each;
    # a step is (bytes taken, their text with "" for lost, state it came from).
    never = float("-inf")
    best = [[never, never] for _ in range(size + 1)]
    step = [[(0, "", 0), (0, "", 0)] for _ in range(size + 1)]
    best[0][0] = 0.0
    for i, byte in enumerate(line):
        whole, lost = best[i]
        origin = 0 if whole >= lost else 1
        score = best[i][origin]
        if narrow and byte < 0x80:
            letter = i and line[i - 1] >= 0x80 and chr(byte).isalpha()
            choices = [(1, chr(byte), single[chr(byte)] + (_LETTER_AFTER_HANZI if letter else 0.0))]
        else:
            tail = size - i if at_end and size - i <= 3 and _is_cut(line[i:], encoding) else 1
            first = _CUT_TAIL if at_end and i + tail == size else _LOST_FIRST
            for state, price in ((0, first), (1, _LOST_NEXT)):
                if best[i][state] + price > best[i + tail][1]:
                    best[i + tail][1] = best[i][state] + price
                    step[i + tail][1] = (tail, "", state)
            choices = _characters(line, i, units)
        for length, text, weight in choices:
            if score + weight > best[i + length][0]:
                best[i + length][0] = score + weight
                step[i + length][0] = (length, text, origin)
    return _walk_back(line, step, 0 if best[size][0] >= best[size][1] else 1, base, at_end)


def _is_cut(tail: bytes, encoding: str) -> bool:
    """Whether the last bytes are the start of a character: a lead byte, or up to three bytes of a four-byte one."""
    if encoding in DOUBLE_BYTE and tail[0] in (0x80, 0xFF):
        return False
    return len(tail) == 1 or (encoding == "gb18030" and 0x30 <= tail[1] <= 0x39)


def _characters(line: bytes, i: int, units: _Units) -> list[tuple[int, str, float]]:
    """The characters that can start at byte `i`: (bytes, text, weight)."""
    choices = []
    if units.encoding == "gb18030" and line[i] == 0x80:
        choices.append((1, "€", weights()["€"]))
    pair = units[line[i : i + 2]] if i + 2 <= len(line) else None
    if pair is not None:
        choices.append((2, *pair))
    elif i + 4 <= len(line) and units.encoding != "big5hkscs":  # of GB 18030, or two surrogates
        quad = units[line[i : i + 4]]
        if quad is not None:
            choices.append((4, *quad))
    return choices


def _walk_back(line: bytes, step: list[list[tuple[int, str, int]]], state: int, base: int, at_end: bool) -> Reading:
    taken: list[tuple[int, int, str]] = []  # (start, end, text) backwards
    i = len(line)
    while i:
        length, text, state = step[i][state]
        if not text and taken and not taken[-1][2]:
            taken[-1] = (i - length, taken[-1][1], "")
        else:
            taken.append((i - length, i, text))
        i -= length
    pieces, spans, position = [], [], 0
    for start, end, text in reversed(taken):
        raw = line[start:end]
        reason = None
        if not text:
            cut = at_end and end == len(line) and len(raw) <= 3 and (0x81 <= raw[0] <= 0xFE or len(raw) == 1)
            reason = Reason.TRUNCATED if cut else Reason.INVALID
        elif text == "\ufffd":
            reason = Reason.REPLACED
        elif raw == b"\x80":
            reason = Reason.EURO
        if reason:
            text = text or "\ufffd"
            spans.append(Span(position, base + start, raw, reason, text))
        pieces.append(text)
        position += len(text)
    return Reading("".join(pieces), tuple(spans))
