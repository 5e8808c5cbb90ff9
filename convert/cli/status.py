"""`chenggao status`: what the record of an output folder says, and how the watch there is doing."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from convert.cli import options
from convert.cli.parts import Command, language_option, option
from convert.entries import DONE, FAILED, RUNNING, WAITING, Entry
from convert.ledger import Ledger
from convert.messages import _, current, explain, many, n_
from convert.names import shown
from convert.places import state_folder
from convert.watching import status as watching

_STATES = {
    watching.WATCHING: n_("watching"),
    watching.MISSING: n_("the watched folder is not there"),
    watching.FULL: n_("waiting for free space"),
    watching.STOPPED: n_("not running"),
    watching.SILENT: n_("no sign of life; the folder may not answer"),
}


@click.command(cls=Command, help=n_("Show what was converted, what failed and why, and how the watch is doing."))
@options.output
@options.state
@option("--json", "as_json", is_flag=True, help=n_("Print one object for other programs."))
@language_option
def command(output: Path, state: Path | None, as_json: bool) -> int:
    """Exit code: 0 all is well, 1 something failed or the watch needs help."""
    folder = state_folder(output, state)
    watch = watching.read(folder)
    if not (folder / "ledger.db").exists():
        click.echo("{}" if as_json else _("Nothing was converted into {output} yet.").format(output=output))
        return 0
    ledger = Ledger(folder, output, read_only=True)
    counts = ledger.counts()
    failed = list(ledger.entries(FAILED))
    waiting = list(ledger.entries(WAITING))
    ledger.close()
    if as_json:
        click.echo(json.dumps(_object(watch, counts, failed, waiting), ensure_ascii=False, indent=1))
    else:
        for line in _lines(watch, counts, failed, waiting):
            click.echo(line)
    bad = watch is not None and watch["running"] and watch["state"] != watching.WATCHING
    return int(bool(failed) or bad)


def _object(
    watch: dict[str, object] | None, counts: dict[str, int], failed: list[Entry], waiting: list[Entry]
) -> dict[str, object]:
    return {
        "watch": watch,
        "done": counts.get(DONE, 0),
        "running": counts.get(RUNNING, 0),
        "waiting": [{"name": entry.name, "held": [w.instead_of for w in entry.results]} for entry in waiting],
        "failed": [
            {
                "name": entry.name,
                "code": entry.failure.code if entry.failure else "",
                "reason": explain(entry.failure, current()) if entry.failure else "",
                "tries": entry.tries,
                "next_try": entry.next_try,
            }
            for entry in failed
        ],
    }


def _lines(
    watch: dict[str, object] | None, counts: dict[str, int], failed: list[Entry], waiting: list[Entry]
) -> list[str]:
    lines = []
    if watch is not None:
        lines.append(_("Watch: {state}").format(state=_(_STATES.get(str(watch["state"]), str(watch["state"])))))
        if watch.get("why") and watch["running"]:
            lines.append(f"  {watch['why']}")
        if watch["running"]:
            lines.append(
                _("  {input}, {files} files, {settling} arriving, {queued} waiting; {free} MB free").format(
                    input=watch["input"],
                    files=watch["files"],
                    settling=watch["settling"],
                    queued=watch["queued"],
                    free=watch["disk_free_mb"],
                )
            )
    done = counts.get(DONE, 0) + len(waiting)
    lines.append(many("{n} report converted", "{n} reports converted", done).format(n=done))
    lines.extend(
        _("Open in another program, the new version is beside it: {name}").format(name=shown(entry.name))
        for entry in waiting
    )
    for entry in failed:
        lines.append(explain(entry.failure, current()) if entry.failure else shown(entry.name))
        if entry.next_try:
            then = time.strftime("%H:%M", time.localtime(entry.next_try))
            lines.append(_("  tried again at {time}").format(time=then))
    return lines
