"""What the outline makes of a document; each test is one behaviour."""

import pytest

from convert.model import Change, ChangeKind, Confidence, Decoded, Draft, Line, Origin, Paragraph, Role
from convert.outline import outline
from convert.rulebook import load_rulebook

RULES = load_rulebook()
TEXT = "各单位要高度重视这项工作，加强组织领导，明确责任分工，确保各项任务落到实处。"


def understand(text):
    lines = tuple(Line(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())
    draft = Draft(Origin("a.txt", "", 0), Decoded(text, "utf-8", Confidence.CERTAIN, "test"), lines)
    return outline(draft, RULES["headings"], RULES["parts"])


def headings(text):
    return [(p.heading, p.level, p.depth) for p in understand(text).blocks if isinstance(p, Paragraph) and p.depth]


def roles(text):
    return [p.role for p in understand(text).blocks]


def test_a_run_in_heading_ends_before_the_first_full_stop():
    document = understand(f"一、甲工作情况\n（一）压实责任。{TEXT}\n（二）强化督导。{TEXT}\n二、乙工作情况\n{TEXT}")
    second = document.blocks[1]
    assert (second.role, second.heading, second.run_in, second.number) == (
        Role.HEADING_2,
        "（一）压实责任",
        8,
        "（一）",
    )


def test_a_heading_alone_on_its_line_has_no_run_in():
    assert understand(f"一、甲工作情况\n{TEXT}\n二、乙工作情况\n{TEXT}").blocks[0].run_in == 0


@pytest.mark.parametrize(
    "lines",
    [
        "1.坚持公开公平的原则；\n2.坚持按需设岗的原则；\n3.坚持择优聘用的原则。",
        "1.各单位于5月底前报送方案。\n2.各单位于6月底前完成整改。",
        "1.基本养老保险\n2.基本医疗保险\n3.失业保险",
        "1.时间：3月5日上午9点\n2.地点：机关三楼会议室",
    ],
)
def test_numbered_text_is_no_heading(lines):
    assert [h[0] for h in headings(f"一、工作要求\n{lines}\n二、其他事项\n{TEXT}")] == ["一、工作要求", "二、其他事项"]


def test_articles_and_what_is_numbered_inside_them_stay_body():
    text = "第一章　总则\n第一条　为加强管理，制定本办法。\n第二条　适用于：\n（一）机关；\n（二）学校。\n第二章　附则\n第三条　自发布之日起施行。"
    assert [h[0] for h in headings(text)] == ["第一章　总则", "第二章　附则"]


def test_level_is_the_family_and_depth_the_nesting():
    assert headings(f"一、甲工作情况\n1.压实责任。{TEXT}\n2.强化督导。{TEXT}\n二、乙工作情况\n{TEXT}")[1] == (
        "1.压实责任",
        3,
        2,
    )


def test_where_the_families_are_turned_round_level_is_depth():
    text = f"1、甲工作情况\n（一）压实责任。{TEXT}\n（二）强化督导。{TEXT}\n2、乙工作情况\n（一）提高认识。{TEXT}"
    assert [h[1:] for h in headings(text)] == [(1, 1), (2, 2), (2, 2), (1, 1), (2, 2)]


def test_without_a_first_family_level_is_depth():
    assert [h[1:] for h in headings(f"1.压实责任。{TEXT}\n2.强化督导。{TEXT}")] == [(1, 1), (1, 1)]


def test_a_title_over_lines_is_one_paragraph_with_joints_and_recorded():
    document = understand(f"云岭县人民政府关于开展\n节水工作的通知\n各乡镇人民政府：\n{TEXT}")
    title = document.blocks[0]
    assert (document.title, title.joints) == ("云岭县人民政府关于开展节水工作的通知", ((11, 2),))
    assert [(change.kind, change.line) for change in document.changes] == [("joined", 2)]


def test_a_document_may_have_no_title():
    assert understand(f"同志们：\n{TEXT}").title is None
    assert understand(f"一、工作情况\n{TEXT}").title is None
    assert understand(f"{TEXT}\n{TEXT}").title is None


def test_points_have_a_lead_and_no_place_in_the_outline():
    document = understand(f"一、存在问题\n一是学习不够。{TEXT}\n二是落实不严。{TEXT}\n二、打算\n{TEXT}")
    point = document.blocks[1]
    assert (point.role, point.run_in, point.level, point.depth) == (Role.POINT, 7, 0, 0)


def test_the_label_of_a_numbered_colon_item_is_known_but_is_no_heading():
    text = "放假安排如下。\n一、元旦：1月1日放假。\n二、春节：2月9日放假。2月4日上班。\n三、清明节：4月4日放假。\n请各单位妥善安排值班。"
    items = understand(text).blocks[1:4]
    assert [(p.role, p.number, p.text[: p.run_in], p.level, p.depth) for p in items] == [
        (Role.BODY, "一、", "一、元旦：", 1, 0),
        (Role.BODY, "二、", "二、春节：", 1, 0),
        (Role.BODY, "三、", "三、清明节：", 1, 0),
    ]
    assert headings(text) == []


def test_a_colon_behind_a_clause_makes_no_label():
    items = understand(
        "现规定如下。\n一、申请人应当在收到受理通知书之日起十日内提交：身份证明和授权书。\n二、受理机关：综合科。\n三、咨询电话：见公告。"
    ).blocks[1:]
    assert [(p.role, p.run_in, p.level) for p in items] == [(Role.BODY, 0, 0)] * 3


def test_several_ordinals_in_one_paragraph_are_body():
    assert roles(f"一、存在问题\n一是学习不够。联系实际少。二是落实不严。{TEXT}")[1] is Role.BODY


def test_signature_date_and_annotation_close_a_notice():
    assert roles(f"关于节水的通知\n{TEXT}\n云岭县水利局\n2023年3月6日\n（此件公开发布）")[2:] == [
        Role.SIGNATURE,
        Role.DATE,
        Role.ANNOTATION,
    ]


def test_what_announces_the_text_is_no_addressee():
    assert roles(f"述职报告\n现将本人履职情况报告如下：\n{TEXT}")[1] is Role.BODY


def test_a_heading_glued_to_its_first_item_is_taken_apart():
    text = f"一、甲工作情况（一）压实责任。{TEXT}\n（二）强化督导。{TEXT}\n二、乙工作情况\n{TEXT}"
    assert [h[0] for h in headings(text)] == ["一、甲工作情况", "（一）压实责任", "（二）强化督导", "二、乙工作情况"]


def test_a_number_inside_a_heading_is_not_taken_apart():
    text = f"一、落实（一）类要求的情况\n{TEXT}\n二、乙工作情况\n{TEXT}"
    assert [h[0] for h in headings(text)] == ["一、落实（一）类要求的情况", "二、乙工作情况"]


def test_pieces_of_a_collection_begin_their_numbers_anew():
    text = f"个人总结范文（精选2篇）\n个人总结篇1\n{TEXT}\n一、甲工作情况\n{TEXT}\n二、乙工作情况\n{TEXT}\n个人总结篇2\n一、丙工作情况\n{TEXT}"
    assert [h[1:] for h in headings(text)] == [(1, 1), (1, 1), (1, 1)]
    assert roles(text)[0] is Role.TITLE  # the first piece's; what is above it is the title of the web page
    assert Role.ATTACHMENT_TITLE in roles(text)


def test_a_second_document_behind_the_date_has_its_own_title_and_numbers():
    text = f"关于印发工作总结的通知\n{TEXT}\n某某局\n2023年3月6日\n某某局2022年工作总结\n一、甲工作情况\n{TEXT}\n二、乙工作情况\n{TEXT}"
    document = understand(text)
    assert document.title == "关于印发工作总结的通知"
    assert document.blocks[4].role is Role.ATTACHMENT_TITLE


def test_closing_words_are_no_signature():
    assert roles(f"关于节水的通知\n{TEXT}\n特此通知\n云岭县水利局\n2023年3月6日")[2:] == [
        Role.BODY,
        Role.SIGNATURE,
        Role.DATE,
    ]


@pytest.mark.parametrize(
    "page",
    [
        "云政发〔2014〕20号《云岭县人民政府关于加强预算管理的实施意见》",
        "云岭县人民政府关于加强预算管理的实施意见 - 云岭县政府",
        "云岭县人民政府关于加强预算管理的实施意见",
        "关于加强预算管理的实施意见_法规网",
    ],
)
def test_a_page_title_above_is_not_the_title(page):
    own = "云岭县人民政府关于加强预算管理的实施意见"
    assert understand(f"{page}\n{own}\n各乡镇人民政府：\n{TEXT}").title == own


def test_a_page_title_that_repeats_the_title_goes_on_record():
    document = understand(f"某局2023年工作总结\n某局2023年工作总结\n{TEXT}")
    assert [block.role for block in document.blocks] == [Role.TITLE, Role.BODY]
    assert [(change.kind, change.line) for change in document.changes] == [("removed", 1)]


def test_without_page_rules_nothing_is_taken_away():
    text = f"某局2023年工作总结\n某局2023年工作总结（1920字）\n{TEXT}"
    lines = tuple(Line(n, line) for n, line in enumerate(text.split("\n"), 1))
    draft = Draft(Origin("a.txt", "", 0), Decoded(text, "utf-8", Confidence.CERTAIN, "test"), lines)
    document = outline(draft, RULES["headings"], RULES["parts"].without("page", "count"))
    assert [block.text for block in document.blocks] == text.split("\n")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            "云岭县2023年国民经济和社会发展计划\n执行情况与2024年计划草案的报告",
            "云岭县2023年国民经济和社会发展计划执行情况与2024年计划草案的报告",
        ),
        ("2023年度\n述职报告", "2023年度述职报告"),
        ("首页\n2023年度述职报告", "2023年度述职报告"),
        ("凝心聚力谱新篇\n在全县教育大会上的讲话", "凝心聚力谱新篇"),
        ("王某同志\n在全县教育大会上的讲话", "王某同志在全县教育大会上的讲话"),
        ("云岭县人民政府文件\n云政发〔2023〕1号\n云岭县人民政府关于节水的通知", "云岭县人民政府关于节水的通知"),
        ("述职报告", "述职报告"),
    ],
)
def test_the_lines_of_a_title_and_no_others_are_the_title(lines, title):
    assert understand(f"{lines}\n各位代表：\n{TEXT}").title == title


