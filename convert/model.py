"""Every value that passes between the rooms of the house.

All types are frozen, slotted and picklable; sequences are tuples. `Line`, `Paragraph` and `SectionRow`, of which a
report has many, are named tuples: a third of the time to make. Line numbers are 1-based and count the lines of the
decoded source; offsets are 0-based and count code points, `Loss.offset` bytes.
This module imports nothing of ours but the decorator.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from typing import NamedTuple

from convert.values import dataclass


class Confidence(StrEnum):
    """How sure the decoding is: proved (BOM, strict UTF-8), well supported, or worth a person's look."""

    CERTAIN = "certain"
    HIGH = "high"
    CHECK = "check"


class Severity(StrEnum):
    """How much a `Finding` asks of the reader."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Certainty(StrEnum):
    """How a measure was matched to its problem: stated in the text, inferred, or not found."""

    STATED = "stated"
    INFERRED = "inferred"
    NONE = "none"


class Role(StrEnum):
    """What a paragraph is in an official document (GB/T 9704-2012 chapter 7; Chinese terms in docs/glossary.md)."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    DOCUMENT_NUMBER = "document_number"
    ADDRESSEE = "addressee"
    HEADING_1 = "heading_1"
    HEADING_2 = "heading_2"
    HEADING_3 = "heading_3"
    HEADING_4 = "heading_4"
    POINT = "point"
    BODY = "body"
    ATTACHMENT_NOTE = "attachment_note"
    SIGNATURE = "signature"
    DATE = "date"
    ANNOTATION = "annotation"
    ATTACHMENT_MARK = "attachment_mark"
    ATTACHMENT_TITLE = "attachment_title"


HEADINGS = (Role.HEADING_1, Role.HEADING_2, Role.HEADING_3, Role.HEADING_4)
"""Heading roles by depth, outermost first."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file a document came from."""

    path: str  # as the door named it, for messages and the workbook
    sha256: str  # of the raw bytes, lower-case hex
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes as they were read once."""

    path: str  # as the door named it
    data: bytes
    sha256: str = ""  # of the bytes, lower-case hex; "" = not worked out yet


@dataclass(frozen=True, slots=True)
class Loss:
    """One span of the file that could not be read as text, or was dropped from it."""

    offset: int  # absolute byte offset in the file
    raw: bytes  # the bytes themselves
    line: int
    reason: str  # `convert.decoding.codes.Reason`, such as "invalid", "truncated", "nul"; wording is the front end's
    text: str = "\ufffd"  # what stands for the bytes in the text; "" = dropped


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and how it was found. Each U+FFFD in `text` is one of the `losses` whose own `text` is U+FFFD."""

    text: str  # line ends as in the file; BOM removed
    encoding: str  # Python codec name, lower case
    confidence: Confidence
    how: str  # the evidence, `convert.decoding.codes.How`: "bom", "utf-8", "score", "user", ...
    losses: tuple[Loss, ...] = ()  # in the order of the file
    notes: tuple[str, ...] = ()  # `convert.decoding.codes.Note`: "repaired:utf-8-as-latin-1", "not-chinese", ...
    runs: tuple[tuple[int, str], ...] = ()  # mixed files only: (first line, its encoding) of each run of lines


@dataclass(frozen=True, slots=True)
class Hint:
    """What a rich input knows of a line's look; `None` means not known."""

    style: str | None = None  # style name in the source
    outline_level: int | None = None  # 1-9
    size_pt: float | None = None
    bold: bool | None = None


class Line(NamedTuple):
    """A kept line of text, perhaps joined from several source lines."""

    number: int  # of the first source line
    text: str
    joints: tuple[tuple[int, int], ...] = ()  # (offset in text, number of the source line starting there), ascending
    hint: Hint | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """All source lines this line is made of, ascending."""
        return (self.number, *(number for _, number in self.joints))


