"""Text as the content of a run in WordprocessingML: tabs and line breaks are elements, blanks at the ends are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convert.patterns import compiled
from convert.writers.xmltext import escape

TEXT_NODE_CHARS = 100_000
"""Longest text node: libxml2, and python-docx with it, refuses nodes over 10 MB; a character is up to 4 bytes."""

_DOUBT = compiled("\N{REPLACEMENT CHARACTER}+")
_PIECE = compiled(f"[\t\n]|[^\t\n]{{1,{TEXT_NODE_CHARS}}}")
_BLANKS = " \u3000"
_ELEMENTS = {"\t": "<w:tab/>", "\n": "<w:br/>"}


def doubts(text: str) -> list[tuple[int, int]]:
    r"""Start and end of each stretch of U+FFFD, the sign of what could not be read.

    >>> doubts("甲乙"), doubts("甲\ufffd\ufffd乙")
    ([], [(1, 3)])
    """
    return [found.span() for found in _DOUBT.finditer(text)] if "\N{REPLACEMENT CHARACTER}" in text else []


def content(text: str) -> str:
    r"""What stands inside the run of a text, which is not empty and legal in XML (`xmltext.legal`).

    >>> content("甲\t乙")
    '<w:t>甲</w:t><w:tab/><w:t>乙</w:t>'
    """
    if is_simple(text):
        return f"<w:t>{text}</w:t>"
    return "".join(_pieces(text))


def is_simple(text: str) -> bool:
    r"""Whether a text may stand in a text node just as it is; nearly every one may.

    >>> is_simple("甲“乙”，丙"), is_simple("第一条\u3000乙"), is_simple("甲\t乙"), is_simple(" 甲"), is_simple("")
    (True, True, False, False, False)
    """
    # So U+0020 and U+3000 are the only white space in it, and nothing is forbidden in XML.
    printable = text.isprintable() or text.replace("\u3000", "").isprintable()
    return printable and _is_bare(text) and bool(text) and text[0] not in _BLANKS and text[-1] not in _BLANKS


def _is_bare(text: str) -> bool:
    """Whether a text is no longer than a node and has no character with a meaning in XML, nor a sign of doubt."""
    return (
        "&" not in text
        and "<" not in text
        and ">" not in text
        and "\N{REPLACEMENT CHARACTER}" not in text
        and len(text) <= TEXT_NODE_CHARS
    )


def are_simple(texts: Sequence[str]) -> tuple[bool, bool]:
    r"""Whether each of these texts is simple, and each part of them; a quarter of the cost of asking about each.

    >>> are_simple(["甲", "乙丙"]), are_simple(["甲", "乙 丙"])
    ((True, True), (True, False))
    >>> are_simple(["甲", ""]), are_simple(["甲", " 乙"]), are_simple(["甲", "a&b"])
    ((False, False), (False, False), (False, False))
    """
    whole = "".join(texts)
    printable = whole.isprintable()  # and so without U+3000
    if not (printable or whole.replace("\u3000", "").isprintable()) or not _is_bare(whole):
        return False, False
    blank = not printable or " " in whole
    simple = all(texts) and (not blank or texts == [text.strip(_BLANKS) for text in texts])
    return simple, simple and not blank


def cuts_simply(text: str, cut: int) -> bool:
    r"""Whether a simple text has a part before and one after `cut`, both of them simple.

    >>> cuts_simply("甲乙", 1), cuts_simply("甲 乙", 1), cuts_simply("甲乙", 2)
    (True, False, False)
    """
    return 0 < cut < len(text) and text[cut - 1] not in _BLANKS and text[cut] not in _BLANKS


def _pieces(text: str) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        yield _ELEMENTS.get(piece) or _node(piece)


def _node(text: str) -> str:
    space = "" if len(text.strip()) == len(text) else ' xml:space="preserve"'
    return f"<w:t{space}>{escape(text)}</w:t>"
