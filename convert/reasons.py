"""Why a file has no result, in words that its owner reads: one text file each in the folder 失败."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace

from convert.errors import ConvertError, OutputInUse
from convert.files import write_file
from convert.messages import explain
from convert.model import Job, Outcome
from convert.system import REAL, System, reach

FOLDER = "失败"
"""Folder in the output folder, mirrored like the results; it is ours to write and to tidy."""

SUFFIX = ".原因.txt"

_LATER = "程序会自己再试，最近一次在 {time} 以后；也可以先处理好再等。"
_HELD = "新的结果先放在旁边的“{name}”；原来的文件关闭以后，程序会自己换好，并删去旁边这份。"
_ONCE_CHANGED = "文件改好、重新保存以后，程序会重新转换；不改就不再试。"


def reason_path(output: str, job: Job) -> str:
    """Where the reason of a job's failure stands."""
    return os.path.join(output, FOLDER, os.path.relpath(job.target, output) + SUFFIX)


def write(
    output: str, outcome: Outcome, next_try: float | None = None, system: System = REAL, *, then: str | None = None
) -> None:
    """Writes the reason of a failed outcome; where even that cannot be written, the ledger alone knows it."""
    if outcome.error is None or not outcome.job.target:
        return
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(system.clock()))
    if then is None:
        later = time.strftime("%H:%M", time.localtime(next_try)) if next_try else ""
        then = _LATER.format(time=later) if later else _ONCE_CHANGED
    text = (
        f"文件：{outcome.job.name}\n时间：{when}\n原因：{explain(outcome.error, 'zh')}\n"
        f"接下来：{then}\n（编号：{outcome.error.code}）\n"
    )
    with contextlib.suppress(ConvertError):
        # A byte-order mark, because Notepad of older Windows takes text without one for GBK.
        write_file(reason_path(output, outcome.job), text.replace("\n", "\r\n").encode("utf-8-sig"), system=system)


def write_held(output: str, outcome: Outcome, system: System = REAL) -> None:
    """Writes why a result stands beside its place, which another program holds open."""
    for written in outcome.written:
        if written.instead_of:
            error = OutputInUse(os.path.relpath(written.instead_of, output)).failure()
            write(
                output,
                replace(outcome, error=error),
                system=system,
                then=_HELD.format(name=os.path.basename(written.path)),
            )
            return


def any_in(output: str) -> bool:
    """Whether there are reasons below an output folder."""
    return os.path.exists(os.path.join(output, FOLDER))


def remove(output: str, job: Job) -> None:
    """Removes the reason of an earlier failure, and its folders where nothing else is in them."""
    path = reason_path(output, job)
    if not os.path.exists(reach(path)):
        return
    with contextlib.suppress(OSError):
        os.unlink(reach(path))
        folder = os.path.dirname(path)
        while len(folder) > len(output):
            os.rmdir(reach(folder))
            folder = os.path.dirname(folder)
