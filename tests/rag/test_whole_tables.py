"""The parts of a table that were not retrieved."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.whole_tables import missing_rows, with_named_rows

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


def test_the_row_of_a_place_that_is_named_is_fetched_behind_its_table() -> None:
    rows = ("合计\t160", "日本\t7", "新加坡\t5", "韩国\t2")
    parts = [
        passage(row, start=100 * n, kind="table", context=CONTEXT).model_copy(update={"id": f"p{n}"})
        for n, row in enumerate(rows)
    ]

    def near(document: str, start: int, end: int) -> Sequence[Document]:
        return [p for p in parts if p.metadata["start"] < end and p.metadata["end"] > start]

    found = with_named_rows("云溪卖给新加坡的技术有多少？", [parts[0], OTHER], near)
    assert [p.id for p in found] == ["p0", "p2", "o"]
    assert found[1].metadata["score"] == parts[0].metadata["score"]
    # Nothing is fetched where the row is here, the table is of the place, or none is named.
    assert with_named_rows("云溪卖给日本的技术有多少？", parts[:2], near) == parts[:2]
    assert with_named_rows("云溪卖给越南的技术有多少？", parts[:2], near) == parts[:2]
    assert with_named_rows("云溪一共卖了多少？", parts[:2], near) == parts[:2]


def test_the_row_of_the_place_goes_before_those_of_others(static: StaticEmbeddings) -> None:
    extractor = Extractor(static)
    rows = "合计\t160\t31639.0\n新加坡\t5\t933.1\n技术咨询\t52\t24342.5"
    abroad = passage(rows, kind="table", context=CONTEXT + "\t合同金额")
    asked = extractor.support.ask("云溪卖给新加坡的技术一共多少万美元？", lambda term: 1.0)
    assert extractor.choose(asked, extractor.rank(asked, [abroad]))[0].text.startswith("新加坡")
