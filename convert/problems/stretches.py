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
from convert.problems.spans import Span, marks, whole

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
    """The document's text in stretches, in reading order; together they hold every paragraph of running text."""
    found = [Stretch(None, 0, ())]
    above: list[tuple[float, str, Stretch]] = [(0, "", found[0])]
    for block in document.blocks:
        if not isinstance(block, Paragraph) or block.role not in _TEXT_ROLES:
            continue
        depth, title = _announcement(block, above[-1][0])
        while depth and len(above) > 1 and above[-1][0] >= depth:
            above.pop()
        stretch = above[-1][2]
        if not depth:
            stretch.spans.append(whole(block))
            continue
        kind = _kind(title, stretch, cues, label=not block.depth)
        if kind is None and not block.depth:
            stretch.spans.append(whole(block))
            continue
        trail = (*(text for _, text, _ in above[1:]), title)
        if kind is not None:
            stretch = Stretch(kind, depth, trail)
            found.append(stretch)
            if block.depth and block.run_in:
                stretch.spans.append(Span(block, block.run_in, len(block.text)))
        elif stretch.kind is None:
            stretch = Stretch(None, depth, trail)
            found.append(stretch)
            stretch.spans.append(Span(block, block.run_in or len(block.text), len(block.text)))
        else:
            stretch.spans.append(whole(block))
        above.append((depth, title, stretch))
    return found


def _announcement(paragraph: Paragraph, depth_above: float) -> tuple[float, str]:
    """Depth and text of a heading, or of a short line that may be one; depth 0 for other text."""
    if paragraph.depth:
        return paragraph.depth, paragraph.heading
    text = paragraph.text
    if len(text) > LABEL_CHARS or text.endswith(("。", "；", "，", "、")) or "，" in text:
        return 0, text
    return int(depth_above) + 0.5, text


def _kind(title: str, above: Stretch, cues: Cues, *, label: bool) -> str | None:
    """What a heading or label announces, given the stretch it stands in; `None` when it belongs to that stretch."""
    kind = cues.announces(title)
    if kind is None or above.kind == SETTLED:
        return None
    bare = title.rstrip("：:")
    mark = next(marks(bare), None)
    if mark is not None and mark.start == 0:
        bare = bare[mark.end :]
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
