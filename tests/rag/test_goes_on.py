"""Follow-ups whose wording does not tell that they are some: what is found with the topic and without it tells."""

from __future__ import annotations

import pytest
from langchain_core.documents import Document

from rag import Assistant
from rag.goes_on import goes_on
from rag.question import together, understand

OFF_TOPIC = ["红烧肉怎么做？", "总统是谁？", "感冒吃什么药？", "讲个笑话", "谢谢", "你好", "世界杯冠军是谁？"]
RAIL, TOWN, PIER = "环湖快线什么时候通车？", "云溪古镇的门票多少钱？", "云溪新区游船码头每天几点开始卖票？"


@pytest.mark.parametrize(
    ("before", "question", "subject", "answer"),
    [
        (TOWN, "老人家要不要买票？", "云溪古镇的门票", "免票"),
        (PIER, "小孩的票要多少钱？", "云溪新区游船码头", "18元"),
        (PIER, "刮大风会不会停？", "云溪新区游船码头", "停航"),
    ],
)
def test_a_question_that_fits_better_with_the_topic_goes_on_with_it(
    assistant: Assistant, before: str, question: str, subject: str, answer: str
) -> None:
    found = assistant.answer(question, [before])
    assert found.understood == f"{subject}，{question}"
    assert answer in found.citations[0].quote


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (RAIL, "博士毕业生的租房补贴标准是每月多少元？"),
        (TOWN, RAIL),
        (PIER, "联合验收的结论多少个工作日内出具？"),
        (RAIL, "When is pilotage compulsory?"),
        (RAIL, "榆林坐一趟要花多少钱？"),  # another place
    ],
)
def test_a_question_on_something_else_is_left_alone(assistant: Assistant, before: str, question: str) -> None:
    found = assistant.answer(question, [before])
    assert found.understood == ""
    assert found.text == assistant.answer(question).text


def test_the_search_reads_a_question_as_the_answer_does(assistant: Assistant) -> None:
    question = "刮大风会不会停？"
    assert [p.id for p in assistant.search(question, history=[PIER])] == [
        p.id for p in assistant.answer(question, [PIER]).passages
    ]


@pytest.mark.parametrize("before", [RAIL, TOWN, PIER])
@pytest.mark.parametrize("question", OFF_TOPIC)
def test_what_the_documents_do_not_speak_of_gets_no_answer_from_the_topic(
    assistant: Assistant, before: str, question: str
) -> None:
    assert not assistant.answer(question, [before]).answered


def scored(name: str, score: float) -> Document:
    return Document(id=name, page_content=name, metadata={"score": score})


@pytest.mark.parametrize(
    ("question", "together", "told"),
    [
        ("往后还准备再推哪些面向供应商的新花样？", scored("a", 0.5), True),
        ("往后还准备再推哪些面向供应商的新花样？", scored("a", 0.41), False),  # fits no better
        ("往后还准备再推哪些面向供应商的新花样？", scored("b", 0.5), False),  # fits another passage
        ("全国服务贸易逆差多少？", scored("a", 0.5), False),  # another whole than the topic's
        ("金融服务进口多少？", scored("a", 0.5), False),  # another of the topic's kind
        ("保险服务进口多少？", scored("a", 0.5), True),
        ("什么是服务外包？", scored("a", 0.5), False),
        ("金额最高的国家是哪个？", scored("a", 0.5), False),
    ],
)
def test_what_tells(question: str, together: Document, told: bool) -> None:
    topic = "2022年陕西保险服务贸易出口了多少？"
    assert goes_on(question, topic, [scored("a", 0.4), scored("b", 0.3)], [together]) is told


def test_a_question_that_hardly_fits_anything_goes_on_with_nothing() -> None:
    assert not goes_on("红烧肉怎么做？", RAIL, [scored("a", 0.1)], [scored("a", 0.5)])


def test_without_passages_nothing_tells() -> None:
    assert not goes_on("用上哪些新技术？", RAIL, [], [scored("a", 0.5)])
    assert not goes_on("用上哪些新技术？", RAIL, [scored("a", 0.5)], [])


def test_what_leans_by_its_wording_is_not_told_otherwise(assistant: Assistant) -> None:
    before = "2022年陕西货物出口多少亿元？"
    for question in ("那江苏呢？", "江苏呢？", "它的进口呢？"):
        assert together(question, [before]) == understand(question, [before])
        assert assistant.understand(question, [before]) == understand(question, [before])
