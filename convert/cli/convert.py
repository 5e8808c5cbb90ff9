"""`chenggao convert`: reports in, Word files and one workbook out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from convert.batch import run
from convert.cli.parts import Command, language_option, option
from convert.cli.progress import Tally, conclude, say, shown
from convert.decode import decode
from convert.errors import ConvertError
from convert.files import TEMPORARY_PREFIX, replacing, write_error
from convert.jobs import collect
from convert.kit import DEFAULT_STYLE, Kit, load_kit
from convert.messages import _, current, explain, n_
from convert.model import Options, Outcome, Summary
from convert.writers import split_formats, summary_writers

DEFAULT_INPUT = Path("input")

_PATH = click.Path(path_type=Path)


@click.command(
    cls=Command, help=n_("Turn reports into Word files and one workbook.\n\nWithout PATH: the folder input.")
)
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@option("-o", "--output", type=_PATH, default="output", show_default=True, help=n_("Folder for the results."))
@option("--style", default=DEFAULT_STYLE, show_default=True, metavar="NAME|FILE", help=n_("How the Word files look."))
@option("--template", type=_PATH, metavar="FILE", help=n_("A Word file whose page, heads and styles are taken over."))
@option("--encoding", metavar="NAME", help=n_("Encoding of the reports, when it is found wrongly."))
@option("--format", "formats", default="docx,xlsx", show_default=True, metavar="LIST", help=n_("Kinds of results."))
@option("--keep-all", is_flag=True, help=n_("Remove nothing, not even adverts."))
@option("--no-repair", is_flag=True, help=n_("Leave mojibake as it is."))
@option("--ignore", multiple=True, metavar="CODE", help=n_("A finding not to report; may be repeated."))
@option("--comments", is_flag=True, help=n_("Put the findings into the Word file as comments."))
@option("--title-break", metavar="A|B", help=n_("Lines of the title, when they are broken badly."))
@option("--rules", multiple=True, type=_PATH, metavar="FILE", help=n_("Your own rule table; may be repeated."))
@option("--quiet", "-q", is_flag=True, help=n_("Say nothing but failures."))
@language_option
def command(
    paths: tuple[Path, ...],
    output: Path,
    style: str,
    template: Path | None,
    encoding: str | None,
    formats: str,
    keep_all: bool,
    no_repair: bool,
    ignore: tuple[str, ...],
    comments: bool,
    title_break: str | None,
    rules: tuple[Path, ...],
    quiet: bool,
) -> int:
    """Exit code of a conversion."""
    single, collected = split_formats(name.strip() for name in formats.split(","))
    if encoding:
        decode(b"", encoding)  # a wrong name is one mistake of the command, not one of every file
    options = Options(
        encoding=encoding,
        keep_all=keep_all,
        repair=not no_repair,
        comments=comments,
        ignore=frozenset(ignore),
        title_break=title_break,
    )
    kit = load_kit(style, rules=rules, options=options, template=template)
    if not paths and not DEFAULT_INPUT.is_dir():
        raise click.UsageError(_("There is no folder “input” here; name the reports or folders to convert."))
    jobs = list(collect(paths or (DEFAULT_INPUT,), output, single, kit.rules["ignore"]))
    _prepare(output)
    tally = Tally()
    results = shown(run(jobs, kit), len(jobs), quiet=quiet)
    failed = _write_collected(collected, list(_counted(results, tally)), output, kit)
    if not quiet and (tally.good or tally.failed > 1):
        conclude(tally, output)
    return failed or tally.exit_code


def _prepare(output: Path) -> None:
    """Makes the output folder and proves that it takes files, so that a wrong one is one failure and not one a file."""
    probe = output / f"{TEMPORARY_PREFIX}probe.tmp"
    try:
        output.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise write_error(str(output), error) from None


def _counted(outcomes: Iterator[Outcome], tally: Tally) -> Iterator[Summary]:
    for outcome in outcomes:
        tally.add(outcome)
        if outcome.summary:
            yield outcome.summary


def _write_collected(formats: tuple[str, ...], summaries: list[Summary], output: Path, kit: Kit) -> int:
    """Writes the results about all reports; the exit code of the first that could not be written, or 0."""
    code = 0
    for name in formats if summaries else ():
        writer = summary_writers()[name]
        try:
            with replacing(str(output / (writer.STEM + writer.SUFFIX))) as file:
                writer.write_summary(summaries, kit, file, made=datetime.now())
        except ConvertError as error:
            say(explain(error, current()))
            code = code or error.exit_code
    return code
