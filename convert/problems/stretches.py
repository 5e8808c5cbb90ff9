"""Which stretches of a document speak of its problems, their causes and the measures against them.

Signals in order of authority: a heading that announces one of them; a short line that would be such a heading but was
typed as text ("存在的问题："); a sentence in running text that turns to the problems ("也清醒看到…"). What stands under
"问题整改情况" or a slogan is nobody's problem any more, whatever it says.
"""

from __future__ import annotations

from convert.model import Document, Paragraph, Role
from convert.problems.cues import CAUSES, MEASURES, PROBLEMS, SETTLED, Cues
from convert.problems.spans import Span, opening_end
from convert.rulebook import Rule

LABEL_CHARS = 20
"""Longest body line taken for a heading that lost its number; "（三）存在的主要问题及原因分析：" has 15."""

_TEXT_ROLES = frozenset({Role.BODY, Role.POINT, Role.HEADING_1, Role.HEADING_2, Role.HEADING_3, Role.HEADING_4})


class Stretch:
    """Text about one matter: what is announced, by which headings, and the text itself."""

    __slots__ = ("_first", "_paragraphs", "kind", "path")

    def __init__(self, kind: str | None, path: tuple[Paragraph, ...] = (), first: int = 0) -> None:
        self.kind = kind  # `None`: nothing announced
        self.path = path  # the headings above the text, outermost first, the announcing one included
        self._paragraphs = [path[-1]] if path else []
        self._first = first  # offset in the first paragraph, the announcing one

    def add(self, paragraph: Paragraph) -> None:
        """Puts a whole paragraph at the end of the text."""
        self._paragraphs.append(paragraph)

    @property
    def has_text(self) -> bool:
        """Whether there is any text, be it the announcing heading alone."""
        return bool(self._paragraphs)

    @property
    def trail(self) -> tuple[str, ...]:
        """The headings above the text as they read, outermost first, the announcing one included."""
        return tuple([heading.heading if heading.depth else heading.text for heading in self.path])

    @property
    def spans(self) -> list[Span]:
        """The text, in reading order; of most stretches nobody asks for it."""
        spans = [Span(paragraph, 0, len(paragraph.text)) for paragraph in self._paragraphs]
        if self.path:
            spans[0] = spans[0].part(self._first)
        return spans


_Above = tuple[float, tuple[Paragraph, ...], Stretch]
"""A heading that we stand under: its depth, half a level more for a label; the headings down to it; and the stretch
that text under it belongs to."""


def stretches(document: Document, title: str, genre: Rule | None, cues: Cues) -> list[Stretch]:
    """The text of a document of this title and genre in stretches, in reading order.

    Together they hold every paragraph of running text, save that of a document, or of an attachment with a title of its
    own, whose genre states no problems of its own.
    """
    found: list[Stretch] = []
    above: list[_Above] = []
    own = _start(title, genre, cues, found, above, own=True)
    for block in document.blocks:
        if block.__class__ is not Paragraph:
            continue
        if block.role in _TEXT_ROLES:
            if not own:
                continue
            if block.depth:
                _place_heading(block, cues, found, above)
            else:
                _place_text(block, cues, found, above)
        elif block.role is Role.ATTACHMENT_TITLE:
            own = _start(block.text, cues.genre(block.text), cues, found, above, own=own)
    return found


def _start(title: str, genre: Rule | None, cues: Cues, found: list[Stretch], above: list[_Above], *, own: bool) -> bool:
    """Begins a document or attachment; whether its text may state problems of its own."""
    # "…存在的问题及整改措施" over a text without any section is itself the announcement, and so is "…问题清单".
    kind = PROBLEMS if (genre is None or title.endswith("清单")) and cues.announces(title) == PROBLEMS else None
    above.clear()
    _begin(Stretch(kind), 0, found, above)
    return own if genre is None else bool(genre.get("own", True))


def _begin(stretch: Stretch, depth: float, found: list[Stretch], above: list[_Above]) -> None:
    found.append(stretch)
    above.append((depth, stretch.path, stretch))


def _place_text(block: Paragraph, cues: Cues, found: list[Stretch], above: list[_Above]) -> None:
    """Puts a paragraph into the stretch that it belongs to, or begins one that it announces as a heading would."""
    outer, path, stretch = above[-1]
    label = _label(block)
    woken = cues.headings.woken(label, len(label)) if label else 0
    kind = _kind(label, woken, stretch, cues, label=True) if woken else None
    if kind is None:
        stretch.add(block)
        return
    depth = int(outer) + 0.5  # within the heading above, and above the next level of headings
    if outer == depth:
        above.pop()
        path = above[-1][1]
    _begin(Stretch(kind, (*path, block), len(block.text)), depth, found, above)


def _place_heading(block: Paragraph, cues: Cues, found: list[Stretch], above: list[_Above]) -> None:
    """Puts a heading into the stretch that it belongs to, or begins one below it."""
    depth = block.depth
    while above[-1][0] >= depth:  # the document itself has depth 0
        above.pop()
    _, path, stretch = above[-1]
    path = (*path, block)
    text = block.text
    end = block.run_in or len(text)
    woken = cues.headings.woken(text, end)
    kind = _kind(block.heading, woken, stretch, cues, label=False) if woken else None
    if kind is not None or stretch.kind is None:
        stretch = Stretch(kind, path, end)
        found.append(stretch)
    else:
        stretch.add(block)
    above.append((depth, path, stretch))


def _label(paragraph: Paragraph) -> str:
    """A short line that may be a heading without number; "" for other text."""
    text = paragraph.text
    if len(text) > LABEL_CHARS or text.endswith(("。", "；", "，", "、")) or "，" in text:
        return ""
    return text


def _kind(title: str, woken: int, above: Stretch, cues: Cues, *, label: bool) -> str | None:
    """What a heading or label announces, given the stretch it stands in; `None` when it belongs to that stretch.

    `woken` are bits of the rows that may match it.
    """
    if not title or above.kind == SETTLED:
        return None
    bare = title.rstrip("：:")
    bare = bare[opening_end(bare) :]
    kind = cues.headings.kind(bare, woken)
    if kind is None:
        return None
    if label and kind in (PROBLEMS, SETTLED) and not cues.general.search(bare):
        return None
    if above.kind == MEASURES and kind in (SETTLED, MEASURES):
        return None
    if above.kind == PROBLEMS and kind == PROBLEMS and "原因" not in bare and not cues.general.search(bare):
        return None
    if above.kind in (PROBLEMS, CAUSES, MEASURES) and cues.predicates(bare):
        return None
    return kind
