"""How an answer says a statement: in the document's words, readable by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.terms import fold
from rag.extractive.extremes import extreme_year
from rag.extractive.lead import lead
from rag.extractive.parts import parts
from rag.extractive.table import RATE, Cell, Row, read_row
from rag.prompts import language
from rag.sought import sought
from rag.statements import Statement
from rag.support import Asked, Support

_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、）》”]) +(?=[\dA-Za-z\u4e00-\u9fff（《“])"
    r"|(?<=[\dA-Za-z%）”]) +(?=[\u4e00-\u9fff，。；：、（《“])"
)
_DANGLING = re.compile(r"^(?:该|其|此|上述|这一|这些|它)")
_LIST_MARK = re.compile(r"^(?:• |\d{1,2}[.．、]\s*(?!\d)|[（(]\d{1,2}[)）]\s*|[①-⑳]\s*)")
_FEW = 3
"""Up to this many columns a row is said whole."""
_QUOTED = "Quoted: {quote}"
_CHANGE = re.compile(
    r"增速|增幅|[涨跌降]幅|增长率|同比|占比|比重|份额|百分|几成|[增涨降跌](?:了|得)?(?:多少|几)|是涨是跌|[增涨跌降]了吗|\b(?:growth|share|percent)\b"
)
"""Asks for a share or a change."""
_NUMBER = re.compile(
    r"^(?:案例\s*\d+\s+(?!的)|第[^\s]{1,4}(?:章|节|条|部分)\s+|[（(][一二三四五六七八九十\d]+[）)]\s*|[一二三四五六七八九十]+、|\d+[.．、](?!\d)\s*)"
)


def phrase(statement: Statement, asked: Asked, support: Support) -> str:
    """What the answer says of a statement: its words, without the extraction's stray spaces.

    A table row is said with column names and unit, only the columns asked for if some are; a
    sentence that leans on what stands before it gets its section in brackets.
    """
    if statement.kind == "row":
        return _row_phrase(statement, asked, support)
    text = _GAP.sub("", " ".join(_LIST_MARK.sub("", statement.text).split())).rstrip("；;")
    section = statement.passage.metadata.get("section", [])
    if _DANGLING.match(text) and section:
        text = f"（{plain_heading(section[-1])}）{text}"
    return text


def phrases(chosen: Sequence[Statement], asked: Asked, support: Support) -> list[str]:
    """What the answer says of each statement; of a single one first the figure that is asked for.

    To a question in another script a quote is said to be one: 「Quoted: …」.
    """
    said = [phrase(statement, asked, support) for statement in chosen]
    if len(chosen) == 1 and not parts(asked.query) and (figure := lead(asked, chosen[0])):
        said[0] = f"{figure}：{said[0]}"
    if language(asked.text) == "en":
        said = [_QUOTED.format(quote=text) if language(text) != "en" else text for text in said]
    return said


def plain_heading(heading: str) -> str:
    """A heading without its number."""
    return _NUMBER.sub("", heading) or heading


def _row_phrase(statement: Statement, asked: Asked, support: Support) -> str:
    """「知识产权使用费：2017年 出口 19.2万美元（表 1：…）」."""
    row = read_row(statement)
    said = "，".join(cell.said() for cell in shown_cells(row, asked, support))
    return f"{row.name}：{said}" + (f"（{row.caption}）" if row.caption else "")


def shown_cells(row: Row, asked: Asked, support: Support) -> Sequence[Cell]:
    """The cells of a row that are said: all of a few, else those that the question asks for."""
    peak = extreme_year(row, fold(asked.text), column_fit(asked.text, asked, support))
    if peak:
        return [peak]
    return row.cells if len(row.cells) <= _FEW else _asked_columns(row.cells, asked, support)


def column_fit(text: str, asked: Asked, support: Support) -> Callable[[str], float]:
    """How well the name of a column fits `text`, a question or a part of one, in [0, 1]."""
    words = support.words(text)
    total = sum(asked.terms.values()) or 1.0

    def fit(name: str) -> float:
        named = support.words(name)
        shared = [asked.terms.get(word, 0.0) for word in named if word in words]
        return sum(shared) / total * (len(shared) / len(named)) ** 0.5 if shared else 0.0

    return fit


def _asked_columns(cells: Sequence[Cell], asked: Asked, support: Support) -> list[Cell]:
    """The cells that the question asks for: of each of its years and parts, those whose columns fit best."""
    groups = [[cell for cell in cells if year in cell.column] for year in sorted(asked.years)]
    groups = [group for group in groups if group] or [list(cells)]
    wanted = [part.text for part in parts(asked.query) if not part.whole] or [asked.text]
    shown = [cell for group in groups for text in wanted for cell in _fitting(group, text, asked, support)]
    return [cell for cell in cells if cell in shown]


def _fitting(cells: Sequence[Cell], text: str, asked: Asked, support: Support) -> list[Cell]:
    """The cells of the columns that fit a part of the question best: shares and changes where it asks for those."""
    if _CHANGE.search(text):
        cells = [cell for cell in cells if RATE.search(cell.column)] or cells
    elif sought(text).figure:
        cells = [cell for cell in cells if not RATE.search(cell.column)] or cells
    for said in (text, asked.text):
        fits = list(map(column_fit(said, asked, support), (cell.column for cell in cells)))
        if best := max(fits, default=0.0):
            return [cell for cell, value in zip(cells, fits, strict=True) if value >= best - 1e-9]
    return list(cells)
