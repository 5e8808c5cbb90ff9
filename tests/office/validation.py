"""Word files of strange reports through Microsoft's own validator (Open XML SDK).

`tests/office/setup.sh` fetches it where npm is installed. The tests take a few files; for many:

    python -m tests.office.validation 500
"""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from convert.kit import load_kit
from convert.model import HEADINGS, Document, Finding, Options, Paragraph, Role, Severity, Table
from convert.writers.word import write
from tests.documents import ODD, every_element, report

PACKAGES = Path(__file__).parents[2] / "tools-cache" / "node" / "node_modules" / "@xarsh"
VERSIONS = ("Office2013", "Microsoft365")
STYLES = ("gbt9704", "gbt9704-bold", "gbt33476", "windows")


def validator() -> Path | None:
    """The validator's program for this machine, if it was fetched."""
    found = [path for path in PACKAGES.glob("ooxml-validator-*/ooxml-validator*") if path.suffix in ("", ".exe")]
    return found[0] if found else None


def faults(program: Path, file: Path, version: str) -> list[str]:
    """What the validator says against a file."""
    said = subprocess.run([program, file, version], check=True, capture_output=True, timeout=60).stdout
    return [f"{error['path']}: {error['description']}" for error in json.loads(said)["errors"]]


def strange_report(chance: random.Random) -> Document:
    """Any roles in any order: control characters, lone surrogates, tabs, 10,000-character paragraphs, ragged tables."""
    blocks = [_strange_block(chance) for _ in range(chance.randint(0, 30))]
    texts = [block.text for block in blocks if isinstance(block, Paragraph) and block.text]
    findings = tuple(
        Finding("X", Severity.WARNING, chance.randint(0, 40), chance.choice(texts)[:40], _text(chance), None)
        for _ in range(chance.randint(0, 5) if texts else 0)
    )
    return replace(report(*blocks), findings=findings)


def _strange_block(chance: random.Random) -> Paragraph | Table:
    line = chance.randint(1, 40)
    if chance.random() < 0.08:
        widths = [chance.randint(0, 5) for _ in range(chance.randint(0, 5))]
        return Table(line, tuple(tuple(_text(chance)[:20] for _ in range(width)) for width in widths))
    role, text = chance.choice(list(Role)), _text(chance)
    depth = HEADINGS.index(role) + 1 if role in HEADINGS else 0
    run_in = chance.randint(0, len(text)) if depth or role in (Role.POINT, Role.BODY) else 0
    level = chance.randint(1, 2) if role is Role.BODY and run_in else depth
    return Paragraph(role, text, line, run_in=run_in, level=level, depth=depth)


def _text(chance: random.Random) -> str:
    kind = chance.randint(0, 6)
    if kind == 0:
        return "长段落没有尽头。" * chance.choice((30, 300, 1250))
    if kind == 1:
        return "关于" + "进一步加强基层治理和服务能力建设" * chance.randint(1, 20) + "的报告"
    if kind == 2:
        return chance.choice(("某某局", "2024年1月5日", "附件：1. 名单", "2. 表", "附件1", ""))
    if kind == 3:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 60)))
    return "".join(chance.choice(ODD) for _ in range(chance.randint(1, 60)))


def strange_files(count: int, folder: Path) -> Iterator[Path]:
    """Word files of `count` strange reports, the first of them of every element; styles and comments take turns."""
    chance = random.Random(20260)
    kits = [load_kit(style, options=Options(comments=bool(n % 2))) for n, style in enumerate(STYLES + STYLES[1:])]
    for number in range(count):
        document = strange_report(chance) if number else every_element()
        file = folder / f"{number}.docx"
        file.write_bytes(write(document, kits[number % len(kits)]))
        yield file


def main(count: int) -> int:
    """Validates `count` files against both versions and prints what is wrong; the exit code."""
    program = validator()
    if program is None:
        sys.exit("no validator: run tests/office/setup.sh where npm is installed")
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for file in strange_files(count, Path(folder)):
            for version in VERSIONS:
                found.update(f"{version} {fault}" for fault in faults(program, file, version))
            file.unlink()
    lines = [f"{times} {fault}" for fault, times in found.most_common(20)]
    sys.stdout.write("\n".join([*lines, f"{count} files, {found.total()} faults\n"]))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
