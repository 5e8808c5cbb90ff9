"""Options of the test suite."""

import os
from pathlib import Path

import pytest

GOLDEN = Path(__file__).with_name("golden")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write golden files anew; refused where CI is set")


def pytest_configure(config):
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError(
            "--update-golden is refused where CI is set: a golden file changes in a commit a person reads"
        )


@pytest.fixture
def golden(request):
    """Compares a text with the golden file of that name, or writes it."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"{path}: to accept the new text run with --update-golden"

    return check
