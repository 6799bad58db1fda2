"""Dates and years: a year, a month, a day, or as much of them as is said."""

from __future__ import annotations

import re

from rag.claims.fact import Fact
from rag.claims.plain import Plain

Day = tuple[int | None, int | None, int | None]

_DATE = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)\s*年?度?\s*(?P<m>1[0-2]|0?[1-9])月(?:份)?\s*(?:(?P<d>3[01]|[12]\d|0?[1-9])[日号])?"
    r"|(?<![\d.])(?P<y2>(?:19|20)\d\d)\s*年"
    r"|(?<![\d.第])(?P<m3>1[0-2]|0?[1-9])月(?:份)?(?!份)\s*(?:(?P<d3>3[01]|[12]\d|0?[1-9])[日号])?"
    r"|(?<![\d.a-z第])(?P<y4>(?:19|20)\d\d)(?![\d.a-z])"
)
_UNIT = re.compile(
    r"[余多]?(?:[%‰元家个项件笔单份票辆艘架台套列班趟次场处条种类批座间张宗起户人名位吨米亩公平万亿千瓦号]|美元)"
)


def dates(text: Plain) -> list[Fact]:
    """The dates and years of a text; a month without a year, and a four-figure number that can only be a year, too."""
    found: list[Fact] = []
    for match in _DATE.finditer(text.text):
        start, end = match.span()
        if match["y4"] and _UNIT.match(text.text, end):
            continue  # 2024家
        year = match["y"] or match["y2"] or match["y4"]
        month, day = match["m"] or match["m3"], match["d"] or match["d3"]
        key: Day = (int(year) if year else None, int(month) if month else None, int(day) if day else None)
        found.append(Fact("date", key, text.said(start, end), start, end))
    return found


def completed(found: list[Fact]) -> list[Fact]:
    """Dates with the years that stand before them where they name none, besides what they say themselves.

    A date also says its year, its month and its day and month.
    """
    every: list[Fact] = []
    seen: dict[int, None] = {}
    for fact in found:
        assert isinstance(fact.key, tuple)
        year, month, day = fact.key
        if year:
            seen[year] = None
        keys: dict[Day, None] = {}
        for y in (year, None) if year else (*seen, None):
            for m, d in ((month, day), (month, None), (None, None)):
                if m or (y and year):
                    keys[(y, m, d)] = None
        every += [Fact("date", key, fact.said, fact.start, fact.end) for key in keys]
    return every
