"""The measures, held against ir_measures where both are defined."""

from __future__ import annotations

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from evals.measures import ndcg, percentile, recall, reciprocal_rank

RANK = st.none() | st.integers(1, 15)


@given(st.lists(RANK, min_size=1, max_size=12))
def test_single_evidence_measures_are_those_of_ir_measures(found: list[int | None]) -> None:
    qrels = [ir_measures.Qrel(str(q), "relevant", 1) for q in range(len(found))]
    run = [
        ir_measures.ScoredDoc(str(q), "relevant" if n == rank else f"d{n}", float(100 - n))
        for q, rank in enumerate(found)
        for n in range(1, 16)
    ]
    wanted = [R @ 1, R @ 3, R @ 5, R @ 10, Success @ 5, RR @ 10, nDCG @ 10]
    oracle = ir_measures.calc_aggregate(wanted, qrels, run)

    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    for k in (1, 3, 5, 10):
        assert mean([recall([rank], k) for rank in found]) == pytest.approx(oracle[R @ k])
    assert mean([recall([rank], 5) for rank in found]) == pytest.approx(oracle[Success @ 5])
    assert mean([reciprocal_rank([rank]) for rank in found]) == pytest.approx(oracle[RR @ 10])
    assert mean([ndcg([rank]) for rank in found]) == pytest.approx(oracle[nDCG @ 10])


@pytest.mark.parametrize(
    ("ranks", "recalls", "mrr"),
    [
        ([2, 5], [0, 0, 1, 1], 0.2),
        ([1, 1], [1, 1, 1, 1], 1.0),
        ([1, None], [0, 0, 0, 0], 0.0),
        ([1, 11], [0, 0, 0, 0], 0.0),
        ([], [0, 0, 0, 0], 0.0),
    ],
)
def test_a_question_counts_when_all_its_quotes_are_there(
    ranks: list[int | None], recalls: list[int], mrr: float
) -> None:
    assert [recall(ranks, k) for k in (1, 3, 5, 10)] == recalls
    assert reciprocal_rank(ranks) == pytest.approx(mrr)


@given(st.lists(RANK, max_size=4))
def test_all_measures_are_shares_and_recall_grows_with_the_depth(ranks: list[int | None]) -> None:
    recalls = [recall(ranks, k) for k in range(1, 16)]
    assert recalls == sorted(recalls)
    for value in (*recalls, reciprocal_rank(ranks), ndcg(ranks)):
        assert 0.0 <= value <= 1.0
    if ranks and all(rank == 1 for rank in ranks):
        assert reciprocal_rank(ranks) == ndcg(ranks) == 1.0


@given(st.lists(RANK, min_size=1, max_size=4), st.integers(0, 3))
def test_a_better_rank_is_never_worse(ranks: list[int | None], at: int) -> None:
    better = list(ranks)
    better[at % len(ranks)] = 1
    for k in (1, 5, 10):
        assert recall(better, k) >= recall(ranks, k)
    assert reciprocal_rank(better) >= reciprocal_rank(ranks)
    assert ndcg(better) >= ndcg(ranks)


def test_percentiles() -> None:
    assert percentile([], 0.5) == 0.0
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([0.0, 10.0], 0.95) == pytest.approx(9.5)
    assert percentile([1.0, 2.0, 3.0], 0.0) == 1.0
    assert percentile([1.0, 2.0, 3.0], 1.0) == 3.0