def test_contents_are_no_headings():
    contents = "目录\n一、甲工作情况\n二、乙工作情况\n"
    text = f"{contents}一、甲工作情况\n{TEXT}\n二、乙工作情况\n{TEXT}"
    assert [p.line for p in understand(text).blocks if p.depth] == [4, 6]


def test_a_list_that_counts_on_over_sections_is_one_list():
    text = f"一、党建\n1.甲工作。{TEXT}\n2.乙工作。{TEXT}\n二、业务\n3.丙工作。{TEXT}"
    assert [h[2] for h in headings(text)] == [1, 2, 2, 1, 2]


def test_labels_with_what_they_stand_for_are_no_headings_but_phrases_with_a_colon_are():
    notice = "一、时间：11月8日上午9时。\n二、地点：三楼会议室。\n三、人员：各乡镇分管负责人。\n四、议程：\n1.现场观摩；\n2.交流发言。\n五、要求：提前入场。"
    assert headings(f"关于开会的通知\n各乡镇：\n{TEXT}\n{notice}") == []
    duties = f"一、德：修身立德\n{TEXT}\n二、能：钻研业务\n{TEXT}\n三、勤：脚踏实地\n{TEXT}"
    assert len(headings(f"园长述职报告\n{duties}")) == 3


def test_a_list_inside_one_line_is_no_run_in_heading():
    inside = "（1）以创建为抓手，补齐班组短板。（2）以审查为重点，管住外来队伍。（3）以演练为牵引，提升应急能力。"
    assert [h[0] for h in headings(f"安全生产总结\n一、做法\n{TEXT}\n二、打算\n{inside}")] == ["一、做法", "二、打算"]


