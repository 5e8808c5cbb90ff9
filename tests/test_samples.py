"""The sample reports of `input/`: their bytes are reproducible, and the program undoes every damage."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _make_samples():
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "tests" / "make_samples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_samples = _make_samples()


def test_input_holds_these_samples_and_no_other():
    assert {path.name for path in (ROOT / "input").glob("样例-*")} == set(make_samples.SAMPLES)


@pytest.mark.parametrize("name", make_samples.SAMPLES)
def test_the_committed_bytes_are_those_of_the_script(name):
    assert (ROOT / "input" / name).read_bytes() == make_samples.sample_bytes(name)
