"""The rows of one report."""

from __future__ import annotations

import pytest

from convert.model import (
    Confidence,
    Decoded,
    Document,
    Finding,
    Loss,
    Origin,
    Paragraph,
    Role,
    Severity,
    Table,
)
from convert.summary import LOSSES_KEPT, bookmark, count_losses, summarise

ORIGIN = Origin("甲.txt", "0" * 64, 9)
SURE = Decoded("", "utf-8", Confidence.CERTAIN, "utf-8")


def heading(text, line, depth, run_in=0, confidence=1.0):
    role = (Role.HEADING_1, Role.HEADING_2, Role.HEADING_3)[depth - 1]
    return Paragraph(role, text, line, run_in=run_in, level=depth, depth=depth, confidence=confidence)


def body(text, line=9):
    return Paragraph(Role.BODY, text, line)


TITLE = Paragraph(Role.TITLE, "某局工作总结", 1)


def summary(*blocks, decoded=SURE, findings=()):
    return summarise(Document(ORIGIN, decoded, blocks, findings=findings))


def test_a_section_counts_its_text_and_that_of_the_sections_in_it_but_not_its_heading():
    found = summary(
        TITLE,
        heading("一、甲", 2, 1),
        body("四个字。"),
        heading("（一）乙", 4, 2),
        body("三字。"),
        heading("二、丙", 6, 1),
    ).sections
    assert [section.characters for section in found] == [4 + 4 + 3, 3, 0]


def test_a_run_in_heading_counts_what_follows_its_sentence():
    assert summary(heading("一、甲。后面五个字", 2, 1, run_in=4)).sections[0].characters == 5


def test_a_heading_deeper_than_the_last_closes_nothing_and_a_shallower_one_closes_both():
    found = summary(
        heading("一、", 1, 1), heading("1.", 2, 3), body("一二"), heading("（一）", 4, 2), body("三")
    ).sections
    assert [section.characters for section in found] == [2 + 2 + 3 + 1, 2, 1]


def test_signature_and_attachments_belong_to_no_section():
    found = summary(
        heading("一、甲", 1, 1),
        body("正文"),
        Paragraph(Role.ATTACHMENT_NOTE, "附件：1.名单", 3),
        Paragraph(Role.SIGNATURE, "某局", 4),
        Paragraph(Role.DATE, "2025年1月3日", 5),
        Paragraph(Role.ATTACHMENT_MARK, "附件1", 6),
        body("名单"),
    ).sections
    assert found[0].characters == 2


def test_a_date_under_the_title_does_not_empty_the_sections_after_it():
    assert (
        summary(Paragraph(Role.DATE, "2025年1月", 2), heading("一、甲", 3, 1), body("正文")).sections[0].characters == 2
    )


def test_tables_count_and_white_space_does_not():
    report = summary(TITLE, Table(2, (("单位", "人 数"),)), body("甲\u3000乙")).report
    assert report.characters == 6 + 4 + 2


def test_bookmarks_count_headings_from_one():
    found = summary(heading("一、", 1, 1), body("x"), heading("二、", 2, 1)).sections
    assert [section.bookmark for section in found] == [bookmark(1), bookmark(2)] == ["h1", "h2"]


def test_a_clean_report_needs_no_look():
    assert summary(TITLE, heading("一、甲", 2, 1), body("正文。")).report.reasons == ()


ERROR = Finding("x", Severity.ERROR, 1, "", "")
WARNING = Finding("x", Severity.WARNING, 1, "", "")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"decoded": Decoded("", "gbk", Confidence.CHECK, "score")}, ("encoding-unsure",)),
        ({"decoded": Decoded("", "gbk", Confidence.HIGH, "score", (Loss(0, b"\xff", 1, "invalid"),))}, ("bytes-lost",)),
        ({"decoded": Decoded("", "gbk", Confidence.HIGH, "score", (Loss(0, b"\0", 1, "nul"),))}, ()),
        ({"decoded": Decoded("", "gbk", Confidence.HIGH, "score", notes=("repaired:x", "bom"))}, ("repaired",)),
        ({"findings": (ERROR, WARNING)}, ("errors-found",)),
        ({"findings": (WARNING,)}, ()),
        ({"findings": (WARNING, WARNING)}, ("warnings-found",)),
    ],
)
def test_what_deserves_a_look_has_its_reason(changed, reason):
    assert summary(TITLE, heading("一、甲", 2, 1), **changed).report.reasons == reason


def test_more_warnings_are_borne_in_a_longer_report():
    assert summary(TITLE, heading("一、甲", 2, 1), body("字" * 2000), findings=(WARNING, WARNING)).report.reasons == ()


def test_no_title_no_headings_and_unsure_headings_deserve_a_look():
    assert summary(body("正文。")).report.reasons == ("no-title", "no-headings")
    assert summary(TITLE, heading("一、甲", 2, 1, confidence=0.3)).report.reasons == ("headings-unsure",)


def test_of_many_losses_the_first_are_listed_and_all_are_counted():
    losses = tuple(Loss(n, b"\xff", 1, "nul" if n % 2 else "invalid") for n in range(3000))
    found = summary(TITLE, decoded=Decoded("", "gbk", Confidence.CHECK, "user", losses))
    assert found.losses == losses[:LOSSES_KEPT]
    assert (count_losses(found), count_losses(found, harmless=False)) == (3000, 1500)
