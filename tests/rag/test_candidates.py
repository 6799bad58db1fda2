"""The first stage: what each arm brings, with its scores, and what a filter leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from index import KnowledgeStore, dense
from index.embed import StaticEmbeddings
from index.snapshot import Snapshot
from rag import Assistant
from rag.candidates import Candidates, find

QUESTION = "环湖快线什么时候通车？"


@pytest.fixture
def snapshot(assistant: Assistant) -> Iterator[Snapshot]:
    with assistant.store.snapshot() as taken:
        yield taken


@pytest.fixture
def embeddings(assistant: Assistant) -> Embeddings:
    return assistant.store.embeddings


def test_each_arm_brings_its_best(snapshot: Snapshot, embeddings: Embeddings) -> None:
    found = find(snapshot, embeddings, QUESTION, "", 4)
    assert found.arms["word"] == dict(snapshot.lexical.search_words(QUESTION, 4))
    assert found.arms["bigram"] == dict(snapshot.lexical.search_bigrams(QUESTION, 4))
    vector = np.array(embeddings.embed_query(QUESTION), dtype=np.float32)
    nearest = dict(dense.search(snapshot.dense, vector, 4))
    assert set(found.numbers) == found.arms["word"].keys() | found.arms["bigram"].keys() | nearest.keys()
    assert {n: found.arms["dense"][n] for n in nearest} == pytest.approx(nearest, abs=1e-5)
    assert found.arms["names"] == {}
    assert len(found.numbers) == len(set(found.numbers))


def test_every_passage_has_its_cosine(snapshot: Snapshot, embeddings: Embeddings) -> None:
    found = find(snapshot, embeddings, QUESTION, "公共交通", 2)
    assert found.arms["dense"].keys() == set(found.numbers)
    numbers, vectors = snapshot.store.vectors(list(found.numbers))
    expected = vectors @ np.array(embeddings.embed_query(QUESTION), dtype=np.float32)
    for number, cosine in zip(numbers.tolist(), expected.tolist(), strict=True):
        assert found.arms["dense"][number] == pytest.approx(cosine, abs=1e-3)


def test_other_names_bring_passages_by_words_and_by_meaning(snapshot: Snapshot, embeddings: Embeddings) -> None:
    question, names = "diving lessons", "游船码头 售票"
    without, named = (find(snapshot, embeddings, question, n, 3) for n in ("", names))
    assert named.arms["names"] == dict(snapshot.lexical.search_words(names, 3))
    assert named.arms["names"]
    for arm in ("word", "bigram"):
        assert named.arms[arm] == without.arms[arm]
    assert set(without.numbers) | named.arms["names"].keys() <= set(named.numbers)
    meant = find(snapshot, embeddings, question, names, 3, lexical=False)
    vector = np.array(embeddings.embed_query(f"{question} {names}"), dtype=np.float32)
    assert {number for number, _ in dense.search(snapshot.dense, vector, 3)} <= set(meant.numbers)
    # The cosine stays that of the question itself.
    own = find(snapshot, embeddings, question, "", 100, lexical=False).arms["dense"]
    assert all(cosine == pytest.approx(own[number], abs=1e-3) for number, cosine in meant.arms["dense"].items())


def test_a_stage_that_is_off_brings_nothing(snapshot: Snapshot, embeddings: Embeddings) -> None:
    words = find(snapshot, embeddings, QUESTION, "公共交通", 5, by_meaning=False)
    assert words.arms["dense"] == {}
    assert words.arms["word"]
    assert words.arms["names"]
    meaning = find(snapshot, embeddings, QUESTION, "公共交通", 5, lexical=False)
    assert (meaning.arms["word"], meaning.arms["bigram"], meaning.arms["names"]) == ({}, {}, {})
    assert meaning.numbers


def test_a_filter_leaves_the_passages_of_its_documents(snapshot: Snapshot, embeddings: Embeddings) -> None:
    title = "Alder Bay Harbour Handbook"
    found = find(snapshot, embeddings, QUESTION, "公共交通", 5, {"title": title})
    passages = snapshot.store.passages(list(found.numbers)).values()
    assert {passage.metadata["title"] for passage in passages} == {title}
    documents = snapshot.store.find_documents({"title": title})
    assert set(found.numbers) <= set(snapshot.store.numbers_of(documents))
    assert all(scores.keys() <= set(found.numbers) for scores in found.arms.values())


def test_a_filter_that_nothing_passes_leaves_nothing(snapshot: Snapshot, embeddings: Embeddings) -> None:
    assert find(snapshot, embeddings, QUESTION, "", 5, {"title": "no such title"}) == Candidates()


def test_a_filter_with_an_unknown_key_is_refused(snapshot: Snapshot, embeddings: Embeddings) -> None:
    with pytest.raises(ValueError, match="colour"):
        find(snapshot, embeddings, QUESTION, "", 5, {"colour": "red"})


def test_an_empty_index_has_no_candidates(store: KnowledgeStore) -> None:
    with store.snapshot() as snapshot:
        found = find(snapshot, store.embeddings, QUESTION, "公共交通", 5)
    assert found.numbers == ()
    assert not any(found.arms.values())


def test_a_question_that_says_nothing_brings_nothing(snapshot: Snapshot, embeddings: Embeddings) -> None:
    assert find(snapshot, embeddings, "？！", "", 5).numbers == ()


class Long(StaticEmbeddings):
    """The built-in table, whose vectors of questions are not of length one."""

    def embed_query(self, text: str) -> list[float]:
        return [7 * value for value in super().embed_query(text)]


@pytest.fixture
def store(tmp_path: Path) -> KnowledgeStore:
    return KnowledgeStore(tmp_path / "own", StaticEmbeddings(), create=True)


def test_a_cosine_is_one_whatever_the_length_of_the_models_vectors(store: KnowledgeStore) -> None:
    store.add_documents([Document(page_content=text) for text in ("路灯8800盏。", "环湖快线通车。")])
    with store.snapshot() as snapshot:
        found = find(snapshot, Long(), "环湖快线通车", "", 1)
        plain = find(snapshot, StaticEmbeddings(), "环湖快线通车", "", 1)
    assert found.arms["dense"] == pytest.approx(plain.arms["dense"], abs=1e-3)
    assert max(found.arms["dense"].values()) <= 1
