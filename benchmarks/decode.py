"""How fast and how lean the decoder is, and what it does with damaged files; figures for docs/encoding.md.

python -m benchmarks.decode                 median CPU of a 6 KB report, beside plain chardet
python -m benchmarks.decode --large         time and peak memory, 10 and 100 MB
python -m benchmarks.decode --mutations N   N randomly damaged files: none may raise, each must be rebuilt
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from convert.decode import decode
from convert.decoding.codes import UNDECODABLE, Note, parse_note
from convert.decoding.rebuild import rebuild
from tests.encodings import CLEAN, encode, report, samples

SIZE_BYTES = 6144
ROUNDS = 200
LARGE = ("utf-8", "gbk", "gbk with 0xFF", "big5", "utf-16-le")


def median_ms(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    call()
    times = []
    for _ in range(rounds):
        start = time.process_time_ns()
        call()
        times.append(time.process_time_ns() - start)
    return statistics.median(times) / 1e6


def speed() -> dict[str, dict[str, float]]:
    import chardet

    figures = {}
    for name in ("utf-8", "gbk", "big5", "utf-16-le"):
        kind = "traditional" if name == "big5" else "simplified"
        text = "".join(c for c in report(kind, 4000, 1) if encode(c, name))
        while len(text.encode(name)) > SIZE_BYTES:
            text = text[:-1]
        data = text.encode(name)
        ours, theirs = median_ms(lambda d=data: decode(d)), median_ms(lambda d=data: chardet.detect(d), 40)
        figures[name] = {"ours_ms": ours, "chardet_ms": theirs}
    return figures


def large() -> None:
    for name in LARGE:
        for megabytes in (10, 100):
            command = [sys.executable, "-m", "benchmarks.decode", "--one", name, str(megabytes)]
            print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="", flush=True)


def one(name: str, megabytes: int) -> None:
    codec = name.split()[0]
    kind = "traditional" if codec == "big5" else "simplified"
    text = "".join(c for c in report(kind, 20_000, 1) if encode(c, codec)) + "\n"
    part = text.encode(codec)
    data = part * (megabytes * 1_000_000 // len(part))
    if "0xFF" in name:
        middle = len(data) // 2
        data = data[:middle] + b"\xff" + data[middle:]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - len(data)
    start = time.process_time()
    decoded = decode(data)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    print(
        f"{name:14} {megabytes:4} MB {seconds:7.2f} s  {seconds / megabytes * 1000:6.1f} ms/MB"
        f"  peak {peak / len(data):4.1f} x size, {len(decoded.losses)} losses"
    )


def mutations(count: int, seed: int = 1) -> None:
    rng = random.Random(seed)
    sources = [s.data for s in samples(9) if len(s.data) < 3000] + [text.encode() for text in CLEAN]
    inserted = (
        b"\0\0",
        "\ufffd锟斤拷".encode(),
        "\ufffd".encode("gb18030"),
        b"\x80",
        b"~{",
        b"~}",
        b"\xff\xfe",
        b"\x1a",
    )
    rebuilt = 0
    for _ in range(count):
        data = bytearray(rng.choice(sources))
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(data) + 1)
            match rng.randrange(5):
                case 0:
                    data[at:at] = rng.randbytes(rng.randrange(1, 4))
                case 1:
                    del data[at : at + rng.randrange(1, 4)]
                case 2:
                    data[at : at + 1] = bytes((rng.choice((0, 0xFF, 0x80, 0x1A, 0x0A, 0x0D, rng.randrange(256))),))
                case 3:
                    data[at:at] = rng.choice(sources)[: rng.randrange(40)]
                case _:
                    data[at:at] = rng.choice(inserted)
        raw = bytes(data)
        decoded = decode(raw)
        marks = sum(loss.reason in UNDECODABLE for loss in decoded.losses)
        assert decoded.text.count("\ufffd") == marks, raw
        assert all(raw[loss.offset :].startswith(loss.raw) for loss in decoded.losses), raw
        names = {decoded.encoding, *(name for _, name in decoded.runs)}
        repaired = any(parse_note(note)[0] is Note.REPAIRED for note in decoded.notes)
        if not repaired and all(name.startswith("utf-") or name == "gb18030" for name in names):
            assert rebuild(decoded) == raw, raw
            rebuilt += 1
    print(
        f"{count} mutations: no exception, every mark has its loss; {rebuilt} in utf-8, -16, -32, gb18030, all rebuilt"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--mutations", type=int, default=0)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one[0], int(arguments.one[1]))
    elif arguments.large:
        large()
    elif arguments.mutations:
        mutations(arguments.mutations)
    elif arguments.json:
        json.dump(speed(), sys.stdout)
    else:
        print(f"{'6 KB report':14} {'decode ms':>10} {'chardet.detect ms':>18}")
        for name, row in speed().items():
            print(f"{name:14} {row['ours_ms']:10.3f} {row['chardet_ms']:18.3f}")
