"""Weights and stages: what a signal counts, what is switched off, and how weights are kept in a file."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.features import Signals
from rag.weights import ON_TOP, Stages, Weights, WeightsError, read_weights, write_weights

NAMES = [field.name for field in fields(Weights)]
weights = st.fixed_dictionaries({name: st.just(0.0) | st.floats(1e-3, 1e6) for name in NAMES})


def signals(values: dict[str, float]) -> Signals:
    return Signals(**{name: np.array([value], np.float32) for name, value in values.items()})


def test_there_is_a_weight_for_each_signal() -> None:
    assert [field.name for field in fields(Signals)] == NAMES
    assert all(value >= 0 for value in asdict(Weights()).values())


@given(weights, st.fixed_dictionaries({name: st.floats(-1, 1) for name in NAMES}))
def test_the_score_is_the_weighted_mean_and_some_on_top_within_bounds(
    given_: dict[str, float], values: dict[str, float]
) -> None:
    (score,) = Weights(**given_).combine(signals(values))
    total = sum(weight for name, weight in given_.items() if name not in ON_TOP) or 1.0
    mean = sum(given_[name] * values[name] for name in NAMES) / total
    assert score == pytest.approx(min(1.0, max(0.0, mean)), abs=1e-3)
    assert 0 <= score <= 1


@pytest.mark.parametrize("name", ["precedent", "part"])
def test_what_few_questions_know_of_changes_no_other_score(name: str) -> None:
    others = signals({**dict.fromkeys(NAMES, 0.5), "precedent": 0.0, "part": 0.0})
    assert replace(Weights(), **{name: 0.0}).combine(others) == Weights().combine(others)


@pytest.mark.parametrize("name", NAMES)
def test_each_signal_raises_the_score(name: str) -> None:
    def score(**changed: float) -> float:
        return float(Weights().combine(signals(dict.fromkeys(NAMES, 0.5) | changed))[0])

    assert score(**{name: 0.0}) < score() < score(**{name: 1.0})


def test_signals_that_are_not_known_yet_count_as_none() -> None:
    first = {"word": 1.0, "bigram": 1.0, "dense": 0.5, "coverage": 0.5, "late": 0.5, "rare": 0.5, "near": 0.5}
    glance = Signals(**{name: np.array([value, value], np.float32) for name, value in first.items()})
    whole = signals(dict.fromkeys(NAMES, 0.0) | first)
    assert Weights().combine(glance) == pytest.approx(np.repeat(Weights().combine(whole), 2), abs=1e-6)


def test_no_passages_have_no_scores_and_no_weights_no_effect() -> None:
    none = np.zeros(0, np.float32)
    kept = Weights().combine(Signals(none, none, none, none, none, none, none))
    assert not kept.any()
    zero = Weights(**dict.fromkeys(NAMES, 0.0))
    assert zero.combine(signals(dict.fromkeys(NAMES, 1.0))).tolist() == [0]


@pytest.mark.parametrize(
    ("stages", "off"),
    [
        (Stages(), set()),
        (Stages(lexical=False), {"word", "bigram"}),
        (Stages(dense=False), {"dense"}),
        (Stages(thesaurus=False), set()),
        (Stages(rerank=False), set(NAMES) - {"word", "bigram", "dense"}),
        (Stages(dense=False, rerank=False), set(NAMES) - {"word", "bigram"}),
    ],
)
def test_a_stage_that_is_off_has_no_weight_and_the_others_keep_theirs(stages: Stages, off: set[str]) -> None:
    plain, left = asdict(Weights()), asdict(stages.of(Weights()))
    assert {name for name in NAMES if left[name] == 0} == off
    assert all(left[name] == plain[name] for name in NAMES if name not in off)


def test_some_arm_must_bring_candidates() -> None:
    with pytest.raises(ValueError, match="lexical or dense"):
        Stages(lexical=False, dense=False)


@given(weights.filter(lambda values: any(values.values())))
def test_weights_come_back_from_their_file(tmp_path_factory: pytest.TempPathFactory, given_: dict[str, float]) -> None:
    path = tmp_path_factory.getbasetemp() / "weights.json"
    write_weights(Weights(**given_), path)
    assert read_weights(path) == Weights(**given_)


def changed(**values: Any) -> str:
    return json.dumps(asdict(Weights()) | values)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "no JSON"),
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[1]", "no JSON object"),
        ('"word"', "no JSON object"),
        ("{}", "another version: bigram, "),
        (changed(colour=1.0), "another version: colour"),
        (json.dumps({k: v for k, v in asdict(Weights()).items() if k != "late"}), "another version: late"),
        (changed(word=-0.1), r"word: -0\.1 is no weight"),
        (changed(word="1"), "word: '1' is no weight"),
        (changed(word=True), "word: True is no weight"),
        (changed(word=None), "word: None is no weight"),
        (changed(word=float("nan")), "word: nan is no weight"),
        (changed(word=float("inf")), "word: inf is no weight"),
        (json.dumps(dict.fromkeys(NAMES, 0)), "all weights are 0"),
    ],
)
def test_a_file_that_holds_no_weights_says_what_is_wrong(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WeightsError, match=said) as failure:
        read_weights(path)
    assert len(str(failure.value)) < 500
    assert "\n" not in str(failure.value)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"none\.json"):
        read_weights(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WeightsError, match="no JSON"):
        read_weights(tmp_path / "bytes.json")


def test_integers_are_weights_too(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(dict.fromkeys(NAMES, 2)), encoding="utf-8")
    assert read_weights(path) == Weights(**dict.fromkeys(NAMES, 2.0))


def test_an_integer_too_large_for_a_float_is_no_weight(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(changed(word=10**400), encoding="utf-8")
    with pytest.raises(WeightsError, match="word"):
        read_weights(path)
