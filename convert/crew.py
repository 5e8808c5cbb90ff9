"""Worker processes whose death, slowness or greed is their own: who was working on what is always known.

`ProcessPoolExecutor` ends all its workers when one dies and cannot stop one that hangs, so a file on which a worker
dies would have to be searched for among all tasks in work. Here each worker has a pipe of its own: the task of a dead
or late worker is the one that was lost, the other workers go on, and a new one takes its place.
"""

from __future__ import annotations

import contextlib
import copyreg
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from convert.kit import Kit
from convert.model import Failure, Job, Outcome, Past, Written

Task = TypeVar("Task")
Result = TypeVar("Result")

MEMORY_LIMIT_BYTES = 2 << 30
"""What one worker may take, by `setrlimit` or, on Windows, a job object. The largest file read, 128 MB of UTF-8,
is held as text, lines and XML: about 1.2 GB for 100 MB with python-docx, less with the string writer."""

_PR_SET_PDEATHSIG = 1
_END = b""


class Lost(NamedTuple):
    """What became of a task whose worker did not come back."""

    late: bool  # stopped by us for its time, else it died by itself
    exit_code: int | None


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection[Any, Any]
    number: int | None = None  # of the task in work
    deadline: float = 0.0  # monotonic


class Crew(Generic[Task, Result]):
    """`count` processes that do `work(task, kit)`; both, and the results, must survive pickling."""

    def __init__(
        self,
        work: Callable[[Task, Kit], Result],
        kit: Kit,
        count: int,
        *,
        memory_bytes: int = MEMORY_LIMIT_BYTES,
        fresh: bool = False,
    ) -> None:
        # Forking takes a third of the time of a fresh start and shares what is loaded; only Linux does it safely. What
        # opens a database that is open here needs a fresh start: SQLite forbids to carry one over a fork.
        self._context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" and not fresh else "spawn")
        self._work, self._kit, self._count, self._memory_bytes = work, kit, count, memory_bytes
        self._workers: list[_Worker[Task]] = []

    @property
    def free(self) -> int:
        """Number of tasks that can be given now."""
        return self._count - sum(worker.number is not None for worker in self._workers)

    @property
    def processes(self) -> list[int]:
        """Process numbers of the living workers."""
        return [worker.process.pid for worker in self._workers if worker.process.pid is not None]

    def give(self, number: int, task: Task, limit_s: float) -> None:
        """Has a free worker do `task`; `number` tells it apart, `limit_s` is the time it may take."""
        while True:
            worker = next((worker for worker in self._workers if worker.number is None), None) or self._hire()
            try:
                worker.pipe.send_bytes(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))
            except OSError:  # it died while it had nothing to do
                self._dismiss(worker)
                continue
            worker.number, worker.deadline = number, time.monotonic() + limit_s
            return

    def take(self, timeout_s: float | None = None) -> list[tuple[int, Result | Lost]]:
        """Tasks that ended, in no order, with their numbers; waits for one, `timeout_s` at most."""
        busy = [worker for worker in self._workers if worker.number is not None]
        if not busy:
            if timeout_s:
                time.sleep(timeout_s)
            return []
        until = min(worker.deadline for worker in busy) - time.monotonic()
        pause = max(0.0, until if timeout_s is None else min(until, timeout_s))
        ready = wait([worker.pipe for worker in busy], pause)
        ended: list[tuple[int, Result | Lost]] = []
        for worker in busy:
            number = worker.number
            assert number is not None
            if worker.pipe in ready:
                try:
                    result = pickle.loads(worker.pipe.recv_bytes())
                except (EOFError, OSError):
                    worker.process.join(5)
                    ended.append((number, Lost(False, worker.process.exitcode)))
                    self._dismiss(worker)
                else:
                    worker.number = None
                    ended.append((number, result))
            elif time.monotonic() > worker.deadline:
                self._dismiss(worker)
                ended.append((number, Lost(True, None)))
        return ended

    def close(self) -> None:
        """Ends all workers; what they were doing is lost, but no file is left half written."""
        for worker in list(self._workers):
            self._dismiss(worker)

    def _hire(self) -> _Worker[Task]:
        ours, theirs = self._context.Pipe()
        forked = self._context.get_start_method() == "fork"
        inherited = [ours, *(worker.pipe for worker in self._workers)] if forked else []
        process = self._context.Process(
            target=_serve, args=(theirs, inherited, self._work, self._kit, self._memory_bytes, os.getpid()), daemon=True
        )
        process.start()
        theirs.close()
        worker: _Worker[Task] = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _dismiss(self, worker: _Worker[Task]) -> None:
        self._workers.remove(worker)
        if worker.number is not None:
            worker.process.kill()
        else:
            with contextlib.suppress(OSError):
                worker.pipe.send_bytes(_END)  # a worker of another crew, forked since, may hold our end of its pipe
        worker.pipe.close()
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join(5)


def _serve(
    pipe: Connection[Any, Any],
    inherited: list[Connection[Any, Any]],
    work: Callable[[Any, Kit], Any],
    kit: Kit,
    memory_bytes: int,
    parent: int,
) -> None:
    """A worker's life: tasks in, results out, until the pipe closes."""
    # Ctrl-C goes to all processes of a terminal; only the parent may decide what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:  # a pipe that a sibling holds open never ends
        other.close()
    _die_with(parent)
    _limit_memory(memory_bytes)
    with contextlib.suppress(EOFError, OSError):
        while task := pipe.recv_bytes():
            result = work(pickle.loads(task), kit)
            pipe.send_bytes(pickle.dumps(result, pickle.HIGHEST_PROTOCOL))


def _die_with(parent: int) -> None:
    """Ends this process when its parent is killed, so that no orphan writes a result later on."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    else:
        above = multiprocessing.parent_process()

        def watch() -> None:
            """Waits for the end of the process above, and ends this one."""
            wait([above.sentinel] if above else [])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "win32":
        import ctypes

        from convert.winjob import limit_memory

        limit_memory(memory_bytes, ctypes.windll.kernel32)
        return
    import resource

    with contextlib.suppress(OSError, ValueError):  # macOS knows the limit and may refuse it
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _pickled_as_calls(*kinds: type) -> None:
    """Has values of these types pickled as a call with all their fields.

    A frozen dataclass with slots is pickled by a function of Python that looks its fields up each time, which takes
    three times as long.
    """
    for kind in kinds:
        values = attrgetter(*(field.name for field in fields(kind)))
        copyreg.pickle(kind, lambda value, kind=kind, values=values: (kind, values(value)))  # type: ignore[misc]


_pickled_as_calls(Past, Job, Written, Failure, Outcome)
