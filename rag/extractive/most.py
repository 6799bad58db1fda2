"""The rows that tell the most or least of what is asked for, of whichever table tells it best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.terms import fold
from rag.compared import YEARS, behind_first, direction, kind_asked, measure, places_asked, years_between
from rag.extractive.another import called
from rag.extractive.columns import fit_beyond
from rag.extractive.extremes import Fit, extreme_cell, extreme_rows, suits, table_suits
from rag.extractive.table import TOTAL, Row, read_row, table_of
from rag.statements import Statement
from rag.support import Asked, years

FAR = 0.02
"""How likely, beside the best statement, a row must be for its table to be asked for the most or least."""
_TIED = 3
"""So many rows that hold as much are said; of more, none."""

Likely = tuple[Statement, float]
"""A statement, and how likely it answers, beside the best."""


@dataclass(frozen=True)
class _Table:
    """The rows of a table, how well the names of its columns fit, and how likely it is meant."""

    rows: Sequence[Row]
    fit: Fit
    worth: float


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
    held: dict[tuple[str, ...], list[Likely]] = {}
    for statement, score in [*ranked, *((row, 0.0) for row in rest)]:
        if statement.kind == "row":
            held.setdefault(table_of(statement), []).append((statement, score))
    tables = [_table(rows, asked) for rows in held.values()]
    best = max(tables, key=lambda table: table.worth, default=None)
    return _told_by(best, asked) if best and best.worth >= FAR else []


def unproven(asked: Asked, best: Statement) -> bool:
    """Whether the best statement is a mere row where the most, or second most, is asked for: one row proves neither."""
    question = asked.query.text
    ranked = direction(question) != 0 or behind_first(question)
    return best.kind == "row" and ranked and kind_asked(question) is not None


def _told(statement: Statement, question: str) -> bool:
    """Whether a sentence says itself what is most, which it says better than a table."""
    text = fold(statement.text)
    return statement.kind != "row" and direction(text) != 0 and measure(text) == measure(question)


def _table(held: Sequence[Likely], asked: Asked) -> _Table:
    question = asked.query.text
    rows = [read_row(statement) for statement, _ in held]
    fit = fit_beyond(question, asked.query, fold(rows[0].caption))
    likely = max(score * suits(statement, question) for statement, score in held)
    return _Table(rows, fit, likely * table_suits(rows, question, fit))


def _told_by(table: _Table, asked: Asked) -> list[Statement]:
    """The rows of a table that tell what is asked for; none if it is unclear."""
    question = asked.query.text
    across = [row for row in table.rows if extreme_cell(row, question, table.fit)]
    if across:  # what is compared heads the columns: which of them, the row's own figures say
        row = _row_meant(across, question, asked.years)
        return [row.statement] if row else []
    found = extreme_rows(table.rows, question, table.fit)
    return [row.statement for row in found] if len(found) <= max(_TIED, places_asked(question)) else []


def _row_meant(rows: Sequence[Row], question: str, asked: frozenset[str]) -> Row | None:
    """The row of the thing that a question names, else the total; of rows that are years that of the year asked for."""
    if kind_asked(question) is YEARS:
        text = "".join(question.split())
        meant = [row for row in rows if called(text, row.name) and not TOTAL.search(row.name)]
        sums = [row for row in rows if TOTAL.search(row.name)]
        return max(meant, key=lambda row: len(row.name)) if meant else next(iter(sums), None)
    if years_between(question):
        return None
    of_years = [(year, row) for row in rows for year in years(row.name)]
    if asked:
        return next((row for year, row in of_years if year in asked), None)
    return max(of_years, key=lambda pair: pair[0])[1] if of_years else rows[0] if len(rows) == 1 else None
