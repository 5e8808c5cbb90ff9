"""The cells of a workbook that people may have saved with any program, read front to back.

Only what is needed to find again what was typed: texts and numbers, no formats. openpyxl reads the same, at ten times
the time; and a workbook is read before each rebuild.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from convert.errors import BadWorkbook, MissingFile, UnreadableFile

if TYPE_CHECKING:
    from lxml.etree import _Element

Cells = dict[int, str | float]
"""Filled cells of a row by 0-based column: texts, or numbers. A formula stands for its last value."""

_LETTERS = re.compile("[A-Z]+")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DAMAGE = (
    BadZipFile, EOFError, IndexError, KeyError, NotImplementedError, RuntimeError, SyntaxError, TypeError, ValueError,
    zlib.error,
)  # fmt: skip
"""What zip and XML raise for a damaged file; lxml's own errors are `SyntaxError`s, a password is a `RuntimeError`."""


def read_sheets(path: str) -> Iterator[tuple[str, Iterator[tuple[int, Cells]]]]:
    """Each sheet's name and its rows by number, front to back; a sheet's rows are to be read before the next sheet.

    Raises `MissingFile`, `UnreadableFile`, or `BadWorkbook` for a file that is damaged, locked by a password or no
    workbook at all.
    """
    with _errors(path), ZipFile(path) as archive:
        texts = _shared_texts(archive)
        for name, part in list(_sheet_parts(archive)):
            yield name, _rows(path, archive, part, texts)


def read_parts(path: str, names: str) -> list[_Element]:
    """The roots of a package's XML parts whose names match the pattern `names`; raises as `read_sheets` does."""
    with _errors(path), ZipFile(path) as archive:
        return [_parse(archive.read(name)) for name in archive.namelist() if re.fullmatch(names, name)]


@contextmanager
def _errors(path: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise MissingFile(path) from None
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from None
    except _DAMAGE as error:
        raise BadWorkbook(path, str(error) or type(error).__name__) from None


def _sheet_parts(archive: ZipFile) -> Iterator[tuple[str, str]]:
    main = [target for kind, target in _relations(archive, "").values() if kind.endswith("/officeDocument")]
    book = main[0]
    targets = _relations(archive, book)
    for sheet in _parse(archive.read(book)).iter("{*}sheet"):
        identity = next((value for key, value in sheet.items() if str(key).endswith("}id")), "")
        kind, target = targets[str(identity)]
        if kind.endswith("/worksheet"):
            yield str(sheet.get("name")), target


def _relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    root = _parse(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        str(relation.get("Id")): (
            str(relation.get("Type")),
            posixpath.normpath(posixpath.join("/", folder, str(relation.get("Target")))).lstrip("/"),
        )
        for relation in root.iter("{*}Relationship")
    }


def _shared_texts(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    from lxml import etree

    found = []
    with archive.open("xl/sharedStrings.xml") as file:
        for _, item in etree.iterparse(file, tag="{*}si", resolve_entities=False):
            found.append(_text(item))
            item.clear()
    return found


def _rows(path: str, archive: ZipFile, part: str, texts: list[str]) -> Iterator[tuple[int, Cells]]:
    from lxml import etree

    number = 0
    with _errors(path), archive.open(part) as file:
        for _, row in etree.iterparse(file, tag="{*}row", resolve_entities=False):
            number = int(row.get("r") or number + 1)
            cells: Cells = {}
            column = -1
            for cell in row:
                place = cell.get("r")
                column = _column(place) if place else column + 1
                value = _value(cell, texts)
                if value != "":
                    cells[column] = value
            yield number, cells
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]


def _value(cell: _Element, texts: list[str]) -> str | float:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    value = cell.findtext("{*}v")
    if value is None:
        formula = cell.findtext("{*}f")
        return f"={formula}" if formula else ""
    if kind == "s":
        return texts[int(value)]
    return float(value) if kind == "n" and isfinite(float(value)) else value


def _text(item: _Element) -> str:
    # Rich text comes in runs; phonetic guides (rPh) stand beside them and are no part of the text.
    holders = item if item.tag.endswith("}si") else item.iterfind("{*}is/*")
    parts = [part for part in holders if part.tag.endswith("}t") or part.tag.endswith("}r")]
    text = "".join("".join(t.text or "" for t in part.iter("{*}t")) for part in parts)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n")


def _column(place: str) -> int:
    column = 0
    for letter in _LETTERS.match(place)[0]:  # type: ignore[index]  # no letters: a damaged file, a TypeError
        column = 26 * column + ord(letter) - 64
    return column - 1


def _parse(data: bytes) -> _Element:
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
