"""Decoding with a record of every byte that is not plainly in the text.

`read_as` gives a `Reading`: the text, and a `Span` for each run of bytes that fits no character. In the double-byte
encodings a damaged line is aligned anew: of all ways to cut its bytes into characters and lost bytes the likeliest is
taken, so that one lost byte costs one character and not the rest of the line.
"""

from __future__ import annotations

import codecs
import re
import threading
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from convert.decoding.charsets import DOUBLE_BYTE
from convert.decoding.codes import Reason
from convert.decoding.likelihood import RARE, mean, total, weights

# Stand-ins while decoding: no decoder of Python's gives a lone surrogate, so they cannot be met in the text itself.
_LOST, _EURO = "\udc80", "\udc81"
_MARKS = re.compile(f"[{_LOST}{_EURO}\ufffd]")
_BLOCK_BYTES = 1 << 16  # a damaged file is decoded in blocks of about this size, so that memory stays at the text's

# What is left of text that went through a wrong decoder with replacement (U+FFFD as UTF-8 read as GBK) or was never
# written (fill bytes CC and CD of a debugger, read as GBK). Each stands three in a row at least.
_DESTROYED = re.compile("(?:锟斤拷|锟斤|斤拷){1,500}|烫{3,500}|屯{3,500}")

# Longest line and most bytes in all that are aligned anew, at about 2 µs a byte; beyond, bytes are lost as they come.
_ALIGN_LINE_BYTES = 8192
_ALIGN_FILE_BYTES = 1 << 20

# What lost bytes cost, in decades: the first of a run is dearer than a rare Hanzi and cheaper than two out of step
# (2 × -5.7); the next ones are cheap, since what damages a byte leaves its neighbour an orphan; a character cut at the
# end of the file costs little too.
_LOST_FIRST = -6.0
_LOST_NEXT = -3.0
_CUT_TAIL = -3.0
_LETTER_AFTER_HANZI = -1.5  # the second byte of a pair that lost its first looks like a letter

# Gain from which a line without any invalid byte is taken as out of step, when asked for. No clean line gains anything
# (3,418 lines); of lines that lost a byte and show no error 19 % gain more: the others are out of step for two or three
# characters only, up to the next ASCII byte, and cannot be told.
ALIGN_GAIN = 3.0
_MENDED_MEAN = -4.2  # text put in step again means -2.9, other cuts of rare Hanzi -5.5


@dataclass(frozen=True, slots=True)
class Span:
    """A run of bytes and the text that stands for it."""

    position: int  # in the text
    offset: int  # in the bytes
    raw: bytes
    reason: Reason
    text: str = "\ufffd"


@dataclass(frozen=True, slots=True)
class Reading:
    """Bytes read as text: `spans` ascending, every U+FFFD of the text has one."""

    text: str
    spans: tuple[Span, ...] = ()


class _Log(threading.local):
    """Where the error handler of this thread writes: (start, end, reason) of each span."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int, Reason]] = []
        self.euro = False
        self.double = False


_log = _Log()


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, end, data = error.start, error.end, error.object
    if _log.euro and data[start] == 0x80:
        _log.spans.append((start, start + 1, Reason.EURO))
        return _EURO, start + 1
    if _log.double and data[start] in (0x80, 0xFF):  # no lead byte: what follows is not its second half
        end = start + 1
    cut = end == len(data) and (
        "incomplete" in error.reason or "unexpected end" in error.reason or "truncated" in error.reason
    )
    reason = Reason.TRUNCATED if cut else Reason.INVALID
    if _log.spans and _log.spans[-1][1:] == (start, reason):
        _log.spans[-1] = (_log.spans[-1][0], end, reason)
        return "", end
    _log.spans.append((start, end, reason))
    return _LOST, end


codecs.register_error("chenggao.log", _handle)


def read_as(data: bytes, encoding: str, base: int = 0, *, doubtful: bool = False) -> Reading:
    """`data` read in `encoding`; offsets of spans count from `base` before it. Never raises for a text encoding.

    With `doubtful` lines of a double-byte encoding are aligned anew even where every byte fits, if much is gained.
    """
    if doubtful and encoding in DOUBLE_BYTE:
        return _read_blocks(data, encoding, base, doubtful=True)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding in DOUBLE_BYTE:
            return _read_blocks(data, encoding, base)
        raw_text, marks = _read_marked(data, encoding)
        return _resolve(raw_text, marks, data, encoding, base)
    if "\ufffd" not in text:
        return Reading(text)
    return _resolve(text, [], data, encoding, base)


def _read_marked(data: bytes, encoding: str) -> tuple[str, list[tuple[int, int, Reason]]]:
    _log.spans, _log.euro, _log.double = [], encoding == "gb18030", encoding in DOUBLE_BYTE
    text = data.decode(encoding, "chenggao.log")
    marks, _log.spans = _log.spans, []
    return text, marks


def _resolve(text: str, marks: list[tuple[int, int, Reason]], data: bytes, encoding: str, base: int) -> Reading:
    """The reading of a text with stand-ins; a U+FFFD of the source gets its offset by counting from the last mark."""
    spans = []
    at, offset = 0, 0  # a position in the text and the byte where it stands
    pending = iter(marks)
    for match in _MARKS.finditer(text):
        position = match.start()
        if match[0] == "\ufffd":
            start = offset + len(text[at:position].encode(encoding))
            end = start + len("\ufffd".encode(encoding))
            reason, shown = Reason.REPLACED, "\ufffd"
        else:
            start, end, reason = next(pending)
            shown = "€" if match[0] == _EURO else "\ufffd"
        spans.append(Span(position, base + start, data[start:end], reason, shown))
        at, offset = position + 1, end
    return Reading(text.replace(_LOST, "\ufffd").replace(_EURO, "€"), tuple(spans))


def lines_of(data: bytes) -> Iterator[bytes]:
    """The lines of `data` with their ends, made a block at a time; ends are LF, CR and CR LF."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _BLOCK_BYTES) + 1 or len(data)
        yield from data[start:end].splitlines(keepends=True)
        start = end


