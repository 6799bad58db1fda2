"""The points of a section that its headings name, where as many things of that kind are asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from index.terms import fold
from rag.extract import Extractor
from rag.extractive.outlined import REACH, counted, outlined

CASE = "案例3 云溪港智慧闸口"
TEXTS = [
    ([CASE], "云溪港智慧闸口全年无休。"),
    ([CASE, "一、主要难题"], "一、主要难题\n闸口曾经很堵。"),
    ([CASE, "一、主要难题", "（一）破解排队难题"], "（一）破解排队难题。一是预约。二是分流。"),
    ([CASE, "一、主要难题", "（二）破解验箱难题"], "（二）破解验箱难题\n箱号由相机认出。"),
    ([CASE, "一、主要难题", "（三）破解结算难题"], "（三）破解结算难题\n费用每月结清。"),
    ([CASE, "二、基本原则"], "二、基本原则\n——坚持安全第一。不出事故。\n——坚持方便司机。少下车。"),
    ([CASE, "三、下一步"], "三、下一步\n推广到内河码头。"),
]


def document(texts: Sequence[tuple[list[str], str]]) -> list[Document]:
    found, at = [], 0
    for section, text in texts:
        place = passage(text, start=at, title="云溪改革案例", section=section)
        found.append(place.model_copy(update={"id": f"p{at}"}))
        at += len(text) + 1
    return found


PLACES = document(TEXTS)


def points(question: str, retrieved: Sequence[int] = (2,), places: Sequence[Document] = PLACES) -> list[str]:
    def between(name: str, start: int, end: int) -> list[Document]:
        return [p for p in places if p.metadata["start"] < end and p.metadata["end"] > start]

    return [s.text for s in outlined(fold(question), [places[i] for i in retrieved], between, lambda text: 1.0)]


HURDLES = ["（一）破解排队难题", "（二）破解验箱难题", "（三）破解结算难题"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("云溪港智慧闸口破解了哪三道难题？", HURDLES),
        ("云溪港智慧闸口的三个主要问题是什么？", HURDLES),
        ("云溪港智慧闸口破解了哪两道难题？", []),  # as many as there are, or none
        ("云溪港智慧闸口有哪三种颜色？", []),  # of another kind
        ("云溪港智慧闸口的两条基本原则是什么？", ["——坚持安全第一。", "——坚持方便司机。"]),
        ("云溪港智慧闸口破解了哪3道难题？", HURDLES),
        ("哪三家企业入驻？", []),
        ("云溪港智慧闸口何时开通？", []),
    ],
)
def test_headings_answer_where_as_many_of_their_kind_are_asked_for(question: str, expected: list[str]) -> None:
    assert points(question, retrieved=range(7)) == expected


def test_all_are_said_in_order_whichever_was_retrieved() -> None:
    assert points("破解了哪三道难题？", retrieved=[4]) == HURDLES


def test_a_gap_in_the_numbers_is_no_list() -> None:
    assert points("破解了哪两道难题？", places=document([TEXTS[i] for i in (0, 1, 2, 4)])) == []


def test_a_section_that_was_not_read_whole_is_left() -> None:
    long = [*TEXTS[:4], ([CASE, "一、主要难题"], "x" * REACH), *TEXTS[4:]]
    assert points("破解了哪三道难题？", places=document(long)) == []


def test_every_point_is_a_slice_of_its_document() -> None:
    def between(name: str, start: int, end: int) -> list[Document]:
        return list(PLACES)

    for said in outlined("破解了哪三道难题?", PLACES[2:3], between, lambda text: 1.0):
        at = said.start - said.passage.metadata["start"]
        assert said.passage.page_content[at : at + len(said.text)] == said.text
        assert said.end - said.start == len(said.text)


def test_a_section_that_has_little_of_the_question_is_none() -> None:
    assert outlined("破解了哪三道难题?", PLACES[2:3], lambda *_: list(PLACES), lambda text: 0.1) == []


def test_a_sentence_that_tells_them_all_goes_before(static: StaticEmbeddings) -> None:
    extractor = Extractor(static)
    question = "云溪港破解了哪三道难题？"
    told = passage("云溪港破解了排队难题、验箱难题和结算难题。")
    asked = extractor.support.ask(question, lambda term: 1.0)
    found = outlined(fold(question), PLACES[2:3], lambda *_: list(PLACES), lambda text: 1.0)
    ranked = extractor.rank(asked, [told])
    assert [s.text for s in extractor.choose(asked, ranked, (), found)] == [told.page_content]
    ranked = extractor.rank(asked, [PLACES[0]])
    assert [s.text for s in extractor.choose(asked, ranked, (), found)] == HURDLES


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("四个“应x尽x”都是什么?", (4, "应x尽x")),
        ("五条基本原则是什么?", (5, "原则")),
        ("哪两家公司?", None),
        ("第三条原则是什么?", None),
        ("有哪些难题?", None),
    ],
)
def test_what_is_counted(question: str, expected: tuple[int, str] | None) -> None:
    found = counted(question)
    assert (found and (found.count, found.noun)) == expected


CASES = ["案例 1 智慧闸口", "案例 2 电子保函", "案例 3 夜间航线"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("3个案例分别是什么？", ["案例 1\n智慧闸口", "案例 2 电子保函", "案例 3 夜间航线"]),
        ("4个案例分别是什么？", []),
        ("3个片区分别是什么？", []),
        ("3项改革任务有哪些？", []),
        ("3号案例取得了哪些成效？", []),
        ("案例3有哪些成效？", []),
    ],
)
def test_the_cases_of_a_collection_are_its_first_headings(question: str, expected: list[str]) -> None:
    texts = [([name], f"{name.replace('1 ', '1' + chr(10))}\n针对一个老难题，提出新办法。") for name in CASES]
    places = document(texts)
    assert points(question, [1], places) == expected
    assert all(s.metadata["title"] == "云溪改革案例" for s in places)
