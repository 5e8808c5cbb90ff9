"""The order of stages for one document, and one job from file to files. Only this module knows either."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from convert.clean import REMOVALS, clean
from convert.errors import ConversionBug, ConvertError, OutOfMemory
from convert.extract import extract
from convert.files import read_file
from convert.kit import Kit, load_kit
from convert.model import Document, Draft, Failure, Job, Options, Outcome, Source, Summary
from convert.outline import outline
from convert.readers import reader_for
from convert.results import Contents, Intents, Rendered, deliver
from convert.review import review
from convert.summary import summarise
from convert.system import log
from convert.writers import DocumentWriter, begin, document_writers, prepared

__all__ = [
    "attempt",
    "convert_file",
    "convert_text",
    "finish",
    "inspect_text",
    "load_kit",
    "render",
    "render_all",
    "understand",
    "warm",
]

Steps = tuple[tuple[str, Callable[[Any], Any]], ...]
"""Names and functions; each takes what the one before gives."""

HANDFUL = 64
"""Reports that go through the stages together. CPU with 2 is 0.91 of that with 1, with 16 0.79, 64 0.75."""

HANDFUL_BYTES = 1 << 19
"""Bytes of reports from which no further one is added: a handful of usual size, and large reports are in memory one at
a time."""


def understand(source: Source, kit: Kit) -> Document:
    """The understood document of a file's bytes: read, clean, outline, extract, review. Raises `InputError`s."""
    value: Any = _read(source, kit)
    for _, stage in stages(kit):
        value = stage(value)
    document: Document = value
    return document


def _read(source: Source, kit: Kit) -> Draft:
    return reader_for(source.path).read(source, encoding=kit.options.encoding, repair=kit.options.repair)


def stages(kit: Kit) -> Steps:
    """Name and function of each stage between reading and writing, in order; each takes what the one before gives."""
    rules, keep_all, ignore = kit.rules, kit.options.keep_all, kit.options.ignore
    noise = rules["cleaning"].without(*REMOVALS) if keep_all else rules["cleaning"]
    parts = rules["parts"].without("page", "count") if keep_all else rules["parts"]
    analysis: Steps = (
        ("clean", lambda draft: clean(draft, noise)),
        ("outline", lambda draft: outline(draft, rules["headings"], parts)),
        ("extract", lambda document: extract(document, rules["problems"], rules["themes"])),
        ("review", lambda document: review(document, rules["findings"], rules["wording"])),
    )
    return (*analysis, ("ignore", partial(_without, codes=ignore))) if ignore else analysis


def _without(document: Document, *, codes: Collection[str]) -> Document:
    """The document without the findings that the user does not want to see."""
    return replace(document, findings=tuple(finding for finding in document.findings if finding.code not in codes))


def warm(kit: Kit, formats: Iterable[str]) -> Kit:
    """The kit for worker processes: what writers make once is made, and what stages remember is remembered.

    A forked worker inherits both; without that, each new one needs half a second for its first report.
    """
    formats = tuple(formats)
    ready = prepared(kit, formats)
    document = inspect_text("关于工作的报告\n一、履职情况\n（一）做了工作。\n二、存在问题\n一是不够深入。\n", ready)
    for name, _ in ready.prepared:
        document_writers()[name].write(document, ready)
    return ready


def attempt(job: Job, kit: Kit) -> Outcome:
    """What became of one job; never raises, so that one bad file stops no other."""
    return finish(render(job, kit))


def render(job: Job, kit: Kit) -> Rendered:
    """One job's results in memory; never raises, an error is the outcome's."""
    return next(render_all((job,), kit))


def render_all(jobs: Iterable[Job], kit: Kit) -> Iterator[Rendered]:
    """The results of jobs in memory, in order; never raises, an error is the outcome's.

    A handful of reports goes through each stage before any goes through the next: the stage's code and tables are then
    in the processor's cache for all but the first of them. No more jobs are drawn than make a handful.
    """
    steps: Steps = (("read", partial(_read, kit=kit)), *stages(kit), ("summary", _summarised))
    writers = document_writers()
    for handful in _handfuls(jobs):
        for name, step in steps:
            for work in handful:
                work.take(name, step)
        for work in handful:
            work.take("write", partial(_begun, work.job, writers=writers, kit=kit))
        for work in handful:
            work.take("write", _ended)
        for work in handful:
            yield work.rendered()


def _handfuls(jobs: Iterable[Job]) -> Iterator[list[_Work]]:
    """The jobs with their files' bytes, few at a time."""
    handful: list[_Work] = []
    held = 0
    for job in jobs:
        work = _Work(job)
        held += work.open()
        handful.append(work)
        if len(handful) == HANDFUL or held > HANDFUL_BYTES:
            yield handful
            handful, held = [], 0
    if handful:
        yield handful


