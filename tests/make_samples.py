"""Writes `input/`: the clean texts of `tests/samples`, each damaged in the way its kind of source damages them.

    python tests/make_samples.py

The bytes are committed; a test holds them to this script, and another one the program's reading of them to the clean
texts. What a sample shows is said beside its entry in `SAMPLES`.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

ROWS = 13
"""Rows on a page of `paged`; with it both page ends of the sample fall into a sentence."""

ROOT = Path(__file__).parents[1]
CLEAN = ROOT / "tests" / "samples"
INPUT = ROOT / "input"

Lines = list[str]


def clean_lines(name: str) -> Lines:
    """The paragraphs that a reader should get of that sample."""
    return (CLEAN / name).read_text(encoding="utf-8").splitlines()


def sample_bytes(name: str) -> bytes:
    """The sample as it lies in `input/`."""
    damage, store = SAMPLES[name]
    return store(damage(clean_lines(name)))


def paywall(lines: Lines) -> Lines:
    """A download page: word count in the title, paywall marks in mid-word and at the end, adverts around the text."""
    title, *rest = lines
    text = "\n".join(rest)
    text = text.replace("转移受潮货物", "转移受##paidbegin##潮货物") + "##paidend##"
    advert = "更多公文写作范文，请关注微信公众号：笔下有稿"
    return [f"{title}（1163字）", advert, *text.split("\n"), advert, "加客服微信 gao00001 领取会员优惠，代写各类材料"]


def wrapped(lines: Lines) -> Lines:
    """An old terminal or an e-mail: every line ends after 35 characters."""
    return [line[start : start + 35] for line in lines for start in range(0, len(line), 35)]


def indented(lines: Lines) -> Lines:
    """A typist's hand: full-width spaces make the indents and put the head in the middle."""
    return [("　" * (8 if number < 3 else 2)) + line for number, line in enumerate(lines)]


def web_page(lines: Lines) -> Lines:
    """A page saved from a browser, with all that stands around the text."""
    title, *rest = lines
    rest = ["&nbsp;&nbsp;" + line.replace("“", "&ldquo;").replace("”", "&rdquo;") for line in rest]
    head = ["当前位置：首页 > 公司动态 > 工作总结", f"{title}_公司动态_澄汀水务", title]
    head += ["发布时间：2024-01-08　来源：本站　点击数：1024", "【字体：大 中 小】"]
    foot = ["【打印本页】【关闭窗口】", "上一篇：公司召开年度工作会议", "下一篇：春节期间供水服务公告"]
    return [*head, *rest, *foot, "版权所有：澄汀水务有限公司　未经许可不得转载"]


def paged(lines: Lines) -> Lines:
    """Pages of a scan: every ROWS rows of 40 characters are followed by a page number, in mid-sentence if need be."""
    pages: Lines = []
    row = 0
    for line in lines:
        rest = line
        while row + -(-len(rest) // 40) > ROWS:
            cut = (ROWS - row) * 40
            number = sum(1 for page in pages if page.startswith("- ")) + 1
            pages += [rest[:cut], f"- {number} -"] if cut else [f"- {number} -"]
            rest, row = rest[cut:], 0
        row += -(-len(rest) // 40)
        pages.append(rest)
    return pages


def pasted(lines: Lines) -> Lines:
    """Copied out of a chat window: Markdown marks, rules and zero-width spaces."""
    title, *rest = lines
    marked = []
    for line in rest:
        if line[:2] in ("一、", "二、", "三、", "四、", "五、"):
            line = "## " + line
        elif "。" in line and (line[0] == "（" or line[1] == "."):
            line = f"**{line.replace('。', '。**', 1)}"
        marked.append(line.replace("，", "，\u200b", 1))
    return ["# " + title, *marked, "---"]


def plain(lines: Lines) -> Lines:
    """No noise; the encoding is the difficulty."""
    return lines


def stored(encoding: str, *, bom: bytes = b"", newline: str = "\n") -> Callable[[Lines], bytes]:
    """How lines become bytes in that encoding."""
    return lambda lines: bom + "".join(line + newline for line in lines).encode(encoding)


def mojibake(lines: Lines) -> bytes:
    """UTF-8 that a program took for Latin-1 and stored as UTF-8 once more."""
    return "".join(line + "\n" for line in lines).encode("utf-8").decode("latin-1").encode("utf-8")


SAMPLES: dict[str, tuple[Callable[[Lines], Lines], Callable[[Lines], bytes]]] = {
    "样例-1-党支部书记述职.txt": (paywall, stored("utf-8")),
    "样例-2-乡镇工作总结.txt": (wrapped, stored("gb18030", newline="\r\n")),
    "样例-3-中学校长述职.txt": (indented, stored("utf-16-le", bom=codecs.BOM_UTF16_LE, newline="\r\n")),
    "样例-4-水务公司总结.txt": (web_page, stored("utf-8", bom=codecs.BOM_UTF8, newline="\r\n")),
    "样例-5-社區中心報告.txt": (plain, stored("big5", newline="\r\n")),
    "样例-6-档案检查通知.txt": (plain, stored("utf-16-le")),
    "样例-7-农业局总结.txt": (paged, stored("gbk", newline="\r\n")),
    "样例-8-办公室主任述职.txt": (pasted, mojibake),
}
"""File name: (what damages its lines, what stores them)."""


if __name__ == "__main__":
    INPUT.mkdir(exist_ok=True)
    for sample in SAMPLES:
        (INPUT / sample).write_bytes(sample_bytes(sample))
