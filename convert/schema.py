"""The tables of the ledger, as SQLite is told them; a changed form gets a new number."""

from __future__ import annotations

SCHEMA = 1
"""Number of the tables' form, kept in `PRAGMA user_version`."""

TABLES = """
CREATE TABLE files(
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,          -- of the report, as the system has it
  name TEXT NOT NULL DEFAULT '',      -- as messages and the workbook call it
  target TEXT NOT NULL,               -- result without suffix, relative to the output folder, "/" separated
  target_key TEXT NOT NULL UNIQUE,    -- the same, letter case and spelling folded
  version INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'new',  -- of the latest version
  traits TEXT NOT NULL DEFAULT '', -- of the file when it was last read, '' = look again
  sha256 TEXT,                        -- of the content whose results stand
  kit TEXT NOT NULL DEFAULT '',       -- digest of program version, rules, style and options that made them
  results TEXT NOT NULL DEFAULT '[]', -- [[format, path, sha256, instead of], ...], paths as in target
  earlier TEXT NOT NULL DEFAULT '',   -- sha256 of results of ours that may still lie in held places
  record BLOB,                        -- rows of the workbook, see rows.py
  tries INTEGER NOT NULL DEFAULT 0,   -- in a row that failed on the file as it looks
  crashes INTEGER NOT NULL DEFAULT 0, -- of the whole program while the file was in work
  next_try REAL,                      -- wall clock, NULL = not by itself
  failure TEXT,                       -- [code, template, [[field, value], ...], transient]
  gone INTEGER NOT NULL DEFAULT 0     -- the report is not there any more; its results are kept
) STRICT;
CREATE INDEX files_state ON files(state) WHERE state <> 'done';
CREATE TABLE versions(
  file INTEGER NOT NULL REFERENCES files(id),
  version INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL,
  finished REAL NOT NULL,             -- wall clock
  runs INTEGER NOT NULL,              -- times it was converted; more than once after a crash or by --force
  PRIMARY KEY(file, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
