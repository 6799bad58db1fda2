"""What a page of a PDF says, row by row in reading order, each with its column."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.loaders.pdf.layout import Item, regions
from corpus.loaders.pdf.open_tables import open_tables
from corpus.loaders.pdf.page import Page, Rule
from corpus.loaders.pdf.rows import Row, Run, rows_of, runs_of
from corpus.loaders.pdf.tables import Table, ruled_tables


@dataclass(slots=True)
class Placed:
    """A row of text or a table, where it stands.

    Attributes:
        item: the row or table.
        page: from 1.
        region: the how manieth part of the page it belongs to.
        left: the left edge of its column; right: the right one, in points.
        height: of the page.
    """

    item: Row | Table
    page: int
    region: int
    left: float
    right: float
    height: float


@dataclass
class Layout:
    """A page in reading order.

    Attributes:
        number: of the page, from 1.
        placed: rows and tables.
        rules: the horizontal lines that belong to no table.
    """

    number: int
    placed: list[Placed]
    rules: list[Rule]


def layout(page: Page) -> Layout:
    """`page` in reading order."""
    tables: list[Table] = []
    rules: list[Rule] = []
    chars = page.chars
    if page.rules:
        tables, chars, rules = ruled_tables(page.rules, chars)
    runs = runs_of(chars)
    if len(rules) >= 3:
        more, runs = open_tables(rules, runs)
        tables += more
    items: list[Item] = [*runs, *tables]
    out: list[Placed] = []
    for number, region in enumerate(regions(items)):
        rows: list[Row | Table] = [*rows_of(i for i in region.items if isinstance(i, Run))]
        if len(rows) < len(region.items):
            rows += [i for i in region.items if isinstance(i, Table)]
            rows.sort(key=lambda r: (r.top, r.x0))
        out += [Placed(row, page.number, number, region.x0, region.x1, page.height) for row in rows]
    return Layout(page.number, out, rules)
