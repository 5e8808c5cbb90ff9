"""The results about all reports: made from the ledger by whoever has the time, put in place by who holds the lock.

Making one takes a minute where there are a hundred thousand reports. It reads the ledger as it stands at that moment
and writes one temporary file; it may run in another process. Putting it in place takes a moment. A file that someone
saved in between is seen, and the result is made again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, replace
from datetime import datetime
from typing import NamedTuple

from convert.desk import DIRTY, Desk
from convert.errors import BadWorkbook, ConversionBug, ConvertError, OutputInUse
from convert.files import WAITS_S, digest, put_in_place, sync_folder, temporary_beside, write_file, writing
from convert.kit import Kit
from convert.ledger import Ledger
from convert.model import Entry, Failure, Summary, Written
from convert.results import BESIDE, keep_copy, marked
from convert.rows import StaleRecord, unpack
from convert.system import log
from convert.writers import EntryReader, summary_writers

ATTEMPTS = 3
"""Times that a result is made again because someone saved the old one meanwhile."""

REMARKS = 20
"""Remarks of one making that are kept for the log."""


class Order(NamedTuple):
    """What it takes to make one result, besides rules and style; it survives pickling."""

    format: str
    path: str  # where it belongs
    temporary: str  # where it is written
    state: str  # folder of the ledger
    output: str
    made: datetime  # the time it states
    typed: tuple[Entry, ...]  # what people typed into the last one, as far as it is on record
    read: tuple[str, ...]  # files that they may have typed into since
    ours: str | None  # sha256 of the last one as we wrote it


class Made(NamedTuple):
    """What was made of an order."""

    sha256: str
    typed: tuple[Entry, ...]
    seen: tuple[tuple[str, str | None], ...]  # the files that were read, with their sha256
    edited: tuple[str, ...]  # of these, where more was changed than the columns to fill in
    remarks: tuple[str, ...]  # for the log


def rebuild(desk: Desk, formats: Iterable[str], *, only_missing: bool = False) -> list[Written]:
    """The results about all reports that this output folder holds, written anew. Raises `OutputError`s.

    With `only_missing`, only where one is not there or out of date. Without any report, nothing is written.

    What people typed beside the problems is read first and written again. A file that is open in Excel is left alone,
    and the new one put beside it.
    """
    ledger = desk.ledger
    if not ledger.holds():
        ledger.note(DIRTY, "0")
        ledger.commit()
        return []
    only_missing = only_missing and ledger.noted(DIRTY) != "1"
    written = [
        _rebuild(desk, name)
        for name in formats
        if not only_missing or not os.path.exists(_place(desk, name)) or ledger.noted(f"beside:{name}")
    ]
    if written:
        ledger.note(DIRTY, str(int(any(result.instead_of for result in written))))
        ledger.commit()
    return written


def _rebuild(desk: Desk, name: str) -> Written:
    for _ in range(ATTEMPTS):
        order = ordered(desk, name)
        written = place(desk, order, make(order, desk.kit))
        if written is not None:
            return written
    raise OutputInUse(_place(desk, name))


def _place(desk: Desk, name: str) -> str:
    writer = summary_writers()[name]
    return os.path.join(desk.output, writer.STEM + writer.SUFFIX)


def ordered(desk: Desk, name: str) -> Order:
    """The order of a result in this format, by what the ledger knows now."""
    path, ledger = _place(desk, name), desk.ledger
    return Order(
        name,
        path,
        temporary_beside(path),
        str(desk.state),
        desk.output,
        datetime.fromtimestamp(desk.system.clock()),
        tuple(Entry(*row) for row in json.loads(ledger.noted("typed") or "[]")),
        tuple(dict.fromkeys((path, ledger.noted(f"beside:{name}") or path))),
        ledger.noted(f"sha256:{name}"),
    )


def make(order: Order, kit: Kit) -> Made:
    """Makes the result of an order in its temporary file. Raises `OutputError`s; then there is none."""
    writer = summary_writers()[order.format]
    remarks: list[str] = []
    typed, edited = order.typed, []
    seen = tuple((path, digest(path)) for path in order.read)
    for path, sha256 in seen:
        if sha256 in (None, order.ours) or not isinstance(writer, EntryReader):
            continue
        try:
            typed = writer.read_entries(path, typed)
            changed = writer.edited(path)
        except BadWorkbook as error:
            remarks.append(str(error))
            changed = True
        if changed:
            edited.append(path)
    ledger = Ledger(order.state, order.output, read_only=True)
    try:
        with writing(order.temporary, order.path) as file:
            writer.write_summary(summaries(ledger, remarks.append), kit, file, made=order.made, entries=typed)
    finally:
        ledger.close()
    return Made(digest(order.temporary) or "", typed, seen, tuple(edited), tuple(remarks[:REMARKS]))


def make_or_fail(order: Order, kit: Kit) -> Made | Failure:
    """As `make`, with an error as a value: for another process, and where our mistake must not end the watch."""
    try:
        return make(order, kit)
    except ConvertError as error:
        return error.failure()
    except Exception as error:
        return ConversionBug(order.path, order.format, f"{type(error).__name__}: {error}").failure()


def place(desk: Desk, order: Order, made: Made, *, patient: bool = True, beside: bool = True) -> Written | None:
    """The result in its place, on record; `None` where someone saved the old one since: it is to be made again.

    A place that is held open is waited for if `patient`; then the result goes beside it, or, without `beside`,
    `OutputInUse` is raised and it may be tried again. Raises `OutputError`s.
    """
    ledger, system, name = desk.ledger, desk.system, order.format
    for remark in made.remarks:
        log(__name__).warning("%s", remark)
    if any(digest(path) != sha256 for path, sha256 in made.seen):
        discard(order)
        return None
    kept = None
    for path, sha256 in made.seen:
        if path in made.edited and sha256 is not None:
            kept = keep_copy(path, sha256, system)
    ledger.note("typed", json.dumps([astuple(entry) for entry in made.typed], ensure_ascii=False))
    system.point("written")
    system.point("synced")
    written = Written(order.path, name, made.sha256, kept=kept)
    stands = ledger.noted(f"beside:{name}")
    try:
        put_in_place(order.temporary, order.path, waits_s=WAITS_S if patient else (), system=system)
    except OutputInUse:
        if not beside:
            raise
        stands = stands or marked(order.path, BESIDE, system)
        try:
            put_in_place(order.temporary, stands, waits_s=(), system=system)
        except OutputInUse:
            discard(order)
            raise
        written = replace(written, path=stands, instead_of=order.path)
        ledger.note(f"held:{name}", dict(made.seen)[order.path] or "")
        ledger.note(f"beside:{name}", stands)
    else:
        if stands:
            _moved_in(desk, name, stands)
    sync_folder(desk.output, system)
    ledger.note(f"sha256:{name}", made.sha256)
    ledger.commit()
    return written


def release(desk: Desk, name: str) -> bool | None:
    """Whether a result that stood beside its place, which was held open, is in it now; `None` = make it anew.

    True, too, where none stands beside.
    """
    ledger = desk.ledger
    stands = ledger.noted(f"beside:{name}")
    if not stands:
        return True
    path = _place(desk, name)
    if digest(stands) != ledger.noted(f"sha256:{name}") or (digest(path) or "") != ledger.noted(f"held:{name}"):
        return None  # someone typed into the one or the other
    with open(stands, "rb") as file:
        data = file.read()
    try:
        write_file(path, data, sync=True, waits_s=(), system=desk.system)
    except OutputInUse:
        return False
    _moved_in(desk, name, stands)
    sync_folder(desk.output, desk.system)
    ledger.commit()
    return True


def _moved_in(desk: Desk, name: str, stood: str) -> None:
    """Removes what stood beside the place while that was held, unless someone typed into it."""
    if digest(stood) == desk.ledger.noted(f"sha256:{name}"):
        os.unlink(stood)
    desk.ledger.note(f"beside:{name}", "")


def discard(order: Order) -> None:
    """Removes what was made, or begun to be made, of an order."""
    with contextlib.suppress(OSError):
        os.unlink(order.temporary)


def _pass(remark: str) -> None:
    """Says nothing."""


def summaries(ledger: Ledger, remark: Callable[[str], None] = _pass) -> Iterator[Summary]:
    """The rows of all reports that have results, in the order of their names."""
    for name, documents, gone, record in ledger.records():
        try:
            summary = unpack(record)
        except StaleRecord:
            remark(f"{name}: its rows are of another version; convert it again with --force")
            continue
        report = summary.report
        if gone:
            report = replace(report, reasons=(*report.reasons, "source-gone"))
        yield replace(summary, report=report, documents=documents)
