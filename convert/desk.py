"""An output folder while we work on it: its lock, its ledger, its workbook. All doors work at a desk."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from convert import reasons
from convert.batch import BATCH, Item, run_batches
from convert.entries import DONE, Entry
from convert.files import Traits, remove_temporaries, sync_files, traits_of
from convert.jobs import collect, within
from convert.kit import Kit, kit_digest
from convert.ledger import Ledger
from convert.lock import hold
from convert.model import Job, Outcome, Past
from convert.names import Wishes
from convert.places import state_folder
from convert.system import REAL, System, reach
from convert.values import dataclass

RACY_S = 2.0
"""A file changed less than this before it was read may change again within one tick of its date (2 s on FAT, and what
a share's clock may be off): its traits are not trusted, and it is looked at once more."""

DIRTY = "dirty"
"""Key in the ledger: "1" from the commit of a result until the workbook holds it, so that a crash between is known."""


_NO_PAST = Past()
_traits = traits_of()


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to convert into one output folder and to know what was done."""

    output: str
    state: Path  # folder of ledger, lock, status and log
    ledger: Ledger
    kit: Kit
    mark: str  # digest of the kit
    system: System = REAL

    def convert(
        self,
        paths: Iterable[str | os.PathLike[str]],
        formats: tuple[str, ...],
        *,
        workers: int = 1,
        cluster: str | None = None,
        anew: bool = False,
    ) -> Iterator[Outcome]:
        """What became of the reports under `paths`, in order, each put on record; unchanged ones are not done again.

        `anew` does them again all the same. `cluster` is the address of the scheduler whose workers do it, see
        `cluster.run_batches`. Raises `UnsafeFolder` at once.
        """
        items = collect(paths, self.output, formats, self.kit.rules["ignore"], Wishes())
        return self._convert(items, workers, cluster, anew)

    def _convert(self, items: Iterable[Item], workers: int, cluster: str | None, anew: bool) -> Iterator[Outcome]:
        begun: deque[tuple[Entry, Traits] | None] = deque()  # of what has no outcome yet; `None` = it needs no entry
        source = iter(items)
        ahead: list[Item] = []  # planned, on record, and not asked for yet

        def planned() -> Iterator[Item]:
            """The items for the next batches; each lot is on record before any of it is given out."""
            while True:
                if not ahead:
                    ahead.extend(self._planned(source, BATCH, anew, begun))
                    self.ledger.commit()
                if not ahead:
                    return
                given = tuple(ahead)
                ahead.clear()
                yield from given

        for outcomes in self._run(planned(), workers, cluster):
            converted = [outcome for outcome in outcomes if outcome.converted]
            sync_files([written.path for outcome in converted for written in outcome.written], self.system)
            at_start = zip([begun.popleft() for _ in outcomes], outcomes, strict=True)
            self.enter(*((start[0], outcome, start[1]) for start, outcome in at_start if start))
            if converted:
                self.ledger.note(DIRTY, "1")
            # One commit for what ended and what begins: each costs as much as all it makes lasting.
            ahead.extend(self._planned(source, len(outcomes), anew, begun))
            self.ledger.commit()
            yield from outcomes
        if workers > 1 or cluster is not None:
            remove_temporaries(self.output)  # of a worker that was killed while it wrote

    def _run(self, items: Iterator[Item], workers: int, cluster: str | None) -> Iterator[list[Outcome]]:
        if cluster is None:
            return run_batches(items, self.kit, workers=workers, intents=self.ledger.intents)
        from convert import cluster as machines

        # Other machines reach the output folder; a ledger elsewhere, with its notes, they do not.
        intents = self.ledger.intents if within(str(self.state), self.output) else None
        return machines.run_batches(items, self.kit, cluster, intents=intents)

    def _planned(
        self, items: Iterator[Item], count: int, anew: bool, begun: deque[tuple[Entry, Traits] | None]
    ) -> list[Item]:
        """The next items, each job with what the ledger knows; that work on it begins is entered, but not committed."""
        chunk = list(islice(items, count))
        files = [(item.path, item.name, item.target) for item in chunk if isinstance(item, Job)]
        entries = iter(self.ledger.enrol(files, begin=True))
        started = []
        for position, item in enumerate(chunk):
            if not isinstance(item, Job):
                begun.append(None)
                continue
            entry, now = next(entries), self.look_at(item.path)
            chunk[position] = planned = self._plan(item, entry, anew, now)
            begun.append((entry, now) if isinstance(planned, Job) else None)
            if isinstance(planned, Job) and not entry.begun:
                started.append((entry, item.name, now))
        self.ledger.start(*started)
        return chunk

    def _plan(self, job: Job, entry: Entry, anew: bool, now: Traits) -> Item:
        target = self.ledger.absolute(entry.target)
        if entry.begun:
            return Job(job.path, job.name, target, job.formats, _NO_PAST)
        if entry.gone:  # the workbook says so, and will say so no longer
            self.ledger.note(DIRTY, "1")
        stands = not anew and self.stands(entry, job.formats)
        past = entry.past(anew=not stands)
        known = Job(job.path, job.name, target, job.formats, past)
        if stands and now and now == entry.traits and not entry.gone:
            return Outcome(known, entry.results, unchanged=True, sha256=entry.sha256)
        return known

    def stands(self, entry: Entry, formats: tuple[str, ...]) -> bool:
        """Whether an entry's results are those that this kit makes, and are all there."""
        return (
            entry.state == DONE
            and entry.kit == self.mark
            and {result.format for result in entry.results} >= set(formats)
            and all(os.path.exists(reach(result.path)) for result in entry.results)
        )

    def look_at(self, path: str) -> Traits:
        """The traits of the file at `path`, or () where it changed too lately to be trusted."""
        try:
            status = os.lstat(reach(path))
        except OSError:
            return ()
        latest = max(status.st_mtime, status.st_ctime)
        return () if abs(self.system.clock() - latest) < RACY_S else _traits(status)

    def enter(self, *ended: tuple[Entry, Outcome, Traits], next_try: float | None = None) -> None:
        """Puts outcomes on record, with the entries and traits at their start.

        A failure leaves its reason in words in the folder 失败; `next_try` is when it is tried again by itself.
        """
        now = self.system.clock()
        self.ledger.finish(self.mark, now, *(one for one in ended if one[1].error is None))
        reasons_there = reasons.any_in(self.output)
        for entry, outcome, seen in ended:
            if outcome.error is not None:
                self.ledger.fail(entry, outcome, seen, now, next_try)
                reasons.write(self.output, outcome, next_try, self.system)
            elif any(written.instead_of for written in outcome.written):
                reasons.write_held(self.output, outcome, self.system)
            elif reasons_there:
                reasons.remove(self.output, outcome.job)


@contextmanager
def open_desk(
    output: str | os.PathLike[str],
    kit: Kit,
    *,
    state: str | os.PathLike[str] | None = None,
    system: System = REAL,
) -> Iterator[Desk]:
    """A desk at the output folder, which nobody else works on meanwhile. Raises `Busy`, `BadLedger`, `OutputError`s.

    `state` is the folder of the ledger where it shall not be the usual one, see `places.state_folder`.
    """
    folder = state_folder(output, state)
    full = os.path.abspath(output)
    with hold(folder, full):
        ledger = Ledger(folder, full)
        try:
            if ledger.interrupted():
                remove_temporaries(full)
            yield Desk(full, folder, ledger, kit, kit_digest(kit), system)
        finally:
            ledger.close()