@dataclass(frozen=True, slots=True)
class Table:
    """A table recognised in plain text."""

    number: int  # first source line
    rows: tuple[tuple[str, ...], ...]  # cells by row; rows may differ in length
    lines: tuple[int, ...] = ()  # every source line it was made of

    @property
    def text(self) -> str:
        """The cells in reading order, tab between cells and newline between rows."""
        return "\n".join("\t".join(row) for row in self.rows)


class ChangeKind(StrEnum):
    """What a `Change` did to the text."""

    REMOVED = "removed"
    REPLACED = "replaced"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Change:
    """One edit that we made, so exact that it can be replayed and undone.

    The changes of a draft are a journal. Replayed in order on the source lines they give the kept lines: at `column` of
    line `line` (as it stands then) `before` is replaced by `after`; a `JOINED` change appends line `line` to the kept
    line before it. `convert.clean.replay` does just that and is the run-time check that no text was lost silently.
    """

    kind: ChangeKind
    rule: str  # rule id
    line: int  # source line
    column: int  # offset in that line when the change was made
    before: str  # never empty for REMOVED
    after: str  # empty for REMOVED


@dataclass(frozen=True, slots=True)
class Finding:
    """Something we doubt and did not touch."""

    code: str
    severity: Severity
    line: int  # 0 = the document as a whole
    excerpt: str  # <= 40 characters of the text
    message: str  # Chinese, one sentence
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A shortcoming that the document itself reports as its own."""

    id: str  # stable over rebuilds: made from the source name and the problem's words, not from its position
    text: str
    line: int
    trail: tuple[str, ...] = ()  # headings above it, outermost first
    cause: str | None = None
    measure: str | None = None
    measure_certainty: Certainty = Certainty.NONE
    themes: tuple[str, ...] = ()  # theme names of rules/themes.toml


class Paragraph(NamedTuple):
    """A paragraph with its part in the document and the reason why."""

    role: Role
    text: str
    line: int  # first source line
    joints: tuple[tuple[int, int], ...] = ()  # as in `Line`
    run_in: int = 0  # characters of the heading or point sentence or label at the start that text follows, 0 = none
    number: str = ""  # numbering mark as typed ("（一）"), a prefix of the text
    level: int = 0  # numbering family 1-4 (GB/T 9704-2012 7.3.3) of a heading or of a body text's label, else 0
    depth: int = 0  # nesting in this document, 1 = outermost, 0 = no heading
    rule: str = ""  # id of the rule that decided
    why: str = ""  # the argument in one sentence, for `inspect --explain`
    confidence: float = 1.0  # 0-1

    @property
    def heading(self) -> str:
        """The heading sentence, its number included, without the 。 that ends a run-in; "" when not a heading."""
        if not self.depth:
            return ""
        return self.text[: self.run_in].removesuffix("。").rstrip() if self.run_in else self.text

    def line_at(self, offset: int) -> int:
        """The source line of the character at `offset` of the text."""
        i = bisect_right(self.joints, offset, key=lambda joint: joint[0])
        return self.joints[i - 1][1] if i else self.line


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the text says of itself; `None` where it does not say."""

    unit: str | None = None
    post: str | None = None
    year: int | None = None
    genre: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Text on its way to a document: kept lines and the journal of what was done to the others."""

    origin: Origin
    decoded: Decoded
    items: tuple[Line | Table, ...]
    changes: tuple[Change, ...] = ()
    suspects: tuple[int, ...] = ()  # lines that were kept, though they may be the rest of a web page


@dataclass(frozen=True, slots=True)
class Document:
    """An understood report: blocks in reading order, and everything known about them."""

    origin: Origin
    decoded: Decoded
    blocks: tuple[Block, ...]
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    metadata: Metadata = Metadata()
    suspects: tuple[int, ...] = ()  # as in `Draft`

    @property
    def title(self) -> str | None:
        """The document's own title over all its lines, or `None`."""
        title = Role.TITLE  # to look a member up takes longer than all the rest
        lines = [block.text for block in self.blocks if block.__class__ is Paragraph and block.role is title]
        return "".join(lines) or None


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for beyond rules and style."""

    encoding: str | None = None  # forced source encoding
    keep_all: bool = False  # remove nothing
    repair: bool = True  # undo exact mojibake
    comments: bool = False  # findings as Word comments
    ignore: frozenset[str] = frozenset()  # finding codes not to report
    title_break: str | None = None  # title lines by hand, "A|B"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in the workbook's overview."""

    name: str  # source path relative to the folder given, "/" separated
    title: str  # "" when the text has none
    metadata: Metadata
    characters: int  # of all kept text, white space not counted
    paragraphs: int
    encoding: str
    confidence: Confidence
    how: str
    sha256: str
    reasons: tuple[str, ...] = ()  # codes why a person should look; empty = clean
    notes: tuple[str, ...] = ()  # as in `Decoded`


