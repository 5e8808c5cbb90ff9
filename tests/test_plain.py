"""Plain text files: what is refused, and how lines are counted."""

import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert.decoding.finish import source_lines
from convert.errors import EmptyFile, NotText, UnfitEncoding
from convert.model import Line, Source
from convert.readers.plain import read


def lines(data, **options):
    return [(item.number, item.text) for item in read(Source("a.txt", data), **options).items]


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", "\u3000\n\u3000".encode(), b"\xef\xbb\xbf", b"\0" * 300, b"\x1a"])
def test_a_file_without_a_word_is_empty(data):
    with pytest.raises(EmptyFile):
        read(Source("a.txt", data))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04" + bytes(50), "a zip archive or a Word or Excel file"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "an old Word or Excel file"),
    ],
)
def test_a_renamed_file_of_another_kind_is_refused_by_its_first_bytes(data, kind):
    with pytest.raises(NotText) as caught:
        read(Source("a.txt", data))
    assert caught.value.details["kind"] == kind


@pytest.mark.parametrize("size", [100, 1000, 20_000, 1_500_000])
def test_random_bytes_are_no_text(size):
    with pytest.raises(NotText):
        read(Source("a.txt", random.Random(size).randbytes(size)))


def test_words_in_a_sea_of_nuls_are_no_text():
    data = b"".join(bytes(random.Random(n).randrange(8, 40)) + b"name%d" % n for n in range(60))
    with pytest.raises(NotText):
        read(Source("a.txt", data + b"."))


def test_padding_longer_than_the_text_is_no_reason_to_refuse_it():
    assert lines("关于工作的报告".encode("gbk") + bytes(400)) == [(1, "关于工作的报告")]


@pytest.mark.parametrize("name", ["utf-8", "gbk", "utf-16-le", "utf-16", "utf-32"])
def test_lines_are_counted_over_every_kind_of_line_end(name):
    text = "关于工作的报告\r\n\r\n一、存在问题\r二、下一步打算\n\f三、措施\u2028四、建议"
    assert lines(text.encode(name, "ignore"))[:3] == [(1, "关于工作的报告"), (3, "一、存在问题"), (4, "二、下一步打算")]


def test_each_line_is_what_the_model_makes_of_its_number_and_text():
    draft = read(Source("a.txt", "一、履职情况\n\n（一）学习".encode()))
    assert [(type(line), line) for line in draft.items] == [
        (Line, Line(1, "一、履职情况")),
        (Line, Line(3, "（一）学习")),
    ]


def test_an_encoding_that_is_not_read_is_named():
    with pytest.raises(UnfitEncoding) as caught:
        read(Source("a.txt", b"\x1b$)A\x0e<W\x0f"))
    assert caught.value.details["name"] == "ISO-2022-CN"


def test_a_forced_encoding_is_not_second_guessed():
    assert lines(bytes(range(1, 9)) + b"abc", encoding="utf-8")[0][0] == 1


@given(st.text(alphabet="甲乙\r\n\x85\u2028\u2029\x0b\x0c", max_size=30))
@example("\r\r\n")
def test_lines_are_cut_at_every_line_end_and_nowhere_else(text):
    assert source_lines(text) == re.split("\r\n|[\n\r\x85\u2028\u2029]", text)
