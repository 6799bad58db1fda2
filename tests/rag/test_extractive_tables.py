"""Tables in answers: names of rows, the most of a column, the year of a peak, and sums shown as such."""

from __future__ import annotations

import pytest
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.extractive.arithmetic import computed
from rag.extractive.table import number, read_row, table_of
from rag.phrase import phrases
from rag.statements import statements

HEADER = "国别\t合同数\t合同金额\t占比（%）"
ROWS = (
    "合计\t30\t900.0\t100.0",
    "亚洲\t12\t500.0\t55.6",
    "泰国\t7\t320.5\t35.6",
    "日本\t5\t179.5\t19.9",
    "法国\t18\t400.0\t44.4",
)


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def table(*rows: str, header: str = HEADER, caption: str = "表1 云溪技术出口情况", **meta: object) -> Document:
    return passage("\n".join(rows), kind="table", context=f"{caption}\n单位：万美元\n{header}", section=[], **meta)


def said(extractor: Extractor, question: str, *passages: Document) -> list[str]:
    asked = extractor.support.ask(question, lambda term: 1.0)
    chosen = extractor.choose(asked, extractor.rank(asked, passages))
    return phrases(chosen, asked, extractor.support)


@pytest.mark.parametrize(
    ("question", "name", "figure"),
    [
        ("云溪技术出口合同金额最大的是哪个国家？", "法国", "400.0万美元"),
        ("云溪技术出口合同金额最小的是哪个国家？", "日本", "179.5万美元"),
        ("云溪技术出口占比最高的是哪个国家？", "法国", "44.4%"),
    ],
)
def test_the_most_is_looked_up_among_the_rows_that_are_compared(
    extractor: Extractor, question: str, name: str, figure: str
) -> None:
    answers = said(extractor, question, table(*ROWS))
    assert len(answers) == 1  # neither the total nor a continent
    assert answers[0].startswith(f"{name}：")
    assert figure in answers[0]


def test_the_table_may_go_on_in_another_passage(extractor: Extractor) -> None:
    parts = [table(*ROWS[:3]), table(*ROWS[3:], start=900)]
    assert said(extractor, "云溪技术出口合同金额最大的是哪个国家？", *parts)[0].startswith("法国：")


def test_a_peak_is_the_year_of_a_column(extractor: Extractor) -> None:
    years = table(
        "旅行\t9.1\t12.5\t8.0", "建筑\t3.3\t2.2\t5.5", header="行业\t2020年\t2021年\t2022年", caption="表2 服务进出口"
    )
    assert said(extractor, "旅行服务进出口哪一年最高？", years) == [
        "旅行：2021年 12.5万美元（表2 服务进出口，单位：万美元）"
    ]


BALANCES = (
    "2016年\t80.0\t30.0\t50.0\t-20.0",
    "2017年\t90.0\t52.0\t38.0\t14.0",
    "2018年\t70.0\t34.5\t35.5\t-1.0",
)
PLACES = ("2019\t30.5\t41.0\t22.0", "2020\t28.0\t19.0\t25.0")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("云溪哪一年逆差最大？", "2016年：差额 -20.0万美元"),
        ("云溪顺差最大的是哪年？", "2017年：差额 14.0万美元"),
    ],
)
def test_the_largest_deficit_is_the_least_balance(extractor: Extractor, question: str, answer: str) -> None:
    balances = table(*BALANCES, header="时间\t进出口\t出口\t进口\t差额", caption="表3 云溪历年服务进出口")
    assert said(extractor, question, balances)[0].startswith(answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("云溪逆差最小的是哪一年？", "2018年：差额 -1.0万美元"),
        ("云溪顺差最小的是哪一年？", "2017年：差额 14.0万美元"),
    ],
)
def test_the_smallest_deficit_is_no_surplus(extractor: Extractor, question: str, answer: str) -> None:
    balances = table(*BALANCES, header="时间\t进出口\t出口\t进口\t差额", caption="表3 云溪历年服务进出口")
    assert said(extractor, question, balances)[0].startswith(answer)


def test_a_balance_is_exports_less_imports_where_no_column_gives_it(extractor: Extractor) -> None:
    flows = table("旅行\t30.0\t12.0\t18.0", "保险\t40.0\t25.0\t15.0", header="行业\t进出口\t出口\t进口")
    answer = said(extractor, "云溪逆差最大的是哪个行业？", flows)[0]
    assert answer.startswith("旅行：")
    assert "出口 12.0万美元，进口 18.0万美元" in answer


def test_no_industry_answers_which_year(extractor: Extractor) -> None:
    header = "行业\t2016年 出口\t2016年 进口\t2017年 出口\t2017年 进口"
    flows = table("加工\t35.0\t12.0\t31.0\t11.0", "旅行\t12.0\t41.0\t12.5\t40.0", header=header)
    assert said(extractor, "云溪哪一年顺差最大？", flows) == []


