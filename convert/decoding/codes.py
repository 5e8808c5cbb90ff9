"""The words in which the decoder tells what it saw; docs/encoding.md gives them in Chinese and English."""

from __future__ import annotations

from enum import StrEnum


class How(StrEnum):
    """`Decoded.how`: the evidence that the encoding rests on."""

    USER = "user"  # asked for
    EMPTY = "empty"  # no bytes
    ASCII = "ascii"  # seven-bit bytes only
    BOM = "bom"  # byte order mark, and the bytes after it agree
    UTF8 = "utf-8"  # every byte is valid UTF-8
    SCORE = "score"  # of all readings this one looks most like Chinese
    ESCAPE = "escape"  # escape sequences of HZ or ISO 2022
    CHARDET = "chardet"  # no reading looks Chinese; chardet named this one and every byte fits it


class Reason(StrEnum):
    """`Loss.reason`: what became of bytes that are not plainly in the text."""

    INVALID = "invalid"  # fits no character: U+FFFD
    TRUNCATED = "truncated"  # the file ends inside a character: U+FFFD
    REPLACED = "replaced"  # U+FFFD stands in the file itself; lost before it came to us
    GARBLED = "garbled"  # 锟斤拷, 烫烫烫, 屯屯屯: text destroyed before it came to us; stays as it is
    EURO = "euro"  # byte 0x80 of code page 936: read as €
    NUL = "nul"  # padding: dropped
    CTRL_Z = "ctrl-z"  # end-of-file mark of DOS: dropped
    LYING_BOM = "lying-bom"  # byte order mark that the bytes after it contradict: dropped


UNDECODABLE = frozenset({Reason.INVALID, Reason.TRUNCATED, Reason.REPLACED})
"""Reasons with one U+FFFD each in the text, in the same order."""

HARMLESS = frozenset({Reason.NUL, Reason.CTRL_Z, Reason.EURO, Reason.LYING_BOM})
"""Reasons by which no word of the text is lost."""


class Note(StrEnum):
    """`Decoded.notes`: each is the word alone or the word, a colon and a detail."""

    BOM = "bom"  # a true byte order mark was taken off
    LYING_BOM = "lying-bom"  # detail: the encoding that the mark claims
    MIXED = "mixed"  # detail: the encodings met, the commonest first; `Decoded.runs` says which lines
    REPAIRED = "repaired"  # detail: steps as "utf-8-as-latin-1", the last damage first
    GARBLED = "garbled"  # reads like text wrongly decoded, and cannot be undone exactly
    NOT_CHINESE = "not-chinese"  # detail: what it is taken for, may be missing
    UNSUPPORTED = "unsupported"  # detail: a Chinese encoding that is not read ("euc-tw", "iso-2022-cn")
    RARE_RUN = "rare-run"  # detail: first line with three or more rare Hanzi in a row; a byte may be missing
    CONTROL = "control"  # detail: how many control characters stand in the text
    PRIVATE_USE = "private-use"  # detail: how many private-use characters stand in the text
    REMAPPED = "remapped"  # detail: how many private-use points got their later standard code point


LOOK = frozenset({Note.MIXED, Note.REPAIRED, Note.GARBLED, Note.NOT_CHINESE, Note.UNSUPPORTED, Note.LYING_BOM})
"""Notes for which a person should look at the result."""

DOUBT = LOOK - {Note.LYING_BOM} | {Note.RARE_RUN}
"""Notes that make the confidence "check"."""


def parse_note(note: str) -> tuple[Note, str]:
    """The word and the detail ("" for none) of one of `Decoded.notes`.

    >>> parse_note("repaired:utf-8-as-latin-1")
    (<Note.REPAIRED: 'repaired'>, 'utf-8-as-latin-1')
    """
    word, _, detail = note.partition(":")
    return Note(word), detail


def make_note(note: Note, detail: object = "") -> str:
    """One of `Decoded.notes`."""
    return f"{note}:{detail}" if detail != "" else str(note)
