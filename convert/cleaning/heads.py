"""The head of a web page: property lines known by their form, and what stands above the document's own front.

A page carries its furniture above the text: the site's name, navigation, a way of crumbs, a bar of properties. What a
site writes there nobody can list, but where it stands tells it: above the lowest line that ends like a title, and not
in one piece with it. So lines above the title go where something else has already shown that this is a web page; a
file without any such sign is left as it is. What an author may put above a title is named by rows of kind `front`.
"""

from __future__ import annotations

from collections.abc import Iterator

from convert.cleaning.journal import Row
from convert.cleaning.plan import Plan
from convert.patterns import compiled
from convert.rulebook import Rule

HEAD_ROWS = 80
"""Rows read for a head; the longest seen, a list of properties with each value on a line of its own, had 30."""

LABELS = 2
"""Weight of labels from which a line is a property line: one that only web pages use, or two of the others."""

LINE_CHARS = 120
"""Longest property line; the longest seen had 102 characters."""

LABEL_CHARS = 16
"""Longest label on a line of its own; in a line of several properties an empty last one has hardly a value below."""

HEADER_CHARS = 60
"""Longest line taken for a page header."""

SHORT_CHARS = 12
"""A longer line above the title goes only if its form is no sentence's: it may be the theme of a speech."""

PIECE_CHARS = 5
"""A shorter line right above the title is no first half of it, unless it names a unit or a person."""

SAME_CHARS = 8
"""So much of the title at the start of a line above it makes that line the title of the page."""

APART = 2
"""Lines of the page between a unit's name and 关于…… from which the name is the site's."""

TEXT_CHARS = 24
"""A line this long below a title, with no mark of a web page, is text that a wrap has cut."""

WORD_CHARS = 8
"""Longest entry of a site's navigation."""

