"""A Word file without its report, as plain bytes and text: made by `convert.writers.build`, filled by `word`."""

from __future__ import annotations

import base64
import json

from convert.stylesheet import Style
from convert.values import dataclass
from convert.writers.package import Frame, Member, frame

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACE = f' xmlns:w="{WORD}"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

DOCUMENT, CORE, CUSTOM, COMMENTS = "word/document.xml", "docProps/core.xml", "docProps/custom.xml", "word/comments.xml"


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """A Word file without its report. Compared and hashed by identity, so that it is a cheap cache key."""

    members: tuple[Member, ...]  # constant parts
    document: Frame  # document.xml but for its paragraphs
    ids: tuple[tuple[str, str], ...]  # (role or name of `looks`, style id)
    style: Style
    text_width_pt: float
    character_pt: float  # advance of a Han character of body text
    title_pt: float  # the same of the title


def pack(skeleton: Skeleton) -> bytes:
    """The skeleton as JSON, all but its style."""

    def text(data: bytes) -> str:
        return base64.b64encode(data).decode()

    parts = [(part.name, text(part.local), text(part.directory[0])) for part in skeleton.members]
    sizes = (skeleton.text_width_pt, skeleton.character_pt, skeleton.title_pt)
    ends = (skeleton.document.head.decode(), skeleton.document.tail.decode())
    return json.dumps((parts, ends, skeleton.ids, sizes)).encode()


def unpack(data: bytes, style: Style) -> Skeleton:
    """The skeleton of `pack`, equal to the one packed."""
    parts, ends, ids, sizes = json.loads(data)
    decode = base64.b64decode
    members = tuple(Member(name, decode(local), (decode(before), name.encode())) for name, local, before in parts)
    return Skeleton(members, frame(DOCUMENT, *ends), tuple(map(tuple, ids)), style, *sizes)
