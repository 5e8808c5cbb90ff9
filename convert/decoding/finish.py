"""What is done to a reading before it is text for the other rooms: padding off, corrections, marks of loss, lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from convert.decoding.charsets import WIDE, correct
from convert.decoding.codes import Note, Reason, make_note
from convert.decoding.frequency import TIERS
from convert.decoding.likelihood import RARE, weights
from convert.decoding.spans import Reading, Span, may_be_destroyed
from convert.model import Loss
from convert.patterns import compiled

LINE_END = compiled("\r\n|[\n\r\x85\u2028\u2029]")
"""Every line end that a report was seen with. Form feed and vertical tab are page furniture and end no line."""

_PADDING = compiled("\0+|\x1a+")
_NULS = compiled("\0+")
_PADDING_BYTES = re.compile(rb"\0+|\x1a+")
_NUL_BYTES = re.compile(rb"\0+")
_NOTABLE = compiled("[\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CONTROLS = compiled("[\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_PRIVATE = compiled("[\ue000-\uf8ff\U000f0000-\U0010ffff]")

_RARE_RUN = 3  # Hanzi in a row; names have two at most


def source_lines(text: str) -> list[str]:
    """The lines of a decoded text, ends removed; line n is item n - 1."""
    returns = "\r" in text
    plain = text.replace("\r\n", "\n") if returns else text
    # The pattern takes fourteen times as long as `split`, and few files need it.
    if (returns and "\r" in plain) or "\x85" in plain or "\u2028" in plain or "\u2029" in plain:
        return LINE_END.split(text)
    return plain.split("\n")


def drop_padding(reading: Reading, data: bytes, encoding: str, base: int) -> Reading:
    """The reading of `data` without NULs, and without Ctrl-Z at its end; each run becomes a span with the text ""."""
    reading = _odd_padding(reading)
    text = reading.text
    if text[-1:] not in ("\0", "\x1a") and "\0" not in text:
        return reading
    body = len(text.rstrip("\0\x1a"))
    runs = [*_NULS.finditer(text, 0, body), *_PADDING.finditer(text, body)]
    offsets = _padding_offsets(data, base) if encoding not in WIDE else []
    if len(offsets) != len(runs):  # two or four bytes a NUL, or escapes between them
        offsets = _counted_offsets(reading, [run.start() for run in runs], encoding, base)
    pieces: list[str] = []
    spans = list(reading.spans)
    starts = [span.position for span in spans]
    removed = at = 0
    dropped = []  # (position behind the run in the old text, characters dropped up to there)
    new = []
    for run, offset in zip(runs, offsets, strict=True):
        raw = run[0].encode(encoding if encoding in WIDE else "ascii")
        reason = Reason.NUL if run[0][0] == "\0" else Reason.CTRL_Z
        new.append(Span(run.start() - removed, offset, raw, reason, ""))
        pieces.append(text[at : run.start()])
        at = run.end()
        removed += at - run.start()
        dropped.append((at, removed))
    pieces.append(text[at:])
    ends = [end for end, _ in dropped]
    for span, start in zip(spans, starts, strict=True):
        before = bisect_right(ends, start)
        shift = dropped[before - 1][1] if before else 0
        new.append(Span(start - shift, span.offset, span.raw, span.reason, span.text))
    new.sort(key=lambda span: span.offset)
    return Reading("".join(pieces), tuple(new))


def _padding_offsets(data: bytes, base: int) -> list[int]:
    """Where the runs of NULs, and of Ctrl-Z at the end, stand in bytes that mean nothing else by them."""
    body = len(data.rstrip(b"\0\x1a"))
    runs = [*_NUL_BYTES.finditer(data, 0, body), *_PADDING_BYTES.finditer(data, body)]
    return [base + run.start() for run in runs]


def _counted_offsets(reading: Reading, positions: list[int], encoding: str, base: int) -> list[int]:
    """Where the characters at `positions` stand in the bytes, counted from the span before."""
    offsets = []
    anchor, offset, old = 0, base, 0
    for position in positions:
        while old < len(reading.spans) and reading.spans[old].position < position:
            span = reading.spans[old]
            anchor, offset = span.position + len(span.text), span.offset + len(span.raw)
            old += 1
        offset += len(reading.text[anchor:position].encode(encoding, "replace"))
        anchor = position
        offsets.append(offset)
    return offsets


def _odd_padding(reading: Reading) -> Reading:
    """A lone padding byte after text of two-byte units is padding too, no cut character."""
    last = reading.spans[-1] if reading.spans else None
    if last is None or last.reason is not Reason.TRUNCATED or last.raw.strip(b"\0\x1a"):
        return reading
    if last.raw[0] == 0 and reading.text[: last.position][-1:] != "\0":  # half a digit
        return reading
    reason = Reason.NUL if last.raw[0] == 0 else Reason.CTRL_Z
    padding = Span(last.position, last.offset, last.raw, reason, "")
    return Reading(reading.text[: last.position], (*reading.spans[:-1], padding))


def correct_characters(reading: Reading, encoding: str) -> tuple[Reading, tuple[str, ...]]:
    """The reading with outdated mappings of the codec put right, and the note that says how many."""
    text, count = correct(reading.text, encoding)
    notes = (make_note(Note.REMAPPED, count),) if count else ()
    return Reading(text, reading.spans), notes


def plain_lines(text: str) -> list[str] | None:
    """The lines of a text that surely holds nothing that is taken off, corrected or told here, or marked as destroyed.

    `None` of one that may.
    """
    lines = text.split("\n")
    bare = "".join(lines)
    if "\ufffd" in bare or may_be_destroyed(bare):
        return None
    if bare.isprintable():  # so LF is the only line end
        return lines
    return source_lines(text) if _is_printable(bare) else None


def _is_printable(bare: str) -> bool:
    """Whether a text without LF is printable but for CR and blanks; asking so takes half the time of a search."""
    return bare.isprintable() or bare.replace("\r", "").replace("\t", "").replace("\u3000", "").isprintable()


def text_notes(text: str) -> tuple[str, ...]:
    """Notes on characters that a report should not hold: controls, private use."""
    notes: tuple[str, ...] = ()
    if _is_printable(text.replace("\n", "")) or not _NOTABLE.search(text):
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
    weight = weights().__getitem__
    for match in _uncommon().finditer(text):
        run = 0
        for index, character in enumerate(match[0], match.start()):
            run = run + 1 if weight(character) <= RARE else 0
            if run == _RARE_RUN:
                return line_numbers(text, [index])[0]
    return 0


@cache
def _uncommon() -> re.Pattern[str]:
    """Three and more in a row of Hanzi, and of what text out of step is full of besides, but for the frequent ones.

    That is private use and scripts of other continents. One search costs an eighth of weighing every character.
    """
    frequent = "".join(characters for _, characters in TIERS)
    return compiled(f"[^\0-\u06ff\u2000-\u312f\uf900-\U0010ffff{frequent}]{{{_RARE_RUN},}}")


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
