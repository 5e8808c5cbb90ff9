"""The user's own Word file as template: its styles, page and footers come before those of the style."""

from __future__ import annotations

import io
from pathlib import Path

from convert.errors import BadTemplate
from convert.values import dataclass

_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.%s.main+xml"
_MACROS = b"macroEnabled"
_LIMIT_BYTES = 50_000_000
"""Largest template, packed and each part unpacked: real ones are under 1 MB, more is a mistake or a zip bomb."""


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A checked template. Compared and hashed by identity, so that it is a cheap cache key."""

    path: str  # for messages
    data: bytes  # a .docx package


def load_template(path: str | Path) -> Template:
    """The template of a `.docx` or `.dotx` file. Raises `BadTemplate` where it is no Word file or holds macros."""
    import zipfile  # with zlib 16 ms, and few runs have a template
    import zlib

    path = Path(path)
    try:
        if path.stat().st_size > _LIMIT_BYTES:
            raise BadTemplate(str(path), "it is larger than 50 MB")
        data = path.read_bytes()
    except OSError as error:
        raise BadTemplate(str(path), error.strerror or "it cannot be read") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(info.file_size > _LIMIT_BYTES for info in archive.infolist()):
                raise BadTemplate(str(path), "a part of it is larger than 50 MB")
            types = archive.read(_TYPES)
            if archive.testzip() is not None:
                raise BadTemplate(str(path), "the file is damaged")
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError):
        raise BadTemplate(str(path), "it is no Word file, or it is locked by a password") from None
    if _MACROS in types:
        raise BadTemplate(str(path), "it holds macros")
    if _MAIN % b"template" in types:
        data = _as_document(data, types.replace(_MAIN % b"template", _MAIN % b"document"))
    elif _MAIN % b"document" not in types:
        raise BadTemplate(str(path), "it is no Word file")
    return Template(str(path), data)


def _as_document(data: bytes, types: bytes) -> bytes:
    """A `.dotx` as the `.docx` that Word makes of it."""
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, types if info.filename == _TYPES else old.read(info))
    return stream.getvalue()
