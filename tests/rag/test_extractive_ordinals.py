"""Points numbered in the text are said whole and in order, where they are asked for."""

from __future__ import annotations

import pytest
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.extractive.ordinals import in_order, side_by_side, with_ends
from rag.extractive.wording import asked_count

POINTS = [
    "一是推进票务便利化，所有窗口、所有闸机都受理电子票和纸质票。",
    "二是推进换乘便利化，站台之间不再安检，全部出口昼夜开放。",
    "三是推进支付便利化，境外银行卡和手机钱包都能直接过闸。",
    "四是推进问询便利化，在每个车站大厅都设多语种服务台。",
]


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def points(extractor: Extractor, question: str, *texts: str) -> list[str]:
    asked = extractor.support.ask(question, lambda term: 1.0)
    board = extractor.rank(asked, [passage(text, start=300 * at) for at, text in enumerate(texts)]).board
    assert board is not None
    return [s.text for s in in_order(board, asked_count(asked.query.text), listed=asked.list)]


def test_all_points_are_said_in_order_across_passages(extractor: Extractor) -> None:
    question = "地铁提升便利化要推进哪四个方面？"
    assert points(extractor, question, "".join(POINTS[:2]), "".join(POINTS[2:])) == POINTS
    assert points(extractor, "地铁便利化推进了哪些方面？", "".join(POINTS)) == POINTS
    asked = extractor.support.ask(question, lambda term: 1.0)
    chosen = extractor.choose(
        asked, extractor.rank(asked, [passage("".join(POINTS[:2])), passage("".join(POINTS[2:]), start=300)])
    )
    assert [s.text for s in chosen] == POINTS


def test_another_number_of_points_than_asked_for_is_no_answer(extractor: Extractor) -> None:
    assert points(extractor, "地铁提升便利化要推进哪五个方面？", "".join(POINTS)) == []


def test_one_thing_that_is_asked_for_is_no_list(extractor: Extractor) -> None:
    assert points(extractor, "境外银行卡能不能直接过闸？", "".join(POINTS)) == []


def test_points_of_which_one_is_missing_are_no_list(extractor: Extractor) -> None:
    gap = "".join([POINTS[0], *POINTS[2:]])
    assert points(extractor, "地铁提升便利化要推进哪三个方面？", gap) == []


def test_short_points_that_are_one_statement_count_one_by_one(extractor: Extractor) -> None:
    text = "地铁便利化：一是票务便利化；二是换乘便利化。三是推进支付便利化，境外银行卡和手机钱包都能直接过闸。"
    texts = "一是票务便利化。二是换乘便利化。", "三是推进支付便利化，境外银行卡和手机钱包都能直接过闸。"
    assert len(points(extractor, "地铁便利化要推进哪三个方面？", *texts)) == 2
    assert points(extractor, "地铁便利化要推进哪三个方面？", text) == []


CLUSTERS = (
    "云溪软件园初步形成了以青禾通信、远山电子、白石网络、长桥信息等二十余家企业为代表的通信产业研发总部集群，入驻率居全省各园区首位；",
    "以云帆商贸、海川物流、百川供应链、云溪快运等为代表的跨境电商总部集群；以星河设计、北辰微电子、南浦芯片等为代表的集成电路总部集群；"
    "以华枫手机、流云数码、青鸟智能、天工电器等为代表的智能终端总部集群，四大产业集聚效应凸显。",
)


@pytest.mark.parametrize("passages", [CLUSTERS, ("".join(CLUSTERS),)], ids=["across passages", "in one"])
def test_the_parts_of_one_long_sentence_are_said_together(extractor: Extractor, passages: tuple[str, ...]) -> None:
    question = "云溪软件园形成了哪四大产业集群？"
    asked = extractor.support.ask(question, lambda term: 1.0)
    starts = [0, len(passages[0])]
    found = [passage(text, start=start) for text, start in zip(passages, starts, strict=False)]
    said = "".join(s.text for s in extractor.choose(asked, extractor.rank(asked, found)))
    assert said == "".join(CLUSTERS)


def test_a_sentence_that_names_fewer_things_is_not_taken_for_the_list(extractor: Extractor) -> None:
    question = "云溪软件园形成了哪七大产业集群？"
    asked = extractor.support.ask(question, lambda term: 1.0)
    found = [passage(CLUSTERS[0]), passage(CLUSTERS[1], start=len(CLUSTERS[0]))]
    board = extractor.rank(asked, found).board
    assert board is not None
    assert side_by_side(board, 4, "产业集群")
    assert not side_by_side(board, 7, "产业集群")


def test_a_passage_is_read_with_the_one_in_which_its_sentence_goes_on() -> None:
    first = passage(CLUSTERS[0])
    second = passage(CLUSTERS[1], start=len(CLUSTERS[0]))
    second.id = "p2"
    kept = {(0, len(CLUSTERS[0])): [first], (len(CLUSTERS[0]), len(CLUSTERS[0]) + 1): [second]}

    def between(document: str, low: int, high: int) -> list[Document]:
        return kept.get((low, high), [])

    assert with_ends([first], between) == [first, second]
    assert with_ends([first, second], between) == [first, second]
    assert with_ends([second], between) == [second]
