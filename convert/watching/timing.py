"""The times of a watch, all measured by the clock that is never set back."""

from __future__ import annotations

from convert.values import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the watch waits for what; the defaults suit a local disk and a person at a desk."""

    # A copy that pauses longer than this is read half and repaired by the next version; paperless-ngx waits 5 s,
    # Calibre 2 s. A share needs more, because its dates arrive late.
    settle_s: float = 2.0
    interval_s: float = 2.0  # between the starts of two scans; one of 100,000 files takes about half a second
    # Quiet before the workbook is made anew, and the longest it may be out of date while files keep coming.
    quiet_s: float = 5.0
    stale_s: float = 60.0
    # Waits before a passing failure (lock, disk, network) is tried again; the last one repeats.
    retries_s: tuple[float, ...] = (5.0, 30.0, 120.0, 600.0, 3600.0)
    held_s: float = 30.0  # between tries to put a result into a place that is held open
    racy_s: float = 2.0  # see desk.RACY_S
    # One file in a worker; a megabyte takes about half a second.
    limit_s: float = 60.0
    limit_s_per_mb: float = 2.0
    stop_s: float = 30.0  # for files in work when the watch is told to end
    status_s: float = 2.0  # between two writings of status.json

    def retry_s(self, tries: int) -> float:
        """The wait after that many failures in a row."""
        return self.retries_s[min(max(tries, 1), len(self.retries_s)) - 1]


SHARE = Timing(settle_s=5.0, interval_s=5.0)
"""For a folder on a share, unless the user says otherwise."""
