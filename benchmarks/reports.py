"""Reports of any length, made of invented sentences: the same number gives the same report."""

from __future__ import annotations

import random

_SUBJECTS = ("各支部", "机关各科室", "全体干部职工", "工作专班", "领导班子成员", "基层站所", "青年骨干", "驻村工作队")
_MANNERS = ("按照年初计划", "围绕中心任务", "聚焦群众期盼", "对照责任清单", "结合单位实际", "坚持问题导向")
_VERBS = ("扎实推进", "统筹抓好", "深入开展", "持续巩固", "逐项落实", "认真组织")
_OBJECTS = ("理论学习", "作风建设", "隐患排查", "项目建设", "服务提升", "队伍培训", "档案整理", "网格治理", "节水改造")
_RESULTS = (
    "全年办结事项{0}件，办结率达到{1}%",
    "组织集中学习{0}次，参加{1}余人次",
    "排查整改问题{0}个，投入资金{1}万元",
    "走访群众{0}户，化解矛盾{1}起",
    "修订制度{0}项，开展督查{1}轮",
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
_ITEMS_A_SECTION = 10


def report(seed: int, characters: int = 2600) -> str:
    """A report of about that many characters: title, sections of run-in headings, problems with remedies, signature."""
    rng = random.Random(seed)
    unit = f"{rng.choice('东西南北')}河县第{seed}管理站"
    lines = [f"{unit}2024年度工作总结", "县管理局：", _paragraph(rng, 3) + "现将有关情况报告如下。"]
    used = sum(map(len, lines)) + 400  # what follows the sections
    item = 0
    while used < characters:
        section, place = divmod(item, _ITEMS_A_SECTION)
        if place == 0:
            lines.append(f"{_numeral(section)}、第{section + 1}阶段主要工作")
        head = "，".join(rng.choice(_VERBS) + rng.choice(_OBJECTS) for _ in range(2))
        lines.append(f"（{_NUMERALS[place]}）{head}。{_paragraph(rng, 6)}")
        used += len(lines[-1])
        item += 1
    sections = -(-item // _ITEMS_A_SECTION)
    faults = rng.sample(_PROBLEMS, 3)
    lines.append(f"{_numeral(sections)}、存在的主要问题")
    lines += [f"{n}.{fault}。{_paragraph(rng, 1)}" for n, fault in enumerate(faults, 1)]
    lines.append(f"{_numeral(sections + 1)}、下一步打算")
    lines += [f"{n}.着力解决{fault}的问题。{_paragraph(rng, 1)}" for n, fault in enumerate(faults, 1)]
    return "\n".join([*lines, unit, "2024年12月20日", ""])


def _numeral(index: int) -> str:
    """The Chinese numeral of index + 1, up to 9,999."""
    digits = [int(digit) for digit in str(index + 1)]
    text = ""
    for digit, unit in zip(digits, ("千", "百", "十", "")[4 - len(digits) :], strict=True):
        if digit:
            text += _NUMERALS[digit - 1] + unit
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text.removeprefix("一") if 9 <= index < 19 else text


def _paragraph(rng: random.Random, sentences: int) -> str:
    return "".join(
        f"{rng.choice(_SUBJECTS)}{rng.choice(_MANNERS)}，{rng.choice(_VERBS)}{rng.choice(_OBJECTS)}和{rng.choice(_OBJECTS)}，"
        f"{rng.choice(_RESULTS).format(rng.randint(3, 90), rng.randint(60, 99))}。"
        for _ in range(sentences)
    )
