"""Labelled documents damaged as texts from PDF files and web pages are; the labels follow the damage."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from tests.corpus import Labelled, Truth, understand

_PIECE = re.compile(r"⟦[^⟧]*⟧|‖|⟨[pfcm][\d*]:|⟩|\\u[0-9a-f]{4}|\\t|.", re.DOTALL)
_UNSEEN = ("‖", "⟨", "⟩")
_FURNITURE = (
    "- {} -",
    "第{}页",
    "更多材料请关注公众号“云上材料库”",
    "加入会员下载全文，客服微信：cailiao2023",
    "##paidbegin##",
    "打印本页",
)
_WHOLE = ("", "junk", "table", "page")


def wrapped(truth: Truth, width: int) -> Truth:
    """The document with every paragraph broken into lines of `width` characters."""

    def lines() -> Iterator[Labelled]:
        for line in truth.labelled:
            if line.label in _WHOLE or line.label.startswith("&"):
                yield line
                continue
            label = line.label
            for part in _parts(line.marked, width):
                yield Labelled(label, part)
                label = "+"

    return understand(tuple(lines()), f"{truth.name} wrapped at {width}", truth.about)


def _parts(marked: str, width: int) -> Iterator[str]:
    part, seen = "", 0
    for piece in _PIECE.findall(marked):
        if piece[0] not in _UNSEEN:
            if seen == width and piece not in "，。、；：”）》":
                yield part
                part, seen = "", 0
            seen += 1 if piece[0] != "⟦" else 0
        part += piece
    yield part


def furnished(truth: Truth, seed: int) -> Truth:
    """The document with junk lines between its paragraphs, front and end included."""
    dice = random.Random(seed)

    def lines() -> Iterator[Labelled]:
        page = 1
        for line in truth.labelled:
            if line.label not in ("+", "+?", "table") and dice.random() < 0.15:
                yield Labelled("junk", dice.choice(_FURNITURE).format(page))
                page += 1
            yield line

    return understand(tuple(lines()), f"{truth.name} furnished {seed}", truth.about)


def halfwidth(truth: Truth) -> Truth:
    """The document with the punctuation of an English keyboard, which is how many web pages store it."""
    table = str.maketrans("，；：（）", ",;:()")
    marked = (Labelled(line.label, line.marked.translate(table)) for line in truth.labelled)
    return understand(tuple(marked), f"{truth.name} halfwidth", truth.about)


def indented(truth: Truth) -> Truth:
    """The document with two full-width spaces before every paragraph and an empty line behind it."""

    def lines() -> Iterator[Labelled]:
        for line in truth.labelled:
            yield Labelled(
                line.label, "\u3000\u3000" + line.marked if line.label not in ("", "+", "junk") else line.marked
            )
            yield Labelled("")

    return understand(tuple(lines()), f"{truth.name} indented", truth.about)
