"""A style as WordprocessingML: one named Word style a role, font table, document defaults.

Built-in styles go by their English names, which Word and WPS show in the user's language (`Salutation` as 称呼); roles
that Word does not know get Chinese names. A style says only what differs from the one it is based on, so that in a
template of the user's the added styles follow the template's own Normal. Children stand in schema order: LibreOffice
drops what comes late, Word may refuse the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from convert.model import HEADINGS, Role
from convert.stylesheet import RoleStyle, Style
from convert.writers.layout import NOTE_CHARS, NUMBER_CHARS
from convert.writers.xmltext import escape_attribute

TWIPS_PER_PT = 20
NORMAL, FOOTER, FOOTER_EVEN, LEAD, DOUBT = "normal", "page_number", "page_number_even", "lead", "doubt"
TABLE, CELL, COMMENT, COMMENT_MARK = "table_grid", "table", "comment", "comment_mark"
NO_RUN, NO_TABLE = "no_run", "no_table"
NOTE_FIRST, NOTE_ITEM = "attachment_note_first", "attachment_note_item"
BASES = (
    (NORMAL, "Normal", "paragraph"),
    (NO_RUN, "Default Paragraph Font", "character"),
    (NO_TABLE, "Normal Table", "table"),
)
"""The styles that every Word file has: key, name, kind."""


class Look(NamedTuple):
    """One Word style: how it is called and how it is written."""

    key: str  # role value, or one of the names above; "heading_1_run" is the character style of heading_1
    id: str
    name: str
    kind: str  # paragraph | character | table
    base: str = NORMAL  # key of the style it is based on
    next: str = ""  # key of the style of the paragraph after it
    extra: str = ""  # further pPr children after `ind` (schema order)


_RUN = "_run"
_ROLES = frozenset(map(str, Role))


def run_key(role: str) -> str:
    """Key of the character style that goes with a heading role."""
    return f"{role}{_RUN}"


_TIGHT = "<w:contextualSpacing/>"
"""No blank line between two paragraphs of the same style: the block as a whole keeps its distance."""

_PARAGRAPHS = (
    Look(Role.TITLE, "Title", "Title", "paragraph", next=Role.BODY, extra=_TIGHT),
    # Not Subtitle: pandoc takes a paragraph of that name for metadata and leaves it out of the text.
    Look(Role.SUBTITLE, "TitleRest", "副题", "paragraph", next=Role.BODY, extra=_TIGHT),
    Look(Role.BYLINE, "Byline", "署名行", "paragraph", next=Role.BODY, extra=_TIGHT),
    Look(Role.DOCUMENT_NUMBER, "DocumentNumber", "发文字号", "paragraph", next=Role.BODY),
    Look(Role.ADDRESSEE, "Salutation", "Salutation", "paragraph", next=Role.BODY),
    Look(Role.BODY, "BodyText", "Body Text", "paragraph"),
    *(Look(role, f"Heading{n}", f"heading {n}", "paragraph", next=Role.BODY) for n, role in enumerate(HEADINGS, 1)),
    Look(Role.POINT, "Point", "要点段落", "paragraph"),
    Look(Role.ATTACHMENT_NOTE, "AttachmentNote", "附件说明", "paragraph", next=Role.SIGNATURE),
    Look(NOTE_FIRST, "AttachmentNoteFirst", "附件说明首项", "paragraph", Role.ATTACHMENT_NOTE, next=NOTE_ITEM),
    Look(NOTE_ITEM, "AttachmentNoteItem", "附件说明续项", "paragraph", Role.ATTACHMENT_NOTE),
    Look(Role.SIGNATURE, "Signature", "Signature", "paragraph", next=Role.DATE, extra=_TIGHT),
    Look(Role.DATE, "Date", "Date", "paragraph", next=Role.BODY),
    Look(Role.ANNOTATION, "Annotation", "附注", "paragraph"),
    Look(Role.ATTACHMENT_MARK, "AttachmentMark", "附件序号", "paragraph", next=Role.ATTACHMENT_TITLE),
    Look(Role.ATTACHMENT_TITLE, "AttachmentTitle", "附件标题", "paragraph", next=Role.BODY, extra=_TIGHT),
    Look(CELL, "TableText", "表格文字", "paragraph"),
    Look(FOOTER, "Footer", "footer", "paragraph"),
    Look(FOOTER_EVEN, "FooterEven", "双页页码", "paragraph", base=FOOTER),
)
_RUNS = (
    *(
        Look(run_key(role), f"Heading{n}Char", f"标题 {n} 字符", "character", NO_RUN)
        for n, role in enumerate(HEADINGS, 1)
    ),
    Look(LEAD, "Strong", "Strong", "character", NO_RUN),
    Look(DOUBT, "Doubt", "存疑文字", "character", NO_RUN),
)
LOOKS = (*_PARAGRAPHS, *_RUNS, Look(TABLE, "TableGrid", "Table Grid", "table", base=NO_TABLE))
COMMENT_LOOKS = (
    Look(COMMENT, "CommentText", "annotation text", "paragraph"),
    Look(COMMENT_MARK, "CommentReference", "annotation reference", "character", NO_RUN),
)


def look_xml(look: Look, style: Style, ids: Mapping[str, str], namespace: str = "") -> str:
    """The `w:style` element of a look; `ids` holds the style ids by key, this look's own among them.

    `namespace` is the declaration that the element needs when it stands alone.
    """
    references = [f'<w:basedOn w:val="{ids[look.base]}"/>']
    if look.next:
        references.append(f'<w:next w:val="{ids[look.next]}"/>')
    if look.key in HEADINGS:
        references.append(f'<w:link w:val="{ids[run_key(look.key)]}"/>')
    elif look.key.endswith(_RUN):
        references.append(f'<w:link w:val="{ids[look.key.removesuffix(_RUN)]}"/>')
    if look.key in _ROLES:
        references.append("<w:qFormat/>")
    custom = ' w:customStyle="1"' if not look.name.isascii() else ""
    return (
        f'<w:style{namespace} w:type="{look.kind}"{custom} w:styleId="{ids[look.key]}"><w:name w:val="{look.name}"/>'
        f"{''.join(references)}{_content(look, style)}</w:style>"
    )


def _content(look: Look, style: Style) -> str:
    if look.key == TABLE:
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        return f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr>"
    if look.key == DOUBT:
        return '<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/></w:rPr>'
    if look.key == COMMENT:
        plain = f'<w:pPr><w:spacing {pitch_attributes(0)}/><w:jc w:val="left"/></w:pPr>'
        return f"{plain}<w:rPr>{size_xml(10.5)}</w:rPr>"
    if look.key == COMMENT_MARK:
        return f"<w:rPr>{size_xml(10.5)}</w:rPr>"
    if look.key == FOOTER_EVEN:
        inset = round((style[FOOTER].right_chars or 0) * (style[FOOTER].size_pt or 0) * TWIPS_PER_PT)
        return f'<w:pPr><w:ind w:left="{inset}" w:right="0"/><w:jc w:val="left"/></w:pPr>'
    if look.key in (NOTE_FIRST, NOTE_ITEM):
        spacing = '<w:spacing w:before="0"/>' if look.key == NOTE_ITEM else ""
        return f"<w:pPr>{spacing}{_note_indent(look.key, style)}</w:pPr>"
    role = style[look.key.removesuffix(_RUN)]
    run = run_xml(role, style)
    run = f"<w:rPr>{run}</w:rPr>" if run else ""
    if look.kind == "character":
        return run
    paragraph = _paragraph_xml(look, role, style)
    return (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "") + run


def run_xml(role: RoleStyle, style: Style) -> str:
    """The run properties in which a role differs from Normal."""
    normal = style.normal
    parts = []
    if role.font and role.font != normal.font:
        parts.append(font_xml(role.font, style))
    if role.bold:
        parts.append("<w:b/><w:bCs/>")
    if role.squeeze_pt is not None and role.squeeze_pt != normal.squeeze_pt:
        parts.append(f'<w:spacing w:val="{_twips(-role.squeeze_pt)}"/>')
    if role.size_pt and role.size_pt != normal.size_pt:
        parts.append(size_xml(role.size_pt))
    return "".join(parts)


def font_xml(font: str, style: Style) -> str:
    """The font for all four slots; without theme attributes, which would win over names."""
    han, latin = escape_attribute(font), escape_attribute(style.latin_font or font)
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{han}" w:cs="{latin}"/>'


def size_xml(size_pt: float) -> str:
    """Font size, in half points as Word counts."""
    half = round(size_pt * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _paragraph_xml(look: Look, role: RoleStyle, style: Style) -> str:
    parts = []
    if role.keep_next:
        parts.append("<w:keepNext/>")
    if role.new_page:
        parts.append("<w:pageBreakBefore/>")
    parts += (_spacing(role, style), _indent(look.key, role, style), look.extra)
    align = "right" if look.key == FOOTER else role.align
    if align and align != style.normal.align:
        parts.append(f'<w:jc w:val="{align}"/>')
    if look.key in HEADINGS:
        parts.append(f'<w:outlineLvl w:val="{HEADINGS.index(Role(look.key))}"/>')
    return "".join(parts)


def _spacing(role: RoleStyle, style: Style) -> str:
    pitch = style.normal.line_pitch_pt or 0
    attributes = []
    if role.before_lines is not None:
        attributes.append(f'w:before="{_twips(role.before_lines * pitch)}"')
    if role.after_lines is not None:
        attributes.append(f'w:after="{_twips(role.after_lines * pitch)}"')
    if role.line_pitch_pt is not None and role.line_pitch_pt != pitch:
        attributes.append(pitch_attributes(role.line_pitch_pt))
    return f"<w:spacing {' '.join(attributes)}/>" if attributes else ""


def pitch_attributes(line_pitch_pt: float) -> str:
    """Line spacing: exact, or single where the pitch is 0."""
    if not line_pitch_pt:
        return 'w:line="240" w:lineRule="auto"'
    return f'w:line="{_twips(line_pitch_pt)}" w:lineRule="exact"'


def _indent(key: str, role: RoleStyle, style: Style) -> str:
    """Indents in twips, the first line's also in characters: LibreOffice heeds the one, Word prefers the other."""
    if key in (Role.SIGNATURE, Role.DATE):
        return ""  # depends on the text: `convert.writers.body` sets it
    if key == Role.ATTACHMENT_NOTE:
        return _note_indent(key, style)
    size = role.size_pt or style.normal.size_pt or 0
    attributes = []
    for side, chars in (("left", role.left_chars), ("right", role.right_chars)):
        if chars:
            attributes.append(f'w:{side}="{_twips(chars * size)}"')
    if role.hanging_chars:
        attributes.append(f'w:hanging="{_twips(role.hanging_chars * size)}"')
    elif role.first_line_chars:
        hundredths = round(role.first_line_chars * 100)
        attributes.append(f'w:firstLineChars="{hundredths}" w:firstLine="{_twips(role.first_line_chars * size)}"')
    return f"<w:ind {' '.join(attributes)}/>" if attributes else ""


