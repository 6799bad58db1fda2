"""Which cells of a row an answer says."""

from __future__ import annotations

import pytest
from rag_support import passage

from index.embed import StaticEmbeddings
from index.terms import fold
from rag.extractive.columns import column_fit, fit_beyond, shown_cells
from rag.extractive.extremes import extreme_rows
from rag.extractive.table import FIGURE, read_row
from rag.statements import statements
from rag.support import Support

GOODS = "国别\t合同数（份）\t合同金额\t合同金额 同比（%）\t占比（%）\t技术费\t设备费"
YEARS = "时间\t进出口额 金额\t进出口额 同比（%）\t出口额 金额\t出口额 同比（%）\t进口额 金额\t进口额 同比（%）"


@pytest.fixture(scope="module")
def support(static: StaticEmbeddings) -> Support:
    return Support(static)


def shown(support: Support, question: str, header: str, row: str, caption: str = "表3 云溪技术出口") -> list[str]:
    place = passage(row, kind="table", context=f"{caption}\n单位：万美元\n{header}")
    asked = support.ask(question, lambda term: 1.0)
    return [cell.text for cell in shown_cells(read_row(statements(place)[0]), asked)]


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("泰国的合同金额和设备费各多少？", ["320.5", "88.1"]),
        ("泰国签了几份合同？", ["7"]),
        ("泰国几份合同、多少万美元？", ["7", "320.5"]),
        ("泰国合同金额的占比是多少？", ["320.5", "35.6"]),
        ("泰国的技术费是多少万美元？", ["41.2"]),
        ("泰国的合同数和金额？", ["7", "320.5"]),
        ("按国别看，泰国签了多少份合同、合同金额多少万美元？", ["7", "320.5"]),
        ("泰国的同比和占比各是多少？", ["-4.1", "35.6"]),
        ("从泰国引进技术的合同额有多少？占比几成？", ["320.5", "35.6"]),
    ],
)
def test_the_columns_that_are_asked_for(support: Support, question: str, cells: list[str]) -> None:
    assert shown(support, question, GOODS, "泰国\t7\t320.5\t-4.1\t35.6\t41.2\t88.1") == cells


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("2001年出口额是多少，比上年增长多少？", ["342", "22.4"]),
        ("2001年出口额增长了多少？", ["22.4"]),
        ("2001年进口额多少？", ["280"]),
    ],
)
def test_an_amount_and_its_change_are_told_apart(support: Support, question: str, cells: list[str]) -> None:
    row = "2001年\t622\t23.0\t342\t22.4\t280\t23.8"
    found = shown(support, question, YEARS, row, caption="表1 云溪历年进出口")
    assert [cell for cell in found if cell in cells] == cells
    assert not {"622", "23.0", "23.8"} & set(found)


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("2022年货运服务同比增长多少？", ["12.5"]),  # of the whole, where neither side is named
        ("2022年货运服务进出口多少，比上年怎么样？", ["91.4", "12.5"]),
        ("2022年货运服务出口增长了多少？", ["48.5"]),
        ("2022年货运服务进口增速是多少？", ["-3.7"]),
        ("2022年货运服务出口和进口各增长多少？", ["48.5", "-3.7"]),
        ("2022年货运服务进出口中出口同比增长多少？", ["48.5"]),
        ("2022年货运服务出口比进口增速高多少？", ["48.5", "-3.7"]),
        ("2022年货运服务出口和进口各多少，哪个涨得快？", ["48.5", "-3.7"]),
        ("2022年货运服务出口和去年相比增长多少？", ["48.5"]),
        ("How much did freight exports grow in 2022?", ["48.5"]),
    ],
)
def test_the_change_is_that_of_the_amount_asked_for(support: Support, question: str, cells: list[str]) -> None:
    header = "行业\t进出口\t进出口 同比（%）\t出口\t出口 同比（%）\t进口\t进口 同比（%）"
    row = "货运服务\t91.4\t12.5\t38.2\t48.5\t53.2\t-3.7"
    found = shown(support, question, header, row, caption="表4 2022年云溪服务进出口额")
    assert [cell for cell in found if cell in ("12.5", "48.5", "-3.7", *cells)] == cells