def _read_blocks(data: bytes, encoding: str, base: int, *, doubtful: bool = False) -> Reading:
    pieces: list[str] = []
    spans: list[Span] = []
    position = start = aligned = 0
    while start < len(data):
        end = data.find(b"\n", start + _BLOCK_BYTES) + 1 or len(data)
        block = data[start:end]
        whole = not doubtful and _is_clean(block, encoding)
        for line in [block] if whole else block.splitlines(keepends=True):
            raw_text, marks = _read_marked(line, encoding)
            reading = _resolve(raw_text, marks, line, encoding, base + start)
            suspect = bool(marks) or (doubtful and min(map(weights().__getitem__, raw_text)) <= RARE)
            if suspect and len(line) <= _ALIGN_LINE_BYTES and aligned < _ALIGN_FILE_BYTES:
                aligned += len(line)
                better = align(line, encoding, base + start, at_end=start + len(line) == len(data))
                damaged = any(reason is Reason.INVALID for _, _, reason in marks)
                gain = worth(better) - worth(reading)
                if gain > 0 if damaged else gain > ALIGN_GAIN and _mends(reading.text, better.text):
                    reading = better
            pieces.append(reading.text)
            spans += [Span(s.position + position, s.offset, s.raw, s.reason, s.text) for s in reading.spans]
            position += len(reading.text)
            start += len(line)
    return Reading("".join(pieces), tuple(spans))


def _mends(before: str, after: str) -> bool:
    """Whether what differs in `after` reads as Chinese; rare Hanzi in a row must not be cut to other rare ones."""
    start = _same_start(before, after)
    end = len(after) - _same_start(before[start:][::-1], after[start:][::-1])
    return mean(after[start:end].replace("\ufffd", "")) > _MENDED_MEAN


def _same_start(one: str, two: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def worth(reading: Reading) -> float:
    """Logarithm of a reading's likelihood, with every lost byte paid for."""
    score, mark = total(reading.text), weights()["\ufffd"]
    for span in reading.spans:
        if span.reason is Reason.TRUNCATED:
            score += _CUT_TAIL - mark
        elif span.reason is Reason.INVALID:
            score += _LOST_FIRST + _LOST_NEXT * (len(span.raw) - 1) - mark
    return score


def _is_clean(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


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


def align(line: bytes, encoding: str, base: int = 0, *, at_end: bool = False) -> Reading:
    """The likeliest cut of a line in a double-byte encoding into characters and lost bytes (a shortest path)."""
    units, single, size = _units(encoding), weights(), len(line)
    quads = encoding == "gb18030"
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
        if byte < 0x80:
            letter = i and line[i - 1] >= 0x80 and chr(byte).isalpha()
            choices = [(1, chr(byte), single[chr(byte)] + (_LETTER_AFTER_HANZI if letter else 0.0))]
        else:
            tail = size - i if at_end and _is_cut(line[i:], quads) else 1
            first = _CUT_TAIL if at_end and i + tail == size else _LOST_FIRST
            for state, price in ((0, first), (1, _LOST_NEXT)):
                if best[i][state] + price > best[i + tail][1]:
                    best[i + tail][1] = best[i][state] + price
                    step[i + tail][1] = (tail, "", state)
            choices = _characters(line, i, units, quads)
        for length, text, weight in choices:
            if score + weight > best[i + length][0]:
                best[i + length][0] = score + weight
                step[i + length][0] = (length, text, origin)
    return _walk_back(line, step, 0 if best[size][0] >= best[size][1] else 1, base, at_end)


def _is_cut(tail: bytes, quads: bool) -> bool:
    """Whether the last bytes are the start of a character: a lead byte, or up to three bytes of a four-byte one."""
    if tail[0] in (0x80, 0xFF):
        return False
    return len(tail) == 1 or (quads and len(tail) <= 3 and 0x30 <= tail[1] <= 0x39)


def _characters(line: bytes, i: int, units: _Units, quads: bool) -> list[tuple[int, str, float]]:
    """The characters that can start at byte `i`: (bytes, text, weight)."""
    choices = []
    if quads and line[i] == 0x80:
        choices.append((1, "€", weights()["€"]))
    pair = units[line[i : i + 2]] if i + 2 <= len(line) else None
    if pair is not None:
        choices.append((2, *pair))
    if quads and i + 4 <= len(line) and 0x30 <= line[i + 1] <= 0x39:
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
            cut = at_end and end == len(line) and len(raw) <= 3 and 0x81 <= raw[0] <= 0xFE
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


def mark_destroyed(reading: Reading, encoding: str, base: int) -> Reading:
    """The reading with a span for each place where the text was destroyed before; the text itself stays."""
    if "锟" not in reading.text and "烫烫" not in reading.text and "屯屯" not in reading.text:
        return reading
    spans = list(reading.spans)
    olds = [span.position for span in reading.spans]
    for match in _DESTROYED.finditer(reading.text):
        before = bisect_right(olds, match.start()) - 1
        anchor, offset = 0, base
        if before >= 0:
            span = reading.spans[before]
            anchor, offset = span.position + len(span.text), span.offset + len(span.raw)
        first = offset + len(reading.text[anchor : match.start()].encode(encoding, "replace"))
        raw = match[0].encode(encoding, "replace")
        spans.append(Span(match.start(), first, raw, Reason.GARBLED, match[0]))
    spans.sort(key=lambda span: (span.position, span.offset))
    return Reading(reading.text, tuple(spans))
