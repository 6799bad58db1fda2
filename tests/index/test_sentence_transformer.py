"""Models of sentence-transformers as embedding models: what reaches them, and what tells them apart."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.documents import Document
from tiny_models import POSITIONS, save_bert, save_cross_encoder, save_embedding_model

from index import KnowledgeStore, ModelMissing, StoreMismatch, load_embeddings, sync
from index.embedder import Embedder
from index.sentence_transformer import SentenceTransformerEmbeddings

pytest.importorskip("torch")

TEXTS = ["企业开办只需一个环节。", "通关时间缩短", "保税维修", "一", "abc 123"]
BGE = "为这个句子生成表示以用于检索相关文章："


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model without prompts; not to be changed."""
    return save_embedding_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(folder, tmp_path / "tiny"))


@pytest.fixture(scope="module")
def plain(folder: Path) -> SentenceTransformerEmbeddings:
    return load(folder)


def load(folder: Path, **options: Any) -> SentenceTransformerEmbeddings:
    model = load_embeddings(str(folder), **{"device": "cpu", **options})
    assert isinstance(model, SentenceTransformerEmbeddings)
    return model


def prompts(model: SentenceTransformerEmbeddings) -> tuple[str, str]:
    return model.query_prompt, model.document_prompt


def test_prompts_reach_the_model(folder: Path, plain: SentenceTransformerEmbeddings) -> None:
    model = load(folder, query_prompt="问题：", document_prompt="文章：")
    assert prompts(model) == ("问题：", "文章：")
    assert np.allclose(model.embed_query("通关"), plain.embed_query("问题：通关"), atol=1e-6)
    assert np.allclose(model.embed_documents(["通关"]), plain.embed_documents(["文章：通关"]), atol=1e-6)
    assert not np.allclose(model.embed_query("通关"), plain.embed_query("通关"), atol=1e-2)
    assert not np.allclose(model.embed_documents(["通关"]), plain.embed_documents(["通关"]), atol=1e-2)


def test_without_prompts_questions_and_passages_are_alike(plain: SentenceTransformerEmbeddings) -> None:
    assert prompts(plain) == ("", "")
    assert np.allclose(plain.embed_query(TEXTS[0]), plain.embed_documents(TEXTS[:1])[0], atol=1e-6)


@pytest.mark.parametrize("name", ["query", "passage", "corpus"])
def test_a_models_own_prompts_are_used_unless_others_are_set(tmp_path: Path, name: str) -> None:
    own = {"query": "问：", name: "答："} if name != "query" else {"query": "问："}
    folder = save_embedding_model(tmp_path / "own", prompts=own)
    document = "" if name == "query" else "答："
    assert prompts(load(folder)) == ("问：", document)
    assert prompts(load(folder, query_prompt="")) == ("", document)
    assert prompts(load(folder, query_prompt="相关", document_prompt="文")) == ("相关", "文")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bge-small-zh-v1.5", (BGE, "")),
        ("BGE-Large-zh", (BGE, "")),
        ("bge-base-en-v1.5", ("Represent this sentence for searching relevant passages: ", "")),
        ("multilingual-e5-small", ("query: ", "passage: ")),
        ("e5-base-v2", ("query: ", "passage: ")),
        ("multilingual-e5-large-instruct", ("", "")),
        ("bge-m3", ("", "")),
        ("my-bge-small-zh", ("", "")),
    ],
)
def test_families_that_ship_no_prompts_get_those_they_were_trained_with(
    folder: Path, tmp_path: Path, name: str, expected: tuple[str, str]
) -> None:
    place = Path(shutil.copytree(folder, tmp_path / name))
    assert prompts(load(place)) == expected
    assert prompts(load(place, query_prompt="", document_prompt="")) == ("", "")


