"""Plain text and Markdown: bytes are decoded and cut into lines."""

from __future__ import annotations

import hashlib

from convert.decode import decode, decode_lines
from convert.decoding.codes import Note, Reason, parse_note
from convert.decoding.likelihood import mean
from convert.errors import EmptyFile, NotText, UnfitEncoding
from convert.messages import n_
from convert.model import Decoded, Draft, Line, Origin, Source

SUFFIXES = (".txt", ".text", ".md", ".markdown")

# First bytes of files that people rename to .txt; the text detector would read noise out of them.
_MAGIC = (
    (b"\xff\xd8\xff", n_("a JPEG picture")),
    (b"\x89PNG\r\n", n_("a PNG picture")),
    (b"GIF8", n_("a GIF picture")),
    (b"%PDF-", n_("a PDF file")),
    (b"PK\x03\x04", n_("a zip archive or a Word or Excel file")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", n_("an old Word or Excel file")),
    (b"{\\rtf", n_("an RTF file")),
    (b"Rar!\x1a\x07", n_("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", n_("a 7z archive")),
    (b"\x1f\x8b\x08", n_("a gzip archive")),
    (b"MZ\x90\x00", n_("a program")),
    (b"\x7fELF", n_("a program")),
)
_MAGICS = tuple(magic for magic, _ in _MAGIC)

_BINARY = n_("binary data")

# Random bytes read, at best, as UTF-16 of no language: of 400 draws none had a mean over -5.95. Russian in UTF-16
# without a mark lies at -5.5.
_BINARY_BYTES = 64
_BINARY_MEAN = -5.9
# A text has page furniture at most: one form feed a page, never one control character in ten.
_CONTROL_SHARE = 0.1
# NULs between the text; padding after its end may be longer than the text.
_NUL_SHARE = 0.2

# A large file is judged by its start first: reading 100 MB of noise as text, each lost byte on record, takes gigabytes.
_LARGE_BYTES = 1 << 20
_START_BYTES = 1 << 16

_BLANK = "\ufeff\u200b\u2060"  # signs without width that `str.strip` keeps


def read(source: Source, *, encoding: str | None = None, repair: bool = True) -> Draft:
    """The uncleaned draft: one `Line` for each source line that is not empty.

    Raises `EmptyFile` where nothing but white space is found, `NotText` for binary data and `UnfitEncoding` for a
    Chinese encoding that is not read (ISO-2022-CN, EUC-TW). With `encoding` given only known first bytes are refused.
    """
    data, path = source.data, source.path
    if data.startswith(_MAGICS):
        raise NotText(path, next(kind for magic, kind in _MAGIC if data.startswith(magic)))
    if encoding is None and len(data) > _LARGE_BYTES:
        _check(decode(data[:_START_BYTES]), data[:_START_BYTES], path)
    decoded, lines = decode_lines(data, encoding, repair=repair)
    if encoding is None and (decoded.notes or decoded.losses):
        # Mojibake left as it is may be full of control characters; it is judged by what it would become.
        _check(decoded if repair else decode(data), data, path)
    if not decoded.text.strip().strip(_BLANK).strip():
        raise EmptyFile(path)
    new = tuple.__new__  # `Line(number, text)` goes by way of a function of Python: a tenth of the time of reading
    items = tuple([new(Line, (number, text, (), None)) for number, text in enumerate(lines, 1) if text])
    origin = Origin(path, source.sha256 or hashlib.sha256(data).hexdigest(), len(data))
    return Draft(origin, decoded, items)


def _check(decoded: Decoded, data: bytes, path: str) -> None:
    """Raises `NotText` or `UnfitEncoding` for what is no text or none that is read."""
    notes = dict(map(parse_note, decoded.notes))
    if Note.UNSUPPORTED in notes:
        raise UnfitEncoding(path, notes[Note.UNSUPPORTED].upper())
    text = decoded.text
    if not text.strip():
        return
    nuls = sum(len(loss.raw) for loss in decoded.losses if loss.reason == Reason.NUL)
    padding = len(data) - len(data.rstrip(b"\0\x1a"))
    unread = len(data) >= _BINARY_BYTES and notes.get(Note.NOT_CHINESE) == "" and mean(text) < _BINARY_MEAN
    controls = int(notes.get(Note.CONTROL, "0"))
    if unread or controls > max(4, _CONTROL_SHARE * len(text)) or nuls - padding > max(4, _NUL_SHARE * len(data)):
        raise NotText(path, _BINARY)
