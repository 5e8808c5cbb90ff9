"""F24: a watch under load, killed now and then, its disk full now and then; at the end every input has its result.

`python -m benchmarks.soak [MINUTES]` writes one file a second, kills the watch each half minute and lets it meet a full
disk each two minutes (20 minutes stand for a day at a tenth of its faults' distance). Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.harness import Place, assert_converged

KILL_EACH_S = 30.0
FULL_EACH_S = 120.0
FULL_FOR_S = 10.0


def figures(pid: int) -> tuple[int, int]:
    """Resident MB and open files of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20, len(os.listdir(f"/proc/{pid}/fd"))


def soak(place: Place, minutes: float) -> dict[str, object]:
    """What was counted; raises where an input has not just its result at the end."""
    flag = place.folder / "full"
    place.faults = {"full": str(flag), "timing": {"stale_s": 60}}
    place.start()
    started = killed = full = time.monotonic()
    number = kills = fulls = 0
    seen: list[tuple[int, int]] = []
    with place.reader():
        while time.monotonic() - started < minutes * 60:
            place.write(f"{number % 7}/{number % 400}.txt", f"第{number}次工作")
            number += 1
            now = time.monotonic()
            if now - killed > KILL_EACH_S:
                assert place.process is not None
                seen.append(figures(place.process.pid))
                place.kill()
                place.start()
                killed, kills = now, kills + 1
            if now - full > FULL_EACH_S:
                flag.touch()
                full, fulls = now, fulls + 1
            elif flag.exists() and now - full > FULL_FOR_S:
                flag.unlink()
            time.sleep(1.0)
        flag.unlink(missing_ok=True)
        place.wait_idle(300)
        assert place.process is not None
        seen.append(figures(place.process.pid))
        assert place.stop() == 0
    assert_converged(place)
    return {
        "minutes": minutes,
        "writes": number,
        "kills": kills,
        "full_disks": fulls,
        "resident_mb_and_files": seen[:: max(1, len(seen) // 8)],
    }


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    folder = Path(tempfile.mkdtemp(prefix="chenggao-soak-"))
    place = Place(folder)
    try:
        print(json.dumps(soak(place, minutes)))
    finally:
        place.kill()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
