"""A Word file without its report, as plain bytes and text: made by `convert.writers.build`, filled by `word`."""

from __future__ import annotations

import base64
import json

from convert.stylesheet import Style
from convert.values import dataclass
from convert.writers.package import Frame, Stem, frame

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACE = f' xmlns:w="{WORD}"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

DOCUMENT, CORE, CUSTOM, COMMENTS = "word/document.xml", "docProps/core.xml", "docProps/custom.xml", "word/comments.xml"


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """A Word file without its report. Compared and hashed by identity, so that it is a cheap cache key."""

    stem: Stem  # constant parts
    document: Frame  # document.xml but for its paragraphs
    ids: tuple[tuple[str, str], ...]  # (role or name of `looks`, style id)
    style: Style
    text_width_pt: float
    character_pt: float  # advance of a Han character of body text
    title_pt: float  # the same of the title


def pack(skeleton: Skeleton) -> bytes:
    """The skeleton as JSON, all but its style."""
    local, directory, count = skeleton.stem
    parts = (base64.b64encode(local).decode(), base64.b64encode(directory).decode(), count)
    sizes = (skeleton.text_width_pt, skeleton.character_pt, skeleton.title_pt)
    ends = (skeleton.document.head.decode(), skeleton.document.tail.decode())
    return json.dumps((parts, ends, skeleton.ids, sizes)).encode()


def unpack(data: bytes, style: Style) -> Skeleton:
    """The skeleton of `pack`, equal to the one packed."""
    (local, directory, count), ends, ids, sizes = json.loads(data)
    stem = Stem(base64.b64decode(local), base64.b64decode(directory), count)
    return Skeleton(stem, frame(DOCUMENT, *ends), tuple(map(tuple, ids)), style, *sizes)
