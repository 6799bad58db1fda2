"""Questions that name a case by number are answered from that case."""

from __future__ import annotations

import pytest

from rag import Assistant
from rag.settings import Settings

TOWNS = ["临江", "北渡", "石桥", "南湖", "东岭", "西坪", "白沙", "青浦", "云溪", "花园", "松林", "金滩"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("numbered")
    cases = [
        f"案例 {n}\n\n{town}镇渡口改造\n\n一、主要做法\n\n"
        f"{town}镇在3月{n}日起分{n + 1}批更换渡船，并设置{n + 2}处候船亭。\n\n"
        f"二、实践效果\n\n{town}镇渡口每日运送旅客{n * 100 + 50}人，候船时间明显缩短。\n"
        for n, town in enumerate(TOWNS, 1)
    ]
    (folder / "cases.txt").write_text("\n\n".join(cases), encoding="utf-8")
    assistant = Assistant.open(folder / "index", settings=Settings(), create=True)
    assistant.sync([folder / "cases.txt"])
    return assistant


@pytest.mark.parametrize("number", [1, 3, 12])
@pytest.mark.parametrize(
    "asked", ["案例{}的渡口每日运送旅客多少人？", "第{}个案例每日运送旅客多少人？", "{}号案例的渡口每日运送多少人？"]
)
def test_it_is_answered_from_that_case_alone(assistant: Assistant, asked: str, number: int) -> None:
    answer = assistant.answer(asked.format(number))
    assert answer.answered
    assert f"{number * 100 + 50}人" in answer.text
    assert not any(town in answer.text for n, town in enumerate(TOWNS, 1) if n != number)


def test_chinese_numerals_ask_the_same(assistant: Assistant) -> None:
    assert (
        assistant.answer("案例十二的渡口每日运送旅客多少人？").text
        == assistant.answer("案例12的渡口每日运送旅客多少人？").text
    )


def test_a_follow_up_asks_of_another_case(assistant: Assistant) -> None:
    answer = assistant.answer("案例5呢？", history=("案例12的渡口每日运送旅客多少人？",))
    assert "550人" in answer.text
    assert "1250人" not in answer.text


def test_a_case_that_is_not_there_is_refused(assistant: Assistant) -> None:
    answer = assistant.answer("案例50的渡口每日运送旅客多少人？")
    assert not answer.answered
    assert not answer.confidence


@pytest.mark.parametrize(
    "question",
    ["第十二个案例讲的是什么？", "案例12讲的是什么？", "案例1到案例10分别讲了什么？", "What does case 12 describe?"],
)
def test_what_a_case_is_about_is_told(assistant: Assistant, question: str) -> None:
    assert assistant.answer(question).answered


@pytest.mark.parametrize("question", ["第七章讲了什么？", "专栏20讲的什么？"])
def test_a_chapter_or_box_that_is_not_there_is_refused(assistant: Assistant, question: str) -> None:
    assert not assistant.answer(question).answered
