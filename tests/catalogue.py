"""Keeps the Chinese catalogue in step with the source.

    python -m tests.catalogue

adds new sentences to `chenggao.po`, marks those that are gone, and compiles `chenggao.mo`. New sentences are then
translated in the .po by hand and the script is run again; a test fails as long as one is left.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo

from convert import errors

ROOT = Path(__file__).parents[1]
PO = ROOT / "convert" / "locale" / "zh_CN" / "LC_MESSAGES" / "chenggao.po"
MO = PO.with_suffix(".mo")

HEADER = """\
# The Chinese sentences of chenggao. `python -m tests.catalogue` adds what is new and compiles this file.
msgid ""
msgstr ""
"Language: zh_CN\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"POT-Creation-Date: 2025-01-01 00:00+0000\\n"
"PO-Revision-Date: 2025-01-01 00:00+0000\\n"

"""
"""Fixed, so that the same sentences give the same bytes."""

KEYWORDS = {"_": None, "n_": None, "many": (1, 2)}

CLICK = (
    "Aborted!",
    "Commands",
    "Error: {message}",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    "Invalid value for {param_hint}: {message}",
    "Invalid value: {message}",
    "Missing argument",
    "Missing command.",
    "Missing option",
    "No such command {name!r}.",
    "No such option {name!r}.",
    "No such option: {name}",
    "Option {name!r} does not take a value.",
    "Option {name!r} requires an argument.",
    "Options",
    "Show the version and exit.",
    "Show this message and exit.",
    "Try '{command} {option}' for help.",
    "Usage:",
    "default: {default}",
    "{value!r} is not a valid {number_type}.",
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
"""What click says of its own accord, as it stands in click."""

SYSTEM = (
    "Permission denied",
    "No such file or directory",
    "Is a directory",
    "Not a directory",
    "File exists",
    "Read-only file system",
    "File name too long",
    "Operation not permitted",
    "Input/output error",
    "Access is denied",
)
"""What the operating system says, as far as users are likely to meet it."""


def sources() -> Iterator[Path]:
    """Every module of ours, in a fixed order."""
    return iter(sorted((ROOT / "convert").rglob("*.py")))


def sentences() -> Iterator[str | tuple[str, str]]:
    """Every message that can reach a user; (one, more) where a count decides."""
    for path in sources():
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract("python", file, KEYWORDS):
                yield message
    yield from (cls.template for cls in error_classes())
    for path in sources():
        yield from plain_reasons(path)
    yield from CLICK
    yield from SYSTEM


def error_classes() -> Iterator[type[errors.ConvertError]]:
    """The error tree, from the root down."""
    found = [errors.ConvertError]
    for cls in found:
        yield cls
        found.extend(cls.__subclasses__())


def plain_reasons(path: Path) -> Iterator[str]:
    """Texts that the module puts into errors."""
    for value in _error_values(path):
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value:
            yield value.value


def filled_reasons(path: Path) -> Iterator[str]:
    """Texts with gaps (`{}`) that the module puts into errors."""
    for value in _error_values(path):
        if isinstance(value, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in value.values)
            if " " in text and any(character.isalpha() for character in text):
                yield text


def _error_values(path: Path) -> Iterator[ast.expr]:
    # What an internal check says is for those who mend it, and stays English.
    names = {cls.__name__ for cls in error_classes()} - {"ConversionBug"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            for value in node.args:
                yield from value.values if isinstance(value, ast.BoolOp) else [value]


def is_translated(message: Message) -> bool:
    """Whether the message has a Chinese wording."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def fresh() -> Catalog:
    """The sentences of the source, untranslated."""
    catalog = Catalog(locale="zh_CN", domain="chenggao", fuzzy=False, project="chenggao")
    for message in sentences():
        if message not in ("", "{reason}", "%(prog)s %(version)s"):
            catalog.add(message)
    return catalog


def committed() -> Catalog:
    """The catalogue as it stands in the repository."""
    with PO.open("rb") as file:
        return pofile.read_po(file, locale="zh_CN", domain="chenggao")


def update() -> None:
    """Brings the .po up to date with the source and compiles it."""
    catalog = committed() if PO.exists() else fresh()
    catalog.update(fresh(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        message.flags.discard("fuzzy")  # Babel doubts every plural of a language that has but one form
    text = io.BytesIO()
    pofile.write_po(text, catalog, width=120, no_location=True, omit_header=True, sort_output=True)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(HEADER.encode() + text.getvalue())
    with MO.open("wb") as file:
        write_mo(file, committed())
    for message in catalog:
        if message.id and not is_translated(message):
            print("untranslated:", message.id)  # noqa: T201


if __name__ == "__main__":
    update()
