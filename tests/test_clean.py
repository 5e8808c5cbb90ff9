from dataclasses import replace

import pytest

from convert.clean import REMOVALS, clean, replay
from convert.decoding.finish import source_lines
from convert.errors import ConversionBug
from convert.model import ChangeKind, Confidence, Decoded, Draft, Line, Origin, Table
from convert.rulebook import Rule, load_rulebook

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


def test_a_table_that_lost_its_shape_keeps_its_numbers_and_repeated_cells():
    cells = [
        "序号",
        "项目名称",
        "小计",
        "1",
        "县人民医院建设项目",
        "120",
        "小计",
        "2",
        "县城给水管网改造工程",
        "45",
        "小计",
        "3",
    ]
    lines = ["2023年重点项目情况", "全县重点项目建设情况如下，具体见下表。", *cells, "以上项目均按计划推进。"]
    assert cleaned("\n".join(lines)) == lines


def test_a_page_number_and_a_running_head_between_two_halves_of_a_sentence_go_and_the_halves_are_joined():
    text = "工作报告\n一、公共卫生\n持续做好重点传染病防控工作，严格落实传染病监测预警制\n3\n县卫健局工作报告\n度，全年未发生突发公共卫生事件。\n"
    assert cleaned(text)[2:] == ["持续做好重点传染病防控工作，严格落实传染病监测预警制度，全年未发生突发公共卫生事件。"]


def test_a_number_cut_in_two_by_a_wrap_is_whole_again():
    wrapped = [
        "全年完成投资，用于城乡基础设施建设的资金达到1",
        "2.5亿元，比上年增长百分之八，群众满意度明显提",
        "升，各项指标排名全市前列，受到上级通报表扬和肯",
        "定。",
    ]
    assert cleaned("\n".join(wrapped)) == ["".join(wrapped)]


@pytest.mark.parametrize("width", [20, 28, 36, 42, 60])
def test_paragraphs_wrapped_at_any_width_become_whole(width):
    paragraphs = [
        "今年以来，全县上下坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，扎实推进高质量发展，各项工作取得新的明显成效，为全面完成年度目标任务打下坚实基础。",
        "（一）加强组织领导。成立工作专班，明确责任分工，细化任务清单，层层压实责任，定期调度工作进展，及时研究解决工作中遇到的困难和问题，确保各项任务落到实处。",
        "（二）强化督促检查。建立健全督查考核机制，对重点工作实行台账管理、挂图作战，每月通报一次进度，每季度开展一次评比，对工作滞后的单位进行约谈提醒和限期整改。",
    ]
    lines = [text[i : i + width] for text in paragraphs for i in range(0, len(text), width)]
    assert cleaned("\n".join(lines)) == paragraphs


def test_headings_titles_lists_signatures_and_dates_are_not_joined():
    lines = [
        "云岭县水利局",
        "2023年工作总结",
        "加强组织领导",
        "各单位要高度重视，认真落实。",
        "1.排查隐患",
        "2.整改问题",
        "云岭县水利局",
        "2023年12月1日",
    ]
    assert cleaned("\n".join(lines)) == lines


def test_the_signature_below_a_list_of_links_stays():
    lines = [
        "工作总结",
        "各项工作取得明显成效，群众满意度提升。",
        "相关阅读：",
        "2022年工作总结",
        "云岭县水利局",
        "2023年12月20日",
    ]
    assert cleaned("\n".join(lines)) == [*lines[:2], *lines[4:]]


def test_the_stop_below_a_ruled_line_is_the_end_of_the_sentence_above_it():
    lines = [
        "新装健身器材12套，修补破损路面300平方米，疏通下水道18处",
        "****************",
        "。",
        "调解邻里纠纷35起，全部成功。",
    ]
    assert cleaned("\n".join(lines)) == [lines[0] + "。", lines[3]]


@pytest.mark.parametrize("number", ["- 3 -", "第 4 页 共 9 页", "Page 2 of 6"])
def test_a_page_end_cuts_a_sentence_however_short_its_first_half(number):
    text = f"水务总结\n一、基本情况\n全县有水厂12座。\n全年，本站严格\n{number}\n遵守操作规程，全年无事故。\n"
    assert cleaned(text)[-1] == "全年，本站严格遵守操作规程，全年无事故。"


