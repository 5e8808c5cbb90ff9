"""Variants of a labelled document: hard-wrapped, and with junk put in. The truth goes along, so a variant scores itself.

Every generator takes and gives labelled lines; `understand` makes a `Truth` of them. Nothing here is random without a
seed. The junk strings are made for this file and are not those of the examples in rules/cleaning.toml.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from convert.cleaning.widths import cells
from tests.corpus import Labelled, Truth, understand

_MARKED = re.compile(r"⟨[pfcm][\d*]:|[‖⟩⟦⟧]|\\u[0-9a-f]{4}|\\t|.")
_KEPT_WHOLE = ("junk", "table", "")
INDENT = "\u3000\u3000"

Measure = Callable[[str], int]

PAGE_LINES = 24

INLINE = (
    "##vipstart##",
    "##payend##",
    "@@lock@@",
    "%%readmore%%",
    "[vip]",
    "[/hidden]",
    "{{paywall}}",
    "<!--nextpage-->",
    "此处隐藏862个字",
    "（此处省略1500字，登录后查看）",
    "……略……",
    "（以下内容注册后可见）",
    "【开通会员阅读全文】",
    "（本文来自蓝鲸公文网）",
    "【更多范文请关注公众号：蓝鲸笔记】",
    "（转载请注明出处：蓝鲸文库）",
    "\u200b",
    "\ufeff\u200d",
    "\ue5e5",
    "&nbsp;&nbsp;",
    "</span>",
    "<strong>",
)
"""Junk inside a sentence."""

LINES = (
    "蓝鲸文库——专注机关公文写作，会员免费下载，加客服微信：lanjing88",
    "关注公众号“蓝鲸笔杆子”，获取更多优质材料",
    "更多述职报告、工作总结范文请登录蓝鲸文秘网 www.lanjingwm.com",
    "本文档来源于网络，如有侵权请联系我们删除",
    "【蓝鲸素材】加QQ群：712345678，每日同步更新",
    "扫码进群，领取全套讲话稿模板",
    "小编提示：下载后可任意编辑修改",
    "文章来源：蓝鲸公文网",
    "浏览次数：3021次",
    "【打印本页】【关闭窗口】",
    "上一篇：2022年度法治建设工作总结",
    "下一篇：没有了",
    "当前位置：首页 > 公文范文 > 述职报告",
    "版权所有 蓝鲸文库 蜀ICP备2021000000号-1",
    "需先登录后方可阅读剩余内容",
    "还有3页未读，继续阅读",
    "- 7 -",
    "第 4 页 共 9 页",
    "— 12 —",
    "长按二维码，关注我们",
    "代写各类公文材料，原创保密，联系微信lanjing88",
    "点击上方蓝字关注“蓝鲸笔记”",
    "本文由蓝鲸文库整理发布，转载请注明出处",
    "以上是小编为大家分享的述职报告范文，希望对您有所帮助",
    "会员专享内容，开通VIP后查看",
    "------分隔线------",
    "****************",
    "责任编辑：蓝小鲸",
)
"""Junk lines that may stand anywhere."""

HEADS = (
    ("首页 > 政务公开 > 工作总结", "发布时间：2024-01-08 09:30", "来源：云岭县政府办", "浏览量：128", "字号：大 中 小"),
    ("打印", "关闭", "分享到：", "微信", "微博"),
    ("您当前的位置：网站首页 / 范文 / 总结", "作者：佚名　来源：网络　点击：66次"),
    ("下载", "收藏", "【字体：", "大", "中", "小", "】"),
)
"""Furniture above the title."""

FEET = (
    ("责任编辑：蓝小鲸", "【打印】 【关闭】", "上一篇：县水利局2022年工作总结", "下一篇：县林业局2023年工作要点"),
    ("相关阅读：", "县水利局召开年度总结会议", "全县防汛工作推进会举行", "关于做好春耕生产的通知"),
    ("扫一扫在手机打开当前页", "主办：云岭县人民政府办公室 承办：云岭县大数据中心", "网站标识码：5100000000"),
    ("猜你喜欢", "2023年财政局工作总结", "2022年度述职报告", "Copyright © 2010-2024 lanjing.com All Rights Reserved"),
)
"""Furniture below the end."""

RUNNING_HEADS = ("云岭县文件材料汇编", "内部资料 注意保存")


def wrapped(
    truth: Truth,
    width_chars: int,
    *,
    first_only: bool = False,
    indent: str = "",
    blank: bool = False,
    measure: Measure = lambda text: 2 * len(text),
    keep_marks: bool = False,
) -> Truth:
    """The document hard-wrapped.

    `first_only` breaks only the first line off a paragraph; `indent` goes in front of body paragraphs and counts in the
    width; `blank` puts an empty line between paragraphs; `measure` says how wide text is, in half-width cells;
    `keep_marks` moves a ， or 。 that would open a line up to the line before.
    """
    made: list[Labelled] = []
    for line in _whole(truth.labelled):
        if blank and made and made[-1].label and line.label:
            made.append(Labelled(""))
        if line.label in _KEPT_WHOLE:
            made.append(line)
            continue
        lead = indent if line.label in ("body", "item", "lead", "point") else ""
        pieces = _pieces(lead + line.marked, 2 * width_chars, measure, keep_marks)
        if first_only and len(pieces) > 2:
            pieces = [pieces[0], "".join(pieces[1:])]
        made.append(Labelled(line.label, pieces[0]))
        made += (Labelled("+", piece) for piece in pieces[1:])
    return understand(tuple(made), f"{truth.name}-w{width_chars}", truth.about)


def _whole(lines: Sequence[Labelled]) -> list[Labelled]:
    """The lines with their continuations joined."""
    whole: list[Labelled] = []
    for line in lines:
        if line.label == "+" and whole and whole[-1].label != "junk":
            whole[-1] = Labelled(whole[-1].label, whole[-1].marked + line.marked)
        else:
            whole.append(line)
    return whole


def _pieces(marked: str, width_cells: int, measure: Measure, keep_marks: bool) -> list[str]:
    pieces: list[str] = []
    piece = shown = ""
    inside = ""  # an inline mark that is cut by the wrap is closed and opened again
    for token in _MARKED.findall(marked):
        silent = token[0] in "⟨⟩‖⟦⟧"
        if token in "⟦⟧":
            inside = token if token == "⟦" else ""
        too_wide = not silent and measure(shown + token) > width_cells
        if too_wide and not (keep_marks and token in "，。、；：？！”）》" and shown[-1:] not in "，。、；：？！”）》"):
            pieces.append((piece + "⟧" * bool(inside)).replace("⟦⟧", ""))
            piece, shown = inside, ""
        piece += token
        shown += "" if silent else token
    return [*pieces, piece.replace("⟦⟧", "")]


def littered(truth: Truth, seed: int, *, lines: int = 3, marks: int = 2) -> Truth:
    """The document with junk: furniture above and below, some lines between, some marks inside sentences."""
    rng = random.Random(seed)
    made = list(truth.labelled)
    for _ in range(marks):
        spots = [
            i
            for i, line in enumerate(made)
            if line.label == "body" and len(line.marked) > 30 and "⟦" not in line.marked
        ]
        if spots:
            i = rng.choice(spots)
            made[i] = Labelled("body", _insert(made[i].marked, rng.choice(INLINE), rng))
    for _ in range(lines):
        i = rng.randrange(len(made) // 3, len(made))
        made.insert(i, Labelled("junk", rng.choice(LINES)))
    made[:0] = (Labelled("junk", line) for line in rng.choice(HEADS))
    made += (Labelled("junk", line) for line in rng.choice(FEET))
    return understand(tuple(made), f"{truth.name}-j{seed}", truth.about)


def _insert(marked: str, junk: str, rng: random.Random) -> str:
    tokens = _MARKED.findall(marked)
    at = rng.randrange(8, len(tokens) - 4)
    hidden = "".join(f"\\u{ord(c):04x}" if ord(c) > 0x2000 and not c.isprintable() else c for c in junk)
    return "".join(tokens[:at]) + f"⟦{hidden}⟧" + "".join(tokens[at:])


def paged(
    truth: Truth, *, page_lines: int = PAGE_LINES, number: str = "- {} -", head: str = "", blank: bool = False
) -> Truth:
    """The document cut into pages, a page number and perhaps a running head between them."""
    made: list[Labelled] = []
    page = 1
    for i, line in enumerate(truth.labelled, 1):
        made.append(line)
        if i % page_lines == 0 and i < len(truth.labelled):
            gap = [Labelled("")] if blank else []
            made += [*gap, Labelled("junk", number.format(page)), *gap]
            if head:
                made += [Labelled("junk", head), *gap]
            page += 1
    return understand(tuple(made), f"{truth.name}-p", truth.about)


def title_joins(truth: Truth) -> set[int]:
    """Lines of the truth that continue a title, which the outline joins by itself."""
    return {line for kept in truth.kept if kept.label in ("title", "atitle", "page") for _, line in kept.joints}


VARIANTS: tuple[tuple[str, Callable[[Truth, int], Truth]], ...] = (
    ("wrap", lambda t, s: wrapped(t, 20 + s % 41)),
    ("wrap-indent", lambda t, s: wrapped(t, 24 + s % 20, indent=INDENT)),
    ("wrap-blank", lambda t, s: wrapped(t, 28 + s % 15, blank=True)),
    ("wrap-cells", lambda t, s: wrapped(t, 28 + s % 15, measure=cells)),
    ("wrap-kinsoku", lambda t, s: wrapped(t, 28 + s % 15, measure=cells, keep_marks=True, indent=INDENT)),
    ("wrap-first", lambda t, s: wrapped(t, 28 + s % 15, first_only=True)),
    ("litter", lambda t, s: littered(t, s)),
    ("wrap-litter", lambda t, s: littered(wrapped(t, 28 + s % 15), s)),
    ("litter-wrap", lambda t, s: wrapped(littered(t, s), 28 + s % 15)),
    (
        "pages",
        lambda t, s: paged(wrapped(t, 28 + s % 15), number=("- {} -", "{}", "第 {} 页")[s % 3], blank=s % 2 == 0),
    ),
    ("heads", lambda t, s: paged(wrapped(t, 28 + s % 15), number="{}", head=RUNNING_HEADS[s % 2], page_lines=8)),
)
"""Name and generator of each kind of variant; the second argument is a seed."""
