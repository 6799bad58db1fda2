from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.tables import cells, column_names, header_rows, is_rule, shredded_rows


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("| a | b |", ["a", "b"]),
        ("  | a |  | ", ["a", ""]),
        ("| a\\|b | c |", ["a\\|b", "c"]),
        ("||", [""]),
        ("a\tb", ["a", "b"]),
        ("\ta\tb", ["", "a", "b"]),
        ("\ta", None),
        ("a\t", None),
        ("a | b", None),
        ("|", None),
        ("", None),
        ("正文", None),
    ],
)
def test_cells(line, row):
    assert cells(line) == row


@pytest.mark.parametrize("line", ["|---|---|", "| :--- | ---: |", "|:-:|:-:|", "|--|"])
def test_rules(line):
    assert is_rule(cells(line))


@pytest.mark.parametrize("line", ["| - | - |", "| a | --- |", "| -1 | 2 |"])
def test_no_rules(line):
    assert not is_rule(cells(line))


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
THREE = table("领域 贸易 . . .\n. 出口 . 进口 .\n. 金额 占比 金额 占比\n运输 1 2 3 4")
CAPTION = table("主要指标 . .\n年份 出口 进口\n2020 1 2")
TEXT_ONLY = table("部门 职责 电话\n商务局 外贸 甲\n海关 通关 乙")
LABELS_BELOW = table("类别 措施 牵头\n改革 备案 商务局\n. 公示 海关")


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
        (TWO_NAMED, 1),  # a second row with a name of its own is data: 「甲 .」 over 「乙 丙」 looks the same
        (THREE, 3),
        (CAPTION, 2),
        (TEXT_ONLY, 1),
        (LABELS_BELOW, 1),
        ([["单独一行", "没有数据"]], 0),
        ([], 0),
    ],
)
def test_header_rows(rows, count):
    assert max(header_rows(rows), 0) == count


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (YEARS_SPLIT[:2], ["行业", "2016年 出口", "2016年 进口", "2017年 出口", "2017年 进口"]),
        (THREE[:3], ["领域", "贸易 出口 金额", "贸易 出口 占比", "贸易 进口 金额", "贸易 进口 占比"]),
        (CAPTION[:2], ["主要指标 年份", "主要指标 出口", "主要指标 进口"]),
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
    names = column_names(rows[: max(count, 0)])
    assert all(cell in " ".join(names) for row in rows[: max(count, 0)] for cell in row)


def test_shredded_rows_put_wrapped_cells_together():
    lines = [
        "\t类别",
        "\t指标",
        "\t2020",
        "",
        "\t改革",
        "\t举措（国家",
        "层面）",
        "\t11",
        "",
        "\t",
        "\t企业数",
        "\t20",
        "",
        "\t",
        "\t（累计）",
        "\t",
    ]
    assert shredded_rows(lines) == [
        ["类别", "指标", "2020"],
        ["改革", "举措（国家层面）", "11"],
        ["", "企业数（累计）", "20"],
    ]


@given(st.lists(st.lists(st.sampled_from(["", "甲", "指标", "12", "3%"]), min_size=1, max_size=4), max_size=8))
def test_shredded_rows_lose_nothing(groups):
    lines = [line for group in groups for line in [*("\t" + cell for cell in group), ""]]
    rows = shredded_rows(lines)
    assert len({len(row) for row in rows}) <= 1
    assert sorted("".join(cell for row in rows for cell in row)) == sorted("".join(cell for g in groups for cell in g))
