"""The transcripts of the READMEs, made by running what stands in them.

    python -m tests.readme

runs each `$ chenggao ...` line of every console block in a folder that holds `input/` and nothing else, and puts what
the program says below it. A test holds the READMEs to that.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}

_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def refreshed(name: str) -> str:
    """The README of that name with what its commands say now."""
    text = (ROOT / name).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "input", Path(folder) / "input")
        return _BLOCK.sub(lambda block: _run(block[0], Path(folder), READMES[name]), text)


def _run(block: str, folder: Path, lang: str) -> str:
    shown = []
    for line in block.splitlines():
        if line.startswith("$ chenggao "):
            words = [sys.executable, "-m", "convert", *line.split()[2:]]
            environment = os.environ | {"PYTHONPATH": str(ROOT), "LANGUAGE": lang}
            done = subprocess.run(
                words,
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=120,
                check=True,
            )
            shown += [line, *done.stdout.decode("utf-8").splitlines()]
    return "".join(f"{line}\n" for line in shown)


if __name__ == "__main__":
    for readme in READMES:
        (ROOT / readme).write_text(refreshed(readme), encoding="utf-8")
