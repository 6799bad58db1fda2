"""What counts against a statement, whatever it matches: it is on another place or flow, or says nothing of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.passage import about
from rag.compared import SUM, direction, flows, kind_asked
from rag.extractive.table import TOTAL, Row
from rag.extractive.weights import (
    EMPTY,
    FLOW,
    FLOW_ROW,
    JOINT,
    KINDS,
    NARROW,
    NATION,
    OTHER_PLACE,
    PART,
    RANKED,
    REGION,
    SECTOR,
    WHOLE,
)
from rag.extractive.whole import CLAUSES, named_whole, narrower, nearest_headings, parts_of, ranks, sectors
from rag.extractive.wording import (
    asks_provider,
    asks_source,
    is_caption,
    is_provider,
    is_source,
    names_each,
    repeats,
    tells_figure,
)
from rag.places import CITIES, COUNTRIES, PROVINCES, elsewhere
from rag.query import Query
from rag.statements import Statement

Floats = npt.NDArray[np.float32]

_NATION = re.compile(
    r"我国(?!台湾|香港)|全国(?!第|首|前|平均|各|\d)"
    r"|中国(?![(（]|香港|澳门|台湾|电信|移动|联通|人民|[\u4e00-\u9fff]{0,2}银行|科学|工程|民航|铁|石)"
)
_PLACE = re.compile(rf"(?:中国)?(?:{PROVINCES}|{CITIES}|{COUNTRIES})[省市]?")
_TOGETHER = re.compile(r"[两三四五六七八九十\d]+(?:个?省|省?市|地区)[^,，。;]{0,8}(?:合计|总额|共)|合计|总共|共计")
_COMMON = re.compile(
    r"(?<![地在为的])(成渝|京津冀|川渝|长三角|珠三角|粤港澳)[^,，。;；]{0,8}(?:地区|经济圈|大湾区)(?=[^,，。;；]{0,12}(?:额|出口|进口)\S{0,3}\d)"
)
"""Places by a common name, of which a sum is told."""
_WHERE = re.compile("哪[一些]?个?(?:国|地区|省|城)")
"""A place is asked for: who names others than the question does may tell it."""
_BETWEEN = re.compile("[出进]口额?比[出进]口")
"""By how much one flow exceeds the other."""
_COMPARES = re.compile("(?<![同占环])比(?![重例])|高(?:于|多少|出)|多出|[顺逆]差|差额")
_SUM = re.compile(rf"{SUM}|出口[和与及、]进口")
_HALF = 0.5
"""What the sum of both flows counts, of what the other flow does; share of a row's name that names it."""