def test_a_hub_name_is_of_its_family_too(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    place = tmp_path / "models--BAAI--bge-small-zh-v1.5"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("0" * 40, encoding="utf-8")
    shutil.copytree(folder, place / "snapshots" / ("0" * 40))
    named = load(Path("BAAI/bge-small-zh-v1.5"))
    assert prompts(named) == (BGE, "")
    shutil.copytree(folder, tmp_path / "bge-small-zh-v1.5")
    assert named.fingerprint == load(tmp_path / "bge-small-zh-v1.5").fingerprint  # the index stays good


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_so_many_texts_go_through_the_model_at_once(
    folder: Path, plain: SentenceTransformerEmbeddings, size: int
) -> None:
    model = load(folder, batch_size=size)
    seen: list[int] = []
    model._model[0].register_forward_pre_hook(lambda _, inputs: seen.append(len(inputs[0]["input_ids"])))
    vectors = model.encode(TEXTS)
    assert max(seen) == min(size, len(TEXTS))
    assert sum(seen) == len(TEXTS)
    assert np.allclose(vectors, plain.encode(TEXTS), atol=1e-5)


@settings(max_examples=30)
@given(st.lists(st.text("企业开办通关时间abc 。", max_size=3 * POSITIONS), max_size=5))
def test_vectors_are_unit_rows_in_the_order_of_the_texts(texts: list[str]) -> None:
    model = _shared()
    vectors = model.encode(texts)
    assert vectors.shape == (len(texts), model.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors, np.array([model.encode([text])[0] for text in texts]).reshape(vectors.shape), atol=1e-5)


def test_threads_may_ask_at_once(plain: SentenceTransformerEmbeddings) -> None:
    expected = [plain.embed_query(text) for text in TEXTS]
    start = threading.Barrier(4)

    def ask(_: int) -> list[list[float]]:
        start.wait()
        return [plain.embed_query(text) for text in TEXTS]

    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(ask, range(4)):
            assert np.allclose(found, expected, atol=1e-5)


def test_the_fingerprint_tells_what_changes_vectors_of_passages(folder: Path, copy: Path, tmp_path: Path) -> None:
    known = load(folder).fingerprint
    assert known.startswith("tiny-")
    assert load(copy).fingerprint == known
    assert load(folder, query_prompt="问：", batch_size=2).fingerprint == known
    assert load(folder, document_prompt="").fingerprint == known
    other = {load(folder, document_prompt=prompt).fingerprint for prompt in ("文：", "文", "章")}
    assert len(other | {known}) == 4
    pooling = copy / "1_Pooling" / "config.json"
    pooling.write_text(pooling.read_text(encoding="utf-8").replace('"mean"', '"cls"'), encoding="utf-8")
    assert load(copy).fingerprint != known
    (tmp_path / "seed").mkdir()
    assert load(save_embedding_model(tmp_path / "seed" / "tiny", seed=1)).fingerprint != known


def test_an_index_is_made_anew_when_the_document_prompt_changes(folder: Path, docs: Path, tmp_path: Path) -> None:
    place = tmp_path / "index"
    first = KnowledgeStore(place, load(folder), create=True)
    sync(first, [docs])
    before = first.similarity_search_with_score("保税维修", 1)[0][1]
    first.close()
    assert KnowledgeStore(place, load(folder, query_prompt="问题：")).store.count()
    prompted = load(folder, document_prompt="文章：")
    with pytest.raises(StoreMismatch, match="-prompt-"):
        KnowledgeStore(place, prompted)
    second = KnowledgeStore(place, prompted, rebuild=True)
    sync(second, [docs])
    assert not second.stale
    assert second.similarity_search_with_score("保税维修", 1)[0][1] != before
    second.close()
    KnowledgeStore(place, load(folder, document_prompt="文章：")).close()


def test_progress_is_told_in_steps_and_changes_nothing(folder: Path) -> None:
    model = load(folder, batch_size=2)
    passages = [Document(page_content=f"{text}{number}") for number in range(4) for text in TEXTS]
    told: list[tuple[int, int]] = []
    vectors = Embedder(model).passages(passages, lambda done, total: told.append((done, total)))
    assert told == [(0, 20), (8, 20), (16, 20), (20, 20)]
    assert np.allclose(vectors, Embedder(model).passages(passages), atol=1e-5)
    told.clear()
    assert not len(Embedder(model).passages([], lambda done, total: told.append((done, total))))
    assert len(Embedder(model).passages(passages[:8], lambda done, total: told.append((done, total)))) == 8
    assert not told


def test_a_plain_transformer_is_a_model_too(tmp_path: Path) -> None:
    assert load(save_bert(tmp_path / "bert")).dimension == 16


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", b"x"),
        ("model.safetensors", None),
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("tokenizer.json", b"{}"),
        ("modules.json", b"["),
        ("modules.json", b'[{"idx": 0, "name": "0", "path": "", "type": "no.such.Module"}]'),
        ("1_Pooling/config.json", b"x"),
    ],
)
def test_a_damaged_model_is_named_in_one_line(copy: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(content)
    with pytest.raises(ModelMissing, match=r"tiny' cannot be loaded \(.+\): give the folder of a whole model") as error:
        load(copy)
    assert "\n" not in str(error.value)


def test_a_cross_encoder_is_no_embedding_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="it is a CrossEncoder, not a SentenceTransformer"):
        load(save_cross_encoder(tmp_path / "cross"))


@pytest.mark.parametrize("device", ["cuda:77", "gpu", ""])
def test_a_device_that_is_not_there_is_named(folder: Path, device: str) -> None:
    with pytest.raises(ModelMissing, match=f"there is no device '{device}' here: .*: set WENJU_DEVICE=auto") as error:
        load(folder, device=device)
    assert "\n" not in str(error.value)


def test_nothing_is_drawn_while_a_model_is_loaded(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load(folder).encode(TEXTS)
    assert capfd.readouterr() == ("", "")


_MODELS: list[SentenceTransformerEmbeddings] = []


def _shared() -> SentenceTransformerEmbeddings:
    """One model for all examples of hypothesis."""
    if not _MODELS:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            _MODELS.append(load(save_embedding_model(Path(folder) / "tiny")))
    return _MODELS[0]
