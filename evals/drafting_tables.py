"""Questions drafted from tables: a cell, the largest of a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain_core.documents import Document

from evals.dataset import Question
from evals.drafting_words import chinese, drafted, generic, subject
from index.passage import about
from rag.phrase import plain_heading

_NUMERIC = re.compile(r"^[-+−]?\d[\d,]*(?:\.\d+)?%?$")
_FIGURE = re.compile(r"^[-+−]?\d[\d,]*(?:\.\d+)?\s*(?:%|[\u4e00-\u9fff]{0,5})$")
_YEAR = re.compile(r"^(?:19|20)\d\d年?$")
_CAPTION_NUMBER = re.compile(r"^(?:续?表|Table)\s*[\d.一二三四五六七八九十-]+\s*[:：.、,，]?\s*", re.IGNORECASE)
_LEAD = re.compile(r"^(?:按年|之\d+|续)\s+")
_UNIT_LINE = re.compile(r"^[（(]?\s*(?:单\s*位|计量|注)")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_RANK = re.compile(r"排名|排序|序号|位次|名次|编号|Rank|No\.", re.IGNORECASE)
_TOTAL = re.compile(r"合计|总计|小计|总额|总量|共计|全国|全省|全市|其中|平均|Total|All", re.IGNORECASE)
_BARE = ("数值", "数量", "数据", "指标值", "Value", "Figure", "Number")
_UNIT = re.compile(r"[（(][^（()）\d]{1,6}[)）]$")
_NO_MAXIMUM = re.compile(rf"{_RANK.pattern}|差额|逆差|顺差|年份|时间", re.IGNORECASE)
_PARTS = 3


@dataclass(frozen=True)
class Row:
    """A row: the text as it stands, what names it and heads that, and its figures by column."""

    text: str
    label: str
    of: str
    cells: dict[str, str]


def cells(passages: Sequence[Document]) -> Iterator[Question]:
    """A cell, by the names of its row and column. `passages`: all parts of one table."""
    table = _read(passages)
    twice = Counter(row.label for row in table)
    name = _named(passages[0])
    for row in table:
        if twice[row.label] > 1 or not name:
            continue
        for column, cell in row.cells.items():
            if _RANK.search(column) or (column, cell) == ("", ""):
                continue
            yield drafted(passages[0], "table", _cell(name, row.label, column), [row.text], cell, ((cell,),))


def maxima(passages: Sequence[Document]) -> Iterator[Question]:
    """Which row has the largest figure in a column, where the rows are of one kind."""
    table = _read(passages)
    rows = [row for row in table if not _TOTAL.search(row.label)]
    name, totals = _named(passages[0]), [row for row in table if _TOTAL.search(row.label)]
    parts = any(row.label.startswith(("其中", "#")) or "其中" in row.text for row in table)
    if len(rows) < _PARTS + 1 or parts or not name or len({row.label for row in rows}) < len(rows):
        return
    corner = re.split(r"[及和、/]", _BRACKETS.sub("", rows[0].of))[0].strip()
    mixed = corner in ("类别", "指标", "项目", "内容") or any(_UNIT.search(row.label) for row in rows)
    if not 1 < len(corner) <= 8 or mixed:
        return  # the rows are of different kinds
    for column in rows[0].cells:
        if (
            not column
            or _NO_MAXIMUM.search(column)
            or not all(_NUMERIC.match(row.cells.get(column, "")) for row in rows)
        ):
            continue
        ranked = sorted(rows, key=lambda row: float(row.cells[column].strip("%").replace(",", "").replace("−", "-")))
        best, second = ranked[-1], ranked[-2]
        if best.cells[column] in (second.cells[column], *(row.cells.get(column) for row in totals)):
            continue
        plain = _BRACKETS.sub("", column).strip()
        asked = (
            f"{name}中，按{f'{plain}年' if _YEAR.match(plain) else plain}看，哪个{corner}最高？"
            if chinese(name)
            else f"In {name}, which {corner} has the highest {plain}?"
        )
        yield drafted(
            passages[0],
            "maximum",
            asked,
            [best.text],
            f"{best.label}（{best.cells[column]}）",
            ((best.label,), (best.cells[column],)),
        )


def _cell(name: str, label: str, column: str) -> str:
    if not chinese(name + label):
        return f"In {name}, what is the {column or 'value'} of {label}?"
    if _YEAR.match(column):
        return f"{name}中，{column.rstrip('年')}年{label}是多少？"
    if column in _BARE or not column:
        return f"{name}中，{label}是多少？"
    return f"{name}中，{label}的{column}是多少？"


def _read(passages: Sequence[Document]) -> list[Row]:
    rows: list[Row] = []
    seen: set[str] = set()
    for passage in passages:
        header = about(passage)[2].split("\n")[-1]
        names = [name.strip() for name in header.split("\t")]
        for line in passage.page_content.split("\n"):
            found = [cell.strip() for cell in line.split("\t")]
            if len(found) != len(names) or found == names or line in seen:
                continue
            at = next((i for i, cell in enumerate(found) if cell and not _NUMERIC.match(cell)), None)
            if at is None:
                continue
            while at + 1 < len(found) and found[at + 1] and not _FIGURE.match(found[at + 1]):
                at += 1
            label = re.sub(r"^(?:其中|#)\s*[:：]?\s*", "", found[at]).strip()
            figures = {names[i]: found[i] for i in range(at + 1, len(found)) if _FIGURE.match(found[i])}
            if figures and 1 < len(label) <= 30:
                seen.add(line)
                rows.append(Row(line.strip(), label, names[at], figures))
    return rows


def _named(passage: Document) -> str:
    """What the table is called; empty where nothing says what it is about."""
    _, section, context = about(passage)
    *labels, header = context.split("\n")
    if "\t" not in header:
        return ""
    captions = [label for label in labels if not _UNIT_LINE.match(label) and "\t" not in label]
    caption = next(iter([*captions, *section[-1:]]), "")
    caption = _LEAD.sub("", _CAPTION_NUMBER.sub("", plain_heading(caption)).strip(" ：:,，"))
    if not caption or generic(caption):
        whole = subject(passage)
        return f"{whole}的{caption}" if whole and caption and chinese(whole) else whole
    return caption
