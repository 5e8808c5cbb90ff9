"""The command line: `chenggao COMMAND ...`, one file per command.

A command is a module here that defines `command`; it is imported when it is called, so that `--help` needs click and
the table below and nothing else. Messages go to stderr, data to stdout. Exit codes: 0 all good, 1 some files failed,
2 the command itself is wrong, 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import MappingProxyType
from typing import NoReturn, TextIO, cast

import click

from convert import __version__, messages
from convert.messages import _, n_

PROGRAM = "chenggao"

COMMANDS = MappingProxyType(
    {
        "convert": n_("Turn reports into Word files and one workbook."),
        "watch": n_("Convert every report that is dropped into a folder."),
        "status": n_("Show what was converted, what failed and why."),
        "inspect": n_("Show how one report is understood; nothing is written."),
        "styles": n_("List the styles of the Word files, show one, check yours."),
        "rules": n_("List the rule tables, show one table or rule, check yours."),
    }
)
"""Commands in the order of `--help`, with their one-line helps."""

COLLECT_FROM = 100_000
"""New objects from which Python looks for reference cycles, 700 as a rule. What a start makes, 55,000 objects, lives to
the end, and looking through it again and again took 20 of 152 ms for one report; a report leaves no cycles behind."""

STOPPED = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as shells have it."""


class Door(click.Group):
    """A group of commands that imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, most used first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now, or `None`."""
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, import_module(f"{__name__}.{cmd_name}").command)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes what the program does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(
                _("Raw Chinese official reports in, finished GB/T 9704 Word files and one workbook out.")
            )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the table of commands without importing one."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, text in COMMANDS.items()])


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help="中文 / English")
def door() -> None:
    """`chenggao` as click sees it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the program and leaves with its exit code; no error reaches the user as a traceback."""
    gc.set_threshold(COLLECT_FROM)
    arguments = sys.argv[1:] if arguments is None else arguments
    messages.use(messages.language(arguments, os.environ))
    _open(sys.stdout)
    _open(sys.stderr)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    _remember()
    gc.freeze()  # the last collections before the end look through everything for nothing: 20 of 152 ms
    sys.exit(code)


def _remember() -> None:
    """Keeps what compiling patterns gave, for the next run; a help has compiled none."""
    patterns = sys.modules.get("convert.patterns")
    if patterns is not None:
        patterns.remember()


def _open(stream: TextIO) -> None:
    """Makes a stream take any character: UTF-8 for a pipe or file, escapes for what a terminal cannot show."""
    reconfigure = getattr(stream, "reconfigure", None)  # a stream put in by a test or an embedding program has none
    if reconfigure is not None:
        reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _help_columns() -> int:
    """Width of a help: the terminal's, 80 at most; click would import shutil and three compressors to ask."""
    try:
        return min(int(os.environ.get("COLUMNS") or os.get_terminal_size().columns), 80)
    except (OSError, ValueError):
        return 80


def _run(arguments: Sequence[str]) -> int:
    try:
        return door.main(list(arguments), PROGRAM, standalone_mode=False, terminal_width=_help_columns()) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Stopped."), err=True)
        return STOPPED
    except BrokenPipeError:
        raise
    except Exception as error:  # the edge of the program: a sentence for the user, whatever happened
        from convert.errors import ConvertError
        from convert.messages import explain

        if isinstance(error, ConvertError):
            click.echo(explain(error, messages.current()), err=True)
            return error.exit_code
        if os.environ.get("CHENGGAO_DEBUG"):
            raise
        reason = f"{type(error).__name__}: {error}"
        click.echo(_("Internal error ({reason}). Please report this.").format(reason=reason), err=True)
        return 1
