"""The Word file of one report: its body and properties between the parts that all reports share."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from convert.cache import cached
from convert.kit import Kit
from convert.model import Document
from convert.stylesheet import Style
from convert.template import Template
from convert.writers.body import body_xml
from convert.writers.comments import COMMENTS_FRAME, anchors, comments_xml
from convert.writers.looks import COMMENT
from convert.writers.package import framed, splice
from convert.writers.properties import CORE_FRAME, CUSTOM_FRAME, core_xml, custom_xml
from convert.writers.skeleton import Skeleton, pack, unpack

FORMAT = "docx"
SUFFIX = ".docx"

_MAKERS = ("bare", "build", "layout", "looks", "package", "skeleton")
"""The modules whose code a skeleton depends on; a change to one of them makes it anew."""


def write(document: Document, kit: Kit) -> bytes:
    """The whole file; the same document and kit give the same bytes."""
    return compose(document, kit)()


def compose(document: Document, kit: Kit) -> Callable[[], bytes]:
    """What gives the whole file, after the report's body is written and before anything is deflated."""
    skeleton = dict(kit.prepared).get(FORMAT)
    if not isinstance(skeleton, Skeleton):
        skeleton = prepare(kit)
    hung = anchors(document) if kit.options.comments else ()
    body = body_xml(document, skeleton, kit.rules["titles"], kit.options.title_break, hung)
    return partial(_package, document, kit, skeleton, body.encode())


def _package(document: Document, kit: Kit, skeleton: Skeleton, body: bytes) -> bytes:
    parts = [
        framed(skeleton.document, body),
        framed(CORE_FRAME, core_xml(document).encode()),
        framed(CUSTOM_FRAME, custom_xml(document).encode()),
    ]
    if kit.options.comments:
        parts.append(framed(COMMENTS_FRAME, comments_xml(document.findings, dict(skeleton.ids)[COMMENT]).encode()))
    return splice(skeleton.stem, parts)


def prepare(kit: Kit) -> Skeleton:
    """What all files of a kit have in common: plain bytes and text, made once a process."""
    return _skeleton(kit.style, kit.template, kit.options.comments)


@lru_cache(maxsize=8)
def _skeleton(style: Style, template: Template | None, comments: bool) -> Skeleton:
    def make() -> bytes:
        """The skeleton, made with python-docx."""
        from convert.writers.build import build_skeleton

        return pack(build_skeleton(style, template, comments=comments))

    key = [b"comments" if comments else b"", template.data if template else b""]
    key.append(repr((style.page, style.faces, style.roles, style.latin_font)).encode())
    key += [Path(__file__).with_name(f"{module}.py").read_bytes() for module in _MAKERS]
    return unpack(cached("word", key, make), style)
