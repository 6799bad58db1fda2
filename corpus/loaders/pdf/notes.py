"""Footnotes at the foot of a PDF page's column, and the marks in the text that lead to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.ledger import Ledger
from corpus.loaders.pdf.page import Rule
from corpus.loaders.pdf.placed import Placed
from corpus.loaders.pdf.rows import SUPERSCRIPTS, Row, Run
from corpus.text import join_all

_SMALL = 0.93
"""A footnote is set no larger than so much of the text."""
_MARK = re.compile(r"^[\[［(（〔]?(\d{1,3}|[①-⑳]|[*＊†‡])[\]］)）〕.．、]?$")
_MARKED = re.compile(r"^(?:[\[［(（〔](\d{1,3})[\]］)）〕]|([①-⑳]|[*＊†‡])|(\d{1,2})[.．、\s])\s*(?=\S)")
_UNIT = re.compile(r"(?:\d|(?<![A-Za-z])(?:[kcdm]?m|km|hm|[A-Za-z]))$")
"""What a raised digit is a power of."""


@dataclass
class Note:
    """A footnote: its mark, as the text refers to it, and its rows."""

    mark: str
    rows: list[Row]

    def text(self, ledger: Ledger, page: int) -> str:
        """Mark and text as one paragraph."""
        texts = [lifted(row, set(), ledger, page)[0].text for row in self.rows]
        return ledger.change("hyphens at line ends", " ".join(texts), join_all(texts), page)


def footnotes(rows: Sequence[Placed], body: float, rules: Sequence[Rule]) -> tuple[int, list[Note]]:
    """Where the footnotes of a column begin in its `rows`, and what they are; `body`: the text's size.

    They are the last rows of the column, smaller than the text or below a short line, from one
    that a mark begins on.
    """
    start = len(rows)
    for i in range(len(rows) - 1, 0, -1):
        row = rows[i].item
        if not isinstance(row, Row) or row.top < 0.35 * rows[i].height:
            break
        ruled = _ruled(rows, i, rules)
        if row.size > _SMALL * body and not ruled and not _below_rule(rows, i, rules):
            break
        if _mark(row) and (ruled or row.size <= _SMALL * body):
            start = i
        if ruled:
            break
    notes: list[Note] = []
    for placed in rows[start:]:
        if isinstance(placed.item, Row):
            if mark := _mark(placed.item):
                notes.append(Note(mark, [_unraised(placed.item)]))
            else:
                notes[-1].rows.append(placed.item)
    return start, notes


def _ruled(rows: Sequence[Placed], i: int, rules: Sequence[Rule]) -> bool:
    """Whether a short line parts row `i` from what is above it."""
    above, row = rows[i - 1].item, rows[i].item
    room = rows[i].right - rows[i].left
    return any(
        above.bottom - 4 <= r.top <= row.top + 4 and r.x1 - r.x0 < 0.6 * room and r.x0 <= rows[i].left + 12
        for r in rules
    )


def _below_rule(rows: Sequence[Placed], i: int, rules: Sequence[Rule]) -> bool:
    """Whether row `i` stands below such a line, rows of the same column between."""
    return any(_ruled(rows, j, rules) for j in range(i - 1, max(0, i - 12), -1))


def _mark(row: Row) -> str:
    """The mark that `row` begins with, if it begins a footnote."""
    first = row.runs[0]
    if first.raised and (match := _MARK.match(first.text)):
        return match[1] if len(row.runs) > 1 else ""
    match = _MARKED.match(row.text)
    return next(filter(None, match.groups()), "") if match else ""


def _unraised(row: Row) -> Row:
    """`row` with its mark as plain text, apart from what follows."""
    first, rest = row.runs[0], row.runs[1:]
    if not (first.raised and rest):
        return row
    apart = Run(first.text, first.x0 - row.size, rest[0].top, rest[0].x0 - row.size, rest[0].bottom)
    return Row([apart, *rest], row.x0, row.top, row.x1, row.bottom, row.size)


def lifted(row: Row, marks: set[str], ledger: Ledger, page: int) -> tuple[Row, tuple[str, ...]]:
    """`row` without the marks of the page's footnotes in it, and what they were.

    A raised digit after a figure or a unit may be its power: it stays, as a raised digit.
    """
    found: list[str] = []
    runs: list[Run] = []
    for run in row.runs:
        mark = _MARK.match(run.text) if run.raised else None
        if mark and mark[1] in marks and runs and not _UNIT.search(runs[-1].text):
            ledger.drop("note marks", run.text, page)
            found.append(mark[1])
            runs[-1] = replace(runs[-1], x1=max(runs[-1].x1, run.x1))  # its place is no gap
        else:
            runs.append(run)
    for run in runs:
        if run.raised:
            ledger.change("raised digits", run.text, run.text.translate(SUPERSCRIPTS), page)
    if not found:
        return row, ()
    return Row(runs, row.x0, row.top, row.x1, row.bottom, row.size), tuple(found)
