"""Of which of the things that a question sets side by side a statement speaks, where it does not name one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus import offset_of
from index.passage import about
from index.terms import fold
from rag.extractive.parts import parts
from rag.query import Query
from rag.statements import Statement

_NAME = re.compile(r"[\u4e00-\u9fffa-z]{2,}")


def things(query: Query) -> list[str]:
    """The names of the things that a question sets side by side, folded; none where it sets none."""
    return [name for part in parts(query) if part.whole and _NAME.fullmatch(name := part.text.strip())]


def subject(statement: Statement, names: Sequence[str]) -> str:
    """Which of several things a statement is about: that of the last label (「重庆：…」) before it, or of its headings.

    Empty where it names one of them itself, or where that is not known: a name that merely stands
    somewhere before it, or a heading with several of them, does not tell.
    """
    if any(name in fold(statement.text) for name in names):
        return ""
    before = fold(statement.passage.page_content[: statement.start - offset_of(statement.passage)])
    labels = re.findall(r"(?:^|[\n。])\s*(?:\d{1,2}[.、]\s*)?([\u4e00-\u9fffa-z]{2,12})\s*[:：]", before)
    if labels:
        return next((name for name in names if name in labels[-1]), "")
    title, section, _ = about(statement.passage)
    for heading in map(fold, reversed(section)):
        # What the whole document is about, a heading does not set apart.
        held = [name for name in names if name in heading and name not in fold(title)]
        if held:
            return held[0] if len(held) == 1 else ""
    return ""


def told_of(statement: Statement, plain: str, names: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The things of which a statement speaks: those that it names, else that of its label or headings.

    Args:
        statement: it.
        plain: what it says, folded, without spaces.
        names: the name of each thing, and how else it may be said.
    """
    said = frozenset(name for name, others in names.items() if any(other in plain for other in (name, *others)))
    if said:
        return said
    about_it = subject(statement, [name for name in names if _NAME.fullmatch(name)])
    return frozenset([about_it] if about_it else [])
