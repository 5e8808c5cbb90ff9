"""The smallest Word package that python-docx opens: defaults and Normal of a style, settings, an empty body.

python-docx's own template brings 840 kB of styles in English that no official document uses.
"""

from __future__ import annotations

from convert.stylesheet import Style
from convert.writers.looks import base_styles_xml, font_table_xml
from convert.writers.package import member, splice, stem
from convert.writers.skeleton import NAMESPACE, XML

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_SETTINGS = (
    f'<w:settings{NAMESPACE}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def bare_package(style: Style) -> bytes:
    """The package of a style, without any text."""
    parts = {
        "styles": base_styles_xml(style, NAMESPACE),
        "settings": _SETTINGS,
        "fontTable": font_table_xml(style, NAMESPACE),
    }
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{WORD_TYPE}.{name}+xml"/>' for name in parts)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for n, name in enumerate(parts, 1)
    )
    document = f"{OFFICE}/officeDocument"
    contents = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{document}"'
        ' Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>',
        "word/document.xml": f'<w:document{NAMESPACE} xmlns:r="{OFFICE}"><w:body><w:sectPr/></w:body></w:document>',
        **{f"word/{name}.xml": text for name, text in parts.items()},
    }
    return splice(stem(member(name, (XML + text).encode()) for name, text in sorted(contents.items())))
