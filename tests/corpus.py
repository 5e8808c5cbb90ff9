"""The labelled corpus of tests/corpus as raw texts and truths; the format is explained in tests/corpus/README.md."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from convert.model import Confidence, Decoded, Draft, Line, Origin, Role

FOLDER = Path(__file__).with_name("corpus")

ROLES = {
    "title": Role.TITLE,
    "subtitle": Role.SUBTITLE,
    "byline": Role.BYLINE,
    "number": Role.DOCUMENT_NUMBER,
    "addressee": Role.ADDRESSEE,
    "point": Role.POINT,
    "body": Role.BODY,
    "item": Role.BODY,
    "lead": Role.BODY,
    "note": Role.ATTACHMENT_NOTE,
    "signature": Role.SIGNATURE,
    "date": Role.DATE,
    "annotation": Role.ANNOTATION,
    "mark": Role.ATTACHMENT_MARK,
    "atitle": Role.ATTACHMENT_TITLE,
}
NOT_JUDGED = ("any", "page", "table")
_HEADING = re.compile(r"h([1-4])(?:/([1-4]))?")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\t")
_TOKEN = re.compile(r"⟦|⟧|‖|⟨([pfcm])(\d|\*):|⟩")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One source line: its label and its text with the marks still in it; the label of an empty line is ""."""

    label: str
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    line: int
    text: str  # number included, without the 。 that ends a run-in
    level: int  # 0 = a point
    depth: int
    run_in: bool


