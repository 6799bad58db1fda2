"""Rows of a PDF to lines: paragraphs joined by how they are set, headings, footnotes, tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.ledger import Ledger
from corpus.lines import Line, has_leader
from corpus.loaders.pdf.notes import footnotes, lifted
from corpus.loaders.pdf.placed import Layout, Placed
from corpus.loaders.pdf.rows import SUPERSCRIPTS, Row
from corpus.loaders.pdf.style import Style, columns, style_of
from corpus.loaders.pdf.tables import Table
from corpus.numbering import read_number
from corpus.text import is_cjk, join_all
from corpus.wrapping import TERMINAL, ends_open

_BULLET = re.compile(r"^([•●▪◦■◆➢❖·\uf06c\uf06e\uf0a7\uf0b7\uf0d8\uf0fc])\s*(?=\S)")
_WIDE = 3.0
"""White within a row, in heights: it is no row of a paragraph."""
_FEW = 4
"""So many paragraphs show how they are set."""
_APART = 1.35
"""A paragraph's lines are no further apart than so many times what is usual."""


@dataclass
class _Paragraph:
    """The rows of a paragraph so far, and what is known of it."""

    rows: list[Row]
    page: int
    region: int
    level: int
    notes: list[str]
    goes_on: bool = False
    """It may go on with the text before it, in another column or on another page."""


def pdf_lines(pages: list[Layout], bookmarks: dict[str, int], ledger: Ledger) -> Iterator[Line]:
    """The lines of a document; `bookmarks`: titles (without spaces) of its bookmarks with their levels."""
    style = style_of(pages)
    rules = {page.number: page.rules for page in pages}
    cut: dict[int, tuple[int, list[Line]]] = {}
    marks: dict[int, set[str]] = {}
    parts = list(columns(pages))
    for i, column in enumerate(parts):
        page = column[0].page
        start, notes = footnotes(column, style.body, rules[page])
        marks.setdefault(page, set()).update(note.mark for note in notes)
        cut[i] = start, [Line(note.text(ledger, page), page, "footnote") for note in notes]
    previous: Row | None = None
    right = 0.0
    table: Table | None = None
    edges = [style.right(column) for column in parts]
    items = [
        list(_paragraphs(column[: cut[i][0]], edges[i], style, bookmarks, marks[column[0].page], ledger))
        for i, column in enumerate(parts)
    ]
    set_in = _set_in(items)
    for found, right_here, (_, note_lines) in zip(items, edges, cut.values(), strict=True):
        for item in found:
            if isinstance(item, Placed):
                assert isinstance(item.item, Table)
                yield from _table_lines(item.item, item.page, table, ledger)
                table, previous = item.item, None
                continue
            first = item.rows[0]
            goes_on = item.goes_on and previous is not None and _is_cut(previous, first, right)
            yield from _line(item, goes_on, ledger, attached=goes_on and set_in)
            previous = None if item.level else item.rows[-1]
            right, table = right_here, None
        yield from note_lines


def _paragraphs(
    column: list[Placed], right: float, style: Style, bookmarks: dict[str, int], marks: set[str], ledger: Ledger
) -> Iterator[_Paragraph | Placed]:
    """The paragraphs and tables of one column."""
    current: _Paragraph | None = None
    left = _left(column, right)
    for placed in column:
        if isinstance(placed.item, Table):
            if current:
                yield current
            current = None
            yield placed
            continue
        row, found = lifted(placed.item, marks, ledger, placed.page)
        level = bookmarks.get(re.sub(r"\s", "", row.text)) or style.level(row)
        if current and _continues(current, row, level, left, right, style):
            current.rows.append(row)
            current.notes += found
            continue
        if current:
            yield current
        goes_on = current is None and not level and row.x0 - left < 1.2 * row.size
        current = _Paragraph([row], placed.page, placed.region, level, list(found), goes_on)
    if current:
        yield current


def _set_in(items: list[list[_Paragraph | Placed]]) -> bool:
    """Whether nearly all paragraphs begin with a row that is set in: one that does not goes on with the text above."""
    texts = [p for found in items for p in found if isinstance(p, _Paragraph) and not p.level and not p.goes_on]
    begins = [p.rows[0].x0 - p.rows[1].x0 > 1.2 * p.rows[0].size for p in texts if len(p.rows) > 1]
    return len(begins) >= _FEW and sum(begins) >= 0.9 * len(begins)


def _left(column: list[Placed], right: float) -> float:
    """The left edge of a column's text: where most of its full rows begin."""
    rows = [p.item for p in column if isinstance(p.item, Row)]
    full = Counter(round(row.x0) for row in rows if right - row.x1 < 2 * row.size)
    if not full:
        return column[0].left
    return min(full, key=lambda x: (-sum(full[near] for near in range(x - 1, x + 2)), x))