def test_bracketed_heads_are_one_level_with_numbers_beginning_anew_inside():
    text = f"医院2023年工作总结\n【上半年工作】\n一、抓学习。{TEXT}\n二、抓作风。{TEXT}\n【下半年计划】\n一、抓培训。{TEXT}\n二、抓考核。{TEXT}"
    assert [h[2] for h in headings(text)] == [1, 2, 2, 1, 2, 2]


def test_sayings_that_count_the_parts_of_a_speech_are_headings():
    text = f"讲话提纲\n第一句话：认识要再提高\n{TEXT}\n第二句话：作风要再务实\n{TEXT}"
    assert [h[0] for h in headings(text)] == ["第一句话：认识要再提高", "第二句话：作风要再务实"]


def test_unnumbered_heads_in_company_are_headings_and_one_alone_is_not():
    two = f"工作简报总结\n{TEXT}\n治水护河守清流\n{TEXT}\n植绿增绿筑屏障\n{TEXT}"
    assert [h[0] for h in headings(two)] == ["治水护河守清流", "植绿增绿筑屏障"]
    assert headings(f"工作简报总结\n{TEXT}\n图为活动现场\n{TEXT}") == []


def test_the_reason_is_told_in_chinese():
    document = understand(f"1、甲工作情况\n（一）压实责任。{TEXT}\n（二）强化督导。{TEXT}\n2、乙工作情况\n{TEXT}")
    assert "编号内外倒置" in document.blocks[0].why
    assert all(block.why and block.rule for block in document.blocks)


