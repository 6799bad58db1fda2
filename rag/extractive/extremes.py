"""The most or least of something: which row or year of a table the question means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.terms import fold
from rag.compared import BALANCE, YEARS, direction, kind_asked, measure, told_by
from rag.extractive.table import CHANGE, RATE, SHARE, TOTAL, Cell, Row, bare_name
from rag.statements import Statement

_LARGER = re.compile(r"^(?:亚洲|欧洲|非洲|[北南拉]美洲?|大洋洲|拉丁美洲|欧盟|东盟|其他|其它|一带一路.*|RCEP.*)$")
_COUNTRY = re.compile(r"国家|国别|地区|country|countries")
_MONEY = re.compile(r"额|值|收入|金")
"""A column of amounts, which a question means that names none."""
_DEFICIT = re.compile(r"逆差|\bdeficit\b")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_COLUMNS = {"change": CHANGE, "share": SHARE, "balance": BALANCE}
"""What is compared (`rag.compared.measure`) → what its columns are called."""
_SUITS = 200.0
_ANY_COLUMN = 0.3
"""What a table counts none of whose columns the question names."""

Fit = Callable[[str], float]
"""How well the name of a column fits the question."""


def extreme_row(rows: Sequence[Row], question: str, fit: Fit) -> tuple[Row, str] | None:
    """The row that holds the most (or least) of what is asked for, and the column that says so; None if unclear.

    Args:
        rows: of one table.
        question: folded.
        fit: of a column's name.
    """
    sign = direction(question)
    column = _column(rows, question, fit)
    if not sign or column is None:
        return None
    held = [(value, row) for row in rows if (value := _value(row, column)) is not None and _counts(row, question)]
    if len(held) < 2:
        return None
    told = fold(column)
    if BALANCE.search(told) and bool(_DEFICIT.search(question)) != bool(_DEFICIT.search(told)):
        sign = -sign  # the largest deficit is the least balance
    return max(held, key=lambda pair: sign * pair[0])[1], column


def suits(row: Statement, question: str) -> float:
    """How much likelier a table is meant whose rows (or columns) are what is asked for: 「哪个国家」, 「哪年」."""
    kind = kind_asked(question)
    header = fold(str(row.passage.metadata.get("context", "")).split("\n")[-1])
    return _SUITS if kind and told_by(kind, header, fold(row.text.split("\t")[0])) else 1.0


def column_suits(rows: Sequence[Row], question: str, fit: Fit) -> float:
    """How well the best column of a table tells what is compared; 0 for a table that cannot tell it."""
    column, of = _column(rows, question, fit), _COLUMNS.get(measure(question))
    if column is None or (of and not of.search(fold(column))):
        return 0.0
    return _ANY_COLUMN + fit(column)


def extreme_cell(row: Row, question: str, fit: Fit) -> Cell | None:
    """The cell of the year (or province) in which a row holds the most (or least); None if its columns are none."""
    sign, kind = direction(question), kind_asked(question)
    if not sign or kind is None or kind.names is None:
        return None
    names, of = kind.names, _COLUMNS.get(measure(question))
    cells = [cell for cell in row.cells if names.search(bare_name(cell.column).strip()) and cell.value is not None]
    cells = [cell for cell in cells if (of.search(fold(cell.column)) if of else not RATE.search(cell.column))]
    if len(cells) < 2:
        return None
    fits = [fit(names.sub("", cell.column)) for cell in cells]
    cells = [cell for cell, value in zip(cells, fits, strict=True) if value >= max(fits) - 1e-9]
    return max(cells, key=lambda cell: sign * (cell.value or 0.0))


def _column(rows: Sequence[Row], question: str, fit: Fit) -> str | None:
    """The name of the column whose figures are compared."""
    names = list(dict.fromkeys(cell.column for row in rows for cell in row.cells if cell.value is not None))
    of = _COLUMNS.get(measure(question))
    years = _YEAR.findall(question)
    named = [name for name in names if any(year in name for year in years)] or names
    if not YEARS.asked.search(question) and any(_YEAR.search(name) for name in named):
        last = max(_YEAR.findall(" ".join(named)))
        named = [name for name in named if last in name or not _YEAR.search(name)]
    fitting = [name for name in named if (of.search(fold(name)) if of else not RATE.search(name))] or named
    if not fitting:
        return None
    return max(fitting, key=lambda name: (fit(name), bool(_MONEY.search(name)), -names.index(name)))


def _value(row: Row, column: str) -> float | None:
    return next((cell.value for cell in row.cells if cell.column == column), None)


def _counts(row: Row, question: str) -> bool:
    """Whether a row is one of those that are compared: no total, no continent where countries are."""
    if TOTAL.search(row.name):
        return False
    return not (_COUNTRY.search(question) and _LARGER.match(row.name))
