"""Loads and proves the rule tables: TOML rows that a domain person edits.

A table file has a head and rows::

    [table]
    name = "headings"
    about = "..."                        # Chinese, for the reader of the file
    kinds = { heading = "...", point = "..." }   # what a row may mean, and what that is
    match = "match"                      # how patterns are applied: "match" | "search" | "fullmatch"
    columns = { level = "int" }          # further columns: "int" | "str" | "bool" | "list"
    defaults = { source = "..." }        # what a row that lacks a key is given; may be left out

    [[rule]]
    id = "H2-cn-paren"                   # stable for ever
    kind = "heading"
    pattern = '（[一二三四五六七八九十]{1,3}）'
    level = 2
    why = "..."                          # what it is for
    source = "GB/T 9704-2012 7.3.3"      # standard and clause, or the kind of document that forced it
    yes = ["（一）强化责任"]              # texts the pattern must match
    no = ["（1）"]                        # texts it must leave alone

In a user's own file the head may hold the name alone: the rest is the shipped table's.

Rows are kept in file order; where code says so, the first match wins. A row without both example lists, or one that
fails its own example, raises `BadRule` with file, row and key before the first document is read.
"""

from __future__ import annotations

import hashlib
import marshal
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from convert.cache import cached
from convert.errors import BadRule
from convert.openings import closing_of, opening_of
from convert.patterns import compiled
from convert.triggers import Trigger, trigger_of
from convert.values import dataclass

Value = int | str | bool | tuple[str, ...]

_OBLIGATORY = ("id", "kind", "pattern", "why", "source", "yes", "no")
_TYPES: Mapping[str, type] = MappingProxyType({"int": int, "str": str, "bool": bool, "list": list})
_MODES = ("match", "search", "fullmatch")
_FOLDER = Path(__file__).parent / "rules"
_FORM = b"16"  # of the cached tables and what `convert.triggers` reads off them; another number makes older caches void
_MARSHAL = 2  # the last version whose bytes do not depend on which strings a process holds once


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return compiled(pattern)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what to match and what it means."""

    id: str
    kind: str
    pattern: str
    why: str
    source: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    columns: tuple[tuple[str, Value], ...] = ()  # the table's further columns, as far as the row fills them
    trigger: Trigger = Trigger()  # what every match of the pattern holds, read off the pattern
    opening: str = ""  # class of the characters that a match can begin with, read off the pattern; "" = not known
    closing: str = ""  # class of the characters that a text can end with in which it matches, read off the pattern

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern; compiled when first asked for, since a run seldom needs all of them."""
        return _compiled(self.pattern)

    def may_begin(self, character: str) -> bool:
        """Whether a match can begin with this character."""
        return not self.opening or _compiled(self.opening).match(character) is not None

    def may_end(self, character: str) -> bool:
        """Whether a text in which the pattern matches can end with this character."""
        return not self.closing or _compiled(self.closing).match(character) is not None

    @property
    def look(self) -> Callable[[str], re.Match[str] | None]:
        """What finds the first match in a text: the pattern's `search`, or its `match` where that is all the same."""
        regex = _compiled(self.pattern)
        return regex.match if self.trigger.anchored else regex.search

    def get(self, column: str, default: Any = None) -> Any:
        """The row's value in a further column, or `default`."""
        for name, value in self.columns:
            if name == column:
                return value
        return default


@dataclass(frozen=True, slots=True, eq=False)
class RuleTable:
    """The rows of one file, in file order.

    Compared and hashed by identity, so that a stage may keep what it made of a table in an `lru_cache`.
    """

    name: str
    match: str
    kinds: tuple[tuple[str, str], ...]  # kind, its meaning in Chinese
    rules: tuple[Rule, ...]

    def of_kind(self, *kinds: str) -> tuple[Rule, ...]:
        """The rows of these kinds, in file order."""
        return tuple(rule for rule in self.rules if rule.kind in kinds)

    def without(self, *kinds: str) -> RuleTable:
        """The table less the rows of these kinds."""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.kind not in kinds))


def load_table(text: str, file: str) -> RuleTable:
    """The proved table of a TOML text; `file` names it in errors.

    Raises `BadRule` for the first thing wrong: TOML syntax, a missing or unknown key, a doubled id, a pattern that does
    not compile, an example that fails.
    """
    return _table(_parsed(text, file), file)


def _parsed(text: str, file: str) -> dict[str, Any]:
    import tomllib  # 20 ms, and not needed where the cache has the tables

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRule(file, "-", "TOML", str(error)) from None


def _table(raw: dict[str, Any], file: str) -> RuleTable:
    head = _head(raw, file)
    for key, kind in (("name", str), ("about", str), ("kinds", dict), ("match", str)):
        if not isinstance(head.get(key), kind):
            raise BadRule(file, "[table]", key, "is missing or not of the right type")
    if head["match"] not in _MODES:
        raise BadRule(file, "[table]", "match", f"must be one of {', '.join(_MODES)}")
    columns = head.get("columns", {})
    seen: set[str] = set()
    rules = []
    for position, row in enumerate(raw.get("rule", []), 1):
        rule = _rule(head.get("defaults", {}) | row, position, head, columns, file)
        if rule.id in seen:
            raise BadRule(file, rule.id, "id", "is used twice")
        seen.add(rule.id)
        _prove(rule, head["match"], file)
        rules.append(rule)
    return RuleTable(head["name"], head["match"], tuple(head["kinds"].items()), tuple(rules))


def _head(raw: dict[str, Any], file: str) -> dict[str, Any]:
    head = raw.get("table")
    if not isinstance(head, dict):
        raise BadRule(file, "-", "[table]", "the head of the table is missing")
    return head


