"""Promises about the code itself that no linter knows."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = [path for folder in ("convert", "styles") for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_is_one_idea_of_at_most_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
