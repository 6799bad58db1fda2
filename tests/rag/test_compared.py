"""Of what the most or least is asked for: which way, by what measure, among what kind of things."""

from __future__ import annotations

import pytest

from index.terms import fold
from rag.compared import YEARS, direction, kind_asked, measure, told_by

BY_COUNTRY, BY_YEAR, BY_PROVINCE = "国别(地区)\t合同数", "时间\t出口额\t差额", "年份\t北京\t上海\t陕西"


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("最大的是哪个", 1),
        ("谁最少", -1),
        ("跌得最狠的是哪年", -1),
        ("出口掉得最厉害的是哪一类", -1),
        ("主要是哪家,进口了多少", 0),
        ("多少钱", 0),
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
    ],
)
def test_what_is_compared(question: str, of: str) -> None:
    assert measure(question) == of


@pytest.mark.parametrize(
    ("question", "header", "other"),
    [
        ("合同最多的是哪个国家?", BY_COUNTRY, BY_YEAR),
        ("哪一年逆差最大?", BY_YEAR, BY_COUNTRY),
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