_BULLETS = "•·●◆■▪*-–— \u3000\t【[（("
_PAIRED = compiled(r"[：:|｜ \u3000]")
_FIELD = compiled(r"(?<!\d)[：:](?!//)|(?<=\d)[：:](?=\D|$)")
_SPLIT = compiled(r"[\s|｜]{1,20}")
_STAMP = compiled(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\D{0,3}\d{1,2}[：:]\d{2}|\d{1,2}[：:]\d{2}[：:]\d{2}")
_CRUMB = compiled(r"([1-9])\s?[.、．]\s{0,3}[\u4e00-\u9fff]{2,12}(?:\.{3}|…{1,2})?$")
_LABEL = compiled(r"[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{0,9}[：:]")
_VALUE = compiled(r"[A-Za-z0-9./\-—_:： ]{1,40}|[\u4e00-\u9fff]{1,6}|\d{4}年\d{1,2}月[\d日:： 年月-]{1,40}")
_WEB = compiled(
    r"[|｜»›→>＞_◀▶↑↓▲▼]|\s[/／]\s|本文共|您|\[[\u4e00-\u9fff]{2,8}\]|\d{3,5}字|[：:]\s{0,3}\d|第\s?\d{1,3}\s?[页版]|星期[一二三四五六日天]|欢迎|您好|\.(?:docx?|pdf|wps|txt)$|\d{1,2}:\d{2}"
    r"|(?:19|20)\d{2}-\d{1,2}-\d{1,2}|^(?:[\u4e00-\u9fff]{4}、){1,4}[\u4e00-\u9fff]{4}$"
)
_FILE = compiled(r"\.(?:docx?|pdf|wps|txt)$")
_HAN = compiled("[\u4e00-\u9fff]")
_UNIT = compiled(
    r"(?:府|委|局|部|厅|办|院|校|园|司|处|科|室|所|站|会|团|组|中心|支部|公司|集团|行|镇|乡|村|社区|街道|县|市|区|省|小学|中学|大学|书记|同志|[^校]长|主任|主席"
    r"|队|班|馆|厂|系|社)$"
)
_GOES_ON = ("的", "和", "与", "及", "、", "，", "关于", "年", "年度", "季度", "月", "月份", "学期", "期间")


def property_rows(rows: list[Row], plan: Plan) -> dict[int, Rule]:
    """The property lines of the head by index: labels with values that only the bar of a web page puts side by side."""
    found: dict[int, Rule] = {}
    rules = plan["label"].rules
    if not rules:
        return found
    entry = 1
    while entry <= len(rows) and (crumb := _CRUMB.match(rows[entry - 1].bare)) and crumb[1] == str(entry):
        found[entry - 1] = rules[-1]
        entry += 1
    if entry <= 2 or rows[0].bare[-1] != "页":
        found.clear()
    for i, row in enumerate(rows[:HEAD_ROWS]):
        bare = row.bare
        if len(bare) > LINE_CHARS or row.table is not None or bare[-1] == "。":
            if i and not found:
                break
            continue
        if _PAIRED.search(bare) and (weighed := _labels(bare, plan, 2)) and weighed[1] >= LABELS:
            found[i] = weighed[0]
    return found


def _labels(bare: str, plan: Plan, least: int) -> tuple[Rule, int] | None:
    """The heaviest label of a line and the weight of all; a clock time counts as one more.

    Labels without colons count only where there are at least `least` of them.
    """
    best: Rule | None = None
    weight = count = 0
    bare = bare.lstrip(_BULLETS)
    colons = [found.start() for found in _FIELD.finditer(bare)]
    fields = [bare[max(0, at - 12) : at].rstrip() for at in colons] or _SPLIT.split(bare)
    labels = plan["label"]
    for field in fields:
        for rule in labels.ending(field):
            hit = rule.regex.search(field)
            if hit is not None and (colons or hit.start() == 0):
                value = plan.weigh(rule)
                if best is None or value > plan.weigh(best):
                    best = rule
                weight += value
                count += 1
                break
    if best is None or (not colons and count < least):
        return None
    return best, weight + (_STAMP.search(bare) is not None)


def above_front(rows: list[Row], gone: dict[int, Rule], end: int, plan: Plan) -> Iterator[tuple[int, Rule]]:
    """The lines above row `end`, the first of the text, that are the page's and not the document's; with their row.

    `gone` tells which rows have been dropped, and is expected to grow as this goes on.
    """
    headers, labels = plan["header"].rules, plan["label"].rules
    if not headers or not labels or not any(i < end and rule.kind != "twice" for i, rule in gone.items()):
        return
    end = _front_end(rows, gone, min(end, HEAD_ROWS), plan)
    last = _title_row(rows, gone, end, plan)
    for i in (*range(end), *range(end - 1, -1, -1)):  # down and up, since each line speaks for the next
        if i not in gone and _is_property(rows, i, gone, last, plan):
            yield i, labels[-1]
    for i in _headers(rows, gone, last, plan) if last >= 0 and last not in gone else ():
        for rule in headers:
            if rule.regex.match(rows[i].bare):
                yield i, rule


def _headers(rows: list[Row], gone: dict[int, Rule], last: int, plan: Plan) -> Iterator[int]:
    """The page headers above the title whose last line is row `last`."""
    first = last
    while first and first - 1 not in gone and _belongs(rows[first - 1].bare, rows[first].bare, plan):
        first -= 1
    title = rows[first].bare
    above = next((i for i in range(first - 1, -1, -1) if i not in gone), None)
    if above is not None and above + APART >= first and rows[above].bare.endswith((*_GOES_ON, "印发", "转发")):
        first = above  # a line of the page stood between the lines of the title
    for i in range(first):
        bare = rows[i].bare
        # The title of the web page is left to the outline; a unit may be the first line of 关于…….
        between = first - i - 1
        page_title = (bare.startswith(title[:SAME_CHARS]) and not _FILE.search(bare)) or (
            between < APART and title.startswith("关于") and _UNIT.search(bare)
        )
        apart = between >= APART and _UNIT.search(bare) is not None
        if i not in gone and not page_title and _is_header(bare, plan, apart=apart):
            yield i


def _title_row(rows: list[Row], gone: dict[int, Rule], end: int, plan: Plan) -> int:
    """The last row of the document's title: the lowest that ends like one; -1 where there is none."""
    left = [i for i in range(end - 1, -1, -1) if i not in gone]
    for i in left:
        if _is_title(rows[i].bare, plan):
            return i
    for i in left:
        if len(rows[i].bare) >= SAME_CHARS and _is_plain(rows[i].bare, plan) and not _UNIT.search(rows[i].bare):
            return i
    return -1


def _front_end(rows: list[Row], gone: dict[int, Rule], end: int, plan: Plan) -> int:
    """Where the document's own front surely ends: at its addressee, or at a line below a title too long for a front."""
    titled = False
    for i in range(end):
        bare = rows[i].bare
        if i in gone:
            continue
        if bare[-1] in "：:" and len(bare) > 3 and _labels(bare.lstrip(_BULLETS), plan, 1) is None:
            return i
        if _is_title(bare, plan):
            titled = True
        elif titled and len(bare) >= TEXT_CHARS and _is_plain(bare, plan):
            return i
    return end


def _is_property(rows: list[Row], i: int, gone: dict[int, Rule], last: int, plan: Plan) -> bool:
    """Whether row i goes with a property line beside it: a further one, or the value of a label above it."""
    above, below = gone.get(i - 1), gone.get(i + 1)
    if (above is None or above.kind == "twice") and (below is None or below.kind == "twice"):
        return False
    bare = rows[i].bare.lstrip(_BULLETS)
    if not bare or len(bare) > LINE_CHARS or plan["front"].first(bare):
        return False
    label = rows[i - 1].item.text.strip() if above is not None and above.kind != "twice" else ""
    if label.endswith(("：", ":")) and (stands_alone(label) or value_form(bare)):
        following = rows[i + 1].bare.lstrip(_BULLETS) if i + 1 < len(rows) else ""
        if below is not None or value_form(bare) or _LABEL.match(following):
            return i < last or not _is_title(bare, plan)
    both = above is not None and below is not None
    weighed = _labels(bare, plan, 1 if both or "|" in bare else 2)
    if weighed is not None:
        return weighed[1] > 1 or bare[-1] not in "：:" or i < last
    return i < last and _LABEL.match(bare) is not None and bare[-1] not in "：:"


def web_form(bare: str) -> bool:
    """Whether a line has signs, times or words as only the head of a web page has them."""
    return _WEB.search(bare) is not None


def stands_alone(label: str) -> bool:
    """Whether a line that ends in a colon is one label, whose value stands on the line below."""
    return len(label) <= LABEL_CHARS and label.count("：") + label.count(":") == 1


def value_form(bare: str) -> bool:
    """Whether a line can be the value of a property whatever stands around it: a date, a number, a word or two."""
    return _VALUE.fullmatch(bare) is not None


def _is_title(bare: str, plan: Plan) -> bool:
    """Whether a line ends like a title and has nothing of a web page."""
    if bare[0] in "—-－（(•·" or _WEB.search(bare) or _LABEL.match(bare):
        return False
    return plan["title"].any(bare.rstrip("0123456789一二三四五六七八九十篇"))


def _is_plain(bare: str, plan: Plan) -> bool:
    """Whether a line has the form of a title, whatever its last word."""
    if bare[0] in "—-－（(•·【[" or bare[-1] in "，。；：:!！" or plan["front"].first(bare):
        return False
    return not (_WEB.search(bare) or _is_list(bare)) and len(_HAN.findall(bare)) * 2 >= len(bare)


def _belongs(bare: str, below: str, plan: Plan) -> bool:
    """Whether a line right above the title may be one piece with it, or stand there by an author's will."""
    if plan["front"].first(bare) or _is_title(bare, plan):
        return True
    if _WEB.search(bare):
        return False
    if below[0] == "在":
        return True  # the theme of a speech above 在……会议上的讲话
    if (_UNIT.search(bare) and len(bare) > 2) or bare.endswith(_GOES_ON) or "关于" in bare:
        return True
    return len(bare) >= PIECE_CHARS and not _is_list(bare) and len(_HAN.findall(bare)) * 2 > len(bare)


def _is_header(bare: str, plan: Plan, *, apart: bool) -> bool:
    """Whether a line above the title is the page's; `apart` = it names a unit, and the page's lines are in between."""
    if len(bare) > HEADER_CHARS or bare[-1] in "。；;" or plan["front"].first(bare) or _is_title(bare, plan):
        return False
    if apart or _WEB.search(bare) or _is_list(bare) or len(bare) <= SHORT_CHARS:
        return True
    return len(_HAN.findall(bare)) * 2 < len(bare)


def _is_list(bare: str) -> bool:
    """Whether a line is a row of short words with space between: the navigation of a site."""
    words = bare.split()
    return len(words) > 2 and all(1 < len(word) <= WORD_CHARS for word in words)
