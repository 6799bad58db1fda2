"""Ranking weights: fitted to examples, near those they start from; written to a file and read back."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.features import Signals
from rag.tune.ranking import NAMES, Example, columns, examples, fit
from rag.weights import Weights, WeightsError, read_weights, write_weights

START = Weights()


def random_examples(seed: int, count: int = 30, telling: str = "late") -> list[Example]:
    """Questions whose right passage has more of one signal than the others, and noise in all."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        rows = rng.random((12, len(NAMES)))
        rows[0, NAMES.index(telling)] += 0.8
        found.append(Example(rows[1:], rows[:1]))
    return found


def loss(weights: Weights, given: list[Example], ridge: float, start: Weights | None) -> float:
    """What is minimised, as its definition has it."""
    w = np.array([getattr(weights, name) for name in NAMES])
    centre = np.array([getattr(start, name) for name in NAMES]) if start else np.zeros(len(NAMES))
    losses = [np.log(1 + np.exp(e.wrong @ w - (e.right @ w).max()).sum()) * e.weight for e in given]
    return float(sum(losses) / sum(e.weight for e in given) + ridge / 2 * ((w - centre) ** 2).sum())


@pytest.mark.parametrize("start", [None, START], ids=["from nothing", "from the shipped"])
@given(seed=st.integers(0, 1000), ridge=st.sampled_from([0.003, 0.1, 3.0]))
def test_no_weights_beside_the_fitted_ones_are_better(start: Weights | None, seed: int, ridge: float) -> None:
    rows = random_examples(seed)
    fitted = fit(rows, ridge, start)
    reached = loss(fitted, rows, ridge, start)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        shift = rng.normal(0, 0.05, len(NAMES))
        beside = {name: max(0.0, getattr(fitted, name) + d) for name, d in zip(NAMES, shift, strict=True)}
        assert loss(Weights(**beside), rows, ridge, start) >= reached - 1e-6


def test_the_telling_signal_gains_and_none_is_negative() -> None:
    fitted = fit(random_examples(1, telling="lcs"), 0.003)
    assert fitted.lcs == max(asdict(fitted).values())
    assert min(asdict(fitted).values()) >= 0


def test_few_questions_change_little_and_many_more() -> None:
    def moved(count: int) -> float:
        fitted = fit(random_examples(2, count), 4.0 / count, START)
        return max(abs(getattr(fitted, name) - getattr(START, name)) for name in NAMES)

    assert 2 * moved(2) < moved(200)


def test_without_examples_the_start_comes_back() -> None:
    assert fit([], 1.0, START) == START


def test_an_example_counts_by_its_weight() -> None:
    one, other = random_examples(3, 20, "year"), random_examples(4, 20, "place")
    fitted = fit([*one, *(replace(e, weight=0.01) for e in other)], 0.01)
    assert fitted.year > 2 * fitted.place
    scaled, plain = fit([replace(e, weight=7.0) for e in one], 0.01), fit(one, 0.01)
    assert asdict(scaled) == pytest.approx(asdict(plain), abs=1e-4)


@pytest.mark.parametrize("ridge", [0.0, -1.0, float("nan")])
def test_a_ridge_must_be_above_0(ridge: float) -> None:
    with pytest.raises(ValueError, match="ridge"):
        fit(random_examples(0), ridge)


def test_an_example_has_a_column_for_each_signal() -> None:
    with pytest.raises(ValueError, match="columns"):
        fit([Example(np.ones((3, 2)), np.zeros((1, 2)))], 1.0)


def test_each_thing_asked_for_is_an_example_of_its_own() -> None:
    signals = np.arange(4.0 * len(NAMES)).reshape(4, -1)
    holds = np.array([[True, False], [False, False], [False, True], [False, False]])
    first, second = examples(signals, holds, 3.0)
    assert first.right.tolist() == signals[[0]].tolist()
    assert second.right.tolist() == signals[[2]].tolist()
    assert first.wrong.tolist() == second.wrong.tolist() == signals[[1, 3]].tolist()
    assert first.weight == second.weight == 1.5


@pytest.mark.parametrize("holds", [[[False], [False]], [[True], [True]]], ids=["none", "all"])
def test_where_nothing_is_to_be_told_apart_there_is_no_example(holds: list[list[bool]]) -> None:
    assert examples(np.ones((2, len(NAMES))), np.array(holds)) == []


def test_columns_are_in_the_order_of_the_names_and_0_where_unknown() -> None:
    ones = np.ones(3, dtype=np.float32)
    signals = Signals(word=ones, bigram=2 * ones, dense=ones, coverage=ones, late=5 * ones, rare=ones, near=ones)
    found = columns(signals)
    assert found.shape == (3, len(NAMES))
    assert found[0, NAMES.index("bigram")] == 2
    assert found[0, NAMES.index("late")] == 5
    assert not found[:, NAMES.index("window")].any()


def test_written_weights_are_read_back(tmp_path: Path) -> None:
    weights = replace(START, word=0.1234567890123, late=0.0)
    write_weights(weights, tmp_path / "w.json")
    assert read_weights(tmp_path / "w.json") == weights


def changed(**values: Any) -> str:
    return json.dumps({**asdict(START), **values})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        (changed()[:40], "no JSON"),
        ("[1, 2]", "no JSON object"),
        ("[" * 100_000, "no JSON"),
        (changed(word=-1), "word: -1 is no weight"),
        (changed(late="much"), "late: 'much' is no weight"),
        (changed(late=True), "late: True is no weight"),
        (changed(late=float("nan")), "late: nan is no weight"),
        (changed(of_tomorrow=1.0), "another version: of_tomorrow"),
        (json.dumps({k: v for k, v in asdict(START).items() if k != "word"}), "another version: word"),
        (json.dumps(dict.fromkeys(asdict(START), 0)), "all weights are 0"),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "w.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WeightsError, match=said):
        read_weights(path)
