"""What can go wrong, as a tree; each class carries its exit code and its sentence.

    ConvertError
    ├── InputError        the file cannot become a document           exit 1
    │   ├── EmptyFile  NotText  TooLarge  MissingFile  UnreadableFile  NotRegular  FileChanged  ConversionBug
    │   ├── OutOfTime  OutOfMemory  WorkerDied  Quarantined
    │   ├── BadWorkbook
    │   └── UnknownEncoding  UnfitEncoding
    ├── OutputError       the result cannot be written                exit 1
    │   └── UnwritableOutput  DiskFull  OutputInUse  PdfFailed  BadLedger  Busy
    └── UsageError        the command or a table it names is wrong    exit 2
        └── NoInput  UnsafeFolder  SystemFolder  UnknownFormat  UnknownStyle  BadStyle  BadRule  BadTemplate
            NoOffice  MissingExtra  NoCluster  ForeignWorkers  UnknownCode

A message says which file, what is wrong and what to do. It is an English template with named fields, so that a front
end can translate it and a worker process can send it; fields come in the order of `fields`.
"""

from __future__ import annotations

from typing import ClassVar

from convert.model import Failure

EXCERPT_CHARS = 40
"""Longest quotation of offending text in a message."""


class ConvertError(Exception):
    """Base of every error that a user may meet."""

    exit_code: ClassVar[int] = 1
    transient: ClassVar[bool] = False  # may pass by itself: a lock, a full disk, a lost share
    fields: ClassVar[tuple[str, ...]] = ("reason",)
    template: ClassVar[str] = "{reason}"

    def __init__(self, *values: str) -> None:
        if len(values) != len(self.fields):
            raise TypeError(f"{type(self).__name__} takes {self.fields}")
        super().__init__(*values)

    @property
    def details(self) -> dict[str, str]:
        """Field values by name."""
        return dict(zip(self.fields, map(str, self.args), strict=True))

    def __str__(self) -> str:
        return self.template.format(**self.details)

    def failure(self) -> Failure:
        """This error as a value for an `Outcome`."""
        return Failure(type(self).__name__, self.template, tuple(self.details.items()), self.transient)


class InputError(ConvertError):
    """The file cannot become a document."""


class EmptyFile(InputError):
    """Nothing but white space in it."""

    fields = ("path",)
    template = "{path}: the file holds no text; check that the report was saved, then try again."


class NotText(InputError):
    """A picture, archive or other binary file under a text file's name."""

    fields = ("path", "kind")
    template = "{path}: this is not a text file but {kind}; save the report as plain text (.txt), then try again."


class TooLarge(InputError):
    """Over the size cap."""

    fields = ("path", "size", "limit")
    template = "{path}: the file is {size} MB, over the limit of {limit} MB; split it into parts."


class MissingFile(InputError):
    """No such path."""

    fields = ("path",)
    template = "{path}: no such file or folder; check the name."


class UnreadableFile(InputError):
    """The operating system refuses to let us read it."""

    transient = True
    fields = ("path", "reason")
    template = "{path}: the file cannot be read ({reason}); close the program that holds it or ask for access."


class NotRegular(InputError):
    """A pipe, device, folder or link where a file should be."""

    fields = ("path",)
    template = "{path}: this is a folder, link, pipe or device, not an ordinary file; name the file itself."


class FileChanged(InputError):
    """Another version of the file is there than the one the door saw."""

    transient = True
    fields = ("path",)
    template = "{path}: the file changed while it was being read; it is taken again when it has come to rest."


class UnknownEncoding(InputError):
    """`--encoding` names no encoding."""

    exit_code = 2
    fields = ("name",)
    template = "{name}: no such encoding; use one like utf-8, gb18030, big5 or utf-16."


class UnfitEncoding(InputError):
    """A file in an encoding this program does not read."""

    fields = ("path", "name")
    template = "{path}: the file is written in {name}, which is not supported; save it as UTF-8, then try again."


class OutOfTime(InputError):
    """A worker was stopped because one file took too long."""

    transient = True
    fields = ("path", "seconds")
    template = "{path}: not finished after {seconds} seconds; split the file, or look for damage in it."


class OutOfMemory(InputError):
    """One file needs more memory than a worker may take."""

    fields = ("path",)
    template = "{path}: the file needs more memory than there is; split it into parts."


class WorkerDied(InputError):
    """A worker process died on this file."""

    transient = True
    fields = ("path",)
    template = "{path}: the program broke down on this file; it is tried again later, three times in all."


class Quarantined(InputError):
    """A file on which the program broke down again and again."""

    fields = ("path", "times")
    template = (
        "{path}: the program broke down on this file {times} times; it is left alone until its content changes."
        " Save it as plain text once more, or report it."
    )


