from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import text_blocks
from corpus.ledger import Ledger
from corpus.lines import read_lines
from corpus.tables.marks import tabulated


def rows(text: str) -> list[str]:
    return [b.page_content for b in text_blocks(text, Ledger()) if b.metadata["kind"] == "table"]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(b.metadata["kind"], b.page_content) for b in text_blocks(text, Ledger())]


HTML = """前文<table><caption>表 1 人员</caption>
<thead><tr><th rowspan="2">部门</th><th colspan="2">人数</th></tr>
<tr><th>男</th><th>女</th></tr></thead>
<tr><td>商务 &amp; 贸易</td><td>5</td>
<td>
53
</td></tr></table>后文的一句话。"""


def test_html_in_text():
    assert kinds(HTML) == [
        ("paragraph", "前文"),
        ("paragraph", "表 1 人员"),
        ("table", "部门\t人数"),
        ("table", "\t男\t女"),
        ("table", "商务 & 贸易\t5\t53"),
        ("paragraph", "后文的一句话。"),
    ]
    context = next(b.metadata["context"] for b in text_blocks(HTML, Ledger()) if b.metadata["kind"] == "table")
    assert context == "表 1 人员\n部门\t人数 男\t人数 女"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_html_in_a_file(read, name):
    source = read(name, HTML)  # which checks that nothing is lost
    assert [b.page_content for b in source.blocks if b.metadata["kind"] == "table"][-1] == "商务 & 贸易\t5\t53"


def test_html_that_is_not_closed_is_text():
    assert rows("<table><tr><td>甲</td></tr>\n\n正文。") == []


def test_a_table_within_a_cell_is_its_text():
    inner = "<table><tr><td>内</td><td>层</td></tr></table>"
    assert rows(f"<table><tr><td>外{inner}</td><td>1</td></tr></table>") == ["外 内 层\t1"]


def test_two_tables_on_one_line_and_one_that_is_not_closed():
    table = "<table><tr><td>甲</td><td>{}</td></tr></table>"
    assert kinds(f"<table>开头\n\n{table.format(1)}中间{table.format(2)}") == [
        ("paragraph", "<table>开头"),
        ("table", "甲\t1"),
        ("paragraph", "中间"),
        ("table", "甲\t2"),
    ]


def test_html_with_a_single_column_is_text():
    assert kinds("<table><tr><td>一段话。</td></tr></table>") == [("paragraph", "一段话。")]


@pytest.mark.parametrize(
    "text",
    [
        "地区 | 出口\n--- | ---:\n西安 | 10\n咸阳 | 7",
        "| 地区 | 出口\n| --- | ---\n| 西安 | 10\n| 咸阳 | 7",
        "地区 | 出口\n西安 | 10\n咸阳 | 7",
        "┌──┬──┐\n│ 地区 │ 出口 │\n├──┼──┤\n│ 西安 │ 10 │\n│ 咸阳 │ 7 │\n└──┴──┘",
        "+---+---+\n| 地区 | 出口 |\n+===+===+\n| 西安 | 10 |\n+---+---+\n| 咸阳 | 7 |\n+---+---+",
        "| 地区 | 出口 |\n|---|---|\n| 西安 | 10 |\n| 咸阳 | 7 |",
        "<table><tr><td>地区<td>出口<tr><td>西安<td>10<tr><td>咸阳<td>7</table>",
    ],
)
def test_one_table_in_many_drawings(text):
    assert rows(text) == ["地区\t出口", "西安\t10", "咸阳\t7"]


def test_columns_of_spaces():
    text = "地区    出口    进口\n西安    10    3\n咸阳    7     4\n\n正文的一句话。"
    assert rows(text) == ["地区\t出口\t进口", "西安\t10\t3", "咸阳\t7\t4"]


@pytest.mark.parametrize(
    "text",
    [
        "首页 | 新闻 | 联系",
        "甲 | 乙\n丙 | 丁\n戊 | 己",
        "姓名    职务    单位\n张某    主任    甲局\n李某    科长    乙局",
        "```\na | b\n--- | ---\n1 | 2\n```",
    ],
)
def test_what_is_no_table(text):
    assert rows(text) == []


PART = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<td colspan=2>",
        "<th rowspan=9>",
        "甲 | 乙",
        "--- | ---",
        "1 | 2",
        "│甲│1│",
        "├─┼─┤",
        "+--+--+",
        "| a | 1 |",
        "|--|--|",
        "12",
        "正文",
        "",
        "a  1  2",
        "```",
        "<caption>",
        "&lt;td&gt;",
    ]
)


@given(st.lists(PART, max_size=14), st.sampled_from(["\n", ""]))
def test_the_ledger_accounts_for_every_mark(parts, between):
    text = between.join(parts)
    ledger = Ledger()
    ledger.source(text)
    out = tabulated(list(read_lines(text, ledger)), ledger)
    kept = Counter(c for line in out for c in line.text if not c.isspace())
    rules = Counter(c for line in out if line.kind == "rule" for c in line.text if not c.isspace())
    kept.subtract(rules)  # noted when the line was read
    have = ledger.read + ledger.added
    have.subtract(ledger.gone)
    assert +Counter(have) == +kept
