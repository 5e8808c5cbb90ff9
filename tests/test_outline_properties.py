"""What holds of the outline whatever the text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.cleaning.journal import replay
from convert.decoding.finish import source_lines
from convert.engine import inspect_text
from convert.kit import load_kit
from convert.model import Confidence, Decoded, Draft, Line, Origin, Paragraph, Role
from convert.outline import outline
from tests.corpus import documents
from tests.variants import furnished, indented, wrapped

KIT = load_kit()

STARTS = st.sampled_from(
    [
        "",
        "一、",
        "二、",
        "三、",
        "（一）",
        "（二）",
        "(一)",
        "1.",
        "2、",
        "3．",
        "（1）",
        "①",
        "第一章 ",
        "第二条 ",
        "一是",
        "二是",
        "首先，",
        "第一，",
        "附件：",
        "附件1",
        "篇一：",
        "——",
        "1.1 ",
        "2.3.1",
        "一 ",
        "【",
        "各位",
        "〔2023〕",
        "2023年3月",
        "（",
    ]
)
WORDS = st.sampled_from(
    [
        "加强领导",
        "工作总结",
        "存在不足",
        "，",
        "。",
        "；",
        "：",
        "！",
        "的通知",
        "云岭县",
        "局",
        " ",
        "\u3000",
        "”",
        "“",
        "）",
        "a",
        "7",
        "2023年3月6日",
        "（一）",
        "1.",
        "关于",
        "为切实做好有关工作，提高工作水平，确保各项任务落到实处",
    ]
)
LINES = st.lists(
    st.builds(lambda start, words: start + "".join(words), STARTS, st.lists(WORDS, max_size=6)), max_size=24
)


def flat(texts):
    return "".join("".join(texts).split())


def shape(document):
    return [(p.heading, p.level, p.depth, p.run_in) for p in document.blocks if isinstance(p, Paragraph) and p.depth]


@pytest.mark.parametrize("truth", documents(), ids=lambda truth: truth.name)
def test_the_journal_leads_from_the_source_to_the_document(truth):
    for text in (truth.text, indented(truth).text, wrapped(truth, 24).text):
        document = inspect_text(text, KIT)
        kept = replay(source_lines(document.decoded.text), document.changes)
        assert flat(kept) == flat(block.text for block in document.blocks)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_any_lines_give_a_sound_document(lines):
    text = "\n".join(lines)
    if not text.strip():
        return
    document = inspect_text(text, KIT)
    kept = replay(source_lines(document.decoded.text), document.changes)
    assert flat(kept) == flat(block.text for block in document.blocks)
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    assert [p.line for p in paragraphs] == sorted(p.line for p in paragraphs)
    depth = 0
    for paragraph in paragraphs:
        assert bool(paragraph.level) == bool(paragraph.depth or (paragraph.role is Role.BODY and paragraph.run_in))
        assert paragraph.text.startswith(paragraph.number)
        assert 0 <= paragraph.run_in < len(paragraph.text)
        if paragraph.depth:
            assert paragraph.depth <= depth + 1
            assert paragraph.why
            depth = paragraph.depth


@pytest.mark.parametrize("truth", documents()[::3], ids=lambda truth: truth.name)
def test_junk_and_indents_between_paragraphs_leave_the_outline_alone(truth):
    plain = shape(inspect_text(truth.text, KIT))
    assert shape(inspect_text(furnished(truth, 3).text, KIT)) == plain
    assert shape(inspect_text(indented(truth).text, KIT)) == plain


@pytest.mark.parametrize("truth", documents()[::3], ids=lambda truth: truth.name)
def test_hard_wraps_leave_the_outline_alone(truth):
    assert shape(inspect_text(wrapped(truth, 35).text, KIT)) == shape(inspect_text(truth.text, KIT))


@pytest.mark.parametrize(
    "lines",
    [
        ("一、加强领导", "1.提高认识。各单位要认真落实。"),
        ("1.", "1.甲"),
        ("篇1：总结", "一、甲工作"),
        ("某局工作总结", "正文。", "一、甲", "二、乙"),
        ("一、工作（一）加强领导。正文", "（二）甲。乙"),
        ("云岭县", "2023年3月6日", "某局工作总结"),
        ("附件1", "任务表"),
        ("甲乙丙丁", "各单位要高度重视这项工作，加强组织领导，确保各项任务落到实处。"),
        ("一是加强领导。各单位要认真落实。",),
    ],
    ids=lambda lines: lines[0],
)
def test_twice_the_lines_take_about_twice_the_time(lines):
    def seconds(times):
        items = tuple(Line(n, text) for n, text in enumerate(lines * times, 1))
        draft = Draft(Origin("a.txt", "", 0), Decoded("", "utf-8", Confidence.CERTAIN, "test"), items)
        best = 1e9
        for _ in range(2):
            started = time.process_time()
            outline(draft, KIT.rules["headings"], KIT.rules["parts"])
            best = min(best, time.process_time() - started)
        return best

    assert seconds(2000) < 4 * seconds(1000) + 0.05


def test_a_line_of_ten_million_characters_is_read_in_a_moment():
    for text in ("一、“" + "。" * 10_000_000, "一是" + "，" * 10_000_000, "甲" * 10_000_000):
        draft = Draft(Origin("a", "", 0), Decoded("", "utf-8", Confidence.CERTAIN, "test"), (Line(1, text),))
        started = time.process_time()
        outline(draft, KIT.rules["headings"], KIT.rules["parts"])
        assert time.process_time() - started < 2
