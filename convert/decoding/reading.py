"""Decoding with a record of every byte that is not plainly in the text.

`read_as` gives a `Reading`: the text, and a `Span` for each run of bytes that fits no character. In the double-byte
encodings a damaged line is aligned anew, so that one lost byte costs one character and not the rest of the line.
"""

from __future__ import annotations

import codecs
import threading
from collections.abc import Iterator

from convert.decoding.align import align, is_plausible, worth
from convert.decoding.charsets import DOUBLE_BYTE
from convert.decoding.codes import Reason
from convert.decoding.likelihood import RARE, mean, weights
from convert.decoding.spans import Reading, Span
from convert.patterns import compiled

# Stand-ins while decoding: no decoder of Python's gives a lone surrogate, so they cannot be met in the text itself.
_LOST, _EURO = "\udc80", "\udc81"
_MARKS = compiled(f"[{_LOST}{_EURO}\ufffd]")
_BLOCK_BYTES = 1 << 16  # a damaged file is decoded in blocks of about this size, so that memory stays at the text's

# Longest line and most bytes in all that are aligned anew, at about 2 µs a byte; beyond, bytes are lost as they come.
_ALIGN_LINE_BYTES = 8192
_ALIGN_FILE_BYTES = 1 << 20
_ALIGN_WIDE_BYTES = 1 << 16  # of UTF-16, which has no lines while it is out of step

# Gain from which a line without any invalid byte is taken as out of step, when asked for. No clean line gains anything
# (3,418 lines); of lines that lost a byte and show no error 19 % gain more: the others are out of step for two or three
# characters only, up to the next ASCII byte, and cannot be told.
ALIGN_GAIN = 3.0
_MENDED_MEAN = -4.2  # text put in step again means -2.9, other cuts of rare Hanzi -5.5


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

    With `doubtful` lines of a double-byte encoding, or all UTF-16, are aligned anew even where every byte fits, if much
    is gained.
    """
    if doubtful and encoding in DOUBLE_BYTE:
        return _read_blocks(data, encoding, base, doubtful=True)
    if doubtful and encoding.startswith("utf-16") and len(data) <= _ALIGN_WIDE_BYTES:
        plain, aligned = read_as(data, encoding, base), align(data, encoding, base, at_end=True)
        return _better(plain, aligned) if is_plausible(aligned, len(data)) else plain
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
                reading = _better(reading, better)
            pieces.append(reading.text)
            spans += [Span(s.position + position, s.offset, s.raw, s.reason, s.text) for s in reading.spans]
            position += len(reading.text)
            start += len(line)
    return Reading("".join(pieces), tuple(spans))


def _better(plain: Reading, aligned: Reading) -> Reading:
    """The aligned reading where it is likelier; plainly so, and Chinese, where the plain one has no invalid byte."""
    gain = worth(aligned) - worth(plain)
    if any(span.reason is Reason.INVALID for span in plain.spans):
        return aligned if gain > 0 else plain
    return aligned if gain > ALIGN_GAIN and _mends(plain.text, aligned.text) else plain


def _mends(before: str, after: str) -> bool:
    """Whether what differs in `after` reads as Chinese; rare Hanzi in a row must not be cut to other rare ones."""
    start = _same_start(before, after)
    end = len(after) - _same_start(before[start:][::-1], after[start:][::-1])
    return mean(after[start:end].replace("\ufffd", "")) > _MENDED_MEAN


def _same_start(one: str, two: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _is_clean(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
