"""The retriever: LangChain's own tests for retrievers, and what they do not ask."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.cross_encoders import BaseCrossEncoder
from langchain_core.documents import Document
from langchain_tests.integration_tests import RetrieversIntegrationTests
from ranking_support import rules

from index import KnowledgeStore, dense
from index.knowledge import Filter
from index.passage import embedding_text
from index.synonyms import Thesaurus
from rag import Assistant, Settings
from rag.assistant import retriever as retriever_of
from rag.explain import explain
from rag.reranker import CrossEncoderReranker, read_text
from rag.retrieve import HybridRetriever
from rag.settings import SettingsError
from rag.weights import Stages, Weights


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
        mean = sum(weight * signals[name] for name, weight in weights.items()) / assistant.retriever.weights.total
        assert passage.metadata["score"] == pytest.approx(min(1.0, max(0.0, mean)), abs=1e-5)


def test_warming_up_computes_what_a_question_would_and_changes_nothing(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm, cold = HybridRetriever(store=assistant.store), HybridRetriever(store=assistant.store)
    warm.warm_up()
    expected = [(p.id, p.metadata["score"]) for p in cold.search("环湖快线通车时间", 5)]

    def refuse(*_: object) -> None:
        raise AssertionError("a profile was made that should have been there")

    monkeypatch.setattr("rag.profile.Profile.__init__", refuse)
    assert [(p.id, p.metadata["score"]) for p in warm.search("环湖快线通车时间", 5)] == expected
    with pytest.raises(AssertionError, match="should have been there"):
        HybridRetriever(store=assistant.store).search("环湖快线通车时间", 5)


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


def test_a_list_is_as_long_as_asked_for_and_holds_no_passage_twice(assistant: Assistant) -> None:
    whole = assistant.search("云溪新区", 200)
    assert len({p.id for p in whole}) == len(whole) > 10
    for k in (1, 3, 10):
        assert [p.id for p in assistant.search("云溪新区", k)] == [p.id for p in whole[:k]]
    assert assistant.search("云溪新区", 0) == []
    assert len(HybridRetriever(store=assistant.store, k=4).invoke("云溪新区")) == 4


def test_no_result_is_left_out_by_what_is_looked_at_closely(assistant: Assistant) -> None:
    narrow = HybridRetriever(store=assistant.store, candidates=2, closer=1)
    assert len(narrow.search("云溪新区企业", 8)) == 8
    assert len(narrow.search("云溪新区企业", 1)) == 1


@pytest.mark.parametrize("question", ["", "  \n", "\ud800"])
def test_no_question_has_no_passages(assistant: Assistant, question: str) -> None:
    assert assistant.retriever.search(question) == []
    assert assistant.retriever.rank(question) is None


@pytest.mark.parametrize("question", ["？？！", "……", "\u0f40\u0f41", "的", "a", "<>&'\"", "OR AND NOT ( [", "*"])
def test_a_question_that_says_little_does_no_harm(assistant: Assistant, question: str) -> None:
    for passage in assistant.search(question, 5):
        assert 0 <= passage.metadata["score"] <= 1


def test_an_empty_index_has_no_passages(tmp_path: Path) -> None:
    assistant = Assistant.open(tmp_path / "none", settings=Settings(), create=True)
    for stages in (Stages(), Stages(lexical=False), Stages(dense=False, rerank=False)):
        retriever = HybridRetriever(store=assistant.store, stages=stages)
        assert retriever.search("环湖快线") == []
        assert retriever.rank("环湖快线") is None


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    def results(retriever: HybridRetriever) -> list[tuple[str | None, float]]:
        return [(p.id, p.metadata["score"]) for p in retriever.search("环湖快线和游船的票价", 10)]

    first = results(HybridRetriever(store=assistant.store))
    assert results(HybridRetriever(store=assistant.store)) == first
    warm = HybridRetriever(store=assistant.store)
    for other in ("公共交通", "Berthing fees", "联合验收"):
        warm.search(other)
    assert results(warm) == first == results(warm)


@pytest.mark.parametrize(
    "filter",
    [{"title": "Alder Bay Harbour Handbook"}, {"title": ["Alder Bay Harbour Handbook", "no such title"]}],
)
def test_a_filter_of_one_call_goes_before_that_of_the_retriever(assistant: Assistant, filter: Filter) -> None:
    retriever = HybridRetriever(store=assistant.store, filter={"title": "no such title"})
    assert retriever.search("waste") == []
    found = retriever.search("waste", 3, filter)
    assert {p.metadata["title"] for p in found} == {"Alder Bay Harbour Handbook"}
    with pytest.raises(ValueError, match="colour"):
        retriever.search("waste", 3, {"colour": "red"})


def test_scores_are_shares_and_a_ranking_agrees_with_its_list(assistant: Assistant) -> None:
    retriever = assistant.retriever
    ranking = retriever.rank("环湖快线通车时间", 5)
    assert ranking is not None
    size, tokens = ranking.matches.shape
    assert len(ranking.numbers) == len(ranking.profiles) == len(ranking.scores) == size
    assert ranking.worth.shape == (tokens,)
    assert np.all((ranking.scores >= 0) & (ranking.scores <= 1))
    assert set(ranking.numbers) <= set(ranking.candidates.numbers)
    order = retriever.order(ranking, 5)
    assert order[0] == int(np.argmax(ranking.scores))
    passages = [ranking.passage(at) for at in order]
    found = retriever.search_with_signals("环湖快线通车时间", 5)
    assert [p.id for p in passages] == [p.id for p, _ in found]
    assert [ranking.signals_at(at) for at in order] == [signals for _, signals in found]


# The order

COPY = "河东路口的临时停车位白天每小时收费四元，夜间不收费，首个半小时免费，由街道办事处负责解释。本通知为第{}份。"
OTHERS = (
    "河西广场的停车位白天每小时收费六元，夜间每次收费两元。",
    "对停车收费有不同意见的，可以在十五日内向街道办事处提出。",
)


@pytest.fixture
def copied(tmp_path: Path) -> KnowledgeStore:
    store = Assistant.open(tmp_path / "copies", settings=Settings(), create=True).store
    store.add_texts([COPY.format(i) for i in range(1, 8)] + list(OTHERS))
    return store


def test_copies_do_not_fill_the_list_and_none_is_lost(copied: KnowledgeStore) -> None:
    found = HybridRetriever(store=copied).search("路口临时停车收费多少", 9)
    texts = [p.page_content for p in found]
    assert "本通知" in texts[0]
    assert set(OTHERS) <= set(texts[:5])
    assert len(set(texts)) == 9
    scores = {p.page_content: p.metadata["score"] for p in found}
    assert min(scores[text] for text in texts if "本通知" in text) > max(scores[text] for text in OTHERS)


class ByCopy(BaseCrossEncoder):
    """Likes copies, one a little more than the other."""

    def score(self, text_pairs: list[tuple[str, str]]) -> list[float]:
        return [0.99 + len(text) / 1e6 if "本通知" in text else 0.5 for _, text in text_pairs]


def test_copies_do_not_fill_the_list_of_a_cross_encoder(copied: KnowledgeStore) -> None:
    retriever = HybridRetriever(store=copied, reranker=CrossEncoderReranker(model=ByCopy()))
    found = [p.page_content for p in retriever.search("停车收费多少", 9)]
    assert "本通知" in found[0]
    assert set(OTHERS) <= set(found[:5])
    assert [why.passage.page_content for why in explain(retriever, "停车收费多少", 9).passages] == found


def test_of_two_things_asked_for_both_are_found(tmp_path: Path) -> None:
    store = Assistant.open(tmp_path / "two", settings=Settings(), create=True).store
    told = [f"青石渔港改造{what}，取得明显成效。" for what in ("码头", "冷库", "航标", "护岸", "泊位", "灯塔")]
    store.add_texts([*told, "苗圃轮作让土地得到休养。"])
    retriever = HybridRetriever(store=store)

    def place(question: str) -> int:
        """Where the last one comes if all others have higher scores."""
        ranking = retriever.rank(question, 7)
        assert ranking is not None
        last = next(at for at, profile in enumerate(ranking.profiles) if "苗圃" in profile.passage.page_content)
        scores = np.where(np.arange(7) == last, 0.35, 0.5).astype(np.float32)
        return retriever.order(replace(ranking, scores=scores), 7).index(last)

    assert place("青石渔港改造和苗圃轮作分别取得了什么成效") == 1
    assert place("青石渔港改造取得了什么成效") == 6


# Stages

STAGES = [
    Stages(),
    Stages(lexical=False),
    Stages(dense=False),
    Stages(thesaurus=False),
    Stages(rerank=False),
    Stages(lexical=False, rerank=False),
    Stages(dense=False, rerank=False),
    Stages(dense=False, thesaurus=False, rerank=False),
]


@pytest.mark.parametrize("stages", STAGES, ids=str)
def test_any_stages_find_what_is_easy(assistant: Assistant, stages: Stages) -> None:
    found = HybridRetriever(store=assistant.store, stages=stages).search("环湖快线通车时间", 5)
    assert "环湖快线" in found[0].page_content
    scores = [p.metadata["score"] for p in found]
    assert all(0 < score <= 1 for score in scores)
    if not stages.rerank:
        assert scores == sorted(scores, reverse=True)


def test_words_alone_are_in_the_order_of_bm25(assistant: Assistant) -> None:
    zero = dict.fromkeys(vars(Weights()), 0.0)
    stages = Stages(dense=False, thesaurus=False, rerank=False)
    retriever = HybridRetriever(store=assistant.store, stages=stages, weights=Weights(**zero | {"word": 1.0}))
    ranking = retriever.rank("云溪新区企业", 5)
    assert ranking is not None
    with assistant.store.snapshot() as snapshot:
        hits = snapshot.lexical.search_words("云溪新区企业", 5)
    places = retriever.order(ranking, 5)
    found = [ranking.candidates.arms["word"][ranking.numbers[at]] for at in places]
    assert found == pytest.approx([score for _, score in hits])


def test_meaning_alone_is_in_the_order_of_the_cosines(assistant: Assistant) -> None:
    retriever = HybridRetriever(store=assistant.store, stages=Stages(lexical=False, thesaurus=False, rerank=False))
    found = retriever.search_with_signals("坐公共交通绕湖一圈要花多少钱？", 8)
    cosines = [signals["dense"] for _, signals in found]
    assert cosines == sorted(cosines, reverse=True)
    with assistant.store.snapshot() as snapshot:
        vector = np.array(assistant.store.embeddings.embed_query("坐公共交通绕湖一圈要花多少钱？"), np.float32)
        nearest = [score for _, score in dense.search(snapshot.dense, vector, 8)]
    assert cosines == pytest.approx(nearest, abs=1e-5)


# Other words, other spellings


def notes(folder: Path, *texts: str) -> KnowledgeStore:
    """An index of these texts, among others that have to do with none of them."""
    store = KnowledgeStore(folder, create=True)
    others = (f"第{n}号库房存放档案，湿度由管理员按季度记录。" for n in range(30))
    store.add_documents([Document(page_content=text) for text in (*texts, *others)])
    return store


def test_the_thesaurus_finds_what_no_word_shares(tmp_path: Path) -> None:
    store = notes(tmp_path / "own", "区内设有口腔诊疗机构三处。", "湖上有皮划艇可租。")
    own = rules("看牙 => 口腔诊疗")
    question = "哪儿能看牙"
    words = {"weights": Weights(**dict.fromkeys(vars(Weights()), 0.0) | {"word": 1.0, "late": 1.0})}
    lexical = Stages(dense=False)
    assert HybridRetriever(store=store, thesaurus=Thesaurus(), stages=lexical, **words).search(question) == []
    (found, *_) = HybridRetriever(store=store, thesaurus=own, stages=lexical, **words).search(question)
    assert "口腔诊疗" in found.page_content
    (found, *_) = HybridRetriever(store=store, thesaurus=own).search(question)
    assert "口腔诊疗" in found.page_content
    off = HybridRetriever(store=store, thesaurus=own, stages=Stages(dense=False, thesaurus=False), **words)
    assert off.search(question) == []


def test_what_is_written_goes_before_what_has_another_name(tmp_path: Path) -> None:
    store = notes(tmp_path / "own", "区内设有口腔诊疗机构三处。", "区内设有看牙机构三处。")
    retriever = HybridRetriever(store=store, thesaurus=rules("看牙 => 口腔诊疗"))
    assert [p.page_content[4:8] for p in retriever.search("区内设有看牙机构几处", 2)] == ["看牙机构", "口腔诊疗"]


def test_without_a_thesaurus_of_its_own_it_has_the_one_of_the_program(tmp_path: Path) -> None:
    store = notes(tmp_path / "own", "区内可以办理营业许可。")
    ranking = HybridRetriever(store=store).rank("FTZ里能做什么")
    assert ranking is not None
    assert "自由贸易试验区" in ranking.query.names


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("六千九百九十户是哪个乡", "石桥乡共有6990户。"),
        ("哪个乡有6,990户", "石桥乡共有６９９０户。"),
        ("6990 戶的鄉", "石桥乡共有6,990户。"),
    ],
)
def test_a_numeral_is_found_however_it_is_written(tmp_path: Path, question: str, said: str) -> None:
    store = notes(tmp_path / "own", "平桥乡共有1257户。", said, "东桥乡共有八百户。")
    assert HybridRetriever(store=store).search(question, 1)[0].page_content == said


@pytest.mark.parametrize(
    ("question", "said", "other"),
    [
        ("六千九百九十户是哪个乡", "石桥乡共有6990户。", "小桥乡共有九千六百户。"),
        ("哪个乡有6990户", "石桥乡共有六千九百九十户。", "东桥乡共有69900户。"),
        ("哪个乡有6990户", "石桥乡共有六千九百九十户。", "平桥乡共有1257户。"),
    ],
)
def test_the_same_numeral_goes_before_one_that_looks_like_it(
    tmp_path: Path, question: str, said: str, other: str
) -> None:
    store = notes(tmp_path / "own", other, said)
    assert HybridRetriever(store=store).search(question, 1)[0].page_content == said


SLIPS = [
    ("静心经迎日是哪几天", "经营", "静心经营日"),
    ("靜心經贏日", "经营", "静心经营日"),
    ("联合验首", "验收", "联合验收"),
    ("环湖块线", "快线", "环湖快线"),
    ("云西古镇门票", "云溪", "古镇恢复开放"),
    ("berthign fees", "berthing", "Fees are charged"),
]


@pytest.mark.parametrize(("question", "meant", "said"), SLIPS)
def test_a_slip_does_not_hide_the_passage(assistant: Assistant, question: str, meant: str, said: str) -> None:
    ranking = assistant.retriever.rank(question)
    assert ranking is not None
    assert meant in ranking.query.names.split()
    assert said in assistant.search(question, 1)[0].page_content
    off = HybridRetriever(store=assistant.store, stages=Stages(thesaurus=False)).rank(question)
    assert off is not None
    assert off.query.names == ""


# A cross-encoder


class ByLength(BaseCrossEncoder):
    """The shorter a passage, the better; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[tuple[str, str]]] = []

    def score(self, text_pairs: list[tuple[str, str]]) -> list[float]:
        self.asked.append(text_pairs)
        return [-float(len(text)) for _, text in text_pairs]


