"""The rows that tell the most or least of what is asked for, of whichever table tells it best."""

from __future__ import annotations

from collections.abc import Sequence

from index.terms import fold
from rag.compared import YEARS, behind_first, direction, kind_asked, measure, places_asked, years_between
from rag.extractive.another import named
from rag.extractive.columns import fit_beyond, without
from rag.extractive.extremes import extreme_cell, extreme_rows, suits, table_suits
from rag.extractive.table import TOTAL, Row, read_row, table_of
from rag.statements import Statement
from rag.support import Asked, years

FAR = 0.02
"""How likely, beside the best statement, a row must be for its table to be asked for the most or least."""
_TIED = 3
"""So many rows that hold as much are said; of more, none."""
_NAMED = 0.75
"""Share of a row's name that a question must hold to mean it."""

Likely = tuple[Statement, float]
"""A statement, and how likely it answers, beside the best."""


def rows_of_most(asked: Asked, ranked: Sequence[Likely], rest: Sequence[Statement] = ()) -> list[Statement]:
    """The rows that hold the most or least of what is asked for; none where no table, or a sentence, tells that.

    Args:
        asked: the question.
        ranked: statements, best first.
        rest: further rows of their tables.
    """
    question = asked.query.text
    if not direction(question) or _told(ranked[0][0], question):
        return []
    tables: dict[tuple[str, ...], list[Likely]] = {}
    for statement, score in [*ranked, *((row, 0.0) for row in rest)]:
        if statement.kind == "row":
            tables.setdefault(table_of(statement), []).append((statement, score))
    worth = {key: _worth(held, asked) for key, held in tables.items()}
    best = max(worth, key=worth.__getitem__, default=())
    return _rows([statement for statement, _ in tables[best]], asked) if best and worth[best] >= FAR else []


def unproven(asked: Asked, best: Statement) -> bool:
    """Whether the best statement is a mere row where the most, or second most, is asked for: one row proves neither."""
    question = asked.query.text
    ranked = direction(question) != 0 or behind_first(question)
    return best.kind == "row" and ranked and kind_asked(question) is not None


def _told(statement: Statement, question: str) -> bool:
    """Whether a sentence says itself what is most, which it says better than a table."""
    text = fold(statement.text)
    return statement.kind != "row" and direction(text) != 0 and measure(text) == measure(question)


def _worth(held: Sequence[Likely], asked: Asked) -> float:
    """How likely a table is meant, with how well its rows and columns are what is compared."""
    question = asked.query.text
    rows = [read_row(statement) for statement, _ in held]
    fit = fit_beyond(question, asked.query, fold(rows[0].caption))
    likely = max(score * suits(statement, question) for statement, score in held)
    return likely * table_suits(rows, question, fit, without)


def _rows(held: Sequence[Statement], asked: Asked) -> list[Statement]:
    question = asked.query.text
    rows = [read_row(statement) for statement in held]
    fit = fit_beyond(question, asked.query, fold(rows[0].caption))
    across = [row for row in rows if extreme_cell(row, question, fit)]
    if across:  # what is compared heads the columns: which of them, the row's own figures say
        row = _row_meant(across, question, asked.years)
        return [row.statement] if row else []
    found = extreme_rows(rows, question, fit)
    return [row.statement for row in found] if len(found) <= max(_TIED, places_asked(question)) else []


def _row_meant(rows: Sequence[Row], question: str, asked: frozenset[str]) -> Row | None:
    """The row of the thing that a question names, else the total; of rows that are years that of the year asked for."""
    if kind_asked(question) is YEARS:
        text = "".join(question.split())
        called = [row for row in rows if named(text, row.name) >= _NAMED and not TOTAL.search(row.name)]
        sums = [row for row in rows if TOTAL.search(row.name)]
        return max(called, key=lambda row: len(row.name)) if called else next(iter(sums), None)
    if years_between(question):
        return None
    of_years = [(year, row) for row in rows for year in years(row.name)]
    if asked:
        return next((row for year, row in of_years if year in asked), None)
    return max(of_years, key=lambda pair: pair[0])[1] if of_years else rows[0] if len(rows) == 1 else None
