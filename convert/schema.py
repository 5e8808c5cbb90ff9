"""The tables of the ledger, as SQLite is told them, and how an older ledger is carried over."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from enum import StrEnum
from pathlib import Path

from convert.errors import BadLedger

SCHEMA = 2
"""Number of the tables' form, kept in `PRAGMA user_version`; a changed form gets a new number, which a test sees to.

2: rows of the workbook in a table of their own, so that a look at the files does not pass over them (counting the
states of 20,000 files, which a watch does all the time, took 18 ms and takes 3); 1: they stood in `files`, whose
`traits` were first called `signature`."""

PAGE_BYTES = 8192
"""Of a ledger made anew. The rows of a report, 2.7 kB, fill the 4 kB that are usual by two thirds: with twice as much,
the ledger of 10,000 reports has 31 MB for 44, and a sixth of the CPU of keeping it is saved."""

TABLES = """
CREATE TABLE files(
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,          -- of the report, as the system has it
  name TEXT NOT NULL DEFAULT '',      -- as messages and the workbook call it
  target TEXT NOT NULL,               -- result without suffix, relative to the output folder, "/" separated
  target_key TEXT NOT NULL UNIQUE,    -- the same, letter case and spelling folded
  version INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'new',  -- of the latest version
  traits TEXT NOT NULL DEFAULT '',    -- of the file when it was last read, '' = look again
  sha256 TEXT,                        -- of the content whose results stand
  kit TEXT NOT NULL DEFAULT '',       -- digest of program version, rules, style and options that made them
  results TEXT NOT NULL DEFAULT '[]', -- [[format, path, sha256, instead of], ...], paths as in target
  earlier TEXT NOT NULL DEFAULT '',   -- sha256 of results of ours that may still lie in held places
  tries INTEGER NOT NULL DEFAULT 0,   -- in a row that failed on the file as it looks
  crashes INTEGER NOT NULL DEFAULT 0, -- of the whole program while the file was in work
  next_try REAL,                      -- wall clock, NULL = not by itself
  failure TEXT,                       -- [code, template, [[field, value], ...], transient]
  gone INTEGER NOT NULL DEFAULT 0     -- the report is not there any more, its results are kept
) STRICT;
CREATE INDEX files_state ON files(state) WHERE state <> 'done';
CREATE INDEX files_name ON files(name);
CREATE TABLE records(
  file INTEGER PRIMARY KEY REFERENCES files(id),
  record BLOB NOT NULL                -- rows of the workbook, see rows.py
) STRICT;
CREATE TABLE versions(
  file INTEGER NOT NULL REFERENCES files(id),
  version INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL,
  finished REAL NOT NULL,             -- wall clock
  runs INTEGER NOT NULL,              -- times it was converted, more than once after a crash or by --force
  PRIMARY KEY(file, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

_RENAMED = {"signature": "traits"}
"""Columns of older forms that are called otherwise now."""

_INDEXES = ("files_state", "files_name")
_CARRIED = ("files", "versions", "meta", "records")

# What another program or the disk is to blame for, not the form of the ledger.
_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Renewal(StrEnum):
    """What had to be done to a ledger to open it."""

    CARRIED = "carried"  # an older form, carried over
    FOREIGN = "foreign"  # a form that cannot be carried over: put aside
    DAMAGED = "damaged"  # put aside


def open_tables(path: Path, busy_s: float) -> tuple[sqlite3.Connection, Renewal | None, Path | None]:
    """The ledger at `path` in the form of today, what was done to it for that, and where it was put aside, if it was.

    What people typed into the workbook is taken out of a ledger put aside, if it still can be read. Raises `BadLedger`
    and `sqlite3.DatabaseError`.
    """
    renewal: Renewal | None = None
    aside: Path | None = None
    typed: list[tuple[str, str]] = []
    for _ in range(2):
        db = sqlite3.connect(path, timeout=busy_s, isolation_level=None)
        try:
            db.execute(f"PRAGMA page_size={PAGE_BYTES}")
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            form = _form(db, path)
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                if form < SCHEMA and renew(db):
                    renewal = Renewal.CARRIED
                db.executemany("INSERT OR IGNORE INTO meta VALUES(?,?)", typed)
                return db, renewal, aside
            renewal = Renewal.DAMAGED
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code in _PASSING:
                db.close()
                raise
            renewal = Renewal.DAMAGED if code in _DAMAGED else Renewal.FOREIGN
            typed = _typed(db)
        db.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        aside = path.with_name(f"ledger-{renewal.value}-{int(time.time())}.db")
        path.replace(aside)
    raise BadLedger(str(path), "it is damaged and cannot be replaced")


def look_on(path: Path, busy_s: float) -> sqlite3.Connection:
    """The ledger at `path`, to which nothing is written; of an older form, a copy in memory that is carried over."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=busy_s)
    if _form(db, path) == SCHEMA:
        return db
    copy = sqlite3.connect(":memory:", isolation_level=None)
    db.backup(copy)
    db.close()
    renew(copy)
    return copy


def _form(db: sqlite3.Connection, path: Path) -> int:
    form = int(db.execute("PRAGMA user_version").fetchone()[0])
    if form > SCHEMA:
        db.close()
        raise BadLedger(str(path), "it was written by a newer version of this program")
    return form


def _typed(db: sqlite3.Connection) -> list[tuple[str, str]]:
    with contextlib.suppress(sqlite3.Error):
        return db.execute("SELECT key, value FROM meta WHERE key='typed'").fetchall()
    return []


def renew(db: sqlite3.Connection) -> bool:
    """Makes the tables in an empty database, or carries an older form over, all in one transaction; whether the latter.

    Columns that both forms know are carried over whatever else differs. Raises `sqlite3.Error` where that does not give
    a ledger; then nothing has changed.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")}
        old = [table for table in _CARRIED if table in there]
        for index in _INDEXES:
            db.execute(f"DROP INDEX IF EXISTS {index}")
        for table in old:
            db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        for statement in TABLES.split(";"):
            db.execute(statement)
        for table in old:
            _carry(db, table)
        if "files" in old and "record" in _columns(db, "old_files"):
            db.execute("INSERT INTO records SELECT id, record FROM old_files WHERE length(record) > 0")
        for table in reversed(old):
            db.execute(f"DROP TABLE old_{table}")
        db.execute(f"PRAGMA user_version={SCHEMA}")
        db.execute("COMMIT")
    except sqlite3.Error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return bool(old)


def _carry(db: sqlite3.Connection, table: str) -> None:
    new = _columns(db, table)
    names = {old: _RENAMED.get(old, old) for old in _columns(db, f"old_{table}")}
    kept = {old: name for old, name in names.items() if name in new}
    db.execute(f"INSERT INTO {table}({', '.join(kept.values())}) SELECT {', '.join(kept)} FROM old_{table}")


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
