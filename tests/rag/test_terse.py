"""Keywords are questions without the word that asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.terse import LONGEST, spelled_out


@pytest.mark.parametrize(
    ("keywords", "question"),
    [
        ("2022年云溪服务贸易总额？", "2022年云溪服务贸易总额是多少？"),
        ("云溪服务进口 2019", "2019年云溪服务进口是多少？"),
        ("云溪港吞吐量2021年", "2021年云溪港吞吐量是多少？"),
        ("工业产值增速", "工业产值增速是多少？"),
        ("快线开行列数", "快线开行多少列？"),
        ("入园企业总户数", "入园企业多少户？"),
        ("云溪出口总额和增速", "云溪出口总额是多少，比上年增长多少？"),
        ("云溪大学新校区 总投资 床位数", "云溪大学新校区总投资是多少，床位数是多少？"),
        ("云溪 服务贸易进出口 2021 2022 亿美元", "云溪 服务贸易进出口 2021年和2022年是多少亿美元？"),
        ("云溪 出口 总额", "云溪 出口 总额是多少？"),
        ("退货办理时限", "退货办理时限是多久？"),
        ("云溪新区成立时间", "云溪新区成立时间是什么时候？"),
        ("“宁静日”的主要做法", "“宁静日”有哪些主要做法？"),
        ("介绍一下宁静日", "什么是宁静日？"),
        ("宁静日的含义", "什么是宁静日？"),
        ("企业所得税收入及增幅", "企业所得税收入是多少，比上年增长多少？"),
        ("快线 运营单位", "快线 的运营单位是哪家？"),
        ("云贷合作银行", "云贷合作银行有哪些？"),
        ("福溪船舶办证时限压缩", "福溪船舶办证时限压缩了多少？"),
        ("许可费支付方式", "许可费支付有哪些方式？"),
        ("论坛的主办单位", "论坛的主办单位是哪家？"),
        ("论坛举办时间", "论坛举办时间是什么时候？"),
        ("进口货物通关时间", "进口货物通关时间是多久？"),
        ("工业机器人数", "工业机器人数有多少？"),
        ("中欧班列数", "中欧班列数有多少？"),
        ("平台用户数", "平台用户数有多少？"),
        ("介绍一下云溪服务贸易总额", "云溪服务贸易总额是多少？"),
        ("云溪新区负责人", "云溪新区负责人是谁？"),
        ("交易中心选址", "交易中心选址在哪里？"),
        ("云溪出口前三大行业", "云溪出口前三大行业是哪些？"),
        ("技术引进主要国家", "技术引进主要国家是哪些？"),
        ("云溪服务贸易全国排名", "云溪服务贸易全国排名是第几？"),
    ],
)
def test_keywords_ask_for_what_they_name(keywords: str, question: str) -> None:
    assert spelled_out(keywords) == question


@pytest.mark.parametrize(
    "question",
    [
        "2022年云溪服务贸易总额是多少？",
        "云溪服务贸易占比高吗",
        "快线何时通车",
        "宁静日",
        "云溪港口岸",
        "申报名额",
        "造成甚么问题",
        "介绍一下宁静日可以么",
        "会不会降低成本",
        "有无优惠税率",
        "出口还是进口",
        "降低企业成本",
        "扩大进口",
        "列出云溪出口前五大行业",
        "回答我的问题",
        "换个问题",
        "这个问题",
        "提高审批效率",
        "What is the total value?",
        f"{'云溪' * LONGEST}总额",
        "",
    ],
)
def test_what_asks_or_names_no_figure_stays_as_it_is(question: str) -> None:
    assert spelled_out(question) == question


WORDS = (
    "云溪",
    "的",
    "总额",
    "增速",
    "和",
    "2021",
    "年",
    "出口",
    "家",
    "数",
    "时间",
    "主要做法",
    "单位",
    "排名",
    "？",
    "a",
    "\n",
)


@given(st.lists(st.sampled_from(WORDS)))
def test_what_is_spelled_out_asks_once(words: list[str]) -> None:
    text = "".join(words)
    once = spelled_out(text)
    assert once == text or once.endswith("？")
    assert spelled_out(once) == once


def test_a_long_text_takes_no_time() -> None:
    """Quadratic, this would take hours."""
    text = "?" * 1_000_000 + "x"
    assert spelled_out(text) == text
