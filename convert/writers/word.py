"""The Word file of one report: its body and properties between the parts that all reports share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from convert.writers.package import Frame, Stem, framed, splice
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
    """What gives the whole file, after the texts of the report's own parts are made and before they are deflated."""
    skeleton = dict(kit.prepared).get(FORMAT)
    if not isinstance(skeleton, Skeleton):
        skeleton = prepare(kit)
    comments = kit.options.comments
    hung = anchors(document) if comments else ()
    body = body_xml(document, skeleton, kit.rules["titles"], kit.options.title_break, hung)
    parts = [
        (skeleton.document, body.encode()),
        (CORE_FRAME, core_xml(document).encode()),
        (CUSTOM_FRAME, custom_xml(document).encode()),
    ]
    if comments:
        parts.append((COMMENTS_FRAME, comments_xml(document.findings, dict(skeleton.ids)[COMMENT]).encode()))
    return partial(_package, skeleton.stem, parts)


def _package(stem: Stem, parts: Sequence[tuple[Frame, bytes]]) -> bytes:
    return splice(stem, [framed(frame, content) for frame, content in parts])


def prepare(kit: Kit) -> Skeleton:
    """What all files of a kit have in common: plain bytes and text, made once a process."""
    return _skeleton(kit.style, kit.template, kit.options.comments)


@lru_cache(maxsize=8)
def _skeleton(style: Style, template: Template | None, comments: bool) -> Skeleton:
    def make() -> bytes:
        from convert.writers.build import build_skeleton

        return pack(build_skeleton(style, template, comments=comments))

    key = [b"comments" if comments else b"", template.data if template else b""]
    key.append(repr((style.page, style.faces, style.roles, style.latin_font)).encode())
    key += [Path(__file__).with_name(f"{module}.py").read_bytes() for module in _MAKERS]
    return unpack(cached("word", key, make), style)
