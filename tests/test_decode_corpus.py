"""The decoder over the corpus of tests/encodings.py: floors that may only rise."""

from collections import Counter

import pytest

from convert.decode import decode
from convert.model import Confidence
from tests.encodings import CLEAN, is_right, report, samples

# Samples of 40 bytes and more, and of 20 and 10 bytes. benchmarks/encodings.py walks 12,000 of another seed.
FLOOR_40, FLOOR_10 = 0.999, 0.995


@pytest.fixture(scope="module")
def results():
    return [(sample, decode(sample.data)) for sample in samples(7)]


def test_reports_are_right_in_every_encoding_length_and_state(results):
    counts, right = Counter(), Counter()
    for sample, decoded in results:
        long = sample.length == 0 or sample.length >= 40
        counts[long] += 1
        right[long] += is_right(sample, decoded.text)
    assert counts[True] > 2000
    assert counts[False] > 300
    assert right[True] >= FLOOR_40 * counts[True]
    assert right[False] >= FLOOR_10 * counts[False]


def test_undamaged_reports_from_40_bytes_up_are_all_right(results):
    wrong = [
        (sample.encoding, sample.length, sample.state)
        for sample, decoded in results
        if not is_right(sample, decoded.text)
        and (sample.length == 0 or sample.length >= 40)
        and not sample.state.startswith("ff-")
    ]
    assert wrong == []


def test_no_report_from_40_bytes_up_is_wrong_in_silence(results):
    silent = [
        (sample.encoding, sample.length, sample.state)
        for sample, decoded in results
        if not is_right(sample, decoded.text)
        and (sample.length == 0 or sample.length >= 40)
        and decoded.confidence is not Confidence.CHECK
        and not decoded.losses
    ]
    assert silent == []


@pytest.mark.parametrize("size", [6, 12, 26, 60, 500])
def test_clean_text_of_any_kind_is_not_repaired(size):
    texts = [*CLEAN, *(report(kind, 500, 3) for kind in ("simplified", "traditional", "ascii", "table"))]
    for text in texts:
        for start in range(0, len(text), size):
            piece = text[start : start + size]
            assert decode(piece.encode()).text == piece
