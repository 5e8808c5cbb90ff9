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
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from convert.errors import BadLedger, ConvertError, DiskFull
from convert.files import digest
from convert.model import Failure, Outcome, Past, Written
from convert.names import candidates, fold
from convert.schema import SCHEMA, TABLES

BUSY_S = 30.0
"""How long a commit waits for another program, such as a backup, that holds the ledger."""

DONE, RUNNING, FAILED, WAITING, NEW = "done", "running", "failed", "waiting", "new"
"""States of a version: `waiting` stands beside a place that is held open, `new` has a reserved name and no more."""

_PLAIN = ("id", "name", "target", "version", "state", "sha256", "kit", "tries", "crashes", "next_try")
_COLUMNS = ", ".join((*_PLAIN, "path", "traits", "results", "earlier", "failure", "gone"))


class Entry(NamedTuple):
    """What the ledger knows of a file."""

    id: int
    path: str
    name: str
    target: str  # relative to the output folder
    version: int
    state: str
    traits: tuple[int, ...]  # () = look again
    sha256: str | None
    kit: str
    results: tuple[Written, ...]  # absolute paths
    tries: int
    crashes: int
    next_try: float | None
    failure: Failure | None
    gone: bool
    earlier: tuple[str, ...] = ()  # results of ours that may still be there: in held places, or from before a crash

    def past(self, traits: tuple[int, ...] = (), *, anew: bool = False) -> Past:
        """What a job of this file needs to know; `anew` = convert even the same content."""
        ours = tuple(result.sha256 for result in self.results) + self.earlier
        beside = tuple(result.path for result in self.results if result.instead_of)
        return Past(traits, None if anew or beside else self.sha256, ours, beside)


