"""Many jobs on many machines: batches of paths on a shared file system, over Dask distributed (extra `cluster`).

A worker does what a worker process of `batch` does; only this module knows Dask. The driver alone keeps the ledger, so
that a killed driver resumes like any other run. A worker that dies has its batches done again elsewhere; a batch on
which several died is halved until the file that kills is alone.
"""

from __future__ import annotations

import itertools
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convert import __version__
from convert.batch import Fate, Item, Task, convert_apart, enter_fates, task_of
from convert.errors import ForeignWorkers, MissingExtra, NoCluster, Quarantined
from convert.kit import Kit
from convert.model import Job, Outcome

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local:"
"""Start of an address that asks for worker processes on this machine: "local:4"."""

BATCH = 500
"""Jobs in a batch: a task costs the scheduler 1.6-3.6 ms (measured), so 500 files pay less than 10 µs each."""

WINDOW = 3
"""Batches in work or waiting for an earlier one, per worker thread."""

DEATHS = 3
"""Workers that may die on a batch before it is halved; told to a local scheduler, a remote one has its own setting."""

CONNECT_S = 15


@dataclass(slots=True)
class _Part:
    """Some jobs of a batch, with a worker or done."""

    positions: list[int]
    future: Future[list[Fate]]
    notes: str | None  # file of the results about to appear; its own, since two machines may work on one batch


@dataclass(slots=True)
class _Batch:
    """Items as they came; parts whose outcomes are not in yet."""

    items: list[Item]
    notes: str | None  # start of the names of its parts' notes
    parts: deque[_Part] = field(default_factory=deque)
    done: list[str] = field(default_factory=list)  # notes to forget once the outcomes are on record


def run_batches(
    jobs: Iterable[Item], kit: Kit, address: str, *, intents: Path | None = None, size: int = BATCH
) -> Iterator[list[Outcome]]:
    """What became of the jobs, in order, batch by batch, as `batch.run_batches` gives it.

    `address` is that of a scheduler ("tcp://host:8786") or "local:N". Inputs, outputs and `intents` must have the same
    paths on all machines. Raises `MissingExtra`, `NoCluster` and `ForeignWorkers` at the first batch.
    """
    packed = pickle.dumps(kit)
    source = iter(jobs)
    with _connected(address) as client:
        window = WINDOW * max(1, sum(client.nthreads().values()))
        waiting: deque[_Batch] = deque()
        numbers = itertools.count()
        while True:
            while len(waiting) < window and (items := list(itertools.islice(source, size))):
                waiting.append(_submitted(client, items, packed, intents, next(numbers)))
            if not waiting:
                return
            batch = waiting.popleft()
            try:
                _complete(client, batch, packed)
            except (CancelledError, OSError) as error:
                raise NoCluster(address, str(error) or "the connection was lost") from None
            yield [item for item in batch.items if isinstance(item, Outcome)]
            for notes in batch.done:
                Path(notes).unlink(missing_ok=True)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise MissingExtra("--cluster", "cluster") from None
    own: Any = None
    try:
        if address.startswith(LOCAL):
            dask.config.set({"distributed.scheduler.allowed-failures": DEATHS})
            own = LocalCluster(n_workers=int(address.removeprefix(LOCAL)), threads_per_worker=1, dashboard_address=None)
        client = Client(own or address, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        if own is not None:
            own.close()
        raise NoCluster(address, str(error)) from None
    try:
        others = {version for version in client.run(_version).values() if version != __version__}
        if others:
            raise ForeignWorkers(address, ", ".join(sorted(others)), __version__)
        yield client
    finally:
        client.close()
        if own is not None:
            own.close()


def _version() -> str:
    return __version__


def _submitted(client: Client, items: list[Item], packed: bytes, intents: Path | None, number: int) -> _Batch:
    batch = _Batch(items, str(intents / f"cluster-{number}") if intents else None)
    positions = [position for position, item in enumerate(items) if isinstance(item, Job)]
    if positions:
        batch.parts.append(_part(client, batch, positions, packed))
    return batch


def _part(client: Client, batch: _Batch, positions: list[int], packed: bytes) -> _Part:
    notes = f"{batch.notes}-{positions[0]}-{len(positions)}.txt" if batch.notes else None
    return _Part(positions, client.submit(_work, task_of(batch.items, positions, notes), packed, pure=False), notes)


def _complete(client: Client, batch: _Batch, packed: bytes) -> None:
    """Takes the outcomes of all parts into the batch, halving those on which workers died."""
    from distributed import KilledWorker

    while batch.parts:
        part = batch.parts.popleft()
        try:
            fates = part.future.result()
        except KilledWorker:
            fates = []
        part.future.release()
        if part.notes:
            batch.done.append(part.notes)
        middle = len(part.positions) // 2
        if fates:
            enter_fates(batch.items, part.positions, fates)
        elif middle:
            halves = part.positions[:middle], part.positions[middle:]
            batch.parts.extend(_part(client, batch, half, packed) for half in halves)
        else:
            (position,) = part.positions
            job = batch.items[position]
            assert isinstance(job, Job)
            batch.items[position] = Outcome(job, error=Quarantined(job.name, str(DEATHS)).failure())


def _work(task: Task, packed: bytes) -> list[Fate]:
    return convert_apart(task, _kit(packed))


@lru_cache(maxsize=2)
def _kit(packed: bytes) -> Kit:
    kit: Kit = pickle.loads(packed)
    return kit