class SectionRow(NamedTuple):
    """One heading in the workbook."""

    heading: str
    level: int
    depth: int
    run_in: bool
    line: int
    characters: int  # text up to the next heading of the same or a smaller depth, this heading excluded
    bookmark: str  # name of the bookmark in the Word file


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the workbook says of one report."""

    report: ReportRow
    sections: tuple[SectionRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    losses: tuple[Loss, ...] = ()  # the first of them, see `summary.LOSSES_KEPT`
    documents: tuple[str, ...] = ()  # files written for it, relative to the output folder, "/" separated
    losses_left: tuple[tuple[str, int], ...] = ()  # (reason, how many) of the losses that are not listed


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person typed beside a problem in the workbook; plain text, so that a ledger can keep it."""

    problem: str  # `Problem.id`
    report: str  # the report's name then, to be shown when the problem is gone
    text: str  # the problem's words then
    owner: str = ""  # 责任人
    deadline: str = ""  # 整改时限; a date as ISO text ("2025-06-30"), which becomes a date cell again
    status: str = ""  # 整改状态


@dataclass(frozen=True, slots=True)
class Past:
    """What a door knows of a job's file and results from earlier runs."""

    traits: tuple[int, ...] = ()  # of the file the door has seen, see `files.traits`; another one is refused
    sha256: str | None = None  # of the content whose results stand; the same content is not converted again
    ours: tuple[str, ...] = ()  # sha256 of results that we wrote; any other file in their place is a person's work
    beside: tuple[str, ...] = ()  # results of ours that stand beside a place that was held open


@dataclass(frozen=True, slots=True)
class Job:
    """One file to convert."""

    path: str  # file to read
    name: str  # how results and messages call it: path relative to the folder given, "/" separated
    target: str  # result path without its suffix
    formats: tuple[str, ...] = ("docx",)  # names of document writers
    past: Past | None = None  # `None` = nobody keeps a record: convert what is there, replace what is in the way


@dataclass(frozen=True, slots=True)
class Written:
    """A result file."""

    path: str
    format: str
    sha256: str
    instead_of: str | None = None  # path that another program holds open; this file stands beside it
    kept: str | None = None  # where a person's edited version of the result was put before it was replaced


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job has no result, translatable and picklable."""

    code: str  # class name of the error
    template: str  # English message with {fields}
    details: tuple[tuple[str, str], ...]  # field values
    transient: bool  # worth another try without a new file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: it failed, or the results stood already, or it was converted."""

    job: Job
    written: tuple[Written, ...] = ()
    error: Failure | None = None
    seconds: float = 0.0  # wall time until the results were made, 0 where there are none
    sha256: str | None = None  # of the bytes read, `None` = could not be read
    unchanged: bool = False  # the results of this content stand already; nothing was done
    title: str = ""  # of a report that was converted
    reasons: tuple[str, ...] = ()  # why a person should look at it, as in `ReportRow`
    record: bytes = b""  # the summary as the ledger keeps it, once packed for it
    summary: Summary | None = None  # of a report that was converted; left behind in the worker process, if there is one

    @property
    def converted(self) -> bool:
        """Whether results were made."""
        return self.error is None and not self.unchanged
