"""Lines that are tables: put together where an extraction shredded them, parted where two meet."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from corpus import tables
from corpus.lines import Line


def cells_of(rows: list[Line]) -> list[tables.Row]:
    """The cells of table lines, row by row."""
    return [line.text.split("\t") for line in rows]


def reassembled(lines: list[Line]) -> list[Line]:
    """`lines` with every table that was shredded into one cell a line put together again.

    A run of cells is such a table when most of them are short and some hold figures.
    """
    out: list[Line] = []
    i = 0
    while i < len(lines):
        j = i
        while j < len(lines) and _in_run(lines, j, first=j == i):
            j += 1
        run = lines[i : max(j, i + 1)]
        filled = [line.text for line in run if line.text]
        short = sum(len(cell) <= 24 for cell in filled)
        if j > i and len(filled) >= 9 and short >= 0.9 * len(filled) and any(cell.isdigit() for cell in filled):
            rows = tables.shredded_rows(["\t" + line.text if line.kind == "cell" else line.text for line in run])
            out += [Line("\t".join(row), run[0].page, "table") for row in rows]
            out.append(Line("", run[0].page, "blank"))
        else:
            out += [replace(x, kind="text" if x.text else "blank") if x.kind == "cell" else x for x in run]
        i += len(run)
    return out


def _in_run(lines: list[Line], i: int, *, first: bool) -> bool:
    """Whether line `i` can be part of a shredded table: a cell, the rest of one, or a row's end."""
    line = lines[i]
    if line.kind == "cell" or (line.kind == "blank" and not first):
        return True
    between = not first and i + 1 < len(lines) and lines[i - 1].kind == lines[i + 1].kind == "cell"
    return between and line.kind == "text" and len(line.text) < 12


def parted(lines: list[Line]) -> list[Line]:
    """`lines` with a rule between two tables that only an empty line parts.

    Rows after an empty line are a table of their own when they have a header or another width;
    else the table above goes on, as it does over a page, or with empty lines between all rows.
    """
    out: list[Line] = []
    above: list[tables.Row] = []
    for kind, run in groupby(lines, key=lambda line: line.kind):
        group = list(run)
        if kind == "table":
            rows = cells_of(group)
            if len(above) > 1 and len(rows) > 1:
                other = max(map(len, above)) != max(map(len, rows))
                if other or tables.header_rows(rows):
                    out.append(Line("", group[0].page, "rule"))
            above = rows
        elif kind != "blank":
            above = []
        out += group
    return out
