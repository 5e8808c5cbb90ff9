"""What a document says of itself in its title, signature and date: unit, post, year, genre. Nothing is guessed."""

from __future__ import annotations

from convert.model import Document, Metadata, Paragraph, Role
from convert.patterns import compiled
from convert.problems.cues import Cues
from convert.rulebook import Rule

SHORTEST_NAME_CHARS = 3
"""A shorter name ("社区", "全镇") is no unit's own."""

_YEAR = compiled(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?=年|[-—–至~～]|\s*年)")
_CHINESE_YEAR = compiled("[二一][〇○零Ｏ九][〇○零Ｏ一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
# What parts the name of a unit or post from the rest of a title: a year, "关于", the work or the person's report.
_PREFIX_END = compiled(
    r"(?:\d|[XＸ×]{2,}\s*年|20[\dXＸ×]{2}|[二一][〇○零Ｏ九]|关于|年度|上半年|下半年|第[一二三四]季度|抓|履行|工作|述|党建|个人|总结|在|"
    r"政府工作报告|——|民主|党风)"
)


def describe(document: Document, title: str, genre: Rule | None, cues: Cues) -> Metadata:
    """Unit, post, year and genre as far as the title says them, the signature and date where it does not."""
    last = {block.role: block.text for block in document.blocks if block.__class__ is Paragraph}
    if genre is None and Role.SUBTITLE in last:
        genre = cues.genre(last[Role.SUBTITLE])  # a slogan above, the genre below it
    name = _prefix(title)
    named = len(name) >= SHORTEST_NAME_CHARS
    unit = name if named and cues.units.search(name) else None
    if unit is None and Role.SIGNATURE in last:
        signature = last[Role.SIGNATURE].strip()
        unit = signature if cues.units.search(signature) else None
    post = name if named and cues.posts.search(name) else None
    year = year_of(title) or (year_of(last[Role.DATE]) if Role.DATE in last else None)
    return Metadata(unit, post, year, genre.get("label") if genre else None)


def year_of(text: str) -> int | None:
    """The first year that a text names in digits or Chinese numerals.

    >>> year_of("2023年度工作总结"), year_of("二〇二三年十二月"), year_of("202X年述职报告")
    (2023, 2023, None)
    """
    found = _YEAR.search(text)
    if found:
        return int(found[1])
    chinese = _CHINESE_YEAR.search(text)
    return int(chinese[0].translate(_DIGITS)) if chinese else None


def _prefix(title: str) -> str:
    """The name before the year or the matter of a title, "" when the title starts with those."""
    end = _PREFIX_END.search(title)
    return title[: end.start()].strip() if end else ""