def with_encoder(assistant: Assistant, depth: int) -> tuple[HybridRetriever, ByLength]:
    encoder = ByLength()
    reranker = CrossEncoderReranker(model=encoder)
    return HybridRetriever(store=assistant.store, reranker=reranker, rerank_depth=depth), encoder


def test_a_cross_encoder_settles_the_order(assistant: Assistant) -> None:
    retriever, encoder = with_encoder(assistant, 6)
    plain = assistant.search("云溪新区企业", 10)
    found = retriever.search("云溪新区企业", 10)
    first = sorted(plain[:6], key=lambda p: len(read_text(p)))  # equal ones stay as they were
    assert [p.id for p in found] == [p.id for p in (*first, *plain[6:])]
    assert [p.id for p in found] != [p.id for p in plain]
    (asked,) = encoder.asked
    assert [text for _, text in asked] == [read_text(p) for p in plain[:6]]
    assert {question for question, _ in asked} == {"云溪新区企业"}


def test_scores_stay_those_of_the_signals(assistant: Assistant) -> None:
    retriever, _ = with_encoder(assistant, 6)
    plain = {p.id: p.metadata["score"] for p in assistant.search("云溪新区企业", 10)}
    assert {p.id: p.metadata["score"] for p in retriever.search("云溪新区企业", 10)} == plain


