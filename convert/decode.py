"""Bytes to text: which encoding a report is written in, and what could not be read.

Signals in order of authority: what the user says; a byte order mark that the bytes after it do not contradict; strict
UTF-8; the escapes of seven-bit encodings; the likeliest of all Chinese readings; chardet, where none of them looks
Chinese. Then each line of a double-byte or damaged file is looked at by itself, and mojibake is undone where that is
exact. Nothing is dropped or replaced without a `Loss`: `convert.decoding.rebuild` gives the bytes back.
"""

from __future__ import annotations

from convert.decoding import finish
from convert.decoding.charsets import DOUBLE_BYTE, WIDE, bom_of, canonical
from convert.decoding.codes import DOUBT, UNDECODABLE, How, Note, Reason, make_note, parse_note
from convert.decoding.detect import Found, find, reads_chinese
from convert.decoding.escapes import read_hz
from convert.decoding.mixed import NARROW, line_encodings, read_runs
from convert.decoding.mojibake import is_garbled, language_of, looks_odd
from convert.decoding.mojibake import repair as undo_mojibake
from convert.decoding.reading import read_as
from convert.decoding.spans import Reading, Span, mark_destroyed
from convert.errors import UnknownEncoding
from convert.model import Confidence, Decoded

Runs = tuple[tuple[int, str], ...]


def decode(data: bytes, encoding: str | None = None, *, repair: bool = True) -> Decoded:
    """The text of a file, how it was found, and a record of every byte that is not plainly in the text.

    `encoding` forces one (any name Python knows; GBK means GB 18030); `repair` undoes exact mojibake. Raises
    `UnknownEncoding` and nothing else, on any bytes.
    """
    return decode_lines(data, encoding, repair=repair)[0]


def decode_lines(data: bytes, encoding: str | None = None, *, repair: bool = True) -> tuple[Decoded, list[str]]:
    """The same, and the lines of the text without their ends, which are at hand for nearly every file."""
    found = find(data) if encoding is None else _forced(data, encoding)
    text = found.text
    lines = finish.plain_lines(text) if text and not found.mark else None
    if text and lines and not looks_odd(text):  # there is nothing to do
        notes = tuple(map(str, found.notes))
        return Decoded(text, found.encoding, found.confidence, found.how.value, (), notes), lines
    decoded = _decode(data, found, repair)
    return decoded, finish.source_lines(decoded.text)


def _decode(data: bytes, found: Found, repair: bool) -> Decoded:
    """The text in the encoding that was found, with whatever is told of it."""
    body = data[found.skip :] if found.skip else data
    reading, notes, runs = _read(body, found)
    reading = finish.drop_padding(reading, body, found.encoding, found.skip)
    reading, remapped = finish.correct_characters(reading, found.encoding)
    reading, mended = _mend(reading, found, repair)
    told = found.notes
    if runs and reads_chinese(reading.text):  # no one encoding made sense of it, but the lines by themselves did
        told = tuple(note for note in told if note != Note.NOT_CHINESE)
    notes = (*map(str, told), *notes, *remapped, *mended, *finish.text_notes(reading.text))
    if found.mark:
        reading = Reading(reading.text, (Span(0, 0, found.mark, Reason.LYING_BOM, ""), *reading.spans))
    doubtful = any(parse_note(note)[0] in DOUBT for note in notes)
    confidence = Confidence.CHECK if doubtful else found.confidence
    return Decoded(reading.text, found.encoding, confidence, found.how.value, finish.losses(reading), notes, runs)


def _forced(data: bytes, encoding: str) -> Found:
    try:
        name = canonical(encoding)
    except (LookupError, ValueError):
        raise UnknownEncoding(encoding) from None
    bom = bom_of(name)
    if bom and data.startswith(bom):
        return Found(name, How.USER, Confidence.CERTAIN, (Note.BOM,), len(bom))
    if encoding.strip().lower() in ("utf-16", "utf16", "utf_16") and data.startswith(bom_of("utf-16-be")):
        return Found("utf-16-be", How.USER, Confidence.CERTAIN, (Note.BOM,), 2)
    return Found(name, How.USER, Confidence.CERTAIN)


def _read(body: bytes, found: Found) -> tuple[Reading, tuple[str, ...], Runs]:
    """The reading of a body, notes on it, and for a mixed file the encoding of each run of lines."""
    if found.encoding == "hz":
        return read_hz(body, found.skip), (), ()
    if not found.valid and found.encoding in NARROW and found.how is not How.USER:
        parts = line_encodings(body, found.encoding)
        if len(parts) > 1 or parts[0][1] != found.encoding:
            reading, starts = read_runs(body, parts, found.skip)
            names = [name for _, name in starts]
            lines = finish.line_numbers(reading.text, [position for position, _ in starts])
            common = sorted(dict.fromkeys(names), key=names.count, reverse=True)  # those as common in order of the file
            return reading, (make_note(Note.MIXED, "+".join(common)),), tuple(zip(lines, names, strict=True))
    text = found.text
    reading = Reading(text) if text and "\ufffd" not in text else read_as(body, found.encoding, found.skip)
    notes: tuple[str, ...] = ()
    # Out of step is what only these can be; valid UTF-8 of rare Hanzi is just that.
    if found.encoding in (*DOUBLE_BYTE, *WIDE) and finish.rare_run_line(reading.text):
        reading = read_as(body, found.encoding, found.skip, doubtful=True)
        if line := finish.rare_run_line(reading.text):
            notes = (make_note(Note.RARE_RUN, line),)
    return mark_destroyed(reading, found.encoding, found.skip), notes, ()


def _mend(reading: Reading, found: Found, repair: bool) -> tuple[Reading, tuple[str, ...]]:
    """The reading with mojibake undone, or the note that it could not be; odd text in another language is told too."""
    if not looks_odd(reading.text):
        return reading, ()
    if language := language_of(reading.text):
        told = any(parse_note(note)[0] is Note.NOT_CHINESE for note in found.notes)
        return reading, () if told else (make_note(Note.NOT_CHINESE, language),)
    if any(span.reason in UNDECODABLE for span in reading.spans):
        return reading, ()
    undone = undo_mojibake(reading.text)
    if undone is None or not repair:
        return reading, (Note.GARBLED.value,) if undone or is_garbled(reading.text) else ()
    text = undone.text.removeprefix("\ufeff")
    spans = tuple(Span(len(text), s.offset, s.raw, s.reason, s.text) for s in reading.spans if not s.text)
    if undone.tail:
        raw = undone.tail.encode(found.encoding, "replace")
        offset = found.skip + len(reading.text.removesuffix(undone.tail).encode(found.encoding, "replace"))
        spans = (Span(len(text), offset, raw, Reason.TRUNCATED), *spans)
        text += "\ufffd"
    return Reading(text, spans), (make_note(Note.REPAIRED, "+".join(undone.steps)),)
