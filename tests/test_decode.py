"""Bytes to text: one behaviour a test; the corpus of tests/encodings.py is walked in test_decode_corpus.py."""

import importlib.util
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convert.decode import decode
from convert.decoding.codes import UNDECODABLE, Note, Reason, parse_note
from convert.decoding.rebuild import rebuild
from convert.errors import UnknownEncoding
from convert.model import Confidence

REPORT = (
    "关于安全生产的报告\n一、工作情况\n"
    "　　全年共召开专题会议12次，研究解决突出问题36项，办结率达98.5％。\n"
    "二、存在问题\n　　一是调研不多，倾听群众呼声不够；二是“重建轻管”的现象仍然存在——整改不彻底……\n"
)
TRADITIONAL = "關於公共安全之報告\n一、人力不足，新進同仁經驗尚淺，影響案件處理時效。\n二、設備老舊，宜及早研擬對策。\n"


def words(decoded):
    return {parse_note(note)[0] for note in decoded.notes}


@pytest.mark.parametrize("name", ["utf-8", "gbk", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_report_is_read_in_every_encoding_without_a_mark(name):
    decoded = decode(REPORT.encode(name))
    assert decoded.text == REPORT
    assert decoded.confidence is not Confidence.CHECK
    assert decoded.losses == ()


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_a_byte_order_mark_is_believed_and_taken_off(mark, name):
    decoded = decode(mark + REPORT.encode(name))
    assert (decoded.text, decoded.encoding, decoded.how) == (REPORT, name, "bom")
    assert decoded.confidence is Confidence.CERTAIN


@pytest.mark.parametrize("body", ["gbk", "utf-16-be", "utf-8"])
def test_a_byte_order_mark_that_the_text_contradicts_is_put_aside_on_record(body):
    decoded = decode(b"\xff\xfe" + REPORT.encode(body))
    assert decoded.text == REPORT
    assert Note.LYING_BOM in words(decoded)
    assert [(loss.reason, loss.raw, loss.offset) for loss in decoded.losses] == [("lying-bom", b"\xff\xfe", 0)]


def test_gb2312_dashes_and_dots_are_those_of_the_report():
    text = "欧阳·某某——副主任"
    assert decode(text.encode("gbk")).text == text
    assert decode(text.encode("gbk"), "gb2312").text == text


def test_big5_symbols_are_those_of_code_page_950():
    text = "第１～３項（５０％）：￥３００，約翰‧史密斯﹑等人之報告內容如下"
    assert decode(text.encode("cp950")).text == text


def test_hz_is_read_and_its_escapes_are_gone():
    text = REPORT.replace("—", "\u2015").replace("·", "\u30fb")
    decoded = decode(text.encode("hz"))
    assert (decoded.text, decoded.encoding) == (REPORT, "hz")


def test_the_known_word_that_is_valid_utf_8_by_chance_is_read_as_gbk():
    assert decode("联通".encode("gbk")).text == "联通"


@pytest.mark.parametrize("size", [16_384, 200_001, 1_000_000])
@pytest.mark.parametrize("name", ["utf-8", "gbk", "utf-16-le"])
def test_a_long_ascii_head_hides_nothing(size, name):
    text = "status=ok; "[: size % 11] + "status=ok; " * (size // 11) + REPORT
    decoded = decode(text.encode(name))
    assert decoded.text == text


@pytest.mark.parametrize("name", ["utf-8", "gbk", "big5"])
def test_one_damaged_byte_costs_one_mark_and_no_other_character(name):
    text = TRADITIONAL if name == "big5" else REPORT
    head = text[:20].encode(name)
    decoded = decode(head + b"\xff" + text[20:].encode(name))
    assert decoded.text == text[:20] + "\ufffd" + text[20:]
    assert [(loss.offset, loss.raw, loss.reason, loss.line) for loss in decoded.losses] == [
        (len(head), b"\xff", "invalid", text[:20].count("\n") + 1)
    ]


def test_a_lost_byte_in_gbk_does_not_shift_the_rest_of_its_line():
    line = "全年共召开专题会议，研究解决突出问题，群众满意度明显提高"
    raw = line.encode("gbk")
    decoded = decode(raw[:8] + raw[9:])
    assert decoded.text == line[:4] + "\ufffd" + line[5:]
    assert [loss.reason for loss in decoded.losses] == ["invalid"]


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("lost", [0, 61])
def test_a_lost_byte_in_utf_16_does_not_shift_the_rest(name, lost):
    raw = REPORT.encode(name)
    decoded = decode(raw[:lost] + raw[lost + 1 :])
    assert decoded.text.endswith(REPORT[lost // 2 + 3 :])
    assert len(decoded.text) - len(REPORT) in (0, 1)
    assert [loss.reason for loss in decoded.losses] == ["invalid"]
    assert rebuild(decoded) == raw[:lost] + raw[lost + 1 :]


@pytest.mark.parametrize("name", ["gbk", "gb18030"])
def test_rare_hanzi_in_a_row_are_not_taken_for_damage(name):
    text = "生僻字表如下：龘靐齉齾爩麤灪籱饢驫鸜鱻，以上均为姓名用字，请核对。"
    decoded = decode(text.encode(name))
    assert decoded.text == text
    assert Note.RARE_RUN in words(decoded)


@pytest.mark.parametrize("name", ["utf-8", "gbk", "big5", "utf-16-le"])
def test_a_file_cut_inside_a_character_says_so(name):
    text = TRADITIONAL[:-2] if name == "big5" else REPORT[:40]
    raw = text.encode(name)[:-1]
    decoded = decode(raw)
    assert decoded.text == text[:-1] + "\ufffd"
    assert decoded.losses[-1].reason == "truncated"
    assert raw.endswith(decoded.losses[-1].raw)


@pytest.mark.parametrize("name", ["utf-8", "gbk", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_padding_after_the_text_is_dropped_on_record(name):
    raw = REPORT.encode(name)
    decoded = decode(raw + bytes(200) + "\x1a".encode(name))
    assert decoded.text == REPORT
    assert [loss.reason for loss in decoded.losses] == ["nul", "ctrl-z"]
    assert decoded.losses[0].offset == len(raw)
    assert [loss.text for loss in decoded.losses] == ["", ""]


def test_nuls_inside_the_text_are_dropped_where_they_stand():
    decoded = decode("甲乙\0\0丙丁".encode())
    assert decoded.text == "甲乙丙丁"
    assert [(loss.offset, loss.raw, loss.reason) for loss in decoded.losses] == [(6, b"\0\0", "nul")]


def test_the_euro_of_code_page_936_is_read_and_noted():
    decoded = decode("合计".encode("gbk") + b"\x80" + "300，折合人民币若干元，已列入预算".encode("gbk"))
    assert decoded.text == "合计€300，折合人民币若干元，已列入预算"
    assert [(loss.reason, loss.text) for loss in decoded.losses] == [("euro", "€")]


def test_marks_that_stand_in_the_file_are_told_from_our_own():
    raw = "甲\ufffd乙".encode() + b"\xff" + "丙丁戊己庚辛，一切照旧。".encode()
    decoded = decode(raw)
    assert decoded.text == "甲\ufffd乙\ufffd丙丁戊己庚辛，一切照旧。"
    assert [(loss.offset, loss.reason) for loss in decoded.losses] == [(3, "replaced"), (9, "invalid")]


def test_destroyed_text_is_located_and_left():
    decoded = decode("报告正文如下：锟斤拷锟斤拷，以上。".encode())
    assert decoded.text == "报告正文如下：锟斤拷锟斤拷，以上。"
    assert [(loss.reason, loss.text, loss.offset) for loss in decoded.losses] == [("garbled", "锟斤拷锟斤拷", 21)]


def test_controls_and_private_use_are_counted_and_kept():
    decoded = decode("甲\x07乙\ue000丙".encode())
    assert decoded.text == "甲\x07乙\ue000丙"
    assert decoded.notes == ("control:1", "private-use:1")


def test_private_points_of_old_gb18030_become_the_standard_ones():
    decoded = decode("竖排标点如下：".encode("gbk") + b"\xa6\xd9\xfe\x59" + "，其余照旧办理。".encode("gbk"))
    assert decoded.text == "竖排标点如下：\ufe10\u9fb4，其余照旧办理。"
    assert "remapped:2" in decoded.notes


@pytest.mark.parametrize("order", [("utf-8", "gbk"), ("gbk", "utf-8")])
def test_each_line_of_a_mixed_file_is_read_in_its_own_encoding(order):
    lines = REPORT.splitlines(keepends=True)
    decoded = decode(b"".join(line.encode(order[number % 2]) for number, line in enumerate(lines)))
    assert decoded.text == REPORT
    assert Note.MIXED in words(decoded)
    assert decoded.confidence is Confidence.CHECK
    assert [line for line, _ in decoded.runs] == [1, 2, 3, 4, 5]


def shown_as_cp1252(raw):
    return "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252") for byte in raw
    )


@pytest.mark.parametrize(
    ("stored", "text", "steps"),
    [
        (REPORT.encode().decode("latin-1"), REPORT, "utf-8-as-latin-1"),
        (shown_as_cp1252(REPORT.encode()), REPORT, "utf-8-as-cp1252"),
        (REPORT.encode().decode("latin-1").encode().decode("latin-1"), REPORT, "utf-8-as-latin-1+utf-8-as-latin-1"),
        (REPORT.encode("gbk").decode("latin-1"), REPORT, "gb18030-as-latin-1"),
        (shown_as_cp1252(TRADITIONAL.encode("gbk")), TRADITIONAL, "gb18030-as-cp1252"),
        (TRADITIONAL.encode("big5").decode("gb18030"), TRADITIONAL, "big5hkscs-as-gb18030"),
    ],
    ids=lambda value: value if isinstance(value, str) and "-as-" in value else "",
)
def test_exact_mojibake_is_undone_and_told(stored, text, steps):
    decoded = decode(stored.encode())
    assert decoded.text == text
    assert f"repaired:{steps}" in decoded.notes
    untouched = decode(stored.encode(), repair=False)
    assert untouched.text == stored
    assert Note.GARBLED in words(untouched)


def test_cut_mojibake_is_undone_up_to_the_cut():
    stored = REPORT[:25].encode()[:-1].decode("latin-1").encode()
    decoded = decode(stored)
    assert decoded.text == REPORT[:24] + "\ufffd"
    assert decoded.losses[-1].reason == "truncated"
    assert stored.endswith(decoded.losses[-1].raw)


@pytest.mark.parametrize(
    ("text", "name", "taken_for"),
    [
        ("올해 주요 업무 추진 실적을 다음과 같이 보고합니다. 예산 집행률은 높습니다.", "euc_kr", "cp949"),
        ("今年の主な課題は、人手不足とコストの増加でした。来年度は改善します。", "euc_jp", "euc_jp"),
        ("今年の主な課題は、人手不足とコストの増加でした。来年度は改善します。", "shift_jis", "cp932"),
        ("今年の主な課題は、人手不足でした。", "iso2022_jp", "iso2022_jp"),
    ],
)
def test_japanese_and_korean_files_are_not_passed_off_as_chinese(text, name, taken_for):
    decoded = decode(text.encode(name))
    assert decoded.text == text
    assert f"not-chinese:{taken_for}" in decoded.notes
    assert decoded.confidence is Confidence.CHECK


def test_western_text_is_left_to_chardet_and_told():
    text = "Le maire a présenté le compte rendu de l'année : travaux achevés, crédits engagés, délais respectés."
    decoded = decode(text.encode("cp1252"))
    assert decoded.text == text
    assert (decoded.how, decoded.confidence) == ("chardet", Confidence.CHECK)
    assert Note.NOT_CHINESE in words(decoded)


def test_iso_2022_cn_is_named_as_unsupported():
    decoded = decode(b"\x1b$)A\x0e<W\x0f")
    assert "unsupported:iso-2022-cn" in decoded.notes
    assert decoded.confidence is Confidence.CHECK


def test_euc_tw_is_named_as_unsupported():
    raw = b""
    for character in "關於公共安全之報告人力不足新進同仁經驗尚淺影響案件處理時效設備老舊":
        lead, trail = character.encode("big5")
        index = (lead - 0xA4) * 157 + trail - (0x40 if trail < 0x7F else 0x62)
        raw += bytes((0xC4 + index // 94, 0xA1 + index % 94))
    decoded = decode(raw)
    assert "unsupported:euc-tw" in decoded.notes
    assert decoded.confidence is Confidence.CHECK


def test_a_users_encoding_wins_and_losses_are_still_logged():
    raw = REPORT.encode()
    decoded = decode(raw, "gbk")
    assert (decoded.encoding, decoded.how) == ("gb18030", "user")
    assert decoded.text != REPORT
    broken = decode(b"abc\xffdef", "utf-8")
    assert (broken.text, broken.losses[0].raw) == ("abc\ufffddef", b"\xff")


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "idna", "", "undefined", "utf\0-8"])
def test_an_unknown_encoding_is_refused_by_name(name):
    with pytest.raises(UnknownEncoding):
        decode(b"abc", name)


def test_no_bytes_are_no_text():
    assert decode(b"").text == ""
    assert decode(b"").how == "empty"


@given(st.binary(max_size=300))
@settings(max_examples=400, deadline=None)
def test_any_bytes_decode_and_every_mark_has_its_loss(data):
    decoded = decode(data)
    marks = [loss for loss in decoded.losses if loss.reason in UNDECODABLE]
    assert decoded.text.count("\ufffd") == len(marks)
    for loss in decoded.losses:
        if loss.reason != Reason.GARBLED:
            assert data[loss.offset : loss.offset + len(loss.raw)] == loss.raw
    assert [loss.offset for loss in decoded.losses] == sorted(loss.offset for loss in decoded.losses)


HANZI = st.text(
    st.sampled_from("的一是在不了有和人这中大为上个国我以要他，。、；\n0123abc　XX（）《》\0\x1a"), max_size=80
)


@given(
    HANZI,
    st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-8-sig"]),
    st.integers(0, 400),
    st.binary(max_size=2),
)
@example("", "gb18030", 0, b"\xab\xe1")  # taken for Big5 read as GB 18030: what is repaired has other bytes
@settings(max_examples=300, deadline=None)
def test_losses_and_text_give_the_files_bytes_back(text, name, place, damage):
    raw = text.encode(name)
    data = raw[:place] + damage + raw[place:]
    decoded = decode(data, name.removesuffix("-sig"), repair=False)
    assert rebuild(decoded) == data
    found = decode(data)
    names = {found.encoding, *(name for _, name in found.runs)}
    if names <= {"utf-8", "gb18030", "utf-16-le", "utf-16-be"} and Note.REPAIRED not in words(found):
        assert rebuild(found) == data


def test_threads_get_the_same_answers_as_one():
    files = [REPORT.encode(name)[:-1] for name in ("utf-8", "gbk", "utf-16-le")] * 8
    files += [REPORT[:at].encode("gbk") + b"\xff" + REPORT[at:].encode("gbk") for at in range(20)]
    alone = [decode(data) for data in files]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(decode, files)) == alone


def test_chinese_files_are_read_without_importing_chardet():
    script = (
        "import sys; from convert.decode import decode\n"
        f"text = {REPORT!r}\n"
        "for name in ('utf-8', 'gbk', 'utf-16'): assert decode(text.encode(name)).text == text\n"
        "assert 'chardet' not in sys.modules"
    )
    root = Path(importlib.util.find_spec("convert").origin).parent.parent
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root)


def test_lines_by_turns_in_two_encodings_are_no_foreign_language():
    lines = ["关于河湾镇工作情况的报告", "认真落实各项工作任务，群众满意度不断提高。", "扎实推进重点项目建设。"] * 6
    data = b"".join(f"{line}\n".encode("gbk" if number % 2 else "utf-8") for number, line in enumerate(lines))
    decoded = decode(data)
    assert decoded.text.splitlines() == lines
    assert decoded.notes == ("mixed:utf-8+gb18030",)
