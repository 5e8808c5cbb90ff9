"""The problems that a report itself states, with cause and remedy."""

from __future__ import annotations

from convert.model import Document
from convert.rulebook import RuleTable


def extract(document: Document, problems: RuleTable, themes: RuleTable) -> Document:
    """The document with its own problems and what it says of unit, post, year and genre."""
    return document
