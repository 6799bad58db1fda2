"""What the wording of questions and statements tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rag_support import passage

from index.embed import StaticEmbeddings
from index.terms import fold
from rag.extract import Extractor
from rag.extractive.wording import (
    alike,
    asks_charge,
    asks_source,
    defined,
    defines,
    is_provider,
    is_source,
    measures,
    names_charge,
    repeats,
    tells_figure,
)
from rag.phrase import phrase
from rag.statements import statements
from rag.support import Support


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("建成基站62675个", True),
        ("占比71.6%", True),
        ("面积13.8平方公里", True),
        ("日均处理3件", True),
        ("推进5g网络建设", False),
        ("2022年12月8日通车", False),
        ("三年方案(2022-2024年)", False),
        ("1. 推进建设", False),
        ("云政发18号文", False),
        ("没有数字", False),
    ],
)
def test_a_figure_that_counts_or_measures(text: str, found: bool) -> None:
    assert tells_figure(text) is found


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("数字产品贸易指的是什么？", "数字产品贸易"),
        ("什么是“通丝路”", "通丝路"),
        ("云溪片区的全称是什么？", "云溪片区"),
        ("云溪自贸区常提的HCH是什么？", "hch"),
        ("云溪港供应链里的“云票”是个什么东西？", "云票"),
        ("“先订票，后付款”是什么模式？", "先订票后付款"),
        ("环湖快线是什么时候通车的？", ""),
        ("门票多少钱？", ""),
    ],
)
def test_the_term_whose_meaning_is_asked_for(question: str, term: str) -> None:
    assert defined(fold(question)) == term


def test_a_definition_opens_with_its_term_or_says_so() -> None:
    assert defines("数字产品贸易:指以数字形式传播的贸易。", "数字产品贸易") == 1
    assert defines("这里所说的数字产品贸易是指网上的贸易。", "数字产品贸易") == 1
    assert 0 < defines("大力发展数字产品贸易。", "数字产品贸易") < 1
    assert defines("数字技术贸易:指别的。", "数字产品贸易") == 0
    assert defines("随便什么", "") == 0


def test_who_is_in_charge() -> None:
    assert asks_charge("这件事归哪几个部门管?")
    assert asks_charge("由谁牵头")
    assert not asks_charge("哪些部门参加了会议?")
    assert names_charge("(省商务厅、省财政厅按职责分工负责)")


def test_where_figures_come_from_answers_only_who_asks_for_that() -> None:
    assert is_source("数据来源:云溪统计局。")
    assert not is_source("来源很多。")
    assert asks_source("这张表的数据来源是哪里?")
    assert not asks_source("出口多少?")


def test_units_of_what_is_asked_for_without_one() -> None:
    assert measures("云溪片区有多大?")[0].search("总面积42.58平方公里")
    assert not measures("云溪片区有几家企业?")


@given(st.text(alphabet="云溪片区面积平方公里12", max_size=20), st.text(alphabet="云溪片区有企业35家", max_size=20))
def test_likeness_is_a_share_that_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert 0 <= alike(one, other) <= 1
    assert alike(one, other) == alike(other, one)
    assert len(set(one)) < 2 or len(one.strip()) < 2 or alike(one, one) == 1


def test_those_in_charge_stay_with_what_they_are_in_charge_of(static: StaticEmbeddings) -> None:
    support = Support(static)
    text = "到2024年底，建成基站10万个。（省通信局、省财政厅按职责分工负责）推进光网建设。"
    first, second = statements(passage(text))
    assert first.text.endswith("按职责分工负责）")
    assert second.text == "推进光网建设。"
    who = support.ask("建基站归哪几个部门负责？", lambda term: 1.0)
    assert "省财政厅" in phrase(first, who, support)
    many = support.ask("要建多少个基站？", lambda term: 1.0)
    assert phrase(first, many, support) == "到2024年底，建成基站10万个。"


def test_what_a_name_is_short_for_is_its_definition() -> None:
    assert defines("环湖换乘优惠办法简称hch,由交通部门制定。", "hch") == 1
    assert defines("第二部分:什么是hch", "hch") == 0
    assert defines("承诺在指定日期付款的电子凭证,即“云票”。", "云票") == 1
    assert defines("3. 双层票制", "双层票制") == 0
    assert defines("双层票制是站内站外各收一次的办法。", "双层票制") == 1
    for text in ("双层票制占比提高。", "对双层票制车站进行指导。", "双层票制即将施行。", "双层票制为乘客省钱。"):
        assert defines(text, "双层票制") < 1


@pytest.mark.parametrize("question", ["报告脚注里“云票”怎么解释的?", "给“云票”下的定义是什么?", "“云票”是什么意思?"])
def test_the_term_in_quotation_marks_is_defined(question: str) -> None:
    assert defined(question) == "云票"


def test_the_line_that_names_the_provider_says_nothing_else(static: StaticEmbeddings) -> None:
    """Nor does the source of figures; neither is quoted where something else is asked for."""
    facts = {"provider": "云溪自由贸易试验区"}
    text = "云溪自由贸易试验区提供。2021年，云溪新区发布茶馆计划，两年内新开茶馆六十家。数据来源：云溪新区商务局。"
    statements_of = statements(passage(text, facts=facts))
    assert [is_provider(s) for s in statements_of] == [True, *[False] * (len(statements_of) - 1)]
    extractor = Extractor(static)
    asked = extractor.support.ask("云溪自由贸易试验区新开了几家茶馆？", lambda term: 1.0)
    said = [s.text for s in extractor.choose(asked, extractor.rank(asked, [passage(text, facts=facts)]))]
    assert len(said) == 1
    assert "六十家" in said[0]


def test_a_label_that_only_repeats_the_question_is_no_answer() -> None:
    assert repeats("双层票制", "环湖快线的「双层票制」是怎么收的?")
    assert not repeats("双层票制:站内站外各收一次。", "环湖快线的「双层票制」是怎么收的?")
    assert not repeats("", "环湖快线的「双层票制」是怎么收的?")
    assert not repeats("客流保持稳定增长。", "客流保持稳定增长吗?")
    assert not repeats("免费", "单车免费还是收费?")
