"""What a person sees of many jobs: a bar or a line each while they run, and what became of them at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import click

from convert import errors
from convert.cli import words
from convert.cli.parts import near, visible
from convert.messages import _, current, explain, many
from convert.model import Outcome, Written


@dataclass(slots=True)
class Tally:
    """Counts of what became of the jobs so far."""

    good: int = 0
    unchanged: int = 0  # their results stood already
    failed: int = 0
    look: int = 0  # converted, and a person should look
    reasons: Counter[str] = field(default_factory=Counter)  # why, by code
    misused: bool = True  # every failure was one of use, such as a folder without reports

    def add(self, outcome: Outcome) -> None:
        """Counts one more."""
        if outcome.error:
            self.failed += 1
            self.misused &= getattr(errors, outcome.error.code).exit_code == errors.UsageError.exit_code
        elif outcome.unchanged:
            self.unchanged += 1
        elif outcome.summary:
            self.good += 1
            self.look += bool(outcome.summary.report.reasons)
            self.reasons.update(outcome.summary.report.reasons)

    @property
    def exit_code(self) -> int:
        """0 all good, 1 some failed, 2 nothing was there to convert."""
        if not self.failed:
            return 0
        return (
            errors.ConvertError.exit_code
            if self.good or self.unchanged or not self.misused
            else errors.UsageError.exit_code
        )


def say(text: str) -> None:
    """Writes a message line to stderr, invisible characters made visible."""
    click.echo(visible(text), err=True)


def shown(outcomes: Iterable[Outcome], count: int, *, quiet: bool) -> Iterator[Outcome]:
    """The outcomes, each shown as it passes.

    On a terminal a bar moves, and the failures follow when it is full; otherwise every outcome has its line. `quiet`
    leaves the failures alone.
    """
    bar = None
    if sys.stderr.isatty() and count > 1 and not quiet:
        bar = click.progressbar(length=count, file=sys.stderr, label=_("Converting"), show_pos=True)
    late: list[str] = []
    with bar or nullcontext():
        for outcome in outcomes:
            lines = list(_lines(outcome, quiet=quiet or bar is not None))
            if bar:
                bar.update(1)
                late += lines
            else:
                for line in lines:
                    say(line)
            yield outcome
    for line in late:
        say(line)


def _lines(outcome: Outcome, *, quiet: bool) -> Iterator[str]:
    """What there is to say of one; with `quiet` only what a person must know."""
    if outcome.error:
        yield explain(outcome.error, current())
    if outcome.unchanged:
        return
    if outcome.written and not quiet:
        line = f"{outcome.job.name} → {', '.join(near(written.path) for written in outcome.written)}"
        if outcome.summary and outcome.summary.report.reasons:
            why = _(", ").join(map(words.reason, outcome.summary.report.reasons))
            line += "  " + _("(please look: {why})").format(why=why)
        yield line
    for written in outcome.written:
        yield from notes(written)


def notes(written: Written) -> Iterator[str]:
    """What a person must know of a result that is not simply in its place."""
    if written.instead_of:
        text = _("{path} is open in another program; the new one is {other}")
        yield text.format(path=near(written.instead_of), other=near(written.path))
    if written.kept:
        yield _("{path} had been edited by hand; that version is kept as {other}").format(
            path=near(written.instead_of or written.path), other=near(written.kept)
        )


def conclude(tally: Tally, output: Path) -> None:
    """Says how many were converted, how many need a look and why, how many failed, where the results are."""
    parts = []
    if tally.good or not tally.unchanged:
        parts.append(many("{n} report converted", "{n} reports converted", tally.good).format(n=tally.good))
    if tally.unchanged:
        up = many("{n} report is up to date", "{n} reports are up to date", tally.unchanged)
        parts.append(up.format(n=tally.unchanged))
    if tally.look:
        why = _(", ").join(f"{words.reason(code)} {n}" for code, n in tally.reasons.most_common())
        parts.append(
            many("{n} needs a look ({why})", "{n} need a look ({why})", tally.look).format(n=tally.look, why=why)
        )
    if tally.failed:
        parts.append(_("{n} failed").format(n=tally.failed))
    line = _("; ").join(parts)
    say(
        _("{line}. Results: {folder}").format(line=line, folder=output)
        if tally.good or tally.unchanged
        else _("{line}.").format(line=line)
    )
