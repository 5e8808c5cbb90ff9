"""The sample reports of `input/`: their bytes are reproducible, and the program undoes every damage."""

import importlib.util
from pathlib import Path

import pytest

from convert import inspect_text, load_kit
from convert.model import Paragraph, Role

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


@pytest.fixture(scope="module")
def documents():
    kit = load_kit()
    paths = [ROOT / "input" / name for name in make_samples.SAMPLES]
    return {path.name: inspect_text(path.read_bytes(), kit, name=path.name) for path in paths}


@pytest.mark.parametrize("name", make_samples.SAMPLES)
def test_the_program_undoes_the_damage_to_the_letter(name, documents):
    assert [block.text.strip() for block in documents[name].blocks] == make_samples.clean_lines(name)


# Counted by hand in the clean texts: headings, of these run-in, points, problems, of these with cause, with measure.
STRUCTURE = {
    "样例-1-党支部书记述职.txt": (10, 7, 3, 3, 3, 3),
    "样例-2-乡镇工作总结.txt": (18, 11, 0, 3, 0, 3),
    "样例-3-中学校长述职.txt": (9, 3, 3, 3, 0, 3),
    "样例-4-水务公司总结.txt": (16, 11, 0, 3, 3, 3),
    "样例-5-社區中心報告.txt": (13, 10, 0, 3, 0, 3),
    "样例-6-档案检查通知.txt": (14, 10, 0, 0, 0, 0),
    "样例-7-农业局总结.txt": (11, 8, 0, 4, 0, 4),
    "样例-8-办公室主任述职.txt": (14, 9, 0, 3, 0, 3),
}


@pytest.mark.parametrize("name", make_samples.SAMPLES)
def test_the_program_sees_what_a_reader_sees(name, documents):
    document = documents[name]
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    headings = [paragraph for paragraph in paragraphs if paragraph.depth]
    points = [paragraph for paragraph in paragraphs if paragraph.role is Role.POINT]
    problems = document.problems
    found = (
        len(headings),
        sum(bool(heading.run_in) for heading in headings),
        len(points),
        len(problems),
        sum(problem.cause is not None for problem in problems),
        sum(problem.measure is not None for problem in problems),
    )
    assert found == STRUCTURE[name]


def test_what_was_put_in_on_purpose_is_found(documents):
    excerpts = {name: " ".join(f.excerpt for f in document.findings) for name, document in documents.items()}
    assert "淡簿" in excerpts["样例-3-中学校长述职.txt"]
    assert "部暑" in excerpts["样例-3-中学校长述职.txt"]
    assert "台帐" in excerpts["样例-4-水务公司总结.txt"]
    assert "XX%" in excerpts["样例-7-农业局总结.txt"]
    assert "弛而不息" in excerpts["样例-7-农业局总结.txt"]
    assert "三、存在的问题" in excerpts["样例-7-农业局总结.txt"]
