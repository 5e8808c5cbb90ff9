"""What every conversion needs, loaded once: rules, style, options."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from convert.model import Options
from convert.rulebook import Rulebook, load_rulebook
from convert.stylesheet import Style, load_style

DEFAULT_STYLE = "gbt9704"


@dataclass(frozen=True, slots=True)
class Kit:
    """Rules, style and options; picklable, so that a worker process gets it once."""

    rules: Rulebook
    style: Style
    options: Options = Options()


def load_kit(
    style: str | Path = DEFAULT_STYLE,
    *,
    rules: Iterable[str | Path] = (),
    options: Options | None = None,
) -> Kit:
    """A kit from a style name or file, the user's own rule files and options. Raises `UsageError`s."""
    return Kit(load_rulebook(rules), load_style(style), options or Options())
