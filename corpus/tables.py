"""Tables in plain text: rows of cells, and what a row cannot be read without."""

from __future__ import annotations

import re

Row = list[str]

_NUMERIC = re.compile(r"^[-—–+]?[\d,.\s]*%?$")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")


def cells(line: str) -> Row | None:
    """The cells of a table line (tab-separated or Markdown pipes), or None for any other line."""
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") >= 2:
        return [cell.strip() for cell in stripped[1:-1].split("|")]
    if line.strip("\t ").count("\t") >= 1:
        return [cell.strip() for cell in line.rstrip("\n").split("\t")]
    return None


def is_rule(line: str) -> bool:
    """Whether `line` is the ruling under a Markdown table's header."""
    return bool(_RULE.match(line)) and "|" in line


def header_rows(rows: list[Row]) -> int:
    """How many of the first rows are header: those without a figure of their own, at most three.

    A year is no figure here (「2016年」, ``2020``): years head columns.
    """
    count = 0
    for row in rows[:3]:
        values = [cell for cell in row[1:] if cell]
        figures = [cell for cell in values if _NUMERIC.match(cell) and not re.match(r"^(19|20)\d\d$", cell)]
        if figures or (values and count and row[0] and not rows[count - 1][0] == ""):
            break
        if count and row[0] and len(values) >= len(row) - 1 and rows[0][0]:
            break
        count += 1
    return count if count < len(rows) else min(1, len(rows) - 1)


def column_names(rows: list[Row]) -> Row:
    """One name a column from one or more header rows: 「2016年 出口」.

    A cell that spans columns stands in its first one; it is carried to the right as long as the
    row below goes on dividing it.
    """
    if not rows:
        return []
    wide = max(map(len, rows))
    names = [""] * wide
    for depth, row in enumerate(rows):
        carried = ""
        for i in range(wide):
            cell = row[i] if i < len(row) else ""
            divided = depth + 1 < len(rows) and i < len(rows[depth + 1]) and rows[depth + 1][i]
            carried = cell or (carried if divided and i else "")
            names[i] = f"{names[i]} {carried}".strip()
    return names


def shredded_rows(lines: list[str]) -> list[Row]:
    """Rows of a table that an extraction wrote one cell a line, each after a tab, rows apart.

    A group with fewer filled cells than the table's first row, and no figure of its own, is the
    rest of a wrapped cell and is joined to the row it belongs to.
    """
    groups: list[Row] = []
    current: Row = []
    for line in [*lines, ""]:
        if line.startswith("\t"):
            current.append(line.strip())
        elif line.strip() and current:
            current[-1] += line.strip()
        elif current:
            groups.append(current)
            current = []
    if not groups:
        return []
    wide = max(len(group) for group in groups)
    rows: list[Row] = []
    pending: Row = []
    for group in groups:
        group = group + [""] * (wide - len(group))
        filled = [i for i, cell in enumerate(group) if cell]
        if not filled:
            continue
        if len(filled) == 1 and rows and not _NUMERIC.match(group[filled[0]]):
            column = filled[0]
            labelled = [row for row in rows if row[0]]
            if column == 0 and labelled:  # a group label that runs down the rows
                labelled[-1][0] += group[0]
            elif column and rows[-1][column] and not _NUMERIC.match(rows[-1][column]):
                rows[-1][column] += group[column]
            else:  # the first part of a cell whose middle stands in the row to come
                pending = group
            continue
        if pending:
            group = [a + b for a, b in zip(pending, group, strict=True)]
            pending = []
        rows.append(group)
    return rows
