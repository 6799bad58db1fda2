"""What a refusal says."""

from __future__ import annotations

import re

import pytest
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.refusal.near import read
from rag.refusal.said import refusal_text, untold_years
from rag.statements import statements

TRADE = passage(
    "2022年，云溪新区货物进出口总额52.2亿元，比上年增长12.4%。", title="云溪新区统计公报", section=["一、对外经济"]
)


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def say(extractor: Extractor, question: str, *passages: Document) -> str:
    asked = extractor.support.ask(question, lambda term: 1.0 if term else 3.0)
    return refusal_text(question, passages, read(asked, passages, extractor.support))


def test_the_years_that_there_are_stand_beside_the_one_asked_for(extractor: Extractor) -> None:
    said = say(extractor, "2023年云溪新区货物进出口总额是多少？", TRADE)
    assert said.startswith("资料中没有找到")
    assert "2022年的，没有2023年的" in said


def test_a_year_that_only_something_else_has_is_not_there(extractor: Extractor) -> None:
    plan = passage("力争2027年货物寄存额超过6亿元。", title="云溪新区统计公报", section=["四、展望"], start=300)
    assert "2022年的，没有2027年的" in say(extractor, "2027年云溪新区货物进出口总额是多少？", TRADE, plan)


def test_it_is_said_in_english_too(extractor: Extractor) -> None:
    said = say(extractor, "What was the cargo handled in 2023?", passage("Cargo handled in 2022 was 3 tonnes."))
    assert said.startswith("The documents do not answer")
    assert "of 2022, not of 2023" in said
    assert not re.search("[\u4e00-\u9fff]{4}", said.replace("云溪年鉴", "").replace("公共交通", ""))


def test_the_opposite_of_what_is_asked_for_is_said(extractor: Extractor) -> None:
    trade = passage("2022年云溪新区服务贸易实现顺差10.5亿美元。", title="云溪新区统计公报")
    assert "说的是顺差，不是逆差" in say(extractor, "2022年云溪新区服务贸易逆差是多少？", trade)


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("四川货物进出口总额是多少？", "四川"),
        ("《云溪指南》说货物进出口总额是多少？", "云溪指南"),
        ("云溪新区货物进出口第二批企业有多少？", "第二批"),
    ],
)
def test_what_is_not_mentioned_is_named(extractor: Extractor, question: str, absent: str) -> None:
    assert f"没有提到“{absent}”" in say(extractor, question, TRADE)


def test_an_attribute_that_is_not_given_is_named_beside_what_is(extractor: Extractor) -> None:
    said = say(extractor, "云溪新区货物进出口总额的司机是多少？", TRADE)
    assert "没有说到“司机”" in said
    assert "“云溪新区货物进出口" in said


def test_the_nearest_passages_are_named_without_their_numbers(extractor: Extractor) -> None:
    assert say(extractor, "怎么给猫剪指甲？", TRADE).endswith("最接近的内容见：云溪新区统计公报 › 对外经济。")


def test_of_another_subject_nothing_is_said_but_where_it_looked(extractor: Extractor) -> None:
    assert "没有说到" not in say(extractor, "怎么给猫剪指甲？", TRADE)
    assert say(extractor, "怎么给猫剪指甲？") == "资料中没有找到这个问题的答案。"


def test_what_documents_say_cannot_be_taken_for_a_marker(extractor: Extractor) -> None:
    odd = passage("2022年总额3亿元。", title="公报[1]", section=[])
    assert "[1]" not in say(extractor, "2023年总额是多少？", odd)


LINE = passage(
    "环湖快线于2023年9月28日通车，由云溪城投公司建设，全长11.6公里。", title="云溪年鉴", section=["一、公共交通"]
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("环湖快线的净利润是多少？", "没有说到“净利润”"),
        ("环湖快线造价多少钱？", "没有说到“造价”"),
        ("环湖快线全长是几月几日量的？", ""),
        ("环湖快线有多少辆车？", "没有给出以“辆”计的数"),
        ("环湖快线通车以来一共运了多少人次？", "没有给出以“人次”计的数"),
    ],
)
def test_what_is_truly_missing_is_named(extractor: Extractor, question: str, said: str) -> None:
    assert said in say(extractor, question, LINE)


@pytest.mark.parametrize("word", ["以来", "如今", "搬到", "一共", "一个", "要投", "有", "现在"])
def test_everyday_words_are_never_what_is_missing(extractor: Extractor, word: str) -> None:
    text = say(extractor, f"环湖快线{word}建设全长多少公里？", LINE)
    assert not re.search(f"没有(?:说到|提到)“[^”]*{word}[^”]*”", text)


def test_nothing_is_said_to_be_missing_that_a_passage_speaks_of(extractor: Extractor) -> None:
    beside = passage("环湖快线净利润为负，由市里补贴。", start=500, title="云溪年鉴", section=["一、公共交通"])
    assert "净利润" not in say(extractor, "环湖快线2019年的净利润是多少？", beside).split("最接近")[0]


@pytest.mark.parametrize(
    ("question", "lack"),
    [
        ("2022年和2024年云溪新区货物进出口总额各是多少？", "（没有找到2024年的。）"),
        ("What were the goods imports of 云溪新区 in 2022 and 2024?", "(Nothing was found of 2024.)"),
        ("2022年云溪新区货物进出口总额是多少？", ""),
        ("2022年云溪新区货物进出口总额比2021年增长多少？", ""),
        ("2024年和2023年云溪新区货物进出口总额是多少？", ""),
        ("2020年到2022年云溪新区货物进出口总额增长多少？", ""),
    ],
)
def test_an_answer_says_which_of_several_years_it_lacks(extractor: Extractor, question: str, lack: str) -> None:
    asked = extractor.support.ask(question, lambda term: 1.0 if term else 3.0)
    assert untold_years(question, asked, statements(TRADE)) == lack
