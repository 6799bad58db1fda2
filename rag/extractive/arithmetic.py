"""Arithmetic on quoted figures, shown as arithmetic: which is more, and by how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.terms import fold
from rag.extractive.columns import shown_cells
from rag.extractive.parts import parts
from rag.extractive.subject import subject, things
from rag.extractive.table import RATE, Cell, bare_name, read_row
from rag.extractive.wording import FIGURE
from rag.prompts import language
from rag.query import Query
from rag.runs import longest_run
from rag.statements import Statement
from rag.support import Asked, Support

_GAP = "相差|差多少|差[^,，]{0,3}[多几]|差距"
_DIFFERENCE = re.compile(
    rf"{_GAP}|还差|[增减缩提降涨跌升][^,，]{{0,4}}多少|[多少高低快慢长短][出了]?(?:多少|几)"
    r"|\bdifference\b|how (?:much|many) (?:more|less)"
)
_MORE = re.compile(
    r"谁[^,，。？?]{0,8}(?:更|[多大高强快前](?!少))|哪[个家边一][^,，。？?]{0,8}(?:更|[多大高强快](?!少))|更[多大高强快]"
    r"|\b(?:more|larger|bigger|higher|greater)\b"
)
_SUM = re.compile(r"加起来|合起来|总共|合计(?!金额)|之和|\b(?:altogether|combined|in total|sum)\b")
_FIGURE = r"(?<![\d.,-])(\d[\d,]*(?:\.\d+)?)\s*(?:余|多)?(万亿|亿|万)?(?:余|多)?\s*"
_MONEY = r"((?:美|欧|日|港)?元|人民币|usd|rmb|yuan)"
_UNITS = "平方公里|平方米|公里|公顷|亩|%|个百分点|工作日|家|项|件|户|人(?!次)|吨|元|美元"
_UNIT = f"({_UNITS})"
_COUNTED = rf"({_UNITS}|个(?![月国省]|工作|小时|百分)|宗|笔|单|名|列|架次|辆|人次|套|座|所)"
"""What figures are counted in that the words of the question stand before."""
_SET_APART = re.compile(rf"{_GAP}|[多少高低][出了]?(?:多少|几)|加起来|合起来|合计|之和|\bdifference\b")
"""What the two figures of one row may be asked for by; how each has grown is no difference of them."""
_RATE = re.compile(rf"{RATE.pattern}|增|速|率|排名|位次")
_SO_FAR, _ANEW = re.compile("累计|截至|总共"), re.compile("新增|当年|全年|年内")
"""What there is in all, and what a year added."""
_MEAN, _CLAUSE = re.compile("平均|年均|人均|户均"), re.compile("[,，;；。]")
"""An average, and what ends the clause that tells one."""
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

    Only where two statements have one figure each of the kind asked for, or a row has both under columns that the
    question names, and in the same unit; no rates, no averages, and no total so far beside what a year added.
    """
    question = asked.query.text
    wanted = (_DIFFERENCE.search(question), _SUM.search(question), _MORE.search(question))
    if not any(wanted):
        return ""
    pairs = (_pair(asked, one, i) for i, one in enumerate(chosen, 1) if one.kind == "row")
    row = next(filter(None, pairs), [])
    known = row or list(filter(None, (_figure(asked, statement, i, support) for i, statement in enumerate(chosen, 1))))
    if not row and (not any(part.whole for part in parts(asked.query)) or _of_two_kinds(chosen)):
        return ""
    if len(known) != 2 or known[0].unit != known[1].unit or known[0].unit == "个百分点":
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
    marks = "".join(f"[{marker}]" for marker in sorted({figure.marker for figure in known}))
    return f"{'；'.join(found) if tongue == 'zh' else '; '.join(found)}{marks}" if found else ""


def _figure(asked: Asked, statement: Statement, marker: int, support: Support) -> Figure | None:
    """The only figure of a statement that is of the kind asked for; None if there are several, or none."""
    if statement.kind == "row":
        row = read_row(statement)
        cells = _cells(shown_cells(row, asked), marker)
        return replace(cells[0], name=row.name) if len(cells) == 1 else None
    query = asked.query
    names = things(query)
    text = fold(statement.text)
    name = next((name for name in names if name in text), "")
    start = text.index(name) + len(name) if name else 0
    found = [match for match in _figures(query, text, named=bool(name)) if match.start() >= start]
    if name:  # what is said of it first is said of it
        found = found[:1]
    if len(found) != 1 or not (name or query.sought.unit or query.sought.kinds):
        return None
    if _MEAN.search(_CLAUSE.split(text[: found[0].start()])[-1]) and not _MEAN.search(query.text):
        return None
    name = name or subject(statement, names)
    match = found[0]
    return Figure(name, match[1].replace(",", ""), match[2] or "", match[3], marker)


def _cells(cells: Sequence[Cell], marker: int) -> list[Figure]:
    """The figures among the cells of a row, each named by its column."""
    found: list[Figure] = []
    for cell in cells:
        if FIGURE.fullmatch(cell.text):
            scale = next((scale for scale in ("万亿", "亿", "万") if cell.unit.startswith(scale)), "")
            unit = cell.unit.removeprefix(scale)
            found.append(Figure(bare_name(cell.column).strip(), cell.text.replace(",", ""), scale, unit, marker))
    return found


def _pair(asked: Asked, row: Statement, marker: int) -> list[Figure]:
    """The two figures of a row that the question sets apart or adds up, by names of columns; none where it has not."""
    question = asked.query.text
    shown = shown_cells(read_row(row), asked)
    figures = _cells(shown, marker)
    if len(shown) != 2 or len(figures) != 2 or not _SET_APART.search(question) or _RATE.search(question):
        return []
    names = [figure.name for figure in figures]
    apart = all(name and name in question for name in names) and not any(
        a != b and a in b for a in names for b in names
    )
    amounts = all(figure.unit and not _RATE.search(cell.column) for figure, cell in zip(figures, shown, strict=True))
    return figures if apart and amounts else []


def _of_two_kinds(chosen: Sequence[Statement]) -> bool:
    """Whether one statement tells what there is in all, and the other what a year added."""
    return any(_SO_FAR.search(s.text) for s in chosen) and any(
        _ANEW.search(s.text) and not _SO_FAR.search(s.text) for s in chosen
    )


def _figures(query: Query, text: str, *, named: bool) -> list[re.Match[str]]:
    """The figures in a folded text that are of what is asked for.

    With its unit; of several, where no thing is named whose figure comes first, those behind the question's words.
    """
    asked = query.sought
    unit = f"({re.escape(asked.unit)})" if asked.unit else _MONEY if "amount" in asked.kinds else ""
    run = "".join(query.text.split())
    every = list(re.finditer(_FIGURE + (unit or (_UNIT if named else _COUNTED)), text))
    if unit and (named or len(every) < 2):
        return every
    befores = [  # what stands before another figure names that one
        text[max(last.end() if last else 0, match.start() - _NAMED_BEFORE) : match.start()]
        for last, match in zip([None, *every], every, strict=False)
    ]
    return [match for match, before in zip(every, befores, strict=True) if longest_run(before, run) >= _NAMED]


def _plain(value: Decimal) -> str:
    """A number without an exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
