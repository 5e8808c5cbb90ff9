"""What the decoder saw and a reader of the report should know."""

from __future__ import annotations

from collections.abc import Iterator

from convert.checks.view import Doubt, View
from convert.decoding.codes import UNDECODABLE, Note, Reason, parse_note
from convert.model import Confidence

_CODES = {
    Note.REPAIRED: "E-repaired",
    Note.MIXED: "E-mixed",
    Note.NOT_CHINESE: "E-foreign",
    Note.UNSUPPORTED: "E-unsupported",
    Note.LYING_BOM: "E-bom",
    Note.CONTROL: "E-control",
    Note.PRIVATE_USE: "E-control",
}


def decoding(view: View) -> Iterator[Doubt]:
    """Doubts from losses, notes and confidence of the decoding; lost characters point at the first of them."""
    decoded = view.document.decoded
    if not decoded.losses and not decoded.notes and decoded.confidence is not Confidence.CHECK:
        return
    lost = sum(loss.reason in UNDECODABLE for loss in decoded.losses)
    if lost:
        place = view.text.find("\ufffd")
        yield Doubt("E-loss", place, place + 1, (str(lost),))
    garbled = [loss for loss in decoded.losses if loss.reason == Reason.GARBLED]
    if garbled:
        sample = garbled[0].raw.decode("utf-8", "replace")[:8] if not view.text else _sample(view.text)
        place = view.text.find(sample) if sample else -1
        yield Doubt("E-garbled", place, place + len(sample), (str(len(garbled)), sample or "锟斤拷"))
    looked = False
    for note, detail in map(parse_note, decoded.notes):
        code = _CODES.get(note)
        if code:
            looked = True
            yield Doubt(code, -1, -1, (detail or "未知",))
        elif note is Note.RARE_RUN:
            yield Doubt("E-rare", -1, -1, (detail,))
        elif note is Note.GARBLED and not garbled:
            yield Doubt("E-garbled", -1, -1, ("多", "读错编码后存下的文字"))
    if decoded.confidence is Confidence.CHECK and not looked:
        yield Doubt("E-check", -1, -1, (decoded.encoding,))


def _sample(text: str) -> str:
    return next((sample for sample in ("锟斤拷", "烫烫烫", "屯屯屯") if sample in text), "")
