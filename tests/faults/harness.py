"""What the fault tests share: a folder to drop into, a watch to kill, a reader that looks on, and the common check."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from convert.recover import source_of

ROOT = Path(__file__).parents[2]

_READER = """
import io, os, pathlib, sys, time, zipfile
folder, stop = map(pathlib.Path, sys.argv[1:])
read, bad = {}, 0

def results():
    for place, folders, names in os.walk(folder):
        for name in names:
            if name.endswith(".docx") or name.endswith(".xlsx") and place == str(folder):
                yield os.path.join(place, name)

seen = 0
while not stop.exists():
    for path in results():
        try:
            traits = os.stat(path)
            traits = traits.st_ino, traits.st_size, traits.st_mtime_ns, traits.st_ctime_ns
            if read.get(path) == traits:
                continue
            with open(path, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            continue
        read[path] = traits
        seen += 1
        try:
            assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        except Exception as error:
            bad += 1
            print("torn", path, len(data), error, file=sys.stderr)
    time.sleep(0.01)
print(seen, bad)
"""
"""Reads what is new or differs from what it read: it looks the more often for not reading the same again."""


def report(text: str) -> str:
    return f"关于{text}的报告\n一、履职情况\n（一）做了{text}。进一步抓好落实。\n二、存在问题\n一是{text}不够深入。\n"


class Place:
    """An input and an output folder, and the watch between them."""

    def __init__(self, folder: Path) -> None:
        self.input, self.output, self.folder = folder / "in", folder / "out", folder
        self.input.mkdir(parents=True)
        self.faults: dict = {}
        self.process: subprocess.Popen | None = None

    def write(self, name: str, text: str) -> Path:
        path = self.input / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report(text), encoding="utf-8")
        return path

    def start(self, *extra: str) -> subprocess.Popen:
        env = {**os.environ, "CHENGGAO_FAULTS": json.dumps(self.faults), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.faults.driver", str(self.input), str(self.output), *extra]
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
        return self.process

    def run_once(self, timeout: float = 300) -> int:
        return self.start("--once").wait(timeout)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self, timeout: float = 120) -> int:
        """Ends the watch as a service manager would, once it has started; its exit code."""
        self.wait_started()
        process = self.process
        assert process
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout)

    def wait(self, condition, timeout: float = 120, what: str = "") -> None:
        """Waits for what must come; the time-out is only for what never will, on however busy a machine."""
        until = time.monotonic() + timeout
        while True:
            asked = time.monotonic()
            if condition():
                return
            assert self.process is None or self.process.poll() is None, f"the watch ended\n{self.log()[-3000:]}"
            assert asked < until, f"not in time: {what}\n{self.log()[-2000:]}\n{self.status()}"
            time.sleep(max(0.02, 2 * (time.monotonic() - asked)))  # asking must not keep the watch from its work

    def wait_started(self) -> None:
        """Waits for the first sign of life of the watch that was started last."""
        process = self.process
        assert process
        self.wait(lambda: self.status().get("pid") == process.pid, what="start")

    def wait_idle(self, timeout: float = 300) -> None:
        """Waits until all that is in the folder is on record and the workbook is up to date."""
        self.wait(self.idle, timeout, "idle")

    def idle(self) -> bool:
        if not (self.state / "ledger.db").exists():
            return False
        try:
            if self.rows("SELECT 1 FROM meta WHERE key='dirty' AND value<>'0'"):  # the usual answer, at no cost
                return False
            rows = self.rows("SELECT path, state, sha256, gone, (SELECT value FROM meta WHERE key='dirty') FROM files")
        except sqlite3.OperationalError:
            return False
        if any(dirty not in (None, "0") for *_, dirty in rows):
            return False
        files = reports(self.input)
        done = {os.fsdecode(path): (state, sha) for path, state, sha, gone, _ in rows if not gone}
        return all(
            done.get(str(path), ("", ""))[0] == "failed" or done.get(str(path)) == ("done", sha(path)) for path in files
        )

    def rows(self, query: str) -> list[tuple]:
        db = sqlite3.connect(f"file:{self.state / 'ledger.db'}?mode=ro", uri=True, timeout=10)
        try:
            return db.execute(query).fetchall()
        finally:
            db.close()

    @property
    def state(self) -> Path:
        """The folder of ledger and status."""
        return Path(self.faults.get("state") or self.output / ".chenggao")

    def status(self) -> dict:
        try:
            return json.loads((self.state / "status.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}

    def log(self) -> str:
        return (self.folder / "log.txt").read_text("utf-8", "replace")

    def documents(self) -> list[Path]:
        return list(self.output.rglob("*.docx"))

    @contextmanager
    def reader(self) -> Iterator[None]:
        """Another program that reads all results all the time; it must never see a part of one."""
        flag = self.folder / "reader-stop"
        command = [sys.executable, "-c", _READER, str(self.output), str(flag)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            yield
        finally:
            flag.touch()
            out, errors = process.communicate(timeout=120)
        seen, bad = map(int, out.split())
        assert bad == 0, errors
        assert seen > 0


def sha(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def reports(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.txt") if path.is_file() and not path.is_symlink()]


def assert_converged(place: Place, *, extra: int = 0, failed: int = 0, gone: int = 0, names: bool = True) -> None:
    """Every input has exactly one whole result of just its content; nothing else is there; the ledger says the same."""
    inputs = {str(path): sha(path) for path in reports(place.input)}
    rows = place.rows("SELECT path, state, sha256, target, gone FROM files")
    entries = {os.fsdecode(path): (state, sha256, target) for path, state, sha256, target, gone_ in rows if not gone_}
    wrong = [
        p
        for p, s in inputs.items()
        if entries.get(p, ("",))[0] != "failed" and entries.get(p, ("", ""))[:2] != ("done", s)
    ]
    assert not wrong, [(path, entries.get(path)) for path in wrong[:5]]
    stale = [
        path
        for path, (state, sha256, target) in entries.items()
        if state == "done" and source_of(str(place.output / f"{target}.docx")) != sha256
    ]
    assert not stale, stale[:5]
    assert sum(state == "failed" for state, _, _ in entries.values()) == failed
    documents = place.documents()
    assert len(documents) == len(inputs) - failed + extra + gone, sorted(map(str, documents))[:10]
    assert place.rows("SELECT count(*) FROM files WHERE state='running'") == [(0,)]
    assert place.rows(
        "SELECT count(*) FROM (SELECT file, version FROM versions GROUP BY 1, 2 HAVING count(*) > 1)"
    ) == [(0,)]
    assert [path for path in place.output.rglob(".~cg*") if ".chenggao" not in path.parts] == []
    parsed: dict[str, bytes] = {}  # most parts are the same in all documents
    for path in [*documents, *place.output.glob("*.xlsx")]:
        with zipfile.ZipFile(path) as package:
            for part in package.infolist():
                data = package.read(part)  # raises where its checksum is not that of the list
                if part.filename.endswith((".xml", ".rels")) and data != parsed.get(part.filename):
                    ElementTree.fromstring(data)
                    parsed[part.filename] = data
    if entries:
        in_ledger = sorted(name for (name,) in place.rows("SELECT name FROM files JOIN records ON file=id"))
        assert sorted(workbook_names(place)) == in_ledger


def workbook_names(place: Place) -> list[str]:
    """Names of the reports in the overview of the workbook."""
    import openpyxl

    book = openpyxl.load_workbook(place.output / "汇总.xlsx", read_only=True)
    sheet = book["总览"]
    rows = list(sheet.iter_rows(values_only=True))
    book.close()
    known = {name for (name,) in place.rows("SELECT name FROM files")}
    return [cell for row in rows for cell in row if cell in known]