class Against:
    """What counts against statements, in log-odds.

    Args:
        query: the question.
        found: the statements.
        folded: what each says by itself, folded.
        rows: what each is as a row of a table; None for those that are none.
        labels: the share of a row's name that stands in the question, 0 for others.
    """

    def __init__(
        self,
        query: Query,
        found: Sequence[Statement],
        folded: Sequence[str],
        rows: Sequence[Row | None],
        labels: Floats,
    ) -> None:
        self._figure = query.sought.figure
        places = query.sought.places
        plain = ["".join(text.split()) for text in folded]
        unnamed = [not any(place in text for place in places) for text in plain]
        # Where the question names the whole country, too, a statement on that is no other's.
        self._headings = nearest_headings(found)
        headed = [
            f"{heading}\n{text}" if s.kind == "row" else text
            for s, heading, text in zip(found, self._headings, plain, strict=True)
        ]
        national = [not _NATION.search(query.text) and bool(_NATION.search(text)) for text in headed]
        said = (self._figure or query.sought.years) and not _WHERE.search(query.text)
        away = [
            elsewhere([*about(statement.passage)[1], text if said else ""], places)
            for statement, text in zip(found, plain, strict=True)
        ]
        empty = [
            (is_source(text) and not asks_source(query.text))
            or (is_provider(s) and not asks_provider(query.text))
            or (s.kind != "row" and is_caption(text))
            or (_only_between(text) and not _COMPARES.search(query.text))
            or repeats(text, query.text)
            for text, s in zip(folded, found, strict=True)
        ]
        self._always: Floats = (
            NATION
            * flags(bool(places) and lacks and (n or a) for lacks, n, a in zip(unnamed, national, away, strict=True))
            + NARROW * self._figure * flags(narrower(query.text, headed, found))
            + JOINT * flags(_sums_up(text, places) for text in plain)
            + JOINT * self._figure * flags(_of_region(text, query.text) for text in plain)
            + EMPTY * flags(empty)
            + PART * flags(_parts(query.text, rows, labels))
            + SECTOR * flags(sectors(query.text, plain, found, rows, self._headings))
            + REGION * self._figure * flags(parts_of(query.text, plain, found))
            - WHOLE * self._figure * flags(named_whole(query.text, plain))
            - KINDS * flags(names_each(query.text, plain))
            - RANKED * flags(ranks(query.text, plain))
            + OTHER_PLACE * flags(_of_other_places(rows, labels))
        )
        self._found, self._folded, self._plain = found, folded, plain

    def __call__(self, text: str) -> Floats:
        """(n,) what counts against each as an answer to the folded `text`: the question, or a part of it."""
        asked = flows(text) if self._figure else frozenset[str]()
        if len(asked) != 1:
            return self._always
        other = [0.0 if asked & told else float(bool(told) or sums) for told, sums in self._flows]
        counts = FLOW + (FLOW_ROW - FLOW) * flags(statement.kind == "row" for statement in self._found)
        return np.asarray(self._always + counts * np.array(other, dtype=np.float32), dtype=np.float32)

    @cached_property
    def _flows(self) -> list[tuple[frozenset[str], bool]]:
        """For each statement the flows that it tells, and whether it tells their sum; few questions need it."""
        return [
            (flows(text) or flows(heading), bool(_SUM.search(plain)))
            for heading, text, plain in zip(self._headings, self._folded, self._plain, strict=True)
        ]


def _only_between(text: str) -> bool:
    """Whether all that a folded text tells is by how much one flow exceeds the other."""
    rest = [clause for clause in CLAUSES.split(text) if not _BETWEEN.search(clause)]
    return bool(_BETWEEN.search(text)) and not any(map(tells_figure, rest))


def _parts(question: str, rows: Sequence[Row | None], labels: Floats) -> list[bool]:
    """Which rows tell a part that the question does not name, where their table has a row of the total."""
    totals = {row.statement.context for row in rows if row and TOTAL.search(row.name)}
    if not totals or direction(question) or kind_asked(question):
        return [False] * len(rows)
    return [
        row is not None and row.statement.context in totals and not TOTAL.search(row.name) and not label > _HALF
        for row, label in zip(rows, labels, strict=True)
    ]


def _of_other_places(rows: Sequence[Row | None], labels: Floats) -> list[bool]:
    """Which rows the question does not name, where another row is that of a place which it names."""
    named = [row is not None and label == 1 for row, label in zip(rows, labels, strict=True)]
    places = any(row and one and _PLACE.fullmatch(row.name) for row, one in zip(rows, named, strict=True))
    return [bool(places) and row is not None and not one for row, one in zip(rows, named, strict=True)]


def _sums_up(text: str, places: frozenset[str]) -> bool:
    """Whether a text gives one figure for several places together of which the question names one."""
    if len(places) != 1 or "分别" in text or not _TOGETHER.search(text):
        return False
    (place,) = places
    return bool(re.search(rf"{place}[、和与及](?:{PROVINCES})|(?:{PROVINCES})[、和与及]{place}", text))


def _of_region(text: str, question: str) -> bool:
    """Whether a text gives a figure for several places by their common name, and the question names only one."""
    return any(re.search(r"\d", text[m.end() :]) for m in _COMMON.finditer(text) if m[1] not in question)


def flags(values: Iterable[bool]) -> Floats:
    """1 for each that is true, 0 for others, (n,)."""
    return np.array(list(values), dtype=np.float32)