def load_own_table(path: Path) -> RuleTable:
    """The proved table of a user's file. Its head needs the name alone, the rest is the shipped table's.

    Raises `BadRule`, also for a file that cannot be read.
    """
    import tomllib

    file = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadRule(file, "-", "file", error.strerror or "it cannot be read") from None
    except UnicodeDecodeError:
        raise BadRule(file, "-", "file", "it is not saved as UTF-8") from None
    raw = _parsed(text, file)
    own = _head(raw, file)
    names = sorted(path.stem for path in _FOLDER.glob("*.toml"))
    if own.get("name") not in names:
        raise BadRule(file, "[table]", "name", f"must be one of {', '.join(names)}")
    head = tomllib.loads((_FOLDER / f"{own['name']}.toml").read_text(encoding="utf-8"))["table"]
    if own.get("match", head["match"]) != head["match"]:
        raise BadRule(file, "[table]", "match", f"must be one of {head['match']}")
    for key in ("kinds", "columns", "defaults"):
        own_part = own.get(key, {})
        if not isinstance(own_part, dict):
            raise BadRule(file, "[table]", key, "is missing or not of the right type")
        own[key] = head.get(key, {}) | own_part
    raw["table"] = head | own
    return _table(raw, file)


def _rule(row: dict[str, Any], position: int, head: dict[str, Any], columns: dict[str, str], file: str) -> Rule:
    name = str(row.get("id", f"#{position}"))
    for key in _OBLIGATORY:
        if not row.get(key):
            raise BadRule(file, name, key, "is missing or empty")
        if not isinstance(row[key], list if key in ("yes", "no") else str):
            raise BadRule(file, name, key, "is not of the right type")
    if row["kind"] not in head["kinds"]:
        raise BadRule(file, name, "kind", f"must be one of {', '.join(head['kinds'])}")
    extra: list[tuple[str, Value]] = []
    for key, value in row.items():
        if key in _OBLIGATORY:
            continue
        if key not in columns:
            raise BadRule(file, name, key, "is no column of this table")
        if type(value) is not _TYPES.get(columns[key]):
            raise BadRule(file, name, key, f"must be of type {columns[key]}")
        extra.append((key, tuple(map(str, value)) if isinstance(value, list) else cast(Value, value)))
    try:
        re.compile(row["pattern"])  # not remembered by `compiled`: a run needs few of them
    except re.error as error:
        raise BadRule(file, name, "pattern", str(error)) from None
    return Rule(
        name,
        row["kind"],
        row["pattern"],
        row["why"],
        row["source"],
        tuple(row["yes"]),
        tuple(row["no"]),
        tuple(extra),
        trigger_of(row["pattern"]),
        opening_of(row["pattern"]),
        closing_of(row["pattern"]),
    )


def _prove(rule: Rule, mode: str, file: str) -> None:
    test = getattr(re.compile(rule.pattern), mode)
    for example in rule.yes:
        if not test(example):
            raise BadRule(file, rule.id, "yes", f"the pattern misses “{example}”")
    for example in rule.no:
        if test(example):
            raise BadRule(file, rule.id, "no", f"the pattern must leave “{example}” alone")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All tables by name."""

    tables: tuple[RuleTable, ...]
    digest: str = ""  # of all rows, lower-case hex: the same for the same tables in every process

    def __getitem__(self, name: str) -> RuleTable:
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


def load_rulebook(files: Iterable[str | Path] = ()) -> Rulebook:
    """The shipped tables, each overridden row by row (same id) and extended by the user's `files` of the same name.

    Raises `BadRule`; a user's file that cannot be read is a `BadRule` too.
    """
    packed = _shipped()
    tables = {table.name: table for table in _unpack(packed)}
    mark = hashlib.sha256(packed)
    for path in map(Path, files):
        own = load_own_table(path)
        tables[own.name] = _merge(tables[own.name], own)
        mark.update(_pack([own]))
    return Rulebook(tuple(tables.values()), mark.hexdigest())


def _shipped() -> bytes:
    """The tables of this package, proved and packed; remembered until a table or the regex engine changes."""
    texts = {path.name: path.read_bytes() for path in sorted(_FOLDER.glob("*.toml"))}
    key = [_FORM, sys.version.encode(), *(part for name, text in texts.items() for part in (name.encode(), text))]

    def prove() -> bytes:
        """The tables, each row tried on its own examples."""
        return _pack([load_table(text.decode(), name) for name, text in texts.items()])

    return cached("rules", key, prove)


def _pack(tables: Iterable[RuleTable]) -> bytes:
    """The tables in the form of Python's byte code, read in a third of JSON's time; the same in every process."""
    rows: Any = tuple((t.name, t.match, t.kinds, tuple(map(_row, t.rules))) for t in tables)
    return marshal.dumps(rows, _MARSHAL)


def _row(r: Rule) -> tuple[Any, ...]:
    return r.id, r.kind, r.pattern, r.why, r.source, r.yes, r.no, r.columns, tuple(r.trigger), r.opening, r.closing


def _unpack(data: bytes) -> tuple[RuleTable, ...]:
    """The tables of `_pack`, equal to those that were packed."""
    return tuple(
        RuleTable(name, match, kinds, tuple([Rule(*(*row[:8], Trigger(*row[8]), *row[9:])) for row in rows]))
        for name, match, kinds, rows in marshal.loads(data)  # checked by `cached` to be what was stored
    )


def _merge(base: RuleTable, own: RuleTable) -> RuleTable:
    """`base` with rows of the same id replaced in place and the rest of `own` tried first."""
    replaced = {rule.id: rule for rule in own.rules}
    known = {rule.id for rule in base.rules}
    kept = tuple(replaced.get(rule.id, rule) for rule in base.rules)
    added = tuple(rule for rule in own.rules if rule.id not in known)
    return replace(base, rules=added + kept)