class Ledger:
    """The open ledger of one output folder. One process writes at a time; any may read.

    What the methods do becomes lasting, all at once, with `commit`.
    """

    def __init__(self, folder: str | Path, output: str | Path, *, read_only: bool = False) -> None:
        """Opens or makes `ledger.db` in `folder`; one that is damaged is put aside. Raises `BadLedger`.

        `read_only` looks at one that is there while another process may be writing.
        """
        self.path = Path(folder) / "ledger.db"
        self.output = os.path.abspath(output)
        self._prefix = os.path.join(self.output, "")
        self.rebuilt = False  # a damaged one was put aside
        self._closed = False
        self.intents = Path(folder) / "intents"  # folder of the notes of results about to appear
        self._found: dict[str, str] = {}
        self._read_only = read_only
        existed = self.path.exists()
        if read_only:
            self._intended: tuple[str, ...] = ()
            self._db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
            self._db.row_factory = sqlite3.Row
            return
        try:
            self.intents.mkdir(parents=True, exist_ok=True)
            self._db = self._open()
        except (OSError, sqlite3.OperationalError) as error:
            raise BadLedger(str(self.path), str(error)) from None
        self._intended = tuple(
            line for notes in sorted(self.intents.glob("*.txt")) for line in notes.read_text("ascii").split()
        )
        if not existed or self.rebuilt:
            from convert.recover import results_by_target

            self._found = results_by_target(self.output)

    def _open(self) -> sqlite3.Connection:
        for _ in range(2):
            db = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
            db.row_factory = sqlite3.Row
            try:
                db.execute("PRAGMA journal_mode=WAL")
                db.execute("PRAGMA synchronous=FULL")
                form = db.execute("PRAGMA user_version").fetchone()[0]
                if form > SCHEMA:
                    db.close()
                    raise BadLedger(str(self.path), "it was written by a newer version of this program")
                if db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                    if form == 0:
                        db.executescript(f"BEGIN IMMEDIATE;{TABLES}PRAGMA user_version={SCHEMA};COMMIT;")
                    return db
            except sqlite3.OperationalError:
                db.close()
                raise
            except sqlite3.DatabaseError:
                pass
            db.close()
            self._put_aside()
        raise BadLedger(str(self.path), "it is damaged and cannot be replaced")

    def _put_aside(self) -> None:
        self.rebuilt = True
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        self.path.replace(self.path.with_name(f"ledger-damaged-{int(time.time())}.db"))

    # -- writing ------------------------------------------------------------------------------------------------------

    def _write(self, statement: str, values: Iterable[object]) -> sqlite3.Cursor:
        try:
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            return self._db.execute(statement, tuple(values))
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
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
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
        raw = os.fsencode(path)
        row = self._db.execute("SELECT target FROM files WHERE path=?", (raw,)).fetchone()
        if row is not None:
            return self._absolute(row[0])
        target = self._free_target(path, self._relative(wanted))
        if target is None:  # taken over from a report that was moved here
            return self.reserve(path, wanted)
        self._write("INSERT INTO files(path, target, target_key) VALUES(?,?,?)", (raw, target, fold(target)))
        return self._absolute(target)

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

    def start(self, path: str, name: str, traits: tuple[int, ...]) -> None:
        """Enters that work on a file begins. A file that looks other than when it failed begins with no tries."""
        self._write(
            "UPDATE files SET name=?, gone=0, state='running', tries=CASE traits WHEN ? THEN tries ELSE 0 END,"
            " crashes=CASE state WHEN 'running' THEN crashes + 1 ELSE 0 END WHERE path=?",
            (name, _seen(traits), os.fsencode(path)),
        )

    def finish(self, outcome: Outcome, kit: str, traits: tuple[int, ...], now: float) -> None:
        """Enters the results of a job that was started. `traits` () = look again at the next occasion."""
        raw = os.fsencode(outcome.job.path)
        if outcome.unchanged:
            self._write(
                "UPDATE files SET state='done', traits=?, tries=0, crashes=0, failure=NULL, next_try=NULL WHERE path=?",
                (_seen(traits), raw),
            )
            return
        state, results = self._results(outcome.written)
        self._write(
            "UPDATE files SET state=?, traits=?, sha256=?, kit=?, results=?, earlier=?, record=?, tries=0,"
            " crashes=0, failure=NULL, next_try=NULL WHERE path=?",
            (
                state,
                _seen(traits),
                outcome.sha256,
                kit,
                results,
                " ".join(outcome.job.past.ours) if state == WAITING and outcome.job.past else "",
                outcome.record,
                raw,
            ),
        )
        self._enter_version(raw, state, outcome.sha256, now)

    def fail(self, outcome: Outcome, traits: tuple[int, ...], now: float, next_try: float | None = None) -> None:
        """Enters why a job that was started has no results, and when it is tried again."""
        assert outcome.error is not None
        raw = os.fsencode(outcome.job.path)
        failure = outcome.error
        text = json.dumps([failure.code, failure.template, failure.details, failure.transient], ensure_ascii=False)
        self._write(
            "UPDATE files SET state='failed', traits=?, tries=tries + 1, crashes=0, failure=?, next_try=? WHERE path=?",
            (_seen(traits), text, next_try, raw),
        )
        if outcome.sha256 is not None:
            self._enter_version(raw, FAILED, outcome.sha256, now)

    def moved(self, path: str, written: tuple[Written, ...]) -> None:
        """Enters that results which stood beside held places are where they belong, as far as they are."""
        self._write("UPDATE files SET state=?, results=? WHERE path=?", (*self._results(written), os.fsencode(path)))

    def _results(self, written: tuple[Written, ...]) -> tuple[str, str]:
        rows = [
            [w.format, self._relative(w.path), w.sha256, w.instead_of and self._relative(w.instead_of)] for w in written
        ]
        return WAITING if any(w.instead_of for w in written) else DONE, json.dumps(rows, ensure_ascii=False)

    def put_back(self, path: str) -> None:
        """Takes back `start`: the file changed meanwhile and is not at rest."""
        self._write(
            "UPDATE files SET traits='', crashes=0, state=CASE WHEN sha256 IS NULL THEN 'new' ELSE 'done' END"
            " WHERE path=?",
            (os.fsencode(path),),
        )

    def _enter_version(self, raw: bytes, state: str, sha256: str | None, now: float) -> None:
        """The latest version if it has this content, whatever became of it before; else one more."""
        number, version = self._db.execute("SELECT id, version FROM files WHERE path=?", (raw,)).fetchone()
        changed = (
            version
            and self._write(
                "UPDATE versions SET state=?, finished=?, runs=runs + 1 WHERE file=? AND version=? AND sha256=?",
                (state, now, number, version, sha256),
            ).rowcount
        )
        if not changed:
            self._write("INSERT INTO versions VALUES(?,?,?,?,?,1)", (number, version + 1, sha256, state, now))
            self._write("UPDATE files SET version=? WHERE id=?", (version + 1, number))

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
        row = self._db.execute(f"SELECT {_COLUMNS} FROM files WHERE path=?", (os.fsencode(path),)).fetchone()
        return row and self._entry(row)

    def entries(self, *states: str) -> Iterator[Entry]:
        """What is known of all files in these states, or of all, in the order of their names."""
        where = f" WHERE state IN ({','.join('?' * len(states))})" if states else ""
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM files{where} ORDER BY name, id", states):
            yield self._entry(row)

    def records(self) -> Iterator[tuple[Entry, bytes]]:
        """All files that have results, in the order of their names, with the rows of the workbook."""
        query = f"SELECT {_COLUMNS}, record FROM files WHERE record IS NOT NULL AND record <> x'' ORDER BY name, id"
        for row in self._db.execute(query):
            yield self._entry(row), row["record"]

    def interrupted(self) -> bool:
        """Whether a file is in work, or was when the program died."""
        return self._db.execute("SELECT 1 FROM files WHERE state='running' LIMIT 1").fetchone() is not None

    def counts(self) -> dict[str, int]:
        """Number of files in each state."""
        return dict(map(tuple, self._db.execute("SELECT state, count(*) FROM files GROUP BY state")))

    def _entry(self, row: sqlite3.Row) -> Entry:
        results = (
            Written(self._absolute(path), form, sha256, beside and self._absolute(beside))
            for form, path, sha256, beside in json.loads(row["results"])
        )
        return Entry(
            path=os.fsdecode(row["path"]),
            traits=tuple(map(int, row["traits"].split(","))) if row["traits"] else (),
            results=tuple(results),
            failure=_failure(row["failure"]),
            gone=bool(row["gone"]),
            earlier=(*row["earlier"].split(), *(self._intended if row["state"] == RUNNING else ())),
            **{name: row[name] for name in _PLAIN},
        )

    def _relative(self, path: str) -> str:
        inside = path.startswith(self._prefix)  # as good as always, and a tenth of the price
        relative = path[len(self._prefix) :] if inside else os.path.relpath(path, self.output)
        return relative.replace(os.sep, "/")

    def _absolute(self, relative: str) -> str:
        return self._prefix + relative.replace("/", os.sep)


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
