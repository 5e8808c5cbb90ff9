"""What one stretch of text states: problems, with the causes and measures that stand beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convert.patterns import compiled
from convert.problems.cues import LEAD_CHARS, Cues
from convert.problems.items import Item, item_of, listed
from convert.problems.prose import bare, prose
from convert.problems.spans import Span, clauses, marks, opening, sentences, sequence
from convert.problems.stretches import Stretch

DEEPEST = 4
"""How far lists are followed into items of lists; there are four levels of headings, and 一是 below them."""

LEAD_IN_CHARS = 24
"""How far into a paragraph the words may stand that turn to causes or measures ("产生上述问题的主要原因：")."""

_ADDRESS = compiled("^(?:针对|对于?|围绕)(?:以上|上述|这些|存在)[^，。]{0,8}(?:问题|不足|差距|情况)$")
_GENERAL = compiled(
    "^(?:总体|工作|主要|重点|具体|整改|改进|下一?步|今后|的){0,3}(?:目标|任务|措施|思路|要求|安排|打算|举措|计划)$"
)
_ASPECT = compiled("(?:方面|维度|层面)$")  # "带头增强党性方面" reads like a remedy and names a field
_FIELD = compiled("(?:方面|上|中|维度|层面|领域|建设|工作|情况)$")


class Statement(NamedTuple):
    """A problem as it stands in the text."""

    span: Span  # the words of the problem
    item: Item  # the item it leads or is taken from
    trail: tuple[str, ...]
    cause: str | None = None
    measure: str | None = None


class Statements(NamedTuple):
    """What a stretch states."""

    problems: tuple[Statement, ...] = ()
    causes: tuple[Item, ...] = ()  # shared by its problems
    measures: tuple[Item, ...] = ()


def together(parts: Sequence[Statements]) -> Statements:
    """What all parts state, in order; a mark or label with nothing behind it states nothing."""
    problems = [problem for part in parts for problem in part.problems if problem.span.start < problem.span.end]
    causes = [cause for part in parts for cause in part.causes]
    measures = [measure for part in parts for measure in part.measures]
    return Statements(tuple(problems), tuple(causes), tuple(measures))


def section(stretch: Stretch, cues: Cues) -> Statements:
    """What a section on problems states, list or prose."""
    return _stated(stretch.spans, stretch.trail, cues, strict=False)


def aside(spans: Sequence[Span], trail: tuple[str, ...], cues: Cues) -> Statements:
    """What running text states that has turned to its problems: only clauses that name a lack count."""
    return _stated(spans, trail, cues, strict=True)


def _stated(spans: Sequence[Span], trail: tuple[str, ...], cues: Cues, *, strict: bool) -> Statements:
    cues = cues.of_text([span.text for span in spans])
    own, causes, measures = _parts(spans, cues)
    stated = _list_or_prose(own, trail, cues, strict=strict)
    return together([stated, Statements((), entries(causes), entries(measures))]) if causes or measures else stated


def aims(stretch: Stretch, cues: Cues) -> Statements:
    """What a section 努力方向 states: problems with measures when most of its leads state a lack, else measures."""
    _, found = listed(stretch.spans)
    items = found or tuple(item_of(span) for span in stretch.spans)
    lacking = [item for item in items if cues.lacks(bare(item.head, cues).text)]
    if len(items) < 2 or len(lacking) * 3 < len(items) * 2:
        return Statements((), (), entries(stretch.spans))
    problems = []
    for item in items:
        if item not in lacking and cues.remedy.search(item.head.text):
            continue
        problem = _problem(item, stretch.trail, cues)
        problems.append(problem if problem.measure else problem._replace(measure=_remedy(item.body, cues)))
    return Statements(tuple(problems))


def _remedy(spans: Iterable[Span], cues: Cues) -> str | None:
    """The first sentence that says what is to be done."""
    for span in spans:
        for sentence in sentences(span):
            words = sentence.trimmed().text
            if words and (cues.remedy.search(words) or not cues.lacks(words)):
                return words
    return None


def entries(spans: Sequence[Span]) -> tuple[Item, ...]:
    """The items of a list of causes or measures; paragraphs, or the clauses of a single sentence, without a list.

    What a heading as 工作措施 counts stands for the heading.
    """
    _, items = listed(spans)
    if items:
        return tuple(inner for item in items for inner in (_says_nothing(item) and listed(item.body)[1]) or (item,))
    texts = [span for span in spans if span.text.strip() and not span.text.endswith(("：", ":"))]
    if len(texts) == 1 and "。" not in texts[0].text[:-1]:  # one sentence of prose: what it says one after the other
        texts = list(clauses(texts[0], "；;，,"))
    return tuple(item_of(span) for span in texts if not _ADDRESS.search(span.text))


def _says_nothing(item: Item) -> bool:
    return _GENERAL.search(item.head.text) is not None


def _parts(spans: Sequence[Span], cues: Cues) -> tuple[list[Span], list[Span], list[Span]]:
    """The spans on problems, on shared causes and on measures; an item's own cause stays with the item."""
    if not cues.turns:
        return [span for span in spans if span.start < span.end], [], []
    last_heading = max((i for i, span in enumerate(spans) if span.paragraph.depth and span.start == 0), default=-1)
    turns = [_turn(span, cues) for span in spans]
    shared = not any(turn for turn, _ in turns[: max(last_heading, 0)])
    parts: dict[str, list[Span]] = {"": [], "cause": [], "measure": []}
    where = ""
    for i, (span, (turn, offset)) in enumerate(zip(spans, turns, strict=True)):
        if turn and shared and i > last_heading:
            where = turn
            span = span.part(offset)
        if span.start < span.end:
            parts[where].append(span)
    return parts[""], parts["cause"], parts["measure"]