class _Work:
    """A job on its way from file to results."""

    __slots__ = ("end", "job", "seconds", "sha256", "value")

    def __init__(self, job: Job) -> None:
        self.job = job
        self.value: Any = None  # what the last step gave
        self.end: Outcome | None = None  # where it has come to one
        self.sha256: str | None = None
        self.seconds = 0.0

    def open(self) -> int:
        """Reads the file unless its results stand already; gives the number of bytes held from now on."""
        self.take("open", self._source)
        return len(self.value.data) if self.end is None else 0

    def _source(self, _: None) -> Source:
        job = self.job
        past = job.past
        data = read_file(job.path, expected=past.traits if past else ())
        self.sha256 = hashlib.sha256(data).hexdigest()
        if past is not None and past.sha256 == self.sha256:
            self.end = Outcome(job, sha256=self.sha256, unchanged=True)
        return Source(job.name, data, self.sha256)

    def take(self, stage: str, step: Callable[[Any], Any]) -> None:
        """Goes a step on, unless the end has come; an error is an end. Of a job at its end nothing more is held."""
        if self.end is not None:
            return
        started = time.perf_counter()
        try:
            self.value = step(self.value)
        except Exception as error:
            self.end = self._failed(stage, error)
        if self.end is not None:
            self.value = None
        self.seconds += time.perf_counter() - started

    def _failed(self, stage: str, error: Exception) -> Outcome:
        """The outcome of an error; the hash of the bytes is kept where they would give the same error again."""
        if isinstance(error, ConvertError):
            return Outcome(self.job, error=error.failure(), sha256=self.sha256)
        if isinstance(error, MemoryError):
            return Outcome(self.job, error=OutOfMemory(self.job.name).failure())
        return Outcome(self.job, error=_bug(self.job, stage, error))

    def rendered(self) -> Rendered:
        """What has become of the job; its results are then no longer held here."""
        if self.end is not None:
            return Rendered(self.end)
        summary, contents = self.value
        self.value = None
        report = summary.report
        outcome = Outcome(
            self.job,
            seconds=self.seconds,
            sha256=self.sha256,
            title=report.title,
            reasons=report.reasons,
            summary=summary,
        )
        return Rendered(outcome, contents)


def _summarised(document: Document) -> tuple[Document, Summary]:
    return document, summarise(document)


_Begun = tuple[Summary, list[tuple[str, str, Callable[[], bytes]]]]
"""A summary, and of each result file its path, the format's name and what gives the whole file."""


def _begun(
    job: Job, understood: tuple[Document, Summary], *, writers: Mapping[str, DocumentWriter], kit: Kit
) -> _Begun:
    document, summary = understood
    return summary, [
        (job.target + writers[name].SUFFIX, name, begin(writers[name], document, kit)) for name in job.formats
    ]


def _ended(begun: _Begun) -> tuple[Summary, Contents]:
    """The last step: the document's summary and the contents of its result files."""
    summary, files = begun
    return summary, tuple([(path, name, end()) for path, name, end in files])


def finish(rendered: Rendered, intents: Intents | None = None, *, sync: bool = False) -> Outcome:
    """The outcome once the results are in place; never raises."""
    try:
        return deliver(rendered, intents=intents, sync=sync)
    except Exception as error:
        return Outcome(rendered.outcome.job, error=_bug(rendered.outcome.job, "deliver", error))


def _bug(job: Job, stage: str, error: Exception) -> Failure:
    """Our mistake in one file, as a failure: at the edge of a batch it must not stop the others."""
    log(__name__).error("internal error in %s", job.name, exc_info=error)
    return ConversionBug(job.name, stage, f"{type(error).__name__}: {error}").failure()


def inspect_text(text: str | bytes, kit: Kit | None = None, *, name: str = "text.txt") -> Document:
    """The understood document of a text, or of a file's bytes; `name` stands for the file. Raises `InputError`s."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return understand(Source(name, data), kit or load_kit())


def convert_text(text: str | bytes, kit: Kit | None = None, *, to: str = "docx", name: str = "text.txt") -> bytes:
    """The finished file of a text, or of a file's bytes, as bytes. Raises `InputError`s."""
    kit = kit or load_kit()
    return document_writers()[to].write(inspect_text(text, kit, name=name), kit)


def convert_file(
    path: str | Path,
    output: str | Path = "output",
    kit: Kit | None = None,
    *,
    formats: tuple[str, ...] = ("docx",),
) -> Outcome:
    """What became of one file; results are put into the folder `output` under the file's own stem."""
    path = Path(path)
    stem = path.name.removesuffix(path.suffix) or path.name
    job = Job(str(path), path.name, str(Path(output) / stem), formats)
    return attempt(job, kit or load_kit(options=Options()))