def _note_indent(key: str, style: Style) -> str:
    """Later lines under the first character of the name, after 附件： and its number (GB/T 9704-2012 7.3.4)."""
    normal = style.normal
    character = (normal.size_pt or 0) - (normal.squeeze_pt or 0)
    mark = NUMBER_CHARS if key == NOTE_ITEM else NOTE_CHARS + NUMBER_CHARS * (key == NOTE_FIRST)
    left = (style[Role.ATTACHMENT_NOTE].left_chars or 0) + (NOTE_CHARS if key == NOTE_ITEM else 0) + mark
    return f'<w:ind w:left="{_twips(left * character)}" w:hanging="{_twips(mark * character)}"/>'


def base_styles_xml(style: Style, namespace: str) -> str:
    """The whole `w:styles` element with defaults and Normal, before any look is added to it."""
    normal = style.normal
    fonts = font_xml(normal.font or "", style)
    return (
        f"<w:styles{namespace}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>"
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1"'
        ' w:defQFormat="0" w:count="376"/>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" {pitch_attributes(normal.line_pitch_pt or 0)}/>'
        f'<w:jc w:val="{normal.align or "both"}"/></w:pPr>'
        f'<w:rPr>{fonts}<w:spacing w:val="{_twips(-(normal.squeeze_pt or 0))}"/>{size_xml(normal.size_pt or 0)}'
        "</w:rPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "</w:style></w:styles>"
    )


def font_table_xml(style: Style, namespace: str) -> str:
    """The font table: for each face used, what to take where it is missing."""
    used = {role.font for _, role in style.roles if role.font}
    fonts = "".join(
        f'<w:font w:name="{escape_attribute(face.name)}">'
        f'<w:altName w:val="{escape_attribute(",".join(face.instead))}"/>'
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for face in style.faces
        if face.name in used
    )
    return f"<w:fonts{namespace}>{fonts}</w:fonts>"


def _twips(points: float) -> int:
    return round(points * TWIPS_PER_PT)
