"""Makes the pictures of the workbook: overview, list of problems, themes with their chart.

    python docs/images_workbook.py

Needs what make_images.py needs. The samples are converted twice: in between, the columns to fill in are filled in, as
a person would, so that the second workbook shows that they stay.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from make_images import ROOT, picture, printed
from openpyxl import load_workbook

DPI = 110

PICTURES = (
    ("总览", "workbook-overview", 520),
    ("问题清单", "workbook-problems", 900),
    ("问题归类", "workbook-themes", 900),
)
"""Sheet, picture, and how many pixels of the page from its top."""

TYPED = (
    ("组织委员", date(2024, 3, 31), "整改中"),
    ("组织委员", date(2024, 3, 31), "未开始"),
    ("支部书记", date(2024, 6, 30), "已完成"),
    ("产业办", "年底前", "长期坚持"),
)
"""责任人, 整改时限 and 整改状态 of the first problems."""


def main() -> None:
    """Writes the pictures."""
    with tempfile.TemporaryDirectory() as name:
        output = Path(name) / "output"
        command = [sys.executable, "-m", "convert", "convert", "--quiet", ROOT / "input", "-o", output]
        subprocess.run(command, cwd=ROOT, check=True)
        fill_in(output / "汇总.xlsx")
        subprocess.run([*command, "--force"], cwd=ROOT, check=True)
        pdf = printed(output / "汇总.xlsx")
        for sheet, name_, height in PICTURES:
            picture(pdf, page_of(pdf, sheet), name_, dpi=DPI, height=height)


def fill_in(path: Path) -> None:
    """Types into the workbook's columns for people."""
    book = load_workbook(path)
    sheet = book["问题清单"]
    columns = [cell.column for cell in sheet[1] if cell.value in ("责任人", "整改时限", "整改状态")]
    for row, values in enumerate(TYPED, 2):
        for column, value in zip(columns, values, strict=True):
            sheet.cell(row, column).value = value
    book.save(path)


def page_of(pdf: Path, sheet: str) -> int:
    """The first page of a sheet, by the sheet's name in the footer."""
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True).stdout.decode()
    return next(number for number, page in enumerate(text.split("\f"), 1) if f"· {sheet}\n" in page)


if __name__ == "__main__":
    main()
