import pytest

from convert.clean import REMOVALS, clean, replay
from convert.decoding.finish import source_lines
from convert.errors import ConversionBug
from convert.model import ChangeKind, Confidence, Decoded, Draft, Line, Origin, Table
from convert.rulebook import load_rulebook

RULES = load_rulebook()["cleaning"]


def draft(text):
    lines = source_lines(text)
    items = tuple(Line(number, line) for number, line in enumerate(lines, 1) if line)
    return Draft(Origin("a.txt", "", 0), Decoded(text, "utf-8", Confidence.CERTAIN, "test"), items)


def cleaned(text, rules=RULES):
    return [item.text for item in clean(draft(text), rules).items]


def squeeze(texts):
    return "".join("".join(texts).split())


def test_clean_text_passes_untouched_and_indents_go_without_a_change():
    report = draft("述职报告\n　　一、履职情况\n　　全年完成任务12项。\n")
    result = clean(report, RULES)
    assert [item.text for item in result.items] == ["述职报告", "一、履职情况", "全年完成任务12项。"]
    assert result.changes == ()


def test_a_mark_inside_a_word_goes_without_breaking_the_sentence():
    assert cleaned("切实##paidbegin##履行第一责任人职责。") == ["切实履行第一责任人职责。"]


def test_the_journal_replays_to_the_kept_text():
    text = "首页 > 正文\n总结（1836字）\n一、工作\n切实##paid##履行职责，做到重要\n- 1 -\n工作亲自部署，重要事项亲自&ldquo;抓&rdquo;。\n> 重点\n"
    result = clean(draft(text), RULES)
    assert squeeze(replay(source_lines(text), result.changes)) == squeeze(item.text for item in result.items)
    assert [item.text for item in result.items] == replay(source_lines(text), result.changes)


def test_a_journal_that_does_not_fit_the_text_is_refused():
    result = clean(draft("切实##paid##履行。"), RULES)
    with pytest.raises(ValueError, match="does not fit"):
        replay(["另一篇文章的一行字，足够长。"], result.changes)


def test_line_numbers_that_do_not_ascend_are_a_bug_of_the_reader():
    origin, decoded = Origin("a.txt", "", 0), Decoded("", "utf-8", Confidence.CERTAIN, "test")
    with pytest.raises(ConversionBug):
        clean(Draft(origin, decoded, (Line(2, "甲"), Line(2, "乙"))), RULES)


def test_without_removal_kinds_no_text_goes():
    text = "首页 > 正文\n当前位置：首页\n切实##paid##履行\u200b。\n- 1 -\n上一篇：无\n"
    result = clean(draft(text), RULES.without(*REMOVALS))
    assert squeeze(item.text for item in result.items) == squeeze([text])
    assert not [change for change in result.changes if change.kind is ChangeKind.REMOVED]


def test_a_paragraph_tag_in_the_middle_of_a_line_breaks_it_there():
    result = clean(draft("<p>全年工作</p><p>完成任务。</p>"), RULES)
    assert [(item.number, item.text) for item in result.items] == [(1, "全年工作"), (1, "完成任务。")]


def test_markdown_tables_become_tables():
    result = clean(draft("| 项目 | 数量 |\n| --- | --- |\n| 会议 | 12 |\n"), RULES)
    assert result.items == (Table(1, (("项目", "数量"), ("会议", "12")), (1, 3)),)
