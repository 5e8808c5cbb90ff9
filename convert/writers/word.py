"""The Word file of one report: its body and properties between the parts that all reports share."""

from __future__ import annotations

from functools import lru_cache

from convert.kit import Kit
from convert.model import Document
from convert.stylesheet import Style
from convert.writers.body import body_xml
from convert.writers.package import member, splice
from convert.writers.properties import core_xml, custom_xml
from convert.writers.skeleton import CORE, CUSTOM, DOCUMENT, Skeleton, build_skeleton

FORMAT = "docx"
SUFFIX = ".docx"


def write(document: Document, kit: Kit) -> bytes:
    """The whole file; the same document and kit give the same bytes."""
    skeleton = prepare(kit)
    body = body_xml(document, skeleton, kit.options.title_break)
    parts = (
        (DOCUMENT, f"{skeleton.head}{body}{skeleton.tail}"),
        (CORE, core_xml(document)),
        (CUSTOM, custom_xml(document)),
    )
    return splice((*skeleton.members, *(member(name, text.encode()) for name, text in parts)))


def prepare(kit: Kit) -> Skeleton:
    """What all files of a kit have in common: plain bytes and text, made once a process."""
    return _skeleton(kit.style)


@lru_cache(maxsize=8)
def _skeleton(style: Style) -> Skeleton:
    return build_skeleton(style)
