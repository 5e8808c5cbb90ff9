"""A watch of its own process, with the times of a test and faults put in where the environment says.

CHENGGAO_FAULTS is a JSON object: `kill_at` [point, n] dies at the n-th passing of that point; `lock` a folder in whose
file `locked` the paths of results stand that cannot be replaced; `scandir` a file whose text, while it is there, is the
name of the error that listing a folder raises, or "hang"; `clock` seconds by which the wall's clock jumps every second;
`pace` how fast the watch's own clock runs (0.2 = a fifth), `ahead` a file with the seconds that it has been put forward;
`timing` times other than those of a test; `full` a file while which is there the disk is full; `poison` what a file named 毒 does to its worker: die, loop, memory.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import time
from dataclasses import replace

from convert.desk import open_desk
from convert.engine import load_kit
from convert.system import REAL, System
from convert.watch import Watch
from convert.watching.guard import stop_on_signals
from convert.watching.timing import Timing

TIMING = Timing(
    settle_s=0.3,
    interval_s=0.1,
    quiet_s=0.5,
    stale_s=5.0,
    retries_s=(0.5, 1.0, 2.0, 4.0),
    held_s=1.0,
    racy_s=0.05,
    limit_s=4.0,
    limit_s_per_mb=0.3,
    stop_s=20.0,
    status_s=0.3,
)


def faulty(faults: dict) -> System:
    passed: dict[str, int] = {}

    def point(name: str) -> None:
        passed[name] = passed.get(name, 0) + 1
        if faults.get("kill_at") == [name, passed[name]]:
            os.kill(os.getpid(), signal.SIGKILL)

    def put(source: str, target: str) -> None:
        if os.path.exists(faults.get("full", "")) and target.endswith((".docx", ".xlsx")):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), target)
        if lock := faults.get("lock"):
            try:
                with open(lock, encoding="utf-8") as file:
                    held = target in file.read().split("\n")
            except FileNotFoundError:
                held = False
            if held:
                error = PermissionError(errno.EACCES, "held", target)
                error.winerror = 32
                raise error
        os.replace(source, target)

    def scandir(folder: str):
        if trouble := faults.get("scandir"):
            while os.path.exists(trouble):
                with open(trouble, encoding="utf-8") as file:
                    name = file.read()
                if name != "hang":
                    number = getattr(errno, name)
                    raise OSError(number, os.strerror(number), folder)
                time.sleep(0.05)
        return os.scandir(folder)

    started = time.monotonic()

    def clock() -> float:
        return time.time() + faults.get("clock", 0) * int(time.monotonic() - started)

    def monotonic() -> float:
        ahead = 0.0
        if (path := faults.get("ahead")) and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                ahead = float(file.read())
        return started + (time.monotonic() - started) * faults.get("pace", 1.0) + ahead

    return replace(REAL, point=point, replace=put, scandir=scandir, clock=clock, monotonic=monotonic)


def main() -> None:
    root, output, once = sys.argv[1], sys.argv[2], "--once" in sys.argv
    faults = json.loads(os.environ.get("CHENGGAO_FAULTS", "{}"))
    if number := faults.get("poison"):
        poison(number)
    with (
        open_desk(output, load_kit(), state=faults.get("state"), system=faulty(faults)) as desk,
        stop_on_signals() as stop,
    ):
        timing = replace(TIMING, **faults.get("timing", {}))
        watch = Watch(root, desk, ("docx",), ("xlsx",), timing, faults.get("workers", 2), faults.get("free_mb", 0))
        watch.run(stop, once=once)


def poison(kind: str) -> None:
    """Makes the worker that meets a file named 毒 die, loop or take all memory."""
    from convert import engine

    read_file = engine.read_file

    def fatal(path, **expected):
        if "毒" not in os.path.basename(path):
            return read_file(path, **expected)
        with open(path + ".tried", "a", encoding="utf-8") as file:
            file.write("x")
        if kind == "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        while kind == "loop":
            pass
        taken = [bytearray(1 << 28) for _ in range(16)]
        return b"".join(taken)

    engine.read_file = fatal


if __name__ == "__main__":
    main()
