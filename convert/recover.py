"""What an output folder says of its past when the ledger is lost: each Word file names the content it was made of."""

from __future__ import annotations

import os
import re

from convert.names import fold

_PROPERTY = re.compile(rb'name="\xe6\x9d\xa5\xe6\xba\x90SHA-256"[^>]*>\s*<vt:lpwstr>([0-9a-f]{64})<')
"""The custom property 来源SHA-256, which the Word writer sets and Word, WPS and LibreOffice keep."""


def results_by_target(output: str) -> dict[str, str]:
    """The sha256 of the source of each Word file of ours below `output`, by its folded path without suffix."""
    found = {}
    for folder, folders, files in os.walk(output):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith(".docx") and not name.startswith((".", "~$")):
                path = os.path.join(folder, name)
                sha256 = source_of(path)
                if sha256 is not None:
                    found[fold(os.path.relpath(path, output).removesuffix(".docx"))] = sha256
    return found


def source_of(path: str) -> str | None:
    """The sha256 of the source of a Word file of ours; `None` for any other file."""
    import zipfile  # 4 ms, and a new output folder holds no results

    try:
        with zipfile.ZipFile(path) as package:
            match = _PROPERTY.search(package.read("docProps/custom.xml"))
    except (OSError, KeyError, zipfile.BadZipFile):
        return None
    return match[1].decode() if match else None
