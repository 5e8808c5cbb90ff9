"""What is costly to make and always the same, kept between runs in the user's cache folder.

Proving the rule tables and building a Word skeleton cost more than converting a report; both depend on nothing but
their inputs and versions. The cache is a courtesy: where it cannot be read or written, the thing is simply made again.
`CHENGGAO_CACHE` names another folder; set to nothing it turns the cache off.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ENTRIES = 16
"""Entries kept of each kind: a user with several styles and rule files still finds them; more is litter."""

_DIGEST_BYTES = 32


def cached(kind: str, key: Iterable[bytes], make: Callable[[], bytes]) -> bytes:
    """The bytes that `make` gives for this `key`, from the cache if they are there whole.

    `key` must hold everything that the result depends on. Never raises by itself; what `make` raises passes through.
    """
    key = list(key)
    data = stored(kind, key)
    if data is None:
        data = make()
        store(kind, key, data)
    return data


def stored(kind: str, key: Iterable[bytes]) -> bytes | None:
    """What was stored for this `key`, if it is there whole."""
    path = _path(kind, key)
    if path is not None:
        with contextlib.suppress(OSError):
            entry = path.read_bytes()
            data = entry[_DIGEST_BYTES:]
            if hashlib.sha256(data).digest() == entry[:_DIGEST_BYTES]:
                return data
    return None


def store(kind: str, key: Iterable[bytes], data: bytes) -> None:
    """Stores bytes under this `key`, in place of what was there; where that cannot be, it is not done."""
    path = _path(kind, key)
    if path is not None:
        with contextlib.suppress(OSError):
            folder = path.parent
            folder.mkdir(parents=True, exist_ok=True)
            temporary = folder / f".{os.urandom(8).hex()}"
            temporary.write_bytes(hashlib.sha256(data).digest() + data)
            temporary.replace(path)
            _prune(folder, kind)


def _path(kind: str, key: Iterable[bytes]) -> Path | None:
    folder = _folder()
    if folder is None:
        return None
    digest = hashlib.sha256()
    for part in key:
        digest.update(len(part).to_bytes(8, "big") + part)
    return folder / f"{kind}-{digest.hexdigest()[:32]}"


def _folder() -> Path | None:
    chosen = os.environ.get("CHENGGAO_CACHE")
    if chosen is None:
        if "linux" in sys.platform:  # the desktops' rule, as platformdirs has it; importing that takes 5 ms
            home = os.environ.get("XDG_CACHE_HOME", "").strip()
            return (Path(home) if home else Path("~/.cache").expanduser()) / "chenggao"
        from platformdirs import user_cache_path

        return user_cache_path("chenggao", appauthor=False)
    return Path(chosen) if chosen else None


def _prune(folder: Path, kind: str) -> None:
    """Removes the oldest entries of a kind beyond `ENTRIES`."""
    entries = sorted(folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in entries[ENTRIES:]:
        path.unlink(missing_ok=True)