def _continues(now: _Paragraph, row: Row, level: int, left: float, right: float, style: Style) -> bool:
    """Whether `row` goes on with the paragraph `now`, the rows of one column being between `left` and `right`."""
    last = now.rows[-1]
    size = min(last.size, row.size)
    if abs(last.size - row.size) > 0.12 * size or row.bottom - last.bottom <= 0.3 * size:
        return False
    step = style.leading.get(round(last.size), 1.8 * size)
    if row.bottom - last.bottom > max(_APART * step, step + 2):
        return False
    if level or now.level:
        middle = [abs((r.x0 + r.x1) / 2 - (left + right) / 2) < 1.5 * size for r in (last, row)]
        aligned = all(middle) or abs(row.x0 - now.rows[0].x0) < 2 or _is_full(last, row, right)
        return level == now.level and aligned and not read_number(row.text) and len(now.rows) < 4
    text, ended = row.text, bool(TERMINAL.search(last.text))
    begun = not ended and last.x1 - last.x0 > 0.5 * (right - left) and not read_number(text)
    in_prose = begun and any("，" in r.text for r in now.rows)
    if not (in_prose or _is_full(last, row, right)) or has_leader(text) or has_leader(last.text) or _BULLET.match(text):
        return False
    if ended and read_number(text):
        return False
    first = now.rows[0]
    if len(now.rows) > 1:
        return abs(row.x0 - last.x0) < 0.8 * size
    if first.x0 - left > 1.2 * size and abs(row.x0 - first.x0) < 0.6 * size:
        return not ended and not read_number(text)  # two first lines, one below the other
    listed = _BULLET.match(first.text) or read_number(first.text)
    return first.x0 - 4.5 * size <= row.x0 <= first.x0 + (5 if listed else 0.6) * size


def _is_cut(row: Row, after: Row, right: float) -> bool:
    """Whether the last row of a column or page was full, or stopped within a sentence."""
    begun = row.x1 - row.x0 > 0.5 * (right - row.x0) and "，" in row.text and not TERMINAL.search(row.text)
    return begun or _is_full(row, after, right)


def _is_full(row: Row, after: Row, right: float) -> bool:
    """Whether `row` ends where it does because what `after` begins with had no room."""
    if any(b.x0 - a.x1 > _WIDE * row.size for a, b in pairwise(row.runs)):
        return False
    text = after.text
    if ends_open(row.text, text):
        return True
    if is_cjk(text[0]):
        need = 2.2 * row.size
    else:
        word = text.split(maxsplit=1)[0]
        latin = re.match(r"[^\u2e80-\U0003ffff]*", word)
        if text[0].islower() and not TERMINAL.search(row.text) and row.x1 - row.x0 > 0.6 * (right - row.x0):
            return True
        need = (after.x1 - after.x0) * len(latin[0] if latin else word) / max(1, len(text)) + 1.2 * row.size
    return right - row.x1 < need


def _line(paragraph: _Paragraph, goes_on: bool, ledger: Ledger, *, attached: bool) -> Iterator[Line]:
    """The line of a paragraph."""
    page = paragraph.page
    texts = [row.text for row in paragraph.rows]
    text = ledger.change("hyphens at line ends", " ".join(texts), join_all(texts), page)
    notes = tuple(paragraph.notes)
    bullet = _BULLET.match(text)
    if not text:
        return
    if bullet and not paragraph.level:
        after = ledger.change("marks", text, f"• {text[bullet.end() :]}", page)
        yield Line(after, page, "list", notes=notes)
    elif paragraph.level and read_number(text) is None:
        yield Line(text, page, "heading", level=paragraph.level, notes=notes)
    else:
        yield Line(text, page, indented=not goes_on, notes=notes, attached=attached)


def _table_lines(table: Table, page: int, above: Table | None, ledger: Ledger) -> Iterator[Line]:
    """The rows of `table`; `above`: the table that ended just before it, which it may go on with."""
    for text in table.raised:
        ledger.change("raised digits", text, text.translate(SUPERSCRIPTS), page)
    rows = table.rows
    if above is not None and _alike(above, table):
        head = next((i for i, (a, b) in enumerate(zip(above.rows, rows, strict=False)) if a != b), len(rows))
        for row in rows[: min(head, 3)] if head < len(rows) else []:
            ledger.drop("repeated table headers", " ".join(row), page)
        rows = rows[min(head, 3) :] if head < len(rows) else rows
        table.rows = [*above.rows[:3], *rows]  # the header, for the next page
    elif above is not None:
        yield Line("", page, "rule")
    for row in rows:
        yield Line("\t".join(row), page, "table")


def _alike(a: Table, b: Table) -> bool:
    """Whether two tables have the same columns."""
    return len(a.columns) == len(b.columns) and all(abs(x - y) < 8 for x, y in zip(a.columns, b.columns, strict=True))
