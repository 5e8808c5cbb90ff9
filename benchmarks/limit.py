"""The physical limit of a conversion, and how most people write Word files: the two ends of the scale."""

from __future__ import annotations

import zlib
from pathlib import Path
from xml.sax.saxutils import escape

try:
    from isal import isal_zlib
except ImportError:  # the extra [fast] is not installed
    isal_zlib = None


def limit(path: Path, target: Path, *, fast: bool = False) -> None:
    """Reads, decodes, escapes, checks, deflates, writes and renames one report: what no converter can do without."""
    text = path.read_bytes().decode("utf-8")
    data = escape(text).encode("utf-8")
    zlib.crc32(data)
    deflater = isal_zlib.compressobj(1, wbits=-15) if fast else zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = deflater.compress(data) + deflater.flush()
    temporary = target.with_suffix(".tmp")
    temporary.write_bytes(packed)
    temporary.replace(target)


def naive(text: str, target: Path) -> None:
    """Saves the report as most scripts do: `Document()`, a paragraph a line, fonts run by run, a page number field."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = docx.Document()
    for line in text.splitlines():
        run = document.add_paragraph().add_run(line)
        run.font.size = Pt(16)
        run.font.name = "Times New Roman"
        run._element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    footer = document.sections[0].footer.paragraphs[0].add_run()
    for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        footer._element.append(element)
    document.save(str(target))
