from convert.model import HEADINGS, Confidence, Decoded, Document, Origin, Paragraph, Role
from convert.sections import sections


def heading(depth, text):
    return Paragraph(HEADINGS[depth - 1], text, 1, depth=depth, level=depth)


def document(*blocks):
    return Document(Origin("a", "", 0), Decoded("", "utf-8", Confidence.CERTAIN, "test"), blocks)


def tree(section):
    return (section.heading.text if section.heading else None, len(section.blocks), [tree(s) for s in section.sections])


TEXT = Paragraph(Role.BODY, "正文", 1)


def test_sections_nest_by_depth_and_hold_the_text_below_them():
    whole = sections(
        document(TEXT, heading(1, "一"), TEXT, heading(2, "（一）"), TEXT, TEXT, heading(2, "（二）"), heading(1, "二"))
    )
    assert tree(whole) == (None, 1, [("一", 1, [("（一）", 2, []), ("（二）", 0, [])]), ("二", 0, [])])


def test_a_depth_that_skips_goes_into_the_nearest_smaller_one():
    assert tree(sections(document(heading(1, "一"), heading(3, "1."), heading(2, "（一）")))) == (
        None,
        0,
        [("一", 0, [("1.", 0, []), ("（一）", 0, [])])],
    )


def test_walking_gives_every_block_once_and_in_order():
    blocks = (TEXT, heading(1, "一"), TEXT, heading(2, "（一）"), TEXT, heading(1, "二"), TEXT)
    whole = sections(document(*blocks))
    assert tuple(whole.text_blocks()) == blocks
    assert [s.depth for s in whole.walk()] == [0, 1, 2, 1]
