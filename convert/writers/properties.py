"""What a Word file says of itself: core properties for people, custom properties for programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from convert import __version__
from convert.model import Document, Paragraph, Role
from convert.patterns import compiled
from convert.writers.package import frame
from convert.writers.runs import is_simple
from convert.writers.skeleton import CORE, CUSTOM, XML
from convert.writers.xmltext import escape, legal

PROGRAM = "chenggao"
TITLE_CHARS = 255
"""Word's own limit for a core property; python-docx refuses to read on over it."""

_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""Format id that OOXML prescribes for custom properties."""

_END = "</vt:lpwstr></property>"

_DATE = compiled(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def _custom(pid: int, name: str) -> str:
    """The beginning of a custom property, which `_END` ends."""
    return f'<property fmtid="{_FORMAT}" pid="{pid}" name="{name}"><vt:lpwstr>'


CORE_FRAME = frame(
    CORE,
    f"{XML}<cp:coreProperties"
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:language>zh-CN</dc:language>'
    f"<cp:lastModifiedBy>{PROGRAM}</cp:lastModifiedBy><dc:title>",
    "</cp:coreProperties>",
)
"""Core properties without those of a report."""

CUSTOM_FRAME = frame(
    CUSTOM,
    f'{XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    f"{_custom(2, PROGRAM)}{escape(__version__)}{_END}{_custom(3, '来源文件')}",
    f"{_END}</Properties>",
)
"""Custom properties without those of a report: our version."""

_SHA256 = f"{_END}{_custom(4, '来源SHA-256')}"


def core_xml(document: Document) -> str:
    """Title, author and, where the report is dated, its date, to stand in `CORE_FRAME`.

    The date of the report stands for the day of creation: the clock would make two files of one input differ.
    """
    titles: list[str] = []
    signatures: list[str] = []
    dates: list[str] = []
    kept = {Role.TITLE: titles, Role.SIGNATURE: signatures, Role.DATE: dates}
    for block in document.blocks:
        if isinstance(block, Paragraph) and (texts := kept.get(block.role)) is not None:
            texts.append(block.text)
    title = "".join(titles) or _stem(document.origin.path)
    author = document.metadata.unit or (signatures[0] if signatures else PROGRAM)
    created = _created(dates)
    stamp = f'<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created>' if created else ""
    return f"{_value(title)}</dc:title><dc:creator>{_value(author)}</dc:creator>{stamp}"


def custom_xml(document: Document) -> str:
    """Source name and SHA-256, to stand in `CUSTOM_FRAME`: which input this file was made from."""
    return f"{_value(document.origin.path)}{_SHA256}{_value(document.origin.sha256)}"


def _created(dates: Iterable[str]) -> str | None:
    """The first date of the form 2024年3月5日, as XML has it."""
    for text in dates:
        if found := _DATE.search(text):
            try:
                return f"{date(*map(int, found.groups())).isoformat()}T00:00:00Z"
            except ValueError:  # 2月30日
                return None
    return None


def _stem(path: str) -> str:
    name = path.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name or PROGRAM


def _value(text: str) -> str:
    if len(text) <= TITLE_CHARS and (text.isalnum() or is_simple(text)):
        return text
    return escape(legal(text).replace("\n", " ")[:TITLE_CHARS])
