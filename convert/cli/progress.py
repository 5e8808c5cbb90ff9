"""What a person sees of many jobs: a bar or a line each while they run, and what became of them at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from convert import errors, words
from convert.cli.parts import near, visible
from convert.ledger import Ledger
from convert.messages import _, current, explain, many, n_
from convert.model import Outcome, Written
from convert.schema import Renewal

LOOK_LINES = 20
"""Reports to look at that are named below a bar: more would push the failures off the screen, and the workbook has
them all."""


BAR_STEPS = 500
"""Times that a bar is drawn at most: once a file took as long as all else that is done to show a file."""


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
        else:
            self.good += 1
            self.look += bool(outcome.reasons)
            self.reasons.update(outcome.reasons)

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


_RENEWALS = {
    Renewal.CARRIED: n_("{path}: the record was made by an older version; it was carried over, nothing is lost."),
    Renewal.FOREIGN: n_(
        "{path}: the record has a form that is not known here; it is kept as {aside}, and a new one is made from the"
        " results."
    ),
    Renewal.DAMAGED: n_(
        "{path}: the record was damaged; it is kept as {aside}, and a new one is made from the results."
    ),
}


def say_renewal(ledger: Ledger) -> None:
    """Says what had to be done to the record to open it, if anything."""
    if ledger.renewal is not None:
        aside = ledger.aside.name if ledger.aside else ""
        say(_(_RENEWALS[ledger.renewal]).format(path=ledger.path, aside=aside))


def shown(outcomes: Iterable[Outcome], count: int, *, quiet: bool) -> Iterator[Outcome]:
    """The outcomes, each shown as it passes.

    On a terminal a bar moves, and when it is full follow the failures and the reports to look at; otherwise every
    outcome has its line. `quiet` leaves what a person must know.
    """
    if quiet or count < 2 or not sys.stderr.isatty():
        for outcome in outcomes:
            for line in (*_failure(outcome), *(() if quiet else _success(outcome))):
                say(line)
            yield outcome
        return
    failures: list[str] = []
    look: list[str] = []
    step, number = max(1, count // BAR_STEPS), 0
    with click.progressbar(length=count, file=sys.stderr, label=_("Converting"), show_pos=True) as bar:
        for number, outcome in enumerate(outcomes, 1):
            if number % step == 0:
                bar.update(step)
            failures += _failure(outcome)
            if len(look) < LOOK_LINES and outcome.reasons:
                look += _success(outcome)
            yield outcome
        bar.update(number % step)
    for line in (*look, *failures):
        say(line)


def _failure(outcome: Outcome) -> Iterator[str]:
    """What a person must know of one."""
    if outcome.error:
        yield explain(outcome.error, current())
    for written in () if outcome.unchanged else outcome.written:
        yield from notes(written)


def _success(outcome: Outcome) -> Iterator[str]:
    """What is good to know of one: its results, and why to look at them."""
    if outcome.written and not outcome.unchanged:
        line = f"{outcome.job.name} → {', '.join(near(written.path) for written in outcome.written)}"
        if outcome.reasons:
            line += "  " + _("(please look: {why})").format(why=_(", ").join(map(_reason, outcome.reasons)))
        yield line


def _reason(code: str) -> str:
    return _(words.REASONS.get(code, code))


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
        why = _(", ").join(f"{_reason(code)} {n}" for code, n in tally.reasons.most_common())
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
