"""The row that tells the most or least of what is asked for, of whichever table tells it best."""

from __future__ import annotations

from collections.abc import Sequence

from index.terms import fold
from rag.compared import direction, measure
from rag.extractive.columns import fit_beyond
from rag.extractive.extremes import column_suits, extreme_cell, extreme_row, suits
from rag.extractive.table import read_row, table_of
from rag.statements import Statement
from rag.support import Asked, years

FAR = 0.02
"""How likely, beside the best statement, a row must be for its table to be asked for the most or least."""

Likely = tuple[Statement, float]
"""A statement, and how likely it answers, beside the best."""


def row_of_most(asked: Asked, ranked: Sequence[Likely]) -> Statement | None:
    """The row that holds the most or least of what is asked for; None where no table, or a sentence, tells that.

    Args:
        asked: the question.
        ranked: statements, best first.
    """
    question = asked.query.text
    if not direction(question) or _told(ranked[0][0], question):
        return None
    tables: dict[tuple[str, ...], list[Likely]] = {}
    for statement, score in ranked:
        if statement.kind == "row":
            tables.setdefault(table_of(statement), []).append((statement, score))
    worth = {key: _worth(held, asked) for key, held in tables.items()}
    best = max(worth, key=worth.__getitem__, default=())
    return _row(tables[best], asked) if best and worth[best] >= FAR else None


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
    return likely * column_suits(rows, question, fit)


def _row(held: Sequence[Likely], asked: Asked) -> Statement | None:
    question = asked.query.text
    rows = [read_row(statement) for statement, _ in held]
    fit = fit_beyond(question, asked.query, fold(rows[0].caption))
    if any(extreme_cell(row, question, fit) for row in rows):
        # What is compared heads its columns: which of them, the row's own figures say.
        of_year = [statement for statement, _ in held if years(statement.text.split("\t")[0]) & asked.years]
        return (of_year or [held[0][0]])[0]
    found = extreme_row(rows, question, fit)
    return found[0].statement if found else None
