"""Where a passage stands, and what of several passages to answer from."""

from __future__ import annotations

import pytest
from rag_support import passage

from rag.numbered import Part
from rag.standing import above, absent, of_one, stands_in

CASE, CHAPTER, ARTICLE = (Part(kind, 2) for kind in ("case", "chapter", "article"))


def sure(part: Part, *section: str, title: str = "云溪年鉴", text: str = "每日九时开航。") -> float:
    return stands_in([part], above(passage(text, title=title, section=list(section))))


def test_a_heading_that_says_the_kind_is_surest() -> None:
    assert sure(CASE, "案例二 渡口", "一、做法") == 1
    assert sure(CASE, "Case 2: Ferries") == 1
    assert 1 > sure(CASE, "2.渡口", "一、做法", title="云溪案例") > sure(CASE, "2.渡口", "一、做法") > 0


def test_kinds_and_numbers_are_told_apart() -> None:
    assert sure(CHAPTER, "第二章 渡口", "第一节 航线") == 1
    assert sure(CASE, "第二章 渡口") == sure(CHAPTER, "案例2 渡口") == sure(CHAPTER, "第一章 总则", "第二节 渡口") == 0
    assert sure(CASE, "案例 1 渡口", "二、做法") == sure(CASE, "案例 1 渡口", "2. 做法") == 0
    assert sure(ARTICLE, "2.渡口") == 0


def test_cases_below_a_heading_that_speaks_of_them() -> None:
    path = ["第三部分 案例篇", "一、县级案例", "（二）渡口", "1. 做法"]
    assert sure(CASE, *path) > 0
    assert sure(Part("case", 1), *path) == 0


def test_articles_are_told_by_titles_and_first_words_of_lines_too() -> None:
    assert sure(ARTICLE, title="云溪条例第二条") == 1
    assert sure(ARTICLE, text="第二条 渡口归县管。\n第三条 每日开航。") == 1
    assert sure(ARTICLE, text="依照第二条 办理。") == 0


def test_of_one_kind_one_is_enough_of_several_all() -> None:
    there = above(passage("每日开航。", section=["第一章 总则", "第二节 渡口"]))
    assert stands_in([Part("chapter", 1), Part("chapter", 2)], there) == 1
    assert stands_in([Part("chapter", 1), Part("section", 2)], there) == 1
    assert stands_in([Part("chapter", 1), Part("section", 3)], there) == 0.5
    assert stands_in([], there) == 0


@pytest.mark.parametrize("section", [["案例 3 渡口"], ["第二章 渡口"], []])
def test_only_the_one_case_of_the_first_document_answers(section: list[str]) -> None:
    first, beside = (passage(text, section=["案例 2 渡口"]) for text in ("九时开航。", "六时收航。"))
    other = passage("十时开航。", section=["案例 2 码头"], document="d2")
    rest = passage("无。", section=section)
    assert of_one([CASE], [first, other, rest, beside]) == [first, beside]
    assert of_one([CASE], [rest, first]) == [rest, first]
    assert of_one([], [first, rest]) == [first, rest]


def test_a_case_is_absent_where_there_are_only_others() -> None:
    one, chapter = passage("开航。", section=["案例 1 渡口"]), passage("开航。", section=["第二章 渡口"])
    assert absent([CASE], [one, chapter])
    assert not absent([Part("case", 1)], [one])
    assert absent([CASE], [chapter])
    assert not absent([CASE], [chapter, passage("做法同案例2。")])
    assert not absent([ARTICLE], [passage("第三条 开航。")])
    assert not absent([CASE], [])