def test_the_ranking_keeps_what_the_cross_encoder_said(assistant: Assistant) -> None:
    retriever, _ = with_encoder(assistant, 3)
    ranking = retriever.rank("云溪新区企业", 5)
    assert ranking is not None
    assert ranking.crossed == {}
    order = retriever.order(ranking, 5)
    assert ranking.crossed == {at: -float(len(read_text(ranking.passage(at)))) for at in order[:3]}


def test_it_reads_more_than_the_list_holds_and_no_more_than_its_depth(assistant: Assistant) -> None:
    retriever, encoder = with_encoder(assistant, 8)
    plain = assistant.search("云溪新区企业", 8)
    (found,) = retriever.search("云溪新区企业", 1)
    assert found.id == min(plain, key=lambda p: len(read_text(p))).id
    retriever.search("云溪新区企业", 20)
    assert [len(asked) for asked in encoder.asked] == [8, 8]
    deep, encoder = with_encoder(assistant, 200)
    assert len(deep.search("云溪新区企业", 3)) == 3
    assert len(encoder.asked[0]) > 8


def test_the_settings_name_the_depth_and_without_a_name_there_is_none(assistant: Assistant) -> None:
    made = retriever_of(assistant.store, Settings(rerank_depth=7, k=3))
    assert (made.reranker, made.rerank_depth, made.k) == (None, 7, 3)


