"""The signals of the ranking: each says what its description says, and what is kept stays within bounds."""

from __future__ import annotations

import gc
import sys
import time
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings, TokenVectors
from index.passage import embedding_text
from rag.features import WINDOW, FeatureMaker, Signals, inverse_frequency, longest_run, passage_windows, windows

FILLER = "新区开展档案数字化整理工作，对库房的温度和湿度进行监测，对纸张酸化的案卷进行修复，并按照保管期限分类上架。"
"""A sentence about something else, long enough to be a window with one neighbour at most."""
FERRY = "环湖游船每日九时开航。"
QUESTION = "环湖游船每日几时开航？"


def signals(
    embeddings: StaticEmbeddings,
    question: str,
    passages: Sequence[Document | str],
    scores: dict[str, dict[int, float]] | None = None,
    **rarity: float,
) -> Signals:
    """The signals of passages numbered from 0, by a maker that has seen none; every word weighs 1 but those named."""
    documents = [passage(p, title="", section=[]) if isinstance(p, str) else p for p in passages]
    arms: dict[str, dict[int, float]] = {"word": {}, "bigram": {}, "dense": {}}
    return FeatureMaker(embeddings).signals(
        question, range(len(documents)), documents, arms | (scores or {}), lambda term: rarity.get(term, 1.0)
    )


def test_scores_of_words_are_shares_of_the_best_and_cosines_stay(static: StaticEmbeddings) -> None:
    found = signals(
        static,
        QUESTION,
        [FERRY, FILLER, "码头"],
        {"word": {0: 8.0, 1: 2.0}, "bigram": {1: 3.0}, "dense": {0: 0.4, 2: 0.2}},
    )
    assert found.word.tolist() == pytest.approx([1, 0.25, 0])
    assert found.bigram.tolist() == pytest.approx([0, 1, 0])
    assert found.dense.tolist() == pytest.approx([0.4, 0, 0.2])


def test_scores_are_shares_of_the_best_of_all_also_of_one_that_is_no_candidate(static: StaticEmbeddings) -> None:
    found = signals(static, QUESTION, [FERRY], {"word": {0: 2.0, 7: 8.0}})
    assert found.word.tolist() == pytest.approx([0.25])


def test_a_window_is_found_in_a_long_passage_that_speaks_of_other_things(static: StaticEmbeddings) -> None:
    alone, among, without = (
        signals(static, QUESTION, [text])
        for text in (FERRY, f"{FILLER * 3}{FERRY}{FILLER * 3}", f"{FILLER * 3}{FILLER * 3}")
    )
    assert alone.window[0] > among.window[0] > without.window[0] + 0.1
    whole = float(static.encode([QUESTION])[0] @ static.encode([f"{FILLER * 3}{FERRY}{FILLER * 3}"])[0])
    assert among.window[0] > whole + 0.05


def test_the_late_window_needs_one_window_that_holds_it_all(static: StaticEmbeddings) -> None:
    """Late interaction sees the words of a question anywhere in a passage, the late window only together."""
    together = f"{FERRY}{FILLER * 4}"
    apart = f"环湖步道种了花。{FILLER * 2}游船要年检。{FILLER * 2}市场每日营业。{FILLER * 2}几时开航另行通知。"
    near, far, none = (signals(static, QUESTION, [text]) for text in (together, apart, FILLER * 4))
    assert near.late_window[0] > far.late_window[0] + 0.1
    assert far.late[0] > far.late_window[0] + 0.1
    assert near.late[0] - near.late_window[0] < 0.05
    assert near.late_window[0] > none.late_window[0] + 0.1 > 0.1


def test_late_interaction_sees_what_means_the_same(static: StaticEmbeddings) -> None:
    same, close, other = signals(static, "票价", ["票价", "门票", "湿度"]).late.tolist()
    assert same == pytest.approx(1, abs=0.01)
    assert same > close > other


def test_coverage_weighs_the_words_by_rarity(static: StaticEmbeddings) -> None:
    found = signals(static, "联合验收", ["联合到场", "验收结论", "聯合驗收", "游船"], 联合=1.0, 验收=3.0)
    assert found.coverage.tolist() == pytest.approx([0.25, 0.75, 1, 0])


def test_title_and_headings_of_a_passage_count_as_said(static: StaticEmbeddings) -> None:
    document = passage("每日九时开航。", title="云溪年鉴", section=["环湖游船"])
    found = signals(static, "环湖游船", [document, passage("每日九时开航。", title="", section=[])])
    assert found.coverage.tolist() == pytest.approx([1, 0])
    assert found.late[0] > found.late[1]
    assert found.lcs[0] > found.lcs[1]


def test_the_longest_run_is_a_share_of_the_question(static: StaticEmbeddings) -> None:
    found = signals(static, "环湖游船 开航", ["环湖游船开航", "環湖遊船", "游船", "步道"])
    assert found.lcs.tolist() == pytest.approx([1, 4 / 6, 2 / 6, 0])


@given(st.text("环湖快线ab", max_size=12), st.text("环湖快线ab", max_size=25))
def test_the_longest_run_is_the_longest_there_is(question: str, text: str) -> None:
    runs = [question[i:j] for i in range(len(question)) for j in range(i + 1, len(question) + 1)]
    assert longest_run(question, text) == max((len(run) for run in runs if run in text), default=0)


