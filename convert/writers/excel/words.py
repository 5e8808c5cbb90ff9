"""What the codes of the pipeline are called in the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from convert.decoding.codes import HARMLESS, How, Note, Reason
from convert.model import Certainty, ChangeKind, Confidence, Severity, Summary

CONFIDENCES = MappingProxyType({Confidence.CERTAIN: "确定", Confidence.HIGH: "较高", Confidence.CHECK: "存疑"})
SEVERITIES = MappingProxyType({Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.HINT: "提示"})
CERTAINTIES = MappingProxyType({Certainty.STATED: "明确", Certainty.INFERRED: "推断", Certainty.NONE: "无"})
KINDS = MappingProxyType({ChangeKind.REMOVED: "去掉", ChangeKind.REPLACED: "替换", ChangeKind.JOINED: "接行"})

# The tables below meet codes as plain text, some from a ledger that an older version wrote: an unknown one is shown as
# it is.
HOW: Mapping[str, str] = MappingProxyType(
    {
        How.USER: "由使用者指定",
        How.EMPTY: "空文件",
        How.ASCII: "只有英文字符",
        How.BOM: "文件开头的标记",
        How.UTF8: "严格符合 UTF-8",
        How.SCORE: "这样读最像中文",
        How.ESCAPE: "文中的换码标记",
        How.CHARDET: "统计判断，不像中文",
    }
)
LOSS_REASONS: Mapping[str, str] = MappingProxyType(
    {
        Reason.INVALID: "不合编码",
        Reason.TRUNCATED: "文件在字的中间断开",
        Reason.REPLACED: "来文时已经是�",
        Reason.GARBLED: "来文时已经毁坏",
        Reason.EURO: "读作 €",
        Reason.NUL: "空字节，略去",
        Reason.CTRL_Z: "旧式文件结束符，略去",
        Reason.LYING_BOM: "与内容不符的开头标记，略去",
    }
)
NOTES: Mapping[str, str] = MappingProxyType(
    {
        Note.BOM: "去掉了文件开头的标记",
        Note.LYING_BOM: "开头标记与内容不符",
        Note.MIXED: "文中混有几种编码",
        Note.REPAIRED: "修复了乱码",
        Note.GARBLED: "像是乱码，无法准确还原",
        Note.NOT_CHINESE: "不像中文",
        Note.UNSUPPORTED: "不支持的编码",
        Note.RARE_RUN: "有连续的生僻字，可能缺字节，见第几行",
        Note.CONTROL: "有控制字符，个数",
        Note.PRIVATE_USE: "有自造字，个数",
        Note.REMAPPED: "自造字换成了标准字，个数",
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "encoding-unsure": "编码判断没有把握",
        "bytes-lost": "有读不出的字节",
        "repaired": "修复过乱码",
        "garbled": "像是乱码，无法准确还原",
        "mixed": "文中混有几种编码",
        "not-chinese": "不像中文",
        "unsupported": "编码不受支持",
        "lying-bom": "开头标记与内容不符",
        "no-title": "没有找到标题",
        "no-headings": "没有找到层次标题",
        "headings-unsure": "有的标题判断没有把握",
        "errors-found": "校对提示中有错误",
    }
)

CODE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "J-wrap": "按固定宽度断开的行，接回上一行",
        "J-cut": "一句话没有完就断开的行，接回上一行",
        "T-lines": "分成几行的标题，接成一个",
        "T-page-title": "网页的标题栏，与正文标题重复",
    }
)
"""Why, for edits that no row of the rule tables decides."""


def reasons(summary: Summary) -> Iterator[str]:
    """Why a person should look at the report, in Chinese."""
    for code in summary.report.reasons:
        if code == "bytes-lost":
            yield f"{sum(loss.reason not in HARMLESS for loss in summary.losses)} 处字节读不出"
        elif code == "encoding-unsure":
            yield f"{REASONS[code]}（按 {summary.report.encoding} 读取）"
        elif code == "errors-found":
            yield f"校对提示中有 {sum(finding.severity is Severity.ERROR for finding in summary.findings)} 处错误"
        else:
            yield REASONS.get(code, code)


def note_text(note: str) -> str:
    """A note of the decoding in Chinese."""
    code, _, detail = note.partition(":")
    text = NOTES.get(code, code)
    return f"{text}（{detail}）" if detail else text
