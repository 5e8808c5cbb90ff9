"""Lines to paragraphs: what each is in the document, and the outline of its headings."""

from __future__ import annotations

from convert.model import HEADINGS, Document, Draft, Line, Paragraph, Role, Table
from convert.rulebook import RuleTable


def outline(draft: Draft, rules: RuleTable) -> Document:
    """The document of a cleaned draft: every line has a role, headings have level and depth."""
    blocks: list[Paragraph | Table] = []
    stack: list[int] = []
    for item in draft.items:
        if isinstance(item, Table):
            blocks.append(item)
            continue
        assert isinstance(item, Line)
        found = next(((r, m) for r in rules.rules if (m := r.regex.match(item.text))), None)
        if not blocks and found is None and not item.text.endswith("。"):
            blocks.append(Paragraph(Role.TITLE, item.text, item.number, item.joints, rule="T-first"))
            continue
        stop = item.text.find("。") + 1
        if found is None or (stop == 0 and len(item.text) > 40) or stop > 45:
            blocks.append(Paragraph(Role.BODY, item.text, item.number, item.joints))
            continue
        rule, mark = found
        level = rule.get("level")
        while stack and stack[-1] >= level:
            stack.pop()
        stack.append(level)
        run_in = stop if 0 < stop < len(item.text) else 0
        blocks.append(
            Paragraph(
                HEADINGS[len(stack) - 1],
                item.text,
                item.number,
                item.joints,
                run_in,
                mark[0],
                level,
                len(stack),
                rule.id,
            )
        )
    return Document(draft.origin, draft.decoded, tuple(blocks), draft.changes)
