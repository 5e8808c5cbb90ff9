"""`chenggao inspect`: how one report is understood; writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import click

from convert.cli.parts import Command, language_option, option
from convert.engine import understand
from convert.files import read_file
from convert.kit import load_kit
from convert.messages import n_
from convert.model import Options, Source
from convert.writers.inspection import to_object

_PATH = click.Path(path_type=Path)


@click.command(cls=Command, help=n_("Show how one report is understood; nothing is written."))
@click.argument("file", type=_PATH)
@option("--json", "as_json", is_flag=True, help=n_("One JSON object, for other programs."))
@option("--encoding", metavar="NAME", help=n_("Encoding of the reports, when it is found wrongly."))
@option("--rules", multiple=True, type=_PATH, metavar="FILE", help=n_("Your own rule table; may be repeated."))
@language_option
def command(file: Path, as_json: bool, encoding: str | None, rules: tuple[Path, ...]) -> int:
    """Exit code of an inspection."""
    kit = load_kit(rules=rules, options=Options(encoding=encoding))
    document = understand(Source(str(file), read_file(str(file))), kit)
    click.echo(json.dumps(to_object(document), ensure_ascii=False, indent=None if not as_json else 1))
    return 0
