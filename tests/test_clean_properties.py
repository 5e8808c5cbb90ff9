"""What cleaning promises for any text: nothing is lost off the record, order holds, twice is once, time is linear."""

import time
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert.clean import REMOVALS, clean, replay
from convert.model import Change, ChangeKind, Confidence, Decoded, Draft, Line, Origin, Table
from convert.rulebook import load_rulebook
from tests import corpus, noise

RULES = load_rulebook()["cleaning"]
KEEP_ALL = RULES.without(*REMOVALS)
# Documents with glued paragraphs are left out of the variants: junk cannot be put between two halves of a line.
DOCUMENTS = [truth for truth in corpus.documents() if not any(line.label.startswith("&") for line in truth.labelled)]

PIECES = (
    *(
        "一、主要工作",
        "（一）强化责任",
        "1.加强领导",
        "5.",
        "一是压实责任。",
        "今年以来，全县上下共同努力，",
        "成效明显。",
        "\u3000\u3000",
    ),
    *(
        "\n",
        "\n\n",
        "\n\u3000\u3000",
        "##paidbegin##",
        "<p>",
        "</p>",
        "&nbsp;",
        "\u200b",
        "\ue001",
        "\x0c",
        "**",
        "# ",
        "> ",
        "| 甲 | 乙 |",
    ),
    *(
        "- 1 -",
        "第1页 共2页",
        "1",
        "2",
        "打印",
        "关闭",
        "上一篇：无",
        "来源：某报",
        "相关报道：",
        "扫码关注公众号，免费领取素材",
        "\t",
        "  ",
    ),
    *(
        "浙 江 省 政 府",
        "（1836字）",
        "……略……",
        "a.docx",
        "2023年12月1日",
        "（",
        "）",
        "《",
        "》",
        "“",
        "”",
        "，",
        "。",
        "XX",
        "\ufffd",
    ),
)
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.text(max_size=200))


def draft(lines):
    items = tuple(Line(number, line) for number, line in enumerate(lines, 1) if line)
    return Draft(Origin("a.txt", "", 0), Decoded("", "utf-8", Confidence.CERTAIN, "test"), items)


def squeeze(texts):
    return "".join("".join(texts).split())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_kept_and_removed_text_together_are_the_source_and_order_holds(text):
    lines = text.split("\n")
    result = clean(draft(lines), RULES)
    kept = [item.text for item in result.items]
    assert squeeze(replay(lines, result.changes)) == squeeze(kept)
    undone = _undo(replay_edits(lines, result.changes), result.changes)
    assert squeeze(undone) == squeeze(lines)
    numbers = [item.number for item in result.items]
    assert numbers == sorted(numbers)


def replay_edits(lines: list[str], changes: tuple[Change, ...]) -> list[str]:
    """The source lines after the edits alone, joins not done."""
    texts = list(lines)
    for change in changes:
        if change.kind is not ChangeKind.JOINED:
            text = texts[change.line - 1]
            texts[change.line - 1] = text[: change.column] + change.after + text[change.column + len(change.before) :]
    return texts


def _undo(texts: list[str], changes: tuple[Change, ...]) -> list[str]:
    for change in reversed(changes):
        if change.kind is not ChangeKind.JOINED:
            text = texts[change.line - 1]
            assert text[change.column : change.column + len(change.after)] == change.after
            texts[change.line - 1] = text[: change.column] + change.before + text[change.column + len(change.after) :]
    return texts


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_without_removal_kinds_nothing_is_removed(text):
    changes = clean(draft(text.split("\n")), KEEP_ALL).changes
    assert not [change for change in changes if change.kind is ChangeKind.REMOVED]


@pytest.mark.parametrize("name", [name for name, _ in noise.VARIANTS])
def test_cleaning_twice_is_cleaning_once(name):
    variant = dict(noise.VARIANTS)[name]
    different = []
    for truth in DOCUMENTS:
        seed = zlib.crc32(truth.name.encode()) % 97
        once = [item.text for item in clean(draft(variant(truth, seed).lines), RULES).items]
        if any(isinstance(item, Table) for item in clean(draft(once), RULES).items):
            continue
        if [item.text for item in clean(draft(once), RULES).items] != once:
            different.append(truth.name)
    assert len(different) <= len(DOCUMENTS) // 40, different  # a wrap may show only once its lines are whole


def test_junk_put_into_a_report_does_not_change_what_is_kept():
    for truth in DOCUMENTS:
        seed = zlib.crc32(truth.name.encode()) % 97
        plain = [item.text for item in clean(draft(truth.lines), RULES).items]
        noisy = noise.littered(truth, seed, marks=0)
        assert [item.text for item in clean(draft(noisy.lines), RULES).items] == plain, noisy.name


def seconds(lines):
    report = draft(lines)
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        clean(report, RULES)
        best = min(best, time.process_time() - started)
    return best


SENTENCE = "今年以来，全县上下##paidbegin##坚持稳中求进&nbsp;工作总基调，\u200b扎实推进各项工作。"


@pytest.mark.parametrize(
    "lines",
    [
        lambda size: [SENTENCE * size],
        lambda size: [SENTENCE] * size,
        lambda size: ["全县上下坚持稳中求进工作总基调，扎实推进各项工作落实"] * size,
        lambda size: [str(number % 997) for number in range(size)],
        lambda size: ["| 甲 | 乙 |"] * size,
        lambda size: ["打印", "（一）强化责任", "5.", "", "一是压实责任，"] * (size // 5),
        lambda size: ["通知公告", "来源：", "【"] * (size // 3),
    ],
    ids=["one line", "sentences", "one wrapped paragraph", "numbers", "a table", "a mixture", "page furniture"],
)
def test_ten_times_the_text_takes_about_ten_times_as_long(lines):
    few, many = seconds(lines(1000)), seconds(lines(10_000))
    assert many < 25 * few + 0.05