def test_a_heading_glued_to_its_first_ordinal_is_taken_apart():
    text = (
        f"一、甲工作情况\n（一）强化政治担当，压实主体责任一是抓学习。{TEXT}二是抓落实。{TEXT}\n（二）强化督导\n{TEXT}"
    )
    assert [h[0] for h in headings(text)] == ["一、甲工作情况", "（一）强化政治担当，压实主体责任", "（二）强化督导"]


def test_a_heading_glued_to_the_end_of_a_paragraph_is_taken_apart_where_its_number_is_missing():
    text = f"一、甲工作情况\n{TEXT}二、存在问题\n{TEXT}\n三、乙工作打算\n{TEXT}"
    assert [h[0] for h in headings(text)] == ["一、甲工作情况", "二、存在问题", "三、乙工作打算"]
    text = f"一、甲工作情况\n{TEXT}一、二线人员\n二、乙工作打算\n{TEXT}"
    assert [h[0] for h in headings(text)] == ["一、甲工作情况", "二、乙工作打算"]


def test_a_glued_tail_that_stays_does_not_stop_a_glued_head():
    text = f"一、甲工作情况（一）压实责任。{TEXT}\n（二）强化督导。{TEXT}九、其他人员\n二、乙工作打算\n{TEXT}"
    assert len(headings(text)) == 4


def test_the_next_point_joined_by_mistake_is_a_paragraph_again():
    first, second, third = f"一是学习不够。{TEXT}", f"二是落实不严。{TEXT}", f"三是作风不实。{TEXT}"
    items = (Line(1, "一、存在问题"), Line(2, first), Line(3, second + third, ((len(second), 4),)))
    change = Change(ChangeKind.JOINED, "J", 4, 0, "", "")
    draft = Draft(Origin("a.txt", "", 0), Decoded("", "utf-8", Confidence.CERTAIN, "test"), items, (change,))
    document = outline(draft, RULES["headings"], RULES["parts"])
    assert document.changes == ()
    assert [(b.line, b.role) for b in document.blocks[1:]] == [(2, Role.POINT), (3, Role.POINT), (4, Role.POINT)]


def test_a_title_below_an_introduction_is_the_title():
    text = f"总结是对一段工作的回顾，下面这一篇供大家参考。\n某局2023年工作总结\n{TEXT}\n一、甲工作情况\n{TEXT}"
    assert understand(text).title == "某局2023年工作总结"
    assert understand(f"{TEXT}\n一、甲工作情况\n2023年工作总结\n{TEXT}").title is None


