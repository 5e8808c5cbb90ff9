"""What was done to which version of which file: one SQLite file for each output folder, shared by all doors.

A file is known by its path; each new content of it is a version with a number, so that contents A, B, A are three
versions. Result names are reserved before anything is written and kept for ever. The rows of the workbook live here,
too: the workbook is always made anew from them. A commit returns when it is on the disk.

Paths are kept as raw bytes, since a name need not be text; results as paths relative to the output folder, so that the
whole folder may be moved.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from convert.entries import DONE, FAILED, NEW, RUNNING, WAITING, Entry, Recorded
from convert.errors import BadLedger, ConvertError, DiskFull
from convert.files import Traits, digest
from convert.model import Failure, Outcome, Written
from convert.names import candidates, fold
from convert.schema import Renewal, look_on, open_tables

BUSY_S = 30.0
"""How long a commit waits for another program, such as a backup, that holds the ledger."""

_SELECT = (
    "SELECT f.id, f.path, f.name, f.target, f.version, f.state, f.traits, f.sha256, f.kit, f.results,"
    " f.tries, f.crashes, f.next_try, f.failure, f.gone, f.earlier, v.sha256"
    " FROM files f LEFT JOIN versions v ON v.file=f.id AND v.version=f.version"
)

_RECORDS = "SELECT f.name, f.results, f.gone, r.record FROM files f JOIN records r ON r.file=f.id ORDER BY f.name, f.id"

_INSERT = "INSERT INTO files(id, path, name, target, target_key, state) VALUES(?,?,?,?,?,?)"
_VERSION = (
    "INSERT INTO versions VALUES(?,?,?,?,?,1) ON CONFLICT DO UPDATE"
    " SET state=excluded.state, finished=excluded.finished, runs=runs + 1"
)

_json = json.JSONEncoder(ensure_ascii=False).encode
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})


class Ledger:
    """The open ledger of one output folder. One process writes at a time; any may read.

    What the methods do becomes lasting, all at once, with `commit`.
    """

    def __init__(self, folder: str | Path, output: str | Path, *, read_only: bool = False) -> None:
        """Opens or makes `ledger.db` in `folder`; see `renewal` for one that is damaged or old. Raises `BadLedger`.

        `read_only` looks at one that is there while another process may be writing.
        """
        self.path = Path(folder) / "ledger.db"
        self.output = os.path.abspath(output)
        self._prefix = os.path.join(self.output, "")
        self.renewal: Renewal | None = None  # what had to be done to open it
        self.aside: Path | None = None  # where one that could not be used was put
        self._closed = False
        self.intents = Path(folder) / "intents"  # folder of the notes of results about to appear
        self._found: dict[str, str] = {}
        self._intended: tuple[str, ...] = ()
        self._read_only = read_only
        existed = self.path.exists()
        try:
            if read_only:
                self._db = look_on(self.path, BUSY_S)
                return
            self.intents.mkdir(parents=True, exist_ok=True)
            self._db, self.renewal, self.aside = open_tables(self.path, BUSY_S)
        except (OSError, sqlite3.DatabaseError) as error:
            raise BadLedger(str(self.path), str(error)) from None
        self._next_id = self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM files").fetchone()[0]
        self._intended = tuple(
            line for notes in sorted(self.intents.glob("*.txt")) for line in notes.read_text("ascii").split()
        )
        if not existed or self.aside:
            from convert.recover import results_by_target

            self._found = results_by_target(self.output)

    # -- writing ------------------------------------------------------------------------------------------------------

    def _write(self, statement: str, *rows: Sequence[object]) -> None:
        """Executes a statement with each of the rows."""
        if not rows:
            return
        try:
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(statement, rows)
        except sqlite3.OperationalError as error:
            raise self._failed(error) from None

    def commit(self) -> None:
        """Makes all that was written lasting. Raises `DiskFull` or `BadLedger`; then nothing was written."""
        try:
            if self._db.in_transaction:
                self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise self._failed(error) from None

    def _failed(self, error: sqlite3.OperationalError) -> ConvertError:
        self.undo()
        if error.sqlite_errorcode & 0xFF in _FULL:
            return DiskFull(str(self.path))
        return BadLedger(str(self.path), str(error))

    def undo(self) -> None:
        """Forgets what was written since the last commit."""
        if self._db.in_transaction:
            with contextlib.suppress(sqlite3.OperationalError):
                self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Commits and closes; where nothing was left in work, the notes of an earlier crash have served."""
        if self._closed:
            return
        self._closed = True
        self.commit()
        if not self._read_only and not self.interrupted():
            for notes in self.intents.glob("*.txt"):
                notes.unlink(missing_ok=True)
        self._db.close()

    def reserve(self, path: str, wanted: str) -> str:
        """The result path without suffix that the report at `path` keeps for ever; see `names.Names`."""
        return self.absolute(self.enrol([(path, "", wanted)])[0].target)

    def enrol(self, files: Sequence[tuple[str, str, str]], *, begin: bool = False) -> list[Entry]:
        """What is known of some files, each given as path, name and wanted result path without suffix.

        One that was never seen is entered; its result name is reserved for ever, see `names.Names`. With `begin`, work
        on it begins at once: it needs no `start`.
        """
        state = RUNNING if begin else NEW
        raws = [os.fsencode(path) for path, _, _ in files]
        entries = {entry.path: entry for entry in self._entries("f.path", raws)}
        new = {}
        for raw, (path, name, wanted) in zip(raws, files, strict=True):
            if path not in entries:
                target = self.relative(wanted)
                new[path] = raw, name, target, fold(target)
        keys = [key for *_, key in new.values()]
        taken = {row[0] for row in self._among("SELECT target_key FROM files WHERE target_key", keys)}
        waiting: list[tuple[object, ...]] = []
        for path, (raw, name, target, key) in new.items():
            if self._found or key in taken:
                self._write(_INSERT, *waiting)
                waiting.clear()
                own = self._free_target(path, target)
                if own is None:  # taken over from a report that was moved here
                    (entries[path],) = self._entries("f.path", [raw])
                    continue
                target, key = own, fold(own)
            taken.add(key)
            entries[path] = entry = Entry(self._next_id, path, name, target, begun=begin)
            waiting.append((entry.id, raw, name, target, key, state))
            self._next_id += 1
        self._write(_INSERT, *waiting)
        return [entries[path] for path, _, _ in files]

    def _free_target(self, path: str, wanted: str) -> str | None:
        if self._found and (own := self._recovered(path, wanted)) is not None:
            return own
        for candidate in candidates(wanted):
            row = self._db.execute(
                "SELECT id, path, traits FROM files WHERE target_key=?", (fold(candidate),)
            ).fetchone()
            if row is None:
                return candidate
            if _moved(os.fsdecode(row[1]), row[2], path):
                self._write("UPDATE files SET path=?, traits='', gone=0 WHERE id=?", (os.fsencode(path), row[0]))
                return None
        raise AssertionError("candidates never end")

    def _recovered(self, path: str, wanted: str) -> str | None:
        """The name whose result, left by a lost ledger, was made of this very content."""
        for candidate in candidates(wanted):
            sha256 = self._found.get(fold(candidate))
            if sha256 is None:
                return None
            if sha256 == digest(path):
                del self._found[fold(candidate)]  # a second report of the same content gets a result of its own
                return candidate
        raise AssertionError("candidates never end")

    def start(self, *begun: tuple[Entry, str, Traits]) -> None:
        """Enters that work on files begins, each with its name and traits.

        A file that looks other than when it failed begins with no tries.
        """
        self._write("UPDATE files SET name=? WHERE id=?", *((name, e.id) for e, name, _ in begun if e.name != name))
        self._write(
            "UPDATE files SET gone=0, state='running', tries=CASE traits WHEN ? THEN tries ELSE 0 END,"
            " crashes=CASE state WHEN 'running' THEN crashes + 1 ELSE 0 END WHERE id=?",
            *((_seen(traits), entry.id) for entry, _, traits in begun),
        )

    def finish(self, kit: str, now: float, *done: tuple[Entry, Outcome, Traits]) -> None:
        """Enters the results of jobs that were started, by their entries of then.

        With each the traits of the file read; () = look again at the next occasion.
        """
        same, files, records, versions = [], [], [], []
        for entry, outcome, traits in done:
            if outcome.unchanged:
                same.append((_seen(traits), entry.id))
                continue
            state, results = self._results(outcome.written)
            past = outcome.job.past
            earlier = " ".join(past.ours) if state == WAITING and past else ""
            version = _version(entry, outcome, state, now)
            files.append((state, _seen(traits), outcome.sha256, kit, results, earlier, version[1], entry.id))
            if outcome.record:
                records.append((entry.id, outcome.record))
            versions.append(version)
        cleared = "tries=0, crashes=0, failure=NULL, next_try=NULL WHERE id=?"
        self._write(f"UPDATE files SET state='done', traits=?, {cleared}", *same)
        self._write(
            f"UPDATE files SET state=?, traits=?, sha256=?, kit=?, results=?, earlier=?, version=?, {cleared}", *files
        )
        self._write("INSERT OR REPLACE INTO records VALUES(?,?)", *records)
        self._write(_VERSION, *versions)

    def fail(self, entry: Entry, outcome: Outcome, traits: Traits, now: float, next_try: float | None = None) -> None:
        """Enters why a job that was started has no results, and when it is tried again."""
        assert outcome.error is not None
        failure = outcome.error
        text = _json([failure.code, failure.template, failure.details, failure.transient])
        self._write(
            "UPDATE files SET state='failed', traits=?, tries=tries + 1, crashes=0, failure=?, next_try=? WHERE id=?",
            (_seen(traits), text, next_try, entry.id),
        )
        if outcome.sha256 is not None:
            version = _version(entry, outcome, FAILED, now)
            self._write(_VERSION, version)
            self._write("UPDATE files SET version=? WHERE id=?", (version[1], entry.id))

    def moved(self, path: str, written: tuple[Written, ...]) -> None:
        """Enters that results which stood beside held places are where they belong, as far as they are."""
        self._write("UPDATE files SET state=?, results=? WHERE path=?", (*self._results(written), os.fsencode(path)))

    def _results(self, written: tuple[Written, ...]) -> tuple[str, str]:
        state, rows = DONE, []
        for result in written:
            held = result.instead_of
            if held:
                state = WAITING
            place, beside = _json(self.relative(result.path)), _json(self.relative(held)) if held else "null"
            rows.append(f'["{result.format}", {place}, "{result.sha256}", {beside}]')  # a third of the time of a list
        return state, f"[{', '.join(rows)}]"

    def put_back(self, path: str) -> None:
        """Takes back `start`: the file changed meanwhile and is not at rest."""
        self._write(
            "UPDATE files SET traits='', crashes=0, state=CASE WHEN sha256 IS NULL THEN 'new' ELSE 'done' END"
            " WHERE path=?",
            (os.fsencode(path),),
        )

    def mark_gone(self, path: str, gone: bool = True) -> None:
        """Enters that a report is not there any more, or is there again."""
        self._write("UPDATE files SET gone=? WHERE path=?", (int(gone), os.fsencode(path)))

    def note(self, key: str, value: str) -> None:
        """Keeps a value under a key."""
        self._write("INSERT INTO meta VALUES(?,?) ON CONFLICT DO UPDATE SET value=excluded.value", (key, value))

    # -- reading ------------------------------------------------------------------------------------------------------

    def noted(self, key: str) -> str | None:
        """The value kept under a key."""
        row = self._db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return row and str(row[0])

    def look(self, path: str) -> Entry | None:
        """What is known of the file at `path`."""
        return next(self._entries("f.path", [os.fsencode(path)]), None)

    def entries(self, *states: str) -> Iterator[Entry]:
        """What is known of all files in these states, or of all, in the order of their names."""
        where = f" WHERE f.state IN ({','.join('?' * len(states))})" if states else ""
        return map(self._entry, self._db.execute(f"{_SELECT}{where} ORDER BY f.name, f.id", states))

    def records(self) -> Iterator[Recorded]:
        """What is on record of all reports that have results, in the order of their names."""
        for name, results, gone, record in self._db.execute(_RECORDS):
            yield Recorded(name, tuple([path for _, path, *_ in json.loads(results)]), bool(gone), record)

    def holds(self, reports: int = 1) -> bool:
        """Whether so many files, or more, have rows in the workbook."""
        row = self._db.execute("SELECT 1 FROM records LIMIT 1 OFFSET ?", (reports - 1,)).fetchone()
        return row is not None

    def interrupted(self) -> bool:
        """Whether a file is in work, or was when the program died."""
        return self._db.execute("SELECT 1 FROM files WHERE state='running' LIMIT 1").fetchone() is not None

    def counts(self) -> dict[str, int]:
        """Number of files in each state."""
        return dict(self._db.execute("SELECT state, count(*) FROM files GROUP BY state"))

    def _among(self, query: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query whose last column named is one of the values."""
        if not values:
            return iter(())
        return self._db.execute(f"{query} IN ({','.join('?' * len(values))})", values)

    def _entries(self, column: str, values: Sequence[object]) -> Iterator[Entry]:
        return map(self._entry, self._among(f"{_SELECT} WHERE {column}", values))

    def _entry(self, row: Sequence[Any]) -> Entry:
        number, path, name, target, version, state, seen, sha256, kit, results, tries, crashes, next_try, *rest = row
        failure, gone, earlier, latest = rest
        return Entry(
            number,
            os.fsdecode(path),
            name,
            target,
            version,
            state,
            tuple(map(int, seen.split(","))) if seen else (),
            sha256,
            kit,
            tuple(
                Written(self.absolute(path), form, sha256, beside and self.absolute(beside))
                for form, path, sha256, beside in json.loads(results)
            ),
            tries,
            crashes,
            next_try,
            _failure(failure),
            bool(gone),
            (*earlier.split(), *(self._intended if state == RUNNING else ())),
            latest,
        )

    def relative(self, path: str) -> str:
        """The path of a result relative to the output folder, "/" separated, as it is kept."""
        inside = path.startswith(self._prefix)  # as good as always, and a tenth of the price
        relative = path[len(self._prefix) :] if inside else os.path.relpath(path, self.output)
        return relative.replace(os.sep, "/")

    def absolute(self, relative: str) -> str:
        """The path of a result that is kept relative to the output folder."""
        return self._prefix + relative.replace("/", os.sep)


def _version(entry: Entry, outcome: Outcome, state: str, now: float) -> tuple[int, int, str | None, str, float]:
    """The row of the latest version if it has this content, whatever became of it before; else of one more."""
    number = entry.version if entry.version and entry.latest == outcome.sha256 else entry.version + 1
    return entry.id, number, outcome.sha256, state, now


def _seen(traits: tuple[int, ...]) -> str:
    return ",".join(map(str, traits))


def _failure(text: str | None) -> Failure | None:
    if text is None:
        return None
    code, template, details, transient = json.loads(text)
    return Failure(code, template, tuple((field, value) for field, value in details), transient)


def _moved(old: str, seen: str, new: str) -> bool:
    """Whether the report that was at `old` has been moved to `new`: gone there, same size and date here."""
    if not seen or os.path.lexists(old):
        return False
    with contextlib.suppress(OSError):
        status = os.stat(new)
        return seen.split(",")[:2] == [str(status.st_size), str(status.st_mtime_ns)]
    return False
