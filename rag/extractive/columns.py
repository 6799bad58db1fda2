"""Which cells of a row a question asks for: the columns that it names, of its years, amounts or changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from index.terms import fold
from rag.compared import direction, flows
from rag.extractive.extremes import compared_column, extreme_cell
from rag.extractive.parts import parts
from rag.extractive.table import CHANGE, RATE, SHARE, Cell, Row, bare_name
from rag.query import Query
from rag.runs import RUN, without
from rag.sought import AGAINST_EARLIER, EARLIER, sought
from rag.support import Asked

Fit = Callable[[str], float]
"""How well the name of a column fits what is asked, in [0, 1]."""

_FEW = 3
"""Up to this many columns a row is said whole."""
_CHANGE_ASKED = re.compile(
    r"增速|增幅|[涨跌降]幅|增长率|同比|(?:增长?|上?涨|下?跌|下?降|减少?|提高|上升|下滑|变化)(?:了|得)?(?:多少|几)|是[涨跌增减升降]"
    rf"|{AGAINST_EARLIER}"
    r"|[增涨跌降]了吗|\bgrowth\b|\bgrow\b"
)
_SHARE_ASKED = re.compile(r"占比|比重|份额|占(?:了|到)?[^，,。？?]{0,8}(?:多少|几)|几成|\bshare\b")
_ANY_RATE = re.compile(r"百分|比例|\bpercent\b")
_BESIDE = re.compile(r"[、和与及,，]")
_MANY = re.compile(r"多少|几")
_GENERIC = re.compile(r"金额|数值|数量|总额|总量|情况|(?:19|20)\d{2}年?")
_MONEY_ASKED = re.compile(r"多少(?:亿|万|钱|[美欧日]?元)|how much")
_MONEY = re.compile(r"元|亿|[¥$€]|dollar|yuan")
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_WHOLE = re.compile(r"进出口|合计|总计|total")
_SUM = re.compile(r"总?额$|总[值量]$")
_JOINED = re.compile(rf"(?:[和与及、跟]|(?<![同环占对])比(?![重例较]))(?!{EARLIER})|分别|各")
_SIGN = re.compile("[顺逆]差")
_EACH_ASKED = re.compile(r"(?:各|分别)(?:是|为|有|达)?(?:多少|几)")
_CHANGES = re.compile(r"[涨增跌降]|更?快|\bfaster\b")
_NUMBER_OF = re.compile(r"([\u4e00-\u9fff]{2,4})数$")
_AMOUNTS = re.compile(r"[和与及、]\s*(?:总|成交|合同)?金?额")
"""Amounts asked for beside another column: 「合同数和金额」."""
_OTHER_NAME = 0.8
"""What it counts that the question calls a column by another name."""
_FIT = 0.5
"""A column that fits worse does not fit."""
_CAPTION = 4
"""So many characters in a row that stand in a caption are its words, and not the name of a column."""


def column_fit(text: str, query: Query) -> Fit:
    """How well the name of a column fits `text`, a question or a part of one.

    By the longest run of its name, unit and years aside, that stands there, also under the other
    names that the thesaurus has for the words there.
    """
    said = "".join(fold(text).split())
    others = ["".join(name.split()) for part in query.expansions if _stands(query, part.start, part.end, said)
              for name in part.terms]  # fmt: skip

    def fit(name: str) -> float:
        bare = _bare(name)
        if not bare:
            return 0.0
        other = max((_alike(bare, word) for word in others), default=0.0)
        return max(_alike(bare, said), _OTHER_NAME * other)

    return fit


def fit_beyond(text: str, query: Query, caption: str) -> Fit:
    """The same, but for the words of the folded caption: 「技术」 of 「技术进口情况」 does not mean the column 技术费.

    Only runs of four characters and more count as the caption's: the 出口 of 「进出口情况」 may well mean a column.
    """
    return column_fit(without(text, caption, _CAPTION), query)


_WHICH = re.compile("(?:谁|哪[个家边])[^,，。？?最]{0,4}更?[大多高强]")


def shown_cells(row: Row, asked: Asked) -> Sequence[Cell]:
    """The cells of a row that are said: all of a few, else those that the question asks for or compares by."""
    query = asked.query
    peak = extreme_cell(row, query.text, fit_beyond(query.text, query, fold(row.caption)))
    clauses = [part.text for part in parts(query) if not part.whole] or [query.text]
    each = bool(_EACH_ASKED.search(query.text))
    between = _named(_of_years(row.cells, asked.years), query.text)
    if len(between) > 1 and direction(query.text) and _WHICH.search(query.text):  # 「甲和乙谁更大」 is told by both
        return between
    if peak and not each and all(map(direction, clauses)):
        return [peak]
    if len(row.cells) <= _FEW:
        return row.cells
    cells = _of_years(row.cells, asked.years)
    named = _named(cells, query.text)
    if each and len(named) > 1 and direction(query.text):  # 「出口和进口各多少，哪个涨得快」
        changed = [
            c for c in cells if CHANGE.search(c.column) and any(_amount(c.column) == _amount(n.column) for n in named)
        ]
        return [cell for cell in cells if cell in named or (cell in changed and _CHANGES.search(query.text))]
    aside = f"{fold(row.name)}\n{fold(row.caption)}"
    compared = _compared(row, query)
    if compared:  # what else is asked for besides it
        clauses = [text for text in clauses if not direction(text)]
        named = [cell for cell in named if not _same_kind(cell, compared)]
    shown = [cell for text in clauses for asks in _asks(text) for cell in _for_part(cells, asks, query, named, aside)]
    shown += _balance(cells, [*shown, *named], query.text)
    return [cell for cell in row.cells if cell in compared or (cell in cells and (cell in shown or cell in named))]


def _balance(cells: Sequence[Cell], shown: Sequence[Cell], question: str) -> list[Cell]:
    """The balance that a question asks for, also beside another amount: 「进出口额是多少，逆差有多大」.

    With exports and imports, without which it does not tell a deficit from a surplus.
    """
    if not _SIGN.search(question):
        return []
    amounts = [cell for cell in cells if not RATE.search(cell.column)]
    balance = [] if direction(question) else [cell for cell in amounts if "差额" in cell.column]
    beside = any("差额" in cell.column for cell in [*shown, *balance])
    return [*balance, *(cell for cell in amounts if beside and flows(fold(cell.column)))]


def _compared(row: Row, query: Query) -> list[Cell]:
    """The cells of what the question compares by."""
    if not direction(query.text):
        return []
    column = compared_column([row], query.text, fit_beyond(query.text, query, fold(row.caption)))
    return [cell for cell in row.cells if column and cell.column in column.names]


def _same_kind(cell: Cell, compared: Sequence[Cell]) -> bool:
    """Whether a cell is a rate as those compared are, or an amount as they are."""
    return any(bool(RATE.search(cell.column)) == bool(RATE.search(other.column)) for other in compared)


def _asks(clause: str) -> list[str]:
    """What a clause asks for one by one: 「几份合同、多少万美元」."""
    pieces: list[str] = []
    for piece in _BESIDE.split(clause):
        leads = bool(pieces) and not _MANY.search(pieces[-1])  # what asks nothing leads what follows
        pieces[-1:] = [f"{pieces[-1]}，{piece}"] if leads else [*pieces[-1:], piece]
    return pieces if len(pieces) > 1 and all(map(_MANY.search, pieces)) else [clause]


def _of_years(cells: Sequence[Cell], years: frozenset[str]) -> list[Cell]:
    """The cells of the years asked for and those of no year, where columns are headed by those; else all."""
    if not any(year in cell.column for cell in cells for year in years):
        return list(cells)
    return [c for c in cells if any(year in c.column for year in years) or not _YEAR.search(c.column)]


def _named(cells: Sequence[Cell], question: str) -> list[Cell]:
    """The cells whose columns stand in the question by their names, those of longer names first of all."""
    text = "".join(question.split())
    found: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: -len(_bare(cell.column))):
        name = _bare(cell.column)
        rate = bool(RATE.search(cell.column))
        if len(name) >= RUN and name in text and (not rate or RATE.search(name) or name in ("占比", "比重")):
            found.append(cell)
            if not any(name == _bare(other.column) for other in cells if other not in found):
                text = text.replace(name, "\0")
    if found and _AMOUNTS.search(question) and not any(map(_is_amount, found)):
        found += [cell for cell in cells if _is_amount(cell)][:1]
    return [cell for cell in cells if cell in found and not (RATE.search(cell.column) and not RATE.search(question))]


def _is_amount(cell: Cell) -> bool:
    """Whether a column tells money."""
    return cell.column.rstrip().endswith("额") or bool(_MONEY.search(cell.unit))


def _for_part(cells: Sequence[Cell], text: str, query: Query, named: Sequence[Cell], aside: str) -> list[Cell]:
    """The cells that one part of the question asks for: changes or shares where it asks for those.

    What stands in `aside`, the row's name and the table's caption, says less of the column than other words.
    """
    rates = _rates(text)
    if rates:
        return [cell for rate in rates for cell in _of_rate(cells, rate, text, query, aside)]
    if any(_bare(cell.column) in "".join(text.split()) for cell in named):
        counted = _counted(cells, text) if not _MONEY_ASKED.search(fold(text)) else []
        return counted if len(counted) == 1 else []
    figures = [cell for cell in cells if not RATE.search(cell.column)] if sought(text).figure else []
    return _fitting(figures or cells, text, query, aside)


def _of_rate(cells: Sequence[Cell], rate: re.Pattern[str], text: str, query: Query, aside: str) -> list[Cell]:
    """The changes or shares that a part asks for; the amounts, which tell no rate, where there are none."""
    told = [cell for cell in cells if rate.search(fold(cell.column))]
    if len(told) > 1:
        name = aside.split("\n")[0]
        of = _of_amount(told, text, name) or _of_amount(told, query.text, name) or _of_whole(told, query)
        if of:
            return of
    return _fitting(told or [cell for cell in cells if not RATE.search(cell.column)] or cells, text, query, aside)


def _fitting(cells: Sequence[Cell], text: str, query: Query, aside: str) -> list[Cell]:
    """Those of the cells that count what is asked for, or whose columns a part or the question names best; else all."""
    fitting = _counted(cells, text) or (_counted(cells, query.text) if not sought(text).kinds else []) or list(cells)
    fits = [_fits(cell.column, text, query, aside) for cell in fitting]
    if fits and max(max(pair) for pair in fits) >= _FIT:
        best = max(fits)
        return [cell for cell, value in zip(fitting, fits, strict=True) if value == best]
    return fitting


def _of_amount(cells: Sequence[Cell], text: str, row: str) -> list[Cell]:
    """Of the rates of several amounts (出口 同比, 进口 同比) that of the one which `text` names, the last if several.

    All that it names where it joins them. The 出口 of 进出口 names no exports where the table has both, nor does that
    of the row's own name.
    """
    rest = "".join(fold(text).split())
    rest = rest.replace(row, "\0" * len(row)) if len(row) > RUN else rest
    found: list[tuple[int, Cell]] = []
    for name in sorted({_amount(cell.column) for cell in cells}, key=len, reverse=True):
        if len(name) >= RUN and name in rest:
            found += [(rest.rfind(name), cell) for cell in cells if _amount(cell.column) == name]
            rest = rest.replace(name, "\0" * len(name))
    last = max((at for at, _ in found), default=0)
    kept = [cell for at, cell in found if at == last or _JOINED.search(text)]
    return [cell for cell in cells if cell in kept]


def _of_whole(cells: Sequence[Cell], query: Query) -> list[Cell]:
    """Of the rates of several amounts that of their sum; none where the question means one of them by another name."""
    fit = column_fit(query.text, query)
    fits = {cell.column: fit(_amount(cell.column)) for cell in cells}
    whole = [cell for cell in cells if _WHOLE.fullmatch(_amount(cell.column))]
    best = max(fits.values())
    return whole if best < _FIT or any(fits[cell.column] >= best for cell in whole) else []


@lru_cache(maxsize=2048)
def _amount(column: str) -> str:
    """Of what a column tells the rate: 「出口」 of 「出口额 同比（%）」."""
    return _SUM.sub("", RATE.sub("", _bare(column)))


def _fits(name: str, text: str, query: Query, aside: str) -> tuple[float, float]:
    """How well the name of a column fits a part of the question, and the whole of it."""
    first, second = (
        round(fit_beyond(said, query, aside)(name) + column_fit(without(said, aside), query)(name) / 2, 3)
        for said in (text, query.text)
    )
    return (first if first >= _FIT else 0.0), second


def _counted(cells: Sequence[Cell], text: str) -> list[Cell]:
    """The cells that count what `text` asks for by its unit: 「几份」, 「多少亿」."""
    if _MONEY_ASKED.search(fold(text)):
        return [cell for cell in cells if _MONEY.search(f"{cell.unit}{cell.text}")]
    unit = sought(text).unit
    if not unit:
        return []
    told = [c for c in cells if c.unit.endswith(unit) or f"{unit}数" in c.column or c.text.endswith(unit)]
    return told or [c for c in cells if (number_of := _NUMBER_OF.search(c.column)) and number_of[1] in text]


def _rates(text: str) -> list[re.Pattern[str]]:
    """What columns are called that tell the changes and shares that `text` asks for, if any."""
    found = [names for asked, names in ((_CHANGE_ASKED, CHANGE), (_SHARE_ASKED, SHARE)) if asked.search(text)]
    return found or ([RATE] if _ANY_RATE.search(text) else [])


@lru_cache(maxsize=2048)
def _bare(name: str) -> str:
    """What the name of a column says beside its unit, years and words that any column may have."""
    words = [bare_name(word) for word in fold(bare_name(re.sub(r"\s+(?=[(（])", "", name))).split()]
    telling = [word for word in words if not _GENERIC.fullmatch(word)] or words
    return "".join(_YEAR.sub("", word) for word in telling)


def _alike(name: str, text: str) -> float:
    """The share of a name that stands in `text`, in runs of two characters and more."""
    least = min(RUN, len(name))
    at = held = 0
    while at < len(name):
        run = 0
        while at + run < len(name) and name[at : at + run + 1] in text:
            run += 1
        held += run if run >= least else 0
        at += max(1, run)
    return held / len(name)


def _stands(query: Query, start: int, end: int, text: str) -> bool:
    return "".join(query.text[start:end].split()) in text
