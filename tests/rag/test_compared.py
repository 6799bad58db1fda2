"""Of what the most or least is asked for: which way, by what measure, among what kind of things."""

from __future__ import annotations

import pytest

from index.terms import fold
from rag.compared import YEARS, direction, flows, kind_asked, measure, places_asked, told_by, worth, years_between

BY_COUNTRY, BY_YEAR, BY_PROVINCE = "国别(地区)\t合同数", "时间\t出口额\t差额", "年份\t北京\t上海\t陕西"
RANKED = "序号\t国别\t服务出口"


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("最大的是哪个", 1),
        ("谁最少", -1),
        ("跌得最狠的是哪年", -1),
        ("出口掉得最厉害的是哪一类", -1),
        ("主要是哪家,进口了多少", 0),
        ("多少钱", 0),
        ("合同金额第二多的是哪个国家", 0),
        ("合同金额仅次于法国的国家", 0),
        ("出口排名第一的行业", 1),
    ],
)
def test_which_end_is_asked_for(question: str, way: int) -> None:
    assert direction(question) == way


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("哪年逆差最大", "balance"),
        ("哪个行业增长最快", "change"),
        ("进口下滑最厉害的是哪个行业", "change"),
        ("哪类占比最高", "share"),
        ("合同金额最大的是哪个国家，占比多少", "amount"),
        ("哪个国家合同数最多", "amount"),
        ("增长率最高的行业", "change"),
        ("出口增加最多的行业", "change"),
        ("which sector's exports declined the most", "change"),
    ],
)
def test_what_is_compared(question: str, of: str) -> None:
    assert measure(question) == of


@pytest.mark.parametrize(
    ("question", "header", "other"),
    [
        ("合同最多的是哪个国家?", BY_COUNTRY, BY_YEAR),
        ("哪一年逆差最大?", BY_YEAR, BY_COUNTRY),
        ("出口最多的国家?", RANKED, "行业(2023年预测)\t出口"),
        ("哪年出口最低?", BY_YEAR, "地区(2022年)\t出口"),
        ("2020年哪个省最高?", BY_PROVINCE, BY_COUNTRY),
        ("出口掉得最厉害的是哪一类?", "行业领域\t出口", BY_YEAR),
        ("which country signed most contracts?", "country\tcontracts", "year\tcontracts"),
    ],
)
def test_which_tables_are_of_the_kind_of_things_asked_for(question: str, header: str, other: str) -> None:
    kind = kind_asked(question)
    assert kind
    assert told_by(kind, fold(header))
    assert not told_by(kind, fold(other))


def test_rows_that_are_years_say_so_themselves() -> None:
    assert told_by(YEARS, "\t出口", "2016年")
    assert not told_by(YEARS, "\t出口", "旅行服务")


@pytest.mark.parametrize("question", ["国家级平台最多有几个", "最高给多少补贴", "谁提供的"])
def test_where_nothing_is_chosen_from_there_is_no_kind(question: str) -> None:
    assert kind_asked(question) is None


@pytest.mark.parametrize(
    ("question", "value", "far"),
    [
        ("逆差最大", -20.0, 20.0),
        ("逆差最大", 5.0, None),
        ("逆差最小", -20.0, -20.0),
        ("顺差最小", -20.0, None),
        ("跌得最狠", -3.0, 3.0),
        ("跌得最狠", 3.0, None),
        ("降幅最小", -3.0, -3.0),
        ("最少", 4.0, -4.0),
        ("增长最快", 4.0, 4.0),
    ],
)
def test_how_far_a_value_is_at_the_end_asked_for(question: str, value: float, far: float | None) -> None:
    assert worth(question, "差额", value) == far


def test_a_column_of_deficits_has_them_as_positive_figures() -> None:
    assert worth("逆差最大", "逆差", 20.0) == 20.0
    assert worth("顺差最大", "逆差", 20.0) is None


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("2010年以来", (2010, 9999)),
        ("2010年以前", (0, 2009)),
        ("2016年至2022年", (2016, 2022)),
        ("from 2016 to 2018", (2016, 2018)),
        ("2016年", None),
    ],
)
def test_spans_of_years(question: str, span: tuple[int, int] | None) -> None:
    assert years_between(question) == span


@pytest.mark.parametrize(
    ("question", "count"), [("最多的前三个国家", 3), ("金额最大的两个行业", 2), ("最多的国家", 1), ("前五名", 5)]
)
def test_how_many_of_the_first(question: str, count: int) -> None:
    assert places_asked(question) == count


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2022年出口额是多少", {"export"}),
        ("进口和出口各是多少", set()),
        ("出口增长，进口下降", {"export", "import"}),
        ("进出口总额", set()),
        ("花钱从境外买服务，花得最多的三类", {"import"}),
        ("卖到国外的软件", {"export"}),
        ("进口博览会", set()),
        ("exports in 2022", {"export"}),
        ("important figures", set()),
        ("从国外引进院士", set()),
        ("卖给新加坡的技术", {"export"}),
        ("韩国那边2022年买了陕西多少技术", {"export"}),
        ("从日本买来的技术", {"import"}),
        ("向瑞士既卖技术也买技术", set()),
    ],
)
def test_which_flows_of_trade_a_text_speaks_of(text: str, told: set[str]) -> None:
    assert flows(fold(text)) == told


@pytest.mark.parametrize(
    "question", ["主要是哪家、金额多大", "哪个大学参与了", "哪家大型企业获批", "哪个快递公司到得了"]
)
def test_how_large_something_is_asks_for_no_most(question: str) -> None:
    assert direction(question) == 0
    assert direction("哪家金额大") == 1
