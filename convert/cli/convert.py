"""`chenggao convert`: reports in, Word files and one workbook out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from convert.batch import cores
from convert.cli.parts import Command, language_option, near, option
from convert.cli.progress import Tally, conclude, notes, say, shown
from convert.decode import decode
from convert.desk import Desk, open_desk
from convert.errors import ConvertError
from convert.files import TEMPORARY_PREFIX, write_error
from convert.jobs import count
from convert.kit import DEFAULT_STYLE, load_kit
from convert.messages import _, current, explain, n_
from convert.model import Options, Outcome
from convert.writers import split_formats

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
@option("--pdf", is_flag=True, help=n_("A PDF beside each Word file, by LibreOffice."))
@option("--rules", multiple=True, type=_PATH, metavar="FILE", help=n_("Your own rule table; may be repeated."))
@option("--force", is_flag=True, help=n_("Convert unchanged reports again, too."))
@option("--workers", type=click.IntRange(1), metavar="N", help=n_("Processes for many reports; as a rule one a core."))
@option("--cluster", metavar="ADDRESS", help=n_("Work on a Dask cluster: tcp://HOST:8786, or local:4 for a try."))
@option("--state", type=_PATH, metavar="DIR", help=n_("Folder for the record of what was converted."))
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
    pdf: bool,
    rules: tuple[Path, ...],
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
    paths = paths or (DEFAULT_INPUT,)
    _prepare(output)
    tally = Tally()
    unprinted: list[str] = []
    titles: set[str] = set()  # kept only where one is looked for
    with open_desk(output, kit, state=state) as desk:
        outcomes = desk.convert(paths, single, workers=workers or cores(), cluster=cluster, anew=force)
        total = count(paths, output, kit.rules["ignore"]) if sys.stderr.isatty() and not quiet else 0
        for outcome in shown(outcomes, total, quiet=quiet):
            tally.add(outcome)
            unprinted += _unprinted(outcome) if pdf else ()
            if title_break and outcome.summary:
                titles.add(outcome.summary.report.title)
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
    from convert.pdf import write_pdfs

    try:
        write_pdfs(paths)
    except ConvertError as error:
        say(explain(error, current()))
        return error.exit_code
    return 0


def _write_collected(desk: Desk, formats: tuple[str, ...], changed: bool, *, quiet: bool) -> int:
    """Writes the results about all reports where they are not up to date; the exit code."""
    try:
        for written in desk.rebuild(formats, only_missing=not changed):
            if not quiet:
                say(near(written.path))
            for note in notes(written):
                say(note)
    except ConvertError as error:
        say(explain(error, current()))
        return error.exit_code
    return 0
