"""Intervals and tests, against brute force, hand examples and known data."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.answers import area, risk_coverage
from evals.stats import Estimate, area_estimate, difference, estimate, holm, macro_estimate

VALUES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=30)


@given(VALUES)
def test_an_interval_holds_its_mean_and_is_the_same_again(values: list[float]) -> None:
    found = estimate(values)
    assert found is not None
    assert found == estimate(values)
    assert found.n == len(values)
    assert 0 <= found.low <= found.mean + 1e-12
    assert found.mean - 1e-12 <= found.high <= 1
    if min(values) < max(values):
        assert min(values) <= found.low <= found.high <= max(values)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.5, 0.9]), st.sampled_from([0.0, 0.5, 1.0])), min_size=1))
def test_the_area_under_the_curve_has_an_interval(scored: list[tuple[float, float]]) -> None:
    found = area_estimate(scored)
    assert found is not None
    assert found == area_estimate(scored)
    assert found.mean == pytest.approx(area(risk_coverage(scored)))
    assert found.n == len(scored)
    assert 0 <= found.low <= found.high <= 1
    if len({risk for _, risk in scored}) == 1:  # then every resample has the same curve
        assert found.low == pytest.approx(found.high) == pytest.approx(scored[0][1])


def test_the_areas_interval_is_that_of_resampled_curves() -> None:
    rng = np.random.default_rng(7)
    scored = [(float(c), float(r)) for c, r in zip(rng.random(60).round(1), rng.integers(0, 2, 60), strict=True)]
    areas = [area(risk_coverage([scored[i] for i in rng.integers(0, 60, 60)])) for _ in range(1500)]
    found = area_estimate(scored)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(areas, [2.5, 97.5])), abs=0.02)
    assert area_estimate([]) is None


def test_what_cannot_vary_has_no_width() -> None:
    assert estimate([]) is None
    assert estimate([0.3]) == Estimate(0.3, 0.3, 0.3, 1)
    # Wilson's interval of 9 in 9 and of 0 in 9, from its closed form n / (n + z²).
    assert estimate([1.0] * 9) == Estimate(1.0, pytest.approx(0.70085, abs=1e-5), 1.0, 9)
    assert estimate([0.0] * 9) == Estimate(0.0, 0.0, pytest.approx(0.29915, abs=1e-5), 9)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """200 samples of 80 throws that succeed at 0.7: about 95 % of the intervals hold it."""
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        found = estimate((rng.random(80) < 0.7).astype(float).tolist())
        assert found is not None
        held += found.low <= 0.7 <= found.high
    assert 180 <= held <= 199


def brute(deltas: list[float]) -> float:
    sums = [
        abs(sum(sign * d for sign, d in zip(signs, deltas, strict=True)))
        for signs in product([1, -1], repeat=len(deltas))
    ]
    return sum(s >= abs(sum(deltas)) - 1e-12 for s in sums) / len(sums)


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 0.3, 0.5, 1.0])] * 2), min_size=1, max_size=9))
def test_the_exact_test_is_that_of_all_sign_changes(pairs: list[tuple[float, float]]) -> None:
    new, old = zip(*pairs, strict=True)
    found = difference(new, old)
    assert found.p == pytest.approx(brute([a - b for a, b in pairs]))
    assert found.wins + found.losses + found.ties == len(pairs)
    assert found.wins == sum(a > b for a, b in pairs)
    assert found.mean == pytest.approx(sum(a - b for a, b in pairs) / len(pairs))
    back = difference(old, new)
    assert (back.mean, back.p, back.wins) == (pytest.approx(-found.mean), pytest.approx(found.p), found.losses)


def test_the_sampled_test_agrees_with_the_sign_test() -> None:
    """Deltas of one size: the randomisation test is the sign test, whose value is known."""
    new = [1.0] * 15 + [0.0] * 5 + [0.5] * 40
    old = [0.0] * 15 + [1.0] * 5 + [0.5] * 40
    found = difference(new, old)
    assert found == difference(new, old)
    assert found.p == pytest.approx(0.0414, abs=0.006)  # 2 · P(X ≥ 15), X ~ B(20, ½)
    assert (found.wins, found.losses, found.ties) == (15, 5, 40)


def test_equal_lists_do_not_differ_and_unequal_lengths_are_an_error() -> None:
    same = difference([0.5, 1.0], [0.5, 1.0])
    assert (same.mean, same.low, same.high, same.p, same.ties) == (0.0, 0.0, 0.0, 1.0, 2)
    for new, old in [([1.0], [1.0, 0.0]), ([], [])]:
        with pytest.raises(ValueError, match="same questions"):
            difference(new, old)


def test_holm_by_hand() -> None:
    # Sorted .005 .01 .03 .04 times 4, 3, 2, 1, never falling.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), max_size=8))
def test_correction_lowers_nothing_and_keeps_the_order(p: list[float]) -> None:
    corrected = holm(p)
    assert all(before <= after <= 1 for before, after in zip(p, corrected, strict=True))
    assert [corrected[i] for i in sorted(range(len(p)), key=p.__getitem__)] == sorted(corrected)


def test_groups_count_alike_whatever_their_size() -> None:
    found = macro_estimate([[1.0] * 90, [0.0] * 10, []])
    assert found is not None
    assert (found.mean, found.low, found.high, found.n) == (0.5, 0.5, 0.5, 100)
    assert macro_estimate([]) is macro_estimate([[]]) is None


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=30))
def test_one_group_has_the_interval_of_its_mean(values: list[float]) -> None:
    found, plain = macro_estimate([values]), difference(values, [0.0] * len(values))
    assert found is not None
    assert (found.mean, found.low, found.high) == pytest.approx((plain.mean, plain.low, plain.high), abs=1e-9)


def test_intervals_of_means_over_groups_hold_the_truth() -> None:
    """Groups of 60 and 20 throws at 0.8 and 0.4: the mean is 0.6; they are resampled each for itself."""
    rng = np.random.default_rng(3)
    held, widths = 0, []
    for _ in range(200):
        groups = [(rng.random(n) < p).astype(float).tolist() for n, p in ((60, 0.8), (20, 0.4))]
        found = macro_estimate(groups)
        assert found is not None
        held += found.low <= 0.6 <= found.high
        widths.append(found.high - found.low)
    assert 180 <= held <= 199
    expected = 2 * 1.96 * 0.5 * (0.8 * 0.2 / 60 + 0.4 * 0.6 / 20) ** 0.5
    assert float(np.mean(widths)) == pytest.approx(expected, rel=0.06)
