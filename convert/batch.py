"""Many jobs, in one process or in many; outcomes come in the order of the jobs."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from convert.engine import finish, render_all, warm
from convert.errors import OutOfTime, Quarantined
from convert.kit import Kit
from convert.model import Failure, Job, Outcome, Past, Written
from convert.results import Intents
from convert.rows import pack

if TYPE_CHECKING:
    from convert.crew import Crew, Lost

    _Crew = Crew["Task", list["Fate"]]

Item = Job | Outcome
"""A job, or the outcome of a path that gave none, handed through in its place."""

Fate = tuple[tuple[Written, ...], Failure | None, float, str | None, bool, str, tuple[str, ...], bytes]
"""The fields of an outcome between its job, which the parent has, and its summary, which stays where it was made."""

_Values = tuple[str, str, str, tuple[str, ...], Past | None]
"""The fields of a job."""

Task = tuple[list[_Values], str | None]
"""The fields of some jobs, and the file for the notes of their results."""

BATCH = 64
"""Jobs that a worker gets at once: with one at a time the parent spends 135-170 µs on each, with 64 about 10 µs."""

WINDOW = 3
"""Batches in work or waiting for an earlier one, per worker: enough that none idles, and memory stays flat."""

POOL_FROM = 2 * BATCH
"""Jobs from which several processes work on them. Two cost 0.1 s of CPU before they earn it, as much as 100 reports:
120 reports took 3.2 ms each by two processes and 2.3 by one, and were not there sooner."""

BATCH_LIMIT_S = 120.0
"""Time for one batch, and then for each of its files alone. A usual batch takes 0.1 s; the largest file read, 20 s."""

DEATHS = 2
"""Times that a file may end its worker, alone, before it is left alone: once may be another program's doing."""


@dataclass(slots=True)
class _Batch:
    """A batch on its way: the items as they came, and the outcomes of its jobs as far as they are known."""

    items: list[Item]
    waiting: list[int]  # positions of the jobs without an outcome
    alone: bool = False  # a worker was lost on it: its jobs are now tried one by one
    deaths: int = 0  # of workers on the first waiting job alone
    intents: str | None = None


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(jobs: Iterable[Item], kit: Kit, *, workers: int = 1) -> Iterator[Outcome]:
    """What became of each job, in order; an `Outcome` among the jobs is handed through in its place."""
    for batch in run_batches(jobs, kit, workers=workers):
        yield from batch


def run_batches(
    jobs: Iterable[Item], kit: Kit, *, workers: int = 1, intents: Path | None = None
) -> Iterator[list[Outcome]]:
    """What became of the jobs, in order, batch by batch. No more jobs are drawn than are soon worked on.

    With `intents`, a folder, the results about to appear are noted there until the next batch is asked for: by then,
    whoever asked has put the outcomes on record. Over processes, an outcome's `summary` stays behind; all of it is in
    the `record`, of a job that has a past.
    """
    source = iter(jobs)
    head = list(itertools.islice(source, POOL_FROM))
    if workers > 1 and len(head) == POOL_FROM:
        formats = dict.fromkeys(name for item in head if isinstance(item, Job) for name in item.formats)
        yield from _pooled(itertools.chain(head, source), warm(kit, formats), workers, intents)
    else:
        yield from _serial(itertools.chain(head, source), kit, intents)


def _serial(jobs: Iterator[Item], kit: Kit, intents: Path | None) -> Iterator[list[Outcome]]:
    number = 0
    while items := list(itertools.islice(jobs, BATCH)):
        notes = _notes(intents, number)
        number += 1
        todo = [item for item in items if isinstance(item, Job)]
        done = iter(convert_batch(todo, kit, notes))
        yield [next(done) if isinstance(item, Job) else item for item in items]
        _forget(notes)


def convert_batch(jobs: Iterable[Job], kit: Kit, notes: str | None = None) -> list[Outcome]:
    """The outcomes of some jobs, in order; of each with a past, the record is packed.

    The results about to appear are noted in the file `notes`.
    """
    intents = Intents(notes) if notes else None
    try:
        return [recorded(finish(rendered, intents)) for rendered in render_all(jobs, kit)]
    finally:
        if intents:
            intents.close()


