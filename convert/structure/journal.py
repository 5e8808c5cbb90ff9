"""The few changes that the outline makes, as entries of the draft's journal."""

from __future__ import annotations

from convert.decoding.finish import source_lines
from convert.model import Change, ChangeKind, Draft


class Journal:
    """Collects changes; `changes` is in the order in which they were made."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.changes: list[Change] = []

    def joined(self, rule: str, line: int, gap: str) -> None:
        """Line `line` now continues the kept line before it, `gap` between them."""
        self.changes.append(Change(ChangeKind.JOINED, rule, line, 0, "", gap))

    def removed(self, rule: str, line: int, text: str) -> bool:
        """Whether the text could be found in its source line; only then it is on record and may go.

        The line is looked at as the changes so far have left it, white space at its ends included.
        """
        lines = source_lines(self._draft.decoded.text)
        left = lines[line - 1] if 0 < line <= len(lines) else ""
        for change in (*self._draft.changes, *self.changes):
            if change.line == line and change.kind is not ChangeKind.JOINED:
                left = left[: change.column] + change.after + left[change.column + len(change.before) :]
        column = left.rfind(text)
        if column >= 0:
            self.changes.append(Change(ChangeKind.REMOVED, rule, line, column, text, ""))
        return column >= 0
