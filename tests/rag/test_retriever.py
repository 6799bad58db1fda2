"""The retriever: LangChain's own tests for retrievers, and what they do not ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_tests.integration_tests import RetrieversIntegrationTests

from index import dense
from index.passage import embedding_text
from rag import Assistant, Settings
from rag.features import Signals
from rag.retrieve import HybridRetriever, Weights


@pytest.mark.anyio
class TestHybridRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _store(self, assistant: Assistant) -> None:
        TestHybridRetriever.store = assistant.store  # type: ignore[attr-defined]

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @property
    def retriever_constructor(self) -> type[HybridRetriever]:
        return HybridRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"store": TestHybridRetriever.store}  # type: ignore[attr-defined]

    @property
    def retriever_query_example(self) -> str:
        return "环湖快线什么时候通车？"


def test_a_passage_is_found_by_its_words_and_by_its_meaning(assistant: Assistant) -> None:
    for question in ("环湖快线通车时间", "坐公共交通绕湖一圈要花多少钱？"):
        assert "环湖快线" in assistant.search(question, 3)[0].page_content


def test_every_signal_is_said_and_gives_the_score(assistant: Assistant) -> None:
    for passage, signals in assistant.retriever.search_with_signals("环湖快线通车时间", 5):
        weights = vars(assistant.retriever.weights)
        assert set(signals) >= set(weights)
        mean = sum(weight * signals[name] for name, weight in weights.items()) / sum(weights.values())
        assert passage.metadata["score"] == pytest.approx(min(1.0, max(0.0, mean)), abs=1e-5)


def test_what_an_arm_alone_finds_can_be_asked_for(assistant: Assistant) -> None:
    zero = dict.fromkeys(vars(Weights()), 0.0)
    for arm in ("word", "bigram", "dense"):
        alone = HybridRetriever(store=assistant.store, weights=Weights(**zero | {arm: 1.0}), k=1)
        found = alone.invoke("环湖快线")[0]
        assert "环湖快线" in found.page_content
        assert found.metadata["score"] > 0


def test_a_filter_can_be_part_of_the_retriever(assistant: Assistant) -> None:
    title = "Alder Bay Harbour Handbook"
    found = HybridRetriever(store=assistant.store, filter={"title": title}).invoke("环湖快线什么时候通车？")
    assert {p.metadata["title"] for p in found} == {title}


def test_results_are_copies(assistant: Assistant) -> None:
    first = assistant.search("环湖快线", 1)[0]
    first.metadata["section"] = "changed"
    first.metadata["score"] = -1.0
    again = assistant.search("环湖快线", 1)[0]
    assert again.metadata["section"] == ["第三节 公共交通"]
    assert again.metadata["score"] > 0


def test_new_documents_are_found_at_once(tmp_path: Path) -> None:
    assistant = Assistant.open(tmp_path / "new", settings=Settings(), create=True)
    assert assistant.search("路灯") == []
    assistant.store.add_documents([Document(page_content="新区共有路灯8800盏。")])
    assert [p.page_content for p in assistant.search("路灯多少盏？")] == ["新区共有路灯8800盏。"]
    assert assistant.answer("新区共有路灯多少盏？").text == "新区共有路灯8800盏。[1]"


def test_passages_of_a_program_may_carry_any_title_and_section(tmp_path: Path) -> None:
    assistant = Assistant.open(tmp_path / "new", settings=Settings(), create=True)
    odd = {"title": None, "section": "第一节", "page": 0, "author": ["x"]}
    assistant.store.add_documents([Document(page_content="新区共有路灯8800盏。", metadata=odd)])
    for question in ("新区共有路灯多少盏？", "怎么给猫剪指甲？"):
        row = assistant.answer(question).to_dict()
        assert (row["passages"][0]["title"], row["passages"][0]["section"]) == ("", [])
        assert "None" not in row["answer"]


def test_a_passage_that_words_alone_brought_has_its_cosine(assistant: Assistant) -> None:
    zero = dict.fromkeys(vars(Weights()), 0.0)
    retriever = HybridRetriever(store=assistant.store, weights=Weights(**zero | {"word": 1.0}), candidates=3)
    question = "云溪新区企业"
    embeddings = assistant.store.embeddings
    vector = np.array(embeddings.embed_query(question))
    with assistant.store.snapshot() as snapshot:
        nearest = {number for number, _ in dense.search(snapshot.dense, vector.astype(np.float32), 3)}
        near = {passage.id for passage in snapshot.store.passages(list(nearest)).values()}
    found = retriever.search_with_signals(question, 3)
    assert {passage.id for passage, _ in found} - near  # some come from the words alone
    for passage, signals in found:
        own = np.array(embeddings.embed_documents([embedding_text(passage)])[0])
        assert signals["dense"] == pytest.approx(float(own @ vector), abs=1e-3)
        assert signals["dense"] > 0


@pytest.mark.parametrize("name", list(vars(Weights())))
def test_each_signal_raises_the_score(name: str) -> None:
    def score(**changed: float) -> float:
        values = dict.fromkeys(vars(Weights()), 0.5) | changed
        return float(Weights().combine(Signals(**{k: np.array([v], np.float32) for k, v in values.items()}))[0])

    assert score(**{name: 0.0}) < score() < score(**{name: 1.0})
