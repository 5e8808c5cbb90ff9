"""Makes the pictures of the READMEs: a report before and after, and pages of the Word files.

    tests/office/setup.sh                    once, for LibreOffice, poppler and stand-in fonts
    python docs/make_images.py               and docs/images_workbook.py for those of the workbook

The program itself makes every page; LibreOffice only prints it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the project need not be installed

from convert import convert_text, load_kit  # noqa: E402
from convert.decode import decode  # noqa: E402

IMAGES = ROOT / "docs" / "images"
FONTS = ROOT / "tools-cache" / "fonts" / "fonts.conf"

BEFORE = "样例-1-党支部书记述职.txt"
"""The report of the before and after: adverts, paywall marks, a word count in the title."""

PAGES = ((BEFORE, 1, "after"), (BEFORE, 2, "page-2"), ("样例-6-档案检查通知.txt", 1, "notice-1"))
PAGES += (("样例-6-档案检查通知.txt", 3, "notice-3"),)
"""Report, page of its Word file, name of the picture."""

DPI = 72
"""Of the pictures: a page becomes 595 pixels wide, two of them the width of a README."""


def main() -> None:
    """Writes the pictures."""
    IMAGES.mkdir(exist_ok=True)
    kit = load_kit()
    with tempfile.TemporaryDirectory() as name:
        raw = Path(name) / "before.txt"
        raw.write_text(decode((ROOT / "input" / BEFORE).read_bytes()).text, encoding="utf-8-sig")
        picture(printed(raw), 1, "before")
        for report, page, target in PAGES:
            word = Path(name) / f"{target}.docx"
            word.write_bytes(convert_text((ROOT / "input" / report).read_bytes(), kit, name=report))
            picture(printed(word), page, target)


def printed(path: Path) -> Path:
    """The file as PDF beside it, by a LibreOffice without anyone's settings."""
    settings = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = ["soffice", settings, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", path.parent, path]
    environment = os.environ | ({"FONTCONFIG_FILE": str(FONTS)} if FONTS.exists() else {})
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=180)
    return path.with_suffix(".pdf")


def picture(pdf: Path, page: int, name: str, *, dpi: int = DPI, height: int = 0) -> None:
    """Writes one page of a PDF as `docs/images/NAME.png`, of `height` pixels from the top where that is not 0."""
    pages = ["-f", str(page), "-l", str(page), "-singlefile", "-H", str(height)]
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", *pages, pdf, IMAGES / name], check=True)


if __name__ == "__main__":
    main()
