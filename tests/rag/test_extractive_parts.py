"""What a question asks for one by one, and that each part gets its statement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.extractive.beside import MOST
from rag.extractive.parts import parts, sides
from rag.extractive.wording import asked_count, enumerates, is_fragment, stated


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def parted(extractor: Extractor, question: str) -> list[str]:
    return [part.text for part in parts(extractor.support.ask(question, lambda term: 1.0).query)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("验收由谁牵头？几天办结？", ["验收由谁牵头", "几天办结"]),
        ("云溪古镇去年门票卖了多少张，收入多少钱？", ["云溪古镇去年门票卖了多少张", "收入多少钱"]),
        ("城东片区和城西片区各有多少家企业？", ["城东片区", "城西片区"]),
        ("云溪与青溪谁的游客多？", ["云溪", "青溪"]),
        ("2021年和2023年出口各是多少？", ["2021", "2023"]),
        ("出口额2021年多，2023年少，两年相比变化如何？", ["2021", "2023"]),
        ("how many lines are open, and when did they open?", ["how many lines are open", "when did they open"]),
        ("规划和建设由谁负责？", ["规划", "建设"]),
        # One thing asked of one thing:
        ("环湖快线的票价是多少？", []),
        ("2016年到2022年出口增长了多少？", []),
        ("合同金额是多少？", []),
    ],
)  # fmt: skip
def test_a_question_is_taken_apart(extractor: Extractor, question: str, found: list[str]) -> None:
    assert [part.strip() for part in parted(extractor, question)] == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("城东片区和城西片区各有多少家企业？", ["城东片区", "城西片区"]),
        ("验收由谁牵头，收费多少钱？", ["验收由谁牵头", "收费多少钱"]),
        # No part of an answer, but two things all the same:
        ("环湖快线与观光缆车有什么特色？", ["环湖快线", "观光缆车"]),
        ("环湖快线的票价是多少？", []),
        ("介绍环湖快线", []),
    ],
)
def test_the_things_that_passages_should_speak_of(extractor: Extractor, question: str, found: list[str]) -> None:
    query = extractor.support.ask(question, lambda term: 1.0).query
    spans = query.tokens.offsets
    said = ["".join(query.text[slice(*spans[at])] for at in own) for own in sides(query)]
    assert said == found


@given(st.text(alphabet="甲乙丙和与、，？多少谁各2021年3 and", max_size=40))
def test_parts_fit_the_question(extractor_any: Extractor, question: str) -> None:
    asked = extractor_any.support.ask(question, lambda term: 1.0)
    for part in parts(asked.query):
        assert part.focus.shape == asked.query.weights.shape
        assert np.isfinite(part.focus).all()
        assert (part.focus >= 0).all()
        assert part.text in asked.query.text


@pytest.fixture(scope="session")
def extractor_any() -> Extractor:
    return Extractor(StaticEmbeddings())


def test_each_thing_gets_its_statement(extractor: Extractor) -> None:
    east = passage("城东片区入驻企业120家，产值30亿元。", section=["城东片区"], start=0)
    west = passage("城西片区入驻企业95家，产值12亿元。", section=["城西片区"], start=500)
    asked = extractor.support.ask("城东片区和城西片区各有多少家企业？", lambda term: 1.0)
    said = [s.text for s in extractor.choose(asked, extractor.rank(asked, [east, west]))]
    assert said == ["城东片区入驻企业120家，产值30亿元。", "城西片区入驻企业95家，产值12亿元。"]
    assert len(said) <= MOST


@pytest.mark.parametrize(
    ("question", "count"), [("有哪三个平台？", 3), ("“五个统一”是哪五个？", 5), ("哪几项？", 0), ("哪年开始？", 0)]
)
def test_how_many_are_asked_for(question: str, count: int) -> None:
    assert asked_count(question) == count


def test_an_enumeration_of_so_many_is_seen() -> None:
    assert enumerates("平台有甲网、乙网、丙网。", 3)
    assert enumerates("三个平台：甲网和乙网等。", 3)
    assert not enumerates("平台有甲网。", 3)
    assert not enumerates("平台有甲网、乙网、丙网。", 0)


def test_years_of_a_span_are_all_spoken_of() -> None:
    assert stated("2019-2021年") == {"2019", "2020", "2021"}
    assert stated("2019年、2021年") == {"2019", "2021"}
    assert stated("第2019号文共12021件") == {"2019"}


def test_what_leaves_things_open_says_nothing() -> None:
    assert is_fragment("短句。")
    assert is_fragment("环湖快线什么时候通车，由建设部门另行公布。")
    assert not is_fragment("环湖快线于2023年9月28日正式通车。")


@pytest.mark.parametrize(
    ("clause", "leans"),
    [("比上年怎么样", True), ("同比增长多少", True), ("增速多少", True), ("出口增长多少", False)],
)
def test_a_clause_may_ask_how_the_other_has_changed(extractor: Extractor, clause: str, leans: bool) -> None:
    asked = extractor.support.ask(f"云溪服务进出口总额是多少，{clause}？", lambda term: 1.0)
    assert [part.leans for part in parts(asked.query)] == [False, leans]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("云溪快线往城东开了多少列、往城西开了多少列？", ["云溪快线往城东开了多少列", "往城西开了多少列"]),
        ("特产店头一批、第二批各认定了多少家？", ["特产店头一批", "第二批"]),
        ("有哪些特产、小吃和茶点？", []),
        ("城东和城西各开了多少列？已经有多少家企业订舱？", ["城东", "城西", "已经有多少家企业订舱"]),
        ("城东和城西各开了多少列？谁更多？", ["城东", "城西"]),
        (
            "云溪是哪一年通车的？城东和城西又是哪一年通车的？",
            ["云溪是哪一年通车的", "城东和城西又是哪一年通车的"],
        ),
    ],
)
def test_what_is_asked_side_by_side(extractor: Extractor, question: str, found: list[str]) -> None:
    assert parted(extractor, question) == found
