"""`chenggao convert`: reports in, Word files and one workbook out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from convert.batch import cores
from convert.cli import options
from convert.cli.parts import Command, language_option, near, option
from convert.cli.progress import Tally, conclude, notes, say, say_renewal, shown
from convert.collected import rebuild
from convert.desk import Desk, open_desk
from convert.errors import ConvertError
from convert.files import TEMPORARY_PREFIX, write_error
from convert.jobs import count
from convert.kit import Kit
from convert.messages import _, current, explain, n_
from convert.model import Outcome
from convert.writers import split_formats

DEFAULT_INPUT = Path("input")

LONG_FROM = 5_000
"""Reports from which making the workbook takes so long, over two seconds, that it is told before."""


@click.command(
    cls=Command, help=n_("Turn reports into Word files and one workbook.\n\nWithout PATH: the folder input.")
)
@click.argument("paths", nargs=-1, type=options.PATH, metavar="[PATH]...")
@options.output
@options.formats
@options.kit_options
@option("--title-break", metavar="A|B", help=n_("Lines of the title, when they are broken badly."))
@option("--pdf", is_flag=True, help=n_("A PDF beside each Word file, by LibreOffice."))
@option("--force", is_flag=True, help=n_("Convert unchanged reports again, too."))
@options.workers
@option("--cluster", metavar="ADDRESS", help=n_("Work on a Dask cluster: tcp://HOST:8786, or local:4 for a try."))
@options.state
@options.quiet
@language_option
def command(
    paths: tuple[Path, ...],
    output: Path,
    formats: str,
    kit: Kit,
    title_break: str | None,
    pdf: bool,
    force: bool,
    workers: int | None,
    cluster: str | None,
    state: Path | None,
    quiet: bool,
) -> int:
    """Exit code of a conversion."""
    single, collected = split_formats(name.strip() for name in formats.split(","))
    if pdf:
        from convert.pdf import find_office

        find_office()
    if title_break:
        kit = replace(kit, options=replace(kit.options, title_break=title_break))
    if not paths and not DEFAULT_INPUT.is_dir():
        raise click.UsageError(_("There is no folder “input” here; name the reports or folders to convert."))
    paths = paths or (DEFAULT_INPUT,)
    _prepare(output)
    tally = Tally()
    unprinted: list[str] = []
    titles: set[str] = set()  # kept only where one is looked for
    with open_desk(output, kit, state=state) as desk:
        say_renewal(desk.ledger)
        outcomes = desk.convert(paths, single, workers=workers or cores(), cluster=cluster, anew=force)
        total = count(paths, output, kit.rules["ignore"]) if sys.stderr.isatty() and not quiet else 0
        for outcome in shown(outcomes, total, quiet=quiet):
            tally.add(outcome)
            unprinted += _unprinted(outcome) if pdf else ()
            if title_break and outcome.converted:
                titles.add(outcome.title)
        stands = tally.good or tally.unchanged
        code = _write_collected(desk, collected, bool(tally.good), quiet=quiet) if stands else 0
    code = _print(unprinted) or code
    if title_break and tally.good and (title := title_break.replace("|", "")) not in titles:
        say(_("No report has the title “{title}” that --title-break gives.").format(title=title))
    if not quiet and (stands or tally.failed > 1):
        conclude(tally, output)
    return code or tally.exit_code


def _prepare(output: Path) -> None:
    """Makes the output folder and proves that it takes files, so that a wrong one is one failure and not one a file."""
    probe = output / f"{TEMPORARY_PREFIX}probe.tmp"
    try:
        output.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise write_error(str(output), error) from None


def _unprinted(outcome: Outcome) -> Iterator[str]:
    """The Word files of a report that have no PDF of this version."""
    for written in outcome.written:
        if written.format == "docx" and not (outcome.unchanged and Path(written.path).with_suffix(".pdf").exists()):
            yield written.path


def _print(paths: list[str]) -> int:
    """Writes the PDFs of these Word files; the exit code."""
    if not paths:
        return 0
    from convert.pdf import write_pdfs

    try:
        write_pdfs(paths)
    except ConvertError as error:
        say(explain(error, current()))
        return error.exit_code
    return 0


def _write_collected(desk: Desk, formats: tuple[str, ...], changed: bool, *, quiet: bool) -> int:
    """Writes the results about all reports where they are not up to date; the exit code."""
    if changed and formats and not quiet and desk.ledger.holds(LONG_FROM):
        say(_("Making the workbook about all reports, which takes a while …"))
    try:
        for written in rebuild(desk, formats, only_missing=not changed):
            if not quiet:
                say(near(written.path))
            for note in notes(written):
                say(note)
    except ConvertError as error:
        say(explain(error, current()))
        return error.exit_code
    return 0
