"""Makes the skeleton of a Word file with python-docx.

The base is a bare package or the user's template. python-docx opens it and adds the styles, page setup and footers that
it lacks; what comes out is frozen into deflated parts and the two ends of `document.xml`, between which
`convert.writers.body` puts the report. All of it depends on style and template only, so it is done once.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from convert.errors import BadTemplate
from convert.model import HEADINGS, Role
from convert.stylesheet import Style
from convert.template import Template
from convert.writers.bare import OFFICE, RELATIONS, TYPES, WORD_TYPE, bare_package
from convert.writers.looks import (
    BASES,
    COMMENT_LOOKS,
    FOOTER,
    FOOTER_EVEN,
    LOOKS,
    NORMAL,
    Look,
    look_xml,
    run_key,
)
from convert.writers.package import frame, member, stem
from convert.writers.skeleton import COMMENTS, CORE, CUSTOM, DOCUMENT, NAMESPACE, WORD, XML, Skeleton

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_TWIPS_PER_MM = 1440 / 25.4
_EMU_PER_PT = 12700
_MARK = "chenggao:report"

_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


def build_skeleton(style: Style, template: Template | None = None, *, comments: bool = False) -> Skeleton:
    """The skeleton of a style, or of the user's template and what the style adds to it.

    `comments` makes room for Word comments. Raises `BadTemplate` where python-docx cannot open the template.
    """
    import docx

    if template is None:
        document = docx.Document(io.BytesIO(bare_package(style)))
        _set_page(document, style)
    else:
        document = _opened(template)
    ids = _add_styles(document, style, (*LOOKS, *(COMMENT_LOOKS if comments else ())))
    if document.sections[-1].footer.is_linked_to_previous:
        _add_footers(document, ids)
    return _freeze(document, style, ids, comments=comments)


def _opened(template: Template) -> WordDocument:
    """The template without its text."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(template.data))
        body = document.element.body
        for child in list(body)[: None if body.sectPr is None else -1]:
            body.remove(child)
        if document.element.nsmap.get("w") != WORD:
            raise BadTemplate(template.path, "it is saved in an unusual form")
        body.get_or_add_sectPr()
        names = [style.name for style in document.styles]
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError):
        raise BadTemplate(template.path, "the file is damaged") from None
    if "Normal" not in names:
        raise BadTemplate(template.path, "it has no styles")
    return document


def _add_styles(document: WordDocument, style: Style, wanted: tuple[Look, ...]) -> dict[str, str]:
    """Style ids by key, after the styles that are missing were added."""
    from docx.oxml import parse_xml

    element = document.styles.element
    kinds = {1: "paragraph", 2: "character", 3: "table", 4: "numbering"}
    present = {(str(s.name).lower(), kinds[int(s.type)]): s.style_id for s in document.styles}
    taken = set(present.values())
    ids = {key: present.get((name.lower(), kind), name.replace(" ", "")) for key, name, kind in BASES}
    ids |= _linked(document, present)
    missing = []
    for look in wanted:
        if look.key not in ids:
            found = present.get((look.name.lower(), look.kind))
            ids[look.key] = found or _free(look.id, taken)
            if not found:
                missing.append(look)
    for look in missing:
        added: Any = parse_xml(look_xml(look, style, ids, NAMESPACE))
        element.append(added)
        if look.key.endswith("_run") and ids[look.key.removesuffix("_run")] in taken:
            _link(element, ids[look.key.removesuffix("_run")], added)
    return ids


def _free(style_id: str, taken: set[str]) -> str:
    """The id, or one like it that is not taken."""
    while style_id in taken:
        style_id += "0"
    return style_id


def _linked(document: WordDocument, present: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Character styles that the template's own headings are linked to, by key."""
    from docx.oxml.ns import qn

    ids = {}
    for number, role in enumerate(HEADINGS, 1):
        heading = present.get((f"heading {number}", "paragraph"))
        if heading:
            link = document.styles.element.get_by_id(heading).find(qn("w:link"))
            if link is not None and link.get(qn("w:val")) in present.values():
                ids[run_key(role)] = link.get(qn("w:val"))
    return ids


def _link(styles: Any, heading_id: str, run_style: Any) -> None:
    """Gives a template's heading the new character style, which takes the heading's own font."""
    from docx.oxml.ns import qn

    heading = styles.get_by_id(heading_id)
    if heading.rPr is not None:
        if run_style.rPr is not None:
            run_style.remove(run_style.rPr)
        run_style.append(deepcopy(heading.rPr))
    link = heading.find(qn("w:link"))
    if link is None:
        link = heading.makeelement(qn("w:link"))
        heading.insert_element_before(
            link, *(f"w:{name}" for name in ("autoRedefine", "hidden", "uiPriority", "semiHidden", "unhideWhenUsed")),
            *(f"w:{name}" for name in ("qFormat", "locked", "personal", "personalCompose", "personalReply", "rsid")),
            *(f"w:{name}" for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr")),
        )  # fmt: skip
    link.set(qn("w:val"), run_style.get(qn("w:styleId")))


def _set_page(document: WordDocument, style: Style) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Twips

    page, section = style.page, document.sections[-1]
    section.page_width = Twips(round(page.width_mm * _TWIPS_PER_MM))
    section.page_height = Twips(round(page.height_mm * _TWIPS_PER_MM))
    section.top_margin = Twips(round(page.top_mm * _TWIPS_PER_MM))
    section.bottom_margin = Twips(round(page.bottom_mm * _TWIPS_PER_MM))
    # Rounded down: the text area must never be narrower than its 28 squeezed characters.
    section.left_margin = Twips(int(page.left_mm * _TWIPS_PER_MM))
    section.right_margin = Twips(int(page.right_mm * _TWIPS_PER_MM))
    section.header_distance = Twips(851)
    section.footer_distance = Twips(round(page.footer_mm * _TWIPS_PER_MM))
    section.gutter = Twips(0)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round((style.normal.line_pitch_pt or 0) * 20)))
    section._sectPr.append(grid)


