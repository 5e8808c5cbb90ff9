"""`chenggao inspect`: how one report is understood; writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import click

from convert.cli import options
from convert.cli.parts import Command, language_option, option, visible
from convert.engine import understand
from convert.files import read_file
from convert.kit import load_kit
from convert.messages import _, n_
from convert.model import Options, Source


@click.command(cls=Command, help=n_("Show how one report is understood; nothing is written."))
@click.argument("file", type=options.PATH)
@option("--json", "as_json", is_flag=True, help=n_("One JSON object, for other programs."))
@option("--explain", is_flag=True, help=n_("Every paragraph with its role and the rule that decided."))
@options.encoding
@options.keep_all
@options.no_repair
@options.ignore
@options.rules
@language_option
def command(
    file: Path,
    as_json: bool,
    explain: bool,
    encoding: str | None,
    keep_all: bool,
    no_repair: bool,
    ignore: tuple[str, ...],
    rules: tuple[Path, ...],
) -> int:
    """Exit code of an inspection."""
    if as_json and explain:
        raise click.UsageError(_("--json holds all that --explain shows; give one of them."))
    chosen = Options(encoding=encoding, keep_all=keep_all, repair=not no_repair, ignore=frozenset(ignore))
    kit = load_kit(rules=rules, options=chosen)
    document = understand(Source(str(file), read_file(str(file))), kit)
    if as_json:
        from convert.writers.inspection import to_object

        click.echo(json.dumps(to_object(document), ensure_ascii=False, indent=2))
    else:
        from convert.cli.view import overview, reasons

        for line in reasons(document) if explain else overview(document):
            click.echo(visible(line))
    return 0
