"""Writes convert/decoding/frequency.py: how often Hanzi stand in Chinese text, from two public tables.

    python benchmarks/hanzi.py dict.txt STCharacters.txt > convert/decoding/frequency.py

`dict.txt` is the word list with counts of jieba 0.42.1 (MIT), `STCharacters.txt` the simplified-to-traditional table
of OpenCC (Apache-2.0, here from opencc-python-reimplemented 0.1.7). A character counts as often as the words it is
part of; a traditional form counts as often as the simplified one it stands for.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

# Beyond this rank a character is rarer than one in 50,000, which the codec classes of `likelihood.py` say well enough.
RANKS = 2400
STEP = 0.2  # decades in a tier

HEAD = '''"""How often Hanzi stand in Chinese text: `TIERS`, the only table of the decoder that is not a rule.

Made by benchmarks/hanzi.py, not by hand: character counts summed over the words of jieba 0.42.1's dict.txt (MIT), the
{ranks:,} most frequent; traditional forms added by OpenCC's STCharacters.txt (Apache-2.0) with the count of the
simplified form. Each tier is (base-10 logarithm of a character's share of all Hanzi, its characters).
"""

from __future__ import annotations
'''


def main(words: str, traditional: str) -> None:
    counts: Counter[str] = Counter()
    for row in Path(words).read_text("utf-8").splitlines():
        word, count = row.split(" ")[:2]
        for character in word:
            if "\u4e00" <= character <= "\u9fa5":
                counts[character] += int(count)
    forms = {}
    for row in Path(traditional).read_text("utf-8").splitlines():
        simplified, _, others = row.partition("\t")
        forms[simplified] = [form for form in others.split() if "\u4e00" <= form <= "\u9fa5"]
    total = counts.total()
    best: dict[str, float] = {}
    for character, count in counts.most_common(RANKS):
        tier = round(round(math.log10(count / total) / STEP) * STEP, 1)
        for form in [character, *forms.get(character, [])]:
            best[form] = max(best.get(form, -9.0), tier)
    tiers: defaultdict[float, list[str]] = defaultdict(list)
    for character, tier in best.items():
        tiers[tier].append(character)
    print(HEAD.format(ranks=RANKS))
    print("TIERS: tuple[tuple[float, str], ...] = (")
    for tier in sorted(tiers, reverse=True):
        print(f"    (\n        {tier},")
        row = "".join(tiers[tier])
        for start in range(0, len(row), 50):
            print(f'        "{row[start : start + 50]}"')
        print("    ),")
    print(")")


if __name__ == "__main__":
    main(*sys.argv[1:])
