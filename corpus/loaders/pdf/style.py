"""How a PDF is set: the size of its text, the distance of its lines, the edges of its columns, its headings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from corpus.loaders.pdf.placed import Layout, Placed
from corpus.loaders.pdf.rows import Row
from corpus.numbering import read_number

_LARGER = 1.12
"""A heading is so much larger than the text, at least."""
_HEADING_CHARS = 60
_RARE = 0.2
"""No more of a document's rows are headings by their size."""
_FEW_ROWS = 4


@dataclass
class Style:
    """The measures of one document, in points.

    Attributes:
        body: the size of most of its text.
        leading: from line to line, by size of the text.
        edges: the right edge of the columns, by their left edge (in tens of points).
        levels: the heading level of text of a size (in tenths of points), where that is a heading's.
    """

    body: float
    leading: dict[int, float] = field(default_factory=dict)
    edges: dict[int, float] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)

    def right(self, column: list[Placed]) -> float:
        """The right edge of a column: its own, or where it is short that of the document's like it."""
        own = _right_edge(column, self.body)
        if len(column) >= _FEW_ROWS:
            return own
        near = [self.edges[key] for key in (k + round(column[0].left / 10) for k in (-1, 0, 1)) if key in self.edges]
        return max([own, *near])

    def level(self, row: Row) -> int:
        """The heading level that the size of `row` makes it; 0 for text."""
        text = row.text
        if len(text) > _HEADING_CHARS or text.endswith(("。", "；", "，", ",", ";")) or row.size < _LARGER * self.body:
            return 0
        return self.levels.get(_tenth(row.size), 0)


def style_of(pages: list[Layout]) -> Style:
    """The style of the document whose pages are `pages`."""
    sizes: Counter[int] = Counter()
    steps: dict[int, list[float]] = defaultdict(list)
    edges: dict[int, list[float]] = defaultdict(list)
    rows = 0
    for column in columns(pages):
        texts = [p.item for p in column if isinstance(p.item, Row)]
        rows += len(texts)
        for row in texts:
            sizes[_tenth(row.size)] += sum(len(run.text) for run in row.runs)
        for a, b in pairwise(texts):
            if abs(a.size - b.size) < 0.1 * a.size and 0 < b.bottom - a.bottom < 3 * a.size:
                steps[round(a.size)].append(b.bottom - a.bottom)
        if len(column) >= _FEW_ROWS:
            edges[round(column[0].left / 10)].append(_right_edge(column, texts[0].size if texts else 0.0))
    if not sizes:
        return Style(0.0)
    style = Style(max(sizes, key=lambda size: (sizes[size], -size)) / 10)
    style.leading = {size: _usual(values) for size, values in steps.items()}
    style.edges = {left: median(rights) for left, rights in edges.items()}
    large = Counter(
        _tenth(row.size)
        for column in columns(pages)
        for row in (p.item for p in column)
        if isinstance(row, Row)
        and row.size >= _LARGER * style.body
        and len(row.text) <= _HEADING_CHARS
        and not read_number(row.text)
    )
    if large.total() <= max(3, _RARE * rows):
        ranks: list[int] = []
        for size in sorted(large, reverse=True):
            if not ranks or ranks[-1] - size > 5:
                ranks.append(size)
            style.levels[size] = min(6, len(ranks))
    return style


def columns(pages: list[Layout]) -> Iterator[list[Placed]]:
    """The rows and tables of `pages`, column by column."""
    for page in pages:
        for _, column in groupby(page.placed, key=lambda p: p.region):
            yield list(column)


def _right_edge(column: list[Placed], size: float) -> float:
    """The right edge of a column: where its longest rows end, but for one or two that stand out."""
    ends = sorted((p.item.x1 for p in column if isinstance(p.item, Row)), reverse=True)
    if len(ends) < 2 * _FEW_ROWS:
        return ends[0] if ends else column[0].right
    return next((a for a, b in pairwise(ends[:4]) if a - b < 1.2 * size), ends[0])


def _usual(steps: list[float]) -> float:
    """The distance of lines within a paragraph: the most frequent, the least of them when several are."""
    counts = Counter(round(step) for step in steps)
    top = max(counts.values())
    usual = min(step for step, count in counts.items() if count >= 0.6 * top)
    return median(step for step in steps if abs(step - usual) <= 1)


def _tenth(size: float) -> int:
    return round(size * 10)
