"""Documents for tests, made without the analysis."""

from hypothesis import strategies as st

from convert.decode import decode
from convert.model import HEADINGS, Document, Origin, Paragraph, Role, Table


def report(*blocks):
    """A document of (role, text) pairs, paragraphs or tables."""
    paragraphs = [
        block if isinstance(block, Paragraph | Table) else Paragraph(*block, line=n)
        for n, block in enumerate(blocks, 1)
    ]
    return Document(Origin("年终/报告.txt", "0" * 64, 1), decode("试".encode()), tuple(paragraphs))


def heading(role, text, run_in=0, depth=1):
    return Paragraph(role, text, 1, run_in=run_in, level=depth, depth=depth)


def every_element():
    """A document that holds each element a text can hold."""
    name = "关于进一步规范全市机关单位档案整理归档和移交进馆工作的若干补充说明事项"
    return report(
        (Role.DOCUMENT_NUMBER, "某府办〔2024〕12号"),
        (Role.TITLE, "某某市人民政府办公室关于2023年度政务公开工作情况的报告"),
        (Role.SUBTITLE, "——在全市政务公开工作会议上"),
        (Role.BYLINE, "（2024年1月15日）"),
        (Role.BYLINE, "办公室主任　林某某"),
        (Role.ADDRESSEE, "省人民政府办公厅："),
        (Role.BODY, "按照“应公开、尽公开”的要求，现将有关情况报告如下——请审阅。" * 3),
        heading(Role.HEADING_1, "一、主要做法"),
        heading(Role.HEADING_2, "（一）健全工作机制", depth=2),
        heading(Role.HEADING_3, "1.明确责任分工", depth=3),
        (Role.BODY, "成立领导小组，每月调度一次。" * 4),
        heading(Role.HEADING_4, "（1）主要领导负总责", depth=4),
        (Role.BODY, "召开专题会议6次，研究事项18个。" * 3),
        heading(
            Role.HEADING_2,
            "（二）拓展公开渠道。全年发布信息1 286条，其中财政预决算信息92条。" + "回应群众关切。" * 9,
            10,
            2,
        ),
        heading(Role.HEADING_3, "1.网站改版。栏目由46个减为31个，访问量同比增长12.5%。" + "群众评价良好。" * 9, 7, 3),
        heading(Role.HEADING_1, "二、存在问题"),
        Paragraph(
            Role.POINT, "一是更新不够及时。少数栏目半年没有更新。" + "原因是责任人调整后没有交接。" * 3, 9, run_in=9
        ),
        Paragraph(Role.POINT, "二是解读形式单一。", 10, run_in=9),
        (Role.BODY, "各县（市、区）得分情况见下表。"),
        Table(
            20,
            (("县（市、区）", "得分", "排名"), ("东河区", "96.5", "1"), ("西山县", "91.0", "2"), ("说明：满分100分",)),
        ),
        (Role.BODY, "表格之后的正文，含一处无法识别的字：\ufffd\ufffd县。"),
        (Role.ATTACHMENT_NOTE, f"附件：1. {name}"),
        (Role.ATTACHMENT_NOTE, "2.信息公开指标表"),
        (Role.SIGNATURE, "某某市人民政府办公室"),
        (Role.DATE, "2024年1月15日"),
        (Role.ANNOTATION, "（联系人：周某某，电话：00001234567）"),
        (Role.ATTACHMENT_MARK, "附件1"),
        (Role.ATTACHMENT_TITLE, name),
        (Role.BODY, "附件正文说明各项工作的具体要求和完成时限。" * 60),
        (Role.ATTACHMENT_MARK, "附件2"),
        (Role.ATTACHMENT_TITLE, "信息公开指标表"),
        Table(40, (("序号", "指标"), ("1", "主动公开"), ("2", "依申请公开"))),
    )


ODD = "一二的了和，。（）“”—…〔〕１ａ1a.%&<>\"' \t\n\r\x00\x07\x0b\x0c\x85\u2028\ufeff\u202e\ufffd\ufffe\uffff\ud800\udc00𠮷😀\u3000"
"""Characters that a writer of XML may stumble over, among ordinary ones."""

texts = st.one_of(
    st.text(alphabet=ODD, max_size=60),
    st.text(max_size=60),
    st.integers(0, 7).map(lambda n: "长段落没有尽头。" * 2**n),
    st.sampled_from(["某某局", "2024年1月5日", "附件：1. 名单", "2. 表", "关于" + "甲乙丙丁" * 70 + "的报告"]),
)


@st.composite
def blocks(draw):
    if draw(st.integers(0, 9)) == 0:
        cells = st.text(alphabet=ODD, max_size=8)
        return Table(1, draw(st.lists(st.lists(cells, max_size=4).map(tuple), max_size=4).map(tuple)))
    role, text = draw(st.sampled_from(list(Role))), draw(texts)
    run_in = draw(st.integers(0, len(text))) if role in HEADINGS or role is Role.POINT else 0
    depth = HEADINGS.index(role) + 1 if role in HEADINGS else 0
    level = depth
    if role is Role.BODY and draw(st.booleans()):  # text with a label
        level, run_in = draw(st.integers(1, 2)), draw(st.integers(0, len(text)))
    # A cut between \r and \n is none that the analysis makes: it works on lines.
    return Paragraph(
        role, text.replace("\r\n", "\n"), draw(st.integers(1, 99)), run_in=run_in, level=level, depth=depth
    )


generated = st.lists(blocks(), max_size=12).map(lambda found: report(*found))
