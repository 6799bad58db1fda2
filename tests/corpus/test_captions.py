from __future__ import annotations

import pytest

from corpus.blocks import text_blocks
from corpus.ledger import Ledger

ROWS = "地区\t出口\n西安\t10\n咸阳\t7"
HEADER = "地区\t出口"


def contexts(text: str) -> list[str]:
    found = [b.metadata for b in text_blocks(text, Ledger()) if b.metadata["kind"] == "table"]
    return [meta["context"] for meta in found]


@pytest.mark.parametrize(
    ("above", "labels"),
    [
        ("表 1 出口情况\n单位：万元", ["表 1 出口情况", "单位：万元"]),
        ("单位：万元\n表 1 出口情况", ["表 1 出口情况", "单位：万元"]),
        ("表 1 出口情况（单位：万元、%）", ["表 1 出口情况", "（单位：万元、%）"]),
        ("表 1 出口情况    单位：万元", ["表 1 出口情况", "单位：万元"]),
        ("表1-2 出口情况\n\n计量单位：万元", ["表1-2 出口情况", "计量单位：万元"]),
        ("表三 出口情况", ["表三 出口情况"]),
        ("表 1\n各市出口的情况", ["表 1", "各市出口的情况"]),
        ("表 1 出口情况\n注：初步数。\n单位：万元", ["表 1 出口情况", "单位：万元"]),
        ("Table 3. Exports by region\nUnit: million USD", ["Table 3. Exports by region", "Unit: million USD"]),
        ("Table A1 Exports\n(in millions of yuan)", ["Table A1 Exports", "(in millions of yuan)"]),
        ("2022年各市出口情况表\n单位：万元", ["2022年各市出口情况表", "单位：万元"]),
        ("2022年各市出口情况", ["2022年各市出口情况"]),
    ],
)
def test_labels_above_a_table(above, labels):
    assert set(contexts(f"{above}\n\n{ROWS}")) == {"\n".join([*labels, HEADER])}


@pytest.mark.parametrize(
    "above", ["表1显示，各地不同。", "表 1 中的数据如下：", "各地的情况不同。", "单位：万元\n\n另一段话，讲的是别的。"]
)
def test_what_is_no_label(above):
    assert set(contexts(f"{above}\n\n{ROWS}")) == {HEADER}


@pytest.mark.parametrize("mark", ["续表", "续表 1", "表 1（续）", "（续表）", "Table 1 (continued)"])
@pytest.mark.parametrize("header", ["", HEADER + "\n"])
def test_a_table_that_a_page_cut_goes_on(mark, header):
    text = f"表 1 出口情况\n单位：万元\n{ROWS}\n\n{mark}\n{header}宝鸡\t3\n渭南\t4"
    assert set(contexts(text)) == {f"表 1 出口情况\n单位：万元\n{HEADER}"}


def test_a_header_that_comes_again_on_the_next_page():
    assert set(contexts(f"表 1 出口情况\n{ROWS}\n\n{HEADER}\n宝鸡\t3")) == {f"表 1 出口情况\n{HEADER}"}


def test_another_header_is_another_table():
    assert contexts(f"表 1 出口情况\n{ROWS}\n\n地区\t进口\n宝鸡\t3\n渭南\t4")[-1] == "地区\t进口"


def test_a_caption_of_its_own_is_another_table():
    assert contexts(f"表 1 出口情况\n{ROWS}\n表 2 进口情况\n{ROWS}")[-1] == f"表 2 进口情况\n{HEADER}"


def test_titles_and_units_in_the_table_itself():
    rows = "外贸情况\t\t\n\t\t单位：万元\n地区\t出口\t进口\n西安\t1\t2"
    assert set(contexts(rows)) == {"外贸情况\n单位：万元\n地区\t出口\t进口"}


def test_groups_go_on_with_their_table():
    text = "类别\t指标\t值\n改革\t推广\t1\n\t备案\t2\n\n续表\n\n\t公示\t3\n开放\t航线\t4"
    groups = [b.metadata.get("group", "") for b in text_blocks(text, Ledger()) if b.metadata["kind"] == "table"]
    assert groups == ["", "", "类别：改革", "类别：改革", ""]


@pytest.mark.parametrize(
    "note", ["数据来源：某某局。", "资料来源：某某局", "注：2022年为初步数。", "Source: the bureau."]
)
def test_lines_under_a_table_are_no_headings(note):
    below = list(text_blocks(f"一、情况\n\n表 1 出口\n{ROWS}\n\n{note}\n\n正文的一句话。", Ledger()))[-2:]
    assert [b.metadata["kind"] for b in below] == ["paragraph", "paragraph"]
    assert below[-1].metadata["section"] == ["一、情况"]
