"""Files at rest to results: jobs to the workers, what they made to its places, what became of it to the ledger.

Workers only read and render. Results, reasons and the ledger are written here, by the one process that holds the lock:
an orphan of a killed watch can write nothing.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum

from convert import reasons
from convert.batch import recorded
from convert.crew import Crew, Lost
from convert.desk import DIRTY, Desk
from convert.engine import render_all, warm
from convert.entries import WAITING, Entry
from convert.errors import ConvertError, OutOfTime, OutputInUse, Quarantined, WorkerDied, restored
from convert.files import WAITS_S, digest, sync_folder
from convert.jobs import wanted
from convert.kit import Kit
from convert.model import Job, Outcome, Past, Written
from convert.names import shown
from convert.results import Intents, Rendered, deliver, put
from convert.system import reach
from convert.values import dataclass
from convert.watching.scan import Sight
from convert.watching.timing import Timing

TASK = 8
"""Files a worker gets at once when many wait: few enough that the results of the first do not keep others waiting."""

TRIES = 3
"""Times that a file may end a worker, also over restarts, before it is left alone until it changes."""

CRASHES = 10
"""Times that the whole program may die while a file is in work before the file is left alone. Most such deaths are a
power cut or a restart, and the file has nothing to do with them; workers take the blame of a bad file."""

HELD_AT_ONCE = 50
"""Results waiting in memory for a held place; with more, the next ones go beside their places at once."""


UNBLOCK_S = 0.25
"""Between tries to put a result into a held place, before it is put beside it."""


class End(Enum):
    """What became of a sight."""

    DONE = "done"
    UNCHANGED = "unchanged"
    HELD = "held"  # the result stands beside its place
    FAILED = "failed"
    AGAIN = "again"  # it changed meanwhile, or is gone: the scan will tell


@dataclass(frozen=True, slots=True)
class Ended:
    """A sight that was worked on."""

    sight: Sight
    end: End
    outcome: Outcome | None = None
    retry_s: float | None = None  # when to try again by itself


class Bench:
    """The sights in work. `give` and `take` are called in turn; neither waits longer than it is told."""

    def __init__(self, desk: Desk, formats: tuple[str, ...], timing: Timing, workers: int) -> None:
        self._desk, self._formats, self._timing = desk, formats, timing
        self._crew: Crew[list[Job], list[Rendered]] = Crew(render_light, warm(desk.kit, formats), workers)
        self._workers = workers
        self._queue: dict[str, Sight] = {}  # by path, oldest first; a later sight of a file takes the earlier's place
        self._alone: set[str] = set()  # paths of files on whose task a worker was lost: one at a time
        self._busy: set[str] = set()  # paths in work or blocked: no second task before the first has ended
        self._tasks: dict[int, list[tuple[Sight, Job]]] = {}
        self._numbers = itertools.count()
        self._blocked: list[tuple[Rendered, Sight, float]] = []  # place held open, since when
        self._unblock_at = 0.0

    def __len__(self) -> int:
        return len(self._queue) + len(self._busy)

    def add(self, sight: Sight) -> None:
        """Puts a file at rest into the queue."""
        self._queue[sight.path] = sight

    @property
    def in_work(self) -> int:
        """Number of files that workers have now."""
        return sum(len(task) for task in self._tasks.values())

    def give(self) -> list[Ended]:
        """Gives work to free workers; sights that are not to be worked on come back. Raises `OutputError`s."""
        ended: list[Ended] = []
        while self._crew.free and (sights := self._next()):
            task = []
            try:
                for sight, job in zip(sights, self._jobs(sights), strict=True):
                    if isinstance(job, Job):
                        task.append((sight, job))
                    else:
                        ended.append(job)
                self._desk.ledger.commit()
            except (ConvertError, OSError):
                self._put_back(sights)
                raise
            self._desk.system.point("reserved")
            if task:
                number = next(self._numbers)
                self._tasks[number] = task
                self._busy.update(sight.path for sight, _ in task)
                megabytes = sum(sight.traits[0] for sight, _ in task) / 1e6
                limit_s = self._timing.limit_s + megabytes * self._timing.limit_s_per_mb
                self._crew.give(number, [job for _, job in task], limit_s)
        return ended

    def _next(self) -> list[Sight]:
        """The next sights for one worker, taken out of the queue."""
        count = max(1, min(TASK, len(self._queue) // (2 * self._workers)))
        sights: list[Sight] = []
        for path, sight in self._queue.items():
            if path in self._busy:
                continue
            if path in self._alone and sights:
                break
            sights.append(sight)
            if len(sights) == count or path in self._alone:
                break
        for sight in sights:
            del self._queue[sight.path]
        return sights

    def _put_back(self, sights: Iterable[Sight]) -> None:
        """Sights whose work came to nothing, back into the queue, unless a later one of the file is there."""
        for sight in sights:
            self._busy.discard(sight.path)
            self._queue.setdefault(sight.path, sight)

    def _jobs(self, sights: list[Sight]) -> list[Job | Ended]:
        """The jobs of sights, entered as begun; or the end of one whose file is not to be tried any more."""
        desk = self._desk
        files = [(sight.path, shown(sight.relative), wanted(sight.relative, desk.output)) for sight in sights]
        entries = desk.ledger.enrol(files)
        desk.ledger.start(
            *((entry, file[1], sight.traits) for entry, file, sight in zip(entries, files, sights, strict=True))
        )
        return [self._job(sight, entry) for sight, entry in zip(sights, entries, strict=True)]

    def _job(self, sight: Sight, entry: Entry) -> Job | Ended:
        past = entry.past(sight.traits, anew=not _stands(entry, self._formats))
        target = self._desk.ledger.absolute(entry.target)
        job = Job(sight.path, shown(sight.relative), target, self._formats, past)
        return self._given_up(sight, job, entry, entry.crashes) if entry.crashes >= CRASHES else job

    def _given_up(self, sight: Sight, job: Job, entry: Entry, times: int) -> Ended:
        outcome = Outcome(job, error=Quarantined(job.name, str(times)).failure())
        self._desk.enter((entry, outcome, sight.traits))
        return Ended(sight, End.FAILED, outcome)

    def take(self, timeout_s: float) -> list[Ended]:
        """What ended meanwhile, results in place and on record. Raises `OutputError`s: then it was not entered."""
        ended = self._unblock()
        results = self._crew.take(min(timeout_s, UNBLOCK_S) if self._blocked else 0.0 if ended else timeout_s)
        try:
            while results:
                number, result = results.pop()
                ended += self._took(self._tasks.pop(number), result)
        except (ConvertError, OSError):
            for number, _ in results:
                self._put_back(sight for sight, _ in self._tasks.pop(number))
            raise
        return ended

    def _took(self, task: list[tuple[Sight, Job]], result: list[Rendered] | Lost) -> list[Ended]:
        if not isinstance(result, Lost):
            return self._deliver([(rendered, sight) for rendered, (sight, _) in zip(result, task, strict=True)])
        if len(task) > 1:
            self._alone.update(sight.path for sight, _ in task)
            self._put_back(sight for sight, _ in task)
            return []
        return [self._lost(*task[0], result)]

    def _lost(self, sight: Sight, job: Job, lost: Lost) -> Ended:
        ledger = self._desk.ledger
        self._busy.discard(sight.path)
        entry = self._entry(sight)
        tries = entry.tries + 1
        if tries >= TRIES:
            ended = self._given_up(sight, job, entry, tries)
        else:
            error = OutOfTime(job.name, f"{self._timing.limit_s:g}") if lost.late else WorkerDied(job.name)
            ended = self._failed(sight, entry, Outcome(job, error=error.failure()))
        ledger.commit()
        return ended

    def _entry(self, sight: Sight) -> Entry:
        entry = self._desk.ledger.look(sight.path)
        assert entry is not None  # its work was begun
        return entry

    def _failed(self, sight: Sight, entry: Entry, outcome: Outcome) -> Ended:
        error = outcome.error
        assert error is not None
        retry_s = self._timing.retry_s(entry.tries + 1) if error.transient else None
        next_try = None if retry_s is None else self._desk.system.clock() + retry_s
        self._desk.enter((entry, outcome, sight.traits), next_try=next_try)
        return Ended(sight, End.FAILED, outcome, retry_s)

    def _deliver(self, made: list[tuple[Rendered, Sight]], *, beside: bool = False) -> list[Ended]:
        """Puts results in place and on record, all in one commit; on an error the sights go back into the queue."""
        ledger, system = self._desk.ledger, self._desk.system
        notes = ledger.intents / f"{os.getpid()}-watch.txt"
        intents = Intents(str(notes))
        ended: list[Ended] = []
        blocked: list[tuple[Rendered, Sight, float]] = []
        try:
            for rendered, sight in made:
                outcome = deliver(rendered, sync=True, intents=intents, waits_s=(), beside=beside, system=system)
                code = outcome.error.code if outcome.error else ""
                if code == OutputInUse.__name__ and not beside and len(self._blocked) + len(blocked) < HELD_AT_ONCE:
                    blocked.append((rendered, sight, system.monotonic()))
                elif code == OutputInUse.__name__ and not beside:
                    outcome = deliver(rendered, sync=True, intents=intents, waits_s=(), system=system)
                    ended.append(self._enter(sight, outcome))
                elif code == "DiskFull":
                    assert outcome.error is not None
                    raise restored(outcome.error)
                else:
                    ended.append(self._enter(sight, outcome))
            for folder in {os.path.dirname(w.path) for done in ended if done.outcome for w in done.outcome.written}:
                sync_folder(folder, system)
            if any(done.end in (End.DONE, End.HELD) for done in ended):
                ledger.note(DIRTY, "1")
            system.point("before-commit")
            ledger.commit()
            system.point("committed")
        except (ConvertError, OSError):
            ledger.undo()
            self._put_back(sight for _, sight in made)
            raise
        finally:
            intents.close()
        self._blocked += blocked
        for done in ended:
            self._busy.discard(done.sight.path)
            self._alone.discard(done.sight.path)
        if not self._blocked:
            with contextlib.suppress(OSError):
                notes.unlink()
        return ended

    def _unblock(self) -> list[Ended]:
        """Results whose place was held: tried again now and then, and put beside it when it is held for long."""
        now = self._desk.system.monotonic()
        if not self._blocked or now < self._unblock_at:
            return []
        self._unblock_at = now + UNBLOCK_S
        blocked, self._blocked = self._blocked, []
        ended: list[Ended] = []
        try:
            while blocked:
                rendered, sight, since = blocked.pop()
                held = len(self._blocked)
                ended += self._deliver([(rendered, sight)], beside=now - since > sum(WAITS_S))
                if len(self._blocked) > held:  # still held; the clock of its waiting runs on
                    self._blocked[-1] = (rendered, sight, since)
        except (ConvertError, OSError):
            self._put_back(sight for _, sight, _ in blocked)
            raise
        return ended

    def _enter(self, sight: Sight, outcome: Outcome) -> Ended:
        desk = self._desk
        if outcome.error is None:
            end = End.UNCHANGED if outcome.unchanged else End.DONE
            if any(written.instead_of for written in outcome.written):
                end = End.HELD
            racy = not outcome.unchanged and self._is_racy(sight)
            desk.enter((self._entry(sight), outcome, () if racy else sight.traits))
            return Ended(sight, end, outcome, self._timing.racy_s if racy else None)
        if outcome.error.code in ("FileChanged", "MissingFile"):
            desk.ledger.put_back(sight.path)
            return Ended(sight, End.AGAIN, outcome)
        return self._failed(sight, self._entry(sight), outcome)

    def _is_racy(self, sight: Sight) -> bool:
        latest = max(sight.traits[1:3]) / 1e9
        return abs(self._desk.system.clock() - latest) < self._timing.racy_s

    def release_held(self) -> list[tuple[str, End]]:
        """The files whose results stood beside held places: in place now, still held, or to be done again."""
        desk = self._desk
        ends = []
        for entry in list(desk.ledger.entries(WAITING)):
            end = End.HELD
            try:
                written = tuple(self._release(entry, result) for result in entry.results)
            except OutputInUse:
                pass
            except FileNotFoundError:  # what stood beside is gone or was edited by a person
                end = End.AGAIN
            else:
                end = End.DONE
                desk.ledger.moved(entry.path, written)
                desk.ledger.commit()
                reasons.remove(desk.output, Job(entry.path, entry.name, os.path.join(desk.output, entry.target)))
            ends.append((entry.path, end))
        return ends

    def _release(self, entry: Entry, result: Written) -> Written:
        if result.instead_of is None:
            return result
        if digest(result.path) != result.sha256:
            raise FileNotFoundError(result.path)
        with open(reach(result.path), "rb") as file:
            data = file.read()
        past = Past(ours=entry.past().ours, beside=(result.path,))
        system = self._desk.system
        return put(result.instead_of, result.format, data, past, sync=True, waits_s=(), beside=False, system=system)

    def close(self) -> None:
        """Ends the workers."""
        self._crew.close()


def render_light(jobs: list[Job], kit: Kit) -> list[Rendered]:
    """A worker's task: the results of some files, in memory, and their records packed."""
    return [_light(rendered) for rendered in render_all(jobs, kit)]


def _light(rendered: Rendered) -> Rendered:
    return rendered._replace(outcome=replace(recorded(rendered.outcome), summary=None))


def _stands(entry: Entry, formats: tuple[str, ...]) -> bool:
    """Whether the results are there; those of another style or version stand, until `convert` makes them anew."""
    there = {result.format for result in entry.results if os.path.exists(reach(result.path))}
    return there >= set(formats)
