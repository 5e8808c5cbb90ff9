"""Bytes to text: which encoding a report is written in, and what could not be read.

Signals in order of authority: what the user says; a byte order mark that the bytes after it do not contradict; strict
UTF-8; the escapes of seven-bit encodings; the likeliest of all Chinese readings; chardet, where none of them looks
Chinese. Then each line of a double-byte or damaged file is looked at by itself, and mojibake is undone where that is
exact. Nothing is dropped or replaced without a `Loss`: `convert.decoding.rebuild` gives the bytes back.
"""

from __future__ import annotations

from convert.decoding import finish, mojibake
from convert.decoding.charsets import DOUBLE_BYTE, bom_of, canonical
from convert.decoding.codes import UNDECODABLE, How, Note, Reason, make_note
from convert.decoding.detect import Found, find
from convert.decoding.escapes import read_hz
from convert.decoding.mixed import NARROW, line_encodings, read_runs
from convert.decoding.reading import Reading, Span, mark_destroyed, read_as
from convert.errors import UnknownEncoding
from convert.model import Confidence, Decoded

_UNMIXED: list[tuple[int, str]] = []


def decode(data: bytes, encoding: str | None = None, *, repair: bool = True) -> Decoded:
    """The text of a file, how it was found, and a record of every byte that is not plainly in the text.

    `encoding` forces one (any name Python knows; GBK means GB 18030); `repair` undoes exact mojibake. Raises
    `UnknownEncoding` and nothing else, on any bytes.
    """
    found = find(data) if encoding is None else _forced(data, encoding)
    body = data[found.skip :] if found.skip else data
    reading, starts = _read(body, found)
    return _finish(reading, starts, body, found, repair)


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


def _read(body: bytes, found: Found) -> tuple[Reading, list[tuple[int, str]]]:
    """The reading of a body, and for a mixed file where in the text each encoding starts."""
    if found.encoding == "hz":
        return read_hz(body, found.skip), _UNMIXED
    if not found.valid and found.encoding in NARROW and found.how is not How.USER:
        runs = line_encodings(body, found.encoding)
        if len(runs) > 1 or runs[0][1] != found.encoding:
            return read_runs(body, runs, found.skip)
    reading = read_as(body, found.encoding, found.skip)
    if found.encoding in DOUBLE_BYTE and finish.rare_run_line(reading.text):
        reading = read_as(body, found.encoding, found.skip, doubtful=True)
    return mark_destroyed(reading, found.encoding, found.skip), _UNMIXED


def _finish(reading: Reading, starts: list[tuple[int, str]], body: bytes, found: Found, repair: bool) -> Decoded:
    notes, confidence, encoding = list(map(str, found.notes)), found.confidence, found.encoding
    reading = finish.drop_padding(reading, body, encoding, found.skip)
    reading, remapped = finish.correct_characters(reading, encoding)
    notes += remapped
    runs: tuple[tuple[int, str], ...] = ()
    if starts:
        names = sorted({name for _, name in starts}, key=[name for _, name in starts].count, reverse=True)
        notes.append(make_note(Note.MIXED, "+".join(names)))
        lines = finish.line_numbers(reading.text, [position for position, _ in starts])
        runs = tuple(zip(lines, (name for _, name in starts), strict=True))
        confidence = Confidence.CHECK
    if mojibake.looks_garbled(body if found.valid else reading.text.encode("utf-8", "replace")):
        reading, mended = _mend(reading, encoding, found, repair)
        notes += mended
        if mended:
            confidence = Confidence.CHECK
    if not found.valid and encoding in DOUBLE_BYTE and (line := finish.rare_run_line(reading.text)):
        notes.append(make_note(Note.RARE_RUN, line))
        confidence = Confidence.CHECK
    notes += finish.text_notes(reading.text)
    if Note.LYING_BOM in {note.partition(":")[0] for note in notes}:
        bom = Span(0, 0, found.mark, Reason.LYING_BOM, "")
        reading = Reading(reading.text, (bom, *reading.spans))
    return Decoded(reading.text, encoding, confidence, found.how.value, finish.losses(reading), tuple(notes), runs)


def _mend(reading: Reading, encoding: str, found: Found, repair: bool) -> tuple[Reading, list[str]]:
    """The reading with mojibake undone, or the note that it could not be."""
    if any(span.reason in UNDECODABLE for span in reading.spans):
        return reading, []
    undone = mojibake.repair(reading.text)
    if undone is None:
        return reading, [Note.GARBLED.value] if mojibake.is_garbled(reading.text) else []
    if not repair:
        return reading, [Note.GARBLED.value]
    spans = tuple(Span(len(undone.text), s.offset, s.raw, s.reason, s.text) for s in reading.spans if not s.text)
    text = undone.text.removeprefix("\ufeff")
    if undone.tail:
        offset = found.skip + len(reading.text.removesuffix(undone.tail).encode(encoding, "replace"))
        tail = Span(len(text), offset, undone.tail.encode(encoding, "replace"), Reason.TRUNCATED)
        text += tail.text
        spans = (tail, *spans)
    return Reading(text, spans), [make_note(Note.REPAIRED, "+".join(undone.steps))]
