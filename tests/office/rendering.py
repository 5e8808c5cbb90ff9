"""What LibreOffice makes of a Word file: lines with their place, font and size, measured by poppler.

`tests/office/setup.sh` provides the programs and the stand-in fonts; without them the tests are skipped.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

FONTS = Path(__file__).parents[2] / "tools-cache" / "fonts" / "fonts.conf"
MM = 25.4 / 72

BOX_HEIGHT, BASELINE = 1.3, 0.957
"""Height of poppler's box and place of the baseline in it, in font sizes, for the Fandol fonts."""

DASH_MIDDLE = 0.38
"""Middle of a dash over the baseline, in font sizes."""

_ZOOM = 10


@dataclass
class Line:
    page: int  # 1-based
    text: str  # blanks between words apart
    left_mm: float
    right_mm: float
    baseline_mm: float  # from the upper edge of the sheet
    size_pt: float
    fonts: tuple[str, ...]  # families in order of appearance

    @property
    def footer(self):
        return self.baseline_mm > 262.5


def need_office():
    """Skips the test where the programs or fonts are missing."""
    for program in ("soffice", "pdftotext", "pdftohtml"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} not found")
    if not FONTS.is_file():
        pytest.skip("stand-in fonts not found: run tests/office/setup.sh")


def render(files, folder):
    """The PDF of each Word file, in order; LibreOffice starts once, in a profile of its own."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", folder, *files],
        check=True, capture_output=True, timeout=300, env={**os.environ, "FONTCONFIG_FILE": str(FONTS)},
    )  # fmt: skip
    return [folder / f"{Path(file).stem}.pdf" for file in files]


def lines(pdf):
    """All lines of a PDF, page by page from above."""
    boxes = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True).stdout.decode()
    looks = _looks(pdf)
    found = []
    for number, page in enumerate(re.findall(r"<page .*?</page>", boxes, re.DOTALL), 1):
        rows = {}
        for word in ElementTree.fromstring(page):
            left, top, right, bottom = (float(word.get(key)) for key in ("xMin", "yMin", "xMax", "yMax"))
            size = (bottom - top) / BOX_HEIGHT
            rows.setdefault(round((top + BASELINE * size) / 3), []).append((left, right, top, size, word.text))
        for _, words in sorted(rows.items()):
            words.sort()
            size = max(word[3] for word in words)
            baseline = words[0][2] + BASELINE * words[0][3]
            fonts = looks.get((number, round((baseline - BASELINE * size) / 3)), ())
            found.append(
                Line(
                    number,
                    "".join(word[4] for word in words),
                    words[0][0] * MM,
                    words[-1][1] * MM,
                    baseline * MM,
                    round(size, 1),
                    fonts,
                )
            )
    return found


def _looks(pdf):
    """Font families by page and height on it."""
    command = ["pdftohtml", "-xml", "-i", "-zoom", str(_ZOOM), "-stdout", pdf]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    families = dict(re.findall(r'<fontspec id="(\d+)"[^>]*family="(?:\w+\+)?([^"]+)"', text))
    scale = 1.0
    looks = {}
    for number, page in enumerate(re.findall(r"<page .*?</page>", text, re.DOTALL), 1):
        height = re.search(r'height="(\d+)"', page)
        scale = int(height[1]) / 841.89
        for top, font in re.findall(r'<text top="(\d+)"[^>]*font="(\d+)"', page):
            key = (number, round(int(top) / scale / 3))
            for near in (key[1] - 1, key[1], key[1] + 1):
                looks.setdefault((number, near), []).append(families[font])
    return {key: tuple(dict.fromkeys(fonts)) for key, fonts in looks.items()}
