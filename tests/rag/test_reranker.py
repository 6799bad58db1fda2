"""The cross-encoder: what it reads, the order it gives, and what is said when it cannot be had."""

from __future__ import annotations

import asyncio
import math
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.cross_encoders import BaseCrossEncoder
from langchain_core.documents import Document
from rag_support import passage
from tiny_models import POSITIONS, save_cross_encoder, save_embedding_model

from index import ModelMissing
from rag.reranker import CrossEncoderReranker, LocalCrossEncoder, load_reranker, read_text

QUESTION = "企业开办需要几个环节？"
TEXTS = ["企业开办只需一个环节。", "通关时间缩短", "保税维修", "船边直提", "abc 123"]


class Counting(BaseCrossEncoder):
    """Scores by a rule, and keeps what it read."""

    def __init__(self, rule: Any = len) -> None:
        self.rule = rule
        self.read: list[tuple[str, str]] = []

    def score(self, text_pairs: list[tuple[str, str]]) -> list[float]:
        self.read += text_pairs
        return [float(self.rule(text)) for _, text in text_pairs]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch")
    return save_cross_encoder(tmp_path_factory.mktemp("models") / "cross")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> LocalCrossEncoder:
    return LocalCrossEncoder(str(folder), device="cpu")


def documents(*texts: str) -> list[Document]:
    return [Document(page_content=text, metadata={"number": number}) for number, text in enumerate(texts)]


def test_question_title_section_header_and_body_are_read() -> None:
    model = Counting()
    found = passage("货物\t12", kind="table", context="表1\n品类\t数量", section=["贸易", "出口"])
    CrossEncoderReranker(model=model).scores("多少？", [found, Document(page_content="一段")])
    assert model.read == [("多少？", "云溪年鉴 › 贸易 › 出口\n表1\n品类\t数量\n货物\t12"), ("多少？", "一段")]


def test_the_order_follows_the_scores_of_the_model(encoder: LocalCrossEncoder) -> None:
    reranker = CrossEncoderReranker(model=encoder)
    given = documents(*TEXTS)
    scores = reranker.scores(QUESTION, given)
    assert len(set(scores)) == len(TEXTS)
    ordered = reranker.compress_documents(given, QUESTION)
    assert [found.metadata["score"] for found in ordered] == sorted(scores, reverse=True)
    assert [found.metadata["number"] for found in ordered] == sorted(range(len(TEXTS)), key=lambda n: -scores[n])
    assert "score" not in given[0].metadata
    assert asyncio.run(reranker.acompress_documents(given, QUESTION)) == ordered


@given(st.lists(st.integers(0, 3), max_size=12), st.none() | st.integers(0, 15))
def test_passages_are_kept_best_first_and_equal_ones_stay_in_order(values: list[int], keep: int | None) -> None:
    given = documents(*map(str, values))
    ordered = CrossEncoderReranker(model=Counting(int), keep=keep).compress_documents(given, "？")
    expected = sorted(given, key=lambda found: -int(found.page_content))[:keep]  # sorted is stable
    assert [found.metadata["number"] for found in ordered] == [found.metadata["number"] for found in expected]
    assert all(found.metadata["score"] == int(found.page_content) for found in ordered)


def test_scores_are_those_of_sentence_transformers(folder: Path, encoder: LocalCrossEncoder) -> None:
    from sentence_transformers import CrossEncoder

    pairs = [(QUESTION, text) for text in TEXTS]
    expected = CrossEncoder(str(folder), local_files_only=True, device="cpu").predict(pairs, show_progress_bar=False)
    assert encoder.score(pairs) == pytest.approx(expected.tolist(), abs=1e-6)
    assert encoder.score([]) == []


def test_good_scores_stay_apart_and_what_is_no_number_comes_last(folder: Path) -> None:
    encoder = LocalCrossEncoder(str(folder), device="cpu")
    encoder.score([("一", "二")])

    class Model:
        def predict(self, pairs: list[list[str]], **_: Any) -> list[float]:
            return [20.0, 21.0, -800.0, math.nan, 0.0]

    encoder._model = Model()
    first, second, least, none, half = encoder.score([("一", "二")] * 5)
    assert half == 0.5
    assert half < first < second <= 1
    assert (least, none) == (0, 0)


def test_batches_and_long_texts(folder: Path, encoder: LocalCrossEncoder) -> None:
    seen: list[tuple[int, int]] = []
    small = LocalCrossEncoder(str(folder), device="cpu", batch_size=2)
    pairs = [(QUESTION, text * POSITIONS) for text in TEXTS]
    small.score(pairs[:1])
    small._model[0].register_forward_pre_hook(lambda _, inputs: seen.append(tuple(inputs[0]["input_ids"].shape)))
    assert small.score(pairs) == pytest.approx(encoder.score(pairs), abs=1e-5)
    assert [rows for rows, _ in seen] == [2, 2, 1]
    assert {length for _, length in seen} == {POSITIONS}  # cut, and no sooner than it must
    start = (QUESTION, TEXTS[0] * POSITIONS)
    assert small.score([start]) == pytest.approx(small.score([(QUESTION, start[1] + "通关")]), abs=1e-6)


def test_it_is_found_at_once_and_loaded_when_it_is_wanted(folder: Path) -> None:
    code = (
        "import sys; from rag.reranker import load_reranker; from langchain_core.documents import Document\n"
        f"reranker = load_reranker({str(folder)!r}, device='cpu')\n"
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))\n"
        "print(len(reranker.scores('问', [Document(page_content='答')])), 'torch' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["set()", "1 True"]


def test_without_a_name_there_is_none() -> None:
    assert load_reranker("") is None


@pytest.mark.parametrize("name", ["no-such-owner/no-such-model", "no/such/folder"])
def test_a_model_that_is_not_here_is_named_at_once(name: str) -> None:
    with pytest.raises(ModelMissing, match=f"reranker '{name}' .*WENJU_RERANKER=PATH.*leave that setting empty"):
        load_reranker(name)


def test_an_embedding_model_is_no_reranker(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    with pytest.raises(ModelMissing, match="it is a SentenceTransformer, not a CrossEncoder"):
        load_reranker(str(save_embedding_model(tmp_path / "embedding")))


def test_a_model_with_several_scores_a_pair_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    reranker = load_reranker(str(save_cross_encoder(tmp_path / "three", labels=3)), device="cpu")
    assert reranker
    with pytest.raises(ModelMissing, match="it gives 3 scores a pair, not one"):
        reranker.scores("问", documents("答"))


def test_a_damaged_model_and_a_missing_device_are_named(folder: Path, tmp_path: Path) -> None:
    reranker = load_reranker(str(folder), device="cuda:77")
    assert reranker
    with pytest.raises(ModelMissing, match=r"reranker .*there is no device 'cuda:77' here: .*: set WENJU_DEVICE=auto"):
        reranker.scores("问", documents("答"))
    place = Path(shutil.copytree(folder, tmp_path / "damaged"))
    (place / "model.safetensors").write_bytes(b"x")
    damaged = load_reranker(str(place))
    assert damaged
    with pytest.raises(ModelMissing, match=r"reranker .*damaged' cannot be loaded \(.+\): give the folder"):
        damaged.compress_documents(documents("答"), "问")


def test_what_a_program_added_has_only_a_body() -> None:
    assert read_text(Document(page_content="正文", metadata={"title": 3, "section": "x", "context": None})) == "正文"
