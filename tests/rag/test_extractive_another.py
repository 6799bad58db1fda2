"""Rows about other things are not said beside the sentence that answers."""

from __future__ import annotations

import pytest
from rag_support import passage

from index.terms import fold
from rag.extractive.another import named, of_another
from rag.sought import sought
from rag.statements import Statement, statements

TOTAL = "2022年云溪服务贸易进出口总额72.9亿美元，比上年增长12.5%。"


def row(text: str) -> Statement:
    place = passage(text, kind="table", context="表4 云溪服务贸易进出口\n单位：万美元\n行业\t进出口\t同比（%）")
    return statements(place)[0]


def judged(question: str, text: str, first: str = TOTAL) -> bool:
    said = fold(question)
    return of_another(said, sought(said).form, row(text), statements(passage(first))[0])


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("2022年云溪服务贸易进出口总额是多少？", "保险服务\t2634.3\t-2.3", True),
        ("2022年云溪保险服务进出口是多少？", "保险服务\t2634.3\t-2.3", False),
        ("2022年云溪保险服务进出口是多少？", "保险服务（万美元）\t2634.3\t-2.3", False),
        ("云溪的服务贸易为什么增长？", "保险服务\t2634.3\t-2.3", False),  # no figure is asked for
    ],
)
def test_a_row_with_another_name_is_about_another_thing(question: str, text: str, other: bool) -> None:
    assert judged(question, text) == other


def test_where_the_sentence_does_not_tell_it_the_row_may() -> None:
    assert not judged("2022年云溪服务贸易进出口总额是多少？", "保险服务\t2634.3\t-2.3", first="云溪服务贸易平稳增长。")


def test_a_name_in_another_cell_counts() -> None:
    assert not judged("云溪的跨境人民币结算额是多少？", "资金与投资\t跨境人民币结算额\t5.62")


def test_how_much_of_a_name_stands_in_the_question() -> None:
    assert named("保险服务多少", "保险服务") == 1
    assert named("服务贸易多少", "保险服务") == pytest.approx(0.5)
    assert named("码头多少", "保险服务") == 0


@pytest.mark.parametrize(
    ("question", "said", "other"),
    [
        ("2022年云溪服务进出口总额是多少？", "2022年，云溪保险服务进出口额2634.3万美元。", True),
        ("2022年云溪保险服务进出口额是多少？", "2022年，云溪保险服务进出口额2634.3万美元。", False),
        ("2022年云溪服务进出口总额是多少？", "云溪服务进出口占全国的1.2%。", False),
    ],
)
def test_the_amount_of_a_part_is_not_that_of_the_whole(question: str, said: str, other: bool) -> None:
    whole = statements(passage("2022年云溪服务进出口总额72.97亿美元。"))[0]
    form = sought(question).form
    assert of_another(fold(question), form, statements(passage(said))[0], whole) is other


def test_a_sentence_that_also_tells_the_whole_is_not_of_a_part() -> None:
    question = fold("云溪旅行服务出口下降多少？")
    both = statements(passage("云溪加工服务出口增长3.1亿元，旅行服务出口2.0亿元，下降14.4%。"))[0]
    first = statements(passage("旅行服务出口2.1亿元，下降40.2%。"))[0]
    assert not of_another(question, sought(question).form, both, first)


def test_a_place_is_no_part() -> None:
    question = fold("知识密集型服务进出口占多少？")
    said = statements(passage("2022年，陕西知识密集型服务进出口18.3亿美元，占25%。"))[0]
    first = statements(passage("知识密集型服务进出口12.9亿美元，占30.7%。"))[0]
    assert not of_another(question, sought(question).form, said, first)
