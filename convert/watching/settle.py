"""Which files have come to rest: seen alike at least twice, over at least the settle time of our own clock.

The age of a file says nothing: a copy keeps the date of the original while it is still running, and a server's clock is
not ours. Waiting is a courtesy, not the safety: a writer that pauses longer gives another version, which repairs the
result.
"""

from __future__ import annotations

from collections.abc import Iterable


class Settling:
    """Files that were seen to differ from what is on record, until they have come to rest."""

    def __init__(self, settle_s: float) -> None:
        self._settle_s = settle_s
        self._since: dict[str, tuple[tuple[int, ...], float]] = {}  # traits, when it was first seen

    def __len__(self) -> int:
        return len(self._since)

    def look(self, path: str, traits: tuple[int, ...], now: float) -> bool:
        """Whether the file, which looks like that now, has come to rest; then it is forgotten here."""
        known = self._since.get(path)
        if known is None or known[0] != traits:
            self._since[path] = (traits, now)
            return False
        if now - known[1] < self._settle_s:
            return False
        del self._since[path]
        return True

    def keep(self, paths: Iterable[str]) -> None:
        """Forgets all files but these, which the scan has met."""
        met = set(paths)
        for path in [path for path in self._since if path not in met]:
            del self._since[path]

    def waited_s(self, now: float) -> float:
        """How long the file that waits longest has been as it is now."""
        return max((now - since for _, since in self._since.values()), default=0.0)

    def rest_s(self, now: float) -> float:
        """How long until the next file can be at rest; infinity where none is on its way."""
        return max(0.0, self._settle_s - self.waited_s(now)) if self._since else float("inf")
