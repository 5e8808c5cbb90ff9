"""Names of results that every system can hold, and names that every screen can show.

A name that is fine on one system is lost on the next: Windows refuses `CON.docx`, `a:b.docx` and a dot at the end,
folds case, and a share may fold the two Unicode spellings of one letter. Results therefore follow the strictest rules
on every system, so that an output folder can be copied anywhere.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable
from functools import partial
from typing import Protocol

from convert.patterns import compiled

NAME_LIMIT_BYTES = 200
"""Longest result name without suffix, in UTF-8. File systems hold 255 bytes (ext4, measured: 83 Chinese characters and
`.docx` are 254); what we append, the copy marks `（人工修改 2024-05-01 120000）` and ` (2)` with `.docx`, takes 47."""

NAMELESS = "未命名"
"""Stands for a name of which nothing is left."""

# Windows: forbidden in names, or meaning something there; C0, C1 and DEL besides.
_FORBIDDEN = compiled(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]')

# Marks that turn the reading direction and make `报告[RLO]xcod.exe` look like a Word file, and invisible characters.
_INVISIBLE = compiled("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

# Device names of Windows, also with a suffix and with superscript digits; Microsoft, "Naming Files, Paths, and
# Namespaces". `os.path.isreserved` exists from Python 3.13 only and `PureWindowsPath.is_reserved` misses some.
_RESERVED = compiled(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])[ .]*(?:\..*)?", re.I)

# As most names are: nothing in them to mend, and short enough in any case.
_PLAIN = compiled(r"[0-9A-Za-z_\u4e00-\u9fff\uff08\uff09-]+")
_PLAIN_CHARS = NAME_LIMIT_BYTES // 3

# What the bytes of a name must become to be taken for Chinese: Han, kana-free ASCII and full-width punctuation.
_CHINESE = compiled(r"[\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2027\u00b7]+")


def safe_name(name: str) -> str:
    """`name` as one part of a path that Windows, macOS, Linux and shares accept; never empty.

    >>> safe_name("2024.05.报告"), safe_name("CON"), safe_name("甲:乙?"), safe_name("报告. ")
    ('2024.05.报告', '_CON', '甲_乙_', '报告')
    """
    if len(name) <= _PLAIN_CHARS and _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    text = unicodedata.normalize("NFC", _readable(name))
    text = _FORBIDDEN.sub("_", _INVISIBLE.sub("", text)).strip(" ").rstrip(". ")
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    if len(text.encode()) > NAME_LIMIT_BYTES:
        mark = hashlib.sha256(os.fsencode(name)).hexdigest()[:8]
        head = text.encode()[: NAME_LIMIT_BYTES - len(mark) - 1].decode(errors="ignore")
        text = f"{head.rstrip('. ')}-{mark}"
    return text or NAMELESS


def _readable(name: str) -> str:
    """`name`, or what it says in GB18030 where its bytes are no UTF-8: old zip programs and shares leave such names."""
    if not any("\ud800" <= char <= "\udfff" for char in name):
        return name
    try:
        text = os.fsencode(name).decode("gb18030")
    except UnicodeError:
        return name
    return text if _CHINESE.fullmatch(text) else name


def shown(path: str) -> str:
    r"""`path` as it can be printed anywhere: bytes that are no text, and marks that would spoof it, as escapes.

    >>> print(shown("报告.txt"), shown("a\u202eb"))
    报告.txt a\u202eb
    """
    if path.isprintable():  # neither bytes that are no text nor marks are
        return path
    text = path.encode("utf-8", "backslashreplace").decode() if not _encodable(path) else path
    return "".join(c if c.isprintable() or c == "\u3000" else c.encode("unicode_escape").decode() for c in text)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def fold(path: str) -> str:
    """The form in which two paths are equal if any of the systems may take them for one."""
    folded = path.lower() if path.isascii() else _NFC(_NFC(path).casefold())
    return folded.replace(os.sep, "/")


_NFC = partial(unicodedata.normalize, "NFC")


class Names(Protocol):
    """Who has which result name."""

    def reserve(self, path: str, wanted: str) -> str:
        """The result path (without suffix) that the report at `path` keeps: `wanted`, or `wanted (2)` and so on."""
        ...


class NewNames:
    """Result names for one run without a ledger: first come, first served."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {fold(name): "" for name in taken}

    def reserve(self, path: str, wanted: str) -> str:
        """`wanted` while it is free or already this report's own, else with the next number."""
        for candidate in candidates(wanted):
            owner = self._taken.setdefault(fold(candidate), path)
            if owner == path:
                return candidate
        raise AssertionError("candidates never end")


class Wishes:
    """Every report has the name it wants: who puts it on record sees to it that no two have one."""

    def reserve(self, path: str, wanted: str) -> str:
        """`wanted`."""
        return wanted


def candidates(wanted: str) -> Iterable[str]:
    """`wanted`, then `wanted (2)`, `wanted (3)` and so on without end."""
    yield wanted
    number = 1
    while True:
        number += 1
        yield f"{wanted} ({number})"
