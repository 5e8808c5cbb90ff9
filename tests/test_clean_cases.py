"""What is junk and what only looks like it: the cases of tests/cases/cleaning.toml, each put into an ordinary report."""

import tomllib
from pathlib import Path

import pytest

from convert.clean import clean
from convert.model import Change, ChangeKind, Confidence, Decoded, Draft, Line, Origin
from convert.rulebook import load_rulebook

RULES = load_rulebook()["cleaning"]
CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("cleaning.toml").read_text(encoding="utf-8"))
TITLE = "云岭县教育局2023年工作总结"
TEXT = [
    "今年以来，县教育局坚持以人民为中心，扎实推进各项工作，圆满完成全年目标任务。现将有关情况总结如下。",
    "一、主要工作",
    "坚持立德树人根本任务，全面推进素质教育，完善德智体美劳全面培养体系，成效明显。",
    "加强师资队伍建设，招聘教师120名，交流轮岗教师86名，培训教师2100人次。",
    "二、存在的问题",
    "城乡教育发展还不够均衡，优质资源总量不足，农村学校师资结构性短缺。",
    "云岭县教育局",
    "2023年12月20日",
]
REPORT = [TITLE, *TEXT]
SENTENCE = 2


def result(lines: list[str]) -> Draft:
    items = tuple(Line(number, text) for number, text in enumerate(lines, 1))
    return clean(Draft(Origin("a.txt", "", 0), Decoded("", "utf-8", Confidence.CERTAIN, "test"), items), RULES)


def texts(lines: list[str]) -> list[str]:
    return [item.text for item in result(lines).items]


def edits(lines: list[str]) -> list[Change]:
    return [change for change in result(lines).changes if change.kind is not ChangeKind.JOINED]


@pytest.mark.parametrize("junk", CASES["junk"])
def test_a_junk_line_goes_from_the_middle_and_from_the_foot(junk):
    assert texts([*REPORT[:5], junk, *REPORT[5:]]) == REPORT
    assert texts([*REPORT, junk]) == REPORT


@pytest.mark.parametrize("junk", CASES["known"])
@pytest.mark.xfail(strict=True, reason="not yet told from text; move it up when it is")
def test_a_junk_line_known_to_be_missed_still_is(junk):
    assert texts([*REPORT[:5], junk, *REPORT[5:]]) == REPORT


def test_the_furniture_above_a_title_and_below_the_end_goes():
    assert texts([*CASES["head"], *REPORT]) == REPORT
    assert texts([*REPORT, *CASES["foot"]]) == REPORT


@pytest.mark.parametrize("mark", CASES["inline"])
@pytest.mark.parametrize("at", [7, 23])
def test_a_mark_goes_without_breaking_the_sentence(mark, at):
    lines = list(REPORT)
    lines[SENTENCE + 1] = lines[SENTENCE + 1][:at] + mark + lines[SENTENCE + 1][at:]
    shown = ["".join(text.split()) for text in texts(lines)]
    assert shown == REPORT


@pytest.mark.parametrize("line", CASES["legit"])
@pytest.mark.parametrize("place", ["below the title", "middle", "above the signature", "end", "beside junk"])
def test_a_line_that_only_looks_like_junk_stays(line, place):
    lines = {
        "below the title": [TITLE, line, *TEXT],
        "middle": [*REPORT[:5], line, *REPORT[5:]],
        "above the signature": [*REPORT[:-2], line, *REPORT[-2:]],
        "end": [*REPORT, line],
        "beside junk": [*REPORT[:5], "##paidend##", "打印本页", line, "上一篇：无", *REPORT[5:]],
    }[place]
    assert not [change for change in edits(lines) if change.line == lines.index(line) + 1]
    assert line.strip() in texts(lines)


@pytest.mark.parametrize("rule", [rule for rule in RULES.rules if rule.get("words")], ids=lambda rule: rule.id)
def test_every_example_of_a_rule_holds_one_of_its_trigger_words(rule):
    assert all(any(word in example for word in rule.get("words")) for example in rule.yes)


WHOLE = ("line", "tool", "column", "links", "file", "page", "furniture", "number", "date")


@pytest.mark.parametrize("rule", [rule for rule in RULES.rules if rule.kind in WHOLE], ids=lambda rule: rule.id)
def test_a_rule_on_whole_lines_is_anchored_at_both_ends(rule):
    assert rule.pattern.startswith("^")
    assert rule.pattern.endswith("$")
