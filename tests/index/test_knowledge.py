"""The index as a LangChain vector store, its settings, its readers and its writers."""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import date

import numpy as np
import pytest
from index_support import TinyEmbeddings, state, write
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.vectorstores import VectorStore
from langchain_tests.integration_tests import VectorStoreIntegrationTests

from index import KnowledgeStore, PassageSplitter, StoreBusy, StoreMismatch, StoreMissing, dense, lock, sync


@pytest.mark.anyio
class TestConformance(VectorStoreIntegrationTests):
    """LangChain's own tests of vector stores, sync and async."""

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @pytest.fixture
    def vectorstore(self, tmp_path) -> Generator[VectorStore, None, None]:
        return KnowledgeStore(tmp_path, self.get_embeddings(), create=True)


def test_texts_are_found_with_scores(store):
    store.add_texts(["保税维修业务", "跨境电商清单"], [{"n": 1}, {"n": 2}], ids=["x", "y"])
    (first, score), (_, lower) = store.similarity_search_with_score("保税维修业务", 2)
    assert (first.id, first.metadata) == ("x", {"n": 1})
    assert score == pytest.approx(1, abs=1e-5)
    assert lower < score
    assert store.similarity_search_with_relevance_scores("保税维修业务", 1)[0][1] == pytest.approx(1, abs=1e-5)
    assert [d.id for d in store.as_retriever(search_kwargs={"k": 1}).invoke("跨境电商清单")] == ["y"]


def test_from_texts_makes_a_store(tmp_path, embeddings):
    store = KnowledgeStore.from_texts(["甲乙丙", "丁戊己"], embeddings, ids=["1", "2"], folder=tmp_path / "new")
    assert [d.id for d in store.similarity_search("丁戊己", 1)] == ["2"]


def test_the_last_text_of_an_id_counts(store, embeddings):
    assert store.add_texts(["旧的", "新的"], ids=["x", "x"]) == ["x", "x"]
    assert store.get_by_ids(["x"])[0].page_content == "新的"
    before = len(embeddings.embedded)
    store.add_texts(["新的"], ids=["x"])
    assert len(embeddings.embedded) == before  # nothing new


def test_any_metadata_of_a_program_comes_back(store):
    meta = {"title": None, "section": "no list", "start": 7, "source": "memory:x", "deep": {"a": [1, None]}}
    store.add_texts(["保税"], [meta], ids=["x"])
    assert store.similarity_search("保税", 1)[0].metadata == meta


@pytest.mark.parametrize(
    "value",
    [date(2024, 1, 1), {1, 2}, b"x", [{"deep": object()}], "\ud800"],
    ids=["date", "set", "bytes", "deep", "half"],
)
def test_metadata_that_json_cannot_hold_is_named(store, value):
    with pytest.raises(ValueError, match="metadata 'issued'"):
        store.add_texts(["一", "二"], [{}, {"ok": 1, "issued": value}])
    with pytest.raises(ValueError, match="7"):
        store.add_texts(["一"], [{7: 1}])
    assert store.store.count() == 0


def test_diverse_passages(store):
    store.add_texts(["保税维修业务一", "保税维修业务二", "跨境电商与保税"], ids=["x", "y", "z"])
    near = store.max_marginal_relevance_search("保税维修业务一", 2, lambda_mult=1.0)
    assert [d.id for d in near] == ["x", "y"]
    assert [d.id for d in store.max_marginal_relevance_search("保税维修业务一", 2, lambda_mult=0.1)] == ["x", "z"]
    assert [d.id for d in store.max_marginal_relevance_search("保税维修业务一", 2, 2, 0.1)] == ["x", "y"]
    vector = store.embeddings.embed_query("保税维修业务一")
    assert [d.id for d in store.max_marginal_relevance_search_by_vector(vector, 2, lambda_mult=0.1)] == ["x", "z"]
    found = store.as_retriever(search_type="mmr", search_kwargs={"k": 9, "filter": {"document": "none"}}).invoke("保税")
    assert found == []
    assert len(store.as_retriever(search_type="mmr", search_kwargs={"k": 9}).invoke("保税")) == 3


