"""The lexical index: what words and bigrams find, changes, filters."""

from __future__ import annotations

import json

import pytest
from langchain_core.documents import Document

from index import StoreCorrupt, lexical
from index.lexical import FieldWeights, LexicalIndex
from index.passage import embedding_text


def passage(text: str, document: str = "d", **meta: object) -> Document:
    return Document(page_content=text, metadata={"document": document, "title": "", "section": [], **meta})


PASSAGES = [
    (1, passage("企业可以开展保税维修业务。", "a", title="综合保税区")),
    (2, passage("跨境电商零售进口清单。", "b", section=["进口", "清单管理"])),
    (3, passage("报关单 declaration form 应当在14日内提交。", "b")),
    (4, passage("各项指标", "c", context="GDP 增速 单位：%", kind="table")),
]


@pytest.fixture
def index(tmp_path):
    lexical.update(tmp_path / "one", None, PASSAGES, [])
    return LexicalIndex(tmp_path / "one")


def numbers(hits: lexical.Hits) -> list[int]:
    return [number for number, _ in hits]


@pytest.mark.parametrize(
    ("query", "best"),
    [("保税维修", 1), ("Declaration", 3), ("14日", 3), ("跨境电商", 2), ("清单管理", 2), ("GDP", 4), ("報關單", 3)],
)
def test_words_find_body_section_context_and_other_spellings(index, query, best):
    assert numbers(index.search_words(query, 5))[0] == best


def test_bigrams_find_what_no_word_is(index):
    assert numbers(index.search_bigrams("税维", 5)) == [1]


def test_scores_fall_and_k_limits(index):
    hits = index.search_words("保税 清单 报关单 指标 进口", 10)
    assert [s for _, s in hits] == sorted((s for _, s in hits), reverse=True)
    assert index.search_words("保税 清单 报关单 指标 进口", 2) == hits[:2]
    assert index.search_words("保税", 0) == []


@pytest.mark.parametrize("query", ["", "？！", "火星", 'a" OR (', "number:1"])
def test_a_query_without_a_hit_or_with_syntax_finds_nothing(index, query):
    assert index.search_words(query, 5) == []
    assert index.search_bigrams(query, 5) == []


def test_a_filter_restricts_without_scoring(index):
    every = index.search_words("清单 报关单 保税", 5)
    only = index.search_words("清单 报关单 保税", 5, ["b"])
    assert dict(only) == pytest.approx(dict(hit for hit in every if hit[0] in (2, 3)))
    assert index.search_words("清单", 5, []) == []
    assert index.search_words("清单", 5, ["none"]) == []
    assert numbers(index.search_bigrams("清单保税", 5, ["a", "c"])) == [1]


def test_document_frequency_counts_passages(index):
    assert index.document_frequency("清单") == 1
    assert index.document_frequency("无") == 0


def test_an_update_leaves_its_base_alone(tmp_path, index):
    before = {f.name: f.read_bytes() for f in lexical.files(tmp_path / "one")}
    lexical.update(tmp_path / "two", tmp_path / "one", [(5, passage("新增的保税维修条款", "e"))], [2, 3])
    after = LexicalIndex(tmp_path / "two")
    assert len(after) == 3
    assert set(numbers(after.search_words("保税维修", 9))) == {1, 5}
    assert after.search_words("清单", 9) == []
    assert {f.name: f.read_bytes() for f in lexical.files(tmp_path / "one")} == before
    assert numbers(index.search_words("清单", 9)) == [2]


def test_many_updates_keep_exactly_what_is_there(tmp_path):
    lexical.update(tmp_path / "0", None, [(0, passage("保税条款0"))], [])
    for step in range(1, 25):  # enough for merges
        removed = [step - 1] if step % 3 == 0 else []
        lexical.update(tmp_path / str(step), tmp_path / str(step - 1), [(step, passage(f"保税条款{step}"))], removed)
    last = LexicalIndex(tmp_path / "24")
    assert set(numbers(last.search_words("保税", 99))) == set(range(25)) - {n - 1 for n in range(3, 25, 3)}


def test_an_update_starts_over_what_an_earlier_attempt_left(tmp_path):
    lexical.update(tmp_path / "x", None, PASSAGES, [])
    lexical.update(tmp_path / "x", None, PASSAGES[:1], [])
    assert len(LexicalIndex(tmp_path / "x")) == 1


def test_worn_counts_deleted_passages(tmp_path, monkeypatch):
    folder = tmp_path / "one"
    lexical.update(folder, None, [(n, passage(f"条款{n}")) for n in range(20)], [])
    assert not lexical.worn(folder, 0)
    assert lexical.worn(folder, 1)  # small: made anew in any case
    monkeypatch.setattr(lexical, "SMALL", 0)
    assert not lexical.worn(folder, 4)
    assert lexical.worn(folder, 5)
    lexical.update(tmp_path / "two", folder, [], [0, 1, 2, 3])
    assert lexical.worn(tmp_path / "two", 1)


