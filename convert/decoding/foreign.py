"""What a file is that does not read well as Chinese: Japanese, Korean, EUC-TW by their own readings, else chardet."""

from __future__ import annotations

from convert.decoding.evidence import likely
from convert.decoding.likelihood import mean

# CNS 11643 plane 1 keeps the 5,401 common Hanzi of Big5 in the same order (but for two), so its pairs can be scored as
# Big5 without a table of 14,000 lines. Rows 0xC4-0xFD, 94 columns; Big5 has 157 columns from A4 40 on.
_CNS_FIRST_ROW = 0xC4
_BIG5_FIRST_ROW = 0xA4
# Mean weight from which a file is EUC-TW: pieces of 20 characters have -3.6 and more (722).
# GBK text comes up to -3.7, so this is asked only where no reading is Chinese.
_EUC_TW = -4.2

# chardet's confidence says little (French comes at 0.2, with the right answer); below this it names anything.
_CONFIDENT = 0.15

_NEIGHBOURS = ("euc_jp", "cp932", "cp949")
# Decades by which a Japanese or Korean reading must be likelier. Chinese pieces of 20 bytes come up to 2.2 (4,920); of
# Japanese and Korean pieces of 40 bytes 88 % lead by more (94), of whole texts all.
_NEIGHBOUR_LEAD = 4.0


def looks_euc_tw(data: bytes) -> bool:
    """Whether the pairs of `data` read as common traditional Hanzi of CNS 11643."""
    text = as_big5(data)
    return len(text) >= 4 and mean(text) > _EUC_TW


def as_big5(data: bytes) -> str:
    """The common Hanzi of EUC-TW as text, all else left out; "" where a byte fits no EUC or most pairs are no Hanzi."""
    raw = bytearray()
    at = pairs = 0
    while at + 1 < len(data):
        lead, trail = data[at], data[at + 1]
        if lead < 0x80:
            at += 1
        elif lead >= 0xA1 and trail >= 0xA1:
            if lead >= _CNS_FIRST_ROW:
                index = (lead - _CNS_FIRST_ROW) * 94 + trail - 0xA1
                column = index % 157
                raw += bytes((_BIG5_FIRST_ROW + index // 157, column + (0x40 if column < 63 else 0x62)))
            at += 2
            pairs += 1
        elif lead == 0x8E:
            at += 4
        else:
            return ""
    # Text has them in nine pairs of ten; Korean files, which have few, read well by those few.
    return bytes(raw).decode("big5hkscs", "replace") if len(raw) > pairs else ""


def neighbour(telling: bytes, encoding: str) -> str | None:
    """The Japanese or Korean encoding that reads a telling part better than `encoding` does; `None` otherwise."""
    best, chosen = likely(telling, encoding)[0] + _NEIGHBOUR_LEAD, None
    for name in _NEIGHBOURS:
        score, text = likely(telling, name)
        if score > best and "\ufffd" not in text:
            best, chosen = score, name
    return chosen


def ask_chardet(telling: bytes, data: bytes) -> str | None:
    """The encoding that chardet names with confidence for a telling part and that fits all `data`; `None` otherwise."""
    import chardet  # dear to import, and needed only for files that do not read as Chinese

    answer = chardet.detect(telling)
    name, confidence = answer["encoding"], answer["confidence"]
    if not name or (confidence or 0.0) < _CONFIDENT:
        return None
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return str(name).lower()