def test_a_page_end_below_a_heading_or_title_joins_nothing():
    text = "水务总结\n一、基本情况\n全县有水厂12座。\n第一句话：巡查要细\n- 2 -\n查管网，查水质，确保供水。\n【下月安排】\n- 3 -\n下月巡查管网，确保供水。\n二、下步打算\n- 4 -\n继续巡查管网。\n"
    assert cleaned(text)[5:] == ["【下月安排】", "下月巡查管网，确保供水。", "二、下步打算", "继续巡查管网。"]


def test_the_last_words_of_a_page_are_no_running_head():
    text = "文明校园方案\n以核心价值观为引领，全面提升师生文\n明素养和校园\n- 2 -\n文化品位，创建文明学校，办好人民满意的教育。\n"
    assert "明素养和校园" in "".join(cleaned(text))


def test_a_mark_that_hangs_over_the_edge_of_an_indented_wrap_ends_no_paragraph():
    sentences = (
        "今后我将虚心学习，团结带领班子成员，把村里的事情一件一件办好。",
        "以上报告，请予评议，不妥之处，敬请各位领导和乡亲们批评指正。",
        "最后，衷心感谢乡亲们一年来对村委会工作的理解、支持和帮助。",
    )
    wrapped = "".join(f"　　{text[:20]}\n{text[20:]}\n" for text in sentences)
    text = f"述职报告\n　　我深知自己还有许多不足：调查研究不够深入；\n办事急躁，方法不多；带富能力不强，产业规模小。\n{wrapped}"
    assert len(cleaned(text)) == 5


def test_the_first_line_of_a_title_is_no_value_of_the_button_above():
    text = (
        "分享到：\n云岭县教育局党组领导班子2023年度\n民主生活会对照检查材料\n按照统一部署，局党组召开会议，查摆问题。\n"
    )
    assert cleaned(text)[0].startswith("云岭县教育局党组领导班子2023年度")


ADVERT_WORDS_IN_SENTENCES = (
    "图书馆购入电子图书三十万种，读者登录后可在线阅读、下载全文，全年数字资源点击量比上年翻了一番，受到读者好评。"
    "馆内网站所有原创文章统一标注“版权所有，转载请注明出处”，对侵权行为依法追责；推送内容的点赞量和在看数同比翻番。"
    "读者服务部设立了人工客服，加微信的老年读者有两千多人，扫描二维码就能续借图书，逾期未还的图书比上年少了三成。"
)


@pytest.mark.parametrize("width", range(22, 43))
def test_words_of_adverts_that_a_wrap_puts_at_the_edge_of_a_line_take_no_line_away(width):
    opening = (
        "今年以来，馆里按照年初确定的目标，增加流动服务点，延长开放时间，改造阅览室，举办讲座和展览，各项工作有了新的进展，"
        "到馆读者比上年明显增加，借阅量超过疫情前水平，读者满意度继续提高。现将全年情况报告如下，请予审议。"
    )
    paragraphs = [opening, ADVERT_WORDS_IN_SENTENCES, "明年将继续开展读者服务活动，把工作做实。"]
    lines = [text[i : i + width] for text in paragraphs for i in range(0, len(text), width)]
    assert "".join(cleaned("\n".join(lines))) == "".join(paragraphs)


def test_paragraphs_without_a_stop_and_parallel_phrases_are_not_joined():
    lines = [
        "今年以来，街道把群众满意作为工作的标准，抓好实事，各项工作都取得了新的进展，现将情况报告如下。",
        "街道全年召开议事会四十二次。收集意见建议八十六条，采纳七十一条",
        "工作中，我们坚持“四个一”做法",
        "一张清单列到底",
        "一个标准验到底",
        "一本台账记到底",
        "对群众反映的事项逐件回访。做到件件有着落、事事有回音",
        "松岭街道办事处",
        "2023年12月15日",
    ]
    assert cleaned("\n".join(lines)) == lines


