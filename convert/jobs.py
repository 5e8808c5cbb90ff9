"""Paths given by a person to jobs: folders are walked, sub-folders mirrored, each report gets a safe result name."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple, Protocol

from convert.errors import ConvertError, NoInput, UnreadableFile, UnsafeFolder
from convert.model import Job, Outcome
from convert.names import Names, NewNames, safe_name, shown
from convert.patterns import compiled
from convert.readers import readers
from convert.rulebook import RuleTable
from convert.system import REAL, System, reach

_MOUNT_POINT = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT


class Listed(Protocol):
    """An entry of a folder, as `os.scandir` gives it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def path(self) -> str:
        """The folder's path and its name."""
        ...

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        ...

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """What the system says of it."""
        ...


class Deep:
    """An entry whose folder was listed by another form of its path, under the usual path."""

    __slots__ = ("_entry", "name", "path")

    def __init__(self, entry: Listed, path: str) -> None:
        self._entry, self.name, self.path = entry, entry.name, path

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        return self._entry.is_dir(follow_symlinks=follow_symlinks)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """What the system says of it."""
        return self._entry.stat(follow_symlinks=follow_symlinks)


def _deep(entries: Iterable[Listed], folder: str) -> Iterator[Deep]:
    return (Deep(entry, os.path.join(folder, entry.name)) for entry in entries)


class Found(NamedTuple):
    """A report that lies in a folder, or something under a report's name that is none."""

    path: str  # to open it; bytes that are no text as surrogates
    relative: str  # path below the folder walked, "/" separated
    entry: Listed  # knows its own `stat`


