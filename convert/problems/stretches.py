"""Which stretches of a document speak of its problems, their causes and the measures against them.

Signals in order of authority: a heading that announces one of them; a short line that would be such a heading but was
typed as text ("存在的问题："); a sentence in running text that turns to the problems ("也清醒看到…"). What stands under
"问题整改情况" or a slogan is nobody's problem any more, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from convert.model import Document, Paragraph, Role
from convert.problems.cues import CAUSES, MEASURES, PROBLEMS, SETTLED, Cues
from convert.problems.spans import Span, opening, whole

LABEL_CHARS = 20
"""Longest body line taken for a heading that lost its number; "（三）存在的主要问题及原因分析：" has 15."""

_TEXT_ROLES = frozenset({Role.BODY, Role.POINT, Role.HEADING_1, Role.HEADING_2, Role.HEADING_3, Role.HEADING_4})


@dataclass(slots=True)
class Stretch:
    """Text about one matter: what is announced, by which headings, and the text itself."""

    kind: str | None  # `None`: nothing announced
    depth: float  # of the announcing heading; half a level more for a label
    trail: tuple[str, ...]  # headings above the text, outermost first, the announcing one included
    spans: list[Span] = field(default_factory=list)


def stretches(document: Document, cues: Cues) -> list[Stretch]:
    """The document's text in stretches, in reading order.

    Together they hold every paragraph of running text, save that of a document, or of an attachment with a title of its
    own, whose genre states no problems of its own.
    """
    found: list[Stretch] = []
    above: list[tuple[float, str, Stretch]] = []

    def begin(kind: str | None, depth: float, title: str, first: Span) -> None:
        stretch = Stretch(kind, depth, (*(text for _, text, _ in above[1:]), title), [first])
        found.append(stretch)
        above.append((depth, title, stretch))

    own = _start(document.title or "", cues, found, above, own=True)
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        if block.role is Role.ATTACHMENT_TITLE:
            own = _start(block.text, cues, found, above, own=own)
        if block.role not in _TEXT_ROLES or not own:
            continue
        if block.depth:
            while len(above) > 1 and above[-1][0] >= block.depth:
                above.pop()
        stretch = above[-1][2]
        title = block.heading if block.depth else _label(block)
        kind = _kind(title, stretch, cues, label=not block.depth) if title else None
        rest = Span(block, block.run_in if block.depth and block.run_in else len(block.text), len(block.text))
        if kind is not None and not block.depth:
            depth = int(above[-1][0]) + 0.5  # within the heading above, and above the next level of headings
            if above[-1][0] == depth:
                above.pop()
            begin(kind, depth, title, rest)
        elif block.depth and (kind is not None or stretch.kind is None):
            begin(kind, block.depth, title, rest)
        else:
            stretch.spans.append(whole(block))
            if block.depth:
                above.append((block.depth, title, stretch))
    return found


def _start(title: str, cues: Cues, found: list[Stretch], above: list[tuple[float, str, Stretch]], *, own: bool) -> bool:
    """Begins a document or attachment; whether its text may state problems of its own."""
    genre = cues.genre(title)
    # "…存在的问题及整改措施" over a text without any section is itself the announcement.
    kind = PROBLEMS if genre is None and cues.announces(title) == PROBLEMS else None
    found.append(Stretch(kind, 0, ()))
    above[:] = [(0, "", found[-1])]
    return own if genre is None else bool(genre.get("own", True))


def _label(paragraph: Paragraph) -> str:
    """A short line that may be a heading without number; "" for other text."""
    text = paragraph.text
    if len(text) > LABEL_CHARS or text.endswith(("。", "；", "，", "、")) or "，" in text:
        return ""
    return text


def _kind(title: str, above: Stretch, cues: Cues, *, label: bool) -> str | None:
    """What a heading or label announces, given the stretch it stands in; `None` when it belongs to that stretch."""
    if above.kind == SETTLED:
        return None
    bare = title.rstrip("：:")
    mark = opening(bare)
    if mark is not None:
        bare = bare[mark.end :]
    kind = cues.announces(bare)
    if kind is None:
        return None
    if label and kind in (PROBLEMS, SETTLED) and not cues.general.search(bare):
        return None
    if above.kind in (PROBLEMS, CAUSES, MEASURES) and cues.predicates(bare):
        return None
    if above.kind == PROBLEMS and kind == PROBLEMS and not cues.general.search(bare):
        return None if "原因" not in bare else kind
    if above.kind == MEASURES and kind in (SETTLED, MEASURES):
        return None
    return kind


def of_kind(found: list[Stretch], *kinds: str) -> Iterator[Stretch]:
    """The stretches of these kinds that hold text."""
    return (stretch for stretch in found if stretch.kind in kinds and stretch.spans)
