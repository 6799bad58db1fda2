"""Arithmetic on quoted figures, shown as arithmetic: which is more, and by how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.terms import fold
from rag.extractive.columns import shown_cells
from rag.extractive.parts import parts
from rag.extractive.subject import subject, things
from rag.extractive.table import read_row
from rag.extractive.wording import FIGURE
from rag.prompts import language
from rag.query import Query
from rag.runs import longest_run
from rag.statements import Statement
from rag.support import Asked, Support

_DIFFERENCE = re.compile(
    r"相差|差多少|差[^,，]{0,3}[多几]|差距|还差|[增减缩提降涨跌升][^,，]{0,4}多少|[多少高低]出?多少"
    r"|\bdifference\b|how (?:much|many) (?:more|less)"
)
_MORE = re.compile(
    r"谁[^,，。？?]{0,8}(?:更|[多大高强快前](?!少))|哪[个家边一][^,，。？?]{0,8}(?:更|[多大高强快](?!少))|更[多大高强快]"
    r"|\b(?:more|larger|bigger|higher|greater)\b"
)
_SUM = re.compile(r"加起来|合起来|总共|合计(?!金额)|之和|\b(?:altogether|combined|in total|sum)\b")
_FIGURE = r"(?<![\d.,-])(\d[\d,]*(?:\.\d+)?)\s*(?:余|多)?(万亿|亿|万)?(?:余|多)?\s*"
_MONEY = r"((?:美|欧|日|港)?元|人民币|usd|rmb|yuan)"
_UNIT = r"(平方公里|平方米|公里|公顷|亩|%|个百分点|工作日|家|项|件|户|人|吨|元|美元)"
_NAMED_BEFORE, _NAMED = 16, 4
"""Within so many characters before a figure so many of the question's in a row name it, where no unit is asked for."""
_SCALE = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_WORDS = {
    "zh": {"difference": "相差（计算）", "more": "较大", "sum": "合计（计算）", "is": "："},
    "en": {"difference": "Difference (computed)", "more": "The larger", "sum": "Sum (computed)", "is": ": "},
}


@dataclass(frozen=True)
class Figure:
    """A figure as it stands in a quoted statement.

    Attributes:
        name: what it is of.
        said: digits as written, without separators.
        scale: 万, 亿 or empty.
        unit: of it, with the scale left out.
        marker: of the citation that it stands in, from 1.
    """

    name: str
    said: str
    scale: str
    unit: str
    marker: int

    @property
    def value(self) -> Decimal:
        """It in its unit."""
        return Decimal(self.said) * _SCALE[self.scale]


def computed(asked: Asked, chosen: Sequence[Statement], support: Support) -> str:
    """What follows from two quoted figures by arithmetic, with the markers of both; empty where nothing is asked.

    Only where each statement has one figure of the kind asked for, and both have the same unit.
    """
    question = asked.query.text
    wanted = (_DIFFERENCE.search(question), _SUM.search(question), _MORE.search(question))
    figures = [_figure(asked, statement, i, support) for i, statement in enumerate(chosen, 1)]
    known = [figure for figure in figures if figure]
    pair = len(known) == 2 and known[0].unit == known[1].unit and any(part.whole for part in parts(asked.query))
    if not any(wanted) or not pair:
        return ""
    return _said(known, language(asked.text), difference=bool(wanted[0]), total=bool(wanted[1]), more=bool(wanted[2]))


def _said(known: Sequence[Figure], tongue: str, *, difference: bool, total: bool, more: bool) -> str:
    words = _WORDS[tongue]
    high, low = sorted(known, key=lambda figure: -figure.value)
    scale = high.scale if high.scale == low.scale else ""
    one, two = (figure.value / _SCALE[scale] for figure in (high, low))
    unit = f"{scale}{high.unit}"
    found = []
    if more and high.value != low.value and high.name and high.name != low.name:
        found.append(f"{words['more']}{words['is']}{high.name} {_plain(one)} > {_plain(two)}{unit}")
    if difference and high.value != low.value:
        found.append(f"{words['difference']}{words['is']}{_plain(one)} − {_plain(two)} = {_plain(one - two)}{unit}")
    if total:
        found.append(f"{words['sum']}{words['is']}{_plain(one)} + {_plain(two)} = {_plain(one + two)}{unit}")
    marks = "".join(f"[{figure.marker}]" for figure in sorted(known, key=lambda figure: figure.marker))
    return f"{'；'.join(found) if tongue == 'zh' else '; '.join(found)}{marks}" if found else ""


def _figure(asked: Asked, statement: Statement, marker: int, support: Support) -> Figure | None:
    """The only figure of a statement that is of the kind asked for; None if there are several, or none."""
    if statement.kind == "row":
        row = read_row(statement)
        cells = [cell for cell in shown_cells(row, asked) if FIGURE.fullmatch(cell.text)]
        if len(cells) != 1:
            return None
        scale = next((scale for scale in ("万亿", "亿", "万") if cells[0].unit.startswith(scale)), "")
        return Figure(row.name, cells[0].text.replace(",", ""), scale, cells[0].unit.removeprefix(scale), marker)
    query = asked.query
    names = things(query)
    text = fold(statement.text)
    name = next((name for name in names if name in text), "")
    start = text.index(name) + len(name) if name else 0
    found = [match for match in _figures(query, text) if match.start() >= start]
    if name:  # what is said of it first is said of it
        found = found[:1]
    if len(found) != 1 or not (name or query.sought.unit or query.sought.kinds):
        return None
    name = name or subject(statement, names)
    match = found[0]
    return Figure(name, match[1].replace(",", ""), match[2] or "", match[3], marker)


def _figures(query: Query, text: str) -> list[re.Match[str]]:
    """The figures in a folded text that are of what is asked for: with its unit, else behind its words."""
    asked = query.sought
    unit = f"({re.escape(asked.unit)})" if asked.unit else _MONEY if "amount" in asked.kinds else ""
    if unit:
        return list(re.finditer(_FIGURE + unit, text))
    run = "".join(query.text.split())
    found = re.finditer(_FIGURE + _UNIT, text)
    return [m for m in found if longest_run(text[max(0, m.start() - _NAMED_BEFORE) : m.start()], run) >= _NAMED]


def _plain(value: Decimal) -> str:
    """A number without an exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
