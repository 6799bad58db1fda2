"""In which order the parts of a page are read: columns, and what runs across them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.loaders.pdf.rows import Row, Run, rows_of

_ROWS = 5
"""A column has at least so many rows."""
_FULL = 0.8
"""Many rows of a column fill so much of it; those of a table's columns do not."""
_FULL_ROWS = 0.4
"""So many do: not more in paragraphs of two or three rows."""


_CAPTION = re.compile(r"\s*(?:续?表|附表)\s*[\d一二三四五六七八九十]")


class Item(Protocol):
    """What has a place on a page: a run, or a table."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass
class Region:
    """A part of a page that is read from top to bottom, with the edges of its column."""

    items: list[Item]
    x0: float
    x1: float


def regions(items: Sequence[Item], depth: int = 0) -> list[Region]:
    """`items` of a page as regions, in reading order."""
    if not items:
        return []
    whole = Region(list(items), min(i.x0 for i in items), max(i.x1 for i in items))
    gutter = _gutter(items) if depth < 3 else None
    if gutter is None:
        return [whole]
    out: list[Region] = []
    across: list[Item] = []
    beside: list[Item] = []

    def flush_across() -> None:
        if across:
            out.append(Region(list(across), whole.x0, whole.x1))
            across.clear()

    def flush_beside() -> None:
        for side in ([i for i in beside if i.x1 <= gutter + 1], [i for i in beside if i.x1 > gutter + 1]):
            out.extend(regions(side, depth + 1))
        beside.clear()

    for item in sorted(items, key=lambda i: (i.top + i.bottom, i.x0)):
        if item.x0 < gutter - 1 and item.x1 > gutter + 1:
            caption = [] if isinstance(item, Run) else _caption(beside)
            beside = beside[: len(beside) - len(caption)]
            flush_beside()
            across += caption
            across.append(item)
        elif across and not beside and _ends(item, across, items, gutter):
            across.append(item)  # the last row of a paragraph that runs across
        else:
            flush_across()
            beside.append(item)
    flush_across()
    flush_beside()
    return _merged(out)


def _caption(beside: list[Item]) -> list[Item]:
    """What stands as the caption of a table across the page at the end of `beside`: a row, below all the others."""
    last = [i for i in beside[-4:] if i.bottom > beside[-1].top]
    if any(isinstance(i, Run) and _CAPTION.match(i.text) for i in last) and last == beside[-len(last) :]:
        return last if all(i.bottom <= last[0].top + 1 for i in beside[: -len(last)]) else []
    return []


def _ends(item: Item, across: list[Item], items: Sequence[Item], gutter: float) -> bool:
    """Whether `item`, on one side of the gutter, is a short row of what runs across it."""
    height = item.bottom - item.top
    if item.top - max(i.bottom for i in across) > height:
        return False
    left = item.x1 <= gutter + 1
    return not any(
        other.bottom > item.top + 0.3 * height and other.top < item.bottom - 0.3 * height
        for other in items
        if (other.x0 >= gutter - 1 if left else other.x1 <= gutter + 1)
    )


def _merged(parts: list[Region]) -> list[Region]:
    """`parts` with neighbours of the same column as one."""
    out: list[Region] = []
    for part in parts:
        if out and abs(out[-1].x0 - part.x0) < 2 and abs(out[-1].x1 - part.x1) < 2:
            out[-1].items += part.items
        else:
            out.append(part)
    return out


def _gutter(items: Sequence[Item]) -> float | None:
    """Where two columns part, if `items` stand in columns: the middle of the white between them."""
    runs = [i for i in items if isinstance(i, Run)]
    if len(runs) < 2 * _ROWS:
        return None
    left, right = min(r.x0 for r in runs), max(r.x1 for r in runs)
    span = int(right - left)
    if span < 100:
        return None
    change = [0] * (span + 3)
    for run in runs:
        change[int(run.x0 - left) + 1] += 1
        change[max(int(run.x0 - left) + 1, int(run.x1 - left))] -= 1
    cover, total = [], 0
    for step in change:
        total += step
        cover.append(total)
    size = sorted(r.size for r in runs)[len(runs) // 2]
    best: tuple[int, float] | None = None
    x = int(0.12 * span)
    while x < 0.88 * span:
        end = x
        while end < span and cover[end] == cover[x]:
            end += 1
        depth = min(max(cover[: x + 1]), max(cover[end:], default=0)) - cover[x]
        if end - x >= 0.6 * size and depth >= _ROWS and (best is None or depth > best[0]):
            best = depth, left + (x + end) / 2
        x = max(end, x + 1)
    if best is None:
        return None
    middle = best[1]
    sides = [r for r in runs if r.x1 <= middle], [r for r in runs if r.x0 >= middle]
    return middle if all(map(_is_column, sides)) else None


def _is_column(runs: list[Run]) -> bool:
    """Whether `runs` are a column of text: many of their rows are about as long as the longest."""
    rows: list[Row] = rows_of(runs)
    if len(rows) < _ROWS:
        return False
    widest = max(r.x1 for r in rows) - min(r.x0 for r in rows)
    full = sum(_filled(row) >= _FULL * widest for row in rows)
    return full >= _FULL_ROWS * len(rows) and widest > 8 * rows[len(rows) // 2].size


def _filled(row: Row) -> float:
    """How much of the line the runs of `row` cover, in points, small gaps among them."""
    gaps = sum(max(0.0, b.x0 - a.x1 - row.size) for a, b in zip(row.runs, row.runs[1:], strict=False))
    return row.x1 - row.x0 - gaps
