"""Seven-bit encodings that switch by escape sequences: HZ is read, ISO 2022 is told by name."""

from __future__ import annotations

import re

from convert.decoding.codes import Reason
from convert.decoding.likelihood import mean
from convert.decoding.reading import read_as
from convert.decoding.spans import Reading, Span

# RFC 1843: ~{ GB 2312 in seven bits ~}, ~~ is a tilde, ~ at a line end joins lines; GB never runs over a line end. A GB
# pair never holds "~}" (rows end at 0x77), so the first one closes.
_HZ = re.compile(rb"~\{(?P<gb>[^\n]*?)(?:~\}|(?=\n)|\Z)|(?P<tilde>~~)|~\r?\n")
_HIGH_BIT = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in range(256))

# Mean weight from which the escaped part is Chinese: pieces of 40 bytes have -4.0 and more (1,469), random GB 2312
# pairs -4.5 and less (400).
_HZ_CHINESE = -4.3

_ISO_2022 = (  # RFC 1922, 1557, 1468
    (b"\x1b$)A", "iso-2022-cn"),
    (b"\x1b$)G", "iso-2022-cn"),
    (b"\x1b$*H", "iso-2022-cn"),
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$B", "iso2022_jp"),
    (b"\x1b$@", "iso2022_jp"),
)


def is_hz(data: bytes) -> bool:
    """Whether seven-bit bytes hold HZ escapes around what reads as Chinese."""
    found = _HZ.search(data)
    if found is None:
        return False
    inner = b"".join(match["gb"] or b"" for match in _HZ.finditer(data[found.start() : found.start() + 4096]))
    text = inner.translate(_HIGH_BIT).decode("gb18030", "replace")
    return not text.isascii() and mean(text) > _HZ_CHINESE


def read_hz(data: bytes, base: int = 0) -> Reading:
    """HZ read as text, the escapes taken out."""
    pieces: list[str] = []
    spans: list[Span] = []
    position = at = 0

    def add(reading: Reading) -> None:
        """Puts a piece behind the others, its spans moved to where it stands."""
        nonlocal position
        pieces.append(reading.text)
        spans.extend(Span(s.position + position, s.offset, s.raw, s.reason, s.text) for s in reading.spans)
        position += len(reading.text)

    for match in _HZ.finditer(data):
        add(read_as(data[at : match.start()], "utf-8", base + at))
        at = match.end()
        if match["tilde"]:
            add(Reading("~"))
        elif match["gb"]:
            add(_read_gb(match["gb"], base + match.start("gb"), at_end=match.end("gb") == len(data)))
    add(read_as(data[at:], "utf-8", base + at))
    return Reading("".join(pieces), tuple(spans))


def _read_gb(raw: bytes, base: int, *, at_end: bool) -> Reading:
    reading = read_as(raw.translate(_HIGH_BIT), "gb18030", base)
    spans = []
    for span in reading.spans:
        start = span.offset - base
        reason = span.reason if at_end or span.reason is not Reason.TRUNCATED else Reason.INVALID
        spans.append(Span(span.position, span.offset, raw[start : start + len(span.raw)], reason, span.text))
    return Reading(reading.text, tuple(spans))


def iso_2022(data: bytes) -> str | None:
    """The ISO 2022 encoding whose escape sequence stands in `data`: a codec name, or "iso-2022-cn" which has none."""
    if b"\x1b$" not in data:
        return None
    found = [(at, name) for escape, name in _ISO_2022 if (at := data.find(escape)) >= 0]
    return min(found)[1] if found else None
