"""The parts of a table that were not retrieved: for what is most of the whole table, and for a row that is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.documents import Document

from corpus import offset_of
from index.passage import header_of
from index.terms import fold
from rag.extractive.table import read_row, table_of
from rag.leads import Between
from rag.places import CITIES, COUNTRIES, PROVINCES
from rag.statements import Statement, statements

REACH = 4_000
"""Characters before and behind a part in which the next of its table is looked for."""
_OF_PLACES = re.compile("国|地区|省|市|区域")
"""How the column of the rows' names is called."""
_PLACE = re.compile(rf"{PROVINCES}|{CITIES}|{COUNTRIES}")
MOST_PARTS = 100
"""Parts of one table that are read."""


def missing_rows(passages: Sequence[Document], between: Between) -> list[Statement]:
    """The rows of the tables among `passages` that stand in passages which are not among them.

    Args:
        passages: what was retrieved.
        between: gives the passages of a document from one place to another.
    """
    known = {passage.id for passage in passages}
    tables: set[tuple[str, ...]] = set()
    found: list[Statement] = []
    for passage in passages:
        rows = _rows(passage)
        if rows and (key := table_of(rows[0])) not in tables:
            tables.add(key)
            found += [row for part in _parts(passage, key, between) if part.id not in known for row in _rows(part)]
    return found


def with_named_rows(question: str, passages: Sequence[Document], between: Between) -> list[Document]:
    """`passages`, each table followed by its other part that has the row of a place which the question names.

    Only of tables whose rows are places, where no row here is called so, and the table is not of that place as a whole.

    Args:
        question: folded.
        passages: what was retrieved.
        between: gives the passages of a document from one place to another.
    """
    places = set(_PLACE.findall(question))
    tables = {passage.id: rows for passage in passages if places and (rows := _rows(passage))}
    places -= {read_row(row).name for rows in tables.values() for row in rows}
    known, found = {passage.id for passage in passages}, []
    for passage in passages:
        found.append(passage)
        context = fold(str(passage.metadata.get("context", "")))
        of_places = passage.id in tables and _OF_PLACES.search(header_of(passage).split("\t")[0])
        sought = {place for place in places if of_places and place not in context}
        for part in _parts(passage, table_of(tables[passage.id][0]), between) if sought else ():
            if part.id not in known and sought & {read_row(row).name for row in _rows(part)}:
                known.add(part.id)
                score = {"score": passage.metadata["score"]} if "score" in passage.metadata else {}
                found.append(part.model_copy(update={"metadata": part.metadata | score}))
    return found


def _parts(passage: Document, key: tuple[str, ...], between: Between) -> list[Document]:
    """The other parts of the table that a passage is of, as far as they follow each other."""
    document, start = str(passage.metadata.get("document", "")), offset_of(passage)
    low, high = start, start + len(passage.page_content)
    parts: dict[str | None, Document] = {passage.id: passage}
    while len(parts) < MOST_PARTS:
        near = [*between(document, max(0, low - REACH), low), *between(document, high, high + REACH)]
        new = [p for p in near if p.id not in parts and (rows := _rows(p)) and table_of(rows[0]) == key]
        if not new:
            break
        parts |= {part.id: part for part in new}
        low = min(low, *(offset_of(part) for part in new))
        high = max(high, *(offset_of(part) + len(part.page_content) for part in new))
    return [part for part in parts.values() if part is not passage]


def _rows(passage: Document) -> list[Statement]:
    return [row for row in statements(passage) if row.kind == "row"] if passage.metadata.get("kind") == "table" else []
