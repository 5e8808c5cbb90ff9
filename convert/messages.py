"""Chinese or English: which language the user reads, and every message in it.

English sentences in the source are the keys; `locale/zh_CN/LC_MESSAGES/chenggao.po` holds the Chinese ones. The command
line sets the language once (`use`), for click's own sentences too; whatever else needs a fixed language, such as the
Chinese reason files, asks for it (`translate`, `explain`).
"""

from __future__ import annotations

import gettext
import os
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from convert.errors import ConvertError
    from convert.model import Failure

Language = Literal["zh", "en"]

DOMAIN = "chenggao"
LOCALE = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - pathlib costs half of `--help`

_LOCALES: Mapping[Language, str] = {"zh": "zh_CN", "en": "en"}

# The part of a Windows language number that all kinds of Chinese share (LANG_CHINESE).
_WINDOWS_CHINESE = 0x04


def n_(message: str) -> str:
    """The message as it is, marked for the catalogue; translated where it is shown."""
    return message


REASONS = (
    n_("must be one of {}"),
    n_("strength must be one of {}"),
    n_("goes round in a circle over {}"),
    n_("is no key here; known are {}"),
    n_("must be of type {}"),
    n_("the pattern misses “{}”"),
    n_("the pattern must leave “{}” alone"),
    n_("{} characters became {}"),
    n_("line {} comes after line {}"),
)
"""What errors give as their reason with a value of the moment in it; a test finds those that are missing here."""


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(current()).gettext(message)


def many(one: str, more: str, count: int) -> str:
    """`one` or `more`, as `count` asks for, in the language in use."""
    return _catalogue(current()).ngettext(one, more, count)


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language the user reads: `--lang` among the arguments, else the locale's, else English.

    The arguments are looked at before click reads them, because `--help` is answered while they are read.
    """
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else "".join(arguments[position + 1 : position + 2])
            return "zh" if value == "zh" else "en"
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if chosen := environment.get(variable):
            return "zh" if chosen.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0xFF == _WINDOWS_CHINESE else "en"
    return "en"


def use(chosen: Language) -> None:
    """From now on `_` speaks this language, and so do click and the processes started from here."""
    os.environ["LANGUAGE"] = _LOCALES[chosen]
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)


def current() -> Language:
    """The language in use."""
    return "zh" if os.environ.get("LANGUAGE") == _LOCALES["zh"] else "en"


def translate(message: str, chosen: Language) -> str:
    """The message in that language, whatever language is in use; as it is where the catalogue does not hold it."""
    return _catalogue(chosen).gettext(message)


@cache
def _catalogue(chosen: Language) -> gettext.NullTranslations:
    """The sentences of that language; English is what the source says."""
    return gettext.translation(DOMAIN, LOCALE, [_LOCALES[chosen]], fallback=True)


def explain(error: Failure | ConvertError, chosen: Language) -> str:
    """The sentence of an error in that language: which file, what is wrong, what to do.

    Values that are sentences themselves, such as the reason a rule is refused, are translated too.
    """
    details = {name: _detail(value, chosen) for name, value in dict(error.details).items()}
    return translate(error.template, chosen).format(**details)


def _detail(value: str, chosen: Language) -> str:
    known = translate(value, chosen) if value else ""
    if known != value or chosen == "en":
        return known
    for reason in REASONS:
        pattern = re.escape(reason).replace(r"\{\}", "(.*)")
        if filled := re.fullmatch(pattern, value, re.DOTALL):
            return translate(reason, chosen).format(*filled.groups())
    return value
