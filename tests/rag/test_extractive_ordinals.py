"""Points numbered in the text are said whole and in order, where they are asked for."""

from __future__ import annotations

import pytest
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.extractive.ordinals import in_order
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
