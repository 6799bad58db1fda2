"""Tables of a PDF page: from its ruling lines to rows of cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.loaders.pdf.chars import Char
from corpus.loaders.pdf.page import Rule
from corpus.loaders.pdf.rows import rows_of, runs_of
from corpus.text import join_all

_NEAR = 3.0
"""Lines that part by no more points are one, or meet."""
_MAX_CELLS = 20_000
_FILLED = 0.3
"""So many of a table's cells hold something; a chart's hold less."""


@dataclass
class Table:
    """A table with its place on the page.

    Attributes:
        rows: cells, as `corpus.loaders.grid` has them: a cell that spans others stands in its first.
        columns: the left edges of the columns, in points.
        raised: what stands raised in the cells, as the file has it.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    rows: list[list[str]]
    columns: tuple[float, ...]
    raised: list[str] = field(default_factory=list)


def ruled_tables(rules: Sequence[Rule], chars: list[Char]) -> tuple[list[Table], list[Char], list[Rule]]:
    """The tables that horizontal and vertical `rules` draw around `chars`; the characters and rules left over."""
    tables: list[Table] = []
    level, upright = merged(rules)
    for across, down in _parts(level, upright):
        table, inside = _table(across, down, chars)
        if table is not None:
            tables.append(table)
            chars = [c for c, taken in zip(chars, inside, strict=True) if not taken]
            used = set(across)
            level = [rule for rule in level if rule not in used]
    return tables, chars, level


def merged(rules: Iterable[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The horizontal and the vertical lines among `rules`, those that go on from each other as one."""
    return _chained([r for r in rules if r.top == r.bottom], 0), _chained([r for r in rules if r.top != r.bottom], 1)


def _chained(rules: list[Rule], axis: int) -> list[Rule]:
    """`rules` along one `axis` (0: horizontal), each line once."""
    out: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r[1 - axis]), r[axis])):
        for i in range(len(out) - 1, max(-1, len(out) - 40), -1):
            last = out[i]
            meet = rule[axis] <= last[axis + 2] + _NEAR and rule[axis + 2] >= last[axis] - _NEAR
            if meet and abs(last[1 - axis] - rule[1 - axis]) <= 1.5:
                ends = [*last]
                ends[axis], ends[axis + 2] = min(last[axis], rule[axis]), max(last[axis + 2], rule[axis + 2])
                out[i] = Rule(*ends)
                break
        else:
            out.append(rule)
    return out


def _parts(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The lines that meet each other, directly or through others: (horizontal, vertical)."""
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    if len(level) * len(upright) > 4_000_000:
        return []
    for i, h in enumerate(level):
        for j, v in enumerate(upright, len(level)):
            if h.x0 - _NEAR <= v.x0 <= h.x1 + _NEAR and v.top - _NEAR <= h.top <= v.bottom + _NEAR:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*level, *upright]):
        groups.setdefault(root(i), ([], []))[i >= len(level)].append(rule)
    return [part for part in groups.values() if len(part[0]) >= 2 and part[1]]


def _steps(values: Iterable[float]) -> list[float]:
    """`values` in order, those that lie together as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return out


def _table(across: list[Rule], down: list[Rule], chars: list[Char]) -> tuple[Table | None, list[bool]]:
    """The table that lines which meet draw, if it is one, and which `chars` are in it."""
    left, right = min(r.x0 for r in across), max(r.x1 for r in across)
    top, bottom = min(r.top for r in down), max(r.bottom for r in down)
    xs = _steps([*(r.x0 for r in down), left, right])
    ys = _steps([*(r.top for r in across), top, bottom])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1 or columns * rows > _MAX_CELLS:
        return None, []
    owner = _cells(xs, ys, across, down)
    held: dict[tuple[int, int], list[Char]] = {}
    inside = []
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        within = xs[0] < x < xs[-1] and ys[0] < y < ys[-1]
        inside.append(within)
        if within:
            held.setdefault(owner[bisect_right(ys, y) - 1, bisect_right(xs, x) - 1], []).append(char)
    cells = [["" for _ in range(columns)] for _ in range(rows)]
    raised: list[str] = []
    for (i, j), letters in held.items():
        lines = rows_of(runs_of(letters))
        cells[i][j] = joined([line.text for line in lines])
        raised += (text for line in lines for text in line.raised)
    used = [j for j in range(columns) if any(row[j] for row in cells)]
    cells = [[row[j] for j in used] for row in cells if any(row)]
    filled = sum(1 for row in cells for cell in row if cell)
    if len(used) < 2 or filled < max(2, _FILLED * len(set(owner.values()))):
        return None, []
    return Table(xs[0], ys[0], xs[-1], ys[-1], cells, tuple(xs[j] for j in used), raised), inside


def _cells(
    xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each field of the grid the first field of the cell that it belongs to."""
    owner = {(i, j): (i, j) for i in range(len(ys) - 1) for j in range(len(xs) - 1)}
    wall = {
        (i, j)
        for i in range(len(ys) - 1)
        for j in range(1, len(xs) - 1)
        if any(abs(v.x0 - xs[j]) <= _NEAR and v.top - 1 <= (ys[i] + ys[i + 1]) / 2 <= v.bottom + 1 for v in down)
    }
    floor = {
        (i, j)
        for j in range(len(xs) - 1)
        for i in range(1, len(ys) - 1)
        if any(abs(h.top - ys[i]) <= _NEAR and h.x0 - 1 <= (xs[j] + xs[j + 1]) / 2 <= h.x1 + 1 for h in across)
    }
    for i in range(len(ys) - 1):
        for j in range(len(xs) - 1):
            if owner[i, j] != (i, j):
                continue
            last = j
            while last + 2 < len(xs) and (i, last + 1) not in wall and owner[i, last + 1] == (i, last + 1):
                last += 1
            low = i
            while low + 2 < len(ys) and not any((low + 1, k) in floor for k in range(j, last + 1)):
                if any((low + 1, k) in wall for k in range(j + 1, last + 1)):
                    break
                low += 1
            for a in range(i, low + 1):
                for b in range(j, last + 1):
                    owner[a, b] = (i, j)
    return owner


def joined(lines: Iterable[str]) -> str:
    """The text of a cell from its lines; a word cut at a line's end keeps its hyphen."""
    text = ""
    for line in filter(None, lines):
        text = text + line if text[-1:] == "-" and line[0].islower() else join_all([text, line])
    return text
