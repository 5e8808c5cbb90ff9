"""`chenggao convert`: reports in, Word files and one workbook out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import click

from convert.cli.parts import Command, language_option, option
from convert.engine import attempt
from convert.errors import MissingFile, NoInput
from convert.files import replacing
from convert.kit import DEFAULT_STYLE, Kit, load_kit
from convert.messages import _, current, explain, many, n_
from convert.model import Job, Options, Outcome, Summary
from convert.readers import readers
from convert.writers import split_formats, summary_writers

_PATH = click.Path(path_type=Path)


@click.command(
    cls=Command, help=n_("Turn reports into Word files and one workbook.\n\nWithout PATH: the folder input.")
)
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@option("-o", "--output", type=_PATH, default=Path("output"), show_default=True, help=n_("Folder for the results."))
@option("--style", default=DEFAULT_STYLE, show_default=True, metavar="NAME|FILE", help=n_("How the Word files look."))
@option("--encoding", metavar="NAME", help=n_("Encoding of the reports, when it is found wrongly."))
@option("--format", "formats", default="docx,xlsx", show_default=True, metavar="LIST", help=n_("Kinds of results."))
@option("--keep-all", is_flag=True, help=n_("Remove nothing, not even adverts."))
@option("--no-repair", is_flag=True, help=n_("Leave mojibake as it is."))
@option("--ignore", multiple=True, metavar="CODE", help=n_("A finding not to report; may be repeated."))
@option("--rules", multiple=True, type=_PATH, metavar="FILE", help=n_("Your own rule table; may be repeated."))
@option("--quiet", "-q", is_flag=True, help=n_("Say nothing but failures."))
@language_option
def command(
    paths: tuple[Path, ...],
    output: Path,
    style: str,
    encoding: str | None,
    formats: str,
    keep_all: bool,
    no_repair: bool,
    ignore: tuple[str, ...],
    rules: tuple[Path, ...],
    quiet: bool,
) -> int:
    """Exit code of a conversion."""
    single, collected = split_formats(name.strip() for name in formats.split(","))
    options = Options(encoding=encoding, keep_all=keep_all, repair=not no_repair, ignore=frozenset(ignore))
    kit = load_kit(style, rules=rules, options=options)
    jobs = list(_collect(paths or (Path("input"),), output, single))
    outcomes = list(_shown((attempt(job, kit) for job in jobs), len(jobs), quiet))
    summaries = [outcome.summary for outcome in outcomes if outcome.summary]
    for name in collected:
        _write_collected(name, summaries, output, kit)
    if not quiet:
        _report(outcomes, output)
    return int(any(outcome.error for outcome in outcomes))


def _collect(paths: Iterable[Path], output: Path, formats: tuple[str, ...]) -> Iterator[Job]:
    suffixes = readers()
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix.lower() in suffixes and p.is_file())
            if not found:
                raise NoInput(str(path), ", ".join(suffixes))
            for file in found:
                inner = file.relative_to(path)
                yield Job(str(file), inner.as_posix(), str(output / inner.with_suffix("")), formats)
        elif path.exists():
            yield Job(str(path), path.name, str(output / path.stem), formats)
        else:
            raise MissingFile(str(path))


def _shown(outcomes: Iterator[Outcome], count: int, quiet: bool) -> Iterator[Outcome]:
    """The outcomes, each shown as it passes."""
    terminal = sys.stderr.isatty()
    bar = click.progressbar(length=count, file=sys.stderr) if terminal and count > 1 and not quiet else None
    with bar or nullcontext():
        for outcome in outcomes:
            if bar:
                bar.update(1)
            elif outcome.error:
                click.echo(explain(outcome.error, current()), err=True)
            elif not quiet:
                for written in outcome.written:
                    click.echo(f"{outcome.job.name} → {written.path}", err=True)
            yield outcome


def _write_collected(name: str, summaries: list[Summary], output: Path, kit: Kit) -> None:
    writer = summary_writers()[name]
    with replacing(str(output / (writer.STEM + writer.SUFFIX))) as file:
        writer.write_summary(summaries, kit, file, made=datetime.now())


def _report(outcomes: list[Outcome], output: Path) -> None:
    good = [outcome for outcome in outcomes if outcome.summary]
    reasons = Counter(reason for outcome in good if outcome.summary for reason in outcome.summary.report.reasons)
    look = sum(1 for outcome in good if outcome.summary and outcome.summary.report.reasons)
    line = many("{n} report converted", "{n} reports converted", len(good)).format(n=len(good))
    if look:
        why = _(", ").join(f"{_(code)} {n}" for code, n in reasons.most_common())
        line += _("; {n} need a look ({why})").format(n=look, why=why)
    if bad := len(outcomes) - len(good):
        line += _("; {n} failed").format(n=bad)
    click.echo(_("{line}. Results: {folder}").format(line=line, folder=output), err=True)
