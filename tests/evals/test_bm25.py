"""The BM25 of others: its figures are the formula's, its words are those of the text."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.dataset import Text
from evals.systems import Material, SystemUnavailable, open_peer
from evals.systems.bm25 import K1, B, Okapi, character_bigrams, chinese_words, naming_words

TOKENS = st.lists(st.sampled_from("abcd"), max_size=6)
TEXTS = {
    "d.0": Text("环湖快线全长11.6公里，设站9座。", "公共交通"),
    "d.1": Text("云溪古镇恢复开放，门票40元。", "旅游"),
    "d.2": Text("到2030年新建公园120个。", "规划"),
    "empty": Text(" "),
}


def brute(texts: list[list[str]], question: list[str], at: int) -> float:
    mean = sum(map(len, texts)) / len(texts)
    score = 0.0
    for term in question:
        holding = sum(term in text for text in texts)
        tf = texts[at].count(term)
        if tf:
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            score += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(texts[at]) / mean))
    return score


@given(st.lists(TOKENS, min_size=1, max_size=6), TOKENS)
def test_scores_are_those_of_the_formula(texts: list[list[str]], question: list[str]) -> None:
    scores = Okapi(texts).scores(question)
    assert scores.tolist() == pytest.approx([brute(texts, question, at) for at in range(len(texts))])


def test_words_and_bigrams() -> None:
    assert chinese_words("自贸试验区 RCEP！") == [*chinese_words("自贸试验区"), "rcep"]
    assert naming_words("环湖快线有多少公里？") == [
        word for word in chinese_words("环湖快线有多少公里？") if word not in ("有", "多少")
    ]
    assert naming_words("多少？") == ["多少"]  # better than nothing
    assert character_bigrams("环湖快线，长Ａ1公") == ["环湖", "湖快", "快线", "长", "a1", "公"]


@pytest.mark.parametrize("name", ["bm25", "bm25-words", "bm25-bigrams"])
def test_texts_are_found_by_body_and_title(name: str) -> None:
    system = open_peer(name, Material(texts=TEXTS))
    assert [p.id for p in system.search("环湖快线全长多少公里？")] == ["d.0"]
    assert [p.id for p in system.search("旅游")] == ["d.1"]
    assert system.search("猫") == system.search("") == []
    assert len(system.search("公里 公园 门票", 2)) == 2
    assert system.describe()["passages"] == 3


def test_the_mix_adds_shares_of_each_arms_best() -> None:
    (best, *_) = open_peer("bm25", Material(texts=TEXTS)).search("云溪古镇")
    assert best.id == "d.1"
    assert best.metadata["score"] == pytest.approx(1.0)


def test_files_are_cut_into_chunks(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("".join(f"第{n}句说的是第{n}件事。" for n in range(300)), "utf-8")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    system = open_peer("bm25", Material.of([tmp_path]))
    found = system.search("第277件事", 3)
    assert "第277件事" in found[0].page_content
    assert all(len(p.page_content) <= 400 for p in found)
    assert found[0].metadata["source"] == str(tmp_path / "long.txt")
    assert system.describe()["files not read"] == 1
    with pytest.raises(SystemUnavailable, match="no plain text"):
        open_peer("bm25", Material.of([tmp_path / "scan.pdf"]))
