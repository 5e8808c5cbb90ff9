"""Parts deflated piece by piece are what any reader of zip files takes them for."""

import io
import zipfile

import pytest

from convert.writers import package
from convert.writers.package import frame, framed, member, splice, stem

HEAD, TAIL = '<?xml version="1.0"?>\n<报告>', "</报告>"


@pytest.mark.parametrize("size", [0, 1, 1024, 1025, 70_000, 300_000])
@pytest.mark.parametrize("tail", [TAIL, ""])
def test_a_framed_part_is_its_head_its_content_and_its_tail(size, tail):
    content = ("甲乙丙丁" * (size // 4 + 1))[:size].encode()[:size]
    spliced = splice(stem([member("a.xml", b"<a/>")]), [framed(frame("word/document.xml", HEAD, tail), content)])
    with zipfile.ZipFile(io.BytesIO(spliced)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.xml", "word/document.xml"]
        assert archive.read("word/document.xml") == HEAD.encode() + content + tail.encode()


def test_a_name_beyond_ascii_is_read_back():
    with zipfile.ZipFile(io.BytesIO(splice(stem([member("附件/报告.xml", "文".encode())])))) as archive:
        assert archive.read("附件/报告.xml").decode() == "文"


def test_with_the_extra_fast_intels_library_deflates():
    isal_zlib = pytest.importorskip("isal", minversion="1.9", reason="the extra [fast] is not installed").isal_zlib
    assert package._LIBRARY is isal_zlib
