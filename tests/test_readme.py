"""The READMEs show what the program does, not what it once did."""

import re

import pytest

from tests import readme


@pytest.mark.parametrize("name", readme.READMES)
def test_the_transcripts_are_what_the_program_says(name):
    assert readme.refreshed(name) == (readme.ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", readme.READMES)
def test_every_file_that_it_points_to_is_there(name):
    text = (readme.ROOT / name).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)", text) if "://" not in target]
    assert [target for target in targets if not (readme.ROOT / target).exists()] == []
    assert targets
