"""F23: a watch over 100,000 files at rest: memory, processor time, one scan, and how soon a new file is converted.

`python -m benchmarks.idle [SECONDS] [FILES]` prints one JSON object. The files are entered into the ledger as done
instead of being converted, which the watch cannot tell.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from convert.desk import open_desk
from convert.files import traits
from convert.kit import load_kit
from convert.model import Job, Outcome

TEXT = "关于工作的报告\n一、履职情况\n做了工作。\n二、存在问题\n一是不够深入。\n"


def fill(folder: Path, files: int) -> None:
    """Puts files into the folder, a thousand to a sub-folder, and enters them as done."""
    with open_desk(folder / "out", load_kit()) as desk:
        for number in range(files):
            path = folder / "in" / f"{number // 1000:03}" / f"报告{number}.txt"
            if number % 1000 == 0:
                path.parent.mkdir(parents=True)
                desk.ledger.commit()
            path.write_text(TEXT, encoding="utf-8")
            os.utime(path, (1_700_000_000, 1_700_000_000))
            (entry,) = desk.ledger.enrol([(str(path), path.name, str(folder / "out" / f"{number}"))])
            job = Job(entry.path, path.name, desk.ledger.absolute(entry.target))
            desk.ledger.finish(desk.mark, time.time(), (entry, Outcome(job, sha256="0" * 64), traits(os.lstat(path))))


def used(pid: int) -> tuple[float, int]:
    """Processor seconds and resident MB of a process and its children."""
    ticks, pages = 0, 0
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
    for one in (pid, *map(int, children)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
        pages = max(pages, int(fields[21]))
    return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") >> 20


def measure(folder: Path, seconds: float, drops: int = 10) -> dict[str, object]:
    """The figures of a watch over the folder."""
    command = [sys.executable, "-m", "convert", "watch", str(folder / "in"), "-o", str(folder / "out"), "-q"]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])})
    status = folder / "out" / ".chenggao" / "status.json"
    try:
        while not status.exists() or not json.loads(status.read_text("utf-8"))["last_scan"]:
            time.sleep(0.1)
        time.sleep(5)
        before, _ = used(process.pid)
        started = time.monotonic()
        scans = []
        while time.monotonic() - started < seconds:
            time.sleep(1)
            scans.append(json.loads(status.read_text("utf-8"))["scan_s"])
        after, resident = used(process.pid)
        share = (after - before) / (time.monotonic() - started)
        waits = []
        for number in range(drops):
            (folder / "in" / f"新{number}.txt").write_text(TEXT.replace("工作", f"工作{number}"), encoding="utf-8")
            dropped = time.monotonic()
            while not (folder / "out" / f"新{number}.docx").exists():
                time.sleep(0.01)
            waits.append(time.monotonic() - dropped)
        return {
            "seconds": seconds,
            "resident_mb": resident,
            "cpu_share": round(share, 4),
            "scan_s_median": statistics.median(scans),
            "drop_to_result_s": [round(wait, 2) for wait in sorted(waits)],
        }
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def main() -> None:
    seconds, files = (
        (float(sys.argv[1]) if len(sys.argv) > 1 else 600.0),
        int(sys.argv[2]) if len(sys.argv) > 2 else 100_000,
    )
    folder = Path(tempfile.mkdtemp(prefix="chenggao-idle-"))
    try:
        fill(folder, files)
        print(json.dumps({"files": files, **measure(folder, seconds)}, ensure_ascii=False))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