def test_deleting_texts_leaves_files(filled):
    filled.add_texts(["临时文字"], ids=["x"])
    filled.delete(["x", "none"])
    assert filled.get_by_ids(["x"]) == []
    passages = filled.store.count()
    filled.delete()
    assert filled.store.count() == passages > 0


def test_a_filter_restricts_a_search(filled, docs):
    found = filled.similarity_search("业务", 50, filter={"title": ["金融创新", "报关"]})
    assert {d.metadata["title"] for d in found} == {"金融创新", "报关"}
    found = filled.similarity_search("保税", 50, filter={"source": str(docs / "d.md")})
    assert {d.metadata["title"] for d in found} == {"金融创新"}
    assert filled.similarity_search("保税", 5, filter={"title": "无"}) == []
    assert (
        filled.as_retriever(search_kwargs={"k": 3, "filter": {"title": "报关"}}).invoke("保税")[0].metadata["title"]
        == "报关"
    )
    with pytest.raises(ValueError, match="document, source, title"):
        filled.similarity_search("保税", 5, filter={"pages": "1"})


def test_passages_keep_the_contract(filled):
    for document in filled.similarity_search("保税", 100):
        text = filled.store.text(document.metadata["document"])
        assert text[document.metadata["start"] : document.metadata["end"]] == document.page_content


def test_an_empty_index_answers_without_writing(store, tmp_path):
    before = sorted(p.name for p in (tmp_path / "index").iterdir())
    assert store.similarity_search("保税", 3) == []
    assert sorted(p.name for p in (tmp_path / "index").iterdir()) == before
    assert KnowledgeStore(tmp_path / "index", TinyEmbeddings("other")).similarity_search("保税") == []


def test_no_index_is_told(tmp_path, embeddings):
    with pytest.raises(StoreMissing, match="wenju index"):
        KnowledgeStore(tmp_path / "none", embeddings)


@pytest.mark.parametrize(
    "other",
    [
        {"embeddings": TinyEmbeddings("tiny-2")},
        {"embeddings": TinyEmbeddings(), "splitter": PassageSplitter(200, 50)},
        {"embeddings": DeterministicFakeEmbedding(size=24)},
    ],
    ids=["model", "splitter", "class"],
)
def test_other_settings_are_refused_with_the_remedy(filled, other):
    with pytest.raises(StoreMismatch, match=r"wenju index --rebuild --index") as caught:
        KnowledgeStore(filled.folder, **other)
    assert "tiny-1" in str(caught.value)


def test_models_without_a_fingerprint_are_told_apart(tmp_path):
    six = KnowledgeStore(tmp_path / "a", DeterministicFakeEmbedding(size=6), create=True)
    seven = KnowledgeStore(tmp_path / "b", DeterministicFakeEmbedding(size=7), create=True)
    named = DeterministicFakeEmbedding(size=6)
    object.__setattr__(named, "model_name", "large")
    assert len({six.fingerprint, seven.fingerprint, KnowledgeStore(tmp_path / "a", named).fingerprint}) == 3


def test_the_old_index_is_usable_until_a_rebuild_is_published(filled, docs, tmp_path):
    old = state(filled)
    new = KnowledgeStore(filled.folder, TinyEmbeddings("tiny-2", 16), rebuild=True)
    seen: list[dict] = []
    report = sync(new, [docs], progress=lambda *_: seen.append(state(filled)))
    assert all(view == old for view in seen)
    assert len(report.updated) == 4
    with pytest.raises(StoreMismatch):
        state(filled)
    fresh = KnowledgeStore(tmp_path / "fresh", TinyEmbeddings("tiny-2", 16), create=True)
    sync(fresh, [docs])
    assert state(new) == state(fresh)


def test_a_change_with_other_settings_keeps_what_it_does_not_read(filled, docs):
    """Texts without a file, files that are gone, and files not asked for survive a change of the model."""
    filled.add_texts(["只在内存中的文字"], [{"n": 1}], ids=["x"])
    texts = {d["title"]: filled.store.text(str(d["id"])) for d in filled.store.documents()}
    (docs / "a.md").unlink()
    (docs / "b.md").write_bytes(b"\x00" * 100)
    new = KnowledgeStore(filled.folder, TinyEmbeddings("tiny-2", 16), rebuild=True)
    report = sync(new, [docs / "d.md"])
    assert set(report.failed) == {str(docs / "a.md"), str(docs / "b.md")}
    assert all("its indexed version stays" in reason for reason in report.failed.values())
    assert {d["title"]: new.store.text(str(d["id"])) for d in new.store.documents()} == texts
    assert new.get_by_ids(["x"])[0].metadata == {"n": 1}
    assert new.similarity_search("只在内存中的文字", 1)[0].id == "x"
    assert state(new)["sizes"][0] == state(new)["sizes"][1] == state(new)["sizes"][2]


