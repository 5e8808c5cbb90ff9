"""Word files as PDF, made by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from convert.errors import NoOffice, PdfFailed
from convert.files import write_file

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)

_BATCH = 50
"""Files for one start of LibreOffice: a start takes 0.8 s, each file after it 0.04 s."""

_START_S, _FILE_S = 120.0, 30.0
"""Time allowed for a start and for each file, some twenty times what a slow machine took."""


def find_office() -> str:
    """The path of LibreOffice's program. Raises `NoOffice` where there is none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    found = found or next((place for place in _PLACES if Path(place).is_file()), None)
    if found is None:
        raise NoOffice()
    return found


def write_pdfs(paths: Sequence[str | Path]) -> tuple[Path, ...]:
    """The PDF beside each Word file, same name, in the order of `paths`.

    LibreOffice runs with a profile of its own, so that an open window of the user's neither hinders nor sees it. Raises
    `NoOffice` where it is not installed and `PdfFailed` for the first file it makes no PDF of; those before are there.
    """
    office = find_office()
    files = [Path(path) for path in paths]
    written: list[Path] = []
    for start in range(0, len(files), _BATCH):
        with tempfile.TemporaryDirectory(prefix="chenggao-", ignore_cleanup_errors=True) as folder:
            written += _convert(office, files[start : start + _BATCH], Path(folder))
    return tuple(written)


def _convert(office: str, files: Sequence[Path], folder: Path) -> list[Path]:
    # Numbered copies: two reports of the same name do not collide, and no name is too odd for a command line.
    copies = [folder / f"{number}.docx" for number in range(len(files))]
    for file, copy in zip(files, copies, strict=True):
        shutil.copyfile(file, copy)
    profile = (folder / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf"]
    try:
        done = subprocess.run(
            [*command, "--outdir", str(folder), *map(str, copies)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_START_S + _FILE_S * len(files),
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no black window
        )
    except subprocess.TimeoutExpired:
        raise PdfFailed(str(files[0]), "LibreOffice did not finish in time") from None
    except OSError as error:
        raise PdfFailed(str(files[0]), error.strerror or "LibreOffice does not start") from None
    written = []
    for file, copy in zip(files, copies, strict=True):
        made = copy.with_suffix(".pdf")
        if not made.is_file():
            raise PdfFailed(str(file), _last_line(done.stderr))
        target = file.with_suffix(".pdf")
        write_file(str(target), made.read_bytes())
        written.append(target)
    return written


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "LibreOffice says nothing more"
