"""What a follow-up takes over, and what it replaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.followup import merge, subject
from rag.question import understand

EXPORTS = "2022年陕西货物出口多少亿元？"
ENGLISH = "What were the services exports of Shaanxi in 2022?"


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("那进口呢？", "2022年陕西货物进口多少亿元？"),
        ("2020年呢？", "2020年陕西货物出口多少亿元？"),
        ("那2020年的呢？", "2020年陕西货物出口多少亿元？"),
        ("江苏呢？", "2022年江苏货物出口多少亿元？"),
        ("重庆呢，多少亿元？", "2022年重庆货物出口多少亿元？"),
    ],
)
def test_what_is_named_replaces_what_is_of_its_kind(question: str, understood: str) -> None:
    assert understand(question, [EXPORTS]) == understood


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("案例12是什么？", "那案例13呢？", "案例13是什么？"),
        ("案例十二的渡口在哪里？", "16号案例呢？", "16号案例的渡口在哪里？"),
        ("第三章讲什么？", "第四章呢？", "第四章讲什么？"),
        ("案例12是什么？", "它的效果怎么样？", "案例12的效果怎么样？"),
    ],
)
def test_another_case_takes_the_place_of_the_one_before(before: str, question: str, understood: str) -> None:
    assert understand(question, [before]) == understood


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("And imports?", "What were the services imports of Shaanxi in 2022?"),
        ("what about 2021?", "What were the services exports of Shaanxi in 2021?"),
        ("How about in 2020?", "What were the services exports of Shaanxi in 2020?"),
        ("And in Sichuan?", "What were the services exports of Sichuan in 2022?"),
        ("And imports there?", "What were the services imports of Shaanxi in 2022?"),
    ],
)
def test_english_follow_ups_replace_too(question: str, understood: str) -> None:
    assert understand(question, [ENGLISH]) == understood


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("陕西2022年有多少家客栈，全国第几？", "湖北有几家？", "湖北2022年有多少家客栈，全国第几？"),
        ("四川有多少家客栈？", "湖北排第几？", "湖北有多少家客栈，第几？"),
        (
            "从美国进口的茶叶主要卖给哪家公司？",
            "韩国那边呢，买了多少？",
            "从韩国进口的茶叶主要卖给哪家公司，买了多少？",
        ),
        ("青溪新城试点在哪些方面先行？", "云溪新城那边的呢？", "云溪新城试点在哪些方面先行？"),
        ("云溪轮渡一共经营多少条航线？", "它的船停靠多少座码头？", "云溪轮渡的船停靠多少座码头？"),
        ("云溪和青溪两座码头哪个大？", "它们各有多少泊位？", "云溪和青溪两座码头各有多少泊位？"),
    ],
)
def test_what_points_back_is_put_in_its_place(before: str, question: str, understood: str) -> None:
    assert understand(question, [before]) == understood


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        (
            ["项目评估的结果分几个等级？", "A级代表什么意思？"],
            "那D级呢？",
            "项目评估的结果分等级，D级代表什么意思？",
        ),
        (
            ["云溪省到2024年底要建成多少个5G基站？"],
            "那IPv6用户数的目标呢？",
            "云溪省到2024年底要建成多少个5G基站，IPv6用户数的目标呢？",
        ),
        (
            ["陕西到2024年底要建成多少个5G基站？"],
            "那IPv6用户数的目标呢？",
            "陕西到2024年底IPv6用户数的目标是多少？",
        ),
        (
            ["截至2022年底云溪新城累计吸引了多少家企业？", "都是做物流仓储的吗？"],
            "带动了多少人就业？",
            "截至2022年底云溪新城累计吸引企业，带动了多少人就业？",
        ),
        (
            ["2022年陕西服务贸易合同数是多少？"],
            "那总额呢？",
            "2022年陕西服务贸易合同数是多少，总额呢？",
        ),
        (
            ["2022年合同额最大的是哪个国家？", "排第二的呢？"],
            "那第三名呢？",
            "2022年合同额排第三的是哪个国家？",
        ),
        (
            ["陕西有哪些新区？", "是西咸新区吗？"],
            "它的面积多大？",
            "西咸新区的面积多大？",
        ),
        (
            ["2022年合同额最大的是哪个国家？"],
            "排第二的呢？占比多少？",
            "2022年合同额排第二的是哪个国家，占比多少？",
        ),
        (
            ["青禾药品“多证合一”以后，申报资料减到几项？"],
            "那现场核查要跑几趟？",
            "青禾药品“多证合一”以后，现场核查要跑几趟？",
        ),
    ],
)
def test_grades_ranks_and_what_holds_since(earlier: list[str], question: str, understood: str) -> None:
    assert understand(question, earlier) == understood


def test_a_word_within_a_longer_one_is_left_alone() -> None:
    assert "进出口" in understand("那进口呢？", ["2022年陕西货物进出口总额是多少？"])


def test_a_name_that_ends_alike_is_replaced() -> None:
    understood = understand("那滨河新城功能区呢？", ["临江新城功能区要打造成什么？"])
    assert understood == "滨河新城功能区要打造成什么？"


def test_what_is_asked_is_put_in_plain_words() -> None:
    assert understand("快线2022年开行多少列，2024年呢？") == "快线2022年和2024年开行多少列？"
    assert understand("平台成交多少艘、金额几何？") == "平台成交多少艘、金额是多少？"
    assert understand("什么是解析几何？") == "什么是解析几何？"
    assert understand("快线2022年开行多少列，比2024年多吗？") == "快线2022年开行多少列，比2024年多吗？"


def test_replacements_follow_each_other() -> None:
    assert understand("那2023年呢？", [EXPORTS, "那进口呢？"]) == "2023年陕西货物进口多少亿元？"


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("第二个案例是谁提供的？", "联盟最佳实践，第二个案例是谁提供的？"),
        ("其中最早的是哪个？", "联盟最佳实践，其中最早的是哪个？"),
        ("它什么时候成立？", "联盟最佳实践什么时候成立？"),
    ],
)
def test_a_question_of_its_own_takes_the_subject_only(question: str, understood: str) -> None:
    assert understand(question, ["联盟最佳实践有哪些？"]) == understood


def test_what_goes_on_with_a_thing_named_earlier_keeps_it() -> None:
    history = ["“环湖快线”什么时候通车？", "一共设了多少座车站？"]
    assert "“环湖快线”" in understand("其中换乘站几座？", history)


def test_another_year_takes_the_place_of_the_earlier_one_in_a_full_question() -> None:
    understood = understand("它2020年增长多少？", ["2022年云溪新区货物出口是多少？"])
    assert "2020年" in understood
    assert "2022" not in understood
    assert "云溪新区" in understood


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("环湖快线什么时候通车？", "环湖快线"),
        ("云溪新区的面积是多少？", "云溪新区的面积"),
        ("云溪新区一共引来了多少家测绘机构？", "云溪新区一共引来测绘机构"),
        ("云溪新区有多少项实行“信用审批”？", "云溪新区"),
        ("云溪码头用了哪些新设备？", "云溪码头用新设备"),
        ("云溪的“一码通”设了几大类指标？", "云溪的“一码通”"),
        ("云溪新区开设了几条线？", "云溪新区开设"),
        ("陕西有多少家客栈，全国第几？", "陕西客栈"),
        ("云溪进口增长了多少个百分点？", "云溪进口增长"),
        ("云溪企业开办要几天才能办好？", "云溪企业开办要"),
        ("什么是数字贸易？", ""),
        ("What is DEPA?", ""),
        ("云溪静湖日是每个月的第几周？", "云溪静湖日"),
    ],
)
def test_the_subject_of_a_question(question: str, about: str) -> None:
    assert subject(question) == about


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_any_two_texts_can_be_merged(topic: str, question: str) -> None:
    assert isinstance(merge(topic, question), str)