def _add_footers(document: WordDocument, ids: Mapping[str, str]) -> None:
    """Page numbers outside: right on odd pages, left on even ones."""
    from lxml import etree

    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[-1]
    for footer, key in ((section.footer, FOOTER), (section.even_page_footer, FOOTER_EVEN)):
        footer.is_linked_to_previous = False
        element: Any = footer._element
        for child in list(element):
            element.remove(child)
        element.append(_page_number(ids[key]))
        element.attrib.pop(_IGNORABLE, None)  # it names prefixes that are gone with their namespaces
        etree.cleanup_namespaces(element)  # python-docx declares a dozen


def _page_number(style_id: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(
        f'<w:p{NAMESPACE}><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )


def _freeze(document: WordDocument, style: Style, ids: Mapping[str, str], *, comments: bool) -> Skeleton:
    """The finished package cut into what stays and what each report brings."""
    import zipfile

    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    head, tail = _ends(contents.pop(DOCUMENT))
    _announce(contents, comments=comments)
    section = document.sections[-1]
    edges = (section.page_width, section.left_margin, section.right_margin)
    width, left, right = (edge.emu / _EMU_PER_PT if edge is not None else 0.0 for edge in edges)
    normal, title = style.normal, style[Role.TITLE]
    return Skeleton(
        stem(member(name, content) for name, content in sorted(contents.items())),
        frame(DOCUMENT, head, tail),
        tuple(ids.items()),
        style,
        width - left - right if width > left + right else style.page.text_width_pt,
        _size_pt(document, ids[NORMAL], normal.size_pt or 0) - (normal.squeeze_pt or 0),
        _size_pt(document, ids[Role.TITLE], title.size_pt or normal.size_pt or 0) - (title.squeeze_pt or 0),
    )


def _size_pt(document: WordDocument, style_id: str, otherwise: float) -> float:
    """Font size of a paragraph style, from the styles it is based on if it says none itself."""
    look: Any = next((s for s in document.styles if s.style_id == style_id), None)
    for _ in range(10):  # a circle of base styles must not hang us
        if look is None:
            break
        if look.font.size is not None:
            return float(look.font.size.pt)
        look = look.base_style
    return otherwise


def _ends(document: bytes) -> tuple[str, str]:
    """The text of document.xml before and after the place for paragraphs."""
    from lxml import etree

    root = etree.fromstring(document)
    body = root.find(f"{{{WORD}}}body")
    assert body is not None
    body.insert(0, etree.Comment(_MARK))
    head, tail = etree.tostring(root, encoding="unicode").split(f"<!--{_MARK}-->")
    return XML + head, tail


def _announce(contents: dict[str, bytes], *, comments: bool) -> None:
    """Content types and relations of the parts that each report brings; what a template had of them goes."""
    from lxml import etree

    core = "application/vnd.openxmlformats-package.core-properties+xml"
    metadata = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    custom = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    brought = [
        ("_rels/.rels", CORE, CORE, core, metadata),
        ("_rels/.rels", CUSTOM, CUSTOM, custom, f"{OFFICE}/custom-properties"),
    ]
    if comments:
        inside = COMMENTS.removeprefix("word/")
        brought.append(
            ("word/_rels/document.xml.rels", COMMENTS, inside, f"{WORD_TYPE}.comments+xml", f"{OFFICE}/comments")
        )
    types = etree.fromstring(contents["[Content_Types].xml"])
    for rels, name, target, content_type, relation in brought:
        links = etree.fromstring(contents[rels])
        for link in [item for item in links if item.get("Type") == relation]:
            links.remove(link)
        for item in [item for item in types if item.get("PartName") == f"/{name}"]:
            types.remove(item)
        contents.pop(name, None)
        etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
        link_id = _free("report", {str(item.get("Id")) for item in links})
        etree.SubElement(links, f"{{{RELATIONS}}}Relationship", Id=link_id, Type=relation, Target=target)
        contents[rels] = etree.tostring(links, xml_declaration=True, encoding="UTF-8", standalone=True)
    contents["[Content_Types].xml"] = etree.tostring(types, xml_declaration=True, encoding="UTF-8", standalone=True)
