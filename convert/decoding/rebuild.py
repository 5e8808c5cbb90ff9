"""The bytes of a file from its decoded text and the record of losses: the proof that nothing was lost silently."""

from __future__ import annotations

from convert.decoding.charsets import bom_of, uncorrect
from convert.decoding.codes import Note, Reason, parse_note
from convert.model import Decoded


def rebuild(decoded: Decoded) -> bytes:
    """The file's bytes, exactly, for utf-8, gb18030, utf-16 and utf-32 text that was not repaired or mixed.

    Each loss gives its raw bytes back in place of its text; what stands between them is encoded again.
    """
    words = {parse_note(note)[0] for note in decoded.notes}
    pieces = [bom_of(decoded.encoding)] if Note.BOM in words else []
    size = len(pieces[0]) if pieces else 0
    at = 0
    for loss in decoded.losses:
        if loss.reason == Reason.GARBLED:
            continue
        # As many characters as fill the bytes up to the loss.
        end = at
        if loss.text == "\ufffd":
            end = decoded.text.index("\ufffd", at)
        else:
            end = _position(decoded, at, loss.offset - size, Note.REMAPPED in words)
        between = _encode(decoded.text[at:end], decoded.encoding, Note.REMAPPED in words)
        pieces += [between, loss.raw]
        size += len(between) + len(loss.raw)
        at = end + len(loss.text)
    pieces.append(_encode(decoded.text[at:], decoded.encoding, Note.REMAPPED in words))
    return b"".join(pieces)


def _position(decoded: Decoded, at: int, size: int, remapped: bool) -> int:
    """Where in the text, from `at` on, `size` encoded bytes end."""
    low, high = at, min(len(decoded.text), at + size)
    while low < high:
        middle = (low + high + 1) // 2
        if len(_encode(decoded.text[at:middle], decoded.encoding, remapped)) <= size:
            low = middle
        else:
            high = middle - 1
    return low


def _encode(text: str, encoding: str, remapped: bool) -> bytes:
    return (uncorrect(text) if remapped else text).encode(encoding, "surrogatepass" if "utf" in encoding else "strict")
