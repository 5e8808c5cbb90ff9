"""How likely a text is as part of a Chinese report: base-10 logarithms, added up over characters.

The right reading of some bytes is the one whose text is likeliest (maximum likelihood): all readings explain the same
bytes, so their sums can be compared, whatever number of characters each finds there. Hanzi weigh what `frequency` says;
those it does not hold weigh by the class that the codecs put them in (GB 2312 level 1 and 2, Big5 level 1 and 2);
everything else weighs by its block.
"""

from __future__ import annotations

from functools import cache

from convert.decoding.frequency import TIERS

# Log-shares of characters in report text, estimated: they only have to part right readings (mean about -2.9) from
# garbage (mean about -5.7), so a class that is wrong by half a decade changes nothing. benchmarks/thresholds.py shows
# what is left between the two.
_SHARES = (
    ("\n0123456789 \r", -1.8),
    ("abcdefghijklmnopqrstuvwxyz", -2.3),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZ\t.,-()/:%", -2.6),
    ("，", -1.4),
    ("。、", -1.7),
    ("；：（）《》“”\u3000", -2.4),
    ("—…·％～！？‘’【】〔〕「」『』①②③④⑤⑥⑦⑧⑨⑩", -3.2),
    ("０１２３４５６７８９．", -3.4),
    ("─│┌┐└┘├┤┬┴┼━┃●○■□▲△★☆◆◇※→←↑↓×÷±°℃‰＋－＝／㎡㎏㎜㎝ⅠⅡⅢⅣⅤⅥ", -4.2),
    ("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüê", -3.6),  # of pinyin, in GB 2312; é is Big5's 谷
    ("\0", -3.0),
)
_BLOCKS = (  # first code point, weight from there on
    (0x0000, -9.0),  # controls
    (0x0020, -3.5),  # ASCII signs
    (0x007F, -9.0),
    (0x00A0, -4.5),  # Latin-1 signs
    (0x00C0, -4.3),  # accented letters; French and German text must not look worse than a rare Hanzi
    (0x0100, -6.0),
    (0x0250, -7.5),
    (0x0386, -3.6),  # Greek; read as GBK its UTF-8 gives common Hanzi such as 位 (λ), so it must not look worse
    (0x03CF, -7.5),
    (0x0400, -3.6),  # Cyrillic
    (0x0460, -7.5),
    (0x2010, -5.5),  # punctuation, signs
    (0x2600, -6.5),
    (0x2E80, -6.5),  # radicals
    (0x3000, -5.0),  # CJK punctuation
    (0x3041, -4.0),  # kana
    (0x3100, -6.5),
    (0x3200, -5.5),  # enclosed
    (0x3400, -7.5),  # extension A
    (0x4DC0, -7.5),
    (0x4E00, -7.0),  # Hanzi in no other class
    (0xA000, -8.0),  # Yi and others
    (0xAC00, -6.0),  # Hangul
    (0xD7A4, -9.0),  # surrogates
    (0xE000, -8.0),  # private use
    (0xF900, -7.5),  # compatibility Hanzi
    (0xFB00, -8.0),
    (0xFE10, -6.0),  # vertical and small forms
    (0xFE70, -8.0),
    (0xFF01, -4.0),  # full-width forms
    (0xFF61, -7.0),  # half-width kana
    (0xFFA0, -8.0),
    (0xFFE0, -5.0),
    (0xFFE7, -8.0),
    (0xFFFD, -7.0),  # one lost span
    (0xFFFE, -9.0),
    (0x10000, -8.5),
)
# The classes of the two national sets by their lead bytes, rarest first: a later class overrides an earlier one.
_CLASSES = (
    ("big5", 0xC9, 0xFA, -6.8),  # Big5 level 2, by stroke count
    ("gb2312", 0xD8, 0xF8, -6.2),  # GB 2312 level 2, by radical
    ("euc_kr", 0xB0, 0xC9, -4.2),  # the 2,350 Hangul of KS X 1001
    ("big5", 0xA4, 0xC7, -5.9),  # Big5 level 1
    ("gb2312", 0xB0, 0xD8, -5.5),  # GB 2312 level 1, by pronunciation
)
_COMMON_HANGUL = "이다는을에의가고하지로서한기인사도자를은정시대해어그리부수일보아나전관과원업제공장여있습니"

_ASCII = bytes(range(128))

LIKELIEST_ASCII = -1.8
"""Weight of the likeliest ASCII character."""

RARE = -5.9
"""Hanzi at or below this weight are in no first level; 0.4 % of the Hanzi of the test corpus, both scripts."""


class _Weights(dict[str, float]):
    def __missing__(self, character: str) -> float:
        weight = _block(ord(character))
        if character <= "\uffff":  # bounded: hostile input must not fill memory
            self[character] = weight
        return weight


@cache
def weights() -> dict[str, float]:
    """Weight of every character, filled in as it is asked for; threads may share it (entries never change)."""
    table = _Weights()
    for codec, first, last, weight in _CLASSES:
        for lead in range(first, last):
            row = b"".join(bytes((lead, trail)) for trail in range(0x40, 0xFF) if not 0x7F <= trail < 0xA1)
            table.update(dict.fromkeys((c for c in row.decode(codec, "ignore") if c >= "\u4e00"), weight))
    table.update(dict.fromkeys(_COMMON_HANGUL, -2.6))
    for share, characters in TIERS:
        table.update(dict.fromkeys(characters, share))
    for characters, share in _SHARES:
        table.update(dict.fromkeys(characters, share))
    return table


def _block(code: int) -> float:
    weight = _BLOCKS[0][1]
    for first, value in _BLOCKS:
        if code < first:
            break
        weight = value
    return weight


def total(text: str) -> float:
    """Logarithm of the likelihood of `text`, in decades; 0 for the empty text."""
    return sum(map(weights().__getitem__, text))


def mean(text: str) -> float:
    """Mean weight of the characters of `text` that are not ASCII; 0 when there are none."""
    high = beyond_ascii(text)
    return total(high) / len(high) if high else 0.0


def beyond_ascii(text: str) -> str:
    """The characters of `text` that are not ASCII."""
    if text.isascii():
        return ""
    # Six times as fast as asking every character.
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def probes(text: str, count: int) -> str:
    """`text`, or where it is longer than twice `count` that many characters of it, evenly spread, and some more."""
    return text[:: len(text) // count or 1]
