import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert import rows
from convert.engine import inspect_text
from convert.model import Summary
from convert.summary import summarise


@settings(max_examples=60)
@given(st.from_type(Summary))
def test_a_summary_comes_back_as_it_was(summary):
    assert rows.unpack(rows.pack(summary)) == summary


def test_a_record_is_compact_and_readable():
    record = rows.pack(summarise(inspect_text("关于工作的报告\n一、履职情况\n做了工作。")))
    assert len(record) < 1200
    assert "关于工作的报告" in record.decode()


def _changed(change) -> bytes:
    raw = json.loads(rows.pack(summarise(inspect_text("关于工作的报告\n一、履职情况\n做了工作。"))))
    change(raw)
    return json.dumps(raw, separators=(",", ":")).encode()


def test_a_field_that_is_gone_now_is_passed_over():
    def add(raw):
        raw["fields"]["Summary"].append("colour")
        raw["summary"].append("red")

    assert rows.unpack(_changed(add)).report.title == "关于工作的报告"


def test_a_field_with_a_default_that_an_old_record_lacks_takes_the_default():
    last = dataclasses.fields(Summary)[-1].name

    def drop(raw):
        assert raw["fields"]["Summary"].pop() == last
        raw["summary"].pop()

    assert getattr(rows.unpack(_changed(drop)), last) == ()


@pytest.mark.parametrize("record", [b"", b"{}", b"[]", b'{"form": 99, "fields": {}, "summary": []}', b"\xff\xfe"])
def test_anything_else_is_stale(record):
    with pytest.raises(rows.StaleRecord):
        rows.unpack(record)


def test_a_record_without_a_needed_field_is_stale():
    def drop(raw):
        raw["fields"]["Summary"].pop(0)
        raw["summary"].pop(0)

    with pytest.raises(rows.StaleRecord):
        rows.unpack(_changed(drop))
