"""What each threshold of the decoder separates: the nearest value met on either side; cited in the comments there.

python -m benchmarks.thresholds
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from convert.decode import decode
from convert.decoding import detect, escapes, evidence, foreign, mixed, mojibake, reading
from convert.decoding.align import align, worth
from convert.decoding.likelihood import RARE, mean, total, weights
from convert.decoding.spans import Reading
from convert.readers import plain
from tests.encodings import CLEAN, damage, encode, report

TEXTS = 60  # of each kind
RIGHT = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
KOREAN = (
    "올해 주요 업무 추진 실적을 다음과 같이 보고합니다. 예산 집행률은 98%입니다. 지역 경제 활성화와 "
    "주민 복지 증진을 위하여 다양한 사업을 추진하였으며, 특히 청년 일자리 창출과 "
    "어르신 돌봄 서비스 확대에 노력을 기울였습니다."
)
JAPANESE = (
    "年度報告書を提出しました。今年の主な課題は、人手不足とコストの増加でした。来年度は業務の効率化を進め、住民サービスの"
    "向上に努めてまいります。また、災害対策についても、関係機関と連携しながら計画的に取り組む予定です。"
)


def texts(kinds: tuple[str, ...] = ("simplified", "traditional", "table")) -> Iterator[tuple[str, str]]:
    for kind in kinds:
        for seed in range(TEXTS):
            yield kind, report(kind, 700, seed)


def pieces(text: str, codec: str, length: int, step: int) -> Iterator[str]:
    """Pieces of about `length` bytes that can be written in `codec`."""
    text = "".join(c for c in text if encode(c, codec))
    size = max(2, length // {"utf-8": 3}.get(codec, 2))
    for start in range(0, len(text) - size, step):
        yield text[start : start + size]


def show(name: str, value: float, below: list[float], above: list[float], what: str) -> None:
    low, high = max(below, default=float("nan")), min(above, default=float("nan"))
    sides = f"highest below {low:6.2f} ({len(below)})  lowest above {high:6.2f} ({len(above)})"
    print(f"{name:20} {value:5.1f}  {sides}  {what}")


def readings() -> None:
    """Means and leads of right and wrong readings at 40 and at 120 bytes."""
    for length, step in ((40, 37), (120, 90)):
        right, wrong, leads = [], [], []
        for kind, text in texts():
            codec = "big5" if kind == "traditional" else "gb18030"
            for part in pieces(text, codec, length, step):
                if sum(c > "\x7f" for c in part) < length // 4:
                    continue
                raw = part.encode(codec)
                right.append(mean(part))
                scores = []
                for name in RIGHT:
                    score, other = evidence.likely(raw, name)
                    if other != part:
                        wrong.append(mean(other) if not other.isascii() else -9.0)
                        scores.append(score)
                leads.append(total(part) - max(scores))
        limit = detect._GOOD_MEAN if length == 40 else evidence._PLAIN_MEAN
        show(f"mean, {length} bytes", limit, wrong, right, "wrong readings / right ones")
        show(f"lead, {length} bytes", detect._GOOD_MARGIN, [], leads, "- / lead of the right reading")


def lines() -> None:
    """Gains of realignment and of another encoding for single lines."""
    rng = random.Random(1)
    clean, deleted, other, switched, plain = [], [], [], [], []
    rare = hanzi = 0
    for kind, text in texts():
        codec = "big5hkscs" if kind == "traditional" else "gb18030"
        for line in text.split("\n"):
            line = "".join(c for c in line if encode(c, codec))
            raw = line.encode(codec)
            count = sum(c > "\x7f" for c in line)
            if count < 4:
                continue
            hanzi += count
            rare += sum(weights()[c] <= RARE for c in line if c >= "\u4e00")
            plain.append(mean(line))
            clean.append(worth(align(raw, codec)) - total(line))
            high = [i for i, byte in enumerate(raw[:-1]) if byte >= 0x80]
            if count >= 12:
                at = rng.choice(high)
                hurt = raw[:at] + raw[at + 1 :]
                lossy = hurt.decode(codec, "replace")
                if "\ufffd" not in lossy:
                    deleted.append(worth(align(hurt, codec)) - worth(Reading(lossy)))
            for name in mixed.NARROW:
                if name == codec:
                    continue
                wrong = raw.decode(name, "replace")
                if "\ufffd" not in wrong and mean(wrong) > mixed._CHINESE:
                    other.append(total(wrong) - total(line))
                as_other = encode(line, name)
                if as_other is not None and name == "utf-8":
                    base = as_other.decode(codec, "replace")
                    switched.append(total(line) - total(base))
    show("_SUSPECT (mixed)", mixed._SUSPECT, [], plain, "- / mean of right lines")
    show("_GAIN (mixed)", mixed._GAIN, other, switched, "gain of a wrong encoding / of the right one")
    show("ALIGN_GAIN", reading.ALIGN_GAIN, clean, deleted, "clean lines / lines of 12 Hanzi that lost a byte")
    for limit in (0, 3, 6):
        print(f"  lost a byte and gain more than {limit}: {sum(gain > limit for gain in deleted) / len(deleted):.3f}")
    print(f"rare Hanzi: {rare} of {hanzi}")


def marks() -> None:
    """By how much true byte order marks are contradicted, and lying ones."""
    true, lying = [], []
    for kind, text in [*texts(), *(("clean", text) for text in CLEAN)]:
        for size in (4, 10, 40):
            part = text[:size]
            for name in ("utf-16-le", "utf-16-be", "gb18030"):
                raw = part.encode(name)
                for codec in RIGHT:
                    score, other = evidence.likely(raw, codec)
                    if other != part and (other.isascii() or mean(other) >= detect._CONTRADICTING_MEAN):
                        gain = score + evidence._PRIOR[codec] - evidence.likely(raw, name)[0] - evidence._PRIOR[name]
                        true.append(gain)
                if kind != "clean" and size > 4 and sum(c > "\x7f" for c in part) > 3:
                    for claim in ("utf-16-le", "utf-16-be", "utf-8"):
                        if claim != name:
                            best = evidence.likely(raw, name)[0] + evidence._PRIOR[name]
                            lying.append(best - evidence.likely(raw, claim)[0] - evidence._PRIOR[claim])
    show("_BOM_FAVOUR", detect._BOM_FAVOUR, true, lying, "contradiction of true marks / of lying ones")


def repairs() -> None:
    """Gains and means of true repairs; means of exact candidates over clean text; shares of common characters."""
    gains, means, false, garbled, commons = [], [], [-9.0], [], []
    clean_shares = [share(text[at : at + 60]) for _, text in texts() for at in range(0, len(text) - 60, 60)]
    for kind, text in texts(("simplified", "traditional")):
        for part in pieces(text, "gbk" if kind == "simplified" else "big5", 40, 61):
            if sum(c > "\x7f" for c in part) < 10:
                continue
            for was in ("utf-8", "gbk" if kind == "simplified" else "big5"):
                for shown in ("latin-1", "cp1252", "gbk"):
                    stored = None if was == shown else damage(part.encode(was), shown)
                    if stored:
                        gains.append(total(part) - total(stored))
                        means.append(mean(part))
                        garbled += [mean(stored)] if shown == "gbk" else []
                        commons.append(share(stored))
    clean = [text for _, text in texts()] + list(CLEAN) + [KOREAN, JAPANESE]
    for text in clean:
        for start in range(0, max(1, len(text) - 20), 23):
            state = mojibake.Repair(text[start : start + 26], ())
            floor = total(state.text)
            false += [mean(undone.text) for undone in mojibake._undo(state) if total(undone.text) > floor]
    show("_GAIN (mojibake)", mojibake._GAIN, [], gains, "- / gain of true repairs of 10 Hanzi")
    show("_CHINESE (mojibake)", mojibake._CHINESE, false, means, "exact gains on clean text / true repairs")
    show(
        "_COMMON_SHARE", mojibake._COMMON_SHARE, commons, clean_shares, "common characters in mojibake / in clean text"
    )
    show(
        "_GARBLED_MEAN", mojibake._GARBLED_MEAN, garbled, [mean(text) for _, text in texts()], "mojibake / clean texts"
    )


def share(text: str) -> float:
    high = "".join(c for c in text if c > "\x7f")
    return 1 - mojibake._uncommon(high) / len(high) if high else 1.0


def neighbours() -> None:
    """Leads of Japanese and Korean readings over the Chinese one, and the signs of EUC-TW, HZ and random bytes."""
    chinese, true, as_gbk = [], [], []
    for _, text in texts():
        for part in pieces(text, "gb18030", 20, 41):
            raw = part.encode("gb18030")
            if part.isascii():
                continue
            for name in foreign._NEIGHBOURS:
                score, other = evidence.likely(raw, name)
                if "\ufffd" not in other:
                    chinese.append(score - evidence.likely(raw, "gb18030")[0])
    for text, names in ((KOREAN, ("cp949",)), (JAPANESE, ("euc_jp", "cp932"))):
        for start in range(0, len(text) - 20, 3):
            for name in names:
                raw = text[start : start + 20].encode(name)
                true.append(evidence.likely(raw, name)[0] - evidence.likely(raw, "gb18030")[0])
                as_gbk.append(mean(raw.decode("gb18030", "replace")))
    show("_NEIGHBOUR_LEAD", foreign._NEIGHBOUR_LEAD, chinese, true, "Chinese, 20 bytes / Korean and Japanese, 40 bytes")
    print(
        f"  of {len(true)} Korean and Japanese ones {sum(lead > foreign._NEIGHBOUR_LEAD for lead in true)} lead by more"
    )
    show("_PLAIN_MEAN", detect._PLAIN_MEAN, as_gbk, [mean(text) for _, text in texts()], "those read as GBK / reports")
    draw = random.Random(3)
    noise = [mean(decode(draw.randbytes(draw.choice((64, 200, 1000)))).text) for _ in range(400)]
    show("_BINARY_MEAN", plain._BINARY_MEAN, noise, [], "random bytes / -")
    pairs = [
        bytes(draw.randrange(0xB0, 0xF7) if i % 2 == 0 else draw.randrange(0xA1, 0xFF) for i in range(40))
        for _ in range(400)
    ]
    show(
        "_HZ_CHINESE",
        escapes._HZ_CHINESE,
        [mean(pair.decode("gb18030")) for pair in pairs],
        [mean(part) for _, text in texts() for part in pieces(text, "gb18030", 40, 90) if not part.isascii()],
        "random GB 2312 / text, 40 bytes",
    )
    traditional = [
        euc_tw(text[at : at + 20]) for _, text in texts(("traditional",)) for at in range(0, len(text) - 20, 60)
    ]
    others = [
        text[at : at + 20].encode(name, "ignore")
        for text, names in ((KOREAN, ("euc_kr",)), (JAPANESE, ("euc_jp",)))
        for name in names
        for at in range(0, len(text) - 20, 3)
    ]
    others += [
        text[at : at + 20].encode("gbk") for _, text in texts(("simplified",)) for at in range(0, len(text) - 20, 60)
    ]
    show(
        "_EUC_TW",
        foreign._EUC_TW,
        [mean(t) for t in map(foreign.as_big5, others) if len(t) >= 4],
        [mean(t) for t in map(foreign.as_big5, traditional) if t],
        "other files / EUC-TW, 20 characters",
    )


def euc_tw(text: str) -> bytes:
    """Common Hanzi of Big5 as EUC-TW; plane 1 has them in the same order."""
    raw = b""
    for character in text:
        code = encode(character, "big5")
        if code is None or len(code) == 1 or not 0xA4 <= code[0] <= 0xC6:
            continue
        index = (code[0] - 0xA4) * 157 + code[1] - (0x40 if code[1] < 0x7F else 0x62)
        raw += bytes((0xC4 + index // 94, 0xA1 + index % 94))
    return raw


def chance() -> None:
    """How long GBK and UTF-16 texts are that are valid UTF-8 by chance, and what UTF-8 gains there."""
    longest, favour = 0, []
    rng = random.Random(2)
    everything = "".join(text for _, text in texts(("simplified",)))
    for _ in range(100_000):
        start = rng.randrange(len(everything) - 60)
        for name in ("gbk", "utf-16-le", "utf-16-be"):
            raw = everything[start : start + rng.randrange(1, 30)].encode(name)
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if b"\0" not in raw and not raw.isascii() and len(raw) > longest:
                longest = len(raw)
    print(f"longest non-ASCII text without NULs that is UTF-8 by chance: {longest} bytes")
    for text in CLEAN[:3]:
        for word in text.split():
            raw = word.encode()
            if not raw.isascii():
                best = max(evidence.likely(raw, name)[0] + evidence._PRIOR[name] for name in RIGHT[1:])
                favour.append(best - evidence.likely(raw, "utf-8")[0])
    print(f"most that a French or German word in UTF-8 is behind another reading: {max(favour):.1f}")


if __name__ == "__main__":
    readings()
    lines()
    marks()
    repairs()
    neighbours()
    chance()
