"""Everything of a Word file that is the same for all reports, made once by python-docx.

The base is a bare package, or the user's template. python-docx opens it and adds the styles, footers and page setup
that it lacks; what comes out is frozen into deflated parts and the two ends of `document.xml`, between which
`convert.writers.body` puts the report. The result is plain bytes and text, so a worker that is handed it needs no docx.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convert.stylesheet import Style
from convert.writers.looks import (
    COMMENT_LOOKS,
    FOOTER,
    FOOTER_EVEN,
    LOOKS,
    NORMAL,
    base_styles_xml,
    font_table_xml,
    look_xml,
)
from convert.writers.package import Member, member, splice

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

DOCUMENT, CORE, CUSTOM, COMMENTS = "word/document.xml", "docProps/core.xml", "docProps/custom.xml", "word/comments.xml"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMESPACE = f' xmlns:w="{_W}"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TWIPS_PER_MM = 1440 / 25.4


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A Word file without its report."""

    members: tuple[Member, ...]  # constant parts
    head: str  # document.xml up to the first paragraph
    tail: str  # document.xml after the last paragraph
    ids: tuple[tuple[str, str], ...]  # (role or name of `looks`, style id)
    style: Style
    text_width_pt: float
    comments: bool  # whether word/comments.xml belongs to the package


def build_skeleton(style: Style, *, comments: bool = False) -> Skeleton:
    """The skeleton of a style; `comments` makes room for Word comments."""
    import docx

    document = docx.Document(io.BytesIO(_bare_package(style)))
    ids = _add_styles(document, style, comments=comments)
    _set_page(document, style)
    _add_footers(document, dict(ids))
    stream = io.BytesIO()
    document.save(stream)
    return _freeze(stream.getvalue(), style, ids, comments=comments)


def _bare_package(style: Style) -> bytes:
    """The smallest package that python-docx opens: no styles but Normal, an empty body."""
    kinds = (("styles", base_styles_xml(style, _NAMESPACE)), ("settings", _settings_xml()))
    parts = (*kinds, ("fontTable", font_table_xml(style, _NAMESPACE)))
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{name}+xml"/>' for name, _ in parts
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_R}/{name}" Target="{name}.xml"/>' for n, (name, _) in enumerate(parts, 1)
    )
    contents = [
        (
            "[Content_Types].xml",
            f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{DOCUMENT}" ContentType="{_WORD_TYPE}.document.main+xml"/>{overrides}</Types>',
        ),
        (
            "_rels/.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_R}/officeDocument"'
            f' Target="{DOCUMENT}"/></Relationships>',
        ),
        ("word/_rels/document.xml.rels", f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>'),
        (DOCUMENT, f'<w:document{_NAMESPACE} xmlns:r="{_R}"><w:body><w:sectPr/></w:body></w:document>'),
        *((f"word/{name}.xml", text) for name, text in parts),
    ]
    return splice(member(name, (_XML + text).encode()) for name, text in contents)


def _settings_xml() -> str:
    return (
        f'<w:settings{_NAMESPACE}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _add_styles(document: WordDocument, style: Style, *, comments: bool) -> tuple[tuple[str, str], ...]:
    """Style ids by key, after the missing styles were added."""
    from docx.oxml import parse_xml

    element = document.styles.element
    present = {str(s.name).lower(): s.style_id for s in document.styles}
    ids = {NORMAL: present.get("normal", "Normal")}
    for look in (*LOOKS, *(COMMENT_LOOKS if comments else ())):
        if look.name.lower() not in present:
            element.append(parse_xml(look_xml(look, style, _NAMESPACE)))
        ids[look.key] = present.get(look.name.lower(), look.id)
    return tuple(ids.items())


def _set_page(document: WordDocument, style: Style) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Twips

    page, section = style.page, document.sections[-1]
    # Left and right are rounded down: the text area must never be narrower than 28 squeezed characters.
    section.page_width = Twips(round(page.width_mm * _TWIPS_PER_MM))
    section.page_height = Twips(round(page.height_mm * _TWIPS_PER_MM))
    section.top_margin = Twips(round(page.top_mm * _TWIPS_PER_MM))
    section.bottom_margin = Twips(round(page.bottom_mm * _TWIPS_PER_MM))
    section.left_margin = Twips(int(page.left_mm * _TWIPS_PER_MM))
    section.right_margin = Twips(int(page.right_mm * _TWIPS_PER_MM))
    section.header_distance = Twips(851)
    section.footer_distance = Twips(round(page.footer_mm * _TWIPS_PER_MM))
    section.gutter = Twips(0)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round((style.normal.line_pitch_pt or 0) * 20)))
    section._sectPr.append(grid)


def _add_footers(document: WordDocument, ids: dict[str, str]) -> None:
    section = document.sections[-1]
    for footer, key in ((section.footer, FOOTER), (section.even_page_footer, FOOTER_EVEN)):
        footer.is_linked_to_previous = False
        element: Any = footer._element
        for child in list(element):
            element.remove(child)
        element.append(_page_number(ids[key]))


def _page_number(style_id: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(
        f'<w:p{_NAMESPACE}><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )


def _freeze(package: bytes, style: Style, ids: tuple[tuple[str, str], ...], *, comments: bool) -> Skeleton:
    """The finished package cut into what stays and what each report brings."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    head, tail = _ends(contents.pop(DOCUMENT))
    for name in (CORE, CUSTOM, COMMENTS):
        contents.pop(name, None)
    _announce(contents, comments=comments)
    members = tuple(member(name, content) for name, content in sorted(contents.items()))
    return Skeleton(members, head, tail, ids, style, style.page.text_width_pt, comments)


def _ends(document: bytes) -> tuple[str, str]:
    """The text of document.xml before and after the place for paragraphs."""
    from lxml import etree

    root = etree.fromstring(document)
    body = root[0]
    mark = etree.Comment("report")
    body.insert(0, mark)
    etree.cleanup_namespaces(root, top_nsmap={"w": _W, "r": _R})
    text = etree.tostring(root, encoding="unicode")
    head, tail = text.split("<!--report-->")
    return _XML + head, tail


def _announce(contents: dict[str, bytes], *, comments: bool) -> None:
    """Content types and relations of the parts that each report brings."""
    from lxml import etree

    office = "application/vnd.openxmlformats-officedocument"
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    metadata = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    brought = [
        ("_rels/.rels", CORE, CORE, core, metadata),
        ("_rels/.rels", CUSTOM, CUSTOM, f"{office}.custom-properties+xml", f"{_R}/custom-properties"),
    ]
    if comments:
        rels = "word/_rels/document.xml.rels"
        brought.append((rels, COMMENTS, "comments.xml", f"{_WORD_TYPE}.comments+xml", f"{_R}/comments"))
    types = etree.fromstring(contents["[Content_Types].xml"])
    named = {item.get("PartName") for item in types}
    for rels, name, target, content_type, relation in brought:
        if f"/{name}" not in named:
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
        links = etree.fromstring(contents[rels])
        if relation not in {item.get("Type") for item in links}:
            etree.SubElement(
                links, f"{{{_RELATIONS}}}Relationship", Id=f"rIdReport{len(links)}", Type=relation, Target=target
            )
            contents[rels] = etree.tostring(links, xml_declaration=True, encoding="UTF-8", standalone=True)
    contents["[Content_Types].xml"] = etree.tostring(types, xml_declaration=True, encoding="UTF-8", standalone=True)