# The user's own thesaurus


def test_the_settings_name_a_thesaurus_beside_the_shipped_one(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own.txt"
    file.write_text("档主 => 经营者\n", encoding="utf-8")
    monkeypatch.setenv("WENJU_THESAURUS", str(file))
    own = retriever_of(assistant.store, Settings()).thesaurus
    assert own is not None
    assert [part.terms for part in own.expand("档主")] == [("经营者",)]
    assert own.expand("ftz")
    monkeypatch.delenv("WENJU_THESAURUS")
    assert retriever_of(assistant.store, Settings()).thesaurus is None


@pytest.mark.parametrize("content", ["档主\n", None])
def test_a_thesaurus_that_cannot_be_read_is_named(
    assistant: Assistant, index_folder: Path, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "own.txt"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"WENJU_THESAURUS.*{re.escape(str(file))}") as failure:
        retriever_of(assistant.store, Settings(thesaurus=file))
    assert "\n" not in str(failure.value)
    run = subprocess.run(
        [sys.executable, "-m", "rag", "search", "环湖快线", "--index", str(index_folder)],
        env={
            **os.environ,
            "WENJU_THESAURUS": str(file),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "COLUMNS": "400",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert run.stdout == ""
    (line,) = run.stderr.strip().splitlines()
    assert str(file) in line
    assert "Traceback" not in line
    assert content is None or "line 1" in line
