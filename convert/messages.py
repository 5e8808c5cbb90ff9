"""Chinese or English: which language the user reads, and every message in it.

English sentences in the source are the keys; `locale/zh_CN/LC_MESSAGES/chenggao.po` holds the Chinese ones. The command
line sets the language once (`use`), for click's own sentences too; whatever else needs a fixed language, such as the
Chinese reason files, asks for it (`translate`, `explain`).
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Mapping, Sequence
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


def _(message: str) -> str:
    """The message in the language in use."""
    return gettext.dgettext(DOMAIN, message)


def n_(message: str) -> str:
    """The message as it is, marked for the catalogue; translated where it is shown."""
    return message


def many(one: str, more: str, count: int) -> str:
    """`one` or `more`, as `count` asks for, in the language in use."""
    return gettext.dngettext(DOMAIN, one, more, count)


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
    return gettext.translation(DOMAIN, LOCALE, [_LOCALES[chosen]], fallback=True).gettext(message)


def explain(error: Failure | ConvertError, chosen: Language) -> str:
    """The sentence of an error in that language: which file, what is wrong, what to do."""
    details = dict(error.details)
    return translate(error.template, chosen).format(
        **{name: translate(value, chosen) if value else "" for name, value in details.items()}
    )
