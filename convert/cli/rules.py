"""`chenggao rules`: the rule tables that ship, the rows of one, and a check of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import click

from convert.cli.parts import Group, fit, language_option, visible
from convert.messages import _, many, n_
from convert.rulebook import Rule, RuleTable, load_own_table, load_rulebook

_NAME_COLUMNS = 12
_ID_COLUMNS = 24
_COUNT_COLUMNS = 12


@click.group(
    cls=Group, invoke_without_command=True, help=n_("List the rule tables, show one table or rule, check yours.")
)
@language_option
@click.pass_context
def command(ctx: click.Context) -> int:
    """Lists the tables when no sub-command is called."""
    if ctx.invoked_subcommand is None:
        for table in load_rulebook().tables:
            count = many("{n} rule", "{n} rules", len(table.rules)).format(n=len(table.rules))
            click.echo(fit(table.name, _NAME_COLUMNS) + fit(count, _COUNT_COLUMNS) + str(_file(table)))
    return 0


@command.command(help=n_("The rows of a table, or one rule with its examples."))
@click.argument("name", metavar="TABLE|ID")
@language_option
def show(name: str) -> int:
    """Prints one table or rule."""
    tables = load_rulebook().tables
    found = [_table(table) for table in tables if table.name == name]
    found += [_rule(rule, table) for table in tables for rule in table.rules if rule.id == name]
    if not found:
        known = ", ".join(table.name for table in tables)
        raise click.UsageError(_("{name}: no such table or rule; tables are {known}.").format(name=name, known=known))
    for line in found[0]:
        click.echo(visible(line))
    return 0


@command.command(help=n_("Say whether your own rule table is right."))
@click.argument("file", type=click.Path(path_type=Path))
@language_option
def check(file: Path) -> int:
    """Loads a table on top of the shipped ones and says what it changes."""
    own = load_own_table(file)
    shipped = {rule.id for rule in load_rulebook()[own.name].rules}
    replaced = sum(1 for rule in own.rules if rule.id in shipped)
    added = len(own.rules) - replaced
    line = _("{file}: a sound table for {table}; it adds {added} rules and replaces {replaced}.")
    click.echo(line.format(file=visible(str(file)), table=own.name, added=added, replaced=replaced))
    return 0


def _file(table: RuleTable) -> Path:
    return Path(str(resources.files("convert.rules"))) / f"{table.name}.toml"


def _table(table: RuleTable) -> Iterator[str]:
    yield str(_file(table))
    for kind, meaning in table.kinds:
        yield ""
        yield f"{kind}  {meaning}"
        for rule in table.of_kind(kind):
            yield "  " + fit(rule.id, _ID_COLUMNS) + rule.why


def _rule(rule: Rule, table: RuleTable) -> Iterator[str]:
    yield f"{rule.id}  ({table.name}, {rule.kind})"
    yield f"pattern  {rule.pattern}"
    for name, value in rule.columns:
        yield f"{name}  {', '.join(value) if isinstance(value, tuple) else value}"
    yield f"why      {rule.why}"
    yield f"source   {rule.source}"
    for example in rule.yes:
        yield f"yes      {example}"
    for example in rule.no:
        yield f"no       {example}"
