from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.tables import cells, is_rule, shredded_rows


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


def test_a_numbered_label_alone_in_its_row_is_a_row():
    lines = ["\t一、产业", "\t企业", "\t3", "", "\t二、开放", "\t", "\t", "", "\t", "\t航线", "\t7"]
    assert shredded_rows(lines) == [["一、产业", "企业", "3"], ["二、开放", "", ""], ["", "航线", "7"]]
