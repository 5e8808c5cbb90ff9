import pytest


def pytest_collection_modifyitems(config, items):
    """The full loads run when asked for: `pytest -m faults`; the longest first, for those who run several at a time."""
    if "faults" in (config.option.markexpr or ""):
        items.sort(key=lambda item: item.get_closest_marker("long") is None)
        return
    skip = pytest.mark.skip(reason="full load: run with -m faults")
    for item in items:
        if item.get_closest_marker("faults"):
            item.add_marker(skip)


@pytest.fixture
def place(tmp_path):
    from tests.faults.harness import Place

    place = Place(tmp_path)
    yield place
    place.kill()
