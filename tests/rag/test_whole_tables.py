"""The parts of a table that were not retrieved."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.whole_tables import missing_rows

CONTEXT = "表1 云溪技术出口情况\n单位：万美元\n国别\t合同数"
PARTS = [
    passage(f"国家{n}\t{n}", start=100 * n, kind="table", context=CONTEXT).model_copy(update={"id": f"t{n}"})
    for n in range(1, 100)
]
OTHER = passage("甲\t900", start=450, kind="table", context=CONTEXT.replace("技术", "服务")).model_copy(
    update={"id": "o"}
)


def between(document: str, start: int, end: int) -> Sequence[Document]:
    assert document == "d1"
    found = [p for p in (*PARTS, OTHER) if p.metadata["start"] < end and p.metadata["end"] > start]
    return sorted(found, key=lambda p: int(p.metadata["start"]))


def test_every_other_row_of_a_table_is_found_once() -> None:
    rows = [row.text for row in missing_rows([PARTS[40], PARTS[3]], between)]
    assert sorted(rows) == sorted(f"国家{n}\t{n}" for n in range(1, 100) if n not in (41, 4))


def test_what_is_no_table_has_no_rows() -> None:
    assert missing_rows([passage("云溪技术出口增长。")], between) == []


def test_the_most_may_stand_in_a_part_that_was_not_retrieved(static: StaticEmbeddings) -> None:
    extractor = Extractor(static)
    asked = extractor.support.ask("云溪技术出口合同数最多的是哪个国家？", lambda term: 1.0)
    found = extractor.rank(asked, PARTS[:2])
    assert [s.text for s in extractor.choose(asked, found)] == ["国家2\t2"]
    assert [s.text for s in extractor.choose(asked, found, missing_rows(PARTS[:2], between))] == ["国家99\t99"]
