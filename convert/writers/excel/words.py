"""What the codes of the pipeline are called in the workbook, which is Chinese whatever language its maker reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from convert import words
from convert.messages import translate
from convert.model import Certainty, ChangeKind, Severity, Summary
from convert.summary import count_losses

Code = TypeVar("Code", bound=str)


def _chinese(table: Mapping[Code, str]) -> Mapping[Code, str]:
    return MappingProxyType({code: translate(text, "zh") for code, text in table.items()})


CONFIDENCES = _chinese(words.CONFIDENCES)
SEVERITIES = _chinese(words.SEVERITIES)
CERTAINTIES = MappingProxyType({Certainty.STATED: "明确", Certainty.INFERRED: "推断", Certainty.NONE: "无"})
KINDS = MappingProxyType({ChangeKind.REMOVED: "去掉", ChangeKind.REPLACED: "替换", ChangeKind.JOINED: "接行"})

# These meet codes as plain text, some from a ledger that an older version wrote: an unknown one is shown as it is.
HOW = _chinese(words.HOW)
LOSS_REASONS = _chinese(words.LOSSES)
NOTES = _chinese(words.NOTES)
REASONS = _chinese(words.REASONS)

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
            yield f"{count_losses(summary, harmless=False)} 处字节读不出"
        elif code == "encoding-unsure":
            yield f"{REASONS[code]}（按 {summary.report.encoding} 读取）"
        elif code == "errors-found":
            yield f"校对提示中有 {sum(finding.severity is Severity.ERROR for finding in summary.findings)} 处错误"
        elif code == "warnings-found":
            yield f"校对提示中有 {sum(finding.severity is Severity.WARNING for finding in summary.findings)} 处警告"
        else:
            yield REASONS.get(code, code)


def note_text(note: str) -> str:
    """A note of the decoding in Chinese."""
    code, _, detail = note.partition(":")
    text = NOTES.get(code, code)
    return f"{text}（{detail}）" if detail else text
