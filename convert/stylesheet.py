"""Loads and checks the styles: how an official document looks, as data.

A style file is TOML. Every value may stand plain or with its source, and every key carries its unit::

    [page]
    top_mm = { value = 37, clause = "GB/T 9704-2012 5.2.1", strength = "must" }   # must | should | practice

`extends` names another style whose values hold where the file is silent, so an office's own file is often three lines.
`*_chars` count Han characters of the paragraph's own size, `*_lines` lines of the body text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import styles
from convert.cache import cached
from convert.errors import BadStyle, UnknownStyle
from convert.model import Role
from convert.values import dataclass

STRENGTHS = ("must", "should", "practice")
ALIGNMENTS = ("left", "center", "right", "both")
EXTRA_ROLES = ("normal", "lead", "table", "page_number")
"""What a style describes beside the roles: the base of all, the lead of a point, table cells, the page number."""

_FOLDER = Path(styles.__file__).parent
_HEAD_KEYS = ("name", "about", "extends", "heading_by", "latin_font")


@dataclass(frozen=True, slots=True)
class RoleStyle:
    """Look of one role; `None` = as in the role `normal`."""

    font: str | None = None  # for Han, and for Latin and digits too where the style names no latin font
    size_pt: float | None = None
    bold: bool | None = None
    align: str | None = None  # one of ALIGNMENTS
    first_line_chars: float | None = None  # indent of the first line
    left_chars: float | None = None  # indent of all lines
    right_chars: float | None = None
    hanging_chars: float | None = None  # first line so much further left than the others
    before_lines: float | None = None  # blank lines above
    after_lines: float | None = None  # blank lines below
    line_pitch_pt: float | None = None  # from baseline to baseline; 0 = as the font wants
    squeeze_pt: float | None = None  # taken off the width of each character
    keep_next: bool | None = None  # on one page with what follows
    new_page: bool | None = None  # starts a page


@dataclass(frozen=True, slots=True)
class Page:
    """Sheet and text area."""

    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    footer_mm: float  # lower edge of the page number's line, from the lower edge of the sheet
    characters: int  # on a full line of body text
    lines: int  # on a full page

    @property
    def text_width_pt(self) -> float:
        """Width of the text area."""
        return (self.width_mm - self.left_mm - self.right_mm) / 25.4 * 72


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface and what to take where it is not installed."""

    name: str
    instead: tuple[str, ...]  # most alike first


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one value of a style comes from."""

    key: str  # "page.top_mm"
    clause: str
    strength: str  # one of STRENGTHS


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How a document looks. Compared and hashed by identity, so that it is a cheap cache key."""

    name: str
    about: str  # Chinese, one sentence
    heading_by: str  # "depth" or "level": which of the two picks a heading's look
    latin_font: str  # for Latin and digits; "" = the role's own font
    page: Page
    faces: tuple[Face, ...]
    roles: tuple[tuple[str, RoleStyle], ...]  # by role value or name of EXTRA_ROLES; `normal` leaves nothing open
    provenance: tuple[Provenance, ...] = ()

    def __getitem__(self, role: str) -> RoleStyle:
        """Look of a role; one the style does not mention looks like `normal`."""
        return next((look for name, look in self.roles if name == role), RoleStyle())

    @property
    def normal(self) -> RoleStyle:
        """The base of all roles; font, size, pitch and squeeze are set."""
        return self["normal"]


def known_styles() -> tuple[str, ...]:
    """Names of the shipped styles, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_style(name: str | Path) -> Style:
    """The style of a shipped name or of the user's own `.toml` file.

    Raises `UnknownStyle` where there is neither, and `BadStyle` with file and key for the first thing wrong in it.
    """
    name = str(name)
    if name not in known_styles():
        return _style(*_merge(name))
    # Reading TOML costs twice what converting a report does; the values depend on nothing but the shipped files.
    key = [name.encode(), *(path.read_bytes() for path in (Path(__file__), *sorted(_FOLDER.glob("*.toml"))))]
    return _style(*json.loads(cached("style", key, lambda: json.dumps(_merge(name)).encode())))


def _merge(name: str) -> tuple[str, dict[str, dict[str, Any]], list[tuple[str, str, str]]]:
    """File name, the values by section and key, and where they come from: key, clause, strength."""
    merged: dict[str, dict[str, Any]] = {}
    origins: dict[str, tuple[str, str, str]] = {}
    chain = list(_chain(name))
    for file, raw in reversed(chain):
        for section, key, value in _values(file, raw):
            plain, origin = _plain(file, f"{section}.{key}", value)
            merged.setdefault(section, {})[key] = plain
            if origin:
                origins[origin[0]] = origin
            else:
                origins.pop(f"{section}.{key}", None)
    return chain[0][0], merged, list(origins.values())


def _chain(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The file and those it extends, nearest first."""
    import tomllib

    seen: list[str] = []
    folder = Path()
    while name:
        if name in seen:
            raise BadStyle(seen[-1], "style.extends", f"goes round in a circle over {name}")
        seen.append(name)
        file, text = _read(name, folder)
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BadStyle(file, "TOML", str(error)) from None
        yield file, raw
        head = raw.get("style")
        if not isinstance(head, dict) or not isinstance(head.get("name"), str):
            raise BadStyle(file, "style.name", "is missing")
        if name.endswith(".toml"):
            folder = (folder / name).parent
        name = str(head.get("extends", ""))


