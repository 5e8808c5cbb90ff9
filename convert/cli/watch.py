"""`chenggao watch`: files dropped into a folder become results until Ctrl-C."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import replace
from logging.handlers import RotatingFileHandler
from pathlib import Path

import click

from convert.batch import cores
from convert.cli import options
from convert.cli.parts import Command, language_option, option
from convert.cli.progress import say, say_renewal
from convert.desk import open_desk
from convert.entries import FAILED
from convert.errors import MissingFile
from convert.kit import Kit
from convert.messages import _, current, explain, n_
from convert.names import shown
from convert.places import is_network
from convert.watch import Watch
from convert.watching import guard
from convert.watching.bench import End, Ended
from convert.watching.timing import SHARE, Timing
from convert.writers import split_formats

LOG_BYTES = 2_000_000
LOGS = 5

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h)?")
_UNIT_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}


def duration(value: str) -> float:
    """Seconds of a time such as 2s, 500ms, 1m or a plain number."""
    found = _DURATION.fullmatch(str(value).strip())
    if found is None:
        raise click.BadParameter(_("{value} is no time; write it like 2s or 500ms.").format(value=value))
    return float(found[1]) * _UNIT_S[found[2]]


@click.command(
    cls=Command,
    help=n_("Convert every report that is dropped into a folder, until Ctrl-C.\n\nWithout DIR: the folder input."),
)
@click.argument("folder", type=options.PATH, default="input", metavar="[DIR]")
@options.output
@options.formats
@options.kit_options
@option(
    "--settle", type=duration, metavar="TIME", help=n_("How long a file must be still; as a rule 2s, 5s on a share.")
)
@option("--interval", type=duration, metavar="TIME", help=n_("Time between two looks; as a rule 2s, 5s on a share."))
@option("--once", is_flag=True, help=n_("End when all that is there has been converted."))
@options.workers
@options.state
@options.quiet
@language_option
def command(
    folder: Path,
    output: Path,
    formats: str,
    kit: Kit,
    settle: float | None,
    interval: float | None,
    once: bool,
    workers: int | None,
    state: Path | None,
    quiet: bool,
) -> int:
    """Exit code of a watch."""
    root = os.path.abspath(folder)  # noqa: PTH100 - a Path would resolve nothing more
    guard.refuse_unsafe(root, str(output))
    if once and not folder.is_dir():
        raise MissingFile(shown(root))
    single, collected = split_formats(name.strip() for name in formats.split(","))
    timing = _timing(root, settle, interval)
    guard.claim_share(str(output))
    with open_desk(output, kit, state=state) as desk, guard.stop_on_signals() as stop:
        handler = _log_to(desk.state / "watch.log")
        say_renewal(desk.ledger)
        try:
            if not quiet:
                say(
                    _("Watching {folder}; results go to {output}. Ctrl-C ends.").format(
                        folder=shown(root), output=output
                    )
                )
            watch = Watch(
                root, desk, single, collected, timing, workers or cores(), tell=lambda ended: _tell(ended, quiet)
            )
            watch.run(stop, once=once)
            return int(once and bool(desk.ledger.counts().get(FAILED)))
        finally:
            logging.getLogger("convert").removeHandler(handler)
            handler.close()


def _timing(root: str, settle_s: float | None, interval_s: float | None) -> Timing:
    usual = SHARE if is_network(root) else Timing()
    return replace(
        usual,
        settle_s=usual.settle_s if settle_s is None else settle_s,
        interval_s=usual.interval_s if interval_s is None else max(interval_s, 0.05),
    )


def _log_to(path: Path) -> RotatingFileHandler:
    """A log that never fills the disk, one line for each thing that happens."""
    handler = RotatingFileHandler(
        path, maxBytes=LOG_BYTES, backupCount=LOGS, encoding="utf-8", errors="backslashreplace", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("convert")
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    return handler


def _tell(ended: Ended, quiet: bool) -> None:
    outcome = ended.outcome
    if outcome is None:
        return
    if ended.end is End.FAILED and outcome.error:
        say(explain(outcome.error, current()))
    elif ended.end in (End.DONE, End.HELD) and not quiet:
        say(f"{outcome.job.name} → {', '.join(shown(written.path) for written in outcome.written)}")
