"""The corpus itself: its labels can be read and its truths agree with its texts."""

import pytest

from convert.model import Line
from tests.corpus import documents, parse


@pytest.mark.parametrize("truth", documents(), ids=lambda truth: truth.name)
def test_paragraphs_and_junk_are_all_of_the_raw_text(truth):
    pieces = [*(kept.text for kept in truth.kept), *truth.junk_lines.values(), *(junk for _, junk in truth.junk_inline)]
    assert sorted("".join("".join(pieces).split())) == sorted("".join(truth.text.split()))


@pytest.mark.parametrize("truth", documents(), ids=lambda truth: truth.name)
def test_every_run_in_heading_and_point_says_where_it_ends(truth):
    assert all(kept.stop for kept in truth.kept if kept.label == "point")
    assert all(0 < heading.depth <= 4 and heading.text for heading in truth.headings)


def test_marks_are_read_and_leave_the_raw_text():
    truth = parse("# 试\nh1 | 一、甲⟦#⟧乙‖。正文⟨p1:不\n+ | 足⟩。\njunk | 广告\n\ntitle | 题\n+ | 目\n")
    assert truth.text == "一、甲#乙。正文不\n足。\n广告\n\n题\n目"
    assert [(h.text, h.run_in) for h in truth.headings] == [("一、甲乙", True)]
    assert (truth.joins, truth.junk_lines, truth.title) == ({2, 6}, {3: "广告"}, "题目")
    assert truth.problems["1"].text == "不足"
    assert truth.draft().items == (Line(1, "一、甲乙。正文不足。", ((8, 2),)), Line(5, "题"), Line(6, "目"))


def test_a_label_or_mark_that_is_not_known_is_refused():
    for text in ("h9 | x", "x", "body | ⟦x", "+ | x"):
        with pytest.raises(ValueError, match="text"):
            parse(text)
