import pytest

from convert.errors import BadStyle, UnknownStyle
from convert.model import Role
from convert.stylesheet import STRENGTHS, known_styles, load_style


def own(tmp_path, text, name="own.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


HEAD = '[style]\nname = "own"\nextends = "gbt9704"\n'


def test_the_shipped_styles_are_the_four_of_the_manual():
    assert known_styles() == ("gbt33476", "gbt9704", "gbt9704-bold", "windows")


@pytest.mark.parametrize("name", known_styles())
def test_each_shipped_style_says_where_its_values_come_from(name):
    style = load_style(name)
    assert style.about
    assert {origin.strength for origin in style.provenance} <= set(STRENGTHS)
    for key in ("page.top_mm", "page.lines", "role.normal.font", "role.title.size_pt", "role.heading_1.font"):
        assert any(origin.key == key and origin.clause for origin in style.provenance), key
    assert {role.value for role in Role} <= {name for name, _ in style.roles}


@pytest.mark.parametrize("name", known_styles())
def test_in_each_shipped_style_a_page_holds_its_lines_and_a_line_its_characters(name):
    style = load_style(name)
    page, normal = style.page, style.normal
    height_pt = (page.height_mm - page.top_mm - page.bottom_mm) / 25.4 * 72
    character_pt = normal.size_pt - normal.squeeze_pt
    assert page.lines == int(height_pt / normal.line_pitch_pt) == 22
    assert page.characters == int(page.text_width_pt / character_pt) == 28


def test_a_users_file_changes_what_it_says_and_keeps_the_rest(tmp_path):
    style = load_style(own(tmp_path, HEAD + "[page]\ntop_mm = 30\nbottom_mm = 42\n[role.title]\nsize_pt = 26\n"))
    assert (style.name, style.page.top_mm, style["title"].size_pt) == ("own", 30, 26)
    assert (style.page.left_mm, style["title"].font) == (28, "方正小标宋简体")
    assert not any(origin.key == "page.top_mm" for origin in style.provenance)


def test_a_users_file_may_extend_another_beside_it(tmp_path):
    own(tmp_path, HEAD + "[page]\ntop_mm = 30\n", "base.toml")
    path = own(tmp_path, '[style]\nname = "b"\nextends = "base.toml"\n')
    assert load_style(path).page.top_mm == 30


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("[page]\ntop_mm = '37'", "page.top_mm", "must be of type float"),
        ("[page]\ntop_mm = -3", "page.top_mm", "must be more than 0"),
        ("[page]\ntop_cm = 3", "page.top_cm", "is no key here"),
        ("[page]\nleft_mm = 120\nright_mm = 90", "page", "no room for text"),
        ("[role.titel]\nsize_pt = 22", "role.titel", "is no role"),
        ("[role.title]\nalign = 'middle'", "role.title.align", "must be one of left, center, right, both"),
        ("[role.title]\nsize_pt = 9999", "role.title.size_pt", "out of any reasonable range"),
        ("[role.title]\nsize_pt = true", "role.title.size_pt", "must be of type float"),
        ("[role]\ntitle = 1", "role.title", "must be a section"),
        ("[colours]\nred = 1", "colours", "is no section of a style"),
        ("[fonts]\n'黑体' = 'SimHei'", "fonts.黑体", "must be a list of font names"),
        ("[page]\ntop_mm = { value = 37 }", "page.top_mm", "must have value, clause and strength"),
        ("[page]\ntop_mm = { value = 37, clause = '', strength = 'maybe' }", "page.top_mm", "strength must be one of"),
        ("[page", "TOML", ""),
    ],
)
def test_a_wrong_value_is_refused_with_file_key_and_reason(tmp_path, text, key, reason):
    path = own(tmp_path, HEAD + text + "\n")
    with pytest.raises(BadStyle) as caught:
        load_style(path)
    assert caught.value.details["file"] in (str(path), "gbt9704.toml")
    assert caught.value.details["key"] == key
    assert reason in caught.value.details["reason"]


@pytest.mark.parametrize("text", ["", "[style]\nname = 3\n", '[style]\nname = "x"\nheading_by = "font"\n'])
def test_a_file_without_a_sound_head_is_refused(tmp_path, text):
    with pytest.raises(BadStyle):
        load_style(own(tmp_path, text))


def test_a_style_that_stands_alone_must_be_complete(tmp_path):
    with pytest.raises(BadStyle, match=r"page\.width_mm"):
        load_style(own(tmp_path, '[style]\nname = "x"\n'))


def test_styles_that_extend_each_other_are_refused(tmp_path):
    own(tmp_path, '[style]\nname = "a"\nextends = "b.toml"\n', "a.toml")
    own(tmp_path, '[style]\nname = "b"\nextends = "a.toml"\n', "b.toml")
    with pytest.raises(BadStyle, match="goes round in a circle"):
        load_style(tmp_path / "a.toml")


@pytest.mark.parametrize("name", ["nosuch", "nosuch.toml"])
def test_an_unknown_style_names_the_known_ones(name):
    with pytest.raises(UnknownStyle, match="gbt9704-bold"):
        load_style(name)
