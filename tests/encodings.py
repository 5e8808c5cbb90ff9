"""A corpus for the decoder: reports of our own writing in every encoding, length and state of damage.

`samples(seed)` gives the same samples for the same seed. All names and figures are made up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

LENGTHS = (0, 2000, 500, 200, 80, 40, 20, 10)  # bytes; 0 = whole

_SIMPLIFIED = (
    "{n}年，在{u}的正确领导下，我认真学习贯彻各项决策部署，紧紧围绕{w}这条主线，较好地完成了全年目标任务。",
    "（{c}）强化{w}，夯实工作基础。全年共召开专题会议{n}次，研究解决突出问题{n}项，办结率达{p}％。",
    "{o}是理论学习不够深入。对新知识、新政策钻研不透，存在以干代学的现象，指导实践的能力有待提高。",
    "{o}是深入基层调研不多，倾听群众呼声不够，对{w}中出现的新情况掌握得不够及时、全面。",
    "截至{n}年{m}月底，累计投入资金{p}万元，新建（改建）道路{n}公里，惠及群众{n}户、{n}人。",
    "XX同志牵头，会同{u}等部门联合开展“{w}”专项检查，发现隐患{n}处，已整改{n}处，其余限期整改到位。",
    "下一步，我们将以更高的标准、更实的作风、更严的要求，抓好{w}，推动各项工作再上新台阶。",
    "严格执行《{w}管理办法（试行）》，坚持民主集中制，重大事项集体研究决定，自觉接受监督。",
    "认真落实党风廉政建设责任制，层层签订责任书{n}份，开展廉政谈话{n}人次，做到警钟长鸣、防微杜渐。",
    "针对上述问题，主要原因：一是思想重视程度不够；二是工作机制不健全；三是专业人才缺乏，队伍老化。",
    "联系电话：0{n}-{n}{n}；邮箱：office{m}@example.cn；网址：http://www.example.cn/{n}.html。",
    "珠江以东、黑龙江以南两个片区的供暖、排涝、垃圾清运等民生实事，已全部列入台账，逐月销号——不留尾巴。",
    "经初步核算，地区生产总值同比增长{p}%，一般公共预算收入完成{p}亿元，城镇登记失业率控制在{p}%以内。",
    "督促企业加装监测设备·更换老旧管线，挽回损失约{p}万元；对瞒报、漏报的，约谈负责人并予以通报……",
)
_TRADITIONAL = (
    "{n}年度，在{u}之督導下，本人積極推動{w}，各項業務均依計畫時程辦理完竣，成效尚稱良好。",
    "（{c}）加強{w}，健全管理制度。全年共辦理說明會{n}場次，受理陳情案件{n}件，結案率達{p}％。",
    "{o}、人力不足，新進同仁經驗尚淺，對法規之嫻熟程度仍待加強，影響案件處理時效。",
    "{o}、跨機關協調不易，部分工程因管線遷移及用地取得問題而延宕，宜及早研擬因應對策。",
    "截至{n}年{m}月底止，累計執行經費{p}萬元，整修道路{n}公尺，受益民眾約{n}戶。",
    "會同{u}辦理「{w}」聯合稽查，發現缺失{n}處，已改善{n}處，其餘均列管追蹤並限期改善。",
    "未來將秉持服務熱忱，持續檢討改進，以期提升{w}之品質與效能，並落實節能減碳目標。",
    "依《{w}實施要點》規定，應於每季結束後十日內填報統計表，逾期未報者予以公告。",
    "綜上，主要原因在於：（一）宣導不足，（二）設備老舊，（三）專業訓練時數偏低。",
    "聯絡電話：0{m}-{n}{n}；電子信箱：service{m}@example.org。",
)
_ASCII_RICH = (
    "Project XX-{n}: budget {p}M CNY, 进度{p}%",
    "Item {m}, qty {n}, price {p} yuan/t, total {n}.00 (OK)",
    "2023-{m}-12 10:{m}:00 INFO {w} finished, rows={n}",
    "GDP {p}%, CPI {p}%, PMI {p}, 备注：无",
    "| ID-{n} | PM2.5 {p} | pH {p} | COD {p} mg/L | 合格 |",
)
_TABLE = ("序号\t项目\t数量\t金额（万元）\t备注", "{m}\t{w}\t{n}\t{p}\t已完成", "合计\t\t{n}\t{p}\t", "│{w}│{n}│{p}│")
_SLOTS = {
    "u": ("县委、县政府", "市财政局", "街道党工委", "区应急管理局", "镇人民政府", "水利局"),
    "w": ("安全生产", "项目建设", "乡村振兴", "财政预算", "环境整治", "招商引资", "信访维稳", "档案管理", "疫病防控"),
}
_SLOTS_TRADITIONAL = {
    "u": ("縣政府", "財政處", "衛生福利部", "都市發展局", "經濟部", "鄉公所"),
    "w": ("公共安全", "道路養護", "社會福利", "預算執行", "環境衛生", "為民服務", "災害防救", "檔案管理"),
}


def report(kind: str, size: int, seed: int) -> str:
    """A report of about `size` characters: kind "simplified", "traditional", "ascii" or "table"."""
    rng = random.Random(f"{kind} {seed}")
    rows = {"simplified": _SIMPLIFIED, "traditional": _TRADITIONAL, "ascii": _ASCII_RICH, "table": _TABLE}[kind]
    slots = _SLOTS_TRADITIONAL if kind == "traditional" else _SLOTS
    lines = [_fill("关于{w}的报告" if kind != "traditional" else "關於{w}之報告", rng, slots)]
    length = len(lines[0])
    while length < size:
        line = "".join(_fill(rng.choice(rows), rng, slots) for _ in range(rng.choice((1, 1, 2))))
        if kind in ("simplified", "traditional") and rng.random() < 0.7:
            line = "\u3000\u3000" + line
        if rng.random() < 0.15:
            line = rng.choice("一二三四五") + "、" + rng.choice(slots["w"]) + "\n" + line
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)


def _fill(row: str, rng: random.Random, slots: dict[str, tuple[str, ...]]) -> str:
    return row.format(
        n=rng.choice((2019, 2021, 36, 7, 158, 12)),
        m=rng.randint(1, 12),
        p=round(rng.uniform(0.5, 99), rng.choice((0, 1, 2))),
        o=rng.choice("一二三四"),
        c=rng.choice("一二三四五"),
        u=rng.choice(slots["u"]),
        w=rng.choice(slots["w"]),
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes and the text a reader should see; U+FFFD stands where bytes were damaged."""

    encoding: str
    length: int  # of LENGTHS
    state: str  # what was done to the bytes
    data: bytes
    truth: str