@pytest.mark.parametrize(
    ("question", "year"),
    [("云溪2017年以来出口最多的是哪一年？", "2017"), ("2018年以后云溪出口最多的是哪年？", "2018"),
     ("2017年以前云溪进口最多的是哪年？", "2016"), ("2016年到2018年云溪进口最少的是哪年？", "2018")],
)  # fmt: skip
def test_years_between_which_is_asked(extractor: Extractor, question: str, year: str) -> None:
    balances = table(*BALANCES, header="时间\t进出口\t出口\t进口\t差额", caption="表3 云溪历年服务进出口")
    assert said(extractor, question, balances)[0].startswith(year)


def test_so_many_of_the_first_as_are_asked_for(extractor: Extractor) -> None:
    answers = said(extractor, "云溪技术出口合同数最多的前两个国家是哪些？", table(*ROWS))
    assert [answer.split("：")[0] for answer in answers] == ["法国", "泰国"]


def test_of_those_that_tie_both_are_said(extractor: Extractor) -> None:
    tied = table("泰国\t7\t320.5\t35.6", "日本\t7\t179.5\t19.9", "法国\t3\t400.0\t44.4")
    answers = said(extractor, "云溪技术出口合同数最多的是哪个国家？", tied)
    assert {answer.split("：")[0] for answer in answers} == {"泰国", "日本"}


@pytest.mark.parametrize(
    "question", ["云溪技术出口合同金额第二多的是哪个国家？", "云溪技术出口合同金额仅次于法国的是哪个国家？"]
)
def test_a_row_proves_no_second_place(extractor: Extractor, question: str) -> None:
    assert said(extractor, question, table(*ROWS)) == []


def test_a_row_by_itself_proves_no_maximum(extractor: Extractor) -> None:
    asked = "云溪技术进口合同金额最大的是哪个国家？"
    assert said(extractor, asked, table(*ROWS)) == []  # a table of exports


def test_a_table_of_a_part_is_not_that_of_the_whole(extractor: Extractor) -> None:
    header = "行业\t进口"
    part = table("保险\t30.0", "电信\t35.0", header=header, caption="表4 云溪知识密集型服务进口情况")
    whole = table("保险\t30.0", "旅行\t95.0", header=header, caption="表1 云溪服务进口情况", start=600)
    assert said(extractor, "云溪服务进口最多的是哪个行业？", part, whole)[0].startswith("旅行：")


def test_a_table_without_balances_tells_no_deficit(extractor: Extractor) -> None:
    places = table(*PLACES, header="年份\t江苏\t福建\t云南", caption="表2 部分省份服务进出口")
    balances = table(*BALANCES, header="时间\t进出口\t出口\t进口\t差额", caption="表3 历年服务进出口", start=500)
    assert said(extractor, "服务贸易逆差最大的是哪一年？", places, balances)[0].startswith("2016年：差额")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("2020年哪个省服务进出口最高？", "2020：江苏 28.0万美元"),
        ("2019年哪个省服务进出口最高？", "2019：福建 41.0万美元"),
        ("2020年服务进出口最少的是哪个省？", "2020：福建 19.0万美元"),
    ],
)
def test_provinces_may_head_the_columns(extractor: Extractor, question: str, answer: str) -> None:
    places = table(*PLACES, header="年份\t江苏\t福建\t云南", caption="表2 部分省份服务进出口")
    assert said(extractor, question, places)[0].startswith(answer)


def test_the_table_of_the_kind_of_things_asked_for_tells_it(extractor: Extractor) -> None:
    kinds = table("咨询\t17\t600.0\t60.0", "软件\t12\t400.0\t40.0", header=HEADER.replace("国别", "类别"))
    answer = said(extractor, "云溪技术出口合同数最多的是哪个国家？", kinds, table(*ROWS, start=700))[0]
    assert answer.startswith("法国：合同数 18")


def test_the_greatest_fall_is_that_of_a_change(extractor: Extractor) -> None:
    header = "行业\t进口\t进口 同比（%）\t出口\t出口 同比（%）"
    changes = table("旅行\t90.0\t-3.0\t10.0\t20.0", "保险\t30.0\t-41.5\t70.0\t-5.0", header=header)
    answer = said(extractor, "云溪进口下滑最厉害的是哪个行业，跌了多少？", changes)[0]
    assert answer.startswith("保险：")
    assert "进口 同比 -41.5%" in answer
    assert said(extractor, "云溪出口增长最快的是哪个行业？", changes)[0].startswith("旅行：")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,442.2", 1442.2),
        ("-26.8", -26.8),
        ("下降11.7%", -11.7),
        ("397.5亿元", 397.5),
        ("约5", 5.0),
        ("-", None),
        ("甲2", None),
        ("增长22.1%", 22.1),
        ("跌3", -3.0),
    ],
)
def test_figures_of_cells(text: str, value: float | None) -> None:
    assert number(text) == value


