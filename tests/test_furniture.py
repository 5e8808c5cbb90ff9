"""Lines whose wording no row of the table knows: words by class, form, place and neighbours together."""

import pytest

from convert.clean import REMOVALS, clean
from convert.engine import inspect_text
from convert.kit import load_kit
from convert.model import Confidence, Decoded, Draft, Line, Origin
from convert.rulebook import load_rulebook

TABLE = load_rulebook()["cleaning"]
BARE = TABLE.without("line", "tool", "column", "links", "file", "advert", "aside", "label")
HEAD = ["云岭县水务局2023年供水工作总结"]
BODY = [
    "2023年，我局坚持以人民为中心，扎实推进城乡供水一体化，取得了明显成效。现将有关情况总结如下。",
    "一、主要工作",
    "全年新建水厂3座，铺设管网46公里，受益群众2.1万人，水质合格率保持在百分之百。",
    "二、下一步打算",
    "下一步，我局将继续加大投入，完善管护机制，确保城乡居民喝上放心水、安全水。",
]
END = ["云岭县水务局", "2023年12月20日"]


def kept(lines, table=TABLE):
    items = tuple(Line(number, text) for number, text in enumerate(lines, 1))
    draft = Draft(Origin("a.txt", "", 0), Decoded("", "utf-8", Confidence.CERTAIN, "test"), items)
    return [item.text for item in clean(draft, table).items]


@pytest.mark.parametrize(
    "junk",
    [
        "登录账号畅读全部资料",
        "如需完整版文档请先注册",
        "★ 点亮星标 收藏不迷路 ★",
        "本稿为网友原创，抄袭必究",
        "扫码入群索取可编辑电子版",
        "浏览 2031 · 收藏 88 · 评论 6",
        "2023/12/28 9:41:07 第4页",
        "（下转03版）",
        "[PageBreak]",
        "错误!未定义书签。",
        "批注 [LXM3]: 数字请再核",
        "页脚：水务资料",
        "3 }( K9 m& V: t9 Q2 `",
        "视频",
    ],
)
def test_what_nobody_listed_goes_by_its_words_and_form_even_without_any_phrase_of_the_table(junk):
    assert kept([*HEAD, *BODY[:3], junk, *BODY[3:], *END], BARE) == [*HEAD, *BODY, *END]
    assert kept([*HEAD, *BODY, *END, junk], BARE) == [*HEAD, *BODY, *END]


def test_words_that_the_reports_own_sentences_use_are_no_evidence():
    body = ["全年用户登录掌上水务客户端查看账单12万次，下载资料3万份。", "登录、下载与查看", *BODY]
    assert "登录、下载与查看" in kept([*HEAD, *body, *END])


def test_a_few_words_without_meaning_go_where_all_around_them_has_gone():
    tail = ["点赞 12", "听风小筑", "评论 3 条", "昨日归来", "举报"]
    assert kept([*HEAD, *BODY, *END, *tail]) == [*HEAD, *BODY, *END]


@pytest.mark.parametrize(
    "line", ["云岭县人民政府", "附件2", "抄送：县委办公室。", "（此件公开发布）", "王某某", "2023年12月21日"]
)
def test_what_official_documents_have_at_their_end_stays_even_there(line):
    assert line in kept([*HEAD, *BODY, *END, "点赞 12", line, "收藏本文", "举报"])


def test_titles_of_other_articles_go_with_what_stands_beside_them_but_the_list_of_attachments_stays():
    links = ["本站同类好文", "乡镇供水工作总结（精选3篇）", "水务站长述职报告"]
    assert kept([*HEAD, *BODY, *END, *links]) == [*HEAD, *BODY, *END]
    attached = ["附件：1.供水工程汇总表", "2.下年度工作计划"]
    assert kept([*HEAD, *BODY, *attached, "点击收藏本文"]) == [*HEAD, *BODY, *attached]


def test_a_table_that_lost_its_shape_stays_below_the_text():
    cells = ["序号", "资料名称", "来源", "1", "水质月报", "水厂", "2", "管网图", "设计院"]
    assert kept([*HEAD, *BODY, *cells]) == [*HEAD, *BODY, *cells]


def test_a_sentence_on_web_sites_stays_as_the_last_of_the_text():
    last = "群众可登录网站或关注公众号查询水质信息，也可下载客户端缴费。"
    assert kept([*HEAD, *BODY, last]) == [*HEAD, *BODY, last]


def test_a_line_in_doubt_stays_and_is_shown_to_the_reader():
    lines = [*HEAD, *BODY, *END, "数字资源"]
    document = inspect_text("\n".join([*HEAD, *BODY, "本文要点"]), load_kit())
    assert "数字资源" in kept(lines)
    assert [(f.line, f.excerpt) for f in document.findings if f.code == "L-residue"] == [(7, "本文要点")]


def test_without_the_kinds_that_remove_nothing_is_weighed():
    lines = [*HEAD, *BODY, *END, "登录账号畅读全部资料"]
    assert kept(lines, TABLE.without(*REMOVALS)) == lines


HONEST = [
    ["网站栏目更新", "县门户网站全年更新信息8600条，开设专题专栏16个，首页点击量突破300万次。"],
    ["公众号运营", "微信公众号粉丝达12.6万人，全年发布图文1400篇，最高阅读量10万次。"],
    ["会员充值", "不轻信充值返现一类的许诺，签订书面合同后再付款，妥善保存凭证。"],
    ["二维码支付", "不扫来源不明的二维码，不点击陌生链接，支付密码不告诉他人。"],
]


@pytest.mark.parametrize("section", HONEST)
def test_a_heading_on_web_matters_stays_over_its_paragraph_even_if_junk_stands_between(section):
    report = [*HEAD, *BODY[:3], *section, *BODY[3:], *END]
    assert kept(report) == report
    assert kept([*HEAD, *BODY[:3], section[0], "点击展开全文", section[1], *BODY[3:], *END]) == report


def test_an_attachment_below_its_mark_keeps_even_cells_that_are_web_words():
    cells = ["附件", "数字资源统计表", "资源名称", "访问量", "下载量", "电子图书", "32015", "8816", "视频", "9962"]
    assert kept([*HEAD, *BODY, *cells, "【打印】【关闭】", "上一篇：无", "收藏 12"]) == [*HEAD, *BODY, *cells]
