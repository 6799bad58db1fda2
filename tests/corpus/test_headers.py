from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.tables.headers import Head, column_names, head, header_rows, is_figure, is_index


def table(text: str) -> list[list[str]]:
    return [["" if cell == "." else cell for cell in line.split()] for line in text.strip().splitlines()]


ONE_HEADER = table("地区 出口 进口\n西安 1 2\n咸阳 3 4")
EMPTY_CORNER = table(". 甲方案 乙方案\n优点 便宜 快\n缺点 慢 贵")
YEARS = table("指标 2020 2025\n企业数 . 20\n税收 11 30")
YEARS_CORNER = table(". 2020 2025\n企业数 5 20")
YEARS_SPLIT = table("行业 2016年 . 2017年 .\n. 出口 进口 出口 进口\n运输 1 2 3 4")
NO_HEADER = table("西安 1 2\n咸阳 3 4")
NUMBERED = table("1 韩国 三星\n2 美国 某公司\n3 日本 某会社")
TWO_NAMED = table("地区 出口 . 进口 .\n名称 金额 同比 金额 同比\n西安 1 2% 3 4%")
TWO_NAMED_TEXT = table("地区 出口 .\n名称 金额 方式\n西安 甲 乙")
THREE = table("领域 贸易 . . .\n. 出口 . 进口 .\n. 金额 占比 金额 占比\n运输 1 2 3 4")
CAPTION = table("主要指标 . .\n年份 出口 进口\n2020 1 2")
TEXT_ONLY = table("部门 职责 电话\n商务局 外贸 甲\n海关 通关 乙")
LABELS_BELOW = table("类别 措施 牵头\n改革 备案 商务局\n. 公示 海关")

UNITS_BELOW = table("地区 出口 同比\n. （万元） （%）\n西安 1 2")
NUMBERED_COLUMNS = table("指标 本期 上期\n甲 1 2\n税收 30 20")
WITH_UNITS = table("税收 500万元\n企业 20家")
AGES = table("人员 60岁以上 70岁以上\n男 3 1\n女 2 2")
YEARS_DOWN = table("2020 甲 乙\n2021 丙 丁")
MISSING = table("西安 - —\n咸阳 3 4")


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (ONE_HEADER, 1),
        (EMPTY_CORNER, 1),
        (YEARS, 1),
        (YEARS_CORNER, 1),
        (YEARS_SPLIT, 2),
        (NO_HEADER, 0),
        (NUMBERED, 0),
        (TWO_NAMED, 2),
        (TWO_NAMED_TEXT, 1),  # without figures below, 「名称 金额」 may as well be data
        (THREE, 3),
        (CAPTION, 2),
        (TEXT_ONLY, 1),
        (LABELS_BELOW, 1),
        (UNITS_BELOW, 2),
        (NUMBERED_COLUMNS, 2),
        (WITH_UNITS, 0),
        (AGES, 1),
        (YEARS_DOWN, 0),
        (MISSING, 0),
        ([["单独一行", "没有数据"]], 0),
        ([], 0),
    ],
)
def test_header_rows(rows, count):
    assert header_rows(rows) == count


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (YEARS_SPLIT[:2], ["行业", "2016年 出口", "2016年 进口", "2017年 出口", "2017年 进口"]),
        (THREE[:3], ["领域", "贸易 出口 金额", "贸易 出口 占比", "贸易 进口 金额", "贸易 进口 占比"]),
        (UNITS_BELOW[:2], ["地区", "出口 （万元）", "同比 （%）"]),
        (NUMBERED_COLUMNS[:2], ["指标", "本期", "上期"]),
        ([["行业", "出口", "同比 (%)", "进口", "同比(%)"]], ["行业", "出口", "出口 同比 (%)", "进口", "进口 同比(%)"]),
        ([["行业", "占比", "金额", "占比"]], ["行业", "占比", "金额", "金额 占比"]),
        ([["行业", "金额", "同比"]], ["行业", "金额", "同比"]),
        (EMPTY_CORNER[:1], ["", "甲方案", "乙方案"]),
        ([["a"], ["b", "c"]], ["a b", "a c"]),
        ([["领域", "出口"], ["领域", "金额"]], ["领域", "出口 金额"]),
        ([], []),
    ],
)
def test_column_names(rows, names):
    assert column_names(rows) == names


ROWS = st.lists(st.lists(st.sampled_from(["", "甲", "乙", "12", "2020", "3.5%"]), min_size=1, max_size=5), max_size=6)


@given(ROWS)
def test_headers_leave_data(rows):
    count = header_rows(rows)
    assert count <= 3
    assert count < max(len(rows), 1)
    names = column_names(rows[:count])
    assert all(cell in " ".join(names) for row in rows[:count] for cell in row)


def test_title_rows_are_no_header():
    rows = [["外贸情况", "", ""], ["", "", "单位：万元"], ["地区", "出口", "进口"], ["西安", "1", "2"]]
    assert head(rows) == Head(["外贸情况", "单位：万元"], 3, ["地区", "出口", "进口"])


def test_a_row_with_one_cell_before_data_is_no_title():
    assert head([["一、东部", "", ""], ["北京", "1", "2"]]) == Head([], 0, [])


@given(ROWS)
def test_heads_leave_data(rows):
    found = head(rows)
    assert found.rows < max(len(rows), 1)
    assert len(found.titles) <= found.rows
    assert bool(found.rows) == bool(found.rows and found.names)


@pytest.mark.parametrize("cell", ["1", "12.5", "1,234", "-3.5%", "-", "——", "…", "12.5*", "(3.2)", "N/A", "±2"])
def test_figures(cell):
    assert is_figure(cell)


@pytest.mark.parametrize("cell", ["", "2020", "2020年", "2020 年", "甲", "20家", "1月", "2020-2022"])
def test_no_figures(cell):
    assert not is_figure(cell)


@pytest.mark.parametrize(
    ("row", "index"),
    [("甲 1 2", True), (". 1 2 3", True), ("甲 乙 1 2", True), ("1 2", False), ("甲 2 3", False), ("西安 1 2", False)],
)
def test_rows_that_number_the_columns(row, index):
    assert is_index(table(row)[0]) is index