@dataclass(slots=True)
class ProblemTruth:
    line: int = 0
    text: str = ""
    full: str = ""
    cause: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A paragraph as a reader would want it: source lines joined, junk gone."""

    label: str
    text: str
    line: int
    joints: tuple[tuple[int, int], ...]
    stop: int | None  # end of the heading or point sentence


@dataclass(slots=True)
class Truth:
    """A document and all that is to be found in it; lines are 1-based source lines."""

    name: str
    about: str
    labelled: tuple[Labelled, ...]
    lines: list[str] = field(default_factory=list)  # the raw text
    kept: list[Kept] = field(default_factory=list)
    junk_lines: dict[int, str] = field(default_factory=dict)
    junk_inline: list[tuple[int, str]] = field(default_factory=list)
    joins: set[int] = field(default_factory=set)
    joins_optional: set[int] = field(default_factory=set)
    problems: dict[str, ProblemTruth] = field(default_factory=dict)
    shared_causes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def title(self) -> str | None:
        return "".join(k.text for k in self.kept if k.label == "title") or None

    @property
    def headings(self) -> list[Heading]:
        found = []
        for kept in self.kept:
            if match := _HEADING.fullmatch(kept.label):
                level = int(match[1])
                text = kept.text if kept.stop is None else kept.text[: kept.stop]
                found.append(Heading(kept.line, text, level, int(match[2] or level), kept.stop is not None))
        return found

    @property
    def points(self) -> list[Heading]:
        return [Heading(k.line, k.text[: k.stop], 0, 0, True) for k in self.kept if k.label == "point"]

    @property
    def roles(self) -> dict[int, Role]:
        """Role by first source line, headings and lines not judged left out."""
        return {k.line: ROLES[k.label] for k in self.kept if k.label in ROLES}

    @property
    def not_judged(self) -> set[int]:
        return {k.line for k in self.kept if k.label in NOT_JUDGED}

    def draft(self) -> Draft:
        """What a faultless cleaning would hand to the outline: junk gone, wraps joined, but title lines still apart."""
        items: list[Line] = []
        for kept in self.kept:
            if kept.label != "title" or not kept.joints:
                items.append(Line(kept.line, kept.text, kept.joints))
                continue
            cuts = [(0, kept.line), *kept.joints]
            ends = [offset for offset, _ in kept.joints] + [len(kept.text)]
            items += [Line(line, kept.text[cut:end]) for (cut, line), end in zip(cuts, ends, strict=True)]
        decoded = Decoded(self.text, "utf-8", Confidence.CERTAIN, "test")
        return Draft(Origin(self.name, "", len(self.text)), decoded, tuple(items))


def parse(text: str, name: str = "text") -> Truth:
    """The truth of a labelled text; raises `ValueError` for a label or mark that is not known or not closed."""
    about = []
    labelled = []
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("# "):
            about.append(line[2:])
            continue
        label, bar, marked = line.partition("|")
        if line.strip() and not bar:
            raise ValueError(f"{name}: no label: {line}")
        labelled.append(Labelled(label.strip(), marked.removeprefix(" ")))
    return understand(tuple(labelled), name, "\n".join(about))


def understand(labelled: tuple[Labelled, ...], name: str = "text", about: str = "") -> Truth:
    """The truth of labelled lines, as a generator of variants makes them."""
    truth = Truth(name, about, labelled)
    groups: list[tuple[str, list[tuple[int, str]]]] = []
    for line in labelled:
        marked = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else "\t", line.marked)
        raw = _TOKEN.sub("", marked)
        if line.label.startswith("&"):
            truth.lines[-1] += raw
            groups.append((line.label[1:], [(len(truth.lines), marked)]))
            continue
        truth.lines.append(raw)
        number = len(truth.lines)
        if line.label == "junk":
            truth.junk_lines[number] = raw
        elif line.label == "+":
            if not groups:
                raise ValueError(f"{name}:{number}: nothing to continue")
            truth.joins.add(number)
            groups[-1][1].append((number, marked))
        elif line.label == "+?":
            truth.joins_optional.add(number)
            groups.append(("any", [(number, marked)]))
        elif line.label:
            if line.label not in ROLES and line.label not in NOT_JUDGED and not _HEADING.fullmatch(line.label):
                raise ValueError(f"{name}:{number}: unknown label {line.label}")
            groups.append((line.label, [(number, marked)]))
        elif raw.strip():
            raise ValueError(f"{name}:{number}: a line without a label")
    for label, parts in groups:
        truth.kept.append(_paragraph(truth, label, parts))
    return truth


def _paragraph(truth: Truth, label: str, parts: list[tuple[int, str]]) -> Kept:
    """The paragraph of its marked lines; inline junk and spans go into `truth`."""
    kept = ""
    joints = []
    stop = None
    junk: str | None = None
    spans: list[tuple[str, str, int]] = []  # kind, key, start in kept
    for number, marked in parts:
        if number != parts[0][0]:
            joints.append((len(kept), number))
        position = 0
        for token in [*_TOKEN.finditer(marked), None]:
            piece = marked[position : token.start() if token else None]
            position = token.end() if token else 0
            if junk is None:
                kept += piece
            else:
                junk += piece
            if token is None:
                break
            if token[0] == "⟦":
                junk = ""
            elif token[0] == "⟧":
                truth.junk_inline.append((number, junk or ""))
                junk = None
            elif token[0] == "‖":
                stop = len(kept)
            elif token[0] == "⟩":
                kind, key, start = spans.pop()
                _note(truth, kind, key, kept[start:], parts[0][0])
            else:
                spans.append((token[1], token[2], len(kept)))
    if junk is not None or spans:
        raise ValueError(f"{truth.name}:{parts[0][0]}: a mark is not closed")
    lead = len(kept) - len(kept.lstrip())
    kept = kept.strip()
    shifted = tuple((max(0, offset - lead), number) for offset, number in joints)
    return Kept(label, kept, parts[0][0], shifted, None if stop is None else stop - lead)


def _note(truth: Truth, kind: str, key: str, text: str, line: int) -> None:
    if key == "*":
        truth.shared_causes.append(text)
        return
    problem = truth.problems.setdefault(key, ProblemTruth())
    name = {"p": "text", "f": "full", "c": "cause", "m": "measure"}[kind]
    setattr(problem, name, getattr(problem, name) + text)
    if kind == "p" and not problem.line:
        problem.line = line


@cache
def documents() -> tuple[Truth, ...]:
    """All documents of the corpus, by name."""
    return tuple(parse(path.read_text(encoding="utf-8"), path.stem) for path in sorted(FOLDER.glob("*.txt")))


def digest() -> str:
    """Names the corpus as it stands, so that a pinned figure says what it was measured on."""
    content = b"".join(
        path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n") for path in sorted(FOLDER.glob("*.txt"))
    )
    return hashlib.sha256(content).hexdigest()[:16]
