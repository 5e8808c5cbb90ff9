"""Accuracy of an understood document against its truth, as counts that add up over documents, and the figures of them.

Headings are compared by their words (white space, full-width forms, the number in front and punctuation behind do not
count), one to one. Strict: everything predicted that is no heading of the truth is an error, items, leads and points
included; only lines marked `any` or `page` are not judged.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from convert.model import Document, Line, Paragraph, Role, Table
from tests.corpus import Truth

_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_NUMBER = re.compile(
    r"第[一二三四五六七八九十百\d]+[章节条部分编篇]+|[(][一二三四五六七八九十\d]+[)][、.]?|[一二三四五六七八九十]{1,3}[、.]"
    r"|\d{1,2}(?:\.\d{1,2})*[.、:]?|[一二三四五六七八九十]{1,2}[是要]|第[一二三四五六七八九十][,、]"
)
_PUNCTUATION = "。,.;:!?、“”\"'‘’[]【】{}《》"


def plain(text: str) -> str:
    """The text as far as it is compared: no white space, compatibility forms folded."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def core(text: str) -> str:
    """The words of a heading."""
    folded = plain(text)
    return (_NUMBER.sub("", folded, count=1) or folded).strip(_PUNCTUATION)


def score(document: Document, truth: Truth) -> Counter[str]:
    """Counts of one document: title, headings, points, roles, junk, joins."""
    counts: Counter[str] = Counter(documents=1)
    counts["title_right"] = plain(document.title or "") == plain(truth.title or "")
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    _score_headings(counts, paragraphs, truth)
    _score_points(counts, paragraphs, truth)
    _score_roles(counts, paragraphs, truth)
    _score_text(counts, [block.text for block in document.blocks], truth)
    return counts


def _score_headings(counts: Counter[str], paragraphs: list[Paragraph], truth: Truth) -> None:
    open_ = list(truth.headings)
    counts["headings_true"] += len(open_)
    counts["run_in_true"] += sum(heading.run_in for heading in open_)
    for paragraph in paragraphs:
        if not paragraph.depth or paragraph.line in truth.not_judged:
            continue
        words = core(paragraph.heading)
        found = next((h for h in open_ if core(h.text) == words), None)
        counts["headings_said"] += 1
        if found:
            open_.remove(found)
            counts["headings_right"] += 1
            counts["run_in_right"] += found.run_in
            counts["level_right"] += paragraph.level == found.level
            counts["depth_right"] += paragraph.depth == found.depth


def _score_points(counts: Counter[str], paragraphs: list[Paragraph], truth: Truth) -> None:
    true = {core(point.text) for point in truth.points}
    said = [core(p.text[: p.run_in]) for p in paragraphs if p.role is Role.POINT and p.line not in truth.not_judged]
    counts["points_true"] += len(true)
    counts["points_said"] += len(said)
    counts["points_right"] += len(true.intersection(said))


def _score_roles(counts: Counter[str], paragraphs: list[Paragraph], truth: Truth) -> None:
    said = {paragraph.line: paragraph.role for paragraph in paragraphs}
    for line, role in truth.roles.items():
        counts["roles_true"] += 1
        counts["roles_right"] += said.get(line) is role


def _score_text(counts: Counter[str], texts: list[str], truth: Truth) -> None:
    """Junk gone, legitimate text kept, lines joined: judged by what the reader gets."""
    shown = [plain(text) for text in texts]
    everything = "\n".join(shown)
    wanted = [plain(kept.text) for kept in truth.kept if kept.label != "page"]
    legitimate = "\n".join(wanted)
    for junk in [*truth.junk_lines.values(), *(junk for _, junk in truth.junk_inline)]:
        words = plain(junk)
        gone = everything.count(words) <= legitimate.count(words) if words else junk not in "".join(texts)
        counts["junk_true"] += 1
        counts["junk_right"] += gone
        counts["junk_chars_gone"] += len(words) * gone
    flat = everything.replace("\n", "")
    for text in wanted:
        counts["legitimate_chars"] += len(text)
        if text not in flat:
            pieces = [text[i : i + 12] for i in range(0, len(text), 12)]
            counts["legitimate_lost"] += sum(len(piece) for piece in pieces if piece not in flat)
    _score_joins(counts, shown, truth)


def _score_joins(counts: Counter[str], shown: list[str], truth: Truth) -> None:
    pieces: list[tuple[int, str]] = []
    for kept in truth.kept:
        cuts = [(0, kept.line), *kept.joints, (len(kept.text), 0)]
        pieces += [(line, plain(kept.text[a:b])) for (a, line), (b, _) in pairwise(cuts)]
    pieces.sort()
    for (_, first), (line, second) in pairwise(pieces):
        seam = first[-10:] + second[:10]
        if len(first) < 2 or len(second) < 2 or line in truth.joins_optional:
            continue
        joined = sum(text.count(seam) for text in shown) > sum(text.count(seam) for _, text in pieces)
        if line in truth.joins:
            counts["joins_true"] += 1
            counts["joins_right"] += joined
        counts["joins_said"] += joined


def figures(counts: Counter[str]) -> dict[str, float]:
    """The figures of added counts, 0-1; a figure without a case is 1."""
    share = lambda part, whole: counts[part] / counts[whole] if counts[whole] else 1.0  # noqa: E731
    gone, lost = counts["junk_chars_gone"], counts["legitimate_lost"]
    return {
        "title": share("title_right", "documents"),
        "headings": _f1(counts, "headings"),
        "run_in": share("run_in_right", "run_in_true"),
        "level": share("level_right", "headings_right"),
        "depth": share("depth_right", "headings_right"),
        "points": _f1(counts, "points"),
        "roles": share("roles_right", "roles_true"),
        "junk_recall": share("junk_right", "junk_true"),
        "junk_precision": gone / (gone + lost) if gone + lost else 1.0,
        "lost": share("legitimate_lost", "legitimate_chars") if counts["legitimate_chars"] else 0.0,
        "joins": _f1(counts, "joins"),
    }


def _f1(counts: Counter[str], name: str) -> float:
    both = counts[f"{name}_true"] + counts[f"{name}_said"]
    return 2 * counts[f"{name}_right"] / both if both else 1.0


def total(scores: Iterable[Counter[str]]) -> Counter[str]:
    """Counts added up."""
    added: Counter[str] = Counter()
    for counts in scores:
        added.update(counts)
    return added


def mistakes(document: Document, truth: Truth) -> list[str]:
    """What is wrong with headings, points, roles and title, one line each, for a person to read."""
    found = []
    if plain(document.title or "") != plain(truth.title or ""):
        found.append(f"title: {document.title} / {truth.title}")
    paragraphs = [b for b in document.blocks if isinstance(b, Paragraph) and b.line not in truth.not_judged]
    wanted = {(h.line, core(h.text), h.level, h.depth) for h in [*truth.headings, *truth.points]}
    said = {(p.line, core(p.heading), p.level, p.depth) for p in paragraphs if p.depth}
    said |= {(p.line, core(p.text[: p.run_in]), 0, 0) for p in paragraphs if p.role is Role.POINT}
    found += [f"{'said' if mark in said else 'is'} {mark}" for mark in sorted(wanted ^ said)]
    roles = {p.line: p.role for p in paragraphs}
    found += [
        f"{line}: said {roles.get(line)}, is {role}"
        for line, role in truth.roles.items()
        if roles.get(line) is not role and role is not Role.POINT
    ]
    return found


def texts(items: Iterable[Line | Table]) -> list[str]:
    """The texts of a draft's items."""
    return [item.text for item in items]
