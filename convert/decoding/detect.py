"""Which encoding a file is in, by the order of authority that `convert.decode` gives."""

from __future__ import annotations

from typing import NamedTuple

from convert.decoding.charsets import DOUBLE_BYTE, WIDE, canonical, find_bom
from convert.decoding.codes import How, Note, make_note
from convert.decoding.escapes import is_hz, iso_2022
from convert.decoding.evidence import Verdict, choose, sample
from convert.decoding.foreign import ask_chardet, looks_euc_tw, neighbour
from convert.decoding.likelihood import mean
from convert.decoding.mixed import NARROW
from convert.model import Confidence
from convert.patterns import compiled

# Up to this many bytes valid UTF-8 may be chance: UTF-16 Hanzi can be all ASCII bytes, GBK pairs can be UTF-8 pairs
# (联通 is the known one). The longest of 300,000 random cuts for which it was has 14 bytes.
_CHANCE_BYTES = 64
_UTF8_FAVOUR = 3.0  # decades for being valid at all; French and German words need 1.2

# Decades by which the bytes must contradict a byte order mark, and the mean that the other reading must have. True
# marks are contradicted by -0.9 at most by such a reading (all scripts, 4 characters and more), lying ones by 19 and
# more from 10 characters on (2,520).
_BOM_FAVOUR = 6.0
_CONTRADICTING_MEAN = -4.0

# Mean weight and lead over the next reading that together make a verdict HIGH. At 40 bytes right readings have a mean
# over -4.01 and lead by 13 and more (2,800), wrong ones have a mean below -4.6 (11,200).
_GOOD_MEAN = -4.2
_GOOD_MARGIN = 4.0
# Below this mean no reading is Chinese.
_CHINESE_MEAN = -4.4
_TELLING_CHARS = 4096  # as much as is looked at of the bytes
# Below this no reading can be right, damaged or not; an encoding that chardet names and that fits every byte does
# better.
_HOPELESS_MEAN = -5.0
# Over this a reading is plainly Chinese and not compared with Japanese and Korean ones: read as GBK those have a mean
# below -3.7 (94 pieces of 40 bytes), Western ones below -4.5 (1,700), whole reports lie over -3.4.
_PLAIN_MEAN = -3.6


_HANZI_RUN = compiled("[\u3400-\u9fff]+")
_BESIDE_LETTERS = compiled(
    "(?<=[A-Za-z])[\u3400-\u9fff](?![\u3400-\u9fff])|(?<![\u3400-\u9fff])[\u3400-\u9fff](?=[A-Za-z])"
)


class Found(NamedTuple):
    """The outcome of detection."""

    encoding: str
    how: How
    confidence: Confidence
    notes: tuple[str, ...] = ()
    skip: int = 0  # bytes of a byte order mark, true or not
    mark: bytes = b""  # that mark when it lies
    valid: bool = False  # every byte after the mark is valid UTF-8
    text: str | None = None  # what is after the mark, where it had to be read whole to find out


def find(data: bytes) -> Found:
    """The encoding of a file that no one has named."""
    if not data:
        return Found("utf-8", How.EMPTY, Confidence.CERTAIN, valid=True)
    marked = find_bom(data)
    if marked is None:
        return _find_unmarked(data)
    bom, name = marked
    body = data[len(bom) :]
    if not body:
        return Found(name, How.BOM, Confidence.CERTAIN, (Note.BOM,), len(bom))
    valid, text = _as_utf8(body)
    if name == "utf-8" and valid is not None:
        return Found(name, How.BOM, Confidence.CERTAIN, (Note.BOM,), len(bom), valid=valid, text=text)
    verdict = choose(body, name, _BOM_FAVOUR)
    if verdict.encoding == name or (verdict.characters and verdict.mean < _CONTRADICTING_MEAN):
        return Found(name, How.BOM, Confidence.CERTAIN, (Note.BOM,), len(bom))
    found = _find_unmarked(body)
    notes = (make_note(Note.LYING_BOM, name), *found.notes)
    return found._replace(notes=notes, skip=len(bom), mark=bom)


