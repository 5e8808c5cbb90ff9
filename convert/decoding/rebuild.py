"""The bytes of a file from its decoded text and the record of losses: the proof that nothing was lost silently."""

from __future__ import annotations

from convert.decoding.charsets import bom_of, uncorrect
from convert.decoding.codes import Note, Reason, parse_note
from convert.decoding.finish import LINE_END
from convert.model import Decoded


def rebuild(decoded: Decoded) -> bytes:
    """The file's bytes, exactly, for utf-8, gb18030, utf-16 and utf-32 text that was not repaired.

    Each loss gives its raw bytes back in place of its text; what stands between them is encoded again, in a mixed file
    each run of lines in its own encoding.
    """
    words = {parse_note(note)[0] for note in decoded.notes}
    text = uncorrect(decoded.text) if Note.REMAPPED in words else decoded.text
    runs = _runs(decoded)
    pieces = [bom_of(decoded.encoding)] if Note.BOM in words else []
    size, at = sum(map(len, pieces)), 0
    for loss in decoded.losses:
        if loss.reason == Reason.GARBLED:
            continue
        marked = loss.text == "\ufffd"
        end = text.index("\ufffd", at) if marked else _position(text, at, loss.offset - size, runs)
        between = _encode(text, at, end, runs)
        pieces += [between, loss.raw]
        size += len(between) + len(loss.raw)
        at = end + len(loss.text)
    pieces.append(_encode(text, at, len(text), runs))
    return b"".join(pieces)


def _runs(decoded: Decoded) -> list[tuple[int, str]]:
    """(position in the text, encoding from there on), ascending."""
    if not decoded.runs:
        return [(0, decoded.encoding)]
    starts = [0, *(match.end() for match in LINE_END.finditer(decoded.text))]
    return [(starts[line - 1], name) for line, name in decoded.runs]


def _position(text: str, at: int, size: int, runs: list[tuple[int, str]]) -> int:
    """Where in the text, from `at` on, `size` encoded bytes end."""
    low, high = at, min(len(text), at + size)
    while low < high:
        middle = (low + high + 1) // 2
        if len(_encode(text, at, middle, runs)) <= size:
            low = middle
        else:
            high = middle - 1
    return low


def _encode(text: str, start: int, end: int, runs: list[tuple[int, str]]) -> bytes:
    pieces = []
    for index, (first, name) in enumerate(runs):
        last = runs[index + 1][0] if index + 1 < len(runs) else len(text)
        pieces.append(
            text[max(start, first) : min(end, last)].encode(name, "surrogatepass" if "utf" in name else "strict")
        )
    return b"".join(pieces)
