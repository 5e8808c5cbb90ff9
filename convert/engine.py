"""The order of stages for one document, and one job from file to files. Only this module knows either."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from convert.clean import REMOVALS, clean
from convert.errors import ConversionBug, ConvertError, OutOfMemory
from convert.extract import extract
from convert.files import read_file
from convert.kit import Kit, load_kit
from convert.model import Document, Failure, Job, Options, Outcome, Source
from convert.outline import outline
from convert.readers import reader_for
from convert.results import Intents, Rendered, deliver
from convert.review import review
from convert.summary import summarise
from convert.system import log
from convert.writers import document_writers, prepared

__all__ = [
    "attempt",
    "convert_file",
    "convert_text",
    "finish",
    "inspect_text",
    "load_kit",
    "render",
    "understand",
    "warm",
]


def understand(source: Source, kit: Kit) -> Document:
    """The understood document of a file's bytes: read, clean, outline, extract, review. Raises `InputError`s."""
    options = kit.options
    value: Any = reader_for(source.path).read(source, encoding=options.encoding, repair=options.repair)
    for _, stage in stages(kit):
        value = stage(value)
    document: Document = value
    if options.ignore:
        kept = tuple(finding for finding in document.findings if finding.code not in options.ignore)
        document = replace(document, findings=kept)
    return document


def stages(kit: Kit) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Name and function of each stage between reading and writing, in order; each takes what the one before gives."""
    rules, keep_all = kit.rules, kit.options.keep_all
    noise = rules["cleaning"].without(*REMOVALS) if keep_all else rules["cleaning"]
    parts = rules["parts"].without("page", "count") if keep_all else rules["parts"]
    return (
        ("clean", lambda draft: clean(draft, noise)),
        ("outline", lambda draft: outline(draft, rules["headings"], parts)),
        ("extract", lambda document: extract(document, rules["problems"], rules["themes"])),
        ("review", lambda document: review(document, rules["findings"], rules["wording"])),
    )


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
    started = time.perf_counter()
    try:
        rendered = _render(job, kit)
    except ConvertError as error:
        rendered = Rendered(Outcome(job, error=error.failure()))
    except MemoryError:
        rendered = Rendered(Outcome(job, error=OutOfMemory(job.name).failure()))
    except Exception as error:
        rendered = Rendered(Outcome(job, error=_bug(job, "render", error)))
    return rendered._replace(outcome=replace(rendered.outcome, seconds=time.perf_counter() - started))


def finish(rendered: Rendered, intents: Intents | None = None, *, sync: bool = False) -> Outcome:
    """The outcome once the results are in place; never raises."""
    started = time.perf_counter()
    try:
        outcome = deliver(rendered, intents=intents, sync=sync)
    except Exception as error:
        outcome = Outcome(rendered.outcome.job, error=_bug(rendered.outcome.job, "write", error))
    return replace(outcome, seconds=rendered.outcome.seconds + time.perf_counter() - started)


def _bug(job: Job, stage: str, error: Exception) -> Failure:
    """Our mistake in one file, as a failure: at the edge of a batch it must not stop the others."""
    log(__name__).error("internal error in %s", job.name, exc_info=error)
    return ConversionBug(job.name, stage, f"{type(error).__name__}: {error}").failure()


def _render(job: Job, kit: Kit) -> Rendered:
    past = job.past
    data = read_file(job.path, expected=past.traits if past else ())
    sha256 = hashlib.sha256(data).hexdigest()
    if past is not None and past.sha256 == sha256:
        return Rendered(Outcome(job, sha256=sha256, unchanged=True))
    try:
        document = understand(Source(job.name, data, sha256), kit)
    except ConvertError as error:
        return Rendered(Outcome(job, error=error.failure(), sha256=sha256))
    writers = document_writers()
    contents = tuple(
        (job.target + writers[name].SUFFIX, name, writers[name].write(document, kit)) for name in job.formats
    )
    return Rendered(Outcome(job, summary=summarise(document), sha256=sha256), contents)


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