def test_in_a_document_of_rules_short_first_sentences_are_rules_unless_they_are_phrases():
    rules = (
        "1.值班表每月印发。各科室按表执行。\n2.值班实行双人在岗。一人接电话，一人巡查。\n3.交接班在八点。迟到者补班。"
    )
    phrases = f"1.审批程序。{TEXT}\n2.审批权限。{TEXT}\n3.费用标准。{TEXT}"
    assert [h[0] for h in headings(f"值班制度\n一、总的要求\n{TEXT}\n二、具体规定\n{rules}")] == [
        "一、总的要求",
        "二、具体规定",
    ]
    assert len(headings(f"差旅制度\n一、总的要求\n{TEXT}\n二、具体规定\n{phrases}")) == 5


def test_a_stray_line_between_sections_does_not_break_the_numbering():
    text = f"工作总结\n一、甲工作情况\n{TEXT}\n图为活动现场一角\n{TEXT}\n二、乙工作情况\n{TEXT}\n图为会议现场一角\n{TEXT}\n三、丙工作情况\n{TEXT}"
    numbered = [h for h in headings(text) if h[0][1] == "、"]
    assert [h[1:] for h in numbered] == [(1, 1), (1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("above", "role"),
    [
        ("县教育局党组书记、局长 张某某", Role.BYLINE),
        ("附件1", Role.ATTACHMENT_MARK),
        ("索引号 00123 信息分类 工作总结", Role.BYLINE),
        ("云岭县人民政府文件", Role.BYLINE),
    ],
)
def test_what_stands_above_the_title_is_not_part_of_it(above, role):
    document = understand(f"{above}\n云岭县2023年工作总结\n{TEXT}")
    assert (document.title, document.blocks[0].role) == ("云岭县2023年工作总结", role)


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("云岭县水利局　　2023年12月5日", [Role.SIGNATURE]),
        ("单位：云岭县水利局\n日期：2023年12月5日", [Role.SIGNATURE, Role.DATE]),
        ("（此件依申请公开）\n云岭县水利局\n2023年12月5日", [Role.ANNOTATION, Role.SIGNATURE, Role.DATE]),
        (
            "附件：1.清单\n2.名单\n云岭县水利局\n二〇二三年十二月五日",
            [*[Role.ATTACHMENT_NOTE] * 2, Role.SIGNATURE, Role.DATE],
        ),
        ("云岭县水利局\n2023年12月5日\n抄送：县委办公室。", [Role.SIGNATURE, Role.DATE, Role.BODY]),
        ("述职人：李某某", [Role.SIGNATURE]),
        ("谢谢大家！", [Role.BODY]),
    ],
)
def test_the_end_of_a_document(end, found):
    assert roles(f"某局工作总结\n{TEXT}\n{end}")[2:] == found


def test_lines_above_a_subtitle_are_the_title_whatever_they_say():
    text = f"坚定信心　真抓实干\n奋力开创乡村振兴新局面\n——在全县农村工作会议上的讲话\n同志们：\n{TEXT}"
    assert understand(text).title == "坚定信心　真抓实干奋力开创乡村振兴新局面"


@pytest.mark.parametrize(
    "line",
    [
        "▲ 关注我们，写材料不求人",
        "分类：述职述廉 作者：匿名 时间：2023/12/19",
        "本文共1980字，阅读大约需要6分钟",
        "已阅读4页，还剩3页未读，继续免费阅读",
        "2024年1月29日 星期一",
        "滨海网 | 时政频道",
    ],
)
def test_a_line_with_the_form_of_a_web_page_is_no_piece_of_a_title(line):
    assert understand(f"{line}\n县水利局2023年工作总结\n{TEXT}\n{TEXT}").title == "县水利局2023年工作总结"


