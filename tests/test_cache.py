import pytest

from convert.cache import ENTRIES, cached


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CHENGGAO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Maker:
    def __init__(self, data: bytes = b"made"):
        self.data, self.calls = data, 0

    def __call__(self) -> bytes:
        self.calls += 1
        return self.data


def test_the_same_key_is_made_once(folder):
    make = Maker()
    assert [cached("k", [b"a"], make), cached("k", [b"a"], make)] == [b"made", b"made"]
    assert make.calls == 1


def test_the_border_between_parts_of_a_key_counts(folder):
    make = Maker()
    cached("k", [b"ab", b"c"], make)
    cached("k", [b"a", b"bc"], make)
    assert make.calls == 2


@pytest.mark.parametrize("damage", [b"", b"x" * 20, b"y" * 200])
def test_a_damaged_entry_is_made_again(folder, damage):
    make = Maker()
    cached("k", [b"a"], make)
    (entry,) = folder.iterdir()
    entry.write_bytes(damage)
    assert cached("k", [b"a"], make) == b"made"
    assert make.calls == 2


def test_without_a_folder_nothing_is_kept(monkeypatch):
    monkeypatch.setenv("CHENGGAO_CACHE", "")
    make = Maker()
    cached("k", [b"a"], make)
    cached("k", [b"a"], make)
    assert make.calls == 2


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path, monkeypatch):
    blocker = tmp_path / "file"
    blocker.write_bytes(b"")
    monkeypatch.setenv("CHENGGAO_CACHE", str(blocker / "below"))
    assert cached("k", [b"a"], Maker()) == b"made"


def test_old_entries_go(folder):
    for n in range(ENTRIES + 3):
        cached("k", [bytes([n])], Maker())
    assert len(list(folder.iterdir())) == ENTRIES
