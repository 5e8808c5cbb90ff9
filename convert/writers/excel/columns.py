"""One column of some consecutive rows as XML: rows have much in common, and a column at a time it is asked only once.

What is text stays text: a string is written as an inline string, and one that begins like a formula gets the style
whose quotePrefix keeps it text when someone edits the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import repeat
from typing import NamedTuple, cast

from convert.writers.excel.cells import fit, harmless, line_count, to_xml
from convert.writers.excel.handmade import SEPARATOR
from convert.writers.excel.rows import Value
from convert.writers.excel.values import plain, serial

_BLANKS = frozenset(c for c in map(chr, range(0x3001)) if c.isspace())
_FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")
_SPECIAL_STARTS = _FORMULA_STARTS | _BLANKS | {""}
_EMPTY = frozenset({None, ""})
_TEXT_END = "</t></is></c>"
_NUMBER_END = "</v></c>"

Pieces = tuple[str | Sequence[str], ...]
"""What some rows are made of, from left to right: a text that is the same in all of them, or one for each."""


class Form(NamedTuple):
    """The XML around a cell's number and value, for one style."""

    empty: str
    text: str
    special: str  # text that begins like a formula, or begins or ends with white space
    number: str


class Column(NamedTuple):
    """A column of some rows."""

    cells: Pieces  # their XML after the row numbers
    shown: Pieces  # for the fingerprint, each value as a reader finds it, with its separator


def form(plain_style: int, quoted_style: int) -> Form:
    """The form of a style, by its number and that of its variant for text that a program could take for a formula."""
    return Form(
        f'" s="{plain_style}"/>',
        f'" s="{plain_style}" t="inlineStr"><is><t>',
        f'" s="{quoted_style}" t="inlineStr"><is><t xml:space="preserve">',
        f'" s="{plain_style}"><v>',
    )


def join_rows(pieces: Sequence[str | Sequence[str]]) -> Iterator[str]:
    """The rows made of these pieces, of which one at least is not the same in all.

    >>> list(join_rows(("<", "a", ["1", "2"], ">")))
    ['<a1>', '<a2>']
    """
    merged: list[str | Sequence[str]] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if isinstance(piece, str) and isinstance(last, str):
            merged[-1] = last + piece
        else:
            merged.append(piece)
    return map("".join, zip(*[repeat(piece) if isinstance(piece, str) else piece for piece in merged]))  # noqa: B905  # endless


def render(values: Sequence[Value], forms: Sequence[Form], units: int, lines: list[int]) -> Column:
    """The column of these values; `forms` are one for all or one for each, `units` the half-width characters of a line.

    Where the column needs more of the `lines` that each row takes, more are entered.
    """
    kinds = set(map(type, values))
    same = forms[0] if len(forms) == 1 else None
    if kinds == {str} and _are_plain(texts := cast("Sequence[str]", values)):
        for row, text in enumerate(texts):
            if 2 * len(text) > units:
                lines[row] = max(lines[row], line_count(text, units))
        start = same.text if same else [each.text for each in forms]
        return Column((start, texts, _TEXT_END), (SEPARATOR, texts))
    if same and kinds == {int}:
        numbers = list(map(str, values))
        return Column((same.number, numbers, _NUMBER_END), (SEPARATOR, numbers))
    if same and kinds == {float}:
        shares = cast("Sequence[float]", values)
        return Column((same.number, list(map(repr, shares)), _NUMBER_END), (SEPARATOR, list(map(plain, shares))))
    if same and _EMPTY.issuperset(values):
        return Column((same.empty,), ())
    if same:
        known = {value: _cell(value, same, units) for value in set(values)}
        found = [known[value] for value in values]
    else:
        found = [_cell(value, each, units) for value, each in zip(values, forms, strict=True)]
    cells, shown, heights = zip(*found, strict=True)
    lines[:] = map(max, lines, heights)
    return Column((cells,), (shown,))


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether texts can stand in cells just as they are, one line each, and no program takes them for anything else."""
    distinct = set(texts)
    return (
        _SPECIAL_STARTS.isdisjoint([text[:1] for text in distinct])
        and _BLANKS.isdisjoint([text[-1:] for text in distinct])
        and harmless(distinct)
    )


def _cell(value: Value, form: Form, units: int) -> tuple[str, str, int]:
    """The XML of one cell, what is shown of it, and the lines it takes."""
    if isinstance(value, str):
        value = fit(value)
    if value is None or value == "":
        return form.empty, "", 1
    if isinstance(value, str):
        special = value[0] in _SPECIAL_STARTS or value[-1] in _BLANKS
        height = line_count(value, units) if 2 * len(value) > units or "\n" in value else 1
        return f"{form.special if special else form.text}{to_xml(value)}{_TEXT_END}", SEPARATOR + value.strip(), height
    figure = serial(value) if isinstance(value, date) else value
    return f"{form.number}{figure}{_NUMBER_END}", SEPARATOR + plain(figure), 1
