"""An output format is one new file in `writers/` and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

OUTLINE_WRITER = '''
"""The outline of a report as plain text."""

from convert.model import Paragraph

FORMAT = "outline"
SUFFIX = ".outline.txt"


def write(document, kit):
    """One heading a line, indented by depth."""
    headings = [b for b in document.blocks if isinstance(b, Paragraph) and b.depth]
    return "".join("  " * (b.depth - 1) + b.heading + "\\n" for b in headings).encode("utf-8")
'''


def test_a_writer_dropped_into_the_folder_is_a_format_at_once(tmp_path):
    for package in ("convert", "styles"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "convert" / "writers" / "contents.py").write_text(OUTLINE_WRITER, encoding="utf-8")
    report = tmp_path / "报告.txt"
    report.write_text(
        "关于河湾镇档案工作的报告\n一、基本情况\n（一）抓好收集。全年三百卷。\n二、打算\n", encoding="utf-8"
    )

    command = [sys.executable, "-m", "convert", "convert", report, "--format", "outline", "-o", tmp_path / "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    written = (tmp_path / "out" / "报告.outline.txt").read_text(encoding="utf-8")
    assert written == "一、基本情况\n  （一）抓好收集\n二、打算\n"
