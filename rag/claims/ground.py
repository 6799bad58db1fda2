"""What a passage gives to stand on: its text, its headings, and each cell of a table with its names and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from langchain_core.documents import Document

from index.passage import about, heading_text
from index.units import quantity, read_unit
from rag.claims.dates import completed, dates
from rag.claims.direction import directions
from rag.claims.fact import Fact
from rag.claims.figures import figures
from rag.claims.names import codes, latin, names, quoted, times
from rag.claims.plain import Plain, plain
from rag.claims.planted import without_planted

_STATED = re.compile(
    r"单\s*位\s*[:：]\s*([^\s）)|；;。]{1,12})|[（(](?:[^（）()\n]*[，,；;])?\s*([十百千万亿]{0,3}[^\s（）()\d，,；;]{1,6})\s*[）)]"
)
_UNIT = re.compile(r"[（(]\s*([^（）()]{1,8})\s*[）)]\s*$")
_NUMBER = re.compile(r"[-—–]?\d[\d,，]*(?:\.\d+)?")
_DIGITS = re.compile(r"-?\d+(?:\.\d+)?")
BARE = "#"
"""The unit of a table's figure as it stands in its cell; only a figure without unit is the same."""
_RATE = re.compile(r"同比|占比|比重|比例|增速|增长率|增幅|份额|%|％")


@dataclass(frozen=True)
class Ground:
    """A text that sentences are held against.

    Attributes:
        plain: the text for comparison.
        facts: all that it says that can be compared; figures without a unit also with those that stand over them.
        letters: the text without anything but letters and digits, for names.
        rows: of a table: the name of each row with where it stands in the text (half-open).
    """

    plain: Plain
    facts: tuple[Fact, ...]
    letters: str
    rows: tuple[tuple[str, int, int], ...] = ()


def facts_of(text: Plain) -> list[Fact]:
    """The facts of a text as it says them."""
    named = codes(text)
    said = [fact for fact in dates(text) if not any(n.start <= fact.start < n.end for n in named)]
    taken = [*named, *said]
    counted = figures(text, taken)
    return [
        *taken, *counted, *quoted(text), *names(text), *times(text), *latin(text, [*taken, *counted]),
        *directions(text),
    ]  # fmt: skip


def ground(passage: Document) -> Ground:
    """What a passage says, with title, headings and a table's caption and header, without instructions to a model."""
    body = without_planted(passage.page_content)
    return _ground(heading_text(passage), about(passage)[2], body, passage.metadata.get("kind") == "table")


@lru_cache(maxsize=512)
def _ground(heading: str, context: str, body: str, table: bool) -> Ground:
    head = "\n".join(filter(None, [heading, context]))
    lines = _cells(context, body) if table else [("", line) for line in body.split("\n")]
    text = plain("\n".join([head, *(line for _, line in lines)]))
    rows: list[tuple[str, int, int]] = []
    at = 0
    names = [""] * (head.count("\n") + 1) + [name for name, _ in lines]
    for name, line in zip(names, text.text.split("\n"), strict=False):
        if name:
            rows.append((_letters(plain(name).text), at, at + len(line)))
        at += len(line) + 1
    facts = facts_of(text)
    facts = [fact for fact in facts if fact.kind != "date"] + completed([f for f in facts if f.kind == "date"])
    facts += _with_units(facts, [*_stated(heading), *_stated(context), *_stated(body)])
    if table:
        facts += _bare(text, facts)
    return Ground(text, tuple(facts), _letters(text.text), tuple(rows))


def _letters(text: str) -> str:
    return re.sub(r"[^0-9a-z\u3400-\u9fff]", "", text)


def _bare(text: Plain, facts: list[Fact]) -> list[Fact]:
    """The numbers of a table's cells as they stand there, without the unit of column or table."""
    return [
        Fact("figure", (Fraction(match[0]), BARE), fact.said, fact.start, fact.end)
        for fact in facts
        if fact.kind == "figure" and (match := _DIGITS.match(text.text[fact.start : fact.end]))
    ]


def _stated(text: str) -> list[tuple[Fraction, str]]:
    """The units that a text states for figures below or beside it: 「单位：万元」, 「出口额（亿美元）」."""
    units = (read_unit(re.sub(r"\s", "", a or b)) for a, b in _STATED.findall(text))
    rate = [(Fraction(1), "%")] if _RATE.search(text) and "\t" in text else []
    return [*filter(None, units), *rate]


def _with_units(facts: list[Fact], units: list[tuple[Fraction, str]]) -> list[Fact]:
    """The figures without a unit, with each of `units`."""
    every: list[Fact] = []
    for fact in facts:
        if fact.kind == "figure" and isinstance(fact.key, tuple) and not fact.key[1]:
            for factor, unit in dict.fromkeys(units):
                key = quantity(fact.key[0] * factor, unit)
                every.append(Fact("figure", key, fact.said, fact.start, fact.end))
    return every


def _cells(context: str, body: str) -> list[tuple[str, str]]:
    """The lines of a table in words, a cell at a time, each with the name of its row: name, column, figure, unit."""
    *labels, header = context.split("\n")
    columns = [name.strip() for name in header.split("\t")] if "\t" in header else []
    stated = (a or b for label in labels for a, b in _STATED.findall(label))
    common = next((unit for unit in stated if read_unit(re.sub(r"\s", "", unit))), "")
    lines: list[tuple[str, str]] = []
    for row in body.split("\n"):
        cells = [cell.strip() for cell in row.split("\t")]
        at = next((i for i, cell in enumerate(cells) if cell and not _NUMBER.fullmatch(cell)), 0)
        name = cells[at]
        own = _UNIT.search(name)
        said: list[str] = []
        for i, cell in enumerate(cells):
            if not cell or (i == at and len(cells) > 1):
                continue
            column = columns[i] if i < len(columns) else ""
            unit = ""
            if _NUMBER.fullmatch(cell):
                over = _UNIT.search(column)
                unit = over[1] if over else own[1] if own else "" if _RATE.search(column) else common
                unit = unit if read_unit(re.sub(r"\s", "", unit)) else ""
            before = f"{_UNIT.sub('', name)} {_UNIT.sub('', column)} " if len(cells) > 1 else ""
            said.append(f"{before}{cell}{unit}")
        lines.append((_UNIT.sub("", name) if len(cells) > 1 else "", "，".join(said)))
    return lines
