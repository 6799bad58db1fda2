"""Tables in plain text: rows of cells, and what a row cannot be read without."""

from __future__ import annotations

import re

Row = list[str]

HEADER_ROWS = 3
"""No table has more rows of header."""

_NUMERIC = re.compile(r"^[-—–+]?[\d,.\s]*[%％]?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_RULE = re.compile(r"^(?::?-{2,}:?|:-:?|-:)$")
_PIPE = re.compile(r"(?<!\\)\|")


def cells(line: str) -> Row | None:
    """The cells of a table line (tab-separated or Markdown pipes), or None for any other line."""
    stripped = line.strip()
    if len(stripped) > 1 and stripped.startswith("|") and stripped.endswith("|"):
        return [cell.strip() for cell in _PIPE.split(stripped[1:-1])]
    if "\t" in line.strip("\t "):
        return [cell.strip() for cell in line.rstrip("\n").split("\t")]
    return None


def is_rule(row: Row) -> bool:
    """Whether `row` is the ruling under a Markdown table's header."""
    return all(map(_RULE.match, row))


def header_rows(rows: list[Row]) -> int:
    """How many of the first rows are header, at most three; 0 where the rows start with data.

    A header row has no figure of its own; a year is none here (「2016年」, ``2020``), years head
    columns. A second header row divides the first: it has names where that one has a cell that
    spans columns or rows, which stands as one cell and empty ones beside or below it.
    """
    count = 0
    for row in rows[:HEADER_ROWS]:
        if any(map(_is_figure, row)) or (count and not _divides(row, rows[count - 1])):
            break
        count += 1
    return count if count < len(rows) else min(1, len(rows) - 1)


def _is_figure(cell: str) -> bool:
    return bool(cell and _NUMERIC.match(cell) and not _YEAR.match(cell))


def _divides(row: Row, above: Row) -> bool:
    """Whether `row` goes on with the header row `above`."""
    if len(above) > 1 and above[0] and not any(above[1:]):
        return True  # a caption over the whole table
    names_spans = any(cell and (i >= len(above) or not above[i]) for i, cell in enumerate(row) if i)
    return names_spans and not (row[0] and above[0] and row[0] != above[0])


def column_names(rows: list[Row]) -> Row:
    """One name a column from one or more header rows: 「2016年 出口」.

    A cell that spans columns stands in its first one; it is carried to the right as long as a
    row below goes on dividing it.
    """
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
    return names


def shredded_rows(lines: list[str]) -> list[Row]:
    """Rows of a table that an extraction wrote one cell a line, each after a tab, rows apart.

    A group with a single filled cell that is no figure is a part of a wrapped cell (of the row
    above, or of the row to come) or a label that runs down the rows; it is joined to its row.
    """
    groups = _groups(lines)
    wide = max(map(len, groups), default=0)
    rows: list[Row] = []
    labelled: Row | None = None
    pending = [""] * wide
    for group in groups:
        row = group + [""] * (wide - len(group))
        filled = [i for i, cell in enumerate(row) if cell]
        if len(filled) == 1 and rows and not _NUMERIC.match(row[filled[0]]):
            column = filled[0]
            if column == 0 and labelled:
                labelled[0] += row[0]
            elif column and rows[-1][column] and not _NUMERIC.match(rows[-1][column]):
                rows[-1][column] += row[column]
            else:  # the first part of a cell whose middle stands in the row to come
                pending[column] += row[column]
        elif filled:
            row = [a + b for a, b in zip(pending, row, strict=True)]
            pending = [""] * wide
            rows.append(row)
            labelled = row if row[0] else labelled
    return [*rows, pending] if any(pending) else rows


def _groups(lines: list[str]) -> list[Row]:
    """The cells of `lines`, in groups that empty lines part; a line without a tab goes on with a cell."""
    groups: list[Row] = [[]]
    for line in lines:
        if line.startswith("\t"):
            groups[-1].append(line.strip())
        elif line.strip() and groups[-1]:
            groups[-1][-1] += line.strip()
        elif groups[-1]:
            groups.append([])
    return groups
