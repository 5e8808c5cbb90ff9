"""Dates that no calendar has, identity and telephone numbers that cannot be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from convert.checks.view import Doubt, View
from convert.model import Role
from convert.patterns import compiled

# Where a pattern begins with one character, not with a repeat or a choice, the regex engine looks for that character by
# itself: dates and long numbers took 75 µs a report, and take 47.
# Of the months those that are 1 to 12 with a day of 1 to 28 or none behind them need no closer look.
_MONTH = compiled("月(?<=[0-9].)(?!(?:(?<=[^0-9][1-9].)|(?<=[^0-9]1[0-2].))(?:(?![0-9])|(?:[1-9]|1[0-9]|2[0-8])日))")
_DATE = compiled(r"([12](?:(?<=1)9|(?<=2)0)[0-9][0-9])年([0-9]{1,2})月(?:([0-9]{1,2})日)?")
_MONTH_DAY = compiled(r"([0-9][0-9]?)月([0-9]{1,2})日")
_ZERO = compiled(r"年\s?0\d月|月\s?0\d日")
_LEADING_ZERO = compiled(r"0\d(?:月|日)")  # stands wherever `_ZERO` does
_LONG = compiled(r"[0-9][0-9]{6,}[Xx]?(?![\dA-Za-z.])")
_DATED = Role.DATE
_AS_ZERO = bytes.maketrans(b"123456789", b"000000000")
_CALLED = compiled(r"(?:电话|手机|联系方式|联系电话|手机号码?)[：:]?\s?$")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PHONE_LENGTHS = (7, 8, 10, 11, 12)  # local, local with area code, mobile, area code of four digits


def dates(view: View) -> Iterator[Doubt]:
    """A doubt for every date that does not exist, and for a leading zero in the date of the document."""
    text = view.text
    if "月" not in text:
        return
    for sign in _MONTH.finditer(text):
        month = sign.start()
        found = _DATE.search(text, max(0, month - len("2025年12")), month + len("月31日"))
        if found is not None:
            if not text[found.start() - 1 : found.start()].isdecimal() and not _exists(
                int(found[1]), int(found[2]), int(found[3] or 1)
            ):
                yield Doubt("D-invalid", found.start(), found.end(), (found[0],))
            continue
        found = _MONTH_DAY.search(text, max(0, month - len("12")), month + len("月31日"))
        # In a leap year: 29 February may be meant.
        if (
            found is not None
            and not _follows_year(text, found.start())
            and not _exists(2000, int(found[1]), int(found[2]))
        ):
            yield Doubt("D-invalid", found.start(), found.end(), (found[0],))
    for start, block in view.paragraphs if _LEADING_ZERO.search(text) else ():
        if block.role is _DATED and (zero := _ZERO.search(block.text)):
            without = re.sub(r"(?<=[年月])(\s?)0", r"\1", block.text)
            yield Doubt("D-zero", start + zero.start(), start + zero.end(), (block.text,), without)


def _follows_year(text: str, place: int) -> bool:
    """Whether the digits at a place follow a year, or other digits."""
    before = text[place - 1 : place]
    return before == "年" or before.isdecimal()


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def numbers(view: View) -> Iterator[Doubt]:
    """A doubt for identity numbers with a wrong check digit and telephone numbers of no known length.

    Right ones are a hint: a report that goes round should not carry them.
    """
    text = view.text
    if b"0000000" not in view.low.translate(_AS_ZERO):  # a fifth of what the pattern takes; few other texts pass
        return
    for found in _LONG.finditer(text):
        number, place = found[0], (found.start(), found.end())
        if text[place[0] - 1 : place[0]].isascii() and text[place[0] - 1 : place[0]].isalnum():
            continue  # part of a longer code
        if len(number) == 18 and _born(number):
            wrong = check_digit(number) != number[17].upper()
            yield Doubt("I-id", *place, (number,)) if wrong else Doubt("I-private", *place, (number, "身份证号"))
        elif len(number) == 11 and number[0] == "1" and number[1] in "3456789":
            yield Doubt("I-private", *place, (number, "手机号码"))
        elif _CALLED.search(text, max(0, place[0] - 8), place[0]) and len(number) not in _PHONE_LENGTHS:
            yield Doubt("I-phone", *place, (number,))


def check_digit(number: str) -> str:
    """The check digit that the first 17 digits of an identity number call for (GB 11643-1999).

    >>> check_digit("11010519491231002")
    'X'
    """
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]


def _born(number: str) -> bool:
    """Whether digits 7-14 are a date of birth, so that this is an identity number and no account or order number."""
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    return 1900 <= year <= 2100 and _exists(year, month, day)
