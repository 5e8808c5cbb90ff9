"""Where the record of an output folder is kept, and which folders a network shares with other computers."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

STATE_FOLDER = ".chenggao"
"""Folder of ledger, lock, status and log inside an output folder on a local disk."""

# Types of file systems in Linux' mount table that another computer may write to, too. SQLite's shared memory and our
# lock hold on one computer only.
_NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "ncpfs",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
)
_DRIVE_REMOTE = 4  # GetDriveTypeW


def state_folder(output: str | os.PathLike[str], chosen: str | os.PathLike[str] | None = None) -> Path:
    """The folder of the ledger: `chosen`, else inside the output folder, else, for a share, the user's own."""
    if chosen is not None:
        return Path(chosen)
    if not is_network(output):
        return Path(output) / STATE_FOLDER
    mark = hashlib.sha256(os.fsencode(os.path.abspath(output))).hexdigest()[:16]
    return _user_state() / "chenggao" / mark


def _user_state() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")


def is_network(path: str | os.PathLike[str]) -> bool:
    """Whether `path`, or the nearest folder above it that exists, lies on a share.

    Known for Linux and Windows; on macOS a share is taken for a local disk, and `--state` helps.
    """
    full = os.path.realpath(path)
    if sys.platform == "win32":
        import ctypes

        if full.startswith(("\\\\", "//")):
            return True
        return bool(ctypes.windll.kernel32.GetDriveTypeW(os.path.splitdrive(full)[0] + "\\") == _DRIVE_REMOTE)
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
            return mount_type(full, file.read()).startswith(_NETWORK)
    except OSError:
        return False


def mount_type(path: str, table: str) -> str:
    r"""The file system type of `path` by a mount table in the form of Linux' `/proc/self/mountinfo`.

    >>> mount_type("/mnt/share/in", "1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:5 / /mnt/share rw - cifs //nas/x rw\n")
    'cifs'
    """
    best, found = "", ""
    for line in table.splitlines():
        left, _, right = line.partition(" - ")
        point = _unescaped(left.split(" ")[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, found = point, right.split(" ")[0]
    return found


def _unescaped(point: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, char)
    return point
