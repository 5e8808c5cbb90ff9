"""What counts as a report's own problem, and what is found of its cause and remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.engine import inspect_text
from convert.kit import load_kit
from convert.model import Certainty


@pytest.fixture(scope="module")
def problems():
    kit = load_kit()
    return lambda text, name="报告.txt": inspect_text(text, kit, name=name).problems


def test_items_of_a_section_lead_with_their_first_sentence_and_bring_their_own_cause(problems):
    found = problems(
        "青川镇党委书记2022年抓基层党建述职报告\n一、主要工作\n1.抓学习。全年集中学习十二次。\n"
        "二、存在问题及原因\n"
        "1.村级阵地作用发挥不够。部分活动室平时不开门。以上问题的原因主要是：管理责任没有落到人头。\n"
        "2.年轻党员发展偏少。三个村两年没有发展党员。以上问题的原因主要是：外出务工人员多，培养联系跟不上。\n"
        "三、下一步打算\n1.把活动室用起来。落实专人开门值守。\n2.在返乡青年中发展党员。建好后备名册。\n"
    )
    assert [(p.line, p.text, p.cause) for p in found] == [
        (5, "村级阵地作用发挥不够", "管理责任没有落到人头"),
        (6, "年轻党员发展偏少", "外出务工人员多，培养联系跟不上"),
    ]
    assert found[0].trail == ("二、存在问题及原因",)
    assert [(p.measure, p.measure_certainty) for p in found] == [
        ("把活动室用起来", Certainty.INFERRED),
        ("在返乡青年中发展党员", Certainty.INFERRED),
    ]


def test_a_shared_list_of_causes_goes_to_every_problem(problems):
    found = problems(
        "水务站2023年工作总结\n二、存在不足\n对照年初目标，还有一些差距和不足：\n"
        "一是管网巡查不够细。夜间漏水多靠居民报修。\n二是收费台账不够清。旧表底数对不上。\n"
        "产生问题的主要原因：一是人手偏紧。巡线员只有四人。二是制度执行不严。台账没有按月核对。\n"
    )
    assert [p.text for p in found] == ["管网巡查不够细", "收费台账不够清"]
    assert {p.cause for p in found} == {"人手偏紧；制度执行不严"}


def test_ordinals_within_one_paragraph_are_items(problems):
    found = problems(
        "个人述职报告\n三、存在的问题\n主要有两个方面的短板，一是写材料的功底不够扎实。二是下村走访还不够经常。\n四、今后打算\n多学多走。"
    )
    assert [p.text for p in found] == ["写材料的功底不够扎实", "下村走访还不够经常"]


def test_a_sentence_that_turns_to_the_problems_needs_no_heading(problems):
    found = problems(
        "某县政府工作报告\n一、过去一年的工作\n"
        "全年粮食丰收。同时，我们也清醒看到，当前外部形势依然复杂，特色农产品加工链条偏短；乡镇卫生院人才流失仍未缓解。对这些问题，我们将认真解决。\n"
    )
    assert [p.text for p in found] == ["特色农产品加工链条偏短", "乡镇卫生院人才流失仍未缓解"]


@pytest.mark.parametrize(
    "text",
    [
        "个人总结\n回顾一年，有收获也有遗憾。\n不足之处：一是租户走访偏少；二是材料写得不够精练。\n今后多请教。\n",
        "交流发言\n第一年在窗口，第二年驻村。\n当然，我也清楚自己的短板：租户走访偏少；材料写得不够精练。今后多请教。\n",
        "信访总结\n工作中，我们也清醒地认识到，还存在一些亟待解决的问题。租户走访偏少；材料写得不够精练。\n",
        "年度总结\n回顾一年，虽然有进步，但离群众期盼还有差距。主要是：租户走访偏少；材料写得不够精练。\n今后多请教。\n",
        "年度总结\n今年走访百户。在总结成绩的同时，我们也看到工作中的问题：一是租户走访偏少；二是材料写得不够精练。\n",
        "述职报告\n一、主要工作\n写稿百篇。\n反思自己的工作，主要有两点不足：一是租户走访偏少，二是材料写得不够精练。\n",
        "在全县会议上的讲话\n一、认清形势\n产值增长一成。但也要看到，租户走访偏少，材料写得不够精练。\n",
        "工作汇报\n一、进展情况\n完成一半。\n二、需要重视的几个问题\n1.租户走访偏少。\n2.材料写得不够精练。\n三、有关建议\n加人。\n",
        "年度总结\n今年走访百户。但也存在着一些不容忽视的问题，如租户走访偏少，材料写得不够精练。\n",
        "年度总结\n总的来看，今年工作取得了一定成绩，但也存在租户走访偏少、材料写得不够精练等问题，需要今后认真加以解决。\n",
        "关于走访工作的自查报告\n一、自查情况\n成立专班。\n二、自查发现的问题\n一是租户走访偏少。二是材料写得不够精练。\n",
        "研修总结\n本学期研修二十次。\n反思：1.租户走访偏少；2.材料写得不够精练。\n",
        "座谈会发言材料\n一、主要做法\n设点十个。\n二、几点困惑\n1.租户走访偏少。\n2.材料写得不够精练。\n",
        "创建总结\n一、成效\n面貌改善。\n二、对标差距\n（一）租户走访偏少。\n（二）材料写得不够精练。\n",
        "党支部检视问题清单\n1.租户走访偏少。\n2.材料写得不够精练。\n",
        "年度总结\n一、成效\n走访百户。\n二、存在的问题\n一方面，租户走访偏少；另一方面，材料写得不够精练。\n",
        "防汛报告\n一、排查隐患，消除薄弱环节。发现问题六十三个，已整改五十八个。\n二、备足物资。储备编织袋十二万条。\n"
        "当前我局工作还存在一些不足：租户走访偏少；材料写得不够精练。\n",
    ],
    ids=[
        *("label", "own", "general", "distance", "seen", "points", "but", "heed", "such-as", "and-so-on"),
        *("self-check", "thinking-back", "doubts", "measured", "list", "sides", "below-a-slogan"),
    ],
)
def test_a_paragraph_without_heading_may_turn_to_the_problems_in_its_own_words(problems, text):
    assert [p.text for p in problems(text)] == ["租户走访偏少", "材料写得不够精练"]


def test_a_sentence_of_a_speech_that_only_turns_to_the_problems_ends_where_its_own_list_goes_on(problems):
    found = problems(
        "在全县防汛工作会议上的讲话\n一、认清形势\n首先，要看到成效。去年除险加固水库九座。\n"
        "其次，要正视问题。山塘底数不清的状况没有根本改变；有的乡镇抢险队伍一阵风，汛后就散。这些问题，必须引起重视。\n"
        "再次，要抓住机遇。上级补助不足的部分由县里兜底。\n"
    )
    assert [p.text for p in found] == ["山塘底数不清的状况没有根本改变", "有的乡镇抢险队伍一阵风，汛后就散"]


def test_being_behind_others_is_a_lack_where_a_gap_is_owned(problems):
    found = problems(
        "在全县便民服务大会上的讲话\n一、提高认识\n去年办件总量增长一成。但横向看，我们的差距依然明显，"
        "网上办件率在全市排第8位，开证时间比先进县多两个工作日，自助终端还没有完全进村。\n"
    )
    assert [p.text for p in found] == [
        "网上办件率在全市排第8位",
        "开证时间比先进县多两个工作日",
        "自助终端还没有完全进村",
    ]


def test_what_announces_the_problems_is_none_of_them(problems):
    found = problems(
        "敬老院工作汇报\n一、工作成效\n伙食改善。\n当前，敬老院工作还面临一些困难和挑战，主要表现为护理人员流失较快、床位利用率偏低。\n"
    )
    assert [p.text for p in found] == ["护理人员流失较快、床位利用率偏低"]


def test_aims_may_own_a_lack_in_their_text(problems):
    found = problems(
        "述职报告\n一、主要工作\n抓了三件事。\n二、努力方向\n同时，我也深感自身还有许多不足，比如统筹能力不强、联系群众不紧密。下一步，我将加强学习。\n"
    )
    assert [(p.text, p.measure) for p in found] == [("统筹能力不强、联系群众不紧密", None)]


def test_a_sentence_that_finds_some_behind_turns_to_the_problems(problems):
    found = problems("走访简报\n今年走访百户。但从督导情况看，仍有个别社区重视不够，台账更新不及时。\n")
    assert [p.text for p in found] == ["仍有个别社区重视不够", "台账更新不及时"]


def test_the_cause_behind_a_list_in_one_sentence_is_the_cause_of_all_its_items(problems):
    found = problems(
        "法治建设情况报告\n二、存在的不足和原因\n还存在一些不足：一是普法形式陈旧；二是持证率偏低；三是文件清理不及时。"
        "主要原因是督促不够，经费投入不足。\n三、下一年度安排\n清理文件。\n"
    )
    assert [(p.text, p.cause) for p in found] == [
        ("普法形式陈旧", "督促不够；经费投入不足"),
        ("持证率偏低", "督促不够；经费投入不足"),
        ("文件清理不及时", "督促不够；经费投入不足"),
    ]


@pytest.mark.parametrize("text", ["一、存在的问题\n（一）\n。", "努力方向\n也清醒看到一、存在的问题\n学习不够深入"])
def test_a_mark_or_label_with_nothing_behind_it_is_no_problem(problems, text):
    assert all(problem.text for problem in problems(f"某镇工作总结\n{text}"))


def test_a_field_may_be_named_like_a_remedy(problems):
    found = problems(
        "民主生活会发言提纲\n二、查摆问题\n（一）带头增强党性方面\n1.理论功底不深厚。学得零散。\n（二）带头守纪方面\n1.对身边人提醒不够。\n"
    )
    assert [p.text for p in found] == ["理论功底不深厚", "对身边人提醒不够"]


def test_what_a_general_heading_counts_are_the_measures(problems):
    found = problems(
        "三季度工作总结\n二、存在问题\n1.回款慢。2.库存高。\n三、四季度工作计划\n（一）工作目标\n完成产值三亿。\n"
        "（二）工作措施\n1.催收货款，加快回款。2.消化库存。\n"
    )
    assert [p.measure for p in found] == ["催收货款，加快回款", "消化库存"]


def test_a_measure_comes_without_the_label_before_it(problems):
    found = problems("教学总结\n二、存在的不足及改进措施\n不足：作业分层不细。\n改进措施：按三个层次设计作业。\n")
    assert [(p.text, p.measure) for p in found] == [("作业分层不细", "按三个层次设计作业")]


def test_a_distance_owned_in_passing_is_no_problem(problems):
    assert problems("交流发言\n当然，我们的工作与兄弟村相比还有差距，我们将以此为契机，学习好做法。\n") == ()


def test_prose_under_the_name_of_a_field_is_one_admission(problems):
    found = problems(
        "对照检查材料\n一、查摆的问题\n（一）在理论学习方面。满足于集体学习，自学抓得不紧。\n"
        "（二）在能力本领方面。面对债务化解等新任务，专业能力还有欠缺，工作思路不够开阔，习惯于凭经验办事。\n"
    )
    assert [p.text for p in found][1] == ("面对债务化解等新任务，专业能力还有欠缺，工作思路不够开阔，习惯于凭经验办事")


def test_leads_under_aims_that_state_a_lack_are_problems_with_their_measure(problems):
    found = problems(
        "述职报告\n三、努力方向\n（一）政策研究不够透。要把常用文件读熟，做到随问随答。\n（二）现场指导偏少。每月至少下企业四次。\n"
    )
    assert [p.text for p in found] == ["政策研究不够透", "现场指导偏少"]
    assert found[1].measure == "每月至少下企业四次"
    assert found[1].measure_certainty is Certainty.STATED


@pytest.mark.parametrize(
    "text",
    [
        "工作总结\n一、主要工作\n（四）上年度问题整改情况。针对学习不够深入问题，制定了计划，形式单一问题得到解决。\n",
        "工作总结\n一、坚持问题导向，补齐民生短板\n（一）解决停车难问题。新建泊位三百个，停车位不足的矛盾缓解。\n",
        "关于开展校车安全整治的通知\n一、存在的突出问题\n一些学校对校车管理重视不够，隐患排查不到位。\n",
        "述职报告\n一、工作情况\n帮助企业解决还存在的融资困难问题，走访企业四十家。\n",
    ],
    ids=["already-put-right", "slogan", "notice", "of-others"],
)
def test_what_is_not_the_reports_own_problem_is_left_out(problems, text):
    assert problems(text) == ()


def test_the_id_follows_name_and_words_and_tells_equal_words_apart(problems):
    body = "述职报告\n二、存在的问题\n1.学习不够深入。理论读得少。\n2.学习不够深入。业务钻得浅。\n"
    first = problems(body)
    moved = problems(body.replace("二、存在", "一、工作\n干了许多事。\n二、存在"))
    assert [p.id for p in first] == [p.id for p in moved]
    assert len({p.id for p in first}) == 2
    assert problems(body, "另一份.txt")[0].id != first[0].id


def test_the_title_gives_post_year_and_genre(problems):
    found = inspect_text("南桥街道党工委书记2021年度抓党建工作述职报告\n现述职如下。\n", load_kit()).metadata
    assert (found.post, found.unit, found.year, found.genre) == ("南桥街道党工委书记", None, 2021, "述职报告")


KIT = load_kit()
PIECES = st.sampled_from(
    [
        "一、存在的问题",
        "（一）",
        "1.",
        "一是",
        "二是",
        "三是",
        "，",
        "。",
        "；",
        "：",
        "\n",
        "学习不够深入",
        "调研偏少",
        "下一步，将加强学习",
        "原因是",
        "主要原因：",
        "整改措施：",
        "也清醒看到",
        "等问题",
        "还存在",
        "重视不够",
        "甲",
        "（",
        "）",
        "努力方向",
        "以上问题",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_whatever_stands_in_a_report_a_problem_is_words_of_it_at_their_line(text):
    document = inspect_text("某镇工作总结\n" + text + "\n。", KIT)
    texts = [block.text for block in document.blocks]
    for problem in document.problems:
        assert problem.text
        assert any(problem.text in block for block in texts)
        assert 1 <= problem.line <= text.count("\n") + 3
    assert len({problem.id for problem in document.problems}) == len(document.problems)


@pytest.mark.parametrize(
    "piece", ["一是甲。", "一是，", "“", "（一）甲。", "不够、", "存在", "一是不够；二是", "也清醒看到", "《", "部暑"]
)
def test_a_file_of_noise_costs_no_recursion_and_no_square(piece):
    inspect_text("某镇工作总结\n一、存在的问题\n" + piece * (20_000 // len(piece)), KIT)