def collect(
    paths: Iterable[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    formats: tuple[str, ...],
    ignore: RuleTable,
    names: Names | None = None,
) -> Iterator[Job | Outcome]:
    """The jobs of all reports under `paths`, in order; where a path gives none, an `Outcome` that says why.

    A folder gives its reports sorted by name, then those of its sub-folders; their results are mirrored below `output`.
    A file gives itself, whatever its suffix. A path named twice gives one job. The output folder, and what the table
    `ignore` names, is left out of the walk. `names` says who has which result name. Nothing is read yet.

    Raises `UnsafeFolder` at once where a folder given is the output folder itself or lies in it.
    """
    given = [os.path.abspath(path) for path in paths]
    target = os.path.abspath(output)
    for path in given:
        if stat.S_ISDIR(mode_of(path)) and within(path, target):
            raise UnsafeFolder(shown(path), shown(target))
    return _collect(given, target, formats, ignore, names or NewNames())


def _collect(
    given: list[str], output: str, formats: tuple[str, ...], ignore: RuleTable, names: Names
) -> Iterator[Job | Outcome]:
    seen: set[str] = set()
    for path in given:
        if path in seen:
            continue
        seen.add(path)
        if not stat.S_ISDIR(mode_of(path)):
            # A link that a person typed is meant; links met in a walk are refused by the reader.
            source = os.path.realpath(path) if os.path.islink(path) else path
            name = os.path.basename(path)
            yield Job(source, shown(name), names.reserve(path, os.path.join(output, result_stem(name))), formats)
            continue
        empty = True
        failures: list[Outcome] = []

        def refused(folder: str, error: OSError, failures: list[Outcome] = failures) -> None:
            """Notes a folder that cannot be listed."""
            failures.append(no_job(folder, UnreadableFile(shown(folder), error.strerror or str(error))))

        for found in walk(path, ignore, leave_out=(output,), on_error=refused):
            empty = False
            if found.path not in seen:
                target = names.reserve(found.path, wanted(found.relative, output))
                yield Job(found.path, shown(found.relative), target, formats)
        yield from failures
        if empty and not failures:
            yield no_job(path, NoInput(shown(path), ", ".join(sorted(readers()))))


def wanted(relative: str, output: str) -> str:
    """The result path without suffix that a report at `relative` below the folder walked would like."""
    folder, _, name = relative.rpartition("/")
    return _mirrored(folder, output) + result_stem(name)


@lru_cache(maxsize=256)
def _mirrored(folder: str, output: str) -> str:
    """The path of the folder for results, up to the name that follows."""
    return os.path.join(output, *map(safe_name, filter(None, folder.split("/"))), "")


def count(paths: Iterable[str | os.PathLike[str]], output: str | os.PathLike[str], ignore: RuleTable) -> int:
    """About how many jobs `collect` will give, for a progress bar; costs one walk."""
    total = 0
    for path in map(os.path.abspath, paths):
        total += sum(1 for _ in walk(path, ignore, leave_out=(output,), on_error=_pass)) if os.path.isdir(path) else 1
    return total


def _pass(folder: str, error: OSError) -> None:
    """Says nothing: `collect` will."""


def no_job(path: str, error: ConvertError) -> Outcome:
    """The outcome of a path that gives no job."""
    return Outcome(Job(path, shown(os.path.basename(path)), "", ()), error=error.failure())


def walk(
    root: str,
    ignore: RuleTable,
    *,
    leave_out: Iterable[str | os.PathLike[str]] = (),
    on_error: Callable[[str, OSError], None] | None = None,
    known: Callable[[Listed], bool] = lambda entry: False,
    system: System = REAL,
) -> Iterator[Found]:
    """Everything below `root` with a report's suffix, sorted by name, a folder's files before its sub-folders.

    Links to folders are not followed, the folders `leave_out` not entered. A folder that cannot be listed is told to
    `on_error`; without it, the `OSError` is raised. What is `known` to the caller is passed over.
    """
    suffixes = _suffixes()
    no_file, no_folder = _patterns(ignore)
    left_out = {os.path.normcase(os.path.realpath(folder)) for folder in leave_out}
    folders = [(root, "")]
    while folders:
        folder, prefix = folders.pop()
        below: list[tuple[str, str]] = []
        try:
            reached = reach(folder)
            with system.scandir(reached) as entries:
                met = entries if reached == folder else _deep(entries, folder)
                listed = sorted((entry for entry in met if not known(entry)), key=attrgetter("name"))
        except OSError as error:
            if on_error is None:
                raise
            on_error(folder, error)
            continue
        for entry in listed:
            name = entry.name
            if entry.is_dir(follow_symlinks=False) and not is_junction(entry):
                if not no_folder(name) and (
                    not left_out or os.path.normcase(os.path.realpath(entry.path)) not in left_out
                ):
                    below.append((entry.path, f"{prefix}{name}/"))
            elif name.lower().endswith(suffixes) and not no_file(name):
                yield Found(entry.path, prefix + name, entry)
        folders.extend(reversed(below))


def is_junction(entry: Listed, *, windows: bool = os.name == "nt") -> bool:
    """Whether this is Windows' other kind of link to a folder, which counts as a folder and may lead in circles.

    Folders of OneDrive are marked alike, with another tag; they are entered.
    """
    return windows and getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _MOUNT_POINT


@cache
def _patterns(ignore: RuleTable) -> tuple[Callable[[str], object], Callable[[str], object]]:
    """Tests for file and folder names to skip; one pattern each, since a big folder is tested name by name."""
    file, folder = (
        compiled("|".join(f"(?:{rule.regex.pattern})" for rule in ignore.of_kind(kind)) or r"(?!)").fullmatch
        for kind in ("file", "folder")
    )
    return file, folder


def result_stem(name: str) -> str:
    """The result's name for a report's file name: its known suffix taken off, the rest made safe.

    >>> result_stem("2024.05.报告.txt"), result_stem("2024.05"), result_stem(".txt")
    ('2024.05.报告', '2024.05', '未命名')
    """
    lower = name.lower()
    for suffix in _suffixes():
        if lower.endswith(suffix):
            return safe_name(name[: len(name) - len(suffix)])
    return safe_name(name)


@cache
def _suffixes() -> tuple[str, ...]:
    """Those of reports, longer ones first."""
    return tuple(sorted(readers(), key=len, reverse=True))


def mode_of(path: str) -> int:
    """The file mode behind `path`, links followed; 0 where nothing is there."""
    try:
        return os.stat(reach(path)).st_mode
    except OSError:
        return 0


def within(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies in it, links and letter case of the system taken into account."""
    path, folder = (os.path.normcase(os.path.realpath(item)) for item in (path, folder))
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
