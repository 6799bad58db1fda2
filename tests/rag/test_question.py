"""Questions and follow-ups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question import LONGEST, leans, understand

EXPORTS = "2022年云溪新区货物出口多少亿元？"
LINE = "环湖快线什么时候通车？"


@pytest.mark.parametrize(
    "question",
    [
        "那进口呢？",
        "它全长多少公里？",
        "为什么？",
        "在哪里？",
        "多少钱？",
        "Why?",
        "2023年呢？",
        "what about Saturdays?",
        "How long does it take?",
        "这个怎么申请？",
        "估计方便了多少人？",
        "互动的有多少？",
        "有多少家公司拿到了？",
        "打算招哪些业态进来？",
        "山北有几家？",
        "这么一改，每年能省多少？",
        "那时候来了多少人？",
        "靠这些能省多少时间？",
        "这里头做包装的占几成？",
        "这样一来要等几天？",
        "怎么做到的？",
        "四川排第几？",
    ],
)
def test_questions_that_need_the_conversation(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        EXPORTS,
        LINE,
        "DEPA是什么？",
        "What is DEPA?",
        "联合验收怎么做？",
        "你好",
        "谢谢",
        "红烧肉怎么做",
        "医药产业如何转型",
        "保证金怎么退",
        "退税要几天",
        "税务怎么办",
        "跨境电商",
        "今天天气如何",
        "博士毕业生在云溪新区的租房补贴标准是多少？",
        "How much is the berthing fee for a vessel over 12 m in high season?",
    ],
)
def test_questions_that_stand_on_their_own_are_left_alone(question: str) -> None:
    assert not leans(question)
    assert understand(question, ["云溪古镇门票多少钱？", "第一个问题"]) == question


def test_a_follow_up_is_completed_by_the_question_before() -> None:
    understood = understand("那进口呢？", [EXPORTS])
    assert "云溪新区" in understood
    assert "2022年" in understood
    assert "进口" in understood
    assert "出口" not in understood


def test_a_year_replaces_the_year_before() -> None:
    understood = understand("那2023年呢？", [EXPORTS])
    assert "2023年" in understood
    assert "2022" not in understood
    assert "出口" in understood


def test_the_topic_comes_from_the_nearest_question_that_has_one() -> None:
    understood = understand("它的票价呢？", ["游船码头几点开始售票？", LINE, "全长呢？"])
    assert "环湖快线" in understood
    assert "游船" not in understood


def test_an_earlier_question_that_adds_nothing_is_not_brought_in() -> None:
    assert understand("那环湖快线的票价呢？", ["环湖快线的票价"]) == "环湖快线的票价呢？"


@pytest.mark.parametrize("history", [[], [""], ["  ", "\n"]])
def test_without_a_conversation_a_question_is_as_it_is(history: list[str]) -> None:
    assert understand("  那进口呢？ ", history) == "那进口呢？"


@given(st.text(), st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_understood_in_some_way(question: str, history: list[str]) -> None:
    understood = understand(question, history)
    understood.encode("utf-8")
    if not history:
        assert understood == question.strip().encode("utf-8", "ignore").decode()


def test_broken_characters_are_left_out() -> None:
    assert understand("\ud800环湖快线\udfff什么时候通车？") == LINE
    assert "环湖" in understand("那票价呢？", ["\ud800" + LINE])


def test_of_a_pasted_text_the_beginning_and_the_end_are_read() -> None:
    understood = understand("开头说明。" + "甲" * 100_000 + LINE)
    assert len(understood) <= LONGEST
    assert understood.startswith("开头说明。")
    assert understood.endswith(LINE)


@pytest.mark.parametrize(
    "question",
    [
        "企业应该怎么申请？",
        "其他商业服务进口多少？",
        "尤其重要的改革措施包括哪几个方面？",
        "“三大范式”分别是什么？",
        "DEPA是什么？",
    ],
)
def test_words_that_only_look_like_pronouns_do_not_lean(question: str) -> None:
    assert not leans(question)


def test_a_remark_between_two_questions_adds_nothing() -> None:
    history = ["云溪码头的“一码通”设了几大类几项指标？", "是3大类17项吧？"]
    assert understand("靠这些能查出哪几种假单？", history) == "靠云溪码头的“一码通”能查出哪几种假单？"


@pytest.mark.parametrize(
    ("history", "question", "year", "without"),
    [
        (
            ["2020年停航之后，码头跟哪家公司谈成了合作？", "之前2019年走的是哪条线？"],
            "那时候坐的是什么船？",
            "2019年",
            "2020年",
        ),
        (["2021年云溪新区办了哪几场车展？"], "当时来了多少人？", "2021年", "当时"),
    ],
)
def test_then_is_the_year_that_was_spoken_of_last(history: list[str], question: str, year: str, without: str) -> None:
    understood = understand(question, history)
    assert understood.count(year) == 1
    assert without not in understood
    assert not understood.startswith("时候")


def test_a_rank_alone_leans() -> None:
    assert leans("排第几？")


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("云溪进口2019年不到一千万美元，第二年冲到多少？", "云溪进口2019年不到一千万美元，2020年冲到多少？"),
        ("2021年修了3公里，次年又修了几公里？", "2021年修了3公里，2022年又修了几公里？"),
        ("云溪进口连续第二年下降了多少？", "云溪进口连续第二年下降了多少？"),
        ("2021年是“十四五”的第二年吗？", "2021年是“十四五”的第二年吗？"),
        ("2022年是计划的第二年，完成了多少？", "2022年是计划的第二年，完成了多少？"),
        ("2019年进口多少，2021年出口多少，第二年呢？", "2019年进口多少，2021年出口多少，2022年呢？"),
        ("2019年起连续第二年下降了多少？", "2019年起连续第二年下降了多少？"),
    ],
)
def test_the_year_after_is_said_by_its_number(question: str, understood: str) -> None:
    assert understand(question) == understood


def test_a_place_with_another_thing_asked_of_it_is_complete() -> None:
    assert understand("湖北有多少高校？", ["陕西2022年服务出口是多少？"]) == "湖北有多少高校？"


def test_a_request_is_a_topic_and_a_remark_is_none() -> None:
    earlier = ["云溪号2022年开行了多少列？", "介绍一下青禾功能区"]
    assert "青禾功能区" in understand("它的面积多大？", earlier)
    assert "云溪号" in understand("它的运量多大？", ["云溪号2022年开行了多少列？", "是80列吧？"])


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("2022年云溪服务出口比服务进口多多少？", "2022年云溪服务贸易顺差是多少？"),
        ("云溪旅行服务进口比出口多多少亿美元？", "云溪旅行服务贸易逆差是多少亿美元？"),
        ("云溪和青禾的服务贸易谁更大？", "云溪和青禾的服务贸易总额谁更大？"),
        ("2022年青禾服务贸易比云溪多多少？", "2022年青禾服务贸易总额比云溪多多少？"),
        ("2022年云溪服务出口比上年多多少？", "2022年云溪服务出口比上年多多少？"),
        ("2022年云溪服务贸易出口比进口增长快多少？", "2022年云溪服务贸易出口比进口增长快多少？"),
    ],
)
def test_a_balance_and_a_total_are_called_so(question: str, understood: str) -> None:
    assert understand(question) == understood


def test_what_is_compared_with_the_answer_before_goes_on_with_it() -> None:
    history = ["2022年青禾服务贸易总额是多少？"]
    assert understand("比云溪多多少？", history) == "2022年青禾服务贸易总额比云溪多多少？"
    assert understand("那它比云溪高多少？", history) == "2022年青禾服务贸易总额比云溪高多少？"
    assert understand("比进口多多少？", ["2022年云溪服务出口是多少？"]) == "2022年云溪服务贸易顺差是多少？"
