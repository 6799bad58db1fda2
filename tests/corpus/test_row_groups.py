from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.tables.row_groups import RowGroups


def labels(rows: list[list[str]], names: list[str] | None = None) -> list[str]:
    groups = RowGroups(names or [])
    return [groups.label(row) for row in rows]


def test_a_cell_that_spans_rows_holds_for_them():
    rows = [["改革", "推广数", "11"], ["", "备案数", "18"], ["开放", "企业数", "20"], ["", "航线", "3"]]
    assert labels(rows, ["类别", "指标", "2020"]) == ["", "类别：改革", "", "类别：开放"]


def test_two_levels():
    rows = [["甲省", "乙市", "出口", "1"], ["", "", "进口", "2"], ["", "丙市", "出口", "3"]]
    assert labels(rows, ["省", "市", "方向", "额"]) == ["", "省：甲省，市：乙市", "省：甲省"]


def test_an_empty_first_cell_before_a_figure_is_not_filled():
    assert labels([["西安", "1"], ["", "2"]]) == ["", ""]


def test_a_numbered_row_without_figures_heads_those_below():
    rows = [["一、货物", "", ""], ["机电", "1", "2"], ["二、服务", "", ""], ["旅行", "3", "4"], ["合计", "4", "6"]]
    assert labels(rows) == ["", "一、货物", "", "二、服务", ""]


def test_a_heading_is_over_where_the_next_number_has_figures_of_its_own():
    rows = [["一、货物", "", ""], ["机电", "1", "2"], ["二、服务", "3", "4"], ["旅行", "3", "4"]]
    assert labels(rows) == ["", "一、货物", "", ""]


def test_a_row_without_figures_that_has_no_number_heads_nothing():
    assert labels([["研究生", "", ""], ["本科生", "1", "2"]]) == ["", ""]


CELL = st.sampled_from(["", "甲", "乙", "一、丙", "合计", "12", "-"])


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=8))
def test_labels_come_from_rows_above(rows):
    for i, label in enumerate(labels(rows)):
        above = {cell for row in rows[:i] for cell in row}
        assert all(part in above for part in label.split("，") if part)
