"""Where lines stand that depend on their own width: signature, date, notes on attachments."""

from __future__ import annotations

from collections.abc import Sequence

from convert.patterns import compiled
from convert.widths import width_chars

NOTE_CHARS = 3
"""Width of 附件： before the first attachment's name."""

NUMBER_CHARS = 1
"""Width of "1." before a name: two half characters."""

_NOTE_MARK = compiled(r"(?:附\s*件[:：]\s*)?(?:\d{1,2}[.．、]\s*)?")
_NUMBERED = compiled(r"附\s*件[:：]\s*\d{1,2}[.．、]")


def closing_indents(
    signatures: Sequence[str],
    dates: Sequence[str],
    line_chars: float,
    *,
    right_chars: float = 2.0,
    shift_chars: float = 2.0,
) -> tuple[float, float]:
    """Left indents in characters of the signature lines and of the date (GB/T 9704-2012 7.3.5.2).

    The signature ends `right_chars` before the right edge and the date begins `shift_chars` right of its first
    character. A date longer than the signature ends `right_chars` before the edge and moves the signature left. Both
    lines are placed by their left edge, so that the shift is exact however wide a font's digits are. A line longer
    than the text area begins at its left edge.

    >>> closing_indents(["某某市人民政府办公室"], ["2024年3月5日"], 28)
    (16.0, 18.0)
    >>> closing_indents(["张某某"], ["2024年12月25日"], 28)
    (15.75, 17.75)
    """
    signature = max([0.0, *map(width_chars, signatures)])
    date = max([0.0, *map(width_chars, dates)])
    if date > signature:
        left = line_chars - right_chars - date
        return max(0.0, left - shift_chars), max(0.0, left)
    left = max(0.0, line_chars - right_chars - signature)
    return left, left + shift_chars


def is_numbered_note(text: str) -> bool:
    """Whether a note on attachments begins a numbered list, as in 附件：1. 名单."""
    return _NUMBERED.match(text) is not None


def note_indents(text: str, room_chars: float) -> tuple[float, float] | None:
    """Left and hanging indent, in characters from where the note begins, that align its later lines with the name.

    `None` where the style's own indents do: the note fits on one line of `room_chars`, or it has no mark, or one as
    wide as the style expects. (GB/T 9704-2012 7.3.4)

    >>> note_indents("附件：1. 一个名称", 26)
    >>> note_indents("附件：1. " + "很长的名称" * 9, 26)
    (4.5, 4.5)
    """
    found = _NOTE_MARK.match(text)
    mark = found[0] if found else ""
    width = width_chars(mark)
    if width in (0, NOTE_CHARS, NOTE_CHARS + NUMBER_CHARS, NUMBER_CHARS) or width_chars(text) <= room_chars:
        return None
    return (width, width) if mark.startswith("附") else (NOTE_CHARS + width, width)
