"""Explanations: the same list as the search's, shares that add up to the score, and matches named as what they are."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from langchain_core.cross_encoders import BaseCrossEncoder
from rag_support import passage

from index.embed import TokenVectors
from index.synonyms import Thesaurus
from rag import Assistant, Settings
from rag.explain import explain
from rag.explanation import Explanation
from rag.explanation_words import ARMS, HOW, SIGNALS
from rag.matched import Matcher
from rag.numbered import Part
from rag.query import QueryReader
from rag.reranker import CrossEncoderReranker
from rag.retrieve import HybridRetriever
from rag.weights import Stages, Weights

QUESTIONS = ["环湖快线什么时候通车？", "坐公共交通绕湖一圈要花多少钱？", "How long is the lake line?", "2023年", "？"]

REPORT = """# 云溪新区年度报告

## 企业服务

截至2023年底，新区登记企业 6,990 家，其中外资企业 120 家。受理窗口由经营者自行预约。

## 文化演出

文艺表演团体赴境外演出，由云溪文化局在五个工作日内审批。

| 镇 | 企业（家） |
|---|---|
| 东镇 | 12 |
| 西镇 | 30 |

## Warehouses

Two bonded warehouses store e-CNY terminals.
"""
OWN = "老板 => 经营者\n剧团, 文艺表演团体\n批文 => 审批\n"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    folder = tmp_path_factory.mktemp("explain")
    (folder / "report.md").write_text(REPORT, encoding="utf-8")
    (folder / "own.txt").write_text(OWN, encoding="utf-8")
    assistant = Assistant.open(folder / "index", settings=Settings(), create=True)
    assistant.sync([folder / "report.md"])
    return HybridRetriever(store=assistant.store, thesaurus=Thesaurus([folder / "own.txt"]))


def matches(explanation: Explanation, how: str) -> list[tuple[str, str]]:
    """Part of the question → text, of all passages' matches of a kind, the text taken from where it is said to be."""
    found = []
    for why in explanation.passages:
        for match in why.matches:
            text = why.passage.page_content
            for start, end in match.spans:
                assert match.place == "text"
                assert " ".join(text[start:end].split())
            if match.spans and match.cosine is None:
                assert " ".join(text[slice(*match.spans[0])].split()) == match.found
            assert explanation.reading.text[match.start : match.end] == match.part
            if match.how == how:
                found.append((match.part, match.found))
    return found


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "stages", [Stages(), Stages(rerank=False), Stages(lexical=False), Stages(dense=False, thesaurus=False)]
)
def test_order_and_scores_are_those_of_the_search(assistant: Assistant, question: str, stages: Stages) -> None:
    retriever = HybridRetriever(store=assistant.store, stages=stages)
    found = retriever.search(question, 7)
    explanation = explain(retriever, question, 7)
    assert [why.passage.id for why in explanation.passages] == [passage.id for passage in found]
    assert [why.score for why in explanation.passages] == [passage.metadata["score"] for passage in found]
    assert [why.rank for why in explanation.passages] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("question", QUESTIONS[:4])
def test_shares_add_up_to_the_score(assistant: Assistant, question: str) -> None:
    for weights in (Weights(), Weights(word=9.0, late=0.0)):
        retriever = HybridRetriever(store=assistant.store, weights=weights)
        for why in explain(retriever, question, 20).passages:
            assert sum(signal.share for signal in why.signals) == pytest.approx(why.score, abs=1e-5)
            assert {signal.signal: signal.weight for signal in why.signals} == vars(weights)
            shares = [signal.share for signal in why.signals]
            assert shares == sorted(shares, reverse=True)


def test_signals_that_are_off_count_nothing(assistant: Assistant) -> None:
    retriever = HybridRetriever(store=assistant.store, stages=Stages(rerank=False))
    for why in explain(retriever, QUESTIONS[0], 5).passages:
        assert {signal.signal for signal in why.signals if signal.weight} == {"word", "bigram", "dense"}
        assert sum(signal.share for signal in why.signals) == pytest.approx(why.score, abs=1e-5)


def test_arms_say_their_rank_and_score(assistant: Assistant) -> None:
    retriever = assistant.retriever
    explanation = explain(retriever, QUESTIONS[0], 10)
    with assistant.store.snapshot() as snapshot:
        words = snapshot.lexical.search_words(QUESTIONS[0], 100)
    ranking = retriever.rank(QUESTIONS[0], 10)
    assert ranking is not None
    for why in explanation.passages:
        assert [arm.name for arm in why.arms] == list(ARMS)
        at = next(n for i, n in enumerate(ranking.numbers) if ranking.passage(i).id == why.passage.id)
        ranks = {number: (rank, score) for rank, (number, score) in enumerate(words, 1)}
        assert (why.arms[0].rank, why.arms[0].score) == ranks.get(at, (None, None))
        assert why.arms[2].score is not None


def test_a_word_is_named_as_itself_and_found_where_it_stands(report: HybridRetriever) -> None:
    found = explain(report, "新区登记企业有多少家外资企业？", 5)
    assert ("新区登记企业", "新区登记企业") in matches(found, "same word")
    assert found.reading.sought == ("figure",)
    assert found.reading.unit == "家"


