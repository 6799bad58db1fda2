"""Cases, chapters and articles that questions and headings name by number."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import fold
from rag.numbered import Part, in_digits, named, part_of, spellings_of, without


def read(question: str) -> list[tuple[str, int]]:
    return [(part.kind, part.number) for part in named(fold(question))]


@pytest.mark.parametrize("written", ["案例12", "案例十二", "案例 １２", "12号案例", "第12个案例", "第十二个案例"])
@pytest.mark.parametrize("asked", ["{}", "{}是什么", "请问{}的实践效果"])
def test_a_case_is_read_however_its_number_is_written(written: str, asked: str) -> None:
    assert read(asked.format(written)) == [("case", 12)]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("第十七个最佳实践案例是哪里的", [("case", 17)]),
        ("编号为3的案例", [("case", 3)]),
        ("典型案例（三）", [("case", 3)]),
        ("专栏五讲什么", [("box", 5)]),
        ("第五个专栏", [("box", 5)]),
        ("第三章", [("chapter", 3)]),
        ("第一章第二节", [("chapter", 1), ("section", 2)]),
        ("第二部分讲什么", [("part", 2)]),
        ("第五项措施", [("item", 5)]),
        ("附件2有哪些表", [("annex", 2)]),
        ("第五十二条规定了什么", [("article", 52)]),
        ("湖区条例第三条禁渔期", [("article", 3)]),
        ("民法第一千二百六十条", [("article", 1260)]),
        ("案例1和案例2有什么区别", [("case", 1), ("case", 2)]),
        ("案例1和专栏2和第三章", [("case", 1), ("box", 2), ("chapter", 3)]),
        ("chapter 2 and case 3", [("chapter", 2), ("case", 3)]),
        ("案例1、3和5", [("case", 1), ("case", 3), ("case", 5)]),
        ("第三至五章", [("chapter", 3), ("chapter", 4), ("chapter", 5)]),
        ("What is case 12 about?", [("case", 12)]),
        ("Case No. 7", [("case", 7)]),
        ("the twelfth case", [("case", 12)]),
        ("chapter three", [("chapter", 3)]),
        ("Chapter IV", [("chapter", 4)]),
        ("cases 3 and 5", [("case", 3), ("case", 5)]),
    ],
)
def test_kinds_are_told_apart(question: str, parts: list[tuple[str, int]]) -> None:
    assert read(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "第一批有哪些", "3个案例", "16个案例有哪些", "案例十二个", "案例16个", "案例2023年", "案例一览", "案例一共多少",
        "第三条航线", "第三条环湖游船线路", "第五航权", "第一节能公司", "第一篇文章", "第三名", "第三次修订",
        "3月16号案例发布",
        "in case of 3 delays", "case 3.5", "the first case of flu",
    ],
)  # fmt: skip
def test_other_numbers_name_none(question: str) -> None:
    assert not read(question)


@given(st.text("第一二十百千零两3９章条节个则号案例专栏附件至和、（ casebox1vi", max_size=20))
def test_odd_numbers_do_no_harm(question: str) -> None:
    text = fold(question)
    assert all(part.number > 0 for part in named(text))
    assert len(without(text)) == len(text)
    assert named(in_digits(text)) == named(text)


def test_what_is_left_has_the_other_numbers() -> None:
    assert without("案例12的12家企业").split() == ["的12家企业"]
    assert without("案例2和第五条", but="article").endswith("第五条")


@pytest.mark.parametrize(
    ("question", "text"),
    [("案例十二", "案例12"), ("专栏五和案例三", "专栏5和案例3"), ("第十二章", "第十二章"), ("案例一览", "案例一览")],
)
def test_numerals_without_a_measure_word_become_digits(question: str, text: str) -> None:
    assert in_digits(question) == text


def test_a_heading_may_be_spelled_either_way() -> None:
    assert {"案例 12", "案例 十二", "case 12"} <= set(spellings_of(Part("case", 12)))
    assert {"专栏 二十", "专栏 20"} <= set(spellings_of(Part("box", 20)))
    assert "案例 125" in spellings_of(Part("case", 125))
    assert not spellings_of(Part("article", 1260))


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("案例 1 渡口", Part("case", 1)),
        ("案例一：渡口", Part("case", 1)),
        ("市级案例（十一）渡口", Part("case", 11)),
        ("专栏 3：码头", Part("box", 3)),
        ("第四章 附则", Part("chapter", 4)),
        ("第五条", Part("article", 5)),
        ("Case 12: Ferries", Part("case", 12)),
        ("Chapter IV Rules", Part("chapter", 4)),
        ("案例一览", None),
        ("案例三峡", None),
        ("案例总表", None),
        ("一、总则", None),
        ("3. 渡口", None),
    ],
)
def test_a_heading_says_its_kind(heading: str, part: Part | None) -> None:
    assert part_of(heading) == ((part,) if part else ())


def test_many_spaces_take_no_time() -> None:
    started = time.perf_counter()
    assert named(f"案例{' ' * 2000}x第{' ' * 2000}") == ()
    assert part_of(f"案例{' ' * 2000}x") == ()
    assert time.perf_counter() - started < 5  # patterns that try every split would take minutes


@pytest.mark.parametrize("question", ["案例5G智慧港口讲了什么？", "案例3a"])
def test_a_number_with_letters_numbers_nothing(question: str) -> None:
    assert named(question.lower()) == ()