@given(
    st.text(max_size=25),
    st.lists(st.text(max_size=60), min_size=1, max_size=4),
    st.dictionaries(st.integers(0, 5), st.floats(0, 50), max_size=6),
)
def test_every_signal_is_a_share_for_any_text(
    static: StaticEmbeddings, question: str, texts: list[str], found: dict[int, float]
) -> None:
    for name, values in vars(signals(static, question, texts, {"word": found, "bigram": found})).items():
        assert values.shape == (len(texts),)
        assert np.all(np.isfinite(values))
        assert np.all(values <= 1 + 1e-5)
        assert np.all(values >= (-1 - 1e-5 if name == "late" else 0)), name


def test_nothing_to_rank_gives_no_signals(static: StaticEmbeddings) -> None:
    assert all(len(values) == 0 for values in vars(signals(static, QUESTION, [])).values())


@given(st.lists(st.from_regex(r"[一二三a ]{1,90}[。！；\\n]", fullmatch=True), min_size=1, max_size=8))
def test_windows_are_runs_of_whole_sentences_that_leave_nothing_out(sentences: list[str]) -> None:
    found = windows("".join(sentences))
    size = len(sentences)
    runs = {"".join(sentences[i:j]) for i in range(size) for j in range(i + 1, size + 1)}
    assert set(found) <= runs
    assert all(len(window) <= WINDOW or window in sentences for window in found)
    assert all(any(sentence in window for window in found) for sentence in sentences)


def test_a_window_takes_in_its_neighbours_and_shares_them() -> None:
    short, long = "一二三。", "四" * (WINDOW - 6) + "。"
    assert windows(short * 3) == [short * 3]
    assert windows(short + long + short) == [short + long, long + short]
    assert windows("四" * (2 * WINDOW)) == ["四" * (2 * WINDOW)]
    assert windows("") == [""]


def test_of_a_table_each_row_is_a_window_with_its_header() -> None:
    table = passage("运输服务\t52.2\n旅行服务\t58.7", kind="table", context="表1 服务贸易\n类别\t总额")
    first, second = passage_windows(table)
    assert "运输" in first
    assert "旅行" not in first
    assert "旅行" in second
    assert all("表1 服务贸易" in row and "总额" in row for row in (first, second))


def test_the_frequency_of_a_word_makes_it_weigh_less() -> None:
    weights = [inverse_frequency(count, 1000) for count in (0, 1, 10, 500, 1000)]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 5
    assert weights[-1] >= 0
    assert inverse_frequency(1, 10_000) > inverse_frequency(1, 100)


class Watched(StaticEmbeddings):
    """The static table, which remembers what it was asked for and sees what still lives of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.made: list[weakref.ref[TokenVectors]] = []

    def token_vectors(self, text: str) -> TokenVectors:
        self.asked.append(text)
        vectors = super().token_vectors(text)
        self.made.append(weakref.ref(vectors))
        return vectors

    def alive(self) -> int:
        gc.collect()
        return sum(ref() is not None for ref in self.made)


@pytest.fixture
def watched() -> Watched:
    return Watched()


def rank(maker: FeatureMaker, number: Any, text: str) -> Signals:
    arms: dict[str, dict[int, float]] = {"word": {}, "bigram": {}, "dense": {}}
    return maker.signals(QUESTION, [number], [passage(text)], arms, lambda term: 1.0)


def test_a_passage_is_computed_once_while_it_is_kept(watched: Watched) -> None:
    maker = FeatureMaker(watched, kept=2)
    texts = [f"第{n}号泊位。" for n in range(3)]

    def computed(number: int) -> bool:
        watched.asked.clear()
        rank(maker, number, texts[number])
        return embedding_text(passage(texts[number])) in watched.asked

    assert computed(0)
    assert not computed(0)
    assert computed(1)
    assert not computed(0)  # so that 1 is the one used longest ago
    assert computed(2)
    assert not computed(0)
    assert computed(1)


def test_what_is_kept_is_bounded(watched: Watched) -> None:
    maker = FeatureMaker(watched, kept=3)
    for number in range(3):
        rank(maker, number, f"第{number}号泊位。")
    full = watched.alive()
    assert full > 0
    for number in range(3, 40):
        rank(maker, number, f"第{number}号泊位。")
    assert watched.alive() == full
    # More candidates at once than are kept.
    arms: dict[str, dict[int, float]] = {"word": {}, "bigram": {}, "dense": {}}
    many = [passage(f"第{number}号泊位。") for number in range(40, 60)]
    found = maker.signals(QUESTION, range(40, 60), many, arms, lambda term: 1.0)
    assert len(found.late) == 20
    assert watched.alive() == full


class Slow(int):
    """A passage number whose look-up lets other threads run."""

    __eq__ = int.__eq__

    def __hash__(self) -> int:
        time.sleep(0)
        return int.__hash__(self)


@pytest.fixture
def hasty() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_threads_share_what_is_kept(static: StaticEmbeddings) -> None:
    texts = [f"第{n}号泊位每日{n}时开放。" for n in range(4)]
    alone = [rank(FeatureMaker(static), n, text) for n, text in enumerate(texts)]
    maker = FeatureMaker(static, kept=2)

    def work(seed: int) -> None:
        for step in range(300):
            n = (seed + step) % 4
            found = rank(maker, Slow(n), texts[n])
            for name, values in vars(found).items():
                np.testing.assert_allclose(values, vars(alone[n])[name], err_msg=name)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, seed) for seed in range(8)]:
            done.result()
