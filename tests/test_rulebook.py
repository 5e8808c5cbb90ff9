import pytest

from convert.errors import BadRule
from convert.rulebook import load_rulebook, load_table

HEAD = """
[table]
name = "t"
about = "试"
match = "match"
kinds = { heading = "标题" }
columns = { level = "int" }
"""
ROW = """
[[rule]]
id = "R1"
kind = "heading"
pattern = '一、'
why = "w"
source = "s"
yes = ["一、甲"]
no = ["一是"]
"""


def test_a_row_with_examples_that_hold_loads():
    table = load_table(HEAD + ROW + "level = 1\n", "t.toml")
    assert [(rule.id, rule.get("level")) for rule in table.rules] == [("R1", 1)]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("'一、'", "'二、'", "yes"),
        ("'一、'", "'一'", "no"),
        ("'一、'", "'('", "pattern"),
        ('yes = ["一、甲"]', "", "yes"),
        ('no = ["一是"]', "no = []", "no"),
        ('kind = "heading"', 'kind = "other"', "kind"),
        ('why = "w"', 'why = "w"\ncolour = 1', "colour"),
        ('why = "w"', 'why = "w"\nlevel = "1"', "level"),
    ],
)
def test_a_bad_row_is_refused_with_file_row_and_key(old, new, key):
    with pytest.raises(BadRule) as caught:
        load_table(HEAD + ROW.replace(old, new), "t.toml")
    assert caught.value.details | {"reason": ""} == {"file": "t.toml", "row": "R1", "key": key, "reason": ""}


def test_an_id_used_twice_is_refused():
    with pytest.raises(BadRule, match="used twice"):
        load_table(HEAD + ROW + ROW, "t.toml")


def test_every_shipped_table_proves_itself():
    assert {table.name for table in load_rulebook().tables} >= {"cleaning", "headings"}


def test_a_users_row_of_the_same_id_replaces_ours_and_a_new_one_is_tried_first(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        HEAD.replace('"t"', '"headings"')
        + ROW.replace("R1", "H1-cn-comma").replace("'一、'", "'一、甲'")
        + ROW.replace("R1", "U1"),
        encoding="utf-8",
    )
    rules = load_rulebook([own])["headings"].rules
    assert rules[0].id == "U1"
    assert [rule.regex.pattern for rule in rules if rule.id == "H1-cn-comma"] == ["一、甲"]


def test_the_head_of_a_users_table_needs_no_more_than_its_name(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[table]\nname = "cleaning"\n[[rule]]\nid = "X-own"\nkind = "line"\npattern = "本站只有一个域名"\nwhy = "试"\n'
        'source = "本单位"\nyes = ["本站只有一个域名"]\nno = ["本站"]\n',
        encoding="utf-8",
    )
    shipped = load_rulebook()["cleaning"]
    table = load_rulebook([own])["cleaning"]
    assert table.rules[0].id == "X-own"
    assert (table.kinds, table.match) == (shipped.kinds, shipped.match)


@pytest.mark.parametrize(
    ("head", "key"), [('name = "unknown"', "name"), ('name = "cleaning"\nmatch = "match"', "match"), ("", "name")]
)
def test_a_users_head_that_fits_no_shipped_table_is_refused(tmp_path, head, key):
    own = tmp_path / "own.toml"
    own.write_text(f"[table]\n{head}\n", encoding="utf-8")
    with pytest.raises(BadRule) as caught:
        load_rulebook([own])
    assert dict(caught.value.failure().details)["key"] == key


def test_cached_tables_equal_the_proved_ones(tmp_path, monkeypatch):
    monkeypatch.setenv("CHENGGAO_CACHE", "")
    proved = load_rulebook()
    monkeypatch.setenv("CHENGGAO_CACHE", str(tmp_path))
    expected = [(table.name, table.kinds, table.rules) for table in proved.tables]
    for _ in ("written", "read"):
        assert [(table.name, table.kinds, table.rules) for table in load_rulebook().tables] == expected