@pytest.mark.parametrize(
    ("question", "most"),
    [
        ("云溪技术出口最多的是哪个国家？", "泰国"),  # 「技术出口」 is the caption, not the column 技术费
        ("云溪技术出口中技术费最多的是哪个国家？", "越南"),
    ],
)
def test_the_most_is_looked_for_in_the_column_meant(support: Support, question: str, most: str) -> None:
    lines = "泰国\t7\t320.5\t-4.1\t35.6\t41.2\t88.1\n越南\t5\t210.0\t3.0\t23.3\t99.9\t12.0"
    place = passage(lines, kind="table", context=f"表3 云溪技术出口\n单位：万美元\n{GOODS}")
    rows = [read_row(statement) for statement in statements(place)]
    asked = support.ask(question, lambda term: 1.0)
    fit = fit_beyond(asked.query.text, asked.query, fold(rows[0].caption))
    found = extreme_rows(rows, asked.query.text, fit)
    assert found[0].name == most


@pytest.mark.parametrize(
    ("question", "amounts", "cell"),
    [
        ("云溪的GDP增速是多少？", ("地区生产总值", "工业增加值", "总部税收"), "1.1"),
        ("云溪合同份数增长多少？", ("合同数", "合同金额", "设备费"), "1.1"),
        ("云溪户数增长多少？", ("常住户数", "总人口", "从业"), "1.1"),
    ],
)
def test_a_column_that_fits_goes_before_that_of_the_whole(
    support: Support, question: str, amounts: tuple[str, ...], cell: str
) -> None:
    header = "\t".join(f"{name}\t{name} 增速（%）" for name in amounts)
    found = shown(support, question, f"地方\t{header}", "云溪\t10\t1.1\t20\t2.2\t30\t3.3", caption="表5 云溪概况")
    assert cell in found
    assert "3.3" not in found


def test_the_most_is_looked_for_in_a_column_that_the_caption_names_in_part(support: Support) -> None:
    header = "国别\t进出口总额\t出口额\t进口额"
    lines = "泰国\t9.0\t2.0\t7.0\n越南\t8.0\t6.0\t2.0"
    place = passage(lines, kind="table", context=f"表1 云溪进出口情况\n单位：亿元\n{header}")
    rows = [read_row(statement) for statement in statements(place)]
    asked = support.ask("出口最多的是哪个国家？", lambda term: 1.0)
    found = extreme_rows(rows, asked.query.text, fit_beyond(asked.query.text, asked.query, fold(rows[0].caption)))
    assert found[0].name == "越南"


def test_the_words_of_the_caption_name_no_column(support: Support) -> None:
    # 「技术」 stands in the caption, too, and so does not mean the column 技术费.
    found = shown(support, "技术出口里泰国签合同多少万美元？", GOODS, "泰国\t7\t320.5\t-4.1\t35.6\t41.2\t88.1")
    assert found == ["320.5"]


def test_how_well_a_column_fits(support: Support) -> None:
    fit = column_fit("2022年出口额多少", support.ask("2022年出口额多少？", lambda term: 1.0).query)
    assert fit("2022年 出口额 金额（亿元）") == 1
    assert 0 < fit("进口额") < 1
    assert fit("面积") == 0


def test_growth_is_not_compared_by_shares(support: Support) -> None:
    rows = passage("软件\t55.0\t-0.9\n专利\t8.8\t65.6", kind="table", context="表4\n类别\t云溪占比（%）\t云溪同比（%）")
    question = "云溪增速最高的是哪一类？"
    fit = column_fit(question, support.ask(question, lambda term: 1.0).query)
    found = extreme_rows([read_row(row) for row in statements(rows)], question, fit)
    assert [row.name for row in found] == ["专利"]


def test_where_no_share_is_told_no_change_is_told_for_it(support: Support) -> None:
    found = shown(support, "2001年出口额占比是多少？", YEARS, "2001年\t622\t23.0\t342\t22.4\t280\t23.8")
    assert found == ["342"]


FIRMS = "企业\t2020年产值\t2021年产值\t2022年产值\t同比（%）\t员工（人）"


@pytest.mark.parametrize(
    ("question", "cell"),
    [("2022年乙公司有多少员工？", "40"), ("乙公司2022年产值多少？", "1300"), ("2022年乙公司产值同比增长多少？", "8")],
)
def test_a_column_of_no_year_is_not_lost_beside_columns_of_years(support: Support, question: str, cell: str) -> None:
    assert cell in shown(support, question, FIRMS, "乙公司\t1100\t1200\t1300\t8\t40", caption="表1 企业情况")


@pytest.mark.parametrize(
    ("text", "is_figure"), [(",", False), ("-", False), ("1,300", True), ("-4.1%", True), (".", False)]
)
def test_a_figure_has_a_digit(text: str, is_figure: bool) -> None:
    assert bool(FIGURE.fullmatch(text)) is is_figure
