"""Tables in plain text: rows of cells, also of tables that an extraction shredded."""

from __future__ import annotations

import re

from corpus.tables.headers import Row

_NUMERIC = re.compile(r"^[-—–+]?[\d,.\s]*[%％]?$")
_ENUMERATED = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]|其中")
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
        if len(filled) == 1 and rows and wide > 1 and _goes_on(row[filled[0]]):
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


def _goes_on(cell: str) -> bool:
    """Whether a cell that stands alone can be a part of another: no figure, and no label with a number of its own."""
    return not _NUMERIC.match(cell) and not _ENUMERATED.match(cell)


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