def recorded(outcome: Outcome) -> Outcome:
    """The outcome with its record for the ledger, where somebody keeps one."""
    if outcome.summary is None or outcome.job.past is None:
        return outcome
    return replace(outcome, record=pack(outcome.summary))


_values: Callable[[Item], _Values] = attrgetter(*(field.name for field in fields(Job)))
_fate: Callable[[Outcome], Fate] = attrgetter(*(field.name for field in fields(Outcome)[1:-1]))


def task_of(items: list[Item], positions: Iterable[int], notes: str | None) -> Task:
    """What another process needs to know of the jobs at these positions: plain tuples pickle in a third of the time."""
    return [_values(items[position]) for position in positions], notes


def convert_apart(task: Task, kit: Kit) -> list[Fate]:
    """In another process, what became of the jobs of a task."""
    values, notes = task
    return [_fate(outcome) for outcome in convert_batch([Job(*each) for each in values], kit, notes)]


def enter_fates(items: list[Item], positions: Iterable[int], fates: Iterable[Fate]) -> None:
    """Puts the outcomes of a task, as far as it came, in the places of its jobs."""
    for position, fate in zip(positions, fates, strict=False):
        job = items[position]
        assert isinstance(job, Job)
        items[position] = Outcome(job, *fate)


def _pooled(jobs: Iterator[Item], kit: Kit, workers: int, intents: Path | None) -> Iterator[list[Outcome]]:
    from convert.crew import Crew  # multiprocessing takes 10 ms, and a few files need none of it

    crew: _Crew = Crew(convert_apart, kit, workers)
    batches: dict[int, _Batch] = {}  # drawn and not yet handed out, ascending
    ready: deque[int] = deque()  # of these, without a worker
    number = 0
    more = True
    try:
        while True:
            while more and len(batches) < workers * WINDOW:
                items = list(itertools.islice(jobs, BATCH))
                more = bool(items)
                if more:
                    positions = [i for i, item in enumerate(items) if isinstance(item, Job)]
                    batches[number] = _Batch(items, positions, intents=_notes(intents, number))
                    if positions:
                        ready.append(number)
                    number += 1
            if not batches:
                return
            first = next(iter(batches))
            if not batches[first].waiting:
                done = batches.pop(first)
                yield [item for item in done.items if isinstance(item, Outcome)]
                _forget(done.intents)
                continue
            while ready and crew.free:
                _give(crew, ready.popleft(), batches)
            for ended, result in crew.take():
                _enter(batches[ended], result)
                if batches[ended].waiting:
                    ready.appendleft(ended)
    finally:
        crew.close()


def _give(crew: _Crew, number: int, batches: dict[int, _Batch]) -> None:
    batch = batches[number]
    positions = batch.waiting[:1] if batch.alone else batch.waiting
    crew.give(number, task_of(batch.items, positions, batch.intents), BATCH_LIMIT_S)


def _enter(batch: _Batch, result: list[Fate] | Lost) -> None:
    """Takes a worker's outcomes into the batch; after a worker's death its jobs are tried one by one."""
    if isinstance(result, list):
        enter_fates(batch.items, batch.waiting, result)
        del batch.waiting[: len(result)]
        batch.deaths = 0
    elif not batch.alone:
        batch.alone = True
    else:
        batch.deaths += 1
        if result.late or batch.deaths == DEATHS:
            position = batch.waiting.pop(0)
            batch.items[position] = _given_up(batch.items[position], result.late)
            batch.deaths = 0


def _given_up(job: Item, late: bool) -> Outcome:
    assert isinstance(job, Job)
    error = OutOfTime(job.name, f"{BATCH_LIMIT_S:g}") if late else Quarantined(job.name, str(DEATHS + 1))
    return Outcome(job, error=error.failure())


def _notes(intents: Path | None, number: int) -> str | None:
    return f"{intents}{os.sep}{os.getpid()}-{number}.txt" if intents else None


def _forget(notes: str | None) -> None:
    if notes:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(notes)
