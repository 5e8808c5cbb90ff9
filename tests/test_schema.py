"""Ledgers of older forms: carried over or put aside, never an error and never a loss."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from convert.cli import main
from convert.collected import summaries
from convert.desk import open_desk
from convert.errors import BadLedger
from convert.kit import load_kit
from convert.ledger import Ledger
from convert.schema import SCHEMA, TABLES, Renewal

KIT = load_kit()

FORMS = {2: "07e9ad43aae2612f"}
"""Digest of the tables by number of their form."""

FIRST = """
CREATE TABLE files(
  id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, name TEXT NOT NULL DEFAULT '', target TEXT NOT NULL,
  target_key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'new',
  traits TEXT NOT NULL DEFAULT '', sha256 TEXT, kit TEXT NOT NULL DEFAULT '', results TEXT NOT NULL DEFAULT '[]',
  earlier TEXT NOT NULL DEFAULT '', record BLOB, tries INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,
  next_try REAL, failure TEXT, gone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX files_state ON files(state) WHERE state <> 'done';
CREATE TABLE versions(
  file INTEGER NOT NULL REFERENCES files(id), version INTEGER NOT NULL, sha256 TEXT NOT NULL, state TEXT NOT NULL,
  finished REAL NOT NULL, runs INTEGER NOT NULL, PRIMARY KEY(file, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version=1;
"""

TYPED = json.dumps([["p1", "甲.txt", "不够深入", "张三", "2025-06-30", "整改中"]])


def lay(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text(f"关于{name}的报告\n一、履职情况\n做了工作。\n", encoding="utf-8")
    return folder


def convert(tmp_path: Path) -> list[str]:
    """Converts the folder in; the names of what was done and not merely looked at."""
    with open_desk(tmp_path / "out", KIT) as desk:
        return [o.job.name for o in desk.convert([tmp_path / "in"], ("docx",)) if not o.unchanged]


def made_by_the_first_form(tmp_path: Path, tables: str) -> Path:
    """An output folder whose ledger is what the first version would have left."""
    lay(tmp_path / "in", "甲.txt", "乙.txt")
    convert(tmp_path)
    path = tmp_path / "out" / ".chenggao" / "ledger.db"
    db = sqlite3.connect(path)
    files = db.execute(
        "SELECT id, path, name, target, target_key, version, state, traits, sha256, kit, results, earlier, record"
        " FROM files JOIN records ON file=id"
    ).fetchall()
    versions = db.execute("SELECT * FROM versions").fetchall()
    db.close()
    path.unlink()
    db = sqlite3.connect(path)
    db.executescript(tables)
    db.executemany(f"INSERT INTO files VALUES({','.join('?' * 13)},0,0,NULL,NULL,0)", files)
    db.executemany("INSERT INTO versions VALUES(?,?,?,?,?,?)", versions)
    db.execute("INSERT INTO meta VALUES('typed', ?)", (TYPED,))
    db.commit()
    db.close()
    return path


def modified(tmp_path: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.docx")}


def test_tables_of_another_form_have_another_number():
    assert FORMS[SCHEMA] == hashlib.sha256(TABLES.encode()).hexdigest()[:16], "raise SCHEMA, then enter its digest"


@pytest.mark.parametrize("tables", [FIRST, FIRST.replace("traits", "signature")], ids=["traits", "signature"])
def test_an_older_ledger_is_carried_over_and_nothing_is_lost(tmp_path, tables):
    path = made_by_the_first_form(tmp_path, tables)
    before = modified(tmp_path)
    with open_desk(tmp_path / "out", KIT) as desk:
        assert desk.ledger.renewal is Renewal.CARRIED
        assert [summary.report.name for summary in summaries(desk.ledger)] == ["乙.txt", "甲.txt"]
        assert all(entry.traits == () or len(entry.traits) > 1 for entry in desk.ledger.entries())
        assert desk.ledger.noted("typed") == TYPED
    assert convert(tmp_path) == []
    assert modified(tmp_path) == before
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    assert db.execute("SELECT version, runs FROM versions").fetchall() == [(1, 1), (1, 1)]
    assert {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")} == {
        "files",
        "records",
        "versions",
        "meta",
    }
    db.close()


def test_an_older_ledger_can_be_looked_at_without_being_changed(tmp_path):
    path = made_by_the_first_form(tmp_path, FIRST.replace("traits", "signature"))
    before = path.read_bytes()
    ledger = Ledger(path.parent, tmp_path / "out", read_only=True)
    assert ledger.counts() == {"done": 2}
    assert [entry.name for entry in ledger.entries()] == ["乙.txt", "甲.txt"]
    ledger.close()
    assert path.read_bytes() == before


def test_a_ledger_of_a_form_nobody_knows_is_put_aside_and_made_again_from_the_results(tmp_path):
    path = made_by_the_first_form(tmp_path, FIRST)
    db = sqlite3.connect(path)
    db.execute("ALTER TABLE files RENAME COLUMN target_key TO place")
    db.close()
    before = modified(tmp_path)
    with open_desk(tmp_path / "out", KIT) as desk:
        assert desk.ledger.renewal is Renewal.FOREIGN
        assert desk.ledger.noted("typed") == TYPED
    assert len(list(path.parent.glob("ledger-foreign-*.db"))) == 1
    assert sorted(convert(tmp_path)) == ["乙.txt", "甲.txt"]
    assert modified(tmp_path) == before
    assert len(list((tmp_path / "out").glob("*.docx"))) == 2


@pytest.mark.parametrize(
    ("tables", "told"),
    [(FIRST.replace("traits", "signature"), "older version"), (FIRST.replace("target ", "goal "), "not known")],
)
def test_what_was_done_to_a_ledger_is_told_in_one_sentence(tmp_path, capsys, tables, told):
    made_by_the_first_form(tmp_path, tables)
    folders = [str(tmp_path / "in"), "-o", str(tmp_path / "out")]
    with pytest.raises(SystemExit) as ended:
        main(["convert", *folders, "--lang", "en", "-q", "--format", "docx"])
    assert not ended.value.code
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


def test_a_crash_while_a_ledger_is_carried_over_leaves_the_old_one(tmp_path):
    path = made_by_the_first_form(tmp_path, FIRST)
    db = sqlite3.connect(path)
    db.execute("UPDATE files SET target_key='same' WHERE id=1")
    db.execute("CREATE TABLE records(wrong TEXT)")
    db.execute("INSERT INTO records VALUES('x')")
    db.commit()
    db.close()
    with open_desk(tmp_path / "out", KIT) as desk:
        assert desk.ledger.renewal is Renewal.FOREIGN
    (aside,) = path.parent.glob("ledger-foreign-*.db")
    db = sqlite3.connect(aside)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM files").fetchone() == (2,)
    db.close()


def test_a_newer_or_damaged_ledger_is_told_in_a_sentence_to_who_only_looks(tmp_path):
    path = tmp_path / "state" / "ledger.db"
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to be looked at as one" * 40)
    with pytest.raises(BadLedger):
        Ledger(path.parent, tmp_path / "out", read_only=True)
    path.unlink()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version={SCHEMA + 1}")
    db.close()
    with pytest.raises(BadLedger, match="newer version"):
        Ledger(path.parent, tmp_path / "out", read_only=True)
