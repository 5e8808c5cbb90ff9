"""What a Word file says of itself: core properties for people, custom properties for programs."""

from __future__ import annotations

from datetime import date

from convert import __version__
from convert.model import Document, Paragraph, Role
from convert.patterns import compiled
from convert.writers.skeleton import XML
from convert.writers.xmltext import escape, legal

PROGRAM = "chenggao"
TITLE_CHARS = 255
"""Word's own limit for a core property; python-docx refuses to read on over it."""

_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""Format id that OOXML prescribes for custom properties."""

_DATE = compiled(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def core_xml(document: Document) -> str:
    """Title, author, language and, where the report is dated, its date.

    The date of the report stands for the day of creation: the clock would make two files of one input differ.
    """
    created = _created(document)
    stamp = f'<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created>' if created else ""
    return (
        f"{XML}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_value(document.title or _stem(document.origin.path))}</dc:title>"
        f"<dc:creator>{_value(_author(document))}</dc:creator>{stamp}"
        f"<dc:language>zh-CN</dc:language><cp:lastModifiedBy>{PROGRAM}</cp:lastModifiedBy></cp:coreProperties>"
    )


def custom_xml(document: Document) -> str:
    """Source name, its SHA-256 and our version: which input this file was made from, and by what."""
    values = (("来源文件", document.origin.path), ("来源SHA-256", document.origin.sha256), (PROGRAM, __version__))
    entries = "".join(
        f'<property fmtid="{_FORMAT}" pid="{pid}" name="{name}"><vt:lpwstr>{_value(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(values, 2)
    )
    return (
        f'{XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        f' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{entries}</Properties>'
    )


def _author(document: Document) -> str:
    """The reporting unit, else who signed, else this program."""
    signed = (b.text for b in document.blocks if isinstance(b, Paragraph) and b.role is Role.SIGNATURE)
    return document.metadata.unit or next(signed, PROGRAM)


def _created(document: Document) -> str | None:
    dates = (b.text for b in document.blocks if isinstance(b, Paragraph) and b.role is Role.DATE)
    found = next((match for text in dates if (match := _DATE.search(text))), None)
    if found is None:
        return None
    try:
        return f"{date(*map(int, found.groups())).isoformat()}T00:00:00Z"
    except ValueError:  # 2月30日
        return None


def _stem(path: str) -> str:
    name = path.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name or PROGRAM


def _value(text: str) -> str:
    return escape(legal(text).replace("\n", " ")[:TITLE_CHARS])
