"""A document as lines for a terminal: what `chenggao inspect` shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from convert import words
from convert.cli.parts import fit
from convert.messages import _
from convert.model import (
    Certainty,
    Change,
    ChangeKind,
    Document,
    Paragraph,
    Problem,
    Role,
)

_EXCERPT_COLUMNS = 64
"""Room for a quotation: what an 80-column terminal leaves beside line number and rule id."""

_LABEL_COLUMNS = 12
_RULE_COLUMNS = 18

_LOSSES_SHOWN = 20
"""A file read in a wrong encoding has a loss on every line; what is wrong is plain long before that."""

_LINES_SHOWN = 8
"""Lines named for an edit that was made in many places."""

_FRONT = (Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.DOCUMENT_NUMBER, Role.ADDRESSEE)
_BACK = (Role.ATTACHMENT_NOTE, Role.SIGNATURE, Role.DATE, Role.ANNOTATION, Role.ATTACHMENT_MARK, Role.ATTACHMENT_TITLE)


def overview(document: Document) -> Iterator[str]:
    """The document at a glance: encoding, title and front matter, outline, problems, findings, edits."""
    yield document.origin.path
    yield from _encoding(document)
    yield from _parts(document, _FRONT)
    if document.title is None:
        yield _labelled(_("title"), _("none found"))
    yield from _section(_("Outline"), _outline(document))
    yield from _section(_("Ending"), _parts(document, _BACK))
    yield from _section(_("Problems the report names"), _problems(document.problems))
    yield from _section(_("Findings"), _findings(document))
    yield from _section(_("Cleaned"), _changes(document.changes))


def reasons(document: Document) -> Iterator[str]:
    """Every paragraph in order: line, role, rule, why, start of the text."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            role = fit(_(words.ROLES[block.role]), _RULE_COLUMNS)
            yield f"{block.line:>5}  {role}{fit(block.rule or '-', _RULE_COLUMNS)}{_excerpt(block.text)}"
            if block.why:
                yield " " * 7 + block.why
        else:
            yield f"{block.number:>5}  {fit(_('table'), _RULE_COLUMNS * 2)}{_excerpt(block.text)}"


def _section(head: str, lines: Iterator[str]) -> Iterator[str]:
    first = next(lines, None)
    if first is not None:
        yield ""
        yield head
        yield first
        yield from lines


def _labelled(label: str, text: str) -> str:
    room = _LABEL_COLUMNS if len(label) < _LABEL_COLUMNS else len(label) + 1  # a long label stands out, whole
    return fit(label, room) + text


def _excerpt(text: str) -> str:
    return fit(" ".join(text.split()), _EXCERPT_COLUMNS).rstrip()


def _encoding(document: Document) -> Iterator[str]:
    decoded = document.decoded
    confidence = _(words.CONFIDENCES[decoded.confidence])
    found = _("{name} ({confidence}; found by: {how})")
    yield _labelled(
        _("encoding"),
        found.format(name=decoded.encoding, confidence=confidence, how=_(words.HOW.get(decoded.how, decoded.how))),
    )
    if decoded.notes:
        yield _labelled("", _(", ").join(map(_note, decoded.notes)))
    for loss in decoded.losses[:_LOSSES_SHOWN]:
        lost = _("line {line}, byte {offset}: {count} bytes lost ({reason}): {hex}")
        yield _labelled(
            "",
            lost.format(
                line=loss.line,
                offset=loss.offset,
                count=len(loss.raw),
                reason=_(words.LOSSES.get(loss.reason, loss.reason)),
                hex=_excerpt(loss.raw[:_EXCERPT_COLUMNS].hex(" ")),
            ),
        )
    more = len(decoded.losses) - _LOSSES_SHOWN
    if more > 0:
        yield _labelled("", _("and {n} more such places").format(n=f"{more:,}"))


def _note(note: str) -> str:
    code, _colon, detail = note.partition(":")
    return " ".join(filter(None, (_(words.NOTES.get(code, code)), detail)))


def _parts(document: Document, roles: tuple[Role, ...]) -> Iterator[str]:
    paragraphs = [b for b in document.blocks if isinstance(b, Paragraph) and b.role in roles]
    for role, group in groupby(paragraphs, key=lambda paragraph: paragraph.role):
        label = _(words.ROLES[role])
        for paragraph in group:
            yield _labelled(label, paragraph.text)
            label = ""


def _outline(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.depth:
            mark = "  " + _("(run-in)") if block.run_in else ""
            yield f"{block.line:>5}  {'  ' * (block.depth - 1)}{block.heading}{mark}"


def _problems(problems: tuple[Problem, ...]) -> Iterator[str]:
    for problem in problems:
        yield f"{problem.line:>5}  {problem.text}"
        if problem.cause:
            yield " " * 7 + _labelled(_("cause"), problem.cause)
        if problem.measure:
            inferred = _("(inferred)") + " " if problem.measure_certainty is Certainty.INFERRED else ""
            yield " " * 7 + _labelled(_("measure"), inferred + problem.measure)


def _findings(document: Document) -> Iterator[str]:
    for finding in document.findings:
        severity = fit(_(words.SEVERITIES[finding.severity]), 8)
        line = f"{finding.line or '-':>5}  {severity} {fit(finding.code, _RULE_COLUMNS)}{finding.message}"
        if finding.suggestion:
            line += f" → {finding.suggestion}"
        yield line


def _changes(changes: tuple[Change, ...]) -> Iterator[str]:
    """One line an edit, in the order of the text; the same edit in several places is one line."""
    places: dict[tuple[str, str], list[int]] = {}
    for change in sorted(changes, key=lambda change: change.line):
        places.setdefault((change.rule, _edit(change)), []).append(change.line)
    for (rule, shown), lines in places.items():
        line = f"{lines[0]:>5}  {fit(rule, _RULE_COLUMNS)}{shown}"
        if len(lines) > 1:
            others = list(dict.fromkeys(lines))[1:]
            named = ", ".join(map(str, others[:_LINES_SHOWN])) + (" …" if len(others) > _LINES_SHOWN else "")
            line += "  " + (_("({n} times, also on line {lines})") if others else _("({n} times)")).format(
                n=len(lines), lines=named
            )
        yield line


def _edit(change: Change) -> str:
    """What was done, in words."""
    if change.kind is ChangeKind.JOINED:
        return _("joined to the line before")
    if change.kind is ChangeKind.REMOVED:
        return _("removed") + " " + _excerpt(change.before)
    after = _excerpt(change.after) or _("(blank)")
    return _("replaced") + f" {_excerpt(change.before)} → {after}"
