"""What every conversion needs, loaded once: rules, style, options."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from convert import __version__
from convert.errors import UnknownCode
from convert.model import Options
from convert.rulebook import Rulebook, load_rulebook
from convert.stylesheet import Style, load_style
from convert.template import Template, load_template
from convert.values import dataclass

DEFAULT_STYLE = "gbt9704"


@dataclass(frozen=True, slots=True)
class Kit:
    """Rules, style and options; picklable, so that a worker process gets it once."""

    rules: Rulebook
    style: Style
    options: Options = Options()
    template: Template | None = None  # the user's own Word file whose styles and page come first
    prepared: tuple[tuple[str, object], ...] = ()  # what writers made once for all reports, by format name


def load_kit(
    style: str | Path = DEFAULT_STYLE,
    *,
    rules: Iterable[str | Path] = (),
    options: Options | None = None,
    template: str | Path | None = None,
) -> Kit:
    """A kit from a style name or file, the user's own rule files, options and Word template. Raises `UsageError`s."""
    own = load_template(template) if template is not None else None
    kit = Kit(load_rulebook(rules), load_style(style), options or Options(), own)
    if kit.options.ignore:
        known = {rule.get("code") or rule.id for rule in kit.rules["findings"].rules}
        for code in sorted(kit.options.ignore - known):
            raise UnknownCode(code)
    return kit


def kit_digest(kit: Kit) -> str:
    """The same text for the same program version, rules, style and options, in every process; 16 hex digits."""
    mark = hashlib.sha256(__version__.encode())
    for value in (kit.rules.digest, kit.style, kit.options, kit.template):
        _feed(value, mark.update)
    return mark.hexdigest()[:16]


def _feed(value: Any, update: Any) -> None:
    """Feeds a value to a hash, so that equal values feed equal bytes whatever order a set happens to have."""
    if is_dataclass(value):
        for field in fields(value):
            update(f"{field.name}=".encode())
            _feed(getattr(value, field.name), update)
    elif isinstance(value, tuple | list):
        for item in value:
            _feed(item, update)
        update(b"]")
    elif isinstance(value, set | frozenset):
        for item in sorted(value):
            _feed(item, update)
        update(b"}")
    elif isinstance(value, Mapping):
        _feed(sorted(value.items()), update)
    else:
        update(value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass"))
        update(b";")
