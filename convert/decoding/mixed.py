"""Files whose lines differ in encoding, as pasted together by programs that look at bytes only."""

from __future__ import annotations

import re

from convert.decoding.charsets import DOUBLE_BYTE
from convert.decoding.evidence import likely
from convert.decoding.likelihood import LIKELIEST_ASCII, beyond_ascii, mean, probes, total
from convert.decoding.reading import lines_of, read_as
from convert.decoding.spans import Reading, Span, mark_destroyed

NARROW = ("utf-8", "gb18030", "big5hkscs")
"""Encodings that a line can be read in by itself."""

# A line changes to another encoding when every byte fits there, the text reads as Chinese and is this many decades
# likelier. Over 3,418 lines of four characters and more the wrong encoding never came nearer than -2.4, and UTF-8 lines
# read as GBK or Big5 lose by 29 and more.
_GAIN = 5.0
_CHINESE = -4.3
# Lines whose base reading is better than this are not tried in the other double-byte encoding: right readings lie over
# -3.96 (3,418 lines), wrong ones about -5.7.
_SUSPECT = -4.0
_PROBES = 32  # characters of a line that are weighed; the mean of others is off by 0.2 at most in two of three lines

_HIGH_LINE = re.compile(rb"[\x80-\xff]")


def line_encodings(data: bytes, base: str) -> list[tuple[int, str]]:
    """Where the encoding changes: (byte offset of a line's start, its encoding), the first at 0; one item = unmixed."""
    runs = [(0, base)]
    offset = 0
    for line in lines_of(data):
        encoding = runs[-1][1]
        if _HIGH_LINE.search(line):
            encoding = _line_encoding(line, base)
            if encoding != runs[-1][1]:
                if offset == 0:
                    runs = []
                runs.append((offset, encoding))
        offset += len(line)
    return runs


def _line_encoding(line: bytes, base: str) -> str:
    if base in DOUBLE_BYTE and _is_plainly(line, base):
        return base
    base_score, base_text = likely(line, base)
    clean = "\ufffd" not in base_text
    if base == "utf-8" and clean:
        return base
    best, chosen = base_score + _GAIN, base
    for encoding in NARROW:
        if encoding == base or (encoding != "utf-8" and clean and _is_plain(base_text, base_score)):
            continue
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = total(text)
        if score > best and mean(text) > _CHINESE:
            best, chosen = score, encoding
    return chosen


def _is_plainly(line: bytes, base: str) -> bool:
    """Whether a line, no UTF-8, is beyond doubt in `base`, by some of its characters."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return False
    try:
        text = line.decode(base)
    except UnicodeDecodeError:
        return False
    return mean(probes(beyond_ascii(text), _PROBES)) > _SUSPECT


def _is_plain(text: str, score: float) -> bool:
    """Whether the characters beyond ASCII have a mean over `_SUSPECT`; ASCII takes its likeliest share of the score."""
    plain = len(text.encode("ascii", "ignore"))
    high = len(text) - plain
    return score - plain * LIKELIEST_ASCII > _SUSPECT * high or mean(text) > _SUSPECT


def read_runs(data: bytes, runs: list[tuple[int, str]], base: int = 0) -> tuple[Reading, list[tuple[int, str]]]:
    """The text of a mixed file, and for each run the position in the text where it starts, with its encoding."""
    pieces: list[str] = []
    spans: list[Span] = []
    starts: list[tuple[int, str]] = []
    position = 0
    for index, (start, encoding) in enumerate(runs):
        end = runs[index + 1][0] if index + 1 < len(runs) else len(data)
        reading = mark_destroyed(read_as(data[start:end], encoding, base + start), encoding, base + start)
        starts.append((position, encoding))
        pieces.append(reading.text)
        spans += [Span(s.position + position, s.offset, s.raw, s.reason, s.text) for s in reading.spans]
        position += len(reading.text)
    return Reading("".join(pieces), tuple(spans)), starts
