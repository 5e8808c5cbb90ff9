"""How a watch is doing, as a file for monitors and for `chenggao status`."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from convert import __version__
from convert.errors import ConvertError, DiskFull
from convert.files import write_file
from convert.lock import is_held

FILE = "status.json"

WATCHING, MISSING, FULL, STOPPED = "watching", "folder-missing", "disk-full", "stopped"
"""States of a watch; `silent` is what a reader says of one that gave no sign for too long."""

SILENT = "silent"

SILENT_S = 15.0
"""A watch that gave no sign for this long hangs: on a share that does not answer, a scan may take a minute."""


@dataclass(slots=True)
class Status:
    """What is told; times are seconds since 1970 by the wall's clock."""

    input: str
    output: str
    state: str = WATCHING
    why: str = ""  # for the states that are no good
    pid: int = field(default_factory=os.getpid)
    host: str = field(default_factory=socket.gethostname)
    version: str = __version__
    started: float = field(default_factory=time.time)
    beat: float = 0.0  # last sign of life
    last_scan: float = 0.0
    scan_s: float = 0.0
    files: int = 0  # reports in the folder at the last scan
    settling: int = 0  # seen, not at rest yet
    queued: int = 0  # at rest, not converted yet
    oldest_s: float = 0.0  # how long the oldest of these waits
    done: int = 0
    failed: int = 0
    held: int = 0  # results beside a place that is held open
    disk_free_mb: int = -1

    def write(self, folder: Path) -> None:
        """Puts the status where readers look for it; a full disk is no reason to end, and has to be told."""
        self.beat = time.time()
        self.disk_free_mb = free_mb(self.output)
        data = json.dumps(asdict(self), ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
        path = str(folder / FILE)
        try:
            write_file(path, data)
        except DiskFull:
            _write_over(path, data)
        except ConvertError:
            return


def _write_over(path: str, data: bytes) -> None:
    """Puts `data` over what stands in a small file: where a disk is full to the last block, no second file has room.

    In one step, filled up with blanks, so that a reader sees the one or the other.
    """
    with contextlib.suppress(OSError), open(path, "r+b", buffering=0) as file:
        file.write(data.ljust(os.fstat(file.fileno()).st_size))


def free_mb(folder: str) -> int:
    """Free space where `folder` lies, in MB; -1 where it cannot be told."""
    try:
        return shutil.disk_usage(folder).free >> 20
    except OSError:
        return -1


def read(folder: Path, silent_s: float = SILENT_S) -> dict[str, Any] | None:
    """The last status of the watch whose state lies in `folder`, its `state` put right where it cannot say so itself.

    `None` where no watch ever ran here.
    """
    try:
        status = dict(json.loads((folder / FILE).read_text("utf-8")))
    except (OSError, ValueError):
        return None
    running = is_held(folder)
    status["running"] = running
    if not running:
        status["state"] = STOPPED
    elif time.time() - float(status.get("beat", 0)) > silent_s:
        status["state"] = SILENT
    return status
