from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbering import first_sentence, read_number, to_int


def chinese(number: int) -> str:
    """1 to 199 as a Chinese numeral."""
    digits = "零一二三四五六七八九"
    if number >= 100:
        rest = number % 100
        return "一百" + ("" if not rest else "零" + digits[rest] if rest < 10 else "一" * (rest < 20) + chinese(rest))
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")


@given(st.integers(1, 199))
def test_chinese_numerals(number):
    assert to_int(chinese(number)) == number


@given(st.integers(0, 9999))
def test_arabic_numerals(number):
    assert to_int(str(number)) == number


@pytest.mark.parametrize(
    ("text", "number"), [("IV", 4), ("IX", 9), ("VIII", 8), ("2.3", 3), ("", 0), ("²", 0), ("两", 2)]
)
def test_other_numerals(text, number):
    assert to_int(text) == number


@pytest.mark.parametrize(
    ("line", "style", "number", "head"),
    [
        ("第一部分 总报告", "part", 1, "第一部分 总报告"),
        ("第三章 总则", "chapter", 3, "第三章 总则"),
        ("第二章 内部控制", "chapter", 2, "第二章 内部控制"),
        ("第三章的规定由市政府解释", "chapter", 3, ""),
        ("第二十一节 完善评价体系", "section", 21, "第二十一节 完善评价体系"),
        ("第五条 本办法自发布之日起施行。", "article", 5, "第五条"),
        ("第三条的规定，设立专项资金", "article", 3, ""),
        ("案例 12", "case", 12, "案例 12"),
        ("专栏 3：创新资源", "box", 3, "专栏 3：创新资源"),
        ("附件1：清单", "annex", 1, "附件1：清单"),
        ("附件 1：清单", "annex", 1, "附件 1：清单"),
        ("一、主要做法", "cn", 1, "一、主要做法"),
        ("（一）规范程序。一是公示；二是备案。", "cn_paren", 1, "（一）规范程序。"),
        ("(二) 为稳外贸做出贡献", "cn_paren", 2, "(二) 为稳外贸做出贡献"),
        ("1.2023 年陕西服务贸易发展预测", "arabic", 1, "1.2023 年陕西服务贸易发展预测"),
        ("（3）其他", "arabic_paren", 3, "（3）其他"),
        ("2.1 人才引进", "decimal", 1, "2.1 人才引进"),
        ("——坚持深化改革，创新驱动。推进改革。", "dash", 0, "——坚持深化改革，创新驱动。"),
        ("Chapter 2 Methods", "english chapter", 2, "Chapter 2 Methods"),
        ("Section 3 describes what was measured and how.", "english section", 3, ""),
        ("1. Introduction", "arabic", 1, "1. Introduction"),
        ("2. Open the file and save it.", "arabic", 2, ""),
        ("1. 这是一个清单里的句子；", "arabic", 1, ""),
        ("二、" + "很长的一句话" * 12, "cn", 2, ""),
    ],
)
def test_read_number(line, style, number, head):
    read = read_number(line)
    assert read is not None
    assert (read.style, read.number, line[: read.head]) == (style, number, head)


@pytest.mark.parametrize(
    "line", ["3.5亿元", "12.5%", "2023年", "第一次", "一是公示", "1978", "", "正文", "part 2 of it", "3*4*5"]
)
def test_no_number(line):
    assert read_number(line) is None


def test_marked_headings_are_headings_whole():
    long = "一、" + "很长的标题" * 20 + "；"
    read = read_number(long, marked=True)
    assert read is not None
    assert read.head == len(long)


@pytest.mark.parametrize(("line", "head"), [("第五条 信用保险", "第五条 信用保险"), ("第五条 本办法施行。", "第五条")])
def test_marked_articles_are_named_when_they_have_a_name(line, head):
    read = read_number(line, marked=True)
    assert read is not None
    assert line[: read.head] == head


def test_bare_number_waits_for_its_title():
    assert [read_number(line).bare for line in ("案例 1", "案例 1 名称", "第五章", "第五章：")] == [
        True,
        False,
        True,
        True,
    ]


@given(st.text())
def test_any_line(line):
    read = read_number(line)
    assert read is None or 0 <= read.head <= len(line)
    assert 0 <= first_sentence(line) <= len(line)
