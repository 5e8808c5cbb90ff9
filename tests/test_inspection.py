"""The JSON object that other programs read."""

import json

import pytest

from convert import inspect_text, load_kit
from convert.model import (
    Change,
    ChangeKind,
    Confidence,
    Decoded,
    Document,
    Finding,
    Loss,
    Origin,
    Paragraph,
    Problem,
    Role,
    Severity,
    Table,
)
from convert.writers import document_writers
from convert.writers.inspection import to_object, write

CONTRACT = {
    "source", "sha256", "encoding", "title", "subtitle", "byline", "addressee", "signature", "date",
    "headings", "points", "paragraphs", "problems", "removed", "joined", "findings",
}  # fmt: skip


def document(**parts):
    blocks = parts.pop("blocks", ())
    decoded = parts.pop("decoded", Decoded("", "utf-8", Confidence.CERTAIN, "utf-8"))
    return Document(Origin(parts.pop("path", "a.txt"), "0" * 64, 1), decoded, blocks, **parts)


def test_every_key_of_the_contract_is_there_even_for_an_empty_document():
    assert set(to_object(document())) >= CONTRACT


def test_encoding_names_confidence_and_each_loss_with_its_bytes():
    decoded = Decoded("�", "gb18030", Confidence.CHECK, "score", (Loss(7, b"\xff", 2, "invalid"),), ("mixed",))
    assert to_object(document(decoded=decoded))["encoding"] == {
        "name": "gb18030",
        "confidence": "check",
        "how": "score",
        "losses": [{"offset": 7, "line": 2, "hex": "ff", "reason": "invalid"}],
        "notes": ["mixed"],
    }


def test_a_run_in_heading_gives_its_sentence_only_and_the_paragraph_all_of_it():
    text = "（一）抓学习。全年集中学习十二次。"
    block = Paragraph(Role.HEADING_2, text, 4, run_in=7, number="（一）", level=2, depth=2)
    seen = to_object(document(blocks=(block,)))
    heading = seen["headings"][0]
    assert (heading["text"], heading["number"], heading["run_in"]) == ("（一）抓学习", "（一）", True)
    assert seen["paragraphs"] == [{"role": "heading_2", "line": 4, "text": text}]


def test_a_point_gives_its_first_sentence():
    block = Paragraph(Role.POINT, "一是学得不深。原因在于静不下心。", 9, run_in=7, number="一是")
    assert to_object(document(blocks=(block,)))["points"] == [{"line": 9, "text": "一是学得不深"}]


def test_removed_replaced_and_joined_are_told_apart():
    changes = (
        Change(ChangeKind.REMOVED, "C-page", 5, 0, "第 3 页", ""),
        Change(ChangeKind.REPLACED, "C-space", 6, 2, "\u3000", " "),
        Change(ChangeKind.JOINED, "C-wrap", 10, 0, "", ""),
    )
    seen = to_object(document(changes=changes))
    assert seen["removed"] == [{"line": 5, "rule": "C-page", "text": "第 3 页"}]
    assert seen["replaced"] == [{"line": 6, "rule": "C-space", "before": "\u3000", "after": " "}]
    assert seen["joined"] == [10]


def test_problems_and_findings_keep_what_is_not_known_as_null():
    seen = to_object(
        document(
            problems=(Problem("p1", "学习不够系统", 9),),
            findings=(Finding("F-pair", Severity.WARNING, 3, "《某某〉", "书名号不成对"),),
        )
    )
    assert (seen["problems"][0]["cause"], seen["problems"][0]["measure"]) == (None, None)
    assert seen["findings"][0]["suggestion"] is None


def test_a_table_stands_among_the_paragraphs_with_its_rows():
    seen = to_object(document(blocks=(Table(8, (("单位", "人数"), ("甲局", "12")), (8, 9)),)))
    assert seen["paragraphs"] == [
        {"role": "table", "line": 8, "text": "单位\t人数\n甲局\t12", "rows": [["单位", "人数"], ["甲局", "12"]]}
    ]


@pytest.mark.parametrize("path", ["报告 #1.txt", "bad\udcff.txt"])
def test_any_file_name_is_written_as_json_that_reads_back(path):
    data = write(document(path=path), load_kit())
    assert json.loads(data)["source"] == path


def test_the_writer_is_found_by_its_format_name():
    data = document_writers()["json"].write(inspect_text("某局工作总结\n一、主要工作\n完成任务。"), load_kit())
    assert json.loads(data)["headings"][0]["text"] == "一、主要工作"
