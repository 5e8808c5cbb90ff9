"""What a careful reader is told, and what is left in peace."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.engine import inspect_text, understand
from convert.kit import load_kit
from convert.model import Severity, Source
from convert.neighbours import asking, keys_of, low_bytes, standing_around, standing_beside
from convert.rulebook import load_rulebook

BODY = "全年工作按计划推进，各项任务基本完成，群众比较满意。"


KIT = load_kit()


def review(text):
    return inspect_text(text, KIT).findings


def report(*lines):
    """A report about which nothing can be said but for the given lines."""
    return "\n".join(("柳溪镇2023年工作总结", *lines, BODY))


DOUBTS = [
    ("H-half", "各村要提高认识,加强领导。", "提高认识,加强领导"),
    ("H-half", "现将情况报告如下:全镇共有十二个村。", "如下:全镇"),
    ("H-bracket", "到各村(社区)走访。", "(社区)"),
    ("H-quote", '落实"一岗双责"要求。', '"一岗双责"'),
    ("H-repeat", "任务已经落实，。还要巩固。", "，。"),
    ("H-ellipsis", "种植枇杷、葡萄等等。。。", "。。。"),
    ("P-unpaired", "印发《防汛预案，组织演练。", "《防汛预案"),
    ("P-unpaired", "参加演练的村干部）共四十人。", "）"),
    ("P-mismatch", "修订《值班制度〉，人人签字。", "《值班制度〉"),
    ("P-reversed", "打造“柳溪先锋“品牌。", "“品牌"),
    ("X-placeholder", "走访XX户，慰问老人XXX名。", "XX户"),
    ("X-placeholder", "20××年×月完成。", "20××年"),
    ("X-placeholder", "202X年继续推进。", "202X年"),
    ("D-character", "这是我们的的责任。", "的的"),
    ("D-word", "继续推进工作工作任务。", "工作工作"),
    ("W-word", "召开会议部暑工作。", "部暑"),
    ("W-word", "截止目前，已完成八成。", "截止目前"),
    ("W-word", "群众反应强烈的道路已修通。", "反应强烈"),
    ("W-phrase", "严格执行三会一刻制度。", "三会一刻"),
    ("W-phrase", "落实“一刚双责”。", "一刚双责"),
    ("W-usage", "大约三百人左右参加。", "大约三百人左右"),
    ("G-bracket", "根据柳政发[2023]6号文件。", "[2023]6号"),
    ("G-bracket", "根据柳政发（2023）第006号文件。", "（2023）第006号"),
    ("G-zero", "根据柳政发〔2023〕06号文件。", "〔2023〕06号"),
    ("D-invalid", "会议于2023年2月29日召开。", "2023年2月29日"),
    ("D-invalid", "6月31日前完成。", "6月31日"),
    ("D-mixed", "二零二三年全面完成。", "二零二三年"),
    ("D-dots", "2023.5.6开工。", "2023.5.6"),
    ("F-percent", "预计增长5-8%。", "5-8%"),
    ("F-percent-words", "完成了百分之95。", "百分之95"),
    ("F-times", "能耗降低了2倍。", "降低了2倍"),
    ("F-lookalike", "2O23年开始。", "2O23"),
    ("I-id", "身份证号110105194912310021已登记。", "110105194912310021"),
    ("I-private", "身份证号11010519491231002X已登记。", "11010519491231002X"),
    ("I-private", "联系人手机13800001234。", "13800001234"),
    ("I-phone", "联系电话：138000012341234。", "138000012341234"),
    ("N-ordinal-gap", "一是抓学习。二是抓队伍。四是抓阵地。", "四是"),
]


@pytest.mark.parametrize(("code", "line", "words"), DOUBTS, ids=[f"{c}-{i}" for i, (c, _, _) in enumerate(DOUBTS)])
def test_a_slip_is_found_with_line_and_excerpt(code, line, words):
    found = [finding for finding in review(report(line)) if finding.code == code]
    assert [finding.line for finding in found] == [2]
    assert words in found[0].excerpt
    assert len(found[0].excerpt) <= 40
    assert found[0].message.endswith("。")


CLEAN = sorted((Path(__file__).with_name("clean")).glob("*.txt"))


def test_ten_clean_texts_raise_no_warning_and_hardly_a_hint():
    texts = [path.read_text(encoding="utf-8") for path in CLEAN]
    assert len(texts) >= 10
    found = [finding for text in texts for finding in review(text)]
    assert [finding for finding in found if finding.severity is not Severity.HINT] == []
    assert len(found) * 2000 <= 2 * sum(map(len, texts))


@pytest.mark.parametrize(
    "line",
    [
        "比例为3:1，网址www.example.cn，时间为14:30。",
        "（一）1）先登记；2）再核对。",
        "“六稳”“六保”工作扎实，《通知》《办法》都已印发。",
        "使用X光机、CT机检查，硬盘容量为3×5的柜子。",
        "实实在在办事，方方面面满意，大是大非面前不含糊，的的确确有效。",
        "部署在前，宗旨意识没有淡薄，各司其职，坚持一岗双责、三会一课。",
        "根据柳政发〔2023〕6号文件，2024年2月29日召开会议。",
        "二〇二三年增长5%～8%，能耗降低了三成，二○○八年以来最好。",
        "统计口径为2019—2023年，编号为A-12，完成率在98.5%以上。",
        "解决问题纲要明确，建立既有台账，部署光伏项目，研究竞争办法，完成份额。",
        "从严治警、依法治县、四个方面、主题党课，都有安排。",
    ],
)
def test_what_is_right_is_left_in_peace(line):
    assert review(report(line)) == ()


def test_a_wording_finding_suggests_and_does_not_edit():
    document = inspect_text(report("召开会议部暑工作。"), KIT)
    assert "部暑" in document.blocks[1].text
    assert document.findings[0].suggestion == "部署"


def test_placeholders_are_folded_by_paragraph_and_counted():
    found = review(report("走访XX户，慰问XX人，发放XX元。", "XX村、XX村先行。"))
    assert [(f.line, "共" in f.message) for f in found] == [(2, True), (3, True)]
    assert "本段共3处" in found[0].message


def test_gaps_and_repeats_of_headings_are_found():
    text = "柳溪镇2023年工作总结\n一、抓学习\n学得勤。\n三、抓队伍\n抓得实。\n三、抓阵地\n建得好。\n"
    assert [(f.code, f.line) for f in review(text)] == [("N-gap", 4), ("N-repeat", 6)]


def test_a_list_that_runs_on_across_sections_is_no_gap():
    lines = ["柳溪镇2023年重点任务完成情况报告"]
    number = 1
    for section in "一二三":
        lines.append(f"{section}、第{section}方面任务")
        for _ in range(3):
            lines.append(f"{number}.落实第{number}项任务。{BODY}")
            number += 1
    assert not [f for f in review("\n".join(lines)) if f.code.startswith("N-") and f.code != "N-skip"]


def test_a_copied_paragraph_names_the_line_of_the_first():
    found = review(report(BODY.replace("全年", "上半年"), "中间一段说的是别的事情。", BODY.replace("全年", "上半年")))
    assert [(f.code, f.line) for f in found] == [("D-paragraph", 4)]
    assert "第2行" in found[0].message


def test_the_year_of_the_title_is_held_against_the_opening_and_the_plan():
    found = review(
        "柳溪镇党委书记2023年度述职报告\n现将2022年工作情况述职如下。\n一、主要工作\n"
        + BODY
        + "\n二、下一步打算\n2023年，将继续抓好落实。"
    )
    assert [f.code for f in found] == ["Y-title", "Y-plan"]


def test_a_duty_report_without_problems_and_plan_is_noticed():
    body = "\n".join(
        f"第{i}件事办得扎实，群众反映良好，上级给予肯定，档案资料齐全，经费使用规范。" * 3 for i in "甲乙丙丁戊己庚辛"
    )
    codes = {f.code for f in review("柳溪镇党委书记2023年度述职报告\n一、主要工作\n" + body)}
    assert {"M-problems", "M-plan"} <= codes


def test_several_reports_in_one_file_are_noticed():
    one = "工作总结范文篇{0}\n一、主要工作\n{1}\n"
    found = review("".join(one.format(n, BODY.replace("全年", n + "季度")) for n in "一二三"))
    assert "S-several" in {f.code for f in found}


def test_a_last_paragraph_that_breaks_off_is_noticed():
    assert [f.code for f in review(report() + "\n下一步还要继续推进道路硬化，")] == ["S-cut"]


def test_lost_characters_of_the_encoding_are_an_error():
    findings = inspect_text(("柳溪镇工作总结\n" + BODY).encode() + b"\xff\xfe" + "完成。".encode(), KIT).findings
    assert "E-loss" in {f.code for f in findings}


def test_findings_come_in_reading_order():
    found = review(report("召开会议部暑工作,落实责任。", "建立台帐。", "群众反应强烈。"))
    assert [f.line for f in found] == sorted(f.line for f in found)


def test_a_users_words_and_suppressions_are_obeyed(tmp_path):
    words = tmp_path / "words.toml"
    words.write_text(
        'rule = [{ id = "U-1", pattern = \'柳汐镇\', to = "柳溪镇", yes = ["柳汐镇"], no = ["柳溪镇"] }]\n'
        '[table]\nname = "wording"\nabout = "本单位的词"\nmatch = "search"\n'
        'kinds = { confusion = "错词" }\ncolumns = { to = "str" }\n'
        'defaults = { kind = "confusion", why = "本单位", source = "本单位" }\n',
        encoding="utf-8",
    )
    quiet = tmp_path / "quiet.toml"
    quiet.write_text(
        '[table]\nname = "findings"\nabout = "不再提示"\nmatch = "search"\nkinds = { suppress = "不再提示" }\n'
        'columns = { code = "str" }\n'
        '[[rule]]\nid = "Q-1"\nkind = "suppress"\ncode = "W-word"\npattern = \'建立台帐\'\n'
        'why = "旧文件名"\nsource = "本单位"\nyes = ["建立台帐"]\nno = ["部暑"]\n',
        encoding="utf-8",
    )
    findings = inspect_text(report("柳汐镇建立台帐。", "会议部暑。"), load_kit(rules=[words, quiet])).findings
    assert [(f.code, f.suggestion) for f in findings] == [("W-word", "部署")] or [
        (f.line, f.suggestion) for f in findings
    ] == [(2, "柳溪镇"), (3, "部署")]


def test_the_wording_table_holds_three_hundred_entries_with_a_correction_each():
    rows = load_rulebook()["wording"].of_kind("confusion")
    assert len(rows) >= 300
    assert all(row.get("to") and row.get("to") not in row.yes for row in rows)


def test_every_wrong_word_is_found_by_the_index_and_its_counterexamples_are_not():
    for row in KIT.rules["wording"].of_kind("confusion"):
        for example in row.yes:
            assert wording(example), row.id
        for example in row.no:
            assert row.get("to") not in wording(example), row.id


def wording(text):
    findings = inspect_text(report(text + "。"), KIT).findings
    return [finding.suggestion for finding in findings if finding.code.startswith("W-")]


def test_of_more_wrong_words_than_are_told_the_first_in_the_text_are():
    told = [found.suggestion for found in review("按装，部暑，" + "按装，" * 1500) if found.code == "W-word"]
    assert told[:3] == ["安装", "部署", "安装"]
    assert len(told) == 1000


@given(st.text("一二部署，a\u00e8\ud8e8\U00020000\n", max_size=30))
def test_all_pairs_asked_for_are_found_whatever_stands_around_them(text):
    pairs = {"部署", "一二", "一\U00020000", "aa", "，部"}
    keys, asked = keys_of(low_bytes(text)), asking(pairs)
    beside = [(text[i : i + 2], i) for i in range(len(text)) if text[i : i + 2] in pairs]
    around = [(i, text[i : i + 3 : 2]) for i in range(len(text)) if text[i : i + 3 : 2] in asked.wanted]
    found = standing_beside(text, keys, asked)
    assert sorted((pair, place) for pair, places in found.items() for place in places) == sorted(beside)
    assert list(standing_around(text, keys, asked)) == around


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="一二、（）《〉“”‘’是的X2023年,.;。，\n号〔〕工作部暑淡簿\u200b\U00020000", max_size=120))
def test_any_text_is_reviewed_with_excerpts_within_bounds(text):
    document = understand(Source("a.txt", ("标题总结\n" + text).encode()), KIT)
    lines = text.count("\n") + 2
    assert all(len(f.excerpt) <= 40 and 0 <= f.line <= lines for f in document.findings)
