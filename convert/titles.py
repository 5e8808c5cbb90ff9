"""Breaks a title into lines by meaning (GB/T 9704-2012 7.3.1)."""

from __future__ import annotations

from collections.abc import Sequence


def break_title(lines: Sequence[str], width: int, by_hand: str | None = None) -> tuple[str, ...]:
    """The lines of a title; `width` is how many Han characters a line holds."""
    title = "".join(lines)
    if by_hand and by_hand.replace("|", "") == title:
        return tuple(by_hand.split("|"))
    if len(title) <= width:
        return (title,)
    count = -(-len(title) // width)
    step = -(-len(title) // count)
    return tuple(title[i : i + step] for i in range(0, len(title), step))
