"""What was and what is, told in two statements, are both said."""

from __future__ import annotations

import pytest
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor

BEFORE = "此前，云溪港到对岸走陆路，用时14小时，每个集装箱运费5500元，车主效益低。"
AFTER = "开通后，云溪港到对岸的快线用时7小时，每个集装箱运费降至3850元，降幅30%。"
BOUGHT = "云溪粮油公司买进2000吨菜油，采用合并申报的方式，原来要报的86票减为2票。"
COST = "一票通关费用350元，原来需要通关费用30100元，现仅需要700元。"
OTHER = "云溪港的堆场租金每平方米12元，吊装费每箱90元。"


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def said(extractor: Extractor, question: str, text: str) -> str:
    asked = extractor.support.ask(question, lambda term: 1.0)
    return "".join(s.text for s in extractor.choose(asked, extractor.rank(asked, [passage(text)])))


@pytest.mark.parametrize(
    "question",
    [
        "云溪港快线开通后，每个集装箱运费从多少降到了多少？",
        "云溪港改走快线前后每箱运费各是多少？",
        "云溪港开通快线，集装箱运费由多少降到多少？",
    ],
)
def test_both_halves_of_a_change_are_said(extractor: Extractor, question: str) -> None:
    answer = said(extractor, question, BEFORE + OTHER + AFTER)
    assert BEFORE in answer
    assert AFTER in answer
    assert OTHER not in answer


def test_the_statement_that_tells_both_is_said_where_another_names_the_thing(extractor: Extractor) -> None:
    question = "云溪粮油公司买的2000吨菜油，合并申报后通关费从多少降到多少？"
    assert COST in said(extractor, question, BOUGHT + COST + OTHER)
    two = "云溪粮油公司的2000吨菜油，合并申报前后的票数和通关费各是多少？"
    answer = said(extractor, two, BOUGHT + COST + OTHER)
    assert BOUGHT in answer
    assert COST in answer


def test_a_change_told_in_one_statement_needs_no_other(extractor: Extractor) -> None:
    whole = "云溪港每个集装箱运费由5500元降至3850元，降幅30%。"
    assert said(extractor, "云溪港每个集装箱运费从多少降到了多少？", OTHER + whole) == whole


def test_where_no_change_is_asked_for_nothing_is_added(extractor: Extractor) -> None:
    assert BEFORE not in said(extractor, "云溪港快线开通后每个集装箱运费是多少？", AFTER + OTHER + BEFORE)