def test_a_unit_named_again_in_the_next_line_is_no_piece_of_the_title():
    text = f"江南省云岭县人民政府\n云岭县人民政府关于印发防汛方案的通知\n各乡镇：\n{TEXT}"
    assert understand(text).title == "云岭县人民政府关于印发防汛方案的通知"


def test_below_an_introduction_the_title_that_repeats_the_pages_is_the_documents():
    text = f"学校总务工作总结（精选2篇）\n{TEXT}\n学校总务工作总结1\n{TEXT}\n{TEXT}"
    assert understand(text).title == "学校总务工作总结1"


def test_a_document_number_may_be_spaced_or_lack_its_number():
    for number in ("青 教 字 〔2022〕 56 号", "青政发〔2017〕  号"):
        assert roles(f"{number}\n关于做好防汛工作的通知\n各乡镇：\n{TEXT}")[0] is Role.DOCUMENT_NUMBER


def test_ordinals_alone_on_their_lines_are_headings():
    text = f"第一，提高认识，抓在前头\n{TEXT}\n第二，聚焦重点\n（一）压实责任\n{TEXT}\n（二）强化督查\n{TEXT}"
    assert [h[1:] for h in headings(text)] == [(1, 1), (1, 1), (2, 2), (2, 2)]


def test_ordinals_that_open_a_sentence_are_no_headings():
    assert headings(f"第一，要提高认识。{TEXT}\n第二，要加强领导。{TEXT}") == []


def test_a_number_typed_and_numbered_by_the_machine_counts_once():
    text = f"一、一、履职情况\n{TEXT}\n二、二、廉洁情况\n{TEXT}"
    assert [h[0] for h in headings(text)] == ["一、一、履职情况", "二、二、廉洁情况"]


def test_heads_behind_signs_stand_inside_plain_ones():
    text = f"某局工作总结\n{TEXT}\n去年工作回顾\n{TEXT}\n今年主要任务\n{TEXT}\n■ 扩大有效需求\n{TEXT}\n■ 推进产业升级\n{TEXT}"
    assert [h[2] for h in headings(text)] == [1, 1, 2, 2]


def test_a_counter_set_above_a_head_is_none_itself():
    text = f"某局工作总结\n{TEXT}\nPART 01\n优化流程，少跑腿\n{TEXT}\nPART 02\n做强专科，更安心\n{TEXT}"
    assert [h[0] for h in headings(text)] == ["优化流程，少跑腿", "做强专科，更安心"]


def test_heads_right_below_each_other_are_believed_in_company():
    text = f"某局工作总结\n{TEXT}\n整改组织情况\n强化组织领导\n{TEXT}\n细化整改方案\n{TEXT}\n下步工作打算\n{TEXT}"
    assert "整改组织情况" in [h[0] for h in headings(text)]


@pytest.mark.parametrize(
    "ordinals", [("第一，", "第二，"), ("一要", "二要"), ("Ⅰ. ", "Ⅱ. "), ("第一阶段：", "第二阶段：")]
)
def test_other_ordinals_alone_above_text_are_headings(ordinals):
    first, second = ordinals
    text = f"某局工作方案\n{TEXT}\n{first}提高思想认识\n{TEXT}\n{second}突出工作重点\n{TEXT}"
    assert [h[0] for h in headings(text)] == [f"{first}提高思想认识", f"{second}突出工作重点"]


def test_a_heading_in_ordinals_may_stand_right_above_another_list():
    text = f"第一，提高认识\n{TEXT}\n第二，聚焦重点\n一要打造环境。{TEXT}\n二要优化服务。{TEXT}"
    assert [h[0] for h in headings(text)] == ["第一，提高认识", "第二，聚焦重点"]


def test_tiers_of_heads_without_numbers_show_where_they_stand_below_each_other():
    text = (
        f"某局整改情况的报告\n{TEXT}\n整改组织推进情况\n强化组织领导\n{TEXT}\n细化整改方案\n{TEXT}\n"
        f"下一步工作打算\n{TEXT}\n持续压实责任\n{TEXT}"
    )
    assert [h[2] for h in headings(text)] == [1, 2, 2, 1, 2]
