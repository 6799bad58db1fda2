"""Lines that are tables: put together where an extraction shredded them, parted where two meet."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from corpus import tables
from corpus.lines import Line
from corpus.tables.headers import Row, head, is_figure


def cells_of(rows: list[Line]) -> list[Row]:
    """The cells of table lines, row by row."""
    return [line.text.split("\t") for line in rows]


def reassembled(lines: list[Line]) -> list[Line]:
    """`lines` with every table that was shredded into one cell a line put together again.

    A run of cells is such a table when most of them are short, and some hold figures or all rows
    have as many cells.
    """
    out: list[Line] = []
    i = 0
    while i < len(lines):
        j = i
        while j < len(lines) and _in_run(lines, j, first=j == i):
            j += 1
        run = lines[i : max(j, i + 1)]
        if j > i and _is_shredded(run):
            rows = tables.shredded_rows(["\t" + line.text if line.kind == "cell" else line.text for line in run])
            out += [Line("\t".join(row), run[0].page, "table") for row in rows]
            out.append(Line("", run[-1].page, "blank"))
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


def _is_shredded(run: list[Line]) -> bool:
    filled = [line.text for line in run if line.text]
    if len(filled) < 9 or sum(len(cell) <= 24 for cell in filled) < 0.9 * len(filled):
        return False
    groups = [list(group) for cell, group in groupby(run, key=lambda line: line.kind == "cell") if cell]
    even = len(groups) > 2 and len(groups[0]) > 2 and len(set(map(len, groups))) == 1
    return even or any(map(is_figure, filled))


def parted(lines: list[Line]) -> list[Line]:
    """`lines` with a rule between two tables that only an empty line parts; footnotes within a table come after it.

    Rows after an empty line are a table of their own when they have a header or another width;
    else the table above goes on, as it does over a page, or with empty lines between all rows.
    """
    out: list[Line] = []
    above: list[Row] = []
    notes: list[Line] = []
    for kind, run in groupby(lines, key=lambda line: line.kind):
        group = list(run)
        if kind == "table":
            rows = cells_of(group)
            other = max(map(len, above), default=0) != max(map(len, rows)) or bool(head(rows).rows)
            if notes and other:
                out += notes
                notes, above = [], []
            elif len(above) > 1 and len(rows) > 1 and other:
                out.append(Line("", group[0].page, "rule"))
            above = rows
        elif kind == "footnote" and above:
            notes += group
            continue
        elif kind != "blank":
            out += notes
            notes, above = [], []
        out += group
    return out + notes
