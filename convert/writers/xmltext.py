"""Text made fit for XML: the one cleaning and the one escaping that every Office writer uses.

Upstream stages remove control characters on record, so what is cleaned here is a last line of defence: file names with
undecodable bytes, a user's own words, a mistake of ours. It never raises and never drops a character silently.
"""

from __future__ import annotations

from convert.patterns import compiled

# What XML 1.0 (2.2 Char) forbids: C0 controls but tab and line ends, surrogates, and the two last code points of the
# first plane. One search decides; nearly every text has none.
_FORBIDDEN = compiled("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = compiled("\r\n|[\r\x0b\x0c]")


def legal(text: str) -> str:
    r"""The text without what XML forbids: line ends become ``\n``, anything else a visible U+FFFD.

    >>> legal("a\r\nb\x0cc")
    'a\nb\nc'
    >>> legal("a\x00\ud800")
    'a\ufffd\ufffd'
    >>> legal("一、履职\t情况")
    '一、履职\t情况'
    """
    # What is printable holds nothing forbidden; asking so costs a quarter of a search, and most texts are.
    if not text.isprintable() and ("\r" in text or _FORBIDDEN.search(text)):
        text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", _LINE_BREAK.sub("\n", text))
    return text


def escape(text: str) -> str:
    """The text as the content of an XML element, cleaned by `legal`.

    >>> escape("A&B <c>")
    'A&amp;B &lt;c&gt;'
    """
    text = legal(text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def escape_attribute(text: str) -> str:
    """The text as the content of an XML attribute in double quotes, cleaned by `legal`.

    >>> escape_attribute('say "hi"')
    'say &quot;hi&quot;'
    """
    text = escape(text).replace('"', "&quot;")
    # A parser turns bare white space of an attribute into blanks (XML 1.0, 3.3.3).
    return text.replace("\n", "&#10;").replace("\t", "&#9;")