def test_a_row_below_a_merged_label_is_named_with_it() -> None:
    rows = statements(table("制度\t创新举措\t11", "\t复制推广\t18", header="类别\t指标\t2020年"))
    assert [read_row(row).name for row in rows] == ["制度 创新举措", "制度 复制推广"]


def test_figures_with_units_are_no_names() -> None:
    row = statements(table("文化制造业\t243家\t397.5亿元", header="类别\t企业\t收入"))[0]
    assert read_row(row).name == "文化制造业"


def test_rows_of_one_table_are_known_across_passages() -> None:
    one, other = statements(table(ROWS[2]))[0], statements(table(ROWS[3], start=400))[0]
    assert table_of(one) == table_of(other)
    assert table_of(one) != table_of(statements(table(ROWS[3], caption="表9 云溪技术进口情况"))[0])


def test_a_difference_is_shown_as_arithmetic_on_quoted_figures(extractor: Extractor) -> None:
    east = passage("城东片区面积13.8平方公里。", section=["城东片区"])
    west = passage("城西片区面积13.14平方公里，其中农田1平方公里。", section=["城西片区"], start=500)
    asked = extractor.support.ask("城东片区和城西片区各多少平方公里，哪个更大，相差多少？", lambda term: 1.0)
    chosen = [statements(east)[0], statements(west)[0]]
    assert computed(asked, chosen, extractor.support) == (
        "较大：城东片区 13.8 > 13.14平方公里；相差（计算）：13.8 − 13.14 = 0.66平方公里[1][2]"
    )
    # Nothing is computed where one figure is missing, or none is asked for.
    assert not computed(asked, chosen[:1], extractor.support)
    plain = extractor.support.ask("城东片区和城西片区各多少平方公里？", lambda term: 1.0)
    assert not computed(plain, chosen, extractor.support)


def test_units_are_not_mixed(extractor: Extractor) -> None:
    one, other = passage("城东片区投资3亿元。"), passage("城西片区投资3亿美元。", start=300)
    asked = extractor.support.ask("城东片区和城西片区投资金额各多少，谁更多？", lambda term: 1.0)
    assert not computed(asked, [statements(one)[0], statements(other)[0]], extractor.support)


def test_of_several_figures_those_count_that_the_words_of_the_question_name(extractor: Extractor) -> None:
    old = passage("截至2023年5月底，累计实施不见面开标项目3516个，异地评审27宗，交易额18亿元。")
    new = passage("截至2024年底，累计实施不见面开标项目6990个，异地评审77宗，交易额35亿元。", start=300)
    question = "云溪片区截至2024年底不见面开标项目比2023年5月底多了多少？"
    asked = extractor.support.ask(question, lambda term: 1.0)
    chosen = [statements(new)[0], statements(old)[0]]
    assert computed(asked, chosen, extractor.support) == "相差（计算）：6990 − 3516 = 3474个[1][2]"


YEARS = table(
    "2020\t28.4\t60.4",
    "2021\t44.6\t64.8",
    "2022\t40.7\t73.0",
    header="年份\t海南\t陕西",
    caption="表3 2020-2022年各省服务进出口额",
)


@pytest.mark.parametrize(
    ("question", "sum_"),
    [
        ("2022年海南和陕西的服务进出口额相差多少？", "相差（计算）：73 − 40.7 = 32.3万美元[1]"),
        ("2022年海南和陕西的服务进出口额加起来是多少？", "合计（计算）：73 + 40.7 = 113.7万美元[1]"),
        ("2022年海南和陕西的服务进出口额各是多少？", ""),
        ("2022年海南和陕西的服务进出口额分别增长了多少？", ""),  # how each has grown is no difference
        ("2022年海南和陕西的服务进出口额哪个增长更快？", ""),
    ],
)
def test_a_row_may_hold_both_figures(extractor: Extractor, question: str, sum_: str) -> None:
    asked = extractor.support.ask(question, lambda term: 1.0)
    chosen = extractor.choose(asked, extractor.rank(asked, [YEARS]))
    assert computed(asked, chosen, extractor.support) == sum_


def test_the_rows_of_other_years_are_not_said_beside_the_one_asked_for(extractor: Extractor) -> None:
    answers = said(extractor, "2022年陕西服务进出口额是多少？", YEARS)
    assert len(answers) == 1
    assert "73.0万美元" in answers[0]


def test_a_remark_behind_a_figure_stands_behind_its_unit(extractor: Extractor) -> None:
    ranks = table("创新指数（%）\t71.6（第9位）\t74.7（第7位）", header="指标\t陕西\t重庆", caption="表4 创新评价")
    (answer,) = said(extractor, "创新指数陕西和重庆各是多少？", ranks)
    assert "陕西 71.6%（第9位），重庆 74.7%（第7位）" in answer