def _turn(span: Span, cues: Cues) -> tuple[str, int]:
    """Whether an unnumbered paragraph turns to causes or measures, and where its list or text then starts."""
    if span.paragraph.depth:
        return "", 0
    text = span.text
    found = cues.cause_lead.search(text)
    if found is not None and _leads_in(text, found.start()):
        return "cause", found.end()
    found = cues.measure_lead.search(text)
    if found is not None and _leads_in(text, found.start()):
        return "measure", found.end() if found[0].endswith(("：", ":")) else found.start()
    return "", 0


def _leads_in(text: str, place: int) -> bool:
    """Whether words at a place turn the whole text to another matter, not only an item or a later sentence of it."""
    return place <= LEAD_IN_CHARS and "。" not in text[:place] and opening(text) is None


def _list_or_prose(
    spans: Sequence[Span], trail: tuple[str, ...], cues: Cues, *, strict: bool, nested: int = 0
) -> Statements:
    intro, items = listed(spans)
    if not items:
        leads = _leads(intro, cues)
        if leads:
            return Statements(tuple(_problem(item, trail, cues) for item in leads))
        return Statements(tuple(_prose(intro, trail, cues, strict=strict)))
    if strict and sum(cues.lacks(item.head.text) for item in items) * 2 > len(items):
        strict = False  # the odd one among them is a problem too
    last, causes, measures = _shared_tail(items, cues)
    inner = [_from_item(item, trail, cues, strict=strict, nested=nested) for item in (*items[:-1], last)]
    stated = together([Statements((), causes, measures), *inner])
    if not stated.problems:
        return stated._replace(problems=tuple(_prose(intro, trail, cues, strict=strict)))
    return stated


def _shared_tail(items: Sequence[Item], cues: Cues) -> tuple[Item, tuple[Item, ...], tuple[Item, ...]]:
    """The last item less the causes or measures that stand behind it for all of them, and those.

    They do where they are a list counted anew, or a sentence behind items that are parts of one sentence.
    """
    item = items[-1]
    if not cues.turns:
        return item, (), ()
    of_one = len(items) > 1 and all(
        other.head.paragraph is item.head.paragraph and not other.body for other in items[:-1]
    )
    for i, span in enumerate(item.body):
        for cue in (cues.cause_lead, cues.measure_lead):
            found = cue.search(span.text)
            if found is None or not (of_one or sequence(tuple(marks(span.text[found.end() :])))):
                continue
            listed_anew = entries([span.part(found.end()), *item.body[i + 1 :]])
            shorter = item._replace(body=(*item.body[:i], span.part(0, found.start())))
            return (shorter, listed_anew, ()) if cue is cues.cause_lead else (shorter, (), listed_anew)
    return item, (), ()


