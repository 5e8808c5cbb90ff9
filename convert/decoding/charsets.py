"""The encodings by name, their byte order marks, and what Python's codecs get wrong about them.

GB 2312, GBK and code page 936 are always read as their superset gb18030: Python's `gb2312` turns —— into U+2015 and ·
into U+30FB. Big5 and code page 950 are read as big5hkscs with the symbols of code page 950 put right.
"""

from __future__ import annotations

import codecs

from convert.patterns import compiled

BOMS = (  # in order: the mark of UTF-32-LE begins with that of UTF-16-LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

_MARKS = tuple(bom for bom, _ in BOMS)

DOUBLE_BYTE = ("gb18030", "big5hkscs")
"""Encodings where one lost byte can shift the pairing of all that follow."""

WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
"""Bytes in a unit of the encodings that have NULs in them."""

_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf_8_sig": "utf-8",
    "utf-8-sig": "utf-8",
    "ascii": "utf-8",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
_OWN_ALIASES = {"ansi": "gb18030", "gb18030-2022": "gb18030", "unicode": "utf-16-le"}  # names that Windows shows
_NO_FILE_ENCODING = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"})

# The nine symbols that big5 and big5hkscs map otherwise than code page 950, whose files are the ones in use; compared
# over both tables, 2026-11. ／ and ＼ (A241, A242) are left: there the older tables are right.
_BIG5_SYMBOLS = str.maketrans("\u2022\uff64\u203e\u223c\u2641\u2609\u00a5\u00a2\u00a3", "‧﹑¯～⊕⊙￥￠￡")

# GB 18030-2000 put these in the private use area, Python's codec still does; GB 18030-2005 and -2022 gave them code
# points: ten vertical forms, eight components, six Hanzi of extension B, and ḿ (A8BC).
_GB_PRIVATE = {
    ord(old): new
    for old, new in zip(
        "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
        "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864"
        "\ue816\ue817\ue818\ue831\ue83b\ue855\ue7c7",
        "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
        "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb"
        "\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe\u1e3f",
        strict=True,
    )
}
_GB_PRIVATE_USE = compiled("[\ue78d-\ue796\ue7c7\ue816-\ue864]")


def find_bom(data: bytes) -> tuple[bytes, str] | None:
    """The byte order mark at the start and the encoding it claims."""
    if not data.startswith(_MARKS):
        return None
    for bom, name in BOMS:
        if data.startswith(bom):
            return bom, name
    return None


def bom_of(encoding: str) -> bytes:
    """The byte order mark of an encoding, b"" when it has none."""
    return next((bom for bom, name in BOMS if name == encoding), b"")


def canonical(name: str) -> str:
    """The name under which we decode what a user calls `name`. Raises `LookupError` for no text encoding.

    >>> canonical("GBK"), canonical("cp950"), canonical("utf-16"), canonical("hz")
    ('gb18030', 'big5hkscs', 'utf-16-le', 'hz')
    """
    plain = name.strip().lower()
    if plain in _OWN_ALIASES:
        return _OWN_ALIASES[plain]
    found = codecs.lookup(plain).name
    if found in _NO_FILE_ENCODING:
        raise LookupError(name)
    b"0".decode(found, "replace")  # refuses codecs that are no text encoding, such as base64
    return _ALIASES.get(found, found)


def correct(text: str, encoding: str) -> tuple[str, int]:
    """`text` with the characters put right that Python's codec has out of date, and how many private ones they were."""
    if encoding == "big5hkscs":
        return text.translate(_BIG5_SYMBOLS), 0
    if encoding != "gb18030":
        return text, 0
    if not _GB_PRIVATE_USE.search(text):
        return text, 0
    return text.translate(_GB_PRIVATE), sum(text.count(chr(code)) for code in _GB_PRIVATE)


def uncorrect(text: str) -> str:
    """`text` as Python's gb18030 codec would have given it; the inverse of `correct` for that encoding."""
    return text.translate(_GB_UNDO)


_GB_UNDO = {ord(character): code for code, character in _GB_PRIVATE.items()}
