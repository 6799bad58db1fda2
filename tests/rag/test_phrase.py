"""How an answer says a statement."""

from __future__ import annotations

import pytest
from langchain_core.documents import Document
from rag_support import passage

from index import load_embeddings
from index.embed import StaticEmbeddings
from rag.extractive.table import read_row
from rag.phrase import phrase, plain_heading
from rag.statements import statements
from rag.support import Support


@pytest.fixture(scope="module")
def support() -> Support:
    embeddings = load_embeddings("builtin")
    assert isinstance(embeddings, StaticEmbeddings)
    return Support(embeddings)


def say(support: Support, place: Document, question: str, which: int = 0) -> str:
    asked = support.ask(question, lambda term: float(len(term)))
    return phrase(statements(place)[which], asked, support)


TRADE = passage(
    "2022\t52.2\t31.5\t20.7\t15.7\n2023\t58.7\t36.2\t22.5\t12.4",
    kind="table",
    context="表1 货物进出口情况\n单位：亿元\n年份\t进出口总额\t出口\t进口\t同比（%）",
)
SERVICES = passage(
    "1\t知识产权使用费\t19.2\t77.4\t25.6\t81.9",
    kind="table",
    context="表2 服务贸易分类\n单位：万美元\n序号\t类别\t2022年出口\t2022年进口\t2023年出口\t2023年进口",
)


def test_a_row_is_said_with_the_column_asked_for_its_unit_and_caption(support: Support) -> None:
    said = say(support, TRADE, "2022年出口多少？")
    assert said.startswith("2022：出口 31.5亿元")
    assert "表1 货物进出口情况" in said
    assert "52.2" not in said


def test_a_column_with_a_unit_of_its_own_does_not_take_the_tables(support: Support) -> None:
    said = say(support, TRADE, "2023年同比增长多少？", 1)
    assert "12.4%" in said
    assert "12.4亿元" not in said


def test_of_columns_by_year_those_of_the_year_asked_for_are_said(support: Support) -> None:
    said = say(support, SERVICES, "2023年知识产权使用费出口多少？")
    assert said.startswith("知识产权使用费：2023年出口 25.6万美元")
    assert not {"19.2", "77.4", "81.9"} & set(said.replace("万美元", " ").split())
    both = say(support, SERVICES, "2022年和2023年知识产权使用费出口各是多少？")
    assert "2022年出口 19.2万美元" in both
    assert "2023年出口 25.6万美元" in both


def test_a_row_without_a_header_is_said_as_it_stands(support: Support) -> None:
    said = say(support, passage("公交线路\t17\t条", kind="table"), "公交线路多少条？")
    assert said.startswith("公交线路：")
    assert "17" in said


def test_the_unit_of_a_row_goes_before_that_of_the_table(support: Support) -> None:
    table = passage("旅行社（家）\t12\t14", kind="table", context="单位：万元\n指标\t2022年\t2023年")
    assert "14家" in say(support, table, "2023年旅行社多少家？")


@pytest.mark.parametrize("line", ["单位：万元", "（金额单位：万元）", "计量单位: 万元", "Unit: 万元", "(Units: 万元)"])
def test_the_unit_of_a_table(support: Support, line: str) -> None:
    table = passage("2022\t12\n2023\t14", kind="table", context=f"表1 收入\n{line}\n年份\t收入")
    assert say(support, table, "2023年收入多少？", 1).startswith("2023：收入 14万元")


def test_a_sentence_is_said_in_its_own_words_without_stray_spaces(support: Support) -> None:
    place = passage("环湖快线 于 2023 年 9月28 日通车，\n全长 11.6公里；")
    assert say(support, place, "环湖快线何时通车？") == "环湖快线于2023年9月28日通车，"
    assert say(support, passage("See shed 4 for details."), "waste?") == "See shed 4 for details."


def test_a_sentence_that_leans_on_others_gets_its_section(support: Support) -> None:
    place = passage("该线路全长11.6公里。", section=["第三节 公共交通"])
    assert say(support, place, "全长多少？") == "（公共交通）该线路全长11.6公里。"


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("第三节 公共交通", "公共交通"),
        ("案例 12 联合验收", "联合验收"),
        ("（一）发展数字贸易", "发展数字贸易"),
        ("一、综合", "综合"),
        ("综合", "综合"),
    ],
)
def test_headings_are_named_without_their_number(heading: str, plain: str) -> None:
    assert plain_heading(heading) == plain


def test_a_bracket_that_is_no_unit_is_none_and_a_share_takes_no_unit() -> None:
    def cell(column: str, text: str, unit: str) -> str:
        context = f"表1\n单位：{unit}\n名称\t{column}" if unit else f"表1\n名称\t{column}"
        row = statements(passage(f"甲\t{text}", kind="table", context=context))[0]
        return "".join(found.text + found.unit for found in read_row(row).cells)

    assert cell("服务业（含金融）", "334", "") == "334"
    assert cell("金额（万元）", "334", "亿元") == "334万元"
    assert cell("增长", "-12.3%", "亿元") == "-12.3%"
    assert cell("税收（亿元）", "-12.3％", "") == "-12.3％"