def test_an_empty_index_finds_nothing(tmp_path):
    assert len(LexicalIndex(None)) == 0
    assert LexicalIndex(None).search_words("保税", 3) == []
    lexical.update(tmp_path / "none", None, [], [])
    assert LexicalIndex(tmp_path / "none").search_bigrams("保税", 3) == []


def test_a_missing_or_damaged_folder_is_told(tmp_path, index):
    with pytest.raises(StoreCorrupt):
        LexicalIndex(tmp_path / "none")
    meta = tmp_path / "one" / "meta.json"
    meta.write_text(json.dumps(json.loads(meta.read_text()))[:40])
    with pytest.raises(StoreCorrupt):
        LexicalIndex(tmp_path / "one")


def test_odd_metadata_of_a_program_is_no_obstacle(tmp_path):
    odd = [passage("保税", title=None, section="no list", context=3), passage("维修", title=7, section=[1, "甲"])]
    lexical.update(tmp_path / "odd", None, enumerate(odd), [])
    assert numbers(LexicalIndex(tmp_path / "odd").search_words("保税", 3)) == [0]


def test_a_case_is_found_by_its_provider(tmp_path):
    facts = {"provider": "某市高新区"}
    found = [passage("专利评估", facts=facts), passage("专利评估"), passage("评估", facts={"provider": 3}, section=[])]
    lexical.update(tmp_path / "facts", None, enumerate(found), [])
    index = LexicalIndex(tmp_path / "facts")
    assert numbers(index.search_words("高新区", 3)) == [0]
    assert numbers(index.search_bigrams("高新区", 3)) == [0]
    assert embedding_text(found[0]) == embedding_text(found[1])


@pytest.fixture
def spelled(tmp_path):
    texts = [
        "开标项目6990个。",
        "开标项目六千九百九十一个。",
        "Bonded warehouses are inspected.",
        "增长百分之三十。",
        "符合GB/T 19001的企业。",
        "二〇二二年三月发布。",
        "规模12000亿元。",
    ]
    lexical.update(tmp_path / "spelled", None, ((n, passage(text)) for n, text in enumerate(texts)), [])
    return LexicalIndex(tmp_path / "spelled")


@pytest.mark.parametrize(
    ("query", "number"),
    [
        *[("六千九百九十个", 0), ("6,990 个", 0), ("6991个", 1), ("warehouse", 2), ("inspecting", 2), ("30%", 3)],
        *[("30 per cent", 3), ("GB/T19001", 4), ("gb/t 19001", 4), ("2022年", 5), ("3月", 5), ("1.2万亿", 6)],
    ],
)
def test_any_spelling_of_a_number_or_word_finds_it(spelled, query, number):
    assert numbers(spelled.search_words(query, 5))[0] == number


def test_the_same_spelling_goes_before_another(tmp_path):
    texts = ["共6990个", "共六千九百九十个", "warehouse", "warehouses", "无关"]
    lexical.update(tmp_path / "same", None, ((n, passage(text)) for n, text in enumerate(texts)), [])
    index = LexicalIndex(tmp_path / "same")
    assert numbers(index.search_words("共6990个", 5))[:2] == [0, 1]
    assert numbers(index.search_words("共六千九百九十个", 5))[:2] == [1, 0]
    assert numbers(index.search_words("warehouse", 5)) == [2, 3]
    assert numbers(index.search_words("warehouses", 5)) == [3, 2]


def test_weights_decide_what_a_field_counts(tmp_path):
    found = [
        passage("保税", section=["维修"]),
        passage("维修", section=["保税"]),
        passage("无", title="保税", facts={"provider": "保税局"}),
    ]
    lexical.update(tmp_path / "weights", None, enumerate(found), [])
    index = LexicalIndex(tmp_path / "weights")

    def best(**weights: float) -> list[int]:
        none = dict.fromkeys(("body", "section", "title", "context", "provider", "forms", "bigrams"), 0.0)
        return numbers(index.search_words("保税", 5, weights=FieldWeights(**(none | weights))))

    assert best(body=1) == [0]
    assert best(section=1) == [1]
    assert best(title=1) == best(provider=1) == [2]
    assert best(body=1, section=0.1)[:2] == [0, 1]
    assert best(body=0.1, section=1)[:2] == [1, 0]
    assert best() == []
    assert numbers(index.search_bigrams("保税", 5, weights=FieldWeights(bigrams=0, title_bigrams=1))) == [2]


def test_what_the_index_knows_of_a_term(spelled):
    assert spelled.document_frequency("6990", "forms") == 1
    assert spelled.document_frequency("开标", "bigrams") == 2
    assert spelled.document_frequency("开标", "title_bigrams") == 0
    assert spelled.holding(["开标", "项目"]) == 2
    assert spelled.holding(["开标", "增长"]) == spelled.holding([]) == 0
    assert spelled.beginning("warehouse", "body") == [("warehouses", 1)]
