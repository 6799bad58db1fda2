"""What a passage gives to stand on: its text, its headings, and each cell of a table with its names and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from langchain_core.documents import Document

from index.passage import about, heading_text
from rag.claims.dates import completed, dates
from rag.claims.direction import directions
from rag.claims.fact import Fact
from rag.claims.figures import figures
from rag.claims.names import codes, latin, names, quoted, times
from rag.claims.plain import Plain, plain
from rag.claims.planted import without_planted
from rag.claims.units import quantity, read_unit

_STATED = re.compile(r"单\s*位\s*[:：]\s*([^\s）)|；;。]{1,12})|[（(]\s*([十百千万亿]{0,3}[^\s（）()\d]{1,6})\s*[）)]")
_UNIT = re.compile(r"[（(]\s*([^（）()]{1,8})\s*[）)]\s*$")
_NUMBER = re.compile(r"[-—–]?\d[\d,，]*(?:\.\d+)?")
_RATE = re.compile(r"同比|占比|比重|比例|增速|增长率|增幅|份额|%|％")


@dataclass(frozen=True)
class Ground:
    """A text that sentences are held against.

    Attributes:
        plain: the text for comparison.
        facts: all that it says that can be compared; figures without a unit also with those that stand over them.
        letters: the text without anything but letters and digits, for names.
    """

    plain: Plain
    facts: tuple[Fact, ...]
    letters: str


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
    return _ground(
        heading_text(passage), about(passage)[2], body, passage.metadata.get("kind") == "table"
    )


@lru_cache(maxsize=512)
def _ground(heading: str, context: str, body: str, table: bool) -> Ground:
    parts = [heading, context, body]
    if table or "\t" in body:
        parts.append(_cells(context, body))
    text = plain("\n".join(filter(None, parts)))
    facts = facts_of(text)
    facts = [fact for fact in facts if fact.kind != "date"] + completed([f for f in facts if f.kind == "date"])
    facts += _with_units(facts, [*_stated(heading), *_stated(context), *_stated(body)])
    return Ground(text, tuple(facts), re.sub(r"[^0-9a-z\u3400-\u9fff]", "", text.text))


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


def _cells(context: str, body: str) -> str:
    """A table in words, a cell at a time: row name, column name, figure, unit."""
    *labels, header = context.split("\n")
    columns = [name.strip() for name in header.split("\t")] if "\t" in header else []
    common = next((match[1] for match in map(_STATED.search, labels) if match and match[1]), "")
    lines: list[str] = []
    for row in body.split("\n"):
        cells = [cell.strip() for cell in row.split("\t")]
        at = next((i for i, cell in enumerate(cells) if cell and not _NUMBER.fullmatch(cell)), 0)
        name = next(filter(None, cells[at:]), "")
        own = _UNIT.search(name)
        said: list[str] = []
        for i, cell in enumerate(cells):
            if not cell or i == at:
                continue
            column = columns[i] if i < len(columns) else ""
            unit = ""
            if _NUMBER.fullmatch(cell):
                over = _UNIT.search(column)
                unit = over[1] if over else own[1] if own else "" if _RATE.search(column) else common
                unit = unit if read_unit(re.sub(r"\s", "", unit)) else ""
            said.append(f"{_UNIT.sub('', name)}{_UNIT.sub('', column)}{cell}{unit}")
        if said:
            lines.append("，".join(said))
    return "。\n".join(lines)
