"""`chenggao styles`: the styles that ship, the values of one, and a check of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from types import MappingProxyType

import click

from convert.cli.parts import Group, fit, language_option, visible
from convert.errors import UnknownStyle
from convert.messages import _, n_
from convert.stylesheet import Page, RoleStyle, Style, known_styles, load_style

_NAME_COLUMNS = 16
_KEY_COLUMNS = 32
_VALUE_COLUMNS = 18

STRENGTH_WORDS = MappingProxyType({"must": n_("must"), "should": n_("should"), "practice": n_("practice")})


@click.group(
    cls=Group, invoke_without_command=True, help=n_("List the styles of the Word files, show one, check yours.")
)
@language_option
@click.pass_context
def command(ctx: click.Context) -> int:
    """Lists the styles when no sub-command is called."""
    if ctx.invoked_subcommand is None:
        for name in known_styles():
            click.echo(fit(name, _NAME_COLUMNS) + visible(load_style(name).about))
    return 0


@command.command(help=n_("Every value of a style, with the clause it comes from."))
@click.argument("name", metavar="NAME|FILE")
@language_option
def show(name: str) -> int:
    """Prints one style."""
    for line in _values(load_style(name)):
        click.echo(visible(line))
    return 0


@command.command(help=n_("Say whether your own style file is right."))
@click.argument("file")
@language_option
def check(file: str) -> int:
    """Loads a style and says so."""
    if file in known_styles() or not file.endswith(".toml"):
        raise UnknownStyle(file, ", ".join(known_styles()))
    style = load_style(file)
    click.echo(_("{file}: a sound style, {name}.").format(file=visible(file), name=visible(style.name)))
    return 0


def _values(style: Style) -> Iterator[str]:
    origins = {origin.key: origin for origin in style.provenance}
    sections: list[tuple[str, Page | RoleStyle]] = [("page", style.page)]
    sections += [(f"role.{name}", look) for name, look in style.roles]
    yield f"{style.name}  {style.about}"
    for section, values in sections:
        yield ""
        yield f"[{section}]"
        for field in fields(values):
            value = getattr(values, field.name)
            if value is None:
                continue
            origin = origins.get(f"{section}.{field.name}")
            why = f"{_(STRENGTH_WORDS[origin.strength])}  {origin.clause}" if origin else ""
            yield (fit(field.name, _KEY_COLUMNS) + fit(str(value), _VALUE_COLUMNS) + why).rstrip()