def _from_item(item: Item, trail: tuple[str, ...], cues: Cues, *, strict: bool, nested: int) -> Statements:
    """An item is a problem, a remedy among the problems, or the heading of a field whose text names the problems."""
    words = bare(item.head, cues)
    text = words.text
    if cues.lacks(text):
        return Statements((_problem(item, trail, cues, words),))
    if cues.remedy.search(text) and not _ASPECT.search(text):
        return Statements((), (), (item,))
    if nested == DEEPEST:
        return Statements() if strict else Statements((_problem(item, trail, cues),))
    numbered = bool(listed(item.body)[1])
    if strict or numbered or _FIELD.search(text):
        inner = _list_or_prose(item.body, (*trail, text), cues, strict=True, nested=nested + 1)
        return inner if numbered else inner._replace(problems=_first_sentence(inner.problems))
    return Statements((_problem(item, trail, cues),))


def _first_sentence(problems: Sequence[Statement]) -> tuple[Statement, ...]:
    """The problems of the first sentence that states any as one: prose under the name of a field is one admission."""
    if not problems:
        return ()
    first = problems[0].span
    paragraph, end = first.paragraph, first.end
    for other in problems[1:]:
        if other.span.paragraph is not paragraph or "。" in paragraph.text[end : other.span.start]:
            break
        end = other.span.end
    return (problems[0]._replace(span=Span(paragraph, first.start, end)),)


def _leads(spans: Sequence[Span], cues: Cues) -> list[Item]:
    """Unnumbered paragraphs that each lead with a short sentence on a lack; none unless there are two of them."""
    items = [item_of(span) for span in spans]
    led = [item for item in items if item.body and _names_lack(item.head.text, cues)]
    return led if len(led) > 1 else []


def _names_lack(sentence: str, cues: Cues) -> bool:
    return len(sentence) <= LEAD_CHARS and cues.lacks(sentence) and not cues.backdrop.search(sentence)


def _problem(item: Item, trail: tuple[str, ...], cues: Cues, words: Span | None = None) -> Statement:
    """The problem that an item leads with, its own cause and measure taken out of the rest.

    `words` are those of its head without what only introduces them, where they are known already.
    """
    lead = item.lead
    if words is None or lead is not item.head:
        words = bare(lead, cues)
    if not cues.turns:
        return Statement(words, item, trail)
    texts = [span.text for span in (item.head, *item.body)]
    cause, cause_at = _after_turn(item, texts, cues, "cause")
    measure, measure_at = _after_turn(item, texts, cues, "measure")
    if cause_at is None and measure_at is None:
        return Statement(words, item, trail)
    for cut in (cause_at, measure_at):
        if cut is not None and cut.paragraph is lead.paragraph and lead.start < cut.start < lead.end:
            lead = Span(lead.paragraph, lead.start, cut.start).trimmed()
    return Statement(bare(lead, cues), item, trail, cause, measure)


def _after_turn(item: Item, texts: Sequence[str], cues: Cues, turn: str) -> tuple[str | None, Span | None]:
    """The first sentence after the words that turn to the cause or measure within an item, and where they stand.

    `texts` are those of its head and body.
    """
    cue = cues.cause_lead if turn == "cause" else cues.measure_lead
    for i, text in enumerate(texts):
        found = cue.search(text)
        if found is None or (i == 0 and found.start() == 0):
            continue
        span = item.body[i - 1] if i else item.head
        keep = found.end() if turn == "cause" or found[0].endswith(("：", ":")) else found.start()
        following = [span.part(keep), *item.body[i:]]
        return _first(following), span.part(found.start())
    return None, None


def _first(spans: Iterable[Span]) -> str | None:
    """The first sentence of some text without its stop."""
    for span in spans:
        for sentence in sentences(span):
            words = sentence.trimmed().text
            if words:
                return words
    return None


def _prose(spans: Iterable[Span], trail: tuple[str, ...], cues: Cues, *, strict: bool) -> list[Statement]:
    return [Statement(c.span, Item(c.span, ()), trail, c.cause) for c in prose(spans, cues, strict=strict)]
