"""The options that several commands take, each declared once, and the kit that those about converting come to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from convert.cli.parts import option
from convert.decode import decode
from convert.kit import DEFAULT_STYLE, load_kit
from convert.messages import n_
from convert.model import Options

PATH = click.Path(path_type=Path)

output = option("-o", "--output", type=PATH, default="output", show_default=True, help=n_("Folder for the results."))
formats = option(
    "--format", "formats", default="docx,xlsx", show_default=True, metavar="LIST", help=n_("Kinds of results.")
)
workers = option(
    "--workers", type=click.IntRange(1), metavar="N", help=n_("Processes for many reports; as a rule one a core.")
)
state = option("--state", type=PATH, metavar="DIR", help=n_("Folder for the record of what was converted."))
quiet = option("--quiet", "-q", is_flag=True, help=n_("Say nothing but failures."))
encoding = option("--encoding", metavar="NAME", help=n_("Encoding of the reports, when it is found wrongly."))
keep_all = option("--keep-all", is_flag=True, help=n_("Remove nothing, not even adverts."))
no_repair = option("--no-repair", is_flag=True, help=n_("Leave mojibake as it is."))
ignore = option("--ignore", multiple=True, metavar="CODE", help=n_("A finding not to report; may be repeated."))
rules = option("--rules", multiple=True, type=PATH, metavar="FILE", help=n_("Your own rule table; may be repeated."))

_KIT = (
    option(
        "--style", default=DEFAULT_STYLE, show_default=True, metavar="NAME|FILE", help=n_("How the Word files look.")
    ),
    option(
        "--template", type=PATH, metavar="FILE", help=n_("A Word file whose page, heads and styles are taken over.")
    ),
    encoding,
    keep_all,
    no_repair,
    ignore,
    option("--comments", is_flag=True, help=n_("Put the findings into the Word file as comments.")),
    rules,
)


def kit_options(function: Callable[..., int]) -> Callable[..., int]:
    """Adds the options that say how reports are converted; the command gets all of them as one argument, `kit`.

    Raises `UsageError`s: a wrong name of an encoding is one mistake of the command, not one of every file.
    """

    @wraps(function)
    def command(
        style: str,
        template: Path | None,
        encoding: str | None,
        keep_all: bool,
        no_repair: bool,
        ignore: tuple[str, ...],
        comments: bool,
        rules: tuple[Path, ...],
        **others: Any,
    ) -> int:
        """Makes the kit of the options and runs the command with it."""
        if encoding:
            decode(b"", encoding)
        options = Options(
            encoding=encoding,
            keep_all=keep_all,
            repair=not no_repair,
            comments=comments,
            ignore=frozenset(ignore),
        )
        return function(kit=load_kit(style, rules=rules, options=options, template=template), **others)

    for add in reversed(_KIT):
        command = add(command)
    return command
