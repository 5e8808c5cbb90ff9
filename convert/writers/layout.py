"""Where lines stand that depend on their own width: signature, date, notes on attachments.

Widths count Han characters. A Latin letter or digit is half a character, and between it and a Han character word
processors leave about a quarter (measured in LibreOffice: 3 to 5 pt at 16 pt), so "2024年3月5日" is 7.25 wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

HALF_WIDTH = 0.5
GAP = 0.25
"""Automatic space between Han and Latin: 3 to 5 pt of 16 in LibreOffice 7.4."""


def width_chars(text: str) -> float:
    """Width of a line in Han characters.

    >>> width_chars("某某市人民政府"), width_chars("2024年3月5日")
    (7.0, 7.25)
    """
    width = 0.0
    before = None
    for char in text:
        wide = east_asian_width(char) in "WFA"
        width += 1 if wide else HALF_WIDTH
        letter = "" if not char.isalnum() else "wide" if wide else "half"
        if letter and before and letter != before:
            width += GAP
        before = letter
    return width


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
    signature = max(map(width_chars, signatures), default=0.0)
    date = max(map(width_chars, dates), default=0.0)
    if date > signature:
        left = line_chars - right_chars - date
        return max(0.0, left - shift_chars), max(0.0, left)
    left = max(0.0, line_chars - right_chars - signature)
    return left, left + shift_chars
