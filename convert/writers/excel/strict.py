"""openpyxl's output made clean for clients stricter than Excel.

Habits of openpyxl 3.1, harmless in Excel but against the schema or seen to fail elsewhere:

- children of `font` stand out of schema order, so the Open XML SDK calls every file invalid;
- the drawing part has no `xdr:` prefix, and exceljs, which matches prefixed names, dies on any workbook with a chart;
- relationship targets are absolute, and some viewers then drop the chart;
- the text properties of a chart hold an empty run of text, where only properties belong.

Two more things openpyxl says that are not so: the time of saving is its own clock's, and becomes the one the caller
states, so that the same input gives the same bytes; and the file claims to come from Microsoft Excel, whereupon
LibreOffice trusts it to hold row heights, which it does not, and shows one line of each wrapped cell.
"""

from __future__ import annotations

import posixpath
import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_ART = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

# CT_Font, ECMA-376 part 1, 18.8.22, in the order that the SDK's schema asks for.
_FONT_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
_CLAIM = re.compile(rb"<Application>[^<]*</Application><AppVersion>[^<]*</AppVersion>")
_NAME = b"<Application>chenggao</Application>"
_EMPTY_RUN = re.compile(rb"<a:r><a:t(?:/>|></a:t>)</a:r>")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def tidy(parts: dict[str, bytes], made: datetime) -> dict[str, bytes]:
    """The parts of a package by openpyxl, in strict form; names and all content stay the same."""
    return {name: _tidy_part(name, data, made) for name, data in parts.items()}


def _tidy_part(name: str, data: bytes, made: datetime) -> bytes:
    if name == "xl/styles.xml":
        return _order_fonts(data)
    if name.startswith("xl/charts/"):
        return _EMPTY_RUN.sub(b"", data)
    if name.startswith("xl/drawings/") and name.endswith(".xml"):
        return _prefix_drawing(data)
    if name.endswith(".rels"):
        return _relative_targets(name, data)
    if name == "docProps/core.xml":
        return _MODIFIED.sub(rb"\g<1>" + made.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
    if name == "docProps/app.xml":
        return _CLAIM.sub(_NAME, data)
    return data


def _order_fonts(data: bytes) -> bytes:
    from lxml import etree

    root = etree.fromstring(data)
    for font in root.iter(f"{{{_MAIN}}}font"):
        font[:] = sorted(font, key=lambda child: _FONT_ORDER.index(etree.QName(child).localname))
    return _serialise(root)


def _prefix_drawing(data: bytes) -> bytes:
    from lxml import etree

    old = etree.fromstring(data)
    new = etree.Element(f"{{{_DRAWING}}}wsDr", nsmap={"xdr": _DRAWING, "a": _ART})
    new.extend(list(old))
    etree.cleanup_namespaces(new, keep_ns_prefixes=["xdr", "a"])
    return _serialise(new)


def _relative_targets(name: str, data: bytes) -> bytes:
    from lxml import etree

    root = etree.fromstring(data)
    # "xl/worksheets/_rels/sheet1.xml.rels" holds the targets of a part in "xl/worksheets".
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in root.iter(f"{{{_RELATIONS}}}Relationship"):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External" and target.startswith("/"):
            relation.set("Target", posixpath.relpath(target, f"/{folder}"))
    return _serialise(root)


def _serialise(root: _Element) -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
