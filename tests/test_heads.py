"""What stands above a report on a web page goes; what its author put above the title stays."""

import pytest

from convert.clean import REMOVALS, clean
from convert.model import Confidence, Decoded, Draft, Line, Origin
from convert.rulebook import load_rulebook

RULES = load_rulebook()["cleaning"]
BODY = "一、总体要求\n各单位要压实责任，细化措施，确保按期完成各项任务。\n"


def cleaned(text: str, rules=RULES) -> list[str]:
    items = tuple(Line(number, line) for number, line in enumerate(text.splitlines(), 1) if line)
    draft = Draft(Origin("a.txt", "", 0), Decoded(text, "utf-8", Confidence.CERTAIN, "test"), items)
    return [item.text for item in clean(draft, rules).items]


def head(text: str) -> list[str]:
    """What is left above the body."""
    return cleaned(text + BODY)[:-2]


@pytest.mark.parametrize(
    "line",
    [
        "索 引 号：0143562/2023-00027 主题分类：农业",
        "发布机构：县政府办，  发文日期：2023年5月7日",
        "- 成文日期：2023-05-07",
        "索引号 0143562/2023-00027 组配分类 部门文件",
        "组配分类 | 部门文件 | 发布机构 | 青石镇 |",
        "作者：cs_admin      发布时间：2023-03-20 16:03      来源：       选择阅读字号：[ ]",
        "日期：2023年2月8日 13:15:34 文字 【 】【加粗】【还原 浏览：",
        "来源：云岭发布 编辑：小林",
    ],
)
def test_a_line_of_properties_goes_whatever_its_values(line):
    assert head(f"云岭县防汛工作方案\n{line}\n") == ["云岭县防汛工作方案"]


@pytest.mark.parametrize(
    "line",
    [
        "述职人：林某某  职务：局长",
        "时间：2023年5月8日  地点：三楼会议室",
        "主持人：林某某  记录：周某某",
        "会议时间：2023年5月8日 14:30",
        "单位：青石镇人民政府  填报人：周某某  日期：2023年5月8日",
        "文件编号：QS-02  版本：A",
    ],
)
def test_a_line_of_the_reports_own_particulars_stays(line):
    assert line in head(f"云岭县防汛工作总结\n{line}\n")


def test_labels_and_values_on_lines_of_their_own_go_together():
    text = """
        • 信息索引号：
        11330700/2023-02249
        • 文件名称：
        云岭县突发事件总体应急预案
        • 发布机构：
        云岭县应急管理局
        • 公开方式：
        主动公开
云岭县突发事件总体应急预案
"""
    assert head(text) == ["云岭县突发事件总体应急预案"]


def test_a_property_without_a_value_does_not_take_the_first_line_of_the_title():
    text = "发布日期：2023-07-09     浏览次数：\n云岭县河长制办公室\n关于印发巡河任务分解方案的通知\n"
    assert head(text)[0] == "云岭县河长制办公室"


@pytest.mark.parametrize(
    "header",
    [
        "欢迎来到云岭县人民政府门户网站！",
        "云岭县人民政府 2023年12月3日 星期日",
        "网上办事 走进云岭 数据发布 县情概览",
        "YUN LING ZHEN ZHONG XIN XIAO XUE",
        "第02版：要闻",
        "您好，访客 | 退出",
        "云岭县人民政府",
        "查看: 2417|回复: 6",
        "当前离线",
    ],
)
def test_a_header_of_the_page_goes_where_the_page_shows_itself(header):
    assert head(f"{header}\n当前位置：首页 > 政策文件\n云岭县防汛工作方案\n") == ["云岭县防汛工作方案"]


@pytest.mark.parametrize("header", ["云岭县人民政府", "当前工作", "第二部分"])
def test_without_a_sign_of_a_web_page_nothing_goes(header):
    assert head(f"{header}\n云岭县防汛工作方案\n") == [header, "云岭县防汛工作方案"]


@pytest.mark.parametrize(
    "line",
    [
        "云政办发〔2023〕18号",
        "特急",
        "机密★一年",
        "签发人：林某某",
        "附件2",
        "（送审稿）",
        "会议材料之三",
        "云 岭 县",
        "王某某",
    ],
)
def test_what_an_author_puts_above_the_title_stays(line):
    assert line.replace(" ", "") in [
        kept.replace(" ", "")
        for kept in head(f"当前位置：首页 > 政策文件\n{line}\n发布时间：2023-05-07 浏览次数：12\n云岭县防汛工作方案\n")
    ]


@pytest.mark.parametrize(
    "front",
    [
        ["凝心聚力谋发展", "在全县经济工作会议上的讲话"],
        ["解放思想 实事求是 开拓创新", "在全县经济工作会议上的讲话"],
        ["党风廉政建设", "责任制落实情况报告"],
        ["驻村工作队", "工作总结"],
        ["第三季度", "工作总结"],
        ["云岭县人民政府", "关于做好防汛工作的通知"],
    ],
)
def test_the_first_half_of_a_title_stays_below_the_lines_of_a_page(front):
    text = "当前位置：首页 > 政策文件\n" + "\n".join(front) + "\n发布时间：2023-05-07 10:12 浏览次数：12\n"
    assert head(text) == front


def test_particulars_of_an_event_are_no_properties():
    assert "主题：书香校园  时间：4月23日" in head(
        "当前位置：首页 > 方案\n读书节活动方案\n主题：书香校园  时间：4月23日\n"
    )


def test_a_notice_whose_first_line_is_cut_by_a_wrap_keeps_its_front():
    text = (
        "您当前的位置：网站首页 / 范文\n星河大学关于印发宿舍用电管理办法的通知\n各学院、各部门：\n"
        "现将《星河大学学生宿舍用电安全管理办法》\n印发给你们，请遵照执行。\n星河大学\n2022年9月1日\n"
        "星河大学学生宿舍用电安全管理办法\n"
    )
    kept = "".join(head(text))
    assert "各学院、各部门：" in kept
    assert "星河大学2022年9月1日" in kept


def test_keep_all_keeps_the_head_as_well():
    text = "欢迎来到云岭县人民政府门户网站！\n索引号：0143562 有效性：有效\n云岭县防汛工作方案\n" + BODY
    assert cleaned(text, RULES.without(*REMOVALS)) == text.splitlines()
