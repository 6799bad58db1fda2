"""The calibrated confidence: it grows with the evidence, and asks more of questions that mislead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.refusal.calibration import Traits, calibrated
from rag.refusal.look import Look
from rag.refusal.near import read
from rag.refusal.whether import unsaid, unsaid_besides

PLAIN = Traits(evidence=0.0, several=0.0, form=0.0, attribute=0.0)
flag = st.sampled_from([0.0, 1.0])


@given(st.floats(-7, 7), st.floats(0.01, 2), flag, flag, flag)
def test_more_evidence_is_surer(evidence: float, more: float, several: float, form: float, attribute: float) -> None:
    less = Traits(evidence, several, form, attribute)
    assert 0 < calibrated(less) < calibrated(replace(less, evidence=evidence + more)) < 1


@pytest.mark.parametrize("trait", ["form", "attribute", "unsaid", "besides"])
def test_what_misleads_asks_for_more_evidence(trait: str) -> None:
    assert calibrated(replace(PLAIN, **{trait: 1.0})) < calibrated(PLAIN)


def test_several_things_asked_may_be_told_one_by_one() -> None:
    assert calibrated(replace(PLAIN, several=1.0)) > calibrated(PLAIN)


def test_the_traits_of_a_question(static: StaticEmbeddings) -> None:
    support = Extractor(static).support
    case = passage("云溪大桥长600米，2021年通车，造价3亿元。")

    def traits(question: str, sure: float) -> Traits:
        return Traits.of(sure, Look(read(support.ask(question, lambda term: 1.0), [case], support), support))

    assert traits("云溪大桥造价多少亿元？", 0.5) == replace(PLAIN, form=1.0, attribute=1.0)
    assert traits("云溪大桥怎么样？", 0.5) == PLAIN
    assert traits("云溪大桥长多少米，哪年通车？", 0.5).several == 1
    assert -10 < traits("云溪大桥怎么样？", 0.0).evidence < 0 < traits("云溪大桥怎么样？", 1.0).evidence < 10


def test_a_question_in_the_words_of_the_text_asks_about_the_noun_that_is_not_said(static: StaticEmbeddings) -> None:
    support = Extractor(static).support
    case = passage("云溪大桥通行的货车、客车免收过桥费。")

    def doubt(question: str) -> float:
        reading = read(support.ask(question, lambda term: 1.0), [case], support)
        return unsaid(reading.found[0], Look(reading, support))

    assert doubt("云溪大桥通行的货车能不能免收过桥费？") == 0
    assert 0 < doubt("云溪大桥通行的轮船能不能免收过桥费？") <= 1
    assert doubt("自己家的小毛驴能不能牵上去溜达？") == 0  # in other words altogether


def test_what_is_asked_of_a_quoted_name_must_be_said_besides(static: StaticEmbeddings) -> None:
    support = Extractor(static).support
    case = passage("“云橘贷”面向果农，可线上申请。")

    def doubt(question: str) -> float:
        reading = read(support.ask(question, lambda term: 1.0), [case], support)
        return unsaid_besides(reading.found[0], Look(reading, support))

    assert doubt("“云橘贷”果农能申请吗？") == 0
    assert 0.5 < doubt("“云橘贷”渔船能抵押吗？") <= 1
    assert doubt("渔船能抵押吗？") == 0  # it names nothing so
