"""A watched folder: files that come to rest in it become results, whatever happens in between.

The promise: each version of each file that stays still for the settle time is converted; a result is the old complete
document or the new complete document, never a half; nothing is lost or doubled by a crash, a restart, a full disk or an
open Word window.

One loop in one thread: scan, let settle, give work, take results, put them in place, tell. Nothing in memory is needed
after a crash; the folder and the ledger say all.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from convert.collected import release
from convert.desk import DIRTY, Desk
from convert.entries import DONE, FAILED, WAITING
from convert.errors import ConversionBug, ConvertError, DiskFull, OutputInUse
from convert.files import remove_temporaries, write_error
from convert.messages import explain
from convert.names import shown
from convert.places import is_network
from convert.system import log
from convert.watching import guard
from convert.watching.bench import Bench, End, Ended
from convert.watching.rebuild import Rebuild
from convert.watching.scan import Scan
from convert.watching.settle import Settling
from convert.watching.status import FULL, MISSING, WATCHING, Status, free_mb
from convert.watching.timing import Timing

SCAN_SHARE = 10
"""Scans take one part in so many of a processor: 100,000 files cost 0.3 s, and then 3 s of rest."""

REBUILD_SHARE = 5
"""Making the workbook takes one part in so many of the time at most: 0.5 ms of processor time a report, so that one of
20,000 reports, 10 s, is out of date for a minute at most while files keep coming."""

LARGE_BYTES = 1 << 20
"""Files that come to rest together are taken in the order of their names, those over so many bytes after the others:
reports have some kilobytes (the longest real one seen 40), and a worker takes 40 ms a megabyte."""

TICK_S = 0.5
"""Longest time without a look at the stop sign."""

FREE_MB = 20
"""Free space under which no work is begun. The ledger, a workbook and some documents fit into it."""

_log = log("convert.watch")


@dataclass(slots=True)
class Watch:
    """A running watch of the folder `root`, with results at `desk`."""

    root: str
    desk: Desk
    formats: tuple[str, ...]  # of one report
    collected: tuple[str, ...]  # of all reports
    timing: Timing = Timing()
    workers: int = 1
    free_mb: int = FREE_MB
    tell: Callable[[Ended], None] = lambda ended: None
    known: dict[str, tuple[int, ...]] = field(default_factory=dict)  # traits that are on record
    later: dict[str, float] = field(default_factory=dict)  # path, when it is looked at again, monotonic
    gone: set[str] = field(default_factory=set)  # reports that the workbook says are not there any more
    dirty_since: float | None = None  # the workbook is out of date
    dirty_from: float | None = None  # and was before it began to be made anew
    began: float = 0.0  # to make it anew
    held: bool = False  # it stands beside its place, which another program holds open
    last_change: float = 0.0
    paused_until: float = 0.0
    rebuilt: tuple[float, float] = (0.0, 0.0)  # when the workbook was last made, how long that took

    def run(self, stop: guard.Stop, *, once: bool = False) -> None:
        """Watches until told to stop; with `once`, until all that is there has come to rest and is done."""
        desk, clock = self.desk, self.desk.system.monotonic
        local = not is_network(self.root)
        status = Status(shown(self.root), shown(desk.output))
        settling = Settling(self.timing.settle_s)
        bench = Bench(desk, self.formats, self.timing, self.workers)
        rebuild = Rebuild(desk, self.collected)
        remove_temporaries(desk.output)
        self._remember(clock())
        next_scan = next_status = next_held = 0.0
        _log.info("watching %s, results in %s", shown(self.root), shown(desk.output))
        try:
            while not stop.asked:
                now = clock()
                self._wake(now)
                if now >= next_scan:
                    worked_s = time.process_time()
                    self._scan(local, settling, bench, status)
                    worked_s = time.process_time() - worked_s  # a share that kept us waiting cost nothing
                    # A file that is at rest before the next look is due is not kept waiting for it.
                    pause_s = min(self.timing.interval_s, settling.rest_s(clock()))
                    next_scan = clock() + max(pause_s, SCAN_SHARE * worked_s)
                try:
                    worked = self._work(bench, min(TICK_S, max(0.0, next_scan - clock())), now)
                    if now >= next_held:
                        self._release(bench, rebuild)
                        next_held = now + self.timing.held_s
                    self._rebuild(rebuild, now, busy=bool(len(bench) or len(settling)))
                    if status.state == FULL and (worked or not len(bench)):
                        status.state, status.why = WATCHING, ""
                        _log.info("going on")
                except (ConvertError, OSError) as error:
                    next_status = now if status.state != FULL else next_status
                    self._pause(error, status, now)
                if now >= next_status:
                    self._tell_status(status, settling, bench)
                    next_status = now + self.timing.status_s
                if once and not status.why and not len(settling) and not len(bench) and not self._soon(now):
                    break
            limit_s = math.inf if once and not stop.asked else self.timing.stop_s
            self._end(bench, rebuild, status, lambda: self._tell_status(status, settling, bench), limit_s)
        finally:
            bench.close()
            rebuild.close()
            self._tell_status(status, settling, bench)

    def _remember(self, now: float) -> None:
        """Takes from the ledger what is known of the files, and when which is tried again."""
        wall = self.desk.system.clock()
        inside = os.path.join(self.root, "")
        for entry in self.desk.ledger.entries(DONE, FAILED, WAITING):
            if entry.gone:
                self.gone.add(entry.path)
            elif entry.path.startswith(inside) and entry.traits:
                self.known[entry.path] = entry.traits
                if entry.next_try is not None:
                    # The wall's clock may have been set since: no wait is longer than the longest.
                    self.later[entry.path] = now + min(max(entry.next_try - wall, 0.0), self.timing.retries_s[-1])
        if self.desk.ledger.noted(DIRTY) == "1":
            self.dirty_since = self.last_change = now

    def _wake(self, now: float) -> None:
        for path in [path for path, due in self.later.items() if due <= now]:
            del self.later[path]
            self.known.pop(path, None)

    def _soon(self, now: float) -> bool:
        """Whether something is to be looked at again at once, as after a change within the tick of its date."""
        return any(due - now <= self.timing.racy_s for due in self.later.values())

    def _scan(self, local: bool, settling: Settling, bench: Bench, status: Status) -> None:
        system = self.desk.system
        started = system.monotonic()
        scan = Scan(self.root, self.desk.kit.rules["ignore"], self.known, local, system)
        met, rested = [], []
        for sight in scan.changed():
            met.append(sight.path)
            if settling.look(sight.path, sight.traits, system.monotonic()):
                rested.append(sight)
        # One of a hundred megabytes takes as long as thousands of others, which do not wait for it.
        rested.sort(key=lambda sight: sight.traits[0] // LARGE_BYTES)
        for sight in rested:
            self.known[sight.path] = sight.traits
            bench.add(sight)
        status.last_scan, status.scan_s = system.clock(), round(system.monotonic() - started, 3)
        if scan.missing is not None:
            if status.state != MISSING:
                _log.warning("folder missing: %s (%s)", shown(self.root), scan.missing)
            status.state, status.why = MISSING, scan.missing
            return
        if status.state == MISSING:
            _log.info("folder is back: %s", shown(self.root))
            status.state, status.why = WATCHING, ""
        status.files = scan.files
        if not scan.unread:
            settling.keep(met)
            self._gone(scan.gone)

    def _gone(self, paths: set[str]) -> None:
        """Marks reports that are not there any more, in the workbook, too; their results stay."""
        if not paths:
            return
        for path in paths:
            del self.known[path]
            self.later.pop(path, None)
            self.desk.ledger.mark_gone(path)
            _log.info("gone, results kept: %s", shown(path))
        self.gone |= paths
        self._outdate()

    def _outdate(self) -> None:
        """The workbook is to be made anew, even if the program ends before."""
        self.desk.ledger.note(DIRTY, "1")
        self.desk.ledger.commit()
        self.last_change = self.desk.system.monotonic()
        if self.dirty_since is None:
            self.dirty_since = self.last_change

    def _work(self, bench: Bench, timeout_s: float, now: float) -> bool:
        """Whether a file's work came to an end."""
        if now < self.paused_until:
            self.desk.system.sleep(min(timeout_s, TICK_S))
            return False
        if len(bench) and 0 <= free_mb(self.desk.output) < self.free_mb:
            raise DiskFull(shown(self.desk.output))
        ends = bench.give() + bench.take(timeout_s)
        for ended in ends:
            self._note(ended)
        return bool(ends)

    def _note(self, ended: Ended) -> None:
        path, now = ended.sight.path, self.desk.system.monotonic()
        if ended.end is End.AGAIN:
            self.known.pop(path, None)
        elif ended.retry_s is not None:
            self.later[path] = now + ended.retry_s
        if path in self.gone:
            self.gone.remove(path)
            self._outdate()
        if ended.end in (End.DONE, End.HELD):
            self.last_change = now
            if self.dirty_since is None:
                self.dirty_since = now
        error = ended.outcome.error if ended.outcome else None
        reason = f": {explain(error, 'zh')}" if error and ended.end is End.FAILED else ""
        _log.info("%s: %s%s", ended.end.value, shown(ended.sight.relative), reason)
        with contextlib.suppress(OSError):  # the terminal that started us was closed
            self.tell(ended)

    def _release(self, bench: Bench, rebuild: Rebuild) -> None:
        for path, end in bench.release_held():
            _log.info("%s, place was held: %s", end.value, shown(path))
            if end is End.AGAIN:
                self.known.pop(path, None)
        if self.held and not rebuild.busy and self.dirty_since is None:
            released = [release(self.desk, name) for name in self.collected]
            self.held = False in released
            if None in released:  # someone typed into one of them
                self._outdate()
            elif not self.held:
                self._up_to_date()

    def _rebuild(
        self, rebuild: Rebuild, now: float, *, busy: bool, at_once: bool = False, timeout_s: float = 0
    ) -> None:
        """Makes the workbook anew when things are quiet, or when it is out of date for long; goes on where it is."""
        if not rebuild.busy:
            if not self.collected or self.dirty_since is None or not (at_once or self._due(now, busy)):
                return
            self.began, self.dirty_from, self.dirty_since = now, self.dirty_since, None
            rebuild.begin()
        try:
            written = rebuild.step()
        except ConversionBug as error:  # our mistake in one report's rows must not end the watch
            _log.error("the workbook cannot be made, documents go on: %s", error)
            self.dirty_since = self.last_change = now + self.timing.stale_s
            return
        except OutputInUse:  # and the one beside it, too
            self.rebuilt = (now, now - self.began)
            self.dirty_since = self.last_change = now
            return
        except (ConvertError, OSError):
            self.dirty_since = self.dirty_from
            raise
        if written is None:
            return
        ended = self.desk.system.monotonic()
        self.rebuilt = (ended, ended - self.began)
        self.held = any(result.instead_of for result in written)  # open in Excel
        if self.dirty_since is None and not self.held:
            self._up_to_date()
        for result in written:
            _log.info("rebuilt: %s", os.path.basename(result.path))

    def _due(self, now: float, busy: bool) -> bool:
        assert self.dirty_since is not None
        quiet = not busy and now - self.last_change >= self.timing.quiet_s
        ended, took_s = self.rebuilt
        rested = now - ended >= REBUILD_SHARE * took_s and now >= self.paused_until
        return rested and (quiet or now - self.dirty_since >= self.timing.stale_s)

    def _up_to_date(self) -> None:
        """The workbook holds all that is on record."""
        self.desk.ledger.note(DIRTY, "0")
        self.desk.ledger.commit()

    def _pause(self, error: ConvertError | OSError, status: Status, now: float) -> None:
        if isinstance(error, OSError):  # between the places where each has its own meaning
            error = write_error(shown(self.desk.output), error)
        if status.state != FULL:
            _log.warning("waiting: %s", explain(error, "zh"))
        status.state, status.why = FULL, explain(error, "zh")
        self.paused_until = now + self.timing.retries_s[0]

    def _tell_status(self, status: Status, settling: Settling, bench: Bench) -> None:
        counts = self.desk.ledger.counts()
        status.settling, status.queued = len(settling), len(bench)
        status.oldest_s = round(settling.waited_s(self.desk.system.monotonic()), 1)
        status.done, status.failed, status.held = (counts.get(state, 0) for state in (DONE, FAILED, WAITING))
        status.write(self.desk.state)
        if is_network(self.desk.output):
            guard.beat(self.desk.output)

    def _end(self, bench: Bench, rebuild: Rebuild, status: Status, tell: Callable[[], None], limit_s: float) -> None:
        """Waits for files in work and the workbook, but not for ever; what is left is done after the next start."""
        clock = self.desk.system.monotonic
        until, next_status = clock() + limit_s, 0.0
        try:
            while bench.in_work and clock() < until:
                for ended in bench.take(0.2):
                    self._note(ended)
            self._rebuild(rebuild, clock(), busy=False, at_once=True)
            while rebuild.busy and clock() < until:
                self.desk.system.sleep(TICK_S / 10)
                self._rebuild(rebuild, clock(), busy=False)
                if clock() >= next_status:
                    tell()
                    next_status = clock() + self.timing.status_s
        except (ConvertError, OSError) as error:
            status.why = explain(error, "zh") if isinstance(error, ConvertError) else str(error)
            _log.warning("ended, something is left: %s", status.why)
        _log.info("ended")
