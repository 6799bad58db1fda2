"""Tables with horizontal rules only, as papers set them: columns from the white between the cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.loaders.pdf.layout import Item, regions
from corpus.loaders.pdf.page import Rule
from corpus.loaders.pdf.rows import Row, Run, rows_of
from corpus.loaders.pdf.tables import Table, joined

_SAME = 5.0
"""Rules of one table begin and end within so many points."""
_WHITE = 0.5
"""So wide, in heights of the text, is the white between columns at least."""
_ROWS_A_BAND = 3
Span = tuple[float, float]


def open_tables(rules: Sequence[Rule], runs: list[Run]) -> tuple[list[Table], list[Run]]:
    """The tables between `rules` that no vertical line crosses, and the runs left over."""
    tables: list[Table] = []
    for group in _groups(rules):
        bands = [[r for r in runs if _between(r, a, b)] for a, b in pairwise(group)]
        first = 0
        while first < len(bands):
            last = first
            while last < len(bands) and _tabular(bands[last]):
                last += 1
            if last - first >= 2 and (table := _table(group[first : last + 1], bands[first:last])) is not None:
                tables.append(table)
                taken = {id(r) for band in bands[first:last] for r in band}
                runs = [r for r in runs if id(r) not in taken]
            first = last + 1
    return tables, runs


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules of the same width above each other, at least three, from top to bottom.

    Between two, one from within to their right end counts: what is below a header whose first cell has no rule.
    """
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.top):
        for group in groups:
            if abs(group[0].x0 - rule.x0) <= _SAME and abs(group[0].x1 - rule.x1) <= _SAME:
                if rule.top - group[-1].top > _SAME:  # a double line is one
                    group.append(rule)
                break
        else:
            groups.append([rule])
    whole = [group for group in groups if len(group) >= 3]
    return whole + [[a, middle, b] for a, b in (g for g in groups if len(g) == 2) if (middle := _inner(a, b, rules))]


def _inner(above: Rule, below: Rule, rules: Sequence[Rule]) -> Rule | None:
    """The rule below the header between two rules of a table, drawn out to their width, if there is just one."""
    found = [r for r in rules if above.top + _SAME < r.top < below.top - _SAME and r.x1 > above.x0 and r.x0 < above.x1]
    if len(found) != 1 or found[0].x0 < above.x0 or abs(found[0].x1 - above.x1) > _SAME:
        return None
    return above._replace(top=found[0].top, bottom=found[0].top)


def _between(run: Run, above: Rule, below: Rule) -> bool:
    middle = (run.top + run.bottom) / 2
    return above.top < middle < below.top and run.x0 >= above.x0 - _SAME and run.x1 <= above.x1 + _SAME


def _tabular(band: list[Run]) -> bool:
    """Whether the text between two rules can be rows of a table."""
    rows = rows_of(band)
    if not rows or len(_columns(rows)) < 2:
        return False
    items: list[Item] = list(band)
    return len(regions(items)) == 1


def _columns(rows: Sequence[Row]) -> list[Span]:
    """Where the columns of `rows` lie: the spans of x that something covers."""
    size = max(row.size for row in rows)
    spans: list[Span] = []
    for run in sorted((run for row in rows for run in row.runs), key=lambda r: r.x0):
        if spans and run.x0 - spans[-1][1] < _WHITE * size:
            spans[-1] = spans[-1][0], max(spans[-1][1], run.x1)
        else:
            spans.append((run.x0, run.x1))
    return spans


def _table(rules: list[Rule], bands: list[list[Run]]) -> Table | None:
    rows = [rows_of(band) for band in bands]
    columns = _columns([row for band in rows[1:] for row in band])
    if len(columns) < 2:
        return None
    head = [_cells(row, columns) for row in rows[0]]
    spanning = any(_columns_of(run, columns)[1:] for row in rows[0] for run in row.runs)
    head = _grouped(rows[0], columns) or (_level(head) if spanning else [_stacked(head)])
    out = list(head)
    body = rows[1:]
    if len(body) >= 3 and sum(map(len, body)) <= _ROWS_A_BAND * len(body):
        out += [_stacked([_cells(row, columns) for row in band]) for band in body]
    else:
        for row in (row for band in body for row in band):
            cells = _cells(row, columns)
            if not cells[0] and len(out) > len(head) and not any(c[:1].isdigit() for c in cells):
                out[-1] = _stacked([out[-1], cells])  # the rest of cells that were too long for a line
            else:
                out.append(cells)
    raised = [text for band in rows for row in band for text in row.raised]
    return Table(rules[0].x0, rules[0].top, rules[0].x1, rules[-1].top, out, tuple(x for x, _ in columns), raised)


def _grouped(rows: list[Row], columns: list[Span]) -> list[list[str]] | None:
    """A header of two rows whose upper cells each stand over the middle of as many lower ones; None for any other.

    Such a cell is often narrower than the white between the columns that it is for, and stands over one or none.
    """
    if any(run.raised for row in rows for run in row.runs):
        return None
    label = [run for row in rows for run in row.runs if _columns_of(run, columns) == [0]]
    above, *below = [runs for row in rows if (runs := [run for run in row.runs if run not in label])] or [[]]
    if len(label) > 1 or len(below) != 1 or not 0 < len(above) < len(below[0]) or len(below[0]) % len(above):
        return None
    size, lower = len(below[0]) // len(above), below[0]
    out = [["" for _ in columns] for _ in range(2)]
    if label:
        out[0][0] = label[0].text
    for i, run in enumerate(above):
        group = lower[i * size : (i + 1) * size]
        if abs(run.x0 + run.x1 - group[0].x0 - group[-1].x1) > 3 * run.size:
            return None
        out[0][_columns_of(group[0], columns)[0]] = run.text
    for run in lower:
        out[1][_columns_of(run, columns)[0]] = run.text
    return out if sum(map(bool, out[1])) == len(lower) else None


def _level(head: list[list[str]]) -> list[list[str]]:
    """A header's rows, without those for a label alone that stands halfway beside two of them: it goes to the first."""
    rest = [row for row in head if sum(map(bool, row)) > 1]
    for row in head if rest else []:
        j = next((i for i, cell in enumerate(row) if cell), 0)
        if sum(map(bool, row)) == 1:
            if any(other[j] for other in rest):
                return head
            rest[0] = [*rest[0][:j], row[j], *rest[0][j + 1 :]]
    return rest or head


def _stacked(rows: list[list[str]]) -> list[str]:
    """Rows that are lines of the same cells, as one."""
    return [joined(cells) for cells in zip(*rows, strict=True)]


def _columns_of(run: Run, columns: list[Span]) -> list[int]:
    """The columns that `run` stands in or over."""
    over = [j for j, (x0, x1) in enumerate(columns) if min(x1, run.x1) - max(x0, run.x0) > 0]
    return over or [min(range(len(columns)), key=lambda j: abs(sum(columns[j]) - run.x0 - run.x1))]


def _cells(row: Row, columns: list[Span]) -> list[str]:
    """The cells of `row`; what stands over several columns is in the first of them."""
    cells: list[list[Run]] = [[] for _ in columns]
    for run in row.runs:
        cells[_columns_of(run, columns)[0]].append(run)
    return [Row(runs).text.replace("\t", " ") if runs else "" for runs in cells]
