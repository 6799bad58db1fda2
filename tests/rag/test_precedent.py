"""Precedents in the ranking: they speak for passages like the answers to such questions of law, else for none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from ranking_support import glance_at, profiles, rarity, rules

from index import KnowledgeStore
from index.embed import BUILTIN_PATH, StaticEmbeddings
from index.precedents import likeness, precedents
from index.static_table import read_table, write_table
from rag.explain import explain
from rag.features import signals
from rag.query import Query, QueryReader
from rag.retrieve import HybridRetriever
from rag.weights import Stages, Weights

OWED = "老板拖着三个月工资不发还让我签自愿离职怎么办"
FERRY = "环湖游船每日几时开航？"
WAGES = "用人单位未及时足额支付劳动报酬的，劳动者可以解除劳动合同，并有权要求支付经济补偿。"
SNACKS = "景区内老板娘的小吃店三个月前开张，自愿加盟的工资日结。"
HOURS = "环湖游船每日九时开航。"
WITHOUT = replace(Weights(), precedent=0.0)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeStore:
    store = KnowledgeStore(tmp_path_factory.mktemp("precedents") / "index", create=True)
    store.add_texts([WAGES, SNACKS, HOURS])
    return store


def read(table: StaticEmbeddings, question: str) -> Query:
    return QueryReader(table, rules(), precedents(table.fingerprint)).read(question, rarity())


def alike(table: StaticEmbeddings, question: str, *texts: str) -> list[float]:
    """The signal of passages."""
    query, every = read(table, question), profiles(table, texts)
    found: list[float] = signals(query, glance_at(query, every), np.arange(len(every)), every).precedent.tolist()
    return found


def scores(retriever: HybridRetriever, question: str) -> dict[str, float]:
    return {found.page_content: found.metadata["score"] for found in retriever.search(question, 3)}


def test_a_passage_like_the_answers_to_such_questions_of_law_is_preferred(static: StaticEmbeddings) -> None:
    wages, snacks, hours = alike(static, OWED, WAGES, SNACKS, HOURS)
    assert 1 >= wages > snacks + 0.2
    assert hours == 0


def test_it_raises_the_score_of_such_a_passage(store: KnowledgeStore) -> None:
    plain, own = (scores(HybridRetriever(store=store, weights=w), OWED) for w in (WITHOUT, Weights()))
    assert own[WAGES] > plain[WAGES] + 0.02
    assert own[SNACKS] == plain[SNACKS]


@pytest.mark.parametrize("question", [FERRY, "游船", "When does the ferry leave?", "？"])
def test_any_other_question_has_the_same_scores_with_it_and_without(store: KnowledgeStore, question: str) -> None:
    plain, own = (scores(HybridRetriever(store=store, weights=w), question) for w in (WITHOUT, Weights()))
    assert own == plain


def test_a_table_of_ones_own_has_no_precedents(tmp_path: Path, static: StaticEmbeddings) -> None:
    table = read_table(BUILTIN_PATH)
    write_table(replace(table, config={**table.config, "name": "own"}), tmp_path / "own")
    own = StaticEmbeddings(tmp_path / "own")
    assert read(static, OWED).expected.any()
    assert not read(own, OWED).expected.any()
    assert alike(own, OWED, WAGES) == [0]
    store = KnowledgeStore(tmp_path / "index", own, create=True)
    store.add_texts([WAGES, SNACKS])
    plain, with_it = (scores(HybridRetriever(store=store, weights=w), OWED) for w in (WITHOUT, Weights()))
    assert with_it == plain


def test_it_belongs_to_the_ranking_by_all_signals(store: KnowledgeStore) -> None:
    stages = Stages(rerank=False)
    plain, own = (scores(HybridRetriever(store=store, weights=w, stages=stages), OWED) for w in (WITHOUT, Weights()))
    assert own == plain


def test_an_explanation_says_what_it_adds_to_the_score(store: KnowledgeStore) -> None:
    for why in explain(HybridRetriever(store=store), OWED, 3).passages:
        assert sum(signal.share for signal in why.signals) == pytest.approx(why.score, abs=1e-5)
        (own,) = (signal for signal in why.signals if signal.signal == "precedent")
        assert own.share == pytest.approx(own.weight * own.value / Weights().total)


def test_an_empty_passage_answers_nothing(static: StaticEmbeddings) -> None:
    assert alike(static, OWED, "", "？") == [0, 0]


def test_the_likeness_is_that_of_the_passage_as_it_is_embedded(static: StaticEmbeddings) -> None:
    vectors = static.encode([WAGES, SNACKS])
    assert alike(static, OWED, WAGES, SNACKS) == pytest.approx(likeness(read(static, OWED).expected, vectors), abs=1e-6)
