"""Text that was decoded wrongly once and stored so: undone where that is exact, otherwise only told.

A repair is taken when re-applying the damage gives the stored text back, character for character, and the result reads
as Chinese while the stored text does not. Text destroyed on the way (锟斤拷, U+FFFD) has no exact repair and stays.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from convert.decoding.frequency import TIERS
from convert.decoding.likelihood import beyond_ascii, mean, probes, total
from convert.patterns import compiled

# Windows shows the bytes 80-9F as these; the five it leaves open pass as control characters, as browsers have it.
_SHOWN = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_OPEN = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_CP1252 = dict(zip((byte for byte in range(0x80, 0xA0) if byte not in _OPEN), map(ord, _SHOWN), strict=True))
_TO_CP1252 = _CP1252
_FROM_CP1252 = {shown: byte for byte, shown in _CP1252.items()}

_STORED_AS = ("latin-1", "cp1252", "gb18030", "big5hkscs")
_SINGLE_BYTE = ("latin-1", "cp1252")
_WAS = ("utf-8", "gb18030", "big5hkscs")
_MOST_STEPS = 3  # UTF-8 three times through Latin-1 is the worst seen

# A repair must gain this many decades and reach this mean. True repairs of 10 Hanzi gain 43 and more and have a mean
# over -3.4 (5,486); over clean text (Chinese of both scripts, French, German, Russian, Japanese, Korean, rare Hanzi,
# private use; 6,000 pieces) no exact candidate gains at all.
_GAIN = 5.0
_CHINESE = -3.8

# What may be read wrongly: as Latin-1 only text whose characters beyond ASCII mostly stand in runs of it; as GBK or
# Big5 only text where few are Greek, Cyrillic or kana. Big5 read as GBK gives these for its rows A4-A7, a third at
# most (2,500 lines); Russian or kana alone would turn into common Hanzi.
_LATIN_SHARE = 0.6
_FOREIGN_SHARE = 0.4

# Text is looked into when fewer than this share of its characters beyond ASCII are what a report is made of: pieces of
# clean reports have 0.93 and more (2,089), mojibake 0.43 at most (5,486).
_COMMON_SHARE = 0.6
_PROBES = 64  # characters looked at, evenly spread
# Of all characters, ASCII too; where so many are common, it need not be told what the others are. Nine reports in ten
# have more (100, the least 0.41), mojibake has 0.19 at most (107).
_PLAIN_SHARE = 0.5
_PIECES, _PIECE_CHARACTERS = 12, 48  # of long text only so much is searched for them, if it holds enough
_SEARCHED = 1_000_000  # characters; beyond, text with so few Hanzi is no report

# No language puts three letters or signs of these in a row (créée has two); mojibake of Hanzi is made of nothing else.
# Without this rule French would be "repaired": ég is 間 in GBK.
_LATIN_RUN = compiled("[\x80-\xffŒœŠšŸŽžƒˆ˜‚„†‡‰‹›€™–—‘’“”•…]{3,}")
_GARBLED_CHARACTERS = 12
_GARBLED_SAMPLE = 4000
# Mojibake of Hanzi means -5.3 and less, reports -3.4 and more, Japanese text about -4.1.
_GARBLED_MEAN = -5.2


class Repair(NamedTuple):
    """Text as it was before the damage."""

    text: str
    steps: tuple[str, ...]  # undone, the last damage first, each as "utf-8-as-latin-1"
    tail: str = ""  # stored characters at the end that are part of a cut character; not in `text`


def looks_odd(text: str) -> bool:
    """Whether text holds few of the characters that reports are made of; a cheap gate before all else here."""
    seen = probes(text, _PROBES)
    if _uncommon(seen) < len(seen) * (1 - _PLAIN_SHARE):
        return False
    step = len(text) // _PIECES
    sample = text
    if step > 2 * _PIECE_CHARACTERS:
        sample = "".join([text[at : at + _PIECE_CHARACTERS] for at in range(0, len(text), step)])
    high = beyond_ascii(sample)
    if len(high) < _PROBES and len(sample) < len(text) <= _SEARCHED:
        high = beyond_ascii(text)
    if not high:
        return False
    seen = probes(high, _PROBES)
    return _uncommon(seen) > len(seen) * (1 - _COMMON_SHARE)


def _uncommon(text: str) -> int:
    """How many characters of a text are none that reports are made of."""
    return len(_pattern_of_uncommon().findall(text))


@cache
def _pattern_of_uncommon() -> re.Pattern[str]:
    # One search costs a quarter of asking for every character.
    signs = "，。、；：（）《》“”　—…·％～！？‘’【】〔〕「」０１２３４５６７８９①②③④⑤─│"
    return compiled(f"[^{signs}{''.join(characters for _, characters in TIERS)}]")


def language_of(text: str) -> str:
    """The language, "japanese" or "korean", that a text is plainly in; "" for any other."""
    head = text[:_GARBLED_SAMPLE]
    high = sum(1 for character in head if character > "\x7f")
    if 5 * sum(1 for character in head if "\u3041" <= character <= "\u30fe") > 2 * high:
        return "japanese"
    return "korean" if 2 * sum(1 for character in head if "\uac00" <= character <= "\ud7a3") > high else ""


def is_garbled(text: str) -> bool:
    """Whether a text that has no exact repair still reads like one wrongly decoded: letters or Hanzi no one writes."""
    head = text[:_GARBLED_SAMPLE]
    high = [character for character in head if character > "\x7f"]
    if len(high) < _GARBLED_CHARACTERS:
        return False
    if 2 * sum(len(run) for run in _LATIN_RUN.findall(head)) > len(high):
        return True
    hanzi = sum(1 for character in high if "\u3400" <= character <= "\u9fff")
    return 2 * hanzi > len(high) and mean(head) < _GARBLED_MEAN


def repair(text: str) -> Repair | None:
    """The text before it was wrongly decoded, up to three times over; `None` where no exact repair reads as Chinese."""
    if text.isascii():
        return None
    floor = total(text) + _GAIN
    best: tuple[float, Repair] | None = None
    states = [Repair(text, ())]
    for _ in range(_MOST_STEPS):
        states = [undone for state in states if not state.tail for undone in _undo(state)]
        for state in states:
            score = total(state.text)
            if score > (best[0] if best else floor) and mean(state.text) > _CHINESE:
                best = score, state
    return best[1] if best else None


def _undo(state: Repair) -> list[Repair]:
    found = []
    seen = set()
    high = [character for character in state.text if character > "\x7f"]
    latin = sum(len(run) for run in _LATIN_RUN.findall(state.text))
    foreign = sum(1 for character in high if "\u0370" <= character <= "\u052f" or "\u3041" <= character <= "\u30ff")
    for stored in _STORED_AS:
        if latin < _LATIN_SHARE * len(high) if stored in _SINGLE_BYTE else foreign > _FOREIGN_SHARE * len(high):
            continue
        raw = _encode(state.text, stored)
        if raw is None or raw in seen:
            continue
        seen.add(raw)
        for was in _WAS:
            if was == stored:
                continue
            text, used = _decode(raw, was)
            if text is None or text == state.text or text.isascii():
                continue
            # Exact: the same damage done again gives the stored text.
            if text.encode(was, "surrogatepass") != raw[:used]:
                continue
            tail = _damage(raw[used:], stored)
            if tail is None or _damage(raw[:used], stored) != state.text.removesuffix(tail):
                continue
            found.append(Repair(text, (*state.steps, f"{was}-as-{stored}"), tail))
    return found


def _encode(text: str, name: str) -> bytes | None:
    try:
        return text.translate(_FROM_CP1252).encode("latin-1") if name == "cp1252" else text.encode(name)
    except UnicodeEncodeError:
        return None


def _damage(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode("latin-1").translate(_TO_CP1252) if name == "cp1252" else raw.decode(name)
    except UnicodeDecodeError:
        return None


def _decode(raw: bytes, name: str) -> tuple[str | None, int]:
    """The text of bytes and how many of them it took: all, or all but a character cut at the end."""
    try:
        return raw.decode(name), len(raw)
    except UnicodeDecodeError as error:
        if len(raw) - error.start > 3 or "nvalid" in error.reason or "llegal" in error.reason:
            return None, 0
        return raw[: error.start].decode(name), error.start
