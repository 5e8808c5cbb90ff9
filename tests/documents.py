"""Documents for tests, made without the analysis."""

from convert.decode import decode
from convert.model import Document, Origin, Paragraph, Table


def report(*blocks):
    """A document of (role, text) pairs, paragraphs or tables."""
    paragraphs = [
        block if isinstance(block, Paragraph | Table) else Paragraph(*block, line=n)
        for n, block in enumerate(blocks, 1)
    ]
    return Document(Origin("年终/报告.txt", "0" * 64, 1), decode("试".encode()), tuple(paragraphs))


def heading(role, text, run_in=0, depth=1):
    return Paragraph(role, text, 1, run_in=run_in, level=depth, depth=depth)
