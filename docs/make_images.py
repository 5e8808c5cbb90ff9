"""Draws the page pictures of docs/images from the samples in input/, as LibreOffice renders them.

Run from the project's root after tests/office/setup.sh: `python docs/make_images.py`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from convert import convert_text, load_kit  # noqa: E402  # the project need not be installed
from tests.office.rendering import render  # noqa: E402

SAMPLES = ("样例-1", "样例-2", "样例-6")
DPI = 72


def main() -> None:
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    kit = load_kit()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = []
        for sample in SAMPLES:
            (source,) = (ROOT / "input").glob(f"{sample}-*.txt")
            files.append(folder / f"page-{sample[-1]}.docx")
            files[-1].write_bytes(convert_text(source.read_bytes(), kit, name=source.name))
        for old in images.glob("page-*.png"):
            old.unlink()
        for pdf in render(files, folder):
            target = images / pdf.stem
            subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-l", "2", "-png", pdf, target], check=True)
    for picture in sorted(images.glob("page-*.png")):
        print(picture.relative_to(ROOT), picture.stat().st_size)


if __name__ == "__main__":
    main()
