"""Whether what a question supposes holds is said where a figure, rank, sign or direction decides it, and only there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rag_support import passage, refused

from index import load_embeddings
from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.extractive.supposed import supposed, unfound
from rag.phrase import phrases
from rag.statements import statements
from rag.support import Asked

RATE = "“云溪贷”推出后，审批时长压缩至2小时，融资利率降至4.25%，企业融资效率提高99%。"
AIRPORT = "云溪机场2022年货邮吞吐量超过60万吨，居全国第六。"
PORT = "2022年，云溪港完成93个航次，出口量183.5万吨，同比增长72.3%。"
TRADE = "2022年云溪市服务出口41.7亿美元，服务进口31.2亿美元，实现贸易顺差10.5亿美元。"
FIRMS = "到2024年底，云溪市要培育1家独角兽企业、5家上市企业、700家高新技术企业。"


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def ask(extractor: Extractor, question: str, text: str) -> Asked:
    held = extractor.support.words(text)
    return extractor.support.ask(question, lambda term: 1.0 if term in held else 3.0)


def answer(extractor: Extractor, question: str, text: str) -> str:
    return phrases(statements(passage(text)), ask(extractor, question, text), extractor.support)[0]


@pytest.mark.parametrize(
    ("question", "text", "opening"),
    [
        ("“云溪贷”的融资利率是不是降到了3.85%？", RATE, "不是3.85%：“云溪贷”"),
        ("“云溪贷”的融资利率是不是降到了4.25%？", RATE, "是：“云溪贷”"),
        ("“云溪贷”的融资利率降到4.25%了吗？", RATE, "是："),
        ("云溪机场2022年货邮吞吐量是全国第一吧？", AIRPORT, "不是第一："),
        ("云溪机场的货邮吞吐量2022年是不是排到了全国第6？", AIRPORT, "是："),
        ("云溪港2022年的出口量是不是比上一年少了？", PORT, "不是少了："),
        ("云溪港2022年的出口量增长了吗？", PORT, "是："),
        ("2022年云溪市服务贸易是逆差吗？", TRADE, "不是逆差："),
        ("云溪市是不是要在2024年底前培育10家独角兽企业？", FIRMS, "不是10家："),
        ("云溪市2024年底是不是要培育10家独角兽企业？", FIRMS, "不是10家："),
        ("云溪市2024年底要培育700家高新技术企业，对吗？", FIRMS, "是："),
    ],
)
def test_what_the_quote_decides_is_said_first(extractor: Extractor, question: str, text: str, opening: str) -> None:
    said = answer(extractor, question, text)
    assert said.startswith(opening)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("“云溪贷”的审批效率是不是提高了4.25%？", RATE),  # of another thing
        ("云溪市的服务贸易居全国第一吗？", "云溪班列开行量、重箱率等核心指标稳居全国第一。"),
        ("2022年我国是服务贸易顺差吗？", "我国文化服务贸易顺差主要来自软件。"),  # of a part
        ("2022年云溪市服务进口下降了吗？", "2022年云溪市知识密集型服务进口5.5亿美元，下降8.3%。"),
        ("2021年“云溪贷”的融资利率是不是4.25%？", "2023年“云溪贷”的融资利率降至4.25%。"),  # of another year
        ("云溪港的出口量是不是不到100万吨？", PORT),  # a bound
        ("云溪市700家高新技术企业的名单有吗？", FIRMS),  # its figure is no matter of the question
        ("“云溪贷”能不能提前还？", RATE),  # of what may be, no rule knows
        ("“云溪贷”的融资利率是多少？", RATE),
        ("云溪市2022年服务进口是41.7亿美元吗？", "2022年云溪市服务出口41.7亿美元。"),  # the other flow
    ],
)
def test_what_the_quote_does_not_decide_is_only_quoted(extractor: Extractor, question: str, text: str) -> None:
    assert not re.match("是：|不是", answer(extractor, question, text))


def test_two_quotes_that_differ_decide_nothing(extractor: Extractor) -> None:
    question = "“云溪贷”的融资利率是不是4.25%？"
    told = statements(passage("“云溪贷”的融资利率为4.25%。“云溪贷”的融资利率为3.85%。"))
    asked = ask(extractor, question, RATE)
    assert supposed(asked, told[:1], extractor.support) is not None
    assert supposed(asked, told, extractor.support) is None
    assert supposed(asked, [], extractor.support) is None


def test_what_is_supposed_wrongly_is_answered_not_refused(extractor: Extractor) -> None:
    assert not refused(extractor, "“云溪贷”的融资利率是不是降到了3.85%？", passage(RATE))
    assert refused(extractor, "“青禾贷”的融资利率是不是降到了3.85%？", passage(RATE))


def test_a_figure_that_no_quote_holds_is_named(extractor: Extractor) -> None:
    told = statements(passage(RATE))
    assert unfound(ask(extractor, "“云溪贷”放款后的总成本是不是降了15%？", RATE), told) == ["15%"]
    assert not unfound(ask(extractor, "“云溪贷”是不是让效率提高了99%？", RATE), told)
    assert not unfound(ask(extractor, "“云溪贷”是不是让效率提高了15%左右？", RATE), told)
    assert not unfound(ask(extractor, "“云溪贷”的利率降了多少？", RATE), told)
    assert not unfound(ask(extractor, "“云溪贷”是不是放了15亿元？", RATE), told)  # nothing in this unit is told


def test_an_english_question_is_told_in_english(extractor: Extractor) -> None:
    text = "The lending rate fell to 4.25% in 2022."
    assert answer(extractor, "Is the lending rate 4.25%?", text).startswith("Yes. ")


@given(rate=st.integers(1, 9999), told=st.integers(1, 9999))
def test_a_figure_holds_just_where_it_is_the_one_told(rate: int, told: int) -> None:
    embeddings = load_embeddings("builtin")
    assert isinstance(embeddings, StaticEmbeddings)
    extractor = Extractor(embeddings)
    text = f"“云溪贷”的融资利率降至{told / 100}%。"
    question = f"“云溪贷”的融资利率是不是降到了{rate / 100}%？"
    verdict = supposed(ask(extractor, question, text), statements(passage(text)), extractor.support)
    assert verdict is not None
    assert verdict.holds == (rate == told)
