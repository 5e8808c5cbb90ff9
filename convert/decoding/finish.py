"""What is done to a reading before it is text for the other rooms: padding off, corrections, marks of loss, lines."""

from __future__ import annotations

import re
from bisect import bisect_right

from convert.decoding.charsets import WIDE, correct
from convert.decoding.codes import Note, Reason, make_note
from convert.decoding.likelihood import RARE, weights
from convert.decoding.reading import Reading, Span
from convert.model import Loss

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Every line end that a report was seen with. Form feed and vertical tab are page furniture and end no line."""

_PADDING = re.compile("\0+|\x1a+")
_NULS = re.compile("\0+")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")

# What is left of text that went through a wrong decoder with replacement (U+FFFD as UTF-8 read as GBK) or was never
# written (fill bytes CC and CD of a debugger, read as GBK). Each stands three in a row at least.
_DESTROYED = re.compile("(?:锟斤拷|锟斤|斤拷){1,500}|烫{3,500}|屯{3,500}")

_RARE_RUN = 3  # Hanzi in a row; names have two at most
_HANZI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{3,}")


def drop_padding(reading: Reading, encoding: str, base: int) -> Reading:
    """The reading without NULs, and without Ctrl-Z at the end; each run of them becomes a span with the text ""."""
    reading = _odd_padding(reading)
    text = reading.text
    body = len(text.rstrip("\0\x1a"))
    if body == len(text) and "\0" not in text:
        return reading
    runs = [(m.start(), m.end()) for m in _NULS.finditer(text, 0, body)]
    runs += [(m.start(), m.end()) for m in _PADDING.finditer(text, body)]
    pieces: list[str] = []
    spans: list[Span] = []
    olds = list(reading.spans)
    at, removed, old = 0, 0, 0
    anchor, offset = 0, base  # a text position and the byte where it stands
    for start, end in runs:
        while old < len(olds) and olds[old].position < start:
            span = olds[old]
            spans.append(Span(span.position - removed, span.offset, span.raw, span.reason, span.text))
            anchor, offset = span.position + len(span.text), span.offset + len(span.raw)
            old += 1
        first = offset + _size(text[anchor:start], encoding)
        raw = text[start:end].encode(encoding if encoding in WIDE else "latin-1")
        reason = Reason.NUL if text[start] == "\0" else Reason.CTRL_Z
        spans.append(Span(start - removed, first, raw, reason, ""))
        pieces.append(text[at:start])
        anchor, offset = end, first + len(raw)
        at, removed = end, removed + end - start
    pieces.append(text[at:])
    spans += [Span(s.position - removed, s.offset, s.raw, s.reason, s.text) for s in olds[old:]]
    return Reading("".join(pieces), tuple(spans))


def _odd_padding(reading: Reading) -> Reading:
    """A lone padding byte after text of two-byte units is padding too, no cut character."""
    last = reading.spans[-1] if reading.spans else None
    if last is None or last.reason is not Reason.TRUNCATED or last.raw.strip(b"\0\x1a"):
        return reading
    reason = Reason.NUL if last.raw[0] == 0 else Reason.CTRL_Z
    padding = Span(last.position, last.offset, last.raw, reason, "")
    return Reading(reading.text[: last.position], (*reading.spans[:-1], padding))


def _size(text: str, encoding: str) -> int:
    return len(text.encode(encoding, "replace"))


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
        first = offset + _size(reading.text[anchor : match.start()], encoding)
        raw = match[0].encode(encoding, "replace")
        spans.append(Span(match.start(), first, raw, Reason.GARBLED, match[0]))
    spans.sort(key=lambda span: (span.position, span.offset))
    return Reading(reading.text, tuple(spans))


def correct_characters(reading: Reading, encoding: str) -> tuple[Reading, tuple[str, ...]]:
    """The reading with outdated mappings of the codec put right, and the note that says how many."""
    text, count = correct(reading.text, encoding)
    notes = (make_note(Note.REMAPPED, count),) if count else ()
    return Reading(text, reading.spans), notes


def text_notes(text: str) -> tuple[str, ...]:
    """Notes on characters that a report should not hold: controls, private use."""
    notes: tuple[str, ...] = ()
    if text.isprintable():
        return notes
    controls = sum(1 for _ in _CONTROLS.finditer(text))
    private = sum(1 for _ in _PRIVATE.finditer(text))
    if controls:
        notes += (make_note(Note.CONTROL, controls),)
    if private:
        notes += (make_note(Note.PRIVATE_USE, private),)
    return notes


def rare_run_line(text: str) -> int:
    """Line of the first run of three Hanzi that are in no common class, 0 for none: a byte may be missing before it."""
    table = weights()
    for match in _HANZI.finditer(text):
        run = 0
        for index, character in enumerate(match[0]):
            run = run + 1 if table[character] <= RARE else 0
            if run == _RARE_RUN:
                return line_numbers(text, [match.start() + index])[0]
    return 0


def line_numbers(text: str, positions: list[int]) -> list[int]:
    """The 1-based line of each position."""
    ends = [match.end() for match in LINE_END.finditer(text)]
    return [bisect_right(ends, position) + 1 for position in positions]


def losses(reading: Reading) -> tuple[Loss, ...]:
    """The spans as the model has them, with their lines."""
    if not reading.spans:
        return ()
    lines = line_numbers(reading.text, [span.position for span in reading.spans])
    return tuple(
        Loss(span.offset, span.raw, line, span.reason.value, span.text)
        for span, line in zip(reading.spans, lines, strict=True)
    )