def _as_utf8(data: bytes) -> tuple[bool | None, str | None]:
    """`True` and the text for valid UTF-8, `False` when only the last character is cut, `None` otherwise."""
    try:
        return True, data.decode("utf-8")
    except UnicodeDecodeError as error:
        return (False if error.start >= len(data) - 3 and "unexpected end" in error.reason else None), None


def _find_unmarked(data: bytes) -> Found:
    valid, text = _as_utf8(data)
    ascii_ = data.isascii()
    if ascii_ and (escaped := _find_escaped(data)):
        return escaped
    if valid is None:
        return _weigh(data)
    core = data.rstrip(b"\0\x1a")
    if len(core) <= _CHANCE_BYTES or b"\0" in core:
        verdict = choose(data, "utf-8", _UTF8_FAVOUR)
        wide = verdict.encoding in WIDE and b"\0" in core
        if verdict.encoding != "utf-8" and (wide or verdict.mean > _GOOD_MEAN):
            return _judge(data, verdict)
    return Found("utf-8", How.ASCII if ascii_ else How.UTF8, Confidence.CERTAIN, valid=valid, text=text)


def _find_escaped(data: bytes) -> Found | None:
    if b"~{" in data and is_hz(data):
        return Found("hz", How.ESCAPE, Confidence.HIGH)
    name = iso_2022(data)
    if name == "iso-2022-cn":
        return Found("utf-8", How.ESCAPE, Confidence.CHECK, (make_note(Note.UNSUPPORTED, name),))
    if name:
        return Found(name, How.ESCAPE, Confidence.CHECK, (make_note(Note.NOT_CHINESE, name),))
    return None


def _weigh(data: bytes) -> Found:
    return _judge(data, choose(data))


def _judge(data: bytes, verdict: Verdict) -> Found:
    if verdict.characters and verdict.mean >= _PLAIN_MEAN:
        return Found(
            verdict.encoding, How.SCORE, Confidence.HIGH if verdict.margin >= _GOOD_MARGIN else Confidence.CHECK
        )
    if verdict.encoding in NARROW and verdict.characters:
        name = neighbour(sample(data), verdict.encoding)
        if name:
            return Found(name, How.SCORE, Confidence.CHECK, (make_note(Note.NOT_CHINESE, name),))
    western = verdict.encoding in DOUBLE_BYTE and _looks_western(verdict.text)
    if western or (verdict.characters and verdict.mean < _CHINESE_MEAN):
        return _find_foreign(data, verdict)
    good = verdict.margin >= _GOOD_MARGIN and (not verdict.characters or verdict.mean >= _GOOD_MEAN)
    return Found(verdict.encoding, How.SCORE, Confidence.HIGH if good else Confidence.CHECK)


def _looks_western(text: str) -> bool:
    """Whether most Hanzi stand alone beside letters: accented letters of Western words, read as lead bytes."""
    return 2 * len(_BESIDE_LETTERS.findall(text)) > len(_HANZI_RUN.findall(text))


def reads_chinese(text: str) -> bool:
    """Whether what is not ASCII at the beginning of a text reads as Chinese."""
    return mean(text[:_TELLING_CHARS]) >= _CHINESE_MEAN


def _find_foreign(data: bytes, verdict: Verdict) -> Found:
    telling = sample(data)
    if looks_euc_tw(telling):
        return Found(verdict.encoding, How.SCORE, Confidence.CHECK, (make_note(Note.UNSUPPORTED, "euc-tw"),))
    name = ask_chardet(telling, data) if verdict.mean < _HOPELESS_MEAN or _looks_western(verdict.text) else None
    if name is None or canonical(name) in ("gb18030", "big5hkscs", "utf-8", verdict.encoding):
        return Found(verdict.encoding, How.SCORE, Confidence.CHECK, (Note.NOT_CHINESE,))
    return Found(canonical(name), How.CHARDET, Confidence.CHECK, (make_note(Note.NOT_CHINESE, canonical(name)),))
