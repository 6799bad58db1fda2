"""The grid of a sheet as lines: tables where cells stand together, captions and notes where one stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.ledger import Ledger
from corpus.lines import Line
from corpus.loaders.html.nodes import collapsed
from corpus.numbering import read_number

Rows = dict[int, dict[int, str]]
"""Of each filled row its filled cells, by row and column, in order."""
Merged = dict[tuple[int, int], tuple[int, int]]

_UNIT = re.compile(r"^[（(]?\s*(?:计量)?单\s*位\s*[:：]|^[（(]?\s*Unit\s*:", re.IGNORECASE)
_FIGURE = re.compile(r"^[-—–+¥￥$]?[\d,.\s]*[%％]?$")
_REMARK = re.compile(
    r"\s*(?:[（(]?(?:注|备注|说明|附注)|(?:资料|数据)?来源|制表|填表|Notes?\b|Sources?\b)", re.IGNORECASE
)
_CAPTION_CHARS = 90
_LABELLED = 0.6
"""So many rows of a table's first column are words, not figures."""


@dataclass
class Region:
    """Rows that stand together, and the columns of them that are filled."""

    rows: list[dict[int, str]]
    columns: list[int]

    @property
    def is_table(self) -> bool:
        """Whether there is more than one column."""
        return len(self.columns) > 1


def sheet_lines(rows: Rows, ledger: Ledger, merged: Merged | None = None, *, counted: bool = False) -> Iterator[Line]:
    """The lines of a grid, from top to bottom, tables side by side from left to right.

    Empty rows part tables, and so do empty columns with a table of its own on either side. `counted`:
    the ledger has the cells' text already.
    """
    blocks = [list(_parts(block, merged or {})) for block in _blocks(rows, merged or {})]
    flat = [region for parts in blocks for region in parts]
    for i, region in enumerate(flat):
        below = region.is_table or (i + 1 < len(flat) and flat[i + 1].is_table and len(region.rows) <= 3)
        yield from _region(region, ledger, above_table=below, counted=counted)
        yield Line("", kind="blank")


def _blocks(rows: Rows, merged: Merged) -> Iterator[list[tuple[int, dict[int, str]]]]:
    """The rows in groups that empty rows part; a cell that reaches over an empty row holds its rows together."""
    reach: dict[int, int] = {}
    for (row, _), (high, _) in merged.items():
        reach[row] = max(reach.get(row, 0), row + min(high, 10_000) - 1)
    block: list[tuple[int, dict[int, str]]] = []
    end = -1
    for number in sorted(rows):
        if block and number > end + 1:
            yield block
            block = []
        block.append((number, rows[number]))
        end = max(end, number, reach.get(number, -1))
    if block:
        yield block


def _parts(block: list[tuple[int, dict[int, str]]], merged: Merged) -> Iterator[Region]:
    """The regions of a block: lines above and below its tables, and these from left to right."""
    rows = [cells for _, cells in block]
    wide = {column for cells in rows for column in cells}
    first, last = 0, len(rows)
    if len(wide) > 1:
        while first < last and _stands_alone(rows[first]):
            first += 1
        while last > first and len(rows[last - 1]) == 1 and _is_remark(*rows[last - 1].values()):
            last -= 1
    yield from (Region([cells], sorted(cells)[:1]) for cells in _single(rows[:first]))
    middle = rows[first:last]
    if middle:
        numbers = {number for number, _ in block[first:last]}
        spans = [
            range(column, column + wide_)
            for (row, column), (_, wide_) in merged.items()
            if row in numbers and wide_ > 1 and wide_ < 1000
        ]
        for columns in _column_groups(middle, spans):
            inside = [{c: cells[c] for c in columns if c in cells} for cells in middle]
            yield Region([cells for cells in inside if cells], columns)
    yield from (Region([cells], sorted(cells)[:1]) for cells in _single(rows[last:]))


def _single(rows: list[dict[int, str]]) -> Iterator[dict[int, str]]:
    """Every cell of `rows` as a row of its own."""
    for cells in rows:
        yield from ({column: cells[column]} for column in sorted(cells))


def _stands_alone(cells: dict[int, str]) -> bool:
    """Whether a row above a table is its caption or its unit."""
    return len(cells) == 1 or (len(cells) == 2 and any(_UNIT.match(text.strip()) for text in cells.values()))


def _is_remark(text: str) -> bool:
    """Whether the only cell of a row below a table says something about it."""
    return not _FIGURE.match(text.strip()) and (len(text) > 12 or bool(_REMARK.match(text)))


def _column_groups(rows: list[dict[int, str]], spans: list[range]) -> list[list[int]]:
    """The filled columns, in one group for each table."""
    filled = sorted({column for cells in rows for column in cells})
    bridged = {column for span in spans for column in span[1:]}
    groups: list[list[int]] = []
    for column in filled:
        if groups and (column == groups[-1][-1] + 1 or column in bridged or column - 1 in bridged):
            groups[-1].append(column)
        else:
            groups.append([column])
    if len(groups) > 1 and all(_is_table_of_its_own(rows, group) for group in groups):
        return groups
    return [filled]


def _is_table_of_its_own(rows: list[dict[int, str]], columns: list[int]) -> bool:
    """Whether `columns` can be read without those beside them: they begin with one of labels."""
    labels = [cells.get(columns[0], "") for cells in rows if any(column in cells for column in columns)]
    words = sum(bool(label) and not _FIGURE.match(label.strip()) for label in labels)
    return len(columns) > 1 and len(labels) > 1 and words >= _LABELLED * len(labels)


def _region(region: Region, ledger: Ledger, *, above_table: bool, counted: bool) -> Iterator[Line]:
    if region.is_table:
        for cells in region.rows:
            yield Line(_clean([cells.get(column, "") for column in region.columns], ledger, counted), kind="table")
        return
    for cells in region.rows:
        text = _clean(list(cells.values()), ledger, counted)
        numbered = read_number(text) is not None
        named = not numbered and not _UNIT.match(text) and not _REMARK.match(text)
        caption = above_table and named and len(text) <= _CAPTION_CHARS
        if text:
            yield Line(text, kind="caption" if caption else "text")


def _clean(cells: list[str], ledger: Ledger, counted: bool) -> str:
    """Cells as a row of a table, each on one line."""
    raw = "\t".join(cells)
    if not counted:
        ledger.source(raw)
    clean = [cell.strip() if cell.isascii() and cell.isprintable() else collapsed(cell) for cell in cells]
    return ledger.change("broken characters", raw, "\t".join(clean))
