"""Dates and what people typed, between plain text and the values of cells."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from convert.model import Entry

Typed = str | int | datetime | None

EPOCH = datetime(1899, 12, 30)
DATE_SERIALS = range(36526, 73051)
"""Numbers that can only be dates in a column for deadlines: the years 2000 to 2099."""

_DAY_S = 86400


def typed(entry: Entry) -> tuple[Typed, Typed, Typed]:
    """责任人, 整改时限 and 整改状态 as cell values: ISO dates in the second are dates again, whole numbers numbers."""
    deadline = _date(entry.deadline) or _number(entry.deadline)
    if isinstance(deadline, int) and deadline in DATE_SERIALS:
        deadline = entry.deadline  # as a number it would be read as a date
    return _number(entry.owner), deadline, _number(entry.status)


def typed_text(value: str | float, *, deadline: bool = False) -> str:
    """What stands in a cell that people fill in, as text; `deadline` says that a number may be a date."""
    if isinstance(value, str):
        return value.strip()
    if deadline and int(value) in DATE_SERIALS:
        moment = EPOCH + timedelta(seconds=round(value * _DAY_S))
        return moment.isoformat() if value % 1 else f"{moment:%Y-%m-%d}"
    return plain(value)


def plain(value: str | float) -> str:
    """A cell's value as text, the same whatever program saved it."""
    if isinstance(value, str):
        return value.strip()
    return f"{value:.9g}" if value % 1 else str(int(value))


def serial(day: date) -> float:
    """The number that stands for a date in a workbook of the 1900 date system."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    value = (moment.replace(tzinfo=None) - EPOCH).total_seconds() / _DAY_S
    return int(value) if value.is_integer() else value


def _number(text: str) -> Typed:
    if text.isascii() and text.isdigit() and str(int(text)) == text and len(text) < 16:
        return int(text)
    return text or None


def _date(text: str) -> datetime | None:
    if text[4:5] != "-" or text[7:8] != "-":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is None and int(serial(moment)) in DATE_SERIALS else None