def _read(name: str, folder: Path) -> tuple[str, str]:
    if not name.endswith(".toml"):
        if name not in known_styles():
            raise UnknownStyle(name, ", ".join(known_styles()))
        return f"{name}.toml", (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    path = folder / name
    if not path.is_file():
        raise UnknownStyle(name, ", ".join(known_styles()))
    try:
        return str(path), path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadStyle(str(path), "file", str(error)) from None


def _values(file: str, raw: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for section, content in raw.items():
        if not isinstance(content, dict):
            raise BadStyle(file, section, "stands outside a section")
        if section == "role":
            for role, look in content.items():
                if not isinstance(look, dict):
                    raise BadStyle(file, f"role.{role}", "must be a section")
                for key, value in look.items():
                    yield f"role.{role}", key, value
        else:
            for key, value in content.items():
                yield section, key, value


def _plain(file: str, key: str, value: Any) -> tuple[Any, tuple[str, str, str] | None]:
    if not isinstance(value, dict):
        return value, None
    if set(value) != {"value", "clause", "strength"}:
        raise BadStyle(file, key, "must have value, clause and strength, no more and no less")
    if value["strength"] not in STRENGTHS:
        raise BadStyle(file, key, f"strength must be one of {', '.join(STRENGTHS)}")
    return value["value"], (key, str(value["clause"]), value["strength"])


def _style(file: str, merged: dict[str, dict[str, Any]], origins: list[tuple[str, str, str]]) -> Style:
    head = _head(file, merged["style"])
    roles = []
    names = {*map(str, Role), *EXTRA_ROLES}
    for section, content in merged.items():
        if section.startswith("role."):
            if section[5:] not in names:
                raise BadStyle(file, section, "is no role")
            roles.append((section[5:], RoleStyle(**_checked(file, section, RoleStyle, content))))
        elif section not in ("style", "page", "fonts"):
            raise BadStyle(file, section, "is no section of a style")
    style = Style(
        head["name"],
        head.get("about", ""),
        head.get("heading_by", "depth"),
        head.get("latin_font", ""),
        _page(file, merged.get("page", {})),
        tuple(_face(file, name, instead) for name, instead in merged.get("fonts", {}).items()),
        tuple(roles),
        tuple(Provenance(*origin) for origin in origins),
    )
    for key in ("font", "size_pt", "line_pitch_pt", "squeeze_pt"):
        if getattr(style.normal, key) is None:
            raise BadStyle(file, f"role.normal.{key}", "is missing")
    return style


def _head(file: str, head: dict[str, Any]) -> dict[str, str]:
    for key, value in head.items():
        if key not in _HEAD_KEYS:
            raise BadStyle(file, f"style.{key}", f"is no key here; known are {', '.join(_HEAD_KEYS)}")
        if not isinstance(value, str):
            raise BadStyle(file, f"style.{key}", "must be text")
    if head.get("heading_by", "depth") not in ("depth", "level"):
        raise BadStyle(file, "style.heading_by", 'must be "depth" or "level"')
    return head


def _page(file: str, content: Mapping[str, Any]) -> Page:
    page = Page(**_checked(file, "page", Page, content))
    for field in fields(Page):
        if getattr(page, field.name) <= 0:
            raise BadStyle(file, f"page.{field.name}", "must be more than 0")
    if page.left_mm + page.right_mm >= page.width_mm or page.top_mm + page.bottom_mm >= page.height_mm:
        raise BadStyle(file, "page", "the margins leave no room for text")
    return page


def _face(file: str, name: str, instead: object) -> Face:
    if not isinstance(instead, list) or not all(isinstance(item, str) for item in instead):
        raise BadStyle(file, f"fonts.{name}", "must be a list of font names")
    return Face(name, tuple(instead))


def _checked(file: str, section: str, kind: type, content: Mapping[str, Any]) -> dict[str, Any]:
    """The section's values, each of its field's type; raises `BadStyle`."""
    types = {field.name: str(field.type) for field in fields(kind)}
    for key, value in content.items():
        wanted = types.get(key)
        if wanted is None:
            raise BadStyle(file, f"{section}.{key}", f"is no key here; known are {', '.join(types)}")
        if not _fits(value, wanted):
            raise BadStyle(file, f"{section}.{key}", f"must be of type {wanted.removesuffix(' | None')}")
        if key == "align" and value not in ALIGNMENTS:
            raise BadStyle(file, f"{section}.{key}", f"must be one of {', '.join(ALIGNMENTS)}")
        if isinstance(value, int | float) and not -1000 < value < 1000:
            raise BadStyle(file, f"{section}.{key}", "is out of any reasonable range")
    missing = [name for name, wanted in types.items() if "None" not in wanted and name not in content]
    if missing:
        raise BadStyle(file, f"{section}.{missing[0]}", "is missing")
    return dict(content)


def _fits(value: object, wanted: str) -> bool:
    if isinstance(value, bool):
        return wanted.startswith("bool")
    if isinstance(value, int):
        return wanted.startswith(("int", "float"))
    return (isinstance(value, float) and wanted.startswith("float")) or (
        isinstance(value, str) and wanted.startswith("str")
    )
