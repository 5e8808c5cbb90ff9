"""What every conversion needs, loaded once: rules, style, options."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from convert.model import Options
from convert.rulebook import Rulebook, load_rulebook
from convert.stylesheet import Style, load_style
from convert.template import Template, load_template

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
    return Kit(load_rulebook(rules), load_style(style), options or Options(), own)
