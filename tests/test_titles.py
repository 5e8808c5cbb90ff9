from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.rulebook import load_rulebook
from convert.titles import break_title
from convert.widths import width_chars

RULES = load_rulebook()["titles"]
GOLDEN = [
    line
    for line in (Path(__file__).parent / "cases" / "titles.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("broken", GOLDEN)
def test_a_long_title_breaks_where_its_meaning_does(broken):
    assert "|".join(break_title([broken.replace("|", "")], 20, RULES)) == broken


def test_the_golden_list_holds_forty_titles_of_20_to_60_characters():
    assert len(GOLDEN) == 40
    assert all(20 < len(line.replace("|", "")) <= 60 for line in GOLDEN)


def test_a_title_that_fits_stays_on_one_line():
    assert break_title(["2023年度述职报告"], 20, RULES) == ("2023年度述职报告",)


def test_the_authors_own_lines_are_kept():
    lines = ("某某局", "2023年度工作总结")
    assert break_title(lines, 20, RULES) == lines


def test_an_authors_line_that_begins_with_an_empty_word_is_broken_anew():
    lines = break_title(["关于加强全县农村人居环境整治", "的若干意见和实施方案的补充通知"], 20, RULES)
    assert not any(line.startswith("的") for line in lines)
    assert "".join(lines) == "关于加强全县农村人居环境整治的若干意见和实施方案的补充通知"


def test_the_users_break_overrules_and_is_for_its_own_title_only():
    assert break_title(["某某局2023年度工作总结"], 20, RULES, "某某局|2023年度工作总结") == (
        "某某局",
        "2023年度工作总结",
    )
    assert break_title(["另一题"], 20, RULES, "某某局|2023年度工作总结") == ("另一题",)


@pytest.mark.parametrize(
    "whole", ["《关于加强管理的办法》", "2023年12月25日", "“十四五”规划", "（党总支）", "人民政府"]
)
def test_a_whole_is_never_cut(whole):
    for before in range(1, 24):
        lines = break_title(["某" * before + whole + "工作情况的报告和下一步打算"], 20, RULES)
        assert any(whole in line for line in lines)


@given(
    st.text(alphabet="关于的和工作报告人民政府某甲乙丙《》“”（）、2023年aX 党", min_size=1, max_size=300),
    st.integers(8, 24),
)
def test_any_title_keeps_its_characters_and_no_line_runs_over(title, width):
    lines = break_title([title], width, RULES)
    assert "".join(lines) == title
    assert all(width_chars(line) <= width + 0.25 for line in lines)


def test_a_title_of_300_characters_breaks_at_once_and_never_before_an_empty_word():
    lines = break_title(["关于进一步加强和改进全县机关档案管理工作的若干补充意见" * 12], 20, RULES)
    assert all(8 <= len(line) <= 20 and line[0] not in "的和" for line in lines)
