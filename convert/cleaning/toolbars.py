"""Toolbars of web pages: 打印, 关闭, 字号 大 中 小, together on a line or one word a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from convert.cleaning.journal import Row
from convert.cleaning.plan import WITH, Battery, Clues, Plan
from convert.patterns import compiled
from convert.rulebook import Rule

TOOL_CHARS = 40
"""Longest toolbar line; a toolbar of eight buttons has 24 characters."""

_WORDS = compiled(r"[^\s|｜/\\【】\[\]()（）<>《》·•:：、,，_-]+|[A-Ta-t][+-]")
_SIGNS = compiled(r"[\s|｜/\\【】\[\]()（）<>·•:：、_+-]{1,20}")


class Tools(NamedTuple):
    """Rows that hold nothing but buttons."""

    rules: dict[int, Rule]  # by index, signs among buttons included
    runs: tuple[tuple[int, ...], ...]  # indexes of rows that follow each other
    sure: frozenset[int]  # those with a button that stands nowhere but on a web page


def tool_rows(rows: list[Row], clues: Mapping[int, Clues], plan: Plan) -> Tools:
    """The toolbar rows and their runs; a row of mere signs (【, |) belongs to the toolbar that it stands in.

    `clues` are what the words of each short line wake, by index.
    """
    found: dict[int, list[Rule]] = {}
    for i, clue in clues.items():
        if clue.tools and len(rows[i].bare) <= TOOL_CHARS:
            rules = _all_buttons(rows[i].bare, plan["tool"])
            if rules:
                found[i] = rules
    if not found:
        return Tools({}, (), frozenset())
    sure = frozenset(i for i, rules in found.items() if any(rule.get("where") == "any" for rule in rules))
    by_row = {i: rules[0] for i, rules in found.items()}
    runs: list[list[int]] = []
    for i in sorted(found):
        at = i - 1
        while at >= 0 and at not in by_row and _SIGNS.fullmatch(rows[at].bare):
            at -= 1
        joined = bool(runs) and runs[-1][-1] >= at
        signs = list(range(max(at, runs[-1][-1] if runs else -1) + 1, i))
        if joined:
            runs[-1] += [*signs, i]
        else:
            runs.append([*signs, i])
        by_row.update(dict.fromkeys(signs, by_row[i]))
    for run in runs:
        at = run[-1] + 1
        while at < len(rows) and at not in by_row and _SIGNS.fullmatch(rows[at].bare):
            run.append(at)
            by_row[at] = by_row[run[0]]
            at += 1
    return Tools(by_row, tuple(map(tuple, runs)), sure)


def _all_buttons(bare: str, buttons: Battery) -> list[Rule]:
    """The rule of each word of a line where all are buttons, and not merely such as stand beside others; else none."""
    rules = []
    for word in _WORDS.findall(bare):
        rule = buttons.first(word)
        if rule is None:
            return []
        rules.append(rule)
    return rules if any(map(_stands_alone, rules)) else []


def _stands_alone(rule: Rule) -> bool:
    return bool(rule.get("where") != WITH)
