"""The order of stages for one document, and one job from file to files. Only this module knows either."""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import replace
from pathlib import Path

from convert.clean import clean
from convert.errors import ConversionBug, ConvertError, FileChanged
from convert.extract import extract
from convert.files import read_file, write_file
from convert.kit import Kit, load_kit
from convert.model import Document, Job, Options, Outcome, Source, Written
from convert.outline import outline
from convert.readers import reader_for
from convert.review import review
from convert.summary import summarise
from convert.writers import document_writers

__all__ = ["attempt", "convert_file", "convert_text", "inspect_text", "load_kit", "understand"]

_log = logging.getLogger(__name__)
# A library is silent unless its user asks; without this Python prints the traceback of a failed file to stderr.
logging.getLogger("convert").addHandler(logging.NullHandler())


def understand(source: Source, kit: Kit) -> Document:
    """The understood document of a file's bytes: read, clean, outline, extract, review. Raises `InputError`s."""
    options, rules = kit.options, kit.rules
    draft = reader_for(source.path).read(source, encoding=options.encoding, repair=options.repair)
    noise = rules["cleaning"]
    draft = clean(draft, noise.without("remove", "inline") if options.keep_all else noise)
    document = outline(draft, rules["headings"])
    document = extract(document, rules["problems"], rules["themes"])
    document = review(document, rules["findings"], rules["wording"])
    if options.ignore:
        kept = tuple(finding for finding in document.findings if finding.code not in options.ignore)
        document = replace(document, findings=kept)
    return document


def attempt(job: Job, kit: Kit) -> Outcome:
    """What became of one job; never raises, so that one bad file stops no other."""
    started = time.perf_counter()
    try:
        outcome = _convert(job, kit)
    except ConvertError as error:
        outcome = Outcome(job, error=error.failure())
    except Exception as error:  # the edge of a batch: our mistake in one file must not stop the others
        _log.exception("internal error in %s", job.name)
        bug = ConversionBug(job.name, "attempt", f"{type(error).__name__}: {error}")
        outcome = Outcome(job, error=bug.failure())
    return replace(outcome, seconds=time.perf_counter() - started)


def _convert(job: Job, kit: Kit) -> Outcome:
    data = read_file(job.path)
    if job.sha256 is not None and hashlib.sha256(data).hexdigest() != job.sha256:
        raise FileChanged(job.path)
    document = understand(Source(job.name, data), kit)
    writers = document_writers()
    results = [(job.target + writers[name].SUFFIX, name, writers[name].write(document, kit)) for name in job.formats]
    written = []
    for path, name, content in results:
        write_file(path, content)
        written.append(Written(path, name, hashlib.sha256(content).hexdigest()))
    return Outcome(job, tuple(written), summarise(document))


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
