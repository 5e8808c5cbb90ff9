"""Reports of any length, made of invented sentences: the same number gives the same report."""

from __future__ import annotations

import random

# So many words that a report deflates to 0.36 of its size, as real ones do (0.35 to 0.49, seven of 2,000 to 3,500
# characters): text made of a few words deflates in two thirds of the time.
_UNITS = (
    "各支部", "机关各科室", "全体干部职工", "工作专班", "领导班子成员", "基层站所", "青年骨干", "驻村工作队",
    "河湖长", "养护队伍", "财务人员", "值班人员", "巡查小组", "技术人员", "党员志愿者", "包片领导", "项目法人",
    "设计单位", "监理单位", "用水协会", "各乡镇", "村民小组", "业务股室", "后勤部门", "档案人员", "宣传小组",
    "调度中心", "水文测站", "灌区职工", "泵站班组",
)  # fmt: skip
_MANNERS = (
    "按照年初计划", "围绕中心任务", "聚焦群众期盼", "对照责任清单", "结合单位实际", "坚持问题导向", "立足岗位职责",
    "克服人手紧缺", "抓住汛前时机", "利用农闲时节", "根据上级部署", "依托信息平台", "紧扣时间节点", "着眼长远发展",
    "针对薄弱环节", "借助外部力量", "采取分片包干", "通过公开招标", "借鉴先进做法", "严格执行标准",
)  # fmt: skip
_VERBS = (
    "扎实推进", "统筹抓好", "深入开展", "持续巩固", "逐项落实", "认真组织", "稳步实施", "全面完成", "及时启动",
    "有序衔接", "着力改善", "积极探索", "合理安排", "严格规范", "动态更新", "反复核对", "提前谋划", "整体提升",
    "分步建设", "精心筹备",
)  # fmt: skip
_THINGS = (
    "理论", "作风", "隐患", "项目", "服务", "队伍", "档案", "网格", "节水", "水库", "渠道", "泵房", "堤防", "水质",
    "灌溉", "防汛", "抗旱", "移民", "库区", "农田", "道路", "桥涵", "林草", "苗木", "电站", "闸门", "仪表", "车辆",
    "食堂", "宿舍", "资产", "合同", "票据", "预算", "工资", "保险", "食品", "药品", "校园", "幼儿", "养老", "助残",
    "就业", "创业", "旅游", "非遗", "图书", "戏曲", "体育", "广播", "网络", "数据", "人才", "信访", "调解", "普法",
    "消防", "燃气", "电梯", "仓储",
)  # fmt: skip
_MATTERS = (
    "学习", "建设", "排查", "提升", "培训", "整理", "治理", "改造", "管护", "监测", "调度", "登记", "核算", "采购",
    "招标", "验收", "评估", "巡检", "保养", "更换", "清淤", "加固", "绿化", "宣讲", "走访", "慰问", "结对", "帮扶",
    "演练", "督办", "公示", "报送", "统计", "审查", "复核", "移交", "归档", "创建", "试点", "推广",
)  # fmt: skip
_RESULTS = (
    "全年办结事项{0}件，办结率达到{1}%",
    "组织集中学习{0}次，参加{1}余人次",
    "排查整改问题{0}个，投入资金{1}万元",
    "走访群众{0}户，化解矛盾{1}起",
    "修订制度{0}项，开展督查{1}轮",
    "清理淤泥{1}余方，更换闸门{0}扇",
    "接待来访{1}批，答复来信{0}封",
    "培训骨干{1}名，评出能手{0}名",
    "栽植苗木{1}株，成活率在九成以上",
    "维修渠道{0}公里，受益农田{1}亩",
    "录入台账{1}条，补正资料{0}份",
    "签订合同{0}份，节约开支{1}万元",
)
_PROBLEMS = (
    "学习不够深入",
    "创新意识不强",
    "制度执行不够严格",
    "联系群众不够紧密",
    "业务融合不够到位",
    "跟踪督办力度不够",
)
_NUMERALS = "一二三四五六七八九十"
_TO_A_PART = 10
"""Parts of each part but the whole report."""

_SECTIONS = 30
"""Sections that a report has at most before it gets a level more: nobody numbers a hundred of them."""

_ITEM_CHARACTERS = 255


def report(seed: int, characters: int = 2600) -> str:
    """A report of about that many characters: title, sections of run-in headings, problems with remedies, signature.

    A longer one has more levels, as long reports have: two up to 80,000 characters, three up to 800,000, then four.
    """
    levels = 2
    while levels < 4 and characters > _SECTIONS * _ITEM_CHARACTERS * _TO_A_PART ** (levels - 1):
        levels += 1
    a_section = _TO_A_PART ** (levels - 1)
    rng = random.Random(seed)
    unit = f"{rng.choice('东西南北')}河县第{seed}管理站"
    lines = [f"{unit}2024年度工作总结", "县管理局：", _paragraph(rng, 3) + "现将有关情况报告如下。"]
    used = sum(map(len, lines)) + 400  # what follows the sections
    item = 0
    while used < characters:
        section, place = divmod(item, a_section)
        if place == 0:
            lines.append(f"{_numeral(section)}、第{section + 1}阶段主要工作")
        for level in range(2, levels):  # a heading alone on its line where a part of this level begins
            number, rest = divmod(place, _TO_A_PART ** (levels - level))
            if rest == 0:
                lines.append(_mark(level, number % _TO_A_PART) + _head(rng))
        lines.append(f"{_mark(levels, place % _TO_A_PART)}{_head(rng)}。{_paragraph(rng, 6)}")
        used += len(lines[-1])
        item += 1
    sections = -(-item // a_section)
    faults = rng.sample(_PROBLEMS, 3)
    lines.append(f"{_numeral(sections)}、存在的主要问题")
    lines += [f"{n}.{fault}。{_paragraph(rng, 1)}" for n, fault in enumerate(faults, 1)]
    lines.append(f"{_numeral(sections + 1)}、下一步打算")
    lines += [f"{n}.着力解决{fault}的问题。{_paragraph(rng, 1)}" for n, fault in enumerate(faults, 1)]
    return "\n".join([*lines, unit, "2024年12月20日", ""])


def _mark(level: int, index: int) -> str:
    """The number of the part of a level (GB/T 9704-2012 7.3.3), counted from 0."""
    return {2: f"（{_NUMERALS[index]}）", 3: f"{index + 1}.", 4: f"（{index + 1}）"}[level]


def _head(rng: random.Random) -> str:
    return "，".join(rng.choice(_VERBS) + _object(rng) for _ in range(2))


def _numeral(index: int) -> str:
    """The Chinese numeral of index + 1, up to 99."""
    tens, ones = divmod(index + 1, 10)
    text = _NUMERALS[ones - 1] if ones else ""
    return f"{_NUMERALS[tens - 1] if tens > 1 else ''}十{text}" if tens else text


def _object(rng: random.Random) -> str:
    return rng.choice(_THINGS) + rng.choice(_MATTERS)


def _paragraph(rng: random.Random, sentences: int) -> str:
    return "".join(
        f"{rng.choice(_UNITS)}{rng.choice(_MANNERS)}，{rng.choice(_VERBS)}{_object(rng)}和{_object(rng)}，"
        f"{rng.choice(_RESULTS).format(rng.randint(3, 90), rng.randint(60, 99))}。"
        for _ in range(sentences)
    )