class BadWorkbook(InputError):
    """The summary workbook that stands there cannot be read: damaged, locked by a password, or something else."""

    fields = ("path", "reason")
    template = "{path}: what people typed into this workbook cannot be read ({reason}); save it anew from Excel."


class ConversionBug(InputError):
    """Our own mistake; the file stays as it is."""

    fields = ("path", "stage", "reason")
    template = "{path}: an internal check failed in {stage} ({reason}); nothing was written. Please report this."


class OutputError(ConvertError):
    """The result cannot be written."""

    transient = True


class UnwritableOutput(OutputError):
    """No right to write there, or no such place."""

    fields = ("path", "reason")
    template = "{path}: cannot write here ({reason}); choose another output folder with -o or ask for access."


class DiskFull(OutputError):
    """No space left."""

    fields = ("path",)
    template = "{path}: the disk is full; free some space, then run again."


class OutputInUse(OutputError):
    """Open in Word or Excel, most likely."""

    fields = ("path",)
    template = "{path}: the file is open in another program; close it, then run again."


class PdfFailed(OutputError):
    """LibreOffice made no PDF of a Word file."""

    transient = False
    fields = ("path", "reason")
    template = "{path}: LibreOffice made no PDF of it ({reason}); the Word file itself is finished."


class BadLedger(OutputError):
    """The record of what was done cannot be used."""

    transient = False
    fields = ("path", "reason")
    template = (
        "{path}: the record of what was converted cannot be used ({reason}); update the program, ask for access,"
        " or move the file away: it is then made again from the results."
    )


class Busy(OutputError):
    """Another instance works on the same output folder."""

    fields = ("output", "holder")
    template = (
        "{output}: another chenggao ({holder}) works on this output folder; stop it first or choose another folder."
    )


class UsageError(ConvertError):
    """The command, or a table or template it names, is wrong."""

    exit_code = 2


class NoOffice(UsageError):
    """No LibreOffice for `--pdf`."""

    fields = ()
    template = "PDF needs LibreOffice, which is not installed here; install it from libreoffice.org or leave out --pdf."


class NoInput(UsageError):
    """A folder without a readable report."""

    fields = ("path", "suffixes")
    template = "{path}: no report found; put files ending in {suffixes} there."


class UnsafeFolder(UsageError):
    """Results would be put where reports are taken from, so that results could become reports."""

    fields = ("path", "output")
    template = "{path}: the reports lie in the output folder {output}; choose an output folder outside with -o."


class SystemFolder(UsageError):
    """A folder that belongs to the system or to a program."""

    fields = ("path",)
    template = "{path}: this folder belongs to the system or to a program; choose a folder of its own for reports."


class UnknownFormat(UsageError):
    """No writer of that name."""

    fields = ("name", "known")
    template = "{name}: no such output format; known are {known}."


class UnknownStyle(UsageError):
    """No style of that name and no such file."""

    fields = ("name", "known")
    template = "{name}: no such style; known are {known}, or give the path of a .toml file."


class UnknownCode(UsageError):
    """`--ignore` names no finding."""

    fields = ("code",)
    template = "{code}: no finding has this code; chenggao rules show findings lists them."


class BadStyle(UsageError):
    """A style file that says something impossible."""

    fields = ("file", "key", "reason")
    template = "{file}: {key}: {reason}."


class BadRule(UsageError):
    """A rule table that does not load or whose row fails its own example."""

    fields = ("file", "row", "key", "reason")
    template = "{file}: rule {row}: {key}: {reason}."


class BadTemplate(UsageError):
    """A template that is no Word file."""

    fields = ("path", "reason")
    template = "{path}: cannot be used as a template ({reason}); give a .docx or .dotx file saved by Word or WPS."


class MissingExtra(UsageError):
    """An option whose libraries were not installed with the program."""

    fields = ("option", "extra")
    template = "{option} needs libraries that are not installed; run: pip install 'chenggao[{extra}]'"


class NoCluster(UsageError):
    """No Dask scheduler answers at the address."""

    fields = ("address", "reason")
    template = (
        "{address}: no cluster answers there ({reason}); start a scheduler,"
        " or give its address in the form tcp://HOST:8786."
    )


class ForeignWorkers(UsageError):
    """Workers of another version would give other results."""

    fields = ("address", "theirs", "ours")
    template = "{address}: workers run version {theirs}, this is {ours}; install the same version on all machines."


def restored(failure: Failure) -> ConvertError:
    """The error that a failure, perhaps of another process, stands for."""
    kind: type[ConvertError] = globals()[failure.code]
    return kind(*(value for _, value in failure.details))
