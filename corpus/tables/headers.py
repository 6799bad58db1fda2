"""The head of a table: its title rows, its header rows, and what they call each column."""

from __future__ import annotations

import re
from dataclasses import dataclass

Row = list[str]

HEADER_ROWS = 3
"""No table has more rows of header, nor of titles above it."""

_FIGURE = re.compile(
    r"[-—–+±~≈<>≤≥]?\s*[\d,.\s]*[%％‰]?\*{0,3}|[（(]\s*[\d,.]+\s*[%％]?\s*[)）]|[-—–/]{1,2}|…+|\.{3}|N/?A"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s*(?:年度?)?[EeFf]?")
_QUANTITY = re.compile(r"[约近超逾达≥≤<>＜＞]?\s*\d[\d,.]*\s*[^\d\s年月日季第.．、）)（(-]{1,6}")
"""A figure with its unit: 「500万元」, 「20%以上」."""
_UNIT_CELL = re.compile(
    r"[（(\[【][^（）()]{1,12}[)）\]】]|[%％‰]|[亿万千百]*(?:元|美元|人民币|人|户|家|个|件|项|笔|份|吨|公里|平方米|辆|标箱|TEU)"
)
_INDEX_CORNER = {"", "甲", "乙", "A", "B", "栏次", "序号", "列次"}
_RELATIVE = re.compile(
    r"同比|环比|占比|比重|份额|增速|增幅|增减|增长率?|位次|排名|\b(?:share|growth|change|yoy)\b|^[（(]?[%％][)）]?$",
    re.I,
)


@dataclass(frozen=True)
class Head:
    """What stands above the data of a table.

    Attributes:
        titles: of rows with a single cell at the top: a title, a unit.
        rows: how many rows are no data, the titles among them; 0 where the table starts with data.
        names: one name a column; empty where no row of header is known.
    """

    titles: list[str]
    rows: int
    names: Row


def head(rows: list[Row]) -> Head:
    """The head of the table that `rows` are, or of the part of one."""
    titles = title_rows(rows)
    count = header_rows(rows[titles:])
    if not count:
        return Head([], 0, [])  # a row with one cell, and then data: the heading of a group of rows
    names = column_names(rows[titles : titles + count])
    return Head([next(filter(None, row)) for row in rows[:titles]], titles + count, names)


def title_rows(rows: list[Row]) -> int:
    """How many of the first rows hold a single cell over a table of several columns, at most three."""
    if max(map(len, rows), default=0) < 2:
        return 0
    count = 0
    while (
        count < min(HEADER_ROWS, len(rows))
        and sum(map(bool, rows[count])) == 1
        and not any(map(is_figure, rows[count]))
    ):
        count += 1
    return count if count + 1 < len(rows) else 0


def header_rows(rows: list[Row]) -> int:
    """How many of the first rows are header, at most three; 0 where the rows start with data.

    A header row has no figure of its own; a year is none here (「2016年」, ``2020``), years head
    columns. A further header row divides the first (it has names where that one has a cell that
    spans columns or rows, which stands as one cell and empty ones beside or below it), or gives
    the columns' units or their numbers.
    """
    count = 0
    for i, row in enumerate(rows[:HEADER_ROWS]):
        below = rows[i + 1] if i + 1 < len(rows) else []
        if count and is_index(row):
            count += 1
            break
        if _is_data(row, below) or (count and not (_divides(row, rows[count - 1], below) or _is_units(row))):
            break
        count += 1
    count = count if count < len(rows) else max(0, min(1, len(rows) - 1))
    if count == 1 and len(rows[0]) > 1 and sum(map(bool, rows[0])) < 2:
        return 0  # the heading of a group of rows
    return count


def is_figure(cell: str) -> bool:
    """Whether a cell holds a figure, or the mark for one that is missing; a year is no figure here."""
    return bool(cell and _FIGURE.fullmatch(cell) and not _YEAR.fullmatch(cell))


def is_index(row: Row) -> bool:
    """Whether `row` numbers the columns, as statistical forms do below their header: 「甲 1 2 3」."""
    numbers = [cell for cell in row if cell.isdecimal()]
    labels = [cell for cell in row if not cell.isdecimal()]
    counted = [str(i) for i in range(1, len(numbers) + 1)]
    return len(numbers) > 1 and numbers == counted and 0 < len(labels) < len(row) and set(labels) <= _INDEX_CORNER


def _is_data(row: Row, below: Row) -> bool:
    """Whether `row` is no header: it has figures, or is of one kind with the row `below`."""
    if any(map(is_figure, row)):
        return True
    pairs = list(zip(row, below, strict=False))
    if any(_QUANTITY.fullmatch(a) and _QUANTITY.fullmatch(b) for a, b in pairs[1:]):
        return True
    return bool(pairs) and all(map(_YEAR.fullmatch, pairs[0])) and not any(_YEAR.fullmatch(cell) for cell in row[1:])


def _divides(row: Row, above: Row, below: Row) -> bool:
    """Whether `row` goes on with the header row `above`; `below` is the row after it."""
    named = [i for i, cell in enumerate(row) if i and cell]
    if not any(i >= len(above) or not above[i] for i in named):
        return False
    if not (row[0] and above[0] and row[0] != above[0]):
        return True
    # A name of its own in the first column is a header's only if figures stand below all others.
    return len(named) > 1 and all(i < len(below) and is_figure(below[i]) for i in named)


def _is_units(row: Row) -> bool:
    """Whether all cells of `row` but the first are units: 「（万元） （%）」."""
    filled = [cell for cell in row[1:] if cell]
    return (
        bool(filled) and all(map(_UNIT_CELL.fullmatch, filled)) and (not row[0] or bool(_UNIT_CELL.fullmatch(row[0])))
    )


def column_names(rows: list[Row]) -> Row:
    """One name a column from one or more header rows: 「2016年 出口」.

    A cell that spans columns stands in its first one; it is carried to the right as long as a
    row below goes on dividing it. A share or a change that heads several columns (「同比」) is
    called with the column that it is of: 「出口 同比」.
    """
    rows = [row for i, row in enumerate(rows) if not (i and is_index(row))]
    wide = max(map(len, rows), default=0)
    grid = [row + [""] * (wide - len(row)) for row in rows]
    names = [""] * wide
    for depth, row in enumerate(grid):
        carried = ""
        for i, cell in enumerate(row):
            divided = i and any(below[i] for below in grid[depth + 1 :])
            carried = cell or (carried if divided else "")
            if not names[i].endswith(carried):
                names[i] = f"{names[i]} {carried}".strip()
    return _qualified(names)


def _qualified(names: Row) -> Row:
    """`names`, with the column that each repeated share or change is of before it."""
    bare = ["".join(name.split()) for name in names]
    out = list(names)
    whole = ""
    for i, name in enumerate(names):
        if not _RELATIVE.search(name):
            whole = name if i else ""
        elif whole and bare.count(bare[i]) > 1:
            out[i] = f"{whole} {name}"
    return out
