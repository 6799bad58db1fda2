from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from index.passage import embedding_text, row_windows
from index.split import PassageSplitter
from index.table_parts import is_source, table_context, table_cuts

HEADER = "表 1 出口\n地区\t出口"


def block(text: str, kind: str = "table", document: str = "d", **meta: str) -> Document:
    own = {"document": document, "title": "题", "source": "a.txt", "section": [], "page": None, "kind": kind}
    return Document(page_content=text, metadata=own | ({"context": HEADER} if kind == "table" else {}) | meta)


def placed(blocks: list[Document]) -> list[Document]:
    at = 0
    for piece in blocks:
        piece.metadata |= {"start": at, "end": at + len(piece.page_content)}
        at += len(piece.page_content) + 1
    return blocks


def texts(blocks: list[Document], max_chars: int = 100) -> list[str]:
    return [p.page_content for p in PassageSplitter(max_chars, 20).split_documents(placed(blocks))]


def test_a_small_table_is_one_passage():
    rows = ["西安\t1", "咸阳\t2"]
    assert texts([block(row) for row in rows]) == ["\n".join(rows)]


def test_a_long_table_is_cut_into_equal_parts():
    rows = [block(f"地区{i:02}\t{'9' * 13}") for i in range(12)]  # 20 characters a row with its end
    assert table_cuts(rows, 200) == {6}
    assert table_cuts(rows, 100) == {4, 8}
    assert table_cuts(rows, 10) == set(range(1, 12))


def test_a_cut_falls_between_groups():
    rows = [block(f"地区{i:02}\t{'9' * 13}", **({} if i in (0, 5) else {"group": "甲"})) for i in range(12)]
    assert table_cuts(rows, 200) == {5}


def test_another_context_or_document_is_another_table():
    rows = [block("甲\t1"), block("乙\t2", context="表 2"), block("丙\t3", context="表 2", document="e")]
    assert len(texts(rows[:2])) == 2
    assert table_cuts(rows, 1) == set()


def test_caption_unit_and_source_go_with_the_table():
    above = [block("表 1 出口", "paragraph"), block("单位：万元", "paragraph")]
    below = [block("数据来源：某某局。", "paragraph"), block("正文的一句话。", "paragraph")]
    assert texts([*above, block("西安\t1"), *below]) == [
        "表 1 出口\n单位：万元\n西安\t1\n数据来源：某某局。",
        "正文的一句话。",
    ]


def test_a_footnote_is_no_part_of_the_table_below_it():
    assert texts([block("1 注", "footnote"), block("西安\t1")]) == ["1 注", "西安\t1"]


def test_the_label_that_holds_for_all_rows_of_a_passage():
    rows = [block("\t甲\t1", group="类别：改革"), block("\t乙\t2", group="类别：改革")]
    assert table_context(rows) == "表 1 出口\n类别：改革\n地区\t出口"
    assert table_context([*rows, block("开放\t丙\t3")]) == HEADER
    assert table_context([block("正文", "paragraph")]) == ""
    passages = PassageSplitter().split_documents(placed(rows))
    assert "group" not in passages[0].metadata


def test_sources():
    assert is_source(block("数据来源：某某局。", "paragraph"))
    assert is_source(block("Source: the bureau.", "paragraph"))
    assert not is_source(block("来源于某某局的数据。", "paragraph"))
    assert not is_source(block("数据来源：" + "某" * 100, "paragraph"))


@given(st.lists(st.integers(1, 60), max_size=20), st.integers(1, 120))
def test_parts_keep_the_budget(lengths, budget):
    rows = [block("字" * length) for length in lengths]
    cuts = sorted({0, *table_cuts(rows, budget)})
    for start, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
        part = rows[start:end]
        assert len(part) <= 1 or sum(len(row.page_content) + 1 for row in part) <= budget


def test_a_word_that_heads_many_columns_is_embedded_once():
    table = block("运输\t1\t2\t3\t4", context="表 1 贸易\n行业\t2016年 出口\t2016年 进口\t2017年 出口\t2017年 进口")
    assert embedding_text(table) == "题\n表 1 贸易\n行业 2016年 出口 进口 2017年\n运输"


def test_a_row_is_compared_with_one_group_of_columns_at_a_time():
    table = block("运输\t1\t2\t3\t4", context="表 1 贸易\n行业\t2016年 出口\t2016年 进口\t2017年 出口\t2017年 进口")
    assert row_windows(table) == ["表 1 贸易 行业 2016年 出口 进口 运输", "表 1 贸易 行业 2017年 出口 进口 运输"]


def test_a_row_of_ungrouped_columns_is_one_window():
    assert row_windows(block("西安\t1", context="表 1\n地区\t出口\t进口")) == ["表 1 地区 出口 进口 西安"]
    assert row_windows(block("西安\t1", context="")) == ["西安"]
