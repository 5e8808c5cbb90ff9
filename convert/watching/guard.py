"""What a watch refuses to start on, and how it is told to end."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from convert.errors import Busy, ConvertError, SystemFolder, UnsafeFolder
from convert.files import write_file
from convert.jobs import within
from convert.names import shown

HEARTBEAT = ".~chenggao-watch.json"
"""File in an output folder on a share: which computer works there. A lock of this computer is not seen by others."""

HEARTBEAT_S = 60.0
"""A sign of life older than this is no life; it is given every ten seconds."""


def refuse_unsafe(root: str, output: str) -> None:
    """Raises `UnsafeFolder` where results could become reports, `SystemFolder` where reports cannot be meant to lie."""
    if within(root, output) or within(output, root):
        raise UnsafeFolder(shown(root), shown(output))
    for folder in (root, output):
        full = os.path.realpath(folder)
        if full == os.path.dirname(full) or any(within(full, place) for place in _system_folders()):
            raise SystemFolder(shown(folder))
    if any(within(place, root) for place in (sys.prefix, os.path.dirname(__file__))):
        raise SystemFolder(shown(root))


def _system_folders() -> list[str]:
    own = [sys.prefix, sys.base_prefix] if sys.base_prefix not in ("/usr", "/usr/local") else [sys.prefix]
    if sys.platform == "win32":
        names = ("SystemRoot", "ProgramFiles", "ProgramFiles(x86)", "ProgramData")
        return own + [os.environ[name] for name in names if os.environ.get(name)]
    return [place for place in own if place not in ("/usr", "/usr/local")] + [
        "/bin",
        "/boot",
        "/dev/pts",
        "/etc",
        "/lib",
        "/proc",
        "/sbin",
        "/sys",
        "/System",
        "/Library",
        "/usr",
    ]


class Stop:
    """Set when the program is asked to end; the second time it ends at once, which is safe at any moment."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Takes a signal."""
        if self.asked:
            os._exit(130)
        self.asked = True


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """A stop that Ctrl-C, SIGTERM and, on Windows, Ctrl-Break and the end of a service set."""
    stop = Stop()
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop.ask) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def claim_share(output: str) -> None:
    """Raises `Busy` where another computer gave a sign of life in this output folder within the last minute."""
    try:
        beat = json.loads((Path(output) / HEARTBEAT).read_text("utf-8"))
        other, age = str(beat["host"]), abs(time.time() - float(beat["time"]))
    except (OSError, ValueError, KeyError, TypeError):
        return
    if other != socket.gethostname() and age < HEARTBEAT_S:
        raise Busy(output, f"{beat.get('pid', '?')} @ {other}")


def beat(output: str) -> None:
    """Gives a sign of life to other computers."""
    sign = {"host": socket.gethostname(), "pid": os.getpid(), "time": time.time()}
    try:
        write_file(os.path.join(output, HEARTBEAT), json.dumps(sign).encode())
    except ConvertError:
        return  # the disk is full or the share is gone: the watch says so itself
