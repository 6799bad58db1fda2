"""Numerals: what is read as a number, in which form, and what is not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.numerals import numerals, value
from index.terms import fold

DIGITS = "零一二三四五六七八九"


def below_myriad(number: int) -> str:
    """`number` (1 to 9999) as it is written by the book."""
    text, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text


def write(number: int) -> str:
    """`number` (0 to 10¹² - 1) as it is written by the book."""
    if number == 0:
        return "零"
    text = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // size % 10**4
        if part:
            text += ("零" if text and part < 1000 else "") + below_myriad(part) + name
    return text


NUMBERS = st.one_of(st.integers(0, 10**9), st.integers(0, 12_000), st.sampled_from([10**n for n in range(10)]))


@given(NUMBERS)
@example(10**9)
@example(100_000_005)
@example(10_010_010)
def test_what_is_written_is_read(number):
    assert value(write(number)) == number


@given(NUMBERS, st.data())
def test_other_spellings_are_read_the_same(number, data):
    text = write(number)
    if text.startswith("一十") and data.draw(st.booleans()):
        text = text[1:]
    for one, other in (
        ("零", "〇"),
        ("零", "○"),
        ("二千", "两千"),
        ("二百", "两百"),
        ("二万", "两万"),
        ("二亿", "两亿"),
    ):
        if data.draw(st.booleans()):
            text = text.replace(one, other)
    if data.draw(st.booleans()):
        text = text.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    assert value(text) == number


@given(st.text(st.sampled_from("零〇一二三十百千万亿两点年"), max_size=12))
def test_anything_else_is_no_number_and_no_error(text):
    read = value(text)
    assert read is None or 0 <= read < 10**16
    numerals(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三百五", 350),
        ("两万五", 25_000),
        ("一千零五", 1005),
        ("一万五百", 10_500),
        ("一百十五", 115),
        ("三万五千亿", 3_500 * 10**9),
    ],
)
def test_colloquial_numbers(text, number):
    assert value(text) == number


@pytest.mark.parametrize("text", ["", "二〇二二", "百万", "十四五", "一亿亿", "三百百", "一百零", "零五", "一三"])
def test_what_is_no_number(text):
    assert value(text) is None


def forms(text: str) -> list[str]:
    return [numeral.form for numeral in numerals(fold(text))]


@pytest.mark.parametrize(
    "spellings",
    [
        ("6990个", "6990 个", "6,990", "６９９０", "六千九百九十", "6，990个"),
        ("2022年", "二〇二二年", "二○二二年", "二零二二年", "２０２２"),
        ("30%", "30％", "百分之三十", "百分之30", "30 per cent", "30 percent", "30.0%"),
        ("1.2万亿", "12000亿", "1.2 万亿元", "一万两千亿", "1.2 trillion"),
        ("3月", "三月", "3 月", "３月份"),
        ("12月", "十二月"),
        ("3个", "三个", "3 个"),
        ("第3条", "第三条"),
        ("第一季度", "一季度", "1季度"),
        ("3.5万", "35000", "三万五千", "三点五万"),
        ("2亿3千万", "230 million"),
        ("千分之五", "5‰"),
        ("叁佰万元", "300万元", "三百万"),
    ],
)
def test_spellings_of_one_number_share_their_form(spellings):
    assert {tuple(forms(text)) for text in spellings} == {tuple(forms(spellings[0]))}
    assert forms(spellings[0])


@pytest.mark.parametrize(
    "text",
    [
        *("一网通办", "三农问题", "一带一路", "双十一", "万科", "百度", "十四五规划", "十五五", "一次性"),
        *("四川", "三亚", "五金", "一二三产业", "九一八", "八部门", "十几家", "几十家", "七八个", "一些"),
        *("统一种植", "万一", "陆台通", "百万人次", "一个", "一批企业", "3C认证", "5G+", "v1.2.3"),
    ],
)
def test_what_is_no_numeral_for_sure_is_left_alone(text):
    assert forms(text) == []


def test_a_date_has_month_and_day():
    assert forms("2022-03-05") == forms("2022年3月5日") == ["2022", "3月", "5日"]
    assert forms("on 5 March 2022") == ["3月", "2022"]
    assert forms("March 2022") == forms("三月 2022")
    assert forms("they may do 5 of them") == []


@given(st.text(st.sampled_from("三十百万第年月个%12.- 统一季度点亿march"), max_size=30))
def test_numerals_lie_in_order_within_the_text(text):
    folded = fold(text)
    found = numerals(folded)
    assert [n.start for n in found] == sorted(n.start for n in found)
    assert all(0 <= n.start < n.end <= len(folded) and n.form for n in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