def test_another_spelling_of_a_numeral_and_of_a_code_is_named_as_one(report: HybridRetriever) -> None:
    assert ("六千九百九十", "6,990") in matches(explain(report, "六千九百九十家企业登记在哪里？", 5), "same form")
    assert ("ecny", "e-CNY") in matches(explain(report, "eCNY terminals", 5), "same form")
    assert ("warehouse", "Warehouses") in [
        (part, found.capitalize()) for part, found in matches(explain(report, "bonded warehouse", 5), "same form")
    ]


def test_another_name_is_named_as_one_of_the_thesaurus(report: HybridRetriever) -> None:
    found = explain(report, "剧团出国要办什么批文，老板自己去吗？", 5)
    assert {(name.part, name.names) for name in found.reading.names} == {
        ("剧团", ("文艺表演团体",)), ("批文", ("审批",)), ("老板", ("经营者",)),
    }  # fmt: skip
    assert {("剧团", "文艺表演团体"), ("批文", "审批"), ("老板", "经营者")} <= set(matches(found, "thesaurus"))
    assert not matches(found, "spelling")


def test_a_slip_is_named_as_one(report: HybridRetriever) -> None:
    found = explain(report, "云希文化局几天审批？", 5)
    slip = found.reading.mended[0]
    assert (slip.wrong, slip.right, slip.how) == ("云希", "云溪", "sound")
    assert ("云希", "云溪") in matches(found, "spelling")
    assert not found.reading.names


class Table:
    """A table of token vectors in which some words mean nearly the same."""

    VECTORS: ClassVar = {
        "巡演": (1, 0, 0),
        "演出": (0.8, 0.6, 0),
        "剧团": (0, 0, 1),
        "院团": (0, 0.6, 0.8),
        "的": (0, 1, 0),
    }

    def __init__(self) -> None:
        self.words = list(self.VECTORS)
        self.table = np.array(list(self.VECTORS.values()), dtype=np.float32)

    def token_vectors(self, text: str) -> TokenVectors:
        found = list(re.finditer("|".join(self.words), text))
        ids = np.array([self.words.index(match.group()) for match in found], dtype=np.int32)
        weights = np.array([0.0 if match.group() == "的" else 0.5 for match in found], dtype=np.float32)
        offsets = np.array([match.span() for match in found], dtype=np.int32).reshape(-1, 2)
        return TokenVectors(ids, weights, offsets, self.table)

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        return np.ones((len(texts), 3), dtype=np.float32)


def test_what_is_near_in_meaning_says_how_near() -> None:
    table: Any = Table()
    for question, expected in {
        "巡演的日程": [("巡演", "演出", "meaning", 0.8)],
        "剧团的日程": [("剧团", "院团", "meaning", 0.8)],
        "演出的日程": [("演出", "演出", "same word", None)],
        "的日程": [],
    }.items():
        query = QueryReader(table, Thesaurus()).read(question, lambda term: 1.0)
        found = Matcher(query, [], table)(passage("外地院团的演出已经开始", title="", section=[]))
        said = [(m.part, m.found, m.how, m.cosine and pytest.approx(m.cosine)) for m in found]
        assert said == expected
        assert all(m.spans and "外地院团的演出已经开始"[slice(*m.spans[0])] == m.found for m in found)


def test_what_is_near_another_name_is_one_of_the_thesaurus(tmp_path: Path) -> None:
    rules = tmp_path / "rules.txt"
    rules.write_text("院团 => 剧团", encoding="utf-8")
    table: Any = Table()
    query = QueryReader(table, Thesaurus([rules])).read("院团在哪里", lambda term: 1.0)
    (found,) = Matcher(query, [], table)(passage("剧团", title="", section=[]))
    assert (found.found, found.how, found.cosine) == ("剧团", "thesaurus", None)
    rules.write_text("剧团 => 巡演", encoding="utf-8")
    query = QueryReader(table, Thesaurus([rules])).read("剧团在哪里", lambda term: 1.0)
    (found,) = Matcher(query, [], table)(passage("在演出", title="", section=[]))
    assert (found.part, found.found, found.how) == ("剧团", "演出", "thesaurus")
    assert found.cosine == pytest.approx(0.92 * 0.8, abs=1e-3)


def test_one_character_alone_is_no_match_beside_weightier_words() -> None:
    table: Any = Table()
    rarity = {"家": 1.0, "企业": 2.0, "登记": 9.0, "税": 9.0}
    reader = QueryReader(table, Thesaurus())

    def found(question: str, text: str) -> list[str]:
        query = reader.read(question, lambda term: rarity.get("".join(term.written), 1.0))
        return [match.part for match in Matcher(query, [], table)(passage(text, title="", section=[]))]

    assert found("登记企业多少家", "国家的企业已有三家") == ["企业"]
    assert found("税怎么交", "税 在窗口交") == ["税"]
    assert found("税怎么交", "免税店") == []


