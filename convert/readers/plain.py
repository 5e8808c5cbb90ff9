"""Plain text and Markdown: bytes are decoded and cut into lines."""

from __future__ import annotations

import hashlib
import re

from convert.decode import decode
from convert.errors import EmptyFile, NotText
from convert.messages import n_
from convert.model import Draft, Line, Origin, Source

SUFFIXES = (".txt", ".text", ".md", ".markdown")

# Every line end that a report was seen with. Form feed and vertical tab are page furniture, which `clean` removes on
# record, so they end no line here.
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

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


def read(source: Source, *, encoding: str | None = None, repair: bool = True) -> Draft:
    """The uncleaned draft: one `Line` for each source line that is not empty.

    Raises `EmptyFile` where nothing but white space is found, and `NotText` for a file that its first bytes name.
    """
    for magic, kind in _MAGIC:
        if source.data.startswith(magic):
            raise NotText(source.path, kind)
    decoded = decode(source.data, encoding, repair=repair)
    if not decoded.text.strip():
        raise EmptyFile(source.path)
    lines = source_lines(decoded.text)
    items = tuple(Line(number, text) for number, text in enumerate(lines, 1) if text)
    origin = Origin(source.path, hashlib.sha256(source.data).hexdigest(), len(source.data))
    return Draft(origin, decoded, items)


def source_lines(text: str) -> list[str]:
    """The lines of a decoded text, ends removed; line n is item n - 1."""
    return _LINE_END.split(text)
