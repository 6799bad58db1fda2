"""Lines of an extracted text: what each one is, its marks taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from corpus import tables
from corpus.ledger import Ledger
from corpus.markup import IMAGE, note_marks, plain

LineKind = Literal["text", "heading", "list", "table", "cell", "caption", "code", "footnote", "rule", "blank"]


@dataclass(frozen=True)
class Line:
    """One line: its text without marks, its page, what it is, and its heading level if marked.

    A ``table`` line is a row (cells apart by tabs), a ``cell`` a line led by a tab: a cell of a
    table that an extraction shredded, or an indented line.
    """

    text: str
    page: int | None = None
    kind: LineKind = "text"
    level: int = 9
    indented: bool = False
    breaks: tuple[tuple[int, int], ...] = ()
    """Where in the text later pages begin: (offset, page)."""
    notes: tuple[str, ...] = ()
    """Numbers of the footnotes that the text refers to."""
    lead: int = 0
    """Length of a bold run-in head: 「**人工智能。**建设…」."""
    new_page: bool = False
    """A form feed stands before it."""
    attached: bool = False
    """Its setting says that it goes on with the text before it, even where a sentence ended there."""


LEADER = re.compile(r"(?:\.{2,}|…{2,}|·{4,}|\. \. \.)\s*\d{1,4}$|(?:\.{5,}|…{3,}|·{6,})$")
"""Dot leaders at the end of a line, with or without the page that they lead to."""

_FENCE = re.compile(r"^(?:(`)`{2,}[^`]*|(~)~{2,4}[^~]*)$")
_FOOTNOTE = re.compile(r"^(?:<sup>\s*(\d{1,3})\s*</sup>|\[\^(\w+)\]:)\s*")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_BULLET = re.compile(r"^[-*+•●▪◦·]\s+")
_DASHED_NUMBER = re.compile(r"^[-—–]\s*\d{1,4}\s*[-—–]$")
_LEAD = re.compile(r"^\*\*([^*]{2,34}[。：:])\*\*\s*(?=[^\s*])")
_RULE = re.compile(r"^(?:(?:- ?){3,}|(?:\* ?){3,}|_{3,}|={3,}|[—─━]{3,})$")


def read_lines(text: str, ledger: Ledger, *, paged: bool = False) -> Iterator[Line]:
    """The lines of `text`, each classified, its marks off; form feeds count pages when `paged`."""
    rows = text.split("\n")
    fences = {i: match[1] or match[2] for i, row in enumerate(rows) if (match := _FENCE.match(row.strip()))}
    last = {mark: i for i, mark in fences.items()}
    page = 1 if paged else None
    fence = ""
    for i, row in enumerate(rows):
        feeds = row.count("\f")
        if page is not None:
            page += feeds
        row = row.replace("\f", "")
        if i in fences and (fences[i] == fence or (not fence and last[fences[i]] > i)):
            fence = "" if fence else fences[i]  # a fence that nothing closes is decoration
            ledger.drop("marks", row, page)
        elif fence:
            yield Line(row.rstrip(), page, "code")
        elif not row or row.isspace():
            yield Line("", page, "cell" if row.startswith("\t") else "blank", new_page=feeds > 0)
        else:
            notes = note_marks(_FOOTNOTE.sub("", row.strip()))
            line = replace(_read(row), page=page, notes=notes, new_page=feeds > 0)
            if line.kind == "rule" or (line.kind == "table" and not line.text):
                ledger.drop("rules", row, page)
            else:
                ledger.change("images" if IMAGE.search(row) else "marks", row, line.text, page)
            yield line


def _read(raw: str) -> Line:
    """The line `raw`, classified by its mark."""
    bare = raw.strip()
    if (row := tables.cells(raw)) is not None and not has_leader(plain(bare)):
        return Line("" if tables.is_rule(row) else "\t".join(map(plain, row)), kind="table")
    if _RULE.match(bare):
        return Line(bare, kind="rule")
    if note := _FOOTNOTE.match(bare):
        return Line(f"{note[1] or note[2]} {plain(bare[note.end() :])}", kind="footnote")
    if heading := _HEADING.match(bare):
        return Line(plain(re.sub(r"(?:^|\s)#+$", "", heading[2])), kind="heading", level=len(heading[1]))
    if (bullet := _BULLET.match(bare)) and not _DASHED_NUMBER.match(bare):
        return Line("• " + plain(bare[bullet.end() :]), kind="list")
    lead = _LEAD.match(bare)
    return Line(
        plain(bare),
        kind="cell" if raw.startswith("\t") else "text",
        indented=raw.startswith(("  ", "\t")),
        lead=len(plain(lead[1])) if lead else 0,
    )


def has_leader(text: str) -> bool:
    """Whether `text` ends in dot leaders, as an entry of a contents list does."""
    return bool(LEADER.search(text[-60:]))


def underlined(lines: list[Line]) -> list[Line]:
    """`lines` with a line of text above a rule of ``=`` or ``-`` as the heading that it is."""
    out = list(lines)
    for i, line in enumerate(lines):
        mark = line.text[:1] if line.kind == "rule" else ""
        alone = i >= 1 and lines[i - 1].kind == "text" and (i < 2 or lines[i - 2].kind != "text")
        if mark in ("=", "-") and mark and alone:
            out[i - 1] = replace(lines[i - 1], kind="heading", level=1 if mark == "=" else 2)
            out[i] = Line("", line.page, "blank")
    return out
