"""What the program's own codes are called before people, in English; `convert.messages` says them in other languages.

The tables are keyed by plain text where a ledger that an older version wrote may hold a code that is no more: look such
a code up with `get` and show it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from convert.decoding.codes import How, Note, Reason
from convert.messages import n_
from convert.model import Confidence, Role, Severity

CONFIDENCES = MappingProxyType(
    {Confidence.CERTAIN: n_("certain"), Confidence.HIGH: n_("high"), Confidence.CHECK: n_("please check")}
)
SEVERITIES = MappingProxyType({Severity.ERROR: n_("error"), Severity.WARNING: n_("warning"), Severity.HINT: n_("hint")})
ROLES = MappingProxyType(
    {
        Role.TITLE: n_("title"),
        Role.SUBTITLE: n_("subtitle"),
        Role.BYLINE: n_("byline"),
        Role.DOCUMENT_NUMBER: n_("document number"),
        Role.ADDRESSEE: n_("addressee"),
        Role.HEADING_1: n_("heading 1"),
        Role.HEADING_2: n_("heading 2"),
        Role.HEADING_3: n_("heading 3"),
        Role.HEADING_4: n_("heading 4"),
        Role.POINT: n_("point"),
        Role.BODY: n_("body"),
        Role.ATTACHMENT_NOTE: n_("attachments"),
        Role.SIGNATURE: n_("signature"),
        Role.DATE: n_("date"),
        Role.ANNOTATION: n_("annotation"),
        Role.ATTACHMENT_MARK: n_("attachment"),
        Role.ATTACHMENT_TITLE: n_("attachment title"),
    }
)
HOW: Mapping[str, str] = MappingProxyType(
    {
        How.USER: n_("you said so"),
        How.EMPTY: n_("the file is empty"),
        How.ASCII: n_("plain ASCII"),
        How.BOM: n_("byte order mark"),
        How.UTF8: n_("every byte is valid UTF-8"),
        How.SCORE: n_("reads most like Chinese"),
        How.ESCAPE: n_("escape sequences"),
        How.CHARDET: n_("chardet"),
    }
)
LOSSES: Mapping[str, str] = MappingProxyType(
    {
        Reason.INVALID: n_("fits no character"),
        Reason.TRUNCATED: n_("the file ends inside a character"),
        Reason.REPLACED: n_("was lost before, only U+FFFD is left"),
        Reason.GARBLED: n_("was destroyed before, as 锟斤拷 or 烫烫烫"),
        Reason.EURO: n_("read as €"),
        Reason.NUL: n_("NUL, dropped"),
        Reason.CTRL_Z: n_("DOS end of file, dropped"),
        Reason.LYING_BOM: n_("false byte order mark, dropped"),
    }
)
NOTES: Mapping[str, str] = MappingProxyType(
    {
        Note.BOM: n_("with byte order mark"),
        Note.LYING_BOM: n_("the byte order mark is false"),
        Note.MIXED: n_("several encodings in one file"),
        Note.REPAIRED: n_("mojibake undone"),
        Note.GARBLED: n_("reads like mojibake that cannot be undone"),
        Note.NOT_CHINESE: n_("does not look Chinese"),
        Note.UNSUPPORTED: n_("an encoding that is not supported"),
        Note.RARE_RUN: n_("rare characters in a row, a byte may be missing; line"),
        Note.CONTROL: n_("control characters"),
        Note.PRIVATE_USE: n_("private-use characters"),
        Note.REMAPPED: n_("old private-use characters replaced by standard ones"),
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "encoding-unsure": n_("encoding unsure"),
        "bytes-lost": n_("bytes lost"),
        "repaired": n_("mojibake undone"),
        "garbled": n_("garbled text"),
        "mixed": n_("mixed encodings"),
        "not-chinese": n_("does not look Chinese"),
        "unsupported": n_("an encoding that is not supported"),
        "lying-bom": n_("the byte order mark is false"),
        "no-title": n_("no title"),
        "no-headings": n_("no headings"),
        "headings-unsure": n_("headings unsure"),
        "errors-found": n_("errors in the text"),
        "warnings-found": n_("many warnings"),
        "source-gone": n_("the report itself is not there any more"),
    }
)
"""Why a person should look at a report."""
