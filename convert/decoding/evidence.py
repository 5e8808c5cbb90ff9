"""Which encoding a file is in: every Chinese one is tried on the telling part of it, the likeliest text wins."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from convert.decoding.align import align, is_plausible, worth
from convert.decoding.charsets import DOUBLE_BYTE, WIDE
from convert.decoding.likelihood import beyond_ascii, mean, probes, total

# Bytes that are looked at. The right reading leads by half a decade a byte and more (60 decades at 120 bytes, 1,141
# texts), so 4 KB decide by 2,000.
SAMPLE_BYTES = 4096
_LINE_BYTES = 1024  # of one line, so that a file without line ends is sampled in more than one place

# What each encoding is worth before a byte is seen, in decades: how often reports come in it; matters below 20 bytes.
_PRIOR = {
    "utf-8": 0.0,
    "gb18030": -0.3,
    "big5hkscs": -1.0,
    "utf-16-le": -2.0,
    "utf-16-be": -2.5,
    "utf-32-le": -4.0,
    "utf-32-be": -4.0,
}
_CUT_TAIL = -1.5  # a character cut at the end; as likely with each encoding

# With this many characters and this mean the first reading is taken and the others not tried: at 120 bytes no wrong
# reading has a mean over -5.3 (4,564), right ones lie over -3.8.
_PLAIN_CHARACTERS = 50
_PLAIN_MEAN = -3.6
_PLAIN_PROBES = 256  # so many characters of it are weighed; the mean of others is off by 0.1

# A short text may be out of step from its first byte on, or after a damaged one: it is aligned before it is weighed.
# Where no reading is Chinese, UTF-16 is aligned as well.
_ALIGN_BYTES = 512
_ALIGN_MEAN = -4.2

_HIGH = re.compile(rb"[\x80-\xff]")
_LINE_ENDS = re.compile(rb"[\r\n]")


class Verdict(NamedTuple):
    """The encoding chosen, and how well it stands."""

    encoding: str
    mean: float  # mean weight of the sample's characters beyond ASCII
    characters: int  # how many they are
    margin: float  # decades before the next reading that gives another text; infinite when none was tried
    text: str  # the sample as it reads


def sample(data: bytes) -> bytes:
    """The first lines that hold bytes beyond ASCII, about `SAMPLE_BYTES` of them, wherever they stand."""
    if len(data) <= SAMPLE_BYTES:
        return data
    pieces, size, at = [], 0, 0
    while size < SAMPLE_BYTES and (high := _HIGH.search(data, at)):
        # From the line's start if near; before the first high byte all is ASCII, so no character is cut there.
        start = max(at, high.start() - 80, data.rfind(b"\n", at, high.start()) + 1)
        end = _LINE_ENDS.search(data, high.end(), high.start() + _LINE_BYTES)
        stop = end.end() if end else min(high.start() + _LINE_BYTES, len(data))
        pieces.append(data[start:stop])
        size += stop - start
        at = stop
        if not end:  # in the middle of a long line: go on behind it, in step again
            line_end = _LINE_ENDS.search(data, stop)
            at = line_end.end() if line_end else stop
    return b"".join(pieces)


def wide_sample(data: bytes, encoding: str) -> bytes:
    """The first `SAMPLE_BYTES` in whole units of `encoding` from the first character beyond ASCII on."""
    unit = WIDE[encoding]
    if len(data) <= SAMPLE_BYTES:
        return data
    start = 0
    highs = data[1::unit] if encoding.endswith("le") else data[unit - 2 :: unit]
    if highs.startswith(b"\0"):
        start = (len(highs) - len(highs.lstrip(b"\0"))) * unit
        start = start if start < len(data) - unit else 0
    return data[start : start + SAMPLE_BYTES]


def likely(data: bytes, encoding: str) -> tuple[float, str]:
    """Logarithm of the likelihood of bytes read in `encoding`, and that reading, lossy, without a cut tail."""
    text, cut = _lossy(data, encoding)
    return total(text) + (_CUT_TAIL if cut else 0.0), text


def _lossy(data: bytes, encoding: str) -> tuple[str, bool]:
    """Bytes read in `encoding`, lossy, and whether a cut character at their end was left out."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(data)
    return text, bool(decoder.getstate()[0])


def choose(data: bytes, favourite: str | None = None, favour: float = 0.0) -> Verdict:
    """The encoding in which `data`, padding taken off, most likely is; `favour` decades are added to `favourite`."""
    core = data.rstrip(b"\0\x1a") or data
    narrow = sample(core)
    wide = ("utf-16-le", "utf-16-be") if b"\0" in core else ()  # of digits and line ends
    for encoding in (*wide, *DOUBLE_BYTE) if favourite is None else (favourite,):
        plain = _plain(wide_sample(core, encoding) if encoding in WIDE else narrow, encoding)
        if plain:
            return plain
    whole = len(core) <= SAMPLE_BYTES
    scores: list[tuple[float, str, str]] = []
    for encoding, prior in _PRIOR.items():
        unit = WIDE.get(encoding, 1)
        padded = data[: len(core) + -len(core) % unit]  # a NUL or Ctrl-Z byte may belong to the last character
        evidence = narrow if unit == 1 else wide_sample(padded, encoding)
        if encoding.startswith("utf-32") and (len(evidence) < 4 or b"\0" not in evidence):
            continue
        score, text = likely(evidence, encoding)
        if encoding in DOUBLE_BYTE and len(core) <= _ALIGN_BYTES and ("\ufffd" in text or mean(text) < _ALIGN_MEAN):
            aligned = align(evidence, encoding, at_end=True)
            score, text = worth(aligned), aligned.text
        if encoding.startswith("utf-32") and "\ufffd" in text:  # a wrong guess would lose four bytes for one mark
            continue
        # On long files the samples differ, so each is brought to the same number of bytes.
        score *= 1.0 if whole else SAMPLE_BYTES / len(evidence)
        scores.append((score + prior + (favour if encoding == favourite else 0.0), encoding, text))
    if mean(max(scores)[2]) < _ALIGN_MEAN and whole:
        scores += [_aligned(core, encoding) for encoding in ("utf-16-le", "utf-16-be")]
    scores.sort(reverse=True)
    best, encoding, text = scores[0]
    rest = [score for score, _, other in scores[1:] if other != text]
    margin = best - max(rest, default=float("-inf"))
    return Verdict(encoding, mean(text), len(text) - len(_ascii_of(text)), margin, text)


def _plain(data: bytes, encoding: str) -> Verdict | None:
    """The verdict for an encoding in which the sample is plainly Chinese; `None` where that is to be weighed."""
    text = _lossy(data, encoding)[0]
    high = beyond_ascii(text)
    if len(high) < _PLAIN_CHARACTERS or "\ufffd" in high or "\0" in text:  # UTF-32 read as UTF-16 is half NULs
        return None
    average = mean(probes(high, _PLAIN_PROBES))
    return Verdict(encoding, average, len(high), float("inf"), text) if average > _PLAIN_MEAN else None


def _aligned(data: bytes, encoding: str) -> tuple[float, str, str]:
    reading = align(data, encoding, at_end=True)
    score = worth(reading) if is_plausible(reading, len(data)) else float("-inf")
    return score + _PRIOR[encoding], encoding, reading.text


def _ascii_of(text: str) -> bytes:
    return text.encode("ascii", "ignore")
