"""Makes the pictures of the READMEs: what a report looks like before and after, in Word and in Excel.

    python docs/make_images.py

Needs LibreOffice (`soffice`) and poppler (`pdftoppm`); the fonts of GB/T 9704 or their stand-ins should be known to
fontconfig, see tests/office. The program itself makes every page; LibreOffice only prints it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from convert.decode import decode

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"

REPORT = ROOT / "input" / "样例-1-党支部书记述职.txt"
"""The report of the before and after; adverts, paywall marks, a word count in the title."""

DPI = 72
"""Of the pictures: a page becomes 595 pixels wide, two of them the width of a README."""

WORKBOOK_DPI = 110
WORKBOOK_HEIGHT = 430
"""The upper part of the workbook's first sheet, in pixels; below it the page is empty."""


def main() -> None:
    """Writes all pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw = decode(REPORT.read_bytes()).text
        page = folder / "before.txt"
        page.write_text(raw, encoding="utf-8-sig")
        picture(printed(page), 1, "before")

        command = [sys.executable, "-m", "convert", "convert", "--quiet", ROOT / "input", "-o", folder / "output"]
        subprocess.run(command, cwd=ROOT, check=True)
        word = printed(folder / "output" / f"{REPORT.stem}.docx")
        picture(word, 1, "after")
        picture(word, 2, "after-2")
        picture(printed(folder / "output" / "汇总.xlsx"), 1, "workbook", dpi=WORKBOOK_DPI, height=WORKBOOK_HEIGHT)


def printed(path: Path) -> Path:
    """The file as PDF beside it, by a LibreOffice without anyone's settings."""
    settings = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = ["soffice", settings, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", path.parent, path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return path.with_suffix(".pdf")


def picture(pdf: Path, page: int, name: str, *, dpi: int = DPI, height: int = 0) -> None:
    """Writes one page of a PDF as `docs/images/NAME.png`, of `height` pixels from the top where that is not 0."""
    pages = ["-f", str(page), "-l", str(page), "-singlefile", "-H", str(height)]
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", *pages, pdf, IMAGES / name], check=True)


if __name__ == "__main__":
    main()