def test_adding_a_text_with_other_settings_keeps_the_files(filled):
    titles = {d["title"] for d in filled.store.documents()}
    new = KnowledgeStore(filled.folder, TinyEmbeddings("tiny-2", 16), rebuild=True)
    new.add_texts(["补充"], ids=["x"])
    assert titles < {d["title"] for d in new.store.documents()} | {""}
    assert len(new.similarity_search("保税", 100)) == new.store.count()


def test_a_running_reader_sees_the_new_generation(filled, docs):
    reader = KnowledgeStore(filled.folder, TinyEmbeddings())
    assert not any("人才" in d.page_content for d in reader.similarity_search("人才服务", 100))
    write(docs / "e.md", "人才服务", "高层次人才可以申请补贴。")
    sync(filled, [docs])
    assert "人才" in reader.similarity_search("人才服务", 1)[0].page_content


def test_a_snapshot_stays_what_it_was(filled, docs):
    with filled.snapshot() as snapshot:
        before = snapshot.store.documents()
        (docs / "a.md").unlink()
        sync(filled, [docs])
        with filled.snapshot() as inner:  # nested, and newer
            assert len(inner.store.documents()) == 3
        assert snapshot.store.documents() == before
        assert len(snapshot.store.passages([n for n, _ in snapshot.lexical.search_words("保税维修", 50)])) > 0
        assert len(snapshot.lexical) == snapshot.dense.ntotal == snapshot.store.count()


def test_a_second_writer_is_told(filled, docs, monkeypatch):
    monkeypatch.setattr(lock, "TIMEOUT_S", 0.05)
    other = KnowledgeStore(filled.folder, TinyEmbeddings())
    with filled.writing(), filled.writing():  # the same writer may go in twice
        for act in (lambda: sync(other, [docs]), lambda: other.add_texts(["x"]), lambda: other.delete(["x"])):
            with pytest.raises(StoreBusy, match="another process is writing"):
                act()
        failures: list[Exception] = []

        def write() -> None:
            try:
                sync(filled, [docs])
            except StoreBusy as error:
                failures.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert len(failures) == 1
    other.add_texts(["x"])


def test_threads_search_together(filled):
    expected = [d.id for d in filled.similarity_search("保税维修", 5)]
    found: list[list[str | None]] = []
    threads = [
        threading.Thread(
            target=lambda: found.extend([d.id for d in filled.similarity_search("保税维修", 5)] for _ in range(10))
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 60


def test_an_index_grows_from_exact_to_inverted_lists_and_back(tmp_path, embeddings, monkeypatch):
    monkeypatch.setattr(dense, "FLAT_LIMIT", 300)
    store = KnowledgeStore(tmp_path / "index", embeddings, create=True)

    def kind() -> str:
        with store.snapshot() as snapshot:
            assert snapshot.dense.ntotal == store.store.count()
            return type(snapshot.dense).__name__

    texts = [f"第{n}条 {'保税维修跨境电商'[n % 8 :]}{n * n}" for n in range(900)]
    store.add_texts(texts[:250], ids=[str(n) for n in range(250)])
    assert "IDMap" in kind()
    store.add_texts(texts[250:], ids=[str(n) for n in range(250, 900)])
    assert "IVF" in kind()
    store.delete([str(n) for n in range(700)])
    assert "IVF" in kind()
    store.delete([str(n) for n in range(780)])
    assert "IDMap" in kind()
    assert store.similarity_search(texts[850], 1)[0].id == "850"


def test_closing_is_no_end(filled):
    expected = state(filled)
    filled.close()
    assert state(filled) == expected


def test_vectors_are_stored_as_unit_vectors(filled):
    _, vectors = filled.store.vectors()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