def test_an_advert_wrapped_into_a_paragraph_does_not_take_the_paragraph_with_it():
    lines = [
        "各乡镇要加强巡查，发现隐患及时上报，不得迟报漏报。各单位要落实值",
        "更多公文范文请加客服微信领取会员下载资料，扫描二维码关注公众号。",
        "班制度，重要情况第一时间报告，确保节日期间各项工作平稳有序进行，",
        "让群众过一个安定祥和的节日。",
    ]
    text = "".join(cleaned("\n".join(lines)))
    assert all(half in text for half in (lines[0], lines[2], lines[3]))


def test_a_note_of_a_site_at_the_end_of_a_paragraph_does_not_take_the_paragraph_with_it():
    lines = [
        "一年来，支部按照上级要求抓好学习，全年组织集中学习二十次。",
        "对照新的要求，支部工作还有一些不足：本文来自松岭公文网，下载后可任意编辑",
        "一是学习不够深，联系实际不够紧；二是活动形式不多，吸引力不强。",
    ]
    assert cleaned("\n".join(lines)) == [lines[0], "对照新的要求，支部工作还有一些不足：", lines[2]]


def test_a_title_that_goes_as_a_value_of_the_page_leaves_the_line_above_it():
    page = "卫生健康\n名称：某局工作总结\n推荐单位\n打印本页\n全年完成任务12项，群众满意。"
    assert cleaned(page) == ["卫生健康", "全年完成任务12项，群众满意。"]


def test_a_word_that_a_tag_and_a_wrap_had_split_tells_an_advert_among_sentences_that_hold_such_words():
    words = ("代发", "包月", "微信", "网搜索")
    sentences = [f"全年工作按计划推进，各单位要重视{word}有关事项，群众满意。" for word in words]
    advert = ["http://abc.cn/1.html，文件的所有权益归上</b>", "传用户所有。"]
    assert cleaned("\n".join(["关于工作情况的报告", *sentences, *advert, "各项任务基本完成。"]))[-2:] == [
        sentences[-1],
        "各项任务基本完成。",
    ]


def test_a_sentence_of_a_site_between_two_wrapped_lines_goes():
    paragraph = (
        "今年以来，县水利局认真落实上级部署，完善预案，备足物资，开展演练三次，全年没有发生险情，清理河道二十公里，"
        "拆除违法建筑十二处，水质明显好转，农村供水工程全部完工，受益群众三万人，群众对供水工作的满意度继续提高。"
    )
    lines = [paragraph[i : i + 26] for i in range(0, len(paragraph), 26)]
    lines.insert(2, "以上就是小编为您整理的全部内容。")
    assert cleaned("\n".join(lines)) == [paragraph]


@pytest.mark.parametrize("kind", ["line", "trace"])
def test_a_row_without_trigger_words_is_tried_on_every_line(kind):
    columns = (("where", "any"),) if kind == "line" else (("weight", 9),)
    row = Rule("U-own", kind, "^丙{3}$", "自拟", "自拟", ("丙丙丙",), ("丙",), columns)
    rules = replace(RULES, rules=(row, *RULES.rules))
    report = "供水工作总结\n一、工作\n全年新建水厂三座，铺设管网四十公里。\n县水务局\n2024年1月5日\n丙丙丙\n"
    assert "丙丙丙" in cleaned(report)
    assert "丙丙丙" not in cleaned(report, rules)


def test_a_table_without_text_does_not_shift_the_lines_that_are_searched():
    texts = [
        "供水工作总结",
        "全县供水网站全文登载水质公告（每月一期），方便群众下载，受到普遍欢迎。",
        "全年新建水厂三座，铺设管网四十公里，群众满意。",
        "扫描二维码进群，限时优惠，立即购买，名额有限，先到先得！",
    ]
    items = (Table(1, (("",),), (1,)), *(Line(number, text) for number, text in enumerate(texts, 2)))
    kept = [item.text for item in clean(replace(draft(""), items=items), RULES).items if item.text]
    assert kept == texts[:3]
