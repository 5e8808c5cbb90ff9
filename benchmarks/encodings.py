"""Accuracy of the decoder by encoding, length and state of the file, with plain `chardet.detect` beside it.

python -m benchmarks.encodings            writes the tables into docs/encoding.md
python -m benchmarks.encodings --print    shows them only
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from convert.decode import decode
from convert.model import Confidence, Decoded
from tests.encodings import CLEAN, LENGTHS, is_right, report, samples, seen

PAGE = Path(__file__).parents[1] / "docs" / "encoding.md"
START, END = "<!-- tables: benchmarks/encodings.py -->", "<!-- end of tables -->"
SEEDS, ROUNDS = 20261120, 4


def main(show: bool) -> None:
    ours: Counter[tuple[str, str]] = Counter()
    theirs: Counter[tuple[str, str]] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    silent = 0
    for sample in samples(SEEDS, ROUNDS):
        decoded = decode(sample.data)
        right, rival = is_right(sample, decoded.text), is_right(sample, by_chardet(sample.data))
        silent += is_silent(decoded) and not right and (sample.length == 0 or sample.length >= 40)
        group = "40 bytes and more" if sample.length == 0 or sample.length >= 40 else f"{sample.length} bytes"
        state = "ASCII header" if sample.state.startswith("header") else sample.state
        for key in (("row", sample.encoding), ("length", str(sample.length)), ("group", group), ("state", state)):
            counts[key] += 1
            ours[key] += right
            theirs[key] += rival
    tables = [
        f"Corpus of {sum(n for (kind, _), n in counts.items() if kind == 'length'):,} samples; silently wrong from "
        f"40 bytes up: {silent}; clean texts changed by mojibake repair: {changed()}.",
        table("All", [("group", name) for name in ("40 bytes and more", "20 bytes", "10 bytes")], counts, ours, theirs),
        table("Length in bytes", [("length", str(n)) for n in LENGTHS], counts, ours, theirs),
        table("Encoding", sorted(key for key in counts if key[0] == "row"), counts, ours, theirs),
        table("State of the file", sorted(key for key in counts if key[0] == "state"), counts, ours, theirs),
    ]
    text = "\n\n".join(tables)
    if show:
        print(text)
        return
    page = PAGE.read_text("utf-8")
    before, after = page.split(START)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")


def by_chardet(data: bytes) -> str:
    """What one gets from decoding with chardet's first answer."""
    import chardet

    name = chardet.detect(data)["encoding"] or "utf-8"
    try:
        return data.decode(name, "replace").removeprefix("\ufeff").rstrip("\0\x1a")
    except LookupError:
        return ""


def is_silent(decoded: Decoded) -> bool:
    """Whether nothing tells a reader to look at the text."""
    return decoded.confidence is not Confidence.CHECK and not decoded.losses


def changed() -> str:
    texts = [*CLEAN, *(report(k, 300, n) for k in ("simplified", "traditional", "ascii", "table") for n in range(250))]
    pieces = [text[at : at + size] for text in texts for size in (12, 40, 300) for at in range(0, len(text), size)]
    return f"{sum(seen(decode(piece.encode()).text) != seen(piece) for piece in pieces)} of {len(pieces):,}"


def table(
    head: str, keys: list[tuple[str, str]], counts: Counter[tuple[str, str]], *right: Counter[tuple[str, str]]
) -> str:
    rows = [f"| {head} | samples | right | chardet.detect |", "|---|---:|---:|---:|"]
    for key in keys:
        shares = " | ".join(f"{100 * one[key] / counts[key]:.2f} %" for one in right)
        rows.append(f"| {'whole' if key[1] == '0' else key[1]} | {counts[key]:,} | {shares} |")
    return "\n".join(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--print", action="store_true")
    main(parser.parse_args().print)
