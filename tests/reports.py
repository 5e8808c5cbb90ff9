"""Summaries made up for the tests of the workbook: fictional units, own text, any number of reports."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from convert.model import (
    Certainty,
    Change,
    ChangeKind,
    Confidence,
    Finding,
    Loss,
    Metadata,
    Problem,
    ReportRow,
    SectionRow,
    Severity,
    Summary,
)

_PLACES = ("青石", "云溪", "河阳", "林川", "白塔", "东屏", "南浦", "松岭", "金桥", "望江")
_OFFICES = ("镇党委", "街道党工委", "水务局党组", "教育局党委", "税务所党支部", "中心医院党委", "农技站党支部")
_THEMES = ("学习教育", "责任落实", "制度机制", "队伍能力", "品牌创新", "联系群众", "监督检查", "作风纪律")
_PROBLEMS = (
    ("理论学习不够系统", "集中学习多，专题研讨少，联系本单位实际不紧", "每季度组织一次专题研讨，班子成员带头讲"),
    ("压力传导有温差", "对基层支部的督促停留在发文件、听汇报", "建立支部联系点，班子成员每月到点一次"),
    ("联系群众的办法不多", None, "开设周三接待日，办理结果在公示栏公开"),
    ("品牌意识不强，特色工作提炼不够", "满足于完成规定动作", None),
    ("年轻干部培养的梯队还没有形成", "编制少，轮岗机会不多", "选派三名青年干部到一线挂职"),
    ("监督检查发现的问题整改不够彻底", None, None),
)
_HEADINGS = (
    ("一、履职情况", 1, 1, False),
    ("（一）抓学习，夯实思想根基", 2, 2, True),
    ("（二）抓责任，压实工作链条", 2, 2, True),
    ("1.健全制度", 3, 3, False),
    ("二、存在的问题和不足", 1, 1, False),
    ("三、下一步打算", 1, 1, False),
)


def made_up(count: int, seed: int = 6) -> Iterator[Summary]:
    """That many summaries, the same for the same seed."""
    random = Random(seed)
    for number in range(1, count + 1):
        yield _summary(number, random)


def _summary(number: int, random: Random) -> Summary:
    unit = f"{_PLACES[number % 10]}{_OFFICES[number % 7]}"
    name = f"{unit}{number:03d}.txt"
    doubtful = random.random() < 0.12
    sections = tuple(
        SectionRow(text, level, depth, run_in, 3 + 4 * n, random.randint(120, 1400), f"h{n}")
        for n, (text, level, depth, run_in) in enumerate(_HEADINGS, 1)
    )
    problems = tuple(
        Problem(
            id=f"P{number:05d}{i}",
            text=f"{text}。",
            line=20 + i,
            trail=("二、存在的问题和不足",),
            cause=cause,
            measure=measure,
            measure_certainty=(random.choice((Certainty.STATED, Certainty.INFERRED)) if measure else Certainty.NONE),
            themes=tuple(random.sample(_THEMES, random.choice((0, 1, 1, 1, 2)))),
        )
        for i, (text, cause, measure) in enumerate(random.sample(_PROBLEMS, random.randint(2, 5)))
    )
    findings = (
        Finding(
            "pair-quotes",
            Severity.ERROR,
            9,
            "《关于加强作风建设的意见〉",
            "书名号前后不成对",
            "《关于加强作风建设的意见》",
        ),
        Finding("half-width", Severity.WARNING, 12, "认真落实,不打折扣", "汉字之间用了半角逗号", "，"),
        Finding("number-gap", Severity.HINT, 17, "（四）", "序号从（二）跳到（四）"),
    )[: random.randint(0, 3)]
    changes = (
        Change(ChangeKind.REMOVED, "C-page", 11, 0, "3", ""),
        Change(ChangeKind.REMOVED, "C-page", 31, 0, "4", ""),
        Change(ChangeKind.REMOVED, "C-zero-width", 14, 6, "\u200b", ""),
        Change(ChangeKind.REPLACED, "C-space", 15, 0, "\u3000 ", "\u3000\u3000"),
        *(Change(ChangeKind.JOINED, "C-wrap", line, 0, "", "") for line in (5, 6, 7, 22)),
    )[: random.randint(1, 8)]
    reasons = ("encoding-unsure", "bytes-lost") if doubtful else ("errors-found",) if findings[2:] else ()
    report = ReportRow(
        name=name,
        title=f"{unit}书记抓基层党建工作述职报告",
        metadata=Metadata(unit, "党委书记" if number % 3 else None, 2025, "述职报告"),
        characters=random.randint(1800, 5200),
        paragraphs=random.randint(18, 60),
        encoding="gb18030" if number % 4 == 0 else "utf-8",
        confidence=Confidence.CHECK if doubtful else Confidence.CERTAIN if number % 4 else Confidence.HIGH,
        how="score" if number % 4 == 0 else "utf-8",
        sha256=f"{number:064x}",
        reasons=reasons,
    )
    losses = (Loss(4120, b"\xff\xfe", 18, "invalid"), Loss(9000, b"\x81", 44, "truncated")) if doubtful else ()
    return Summary(report, sections, problems, findings, changes, losses, (f"{unit}{number:03d}.docx",))
