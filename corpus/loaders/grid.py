"""Cells that span columns and rows, as rows of equal meaning column by column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_COLUMNS = 500
"""No row is made wider by cells that span columns."""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and over how many columns and rows it reaches."""

    text: str
    columns: int = 1
    rows: int = 1


def grid(rows: Iterable[Iterable[Cell]]) -> list[list[str]]:
    """`rows` as texts: a cell's text stands in its first column and row, the rest that it covers is empty."""
    out: list[list[str]] = []
    below: dict[int, int] = {}  # column → how many rows a cell above still covers
    for cells in rows:
        row: list[str] = []
        for cell in cells:
            _fill(row, below)
            for i in range(max(1, min(cell.columns, MAX_COLUMNS - len(row)))):
                below[len(row)] = cell.rows - 1
                row.append("" if i else cell.text)
        _fill(row, below)
        out.append(row)
    return out


def _fill(row: list[str], below: dict[int, int]) -> None:
    """Adds to `row` the columns, from its end on, that a cell above covers."""
    while below.get(len(row), 0) > 0:
        below[len(row)] -= 1
        row.append("")
