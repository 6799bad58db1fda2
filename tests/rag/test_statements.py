"""Passages to statements."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rag_support import passage

from rag.statements import statements

PROSE = st.text(st.sampled_from("企业开办。；！？!? \n“”」）一是12.5、：("), max_size=80)
CELLS = st.lists(st.text(st.sampled_from("出口进12. "), max_size=4), min_size=1, max_size=4).map("\t".join)


def texts(text: str, **meta: str) -> list[str]:
    return [s.text for s in statements(passage(text, **meta))]


@given(PROSE, st.integers(0, 1000))
def test_a_statement_is_a_slice_of_its_document(text: str, start: int) -> None:
    found = statements(passage(text, start=start))
    for statement in found:
        assert text[statement.start - start : statement.end - start] == statement.text
        assert statement.text == statement.text.strip()
        assert statement.text
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.lists(CELLS, max_size=6).map("\n".join), st.sampled_from(["", "年份\t出口", "表1\n年份\t出口"]))
def test_a_row_is_a_slice_of_its_document(text: str, context: str) -> None:
    for row in statements(passage(text, start=7, kind="table", context=context)):
        assert text[row.start - 7 : row.end - 7] == row.text
        assert row.kind == "row"
        assert "\n" not in row.text


@given(st.text(st.sampled_from("企业开办网签。；！\n "), max_size=60))
def test_no_word_is_lost(text: str) -> None:
    said = "".join(texts(text))
    assert "".join(said.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("营业时间八时。周日休息！谢谢。", ["营业时间八时。", "周日休息！", "谢谢。"]),
        ("他说：“可以拒绝。也可以投诉。”随后离开。", ["他说：“可以拒绝。也可以投诉。”", "随后离开。"]),
        ("增长12.5%。全长11.6公里。", ["增长12.5%。", "全长11.6公里。"]),
        ("It opens at 7.30 am. It closes at 19:00.", ["It opens at 7.30 am.", "It closes at 19:00."]),
        (
            "一是明确时间。执法部门21日以后检查。\n二是合并检查。",
            ["一是明确时间。执法部门21日以后检查。", "二是合并检查。"],
        ),
        ("申请材料：身份证；户口本。", ["申请材料：身份证；户口本。"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert texts(text) == parts


def test_items_are_told_from_sentences() -> None:
    found = statements(
        passage(
            "做法如下。\n一是明确执法时间，提前报备。\n（2）合并检查，一年一次。\n3.评价机制：企业给执法人员评分。\n常规检查照旧。"
        )
    )
    assert [s.kind for s in found] == ["sentence", "item", "item", "item", "sentence"]
    assert [s.first for s in found] == [True, False, False, False, False]


def test_headings_state_nothing() -> None:
    found = texts("第三章 静心经营\n每月1日至20日不检查。\n第二节 公共交通\n公交线路17条。")
    assert found == ["每月1日至20日不检查。", "公交线路17条。"]


def test_of_a_table_only_rows_with_values_are_statements() -> None:
    table = "年份\t出口\t进口\n2022\t31.5\t20.7\n\n合计\n2023\t36.2\t22.5"
    assert texts(table, kind="table", context="表1\n年份\t出口\t进口") == ["2022\t31.5\t20.7", "2023\t36.2\t22.5"]
    # Without a known header the first rows without figures are one.
    assert texts(table, kind="table") == ["2022\t31.5\t20.7", "2023\t36.2\t22.5"]


def test_what_a_table_says_of_itself_below_its_rows_can_be_quoted() -> None:
    table = "2022\t31.5\n2023\t36.2\n合计\n数据来源：云溪新区商务局。\nNote: customs figures."
    found = statements(passage(table, kind="table", context="表1\n年份\t出口", start=7))
    assert [(s.text, s.kind) for s in found[2:]] == [
        ("数据来源：云溪新区商务局。", "sentence"),
        ("Note: customs figures.", "sentence"),
    ]
    assert all(table[s.start - 7 : s.end - 7] == s.text for s in found)
    assert texts("2023\t36.2\n数据来源：", kind="table", context="年份\t出口") == ["2023\t36.2"]


def test_header_rows_in_the_table_are_no_statements_even_when_years_stand_in_them() -> None:
    table = "类别\t出口\t\t进口\t\n\t2022年\t2023年\t2022年\t2023年\n运输\t12\t14\t9\t10"
    context = "表2\n类别\t出口 2022年\t出口 2023年\t进口 2022年\t进口 2023年"
    assert texts(table, kind="table", context=context) == ["运输\t12\t14\t9\t10"]


def test_rows_of_words_are_statements_too() -> None:
    table = "事项\t办理部门\n企业开办\t行政审批局\n联合验收\t住房建设局"
    assert texts(table, kind="table", context="事项\t办理部门") == ["企业开办\t行政审批局", "联合验收\t住房建设局"]
    assert texts("企业开办\t行政审批局\n联合验收\t住房建设局", kind="table") == [
        "企业开办\t行政审批局",
        "联合验收\t住房建设局",
    ]


@pytest.mark.parametrize("text", ["企业能否拒绝检查？", "主要做法如下：", "What does it cost?"])
def test_questions_and_announcements_state_nothing(text: str) -> None:
    assert texts(f"{text}\n每户不超过300元。") == ["每户不超过300元。"]


def test_a_statement_knows_what_it_is_about() -> None:
    (row,) = statements(passage("2023\t36.2", kind="table", context="表1 进出口\n年份\t出口"))
    assert row.context.split("\n") == ["云溪年鉴 › 公共交通", "表1 进出口", "年份\t出口"]