SIMPLE = ("utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "gb18030-bom", "hz")
COMPLEX = ("big5", "big5hkscs", "cp950")
BOTH = (
    "utf-16-le",
    "utf-16-be",
    "utf-16-le-bom",
    "utf-16-be-bom",
    "utf-32-le",
    "utf-32-be",
    "utf-32-le-bom",
    "utf-32-be-bom",
)
ENCODINGS = (*SIMPLE, *COMPLEX, *BOTH)
_BOM = {
    "gb18030": b"\x84\x31\x95\x33",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}


def encode(text: str, encoding: str) -> bytes | None:
    """`text` in an encoding as the corpus names it; `None` where it cannot be written so."""
    codec = encoding.removesuffix("-bom")
    if codec == "gb2312":  # as programs write it: Python's table has two signs of its own
        return None if _not_gb2312(text) else text.encode("gbk")
    if codec == "hz":
        return None if _not_gb2312(text) else text.replace("—", "\u2015").replace("·", "\u30fb").encode("hz")
    try:
        raw = text.encode(codec)
    except UnicodeEncodeError:
        return None
    return _BOM[codec] + raw if encoding.endswith("-bom") else raw


def _not_gb2312(text: str) -> bool:
    try:
        text.replace("—", "\u2015").replace("·", "\u30fb").encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def seen(text: str) -> str:
    """What a reader sees of a text: line ends alike, NULs ignored, neighbouring U+FFFD as one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    while "\ufffd\ufffd" in text:
        text = text.replace("\ufffd\ufffd", "\ufffd")
    return text


def is_right(sample: Sample, text: str) -> bool:
    """Whether a reader sees the truth; a mark for a cut character at the end may be there or not."""
    wanted, got = seen(sample.truth), seen(text)
    if sample.state == "cut":
        wanted, got = wanted.rstrip("\ufffd"), got.rstrip("\ufffd")
    return wanted == got


def _cut_to(text: str, encoding: str, length: int) -> tuple[str, bytes] | None:
    """The longest start of `text` that takes at most `length` bytes."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        raw = encode(text[:middle], encoding)
        if raw is None or len(raw) > length:
            high = middle - 1
        else:
            low = middle
    raw = encode(text[:low], encoding)
    return (text[:low], raw) if raw and low else None


def samples(seed: int, rounds: int = 1) -> Iterator[Sample]:
    """The corpus: `rounds` texts of each kind, each in every encoding, length and state that it can have."""
    rng = random.Random(seed)
    for round_ in range(rounds):
        for kind in ("simplified", "traditional", "ascii", "table"):
            whole = report(kind, 2600, seed * 1000 + round_)
            for encoding in ENCODINGS:
                fitting = "".join(c for c in whole if encode(c, encoding))
                if len(fitting) > 0.95 * len(whole):
                    yield from _of_encoding(fitting, encoding, rng)
        yield from _special(seed * 1000 + round_, rng)


def _fits(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _of_encoding(whole: str, encoding: str, rng: random.Random) -> Iterator[Sample]:
    for length in LENGTHS:
        start = rng.randrange(len(whole) // 3)
        text = whole[start:] if length else whole
        cut = _cut_to(text, encoding, length) if length else (text, encode(text, encoding) or b"")
        if not cut or not cut[1] or cut[0].isascii():
            continue
        text, raw = cut
        yield Sample(encoding, length, "clean", raw, text)
        yield from _ends(text, encoding, length, raw)
        yield from _damaged(text, encoding, length, raw, rng)


def _ends(text: str, encoding: str, length: int, raw: bytes) -> Iterator[Sample]:
    if "\n" in text:
        for state, end in (("crlf", "\r\n"), ("cr", "\r")):
            changed = encode(text.replace("\n", end), encoding)
            if changed:
                yield Sample(encoding, length, state, changed, text)
    if encoding != "hz":
        yield Sample(encoding, length, "nuls", raw + bytes(200), text)
        yield Sample(
            encoding, length, "ctrl-z", raw + "\x1a".encode(encoding.removesuffix("-bom").removesuffix("-sig")), text
        )
    previous = encode(text[:-1], encoding) or b""
    width = len(raw) - len(previous)
    if width > 1 and len(text) > 1 and encoding != "hz":
        yield Sample(encoding, length, "cut", raw[:-1], text[:-1] + "\ufffd")


def _damaged(text: str, encoding: str, length: int, raw: bytes, rng: random.Random) -> Iterator[Sample]:
    if encoding not in ("utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "cp950") or len(text) < 8:
        return
    at = rng.randrange(1, len(text) - 1)
    before = len(encode(text[:at], encoding) or b"")
    size = len(encode(text[: at + 1], encoding) or b"") - before
    yield Sample(
        encoding, length, "ff-inserted", raw[:before] + b"\xff" + raw[before:], text[:at] + "\ufffd" + text[at:]
    )
    if size > 1:
        truth = text[:at] + "\ufffd" + text[at + 1 :]
        orphan = chr(raw[before + 1]) if raw[before + 1] < 0x80 else ""  # the second byte of a pair, now a letter
        for state, byte in (("ff-first", 0), ("ff-second", 1)):
            spot = before + byte
            left = orphan if byte == 0 else ""
            damaged = raw[:spot] + b"\xff" + raw[spot + 1 :]
            yield Sample(encoding, length, state, damaged, text[:at] + "\ufffd" + left + text[at + 1 :])
        inside = raw[: before + 1] + b"\xff" + raw[before + 1 :]
        yield Sample(encoding, length, "ff-inside", inside, text[:at] + "\ufffd" + orphan + text[at + 1 :])
        if encoding.startswith("utf-8"):
            yield Sample(encoding, length, "deleted", raw[: before + 1] + raw[before + 2 :], truth)


def _special(seed: int, rng: random.Random) -> Iterator[Sample]:
    text = report("simplified", 900, seed)
    old = "".join(c for c in report("traditional", 900, seed) if _fits(c, "big5"))
    for size in (16_384, 200_001, 1_000_000):
        header = ("id=%d; status=ok; " * (size // 10) % tuple(range(size // 10)))[:size]
        for encoding in ("utf-8", "gbk", "utf-16-le", "utf-16-be", "utf-16-le-bom"):
            yield Sample(encoding, 0, f"header-{size}", encode(header + text, encoding) or b"", header + text)
        yield Sample("big5", 0, f"header-{size}", (header + old).encode("big5"), header + old)
    yield from _lying(text, old)
    yield from _mixed(text, old, rng)
    yield from _mojibake(seed)


def _lying(text: str, old: str) -> Iterator[Sample]:
    marks = {"utf-8": b"\xef\xbb\xbf", **_BOM}
    for length in (0, 500, 200, 80, 40, 20):
        for encoding in ("utf-8", "gbk", "big5", "utf-16-le", "utf-16-be"):
            cut = _cut_to(old if encoding == "big5" else text, encoding, length or 10_000)
            for name, mark in marks.items():
                same = name == encoding or (name == "gb18030" and encoding == "gbk") or not cut
                if not same and cut and not (name == "utf-16-le" and cut[1].startswith(b"\0\0")):
                    yield Sample(encoding, length, f"lying-{name}", mark + cut[1], cut[0])


def _mixed(text: str, old: str, rng: random.Random) -> Iterator[Sample]:
    lines = text.split("\n")
    layouts = {
        "halves": lambda i: i < len(lines) // 2,
        "alternating": lambda i: i % 2 == 0,
        "first": lambda i: i == 0,
        "last": lambda i: i == len(lines) - 1,
        "one": lambda i: i == len(lines) // 2,
    }
    for one, two in (("utf-8", "gbk"), ("gbk", "utf-8")):
        for layout, pick in layouts.items():
            parts = [line.encode(one if pick(i) else two) for i, line in enumerate(lines)]
            yield Sample(f"{one}+{two}", 0, f"mixed-{layout}", b"\n".join(parts), text)
    lines = old.split("\n")
    for one, two in (("utf-8", "big5"), ("big5", "utf-8")):
        for layout, pick in layouts.items():
            parts = [line.encode(one if pick(i) else two) for i, line in enumerate(lines)]
            yield Sample(f"{one}+{two}", 0, f"mixed-{layout}", b"\n".join(parts), old)
    both = [*text.split("\n")[:8], *old.split("\n")[:8]]
    parts = [line.encode("gbk" if i < 8 else "big5") for i, line in enumerate(both)]
    yield Sample("gbk+big5", 0, "mixed-halves", b"\n".join(parts), "\n".join(both))


def _mojibake(seed: int) -> Iterator[Sample]:
    for length in (0, 500, 200, 80, 40):
        for kind, size in (("simplified", 900), ("traditional", 900)):
            text = report(kind, size, seed)[: length // 3 or None]
            text = "".join(c for c in text if kind != "traditional" or _fits(c, "big5"))
            if text.isascii():
                continue
            for was in ("utf-8", "gbk") if kind == "simplified" else ("utf-8", "big5"):
                for shown in ("latin-1", "cp1252", "gb18030"):
                    stored = damage(text.encode(was), shown)
                    if (was, shown) == ("gbk", "gb18030") or stored is None:
                        continue
                    yield Sample("utf-8", length, f"mojibake-{was}-as-{shown}", stored.encode(), text)
                    twice = damage(stored.encode(), "latin-1")
                    if was == "utf-8" and shown == "latin-1" and twice is not None:
                        yield Sample("utf-8", length, "mojibake-twice", twice.encode(), text)


def damage(raw: bytes, shown_as: str) -> str | None:
    """Bytes shown in a wrong encoding, exactly; `None` where a byte has no character there."""
    if shown_as == "cp1252":  # as browsers do: five bytes have no sign and pass
        return "".join(
            chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes((byte,)).decode("cp1252") for byte in raw
        )
    try:
        return raw.decode(shown_as)
    except UnicodeDecodeError:
        return None


CLEAN = (
    "Café Müller à Genève: l'été dernier, naïveté et déjà-vu; coûts 12 €, über alles, señor, façade, Ærø.",
    "Le maire a présenté le compte rendu de l'année : travaux achevés, crédits engagés, délais respectés.",
    "Le régime égal, l'échange régional, le siège du collège, les dégâts, un élève protégé, créée, léguée.",
    "Die Straße wäre größer, hätte man früher geprüft: Maßnahmen, Übersicht, Kündigung, ökonomisch.",
    "Plain English text with “curly quotes”, dashes – and —, an ellipsis… and 25 °C ± 0.5.",
    "年度報告書を提出しました。今年の主な課題は、人手不足とコストの増加でした。カタカナ、ひらがな、漢字。",
    "올해 주요 업무 추진 실적을 다음과 같이 보고합니다. 예산 집행률은 98%입니다.",
    "生僻字：㐀㐁䶮龘靐齉齾爩麤灪籱饢驫鸜鱻, 𠮷野家, 犇猋骉蟲赑淼焱垚.",
    "私用区：\ue000\ue001\uf8ff 与 \U000f0000，其余照旧。",
    "Итоги года: план выполнен, замечания устранены. Ελληνικά: αναφορά.",
    "Ετήσια αναφορά: όλα τα έργα ολοκληρώθηκαν εγκαίρως και εντός του προϋπολογισμού.",
    "Ежегодный отчёт: все работы завершены в срок и в рамках бюджета.",
    "©®™ §12 ¶3 «цитата» ÷×¬¦ ½¼ º ª",
)
"""Clean texts of many kinds: nothing in them may be repaired."""
