"""What the commands share: helps in the user's language, options of several commands, text as wide as it looks."""

from __future__ import annotations

import os
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

import click

from convert.messages import _, n_

F = TypeVar("F", bound=Callable[..., Any])


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The names and the translated help."""
        record = super().get_help_record(ctx)
        if record is None or not self.help:
            return record
        names, text = record
        return names, text.replace(self.help, _(self.help), 1)


class Command(click.Command):
    """A command whose help is translated when it is shown."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the translated help, paragraph by paragraph."""
        if not self.help:
            return
        for paragraph in _(self.help).split("\n\n"):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(paragraph)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The translated help's first paragraph."""
        if not self.help:
            return ""
        return _(self.help).split("\n\n")[0]


class Group(Command, click.Group):
    """A command with commands of its own."""

    command_class = Command


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """`click.option` with a translated help."""
    return click.option(*names, cls=Option, **settings)


def language_option(function: F) -> F:
    """Adds `--lang`; `convert.cli.main` has obeyed it before the command is read."""
    choice = click.Choice(["zh", "en"])
    return option("--lang", type=choice, expose_value=False, help=n_("Language of messages."))(function)


def width(text: str) -> int:
    """Columns a terminal needs for the text: two for a wide character, none for a combining one.

    >>> width("第1章"), width("e\u0301")
    (5, 1)
    """
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, columns: int) -> str:
    """The text cut to that many columns, with … where something was cut, and filled up with spaces.

    >>> fit("一、履职情况", 8), fit("短", 4), fit("一、履职", 8)
    ('一、履… ', '短  ', '一、履职')
    """
    ends = [0, *accumulate(map(_columns, text))]
    if ends[-1] <= columns:
        return text + " " * (columns - ends[-1])
    kept = bisect_right(ends, columns - 1) - 1
    return text[:kept] + "…" + " " * (columns - 1 - ends[kept])


def near(path: str) -> str:
    """The path as short as it can be said from here: relative where it lies below the current folder."""
    return path.removeprefix(f"{Path.cwd()}{os.sep}")


def visible(text: str) -> str:
    r"""The text as a terminal can show it: controls and invisible characters as escapes, so that none takes effect.

    >>> print(visible("报告\x1b[2J\u200b 甲"))
    报告\x1b[2J\u200b 甲
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\t\n　" else c.encode("unicode_escape").decode() for c in text)
