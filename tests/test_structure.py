"""The accuracy of the outline on the labelled corpus, pinned, and a readable dump of some documents."""

from functools import cache

import pytest

from convert.engine import inspect_text
from convert.kit import load_kit
from convert.model import Paragraph
from convert.outline import outline
from tests.corpus import digest, documents
from tests.scoring import figures, mistakes, score, total
from tests.variants import furnished, halfwidth, indented, wrapped

KIT = load_kit()

CORPUS = "c930564ab728b425"
"""Digest of the corpus that the floors were measured on. Whoever changes the corpus measures again."""

FLOORS = {"title": 0.99, "headings": 0.99, "run_in": 0.99, "level": 0.99, "depth": 0.99, "points": 0.99, "roles": 0.99}
"""What the outline reaches on faultlessly cleaned text, less a hundredth. Lowering one needs a line in the changelog."""

VARIANTS = {
    "as it is": lambda truth: truth,
    "wrapped at 28": lambda truth: wrapped(truth, 28),
    "wrapped at 42": lambda truth: wrapped(truth, 42),
    "furnished": lambda truth: furnished(truth, 2),
    "half-width": halfwidth,
    "indented": indented,
}
GOLDEN = ("cells", "glued", "level-four", "nested-digits", "plan-toc", "two-documents")


@cache
def understood():
    rules = KIT.rules
    return tuple((truth, outline(truth.draft(), rules["headings"], rules["parts"])) for truth in documents())


def test_the_floors_were_measured_on_this_corpus():
    assert digest() == CORPUS


def test_the_corpus_holds_forty_documents_and_every_kind_of_label():
    labels = {kept.label.partition("/")[0] for truth in documents() for kept in truth.kept}
    assert len(documents()) >= 40
    assert labels >= {
        "title",
        "subtitle",
        "byline",
        "number",
        "addressee",
        "h1",
        "h2",
        "h3",
        "h4",
        "point",
        "item",
        "lead",
    }
    assert labels >= {"note", "mark", "atitle", "signature", "date", "annotation", "table", "page"}


@pytest.mark.parametrize(("figure", "floor"), FLOORS.items(), ids=FLOORS)
def test_the_outline_is_as_accurate_as_it_was(figure, floor):
    wrong = "\n".join(f"{truth.name} {line}" for truth, document in understood() for line in mistakes(document, truth))
    assert figures(total(score(document, truth) for truth, document in understood()))[figure] >= floor, wrong


@pytest.mark.parametrize("damage", VARIANTS.values(), ids=VARIANTS)
def test_the_whole_pipeline_reaches_its_floors_on_damaged_text(damage):
    damaged = [damage(truth) for truth in documents()]
    found = figures(total(score(inspect_text(truth.text, KIT), truth) for truth in damaged))
    for figure in ("title", "headings", "run_in", "level", "depth", "points"):
        assert found[figure] >= 0.98, (figure, found)


@pytest.mark.parametrize("name", GOLDEN)
def test_the_outline_reads_as_before(name, golden):
    document = next(document for truth, document in understood() if truth.name == name)
    golden(f"outline/{name}.txt", "".join(map(dump, document.blocks)))


def dump(block):
    """One line: source line, role, level/depth, rule, number of characters of the heading sentence, text."""
    if not isinstance(block, Paragraph):
        return f"{block.number:3} table {block.text!r}\n"
    place = f"{block.level}/{block.depth}" if block.depth else "-"
    text = block.text if len(block.text) <= 60 else block.text[:59] + "…"
    return f"{block.line:3} {block.role.value:18}{place:5}{block.run_in or '-':<4}{block.rule:24}{text}\n"
