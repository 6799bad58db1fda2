"""The measures, held against ir_measures where both are defined, and by hand where not."""

from __future__ import annotations

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import measures
from evals.measures import Gains, Measure, UnknownMeasure, percentile
from evals.runs import Qrels, Run, measure

NAMES = [
    *("nDCG@1", "nDCG@5", "nDCG@10", "nDCG", "R@1", "R@5", "R@10", "P@1", "P@5", "P@10"),
    *("RR@5", "RR@10", "RR", "AP@5", "AP@10", "AP", "Success@1", "Success@5"),
]
ITEM = st.integers(0, 14).map(lambda n: f"d{n}")
# Few values, so that many items tie; thirds, which single precision rounds.
SCORE = st.integers(0, 5).map(lambda n: n / 3)
RUNS = st.dictionaries(st.sampled_from("abcd"), st.dictionaries(ITEM, SCORE, min_size=1, max_size=15), min_size=1)
QRELS = st.dictionaries(st.sampled_from("abcd"), st.dictionaries(ITEM, st.integers(0, 3), min_size=1), min_size=1)


@given(RUNS, QRELS)
def test_runs_are_measured_as_ir_measures_does(found: dict[str, dict[str, float]], qrels: Qrels) -> None:
    run: Run = {question: list(scores.items()) for question, scores in found.items()}
    ours = measure(run, qrels, NAMES)
    theirs: dict[tuple[str, str], float] = {}
    for name in NAMES:
        # ir_measures leaves RR@k to a scorer that breaks ties the other way: held to trec_eval's RR, cut.
        metric = "RR" if name.startswith("RR@") else name
        for found_value in ir_measures.iter_calc([ir_measures.parse_measure(metric)], qrels, found):
            beyond = metric != name and found_value.value < 1 / int(name[3:]) - 1e-12
            theirs[name, found_value.query_id] = 0.0 if beyond else found_value.value
    for name in NAMES:
        for question in qrels:
            assert ours[name][question] == pytest.approx(theirs.get((name, question), 0.0), abs=1e-9), (name, question)


@given(st.dictionaries(ITEM, st.integers(0, 1000), min_size=1), QRELS)
def test_reciprocal_rank_with_a_cutoff_is_that_of_ir_measures_without_ties(
    scores: dict[str, int], qrels: Qrels
) -> None:
    apart = {item: float(at) for at, item in enumerate(sorted(scores, key=lambda item: (scores[item], item)))}
    found = dict.fromkeys(qrels, apart)
    ours = measure({question: list(apart.items()) for question in qrels}, qrels, ["RR@5"])["RR@5"]
    theirs = ir_measures.iter_calc([ir_measures.parse_measure("RR@5")], qrels, found)
    assert ours == pytest.approx({value.query_id: value.value for value in theirs}, abs=1e-9)


GAINS = st.builds(Gains, st.lists(st.integers(0, 3), max_size=12), st.just([])).map(
    lambda gains: Gains(gains.ranked, [*(g for g in gains.ranked if g), 1])
)


@given(GAINS, st.sampled_from(sorted(measures.MEASURES)), st.integers(1, 15))
def test_every_measure_is_a_share(gains: Gains, name: str, k: int) -> None:
    for value in (Measure(name, k)(gains), Measure(name, None)(gains)):
        assert 0.0 <= value <= 1.0
    assert Measure(name, k)(Gains([], gains.relevant)) == 0.0
    assert Measure(name, k)(Gains([0, 0], [])) == 0.0


@given(st.lists(st.integers(1, 3), min_size=1, max_size=6))
def test_a_perfect_ranking_scores_one(grades: list[int]) -> None:
    gains = Gains(sorted(grades, reverse=True), grades)
    for name in measures.MEASURES:
        assert Measure(name, None)(gains) == pytest.approx(1.0)


@given(st.lists(st.integers(0, 1), min_size=2, max_size=10), st.data())
def test_a_relevant_item_that_moves_up_harms_nothing(ranked: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(ranked) - 1))
    better = list(ranked)
    if better[at] > better[at - 1]:
        better[at - 1], better[at] = better[at], better[at - 1]
    for name in measures.MEASURES:
        for k in (1, 3, 10):
            before, after = (Measure(name, k)(Gains(r, [1] * max(1, sum(ranked)))) for r in (ranked, better))
            if name != "ContextPrecision":  # a mean over what was found within k: it may fall when more is found
                assert after >= before - 1e-12


def test_complete_needs_all_of_it_within_k() -> None:
    gains = Gains([1, 0, 1], [1, 1])
    assert [measures.complete(gains, k) for k in (1, 2, 3)] == [0.0, 0.0, 1.0]
    assert measures.complete(Gains([1], [1, 1]), 5) == 0.0


def test_context_precision_is_over_what_was_found() -> None:
    assert measures.context_precision(Gains([1, 0, 1], [1, 1, 1]), 10) == pytest.approx((1 + 2 / 3) / 2)
    assert measures.context_precision(Gains([1, 0, 1], [1, 1, 1]), 1) == 1.0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nDCG@10", "nDCG@10"),
        ("ndcg@3", "nDCG@3"),
        (" recall@5 ", "R@5"),
        ("MRR@10", "RR@10"),
        ("map", "AP"),
        ("Hit@1", "Success@1"),
        ("precision@2", "P@2"),
        ("complete@1", "Complete@1"),
        ("ContextPrecision", "ContextPrecision"),
    ],
)
def test_measures_have_names(text: str, name: str) -> None:
    assert str(Measure.parse(text)) == name


@pytest.mark.parametrize("text", ["", "nDCG@", "nDCG@0", "nDCG@-1", "BLEU", "R@5@6", "nDCG 10", "@5"])
def test_other_names_are_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(UnknownMeasure, match="there are nDCG, R, P"):
        Measure.parse(text)


def test_percentiles() -> None:
    assert percentile([], 0.5) == 0.0
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([0.0, 10.0], 0.95) == pytest.approx(9.5)
    assert percentile([1.0, 2.0, 3.0], 0.0) == 1.0
    assert percentile([1.0, 2.0, 3.0], 1.0) == 3.0