def test_a_word_of_the_heading_has_no_place_in_the_text(report: HybridRetriever) -> None:
    found = explain(report, "年度报告", 3)
    heads = [match for why in found.passages for match in why.matches if match.place == "heading"]
    assert [match.found for match in heads if match.how == "same word"]
    assert all(not match.spans for match in heads)


def test_a_match_is_known_to_stand_in_a_sentence(report: HybridRetriever) -> None:
    explanation = explain(report, "外资企业和预约", 5)
    why = next(why for why in explanation.passages if "外资企业" in why.passage.page_content)
    start = why.passage.metadata["start"] + why.passage.page_content.index("外资企业")
    assert [match.part for match in why.within(start, start + 4)] == ["外资企业"]
    assert explanation.of(why.passage.metadata["document"], start) is why
    assert explanation.of("another", start) is None


@pytest.mark.parametrize(
    ("question", "sought", "unit"),
    [
        ("环湖快线什么时候通车？", ("date",), ""),
        ("办理要多久？", ("duration",), ""),
        ("外资占比是多少？", ("share",), ""),
        ("一张票多少钱？", ("amount",), ""),
        ("新区面积有多大？", ("figure",), ""),
        ("有多少名工作人员？", ("figure",), "名"),
        ("提高了几个百分点？", ("figure",), "个百分点"),
        ("谁来审批？", (), ""),
    ],
)
def test_it_is_said_what_the_answer_must_have(
    report: HybridRetriever, question: str, sought: tuple[str, ...], unit: str
) -> None:
    reading = explain(report, question, 1).reading
    assert set(sought) <= set(reading.sought) if sought else not reading.sought
    assert reading.unit == unit


def test_years_places_and_quoted_names_are_read(report: HybridRetriever) -> None:
    reading = explain(report, "陕西的“云溪新区”2023年和2022年有什么变化？", 1).reading
    assert (reading.years, reading.places, reading.quoted) == (("2022", "2023"), ("陕西",), ("云溪新区",))


def test_cases_and_chapters_named_by_number_are_read(report: HybridRetriever) -> None:
    found = explain(report, "案例十二和第三章讲什么？", 1)
    assert found.reading.parts == (Part("case", 12), Part("chapter", 3))
    assert found.to_dict()["reading"]["parts"][0] == {"kind": "case", "number": 12}


def test_json_is_plain_and_whole(report: HybridRetriever) -> None:
    found = explain(report, "剧团2023年六千九百九十家云希新区多少家？", 5).to_dict()
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found
    assert set(found) == {"question", "reading", "passages"}
    for row in found["passages"]:
        assert set(row["why"]) == {"by_score", "arms", "matches", "signals"}
        shares = sum(signal["share"] for signal in row["why"]["signals"])
        assert shares == pytest.approx(row["score"], abs=1e-4)


@pytest.mark.parametrize("question", ["", "   ", "\ud800"])
def test_nothing_asked_is_nothing_found(report: HybridRetriever, question: str) -> None:
    found = explain(report, question, 5)
    assert found.passages == ()
    assert json.dumps(found.to_dict())


def test_nothing_is_found_without_places(report: HybridRetriever) -> None:
    assert explain(report, "企业", 0).passages == ()
    assert explain(report, "企业", 5, {"document": "none"}).passages == ()


class Longest(BaseCrossEncoder):
    """Likes long passages."""

    def score(self, text_pairs: list[tuple[str, str]]) -> list[float]:
        return [len(text) / 1000 for _, text in text_pairs]


def test_the_cross_encoder_has_its_say(assistant: Assistant) -> None:
    reranker = CrossEncoderReranker(model=Longest())
    retriever = HybridRetriever(store=assistant.store, reranker=reranker, rerank_depth=3)
    found = explain(retriever, QUESTIONS[0], 5)
    assert [why.passage.id for why in found.passages] == [p.id for p in retriever.search(QUESTIONS[0], 5)]
    scores = [why.cross_encoder for why in found.passages]
    assert scores[:3] == sorted(filter(None, scores[:3]), reverse=True)
    assert scores[3:] == [None, None]
    assert "cross_encoder" in found.to_dict()["passages"][0]["why"]


def test_a_passage_of_a_program_may_say_anything(tmp_path: Path) -> None:
    assistant = Assistant.open(tmp_path / "index", settings=Settings(), create=True)
    odd: dict[str, Any] = {"title": 7, "section": "x", "context": None, "facts": [1]}
    assistant.store.add_texts(["湖边的灯塔每晚亮灯。", "㎡ｶﾞ\x1b[31m"], [odd, {}])
    found = explain(assistant.retriever, "灯塔几点亮灯？㎡", 5)
    assert json.dumps(found.to_dict())
    assert any(match.part == "灯塔" for why in found.passages for match in why.matches)


def test_everything_has_a_name_in_both_languages() -> None:
    assert set(SIGNALS) == set(vars(Weights()))
    assert set(HOW) == {"same word", "same form", "thesaurus", "spelling", "meaning"}
