"""The text of one cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from convert.writers.excel.cells import fit, harmless, line_count, line_units, to_xml
from convert.writers.excel.reading import _text
from convert.writers.excel.sheets import Column

ANY = st.text(st.characters(), max_size=60) | st.text("_x0041DFGabf&<\x00\ufffe\ud800 ", max_size=30)


@given(ANY)
def test_any_text_reads_back_as_it_fits_a_cell(text):
    cell = etree.fromstring(f'<c xmlns="x"><is><t xml:space="preserve">{to_xml(fit(text))}</t></is></c>')
    assert _text(cell) == fit(text)


@given(ANY)
def test_harmless_text_needs_no_escape(text):
    if harmless([text]):
        assert to_xml(fit(text)) == text


@pytest.mark.parametrize("text", ["x" * 32_767, "𠮷" * 16_383])
def test_what_a_cell_holds_is_not_cut(text):
    assert fit(text) == text


@given(st.text("字𠮷x", min_size=40).map(lambda text: text * 1000))
def test_what_it_does_not_hold_is_cut_between_characters_and_says_so(text):
    kept = fit(text)
    assert len(kept.encode("utf-16-le")) <= 2 * 32_767
    assert kept == text or (kept.endswith("容纳不下】") and text.startswith(kept[: kept.index("……")]))


def test_lines_are_counted_by_width_and_by_line_ends():
    assert [line_count(text, 10) for text in ("五个汉字啊", "六个汉字啊啊", "ten digits", "一\n二\n\n三")] == [
        1,
        2,
        1,
        4,
    ]


def test_a_wider_column_takes_more_to_a_line():
    assert line_units(Column("甲", 40, "")) > 2 * line_units(Column("甲", 20, ""))
