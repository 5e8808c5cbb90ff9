"""Text on its way to a `Decoded`: what was read, and where bytes are not plainly in it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from convert.decoding.codes import Reason
from convert.patterns import compiled

# What is left of text that went through a wrong decoder with replacement (U+FFFD as UTF-8 read as GBK) or was never
# written (fill bytes CC and CD of a debugger, read as GBK). Each stands three in a row at least.
_DESTROYED = compiled("(?:锟斤拷|锟斤|斤拷){1,500}|烫{3,500}|屯{3,500}")


class Span(NamedTuple):
    """A run of bytes and the text that stands for it."""

    position: int  # in the text
    offset: int  # in the bytes
    raw: bytes
    reason: Reason
    text: str = "\ufffd"


class Reading(NamedTuple):
    """Bytes read as text: `spans` ascending, every U+FFFD of the text has one."""

    text: str
    spans: tuple[Span, ...] = ()


def may_be_destroyed(text: str) -> bool:
    """Whether a text holds a sign that part of it was destroyed before; nearly none does."""
    # One character is looked for four times as fast as several.
    return "锟" in text or ("烫" in text and "烫烫烫" in text) or ("屯" in text and "屯屯屯" in text)


def mark_destroyed(reading: Reading, encoding: str, base: int) -> Reading:
    """The reading with a span for each place where the text was destroyed before; the text itself stays."""
    text = reading.text
    if not may_be_destroyed(text):
        return reading
    spans = list(reading.spans)
    olds = [span.position for span in reading.spans]
    for match in _DESTROYED.finditer(text):
        before = bisect_right(olds, match.start()) - 1
        anchor, offset = 0, base
        if before >= 0:
            span = reading.spans[before]
            anchor, offset = span.position + len(span.text), span.offset + len(span.raw)
        first = offset + len(text[anchor : match.start()].encode(encoding, "replace"))
        raw = match[0].encode(encoding, "replace")
        spans.append(Span(match.start(), first, raw, Reason.GARBLED, match[0]))
    spans.sort(key=lambda span: (span.position, span.offset))
    return Reading(text, tuple(spans))
