"""Loads and checks the styles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Style:
    """How a document looks."""

    name: str


def load_style(name: str | Path) -> Style:
    """The style of that name or file."""
    return Style(str(name))