@pytest.mark.parametrize(
    ("header", "cells", "question"),
    [
        ("名称\t合同数\t合同金额", "云溪\t30\t500", "云溪的合同数和合同金额加起来是多少？"),  # no unit
        ("名称\t出口排名\t进口排名", "云溪\t3\t5", "云溪的出口排名和进口排名加起来是多少？"),
        ("名称\t出口同比（%）\t进口同比（%）", "云溪\t13.6\t32.1", "云溪的出口同比和进口同比加起来是多少？"),
        ("名称\t进出口（万元）\t出口（万元）", "云溪\t100.5\t60.1", "云溪进出口加起来是多少？"),
    ],
)
def test_unlike_things_of_a_row_are_not_added(extractor: Extractor, header: str, cells: str, question: str) -> None:
    row = passage(cells, kind="table", context=f"表5 云溪\n{header}", section=[])
    asked = extractor.support.ask(question, lambda term: 1.0)
    assert not computed(asked, statements(row), extractor.support)


def test_of_a_thing_that_is_named_the_figure_of_the_kind_asked_for_is_taken(extractor: Extractor) -> None:
    east, west = passage("城东片区有3个产业园、企业300家。"), passage("城西片区有5个产业园、企业500家。", start=300)
    asked = extractor.support.ask("城东片区和城西片区各有多少企业，相差多少？", lambda term: 1.0)
    found = computed(asked, [statements(east)[0], statements(west)[0]], extractor.support)
    assert found == "相差（计算）：500 − 300 = 200家[1][2]"


def test_a_total_so_far_is_not_set_against_what_a_year_added(extractor: Extractor) -> None:
    old = passage("截至2023年5月底，累计实施不见面开标项目3516个。")
    new = passage("2024年新增不见面开标项目990个。", start=300)
    asked = extractor.support.ask("不见面开标项目截至2024年底比2023年5月底多了多少？", lambda term: 1.0)
    assert not computed(asked, [statements(new)[0], statements(old)[0]], extractor.support)


def test_a_balance_is_shown_with_both_flows(extractor: Extractor) -> None:
    years = table("2008年\t1633\t1589\t44", header="年份\t出口\t进口\t差额", caption="表6 云溪服务贸易")
    (answer,) = said(extractor, "2008年云溪服务贸易逆差是多少？", years)
    assert all(figure in answer for figure in ("1633万美元", "1589万美元", "44万美元"))


TARGETS = table(
    "对外开放\t备案机构（家）\t-\t5\t约束性",
    "对外开放\t合同外资（亿元）\t4.8\t15\t预期性",
    header="类别\t指标\t2020年\t2025年\t属性",
    caption="表5 云溪发展指标",
)


def test_a_cell_that_says_there_is_no_figure_is_no_part_of_the_name() -> None:
    row = read_row(statements(TARGETS)[0])
    assert row.name == "对外开放 备案机构（家）"
    assert [cell.said() for cell in row.cells] == ["2025年 5家", "属性 约束性"]


def test_a_balance_is_told_beside_another_amount(extractor: Extractor) -> None:
    balances = table(
        "2003\t1066\t513\t553\t-40", header="时间\t进出口额\t出口额\t进口额\t差额", caption="表6 云溪历年贸易"
    )
    answer = said(extractor, "云溪2003年贸易进出口额是多少，逆差有多大？", balances)[0]
    assert all(figure in answer for figure in ("1066", "513", "553", "-40"))


LATEST = table(
    "2021\t1400.5\t170.1\t65.0",
    "2022\t1472.9\t177.2\t73.0",
    caption="表2 2021-2022年部分省份服务贸易进出口总额",
    header="年份\t北京\t四川\t云南",
)


def test_two_places_are_compared_by_the_row_of_the_latest_year(extractor: Extractor) -> None:
    question = "云南和四川的服务贸易总额谁更大？"
    asked = extractor.support.ask(question, lambda term: 1.0)
    chosen = extractor.choose(asked, extractor.rank(asked, [LATEST]))
    assert [s.text.split("\t")[0] for s in chosen] == ["2022"]
    (said,) = phrases(chosen, asked, extractor.support)
    assert "四川 177.2万" in said
    assert "云南 73.0万" in said
    assert "1472.9" not in said


def test_an_average_is_not_set_against_a_year(extractor: Extractor) -> None:
    told = passage("2022年云溪港出口5.1亿元。青禾港2016-2019年出口平均27亿元。")
    asked = extractor.support.ask("青禾港和云溪港出口相差多少亿元？", lambda term: 1.0)
    assert computed(asked, statements(told), extractor.support) == ""
