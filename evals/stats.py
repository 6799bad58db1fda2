"""How sure a figure is: bootstrap intervals, paired tests, correction for many comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

RESAMPLES = 2_000
PERMUTATIONS = 20_000
_Z2 = 1.959964**2
_AT_ONCE = 1_000_000
_EXACT = 14
"""Up to this many questions that differ, all sign changes are tried."""


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95 % interval and the number of values."""

    mean: float
    low: float
    high: float
    n: int


def estimate(values: Sequence[float], seed: int = 0) -> Estimate | None:
    """The mean with its percentile bootstrap interval (Efron 1979); None for no values.

    The same values and seed give the same interval. Where all values are 0, or all are 1, resampling
    knows no doubt: the interval is Wilson's for a share (1927), so that 8 of 8 are not "certain".
    """
    if not values:
        return None
    given = np.asarray(values, dtype=np.float64)
    mean, n = float(given.mean()), len(given)
    low, high = _bootstrap(tuple(values), seed)
    if low == high and mean in (0.0, 1.0):
        doubt = _Z2 / (n + _Z2)
        low, high = (0.0, doubt) if mean == 0 else (1 - doubt, 1.0)
    return Estimate(mean, low, high, n)


@lru_cache(maxsize=4_000)  # a report's tables, plots and files ask for the same ones again
def _bootstrap(values: tuple[float, ...], seed: int) -> tuple[float, float]:
    """The 2.5th and the 97.5th percentile of the means of resamples of `values`."""
    low, high = np.percentile(_resampled(np.asarray(values, dtype=np.float64), seed), [2.5, 97.5])
    return float(low), float(high)


def _resampled(given: npt.NDArray[np.float64], seed: int) -> npt.NDArray[np.float64]:
    """The means of `RESAMPLES` resamples of `given` `(n,)`; all alike where its values are."""
    n = len(given)
    if float(np.ptp(given)) == 0:
        return np.full(RESAMPLES, float(given.mean()))
    rng = np.random.default_rng(seed)
    some = max(1, min(RESAMPLES, _AT_ONCE // n))  # as many at a time as memory likes
    means = [given[rng.integers(0, n, (min(some, RESAMPLES - at), n))].mean(axis=1) for at in range(0, RESAMPLES, some)]
    return np.concatenate(means)


def macro_estimate(groups: Sequence[Sequence[float]], seed: int = 0) -> Estimate | None:
    """The mean of the groups' means, each group counting the same; None without a value.

    The interval is the percentile bootstrap's with every group resampled for itself (Efron and
    Tibshirani 1993). It may be used for differences; of a single group it is that of its mean.
    """
    given = [np.asarray(group, dtype=np.float64) for group in groups if len(group)]
    if not given:
        return None
    means = np.mean([_resampled(group, seed + at) for at, group in enumerate(given)], axis=0)
    low, high = np.percentile(means, [2.5, 97.5])
    mean = float(np.mean([group.mean() for group in given]))
    return Estimate(mean, float(low), float(high), sum(map(len, given)))


def area_estimate(scored: Sequence[tuple[float, float]], seed: int = 0) -> Estimate | None:
    """The area under a risk–coverage curve with its percentile bootstrap interval over questions; None for none.

    Args:
        scored: of each question the confidence of its answer and how wrong that is, as for
            `evals.answers.risk_coverage`.
        seed: the same one gives the same interval.
    """
    if not scored:
        return None
    pairs = np.asarray(sorted(scored, key=lambda pair: -pair[0]), dtype=np.float64)
    n = len(pairs)
    starts = np.flatnonzero(np.r_[True, np.diff(pairs[:, 0]) != 0])  # answers of one confidence are given together

    def areas(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        given = np.add.reduceat(counts, starts, axis=1)
        wrong = np.add.reduceat(counts * pairs[:, 1], starts, axis=1).cumsum(axis=1)
        risk = wrong / np.maximum(1, given.cumsum(axis=1))
        return np.asarray((given / n * risk).sum(axis=1))

    rng = np.random.default_rng(seed)
    some = max(1, min(RESAMPLES, _AT_ONCE // n))
    shares = np.full(n, 1 / n)
    sizes = [min(some, RESAMPLES - at) for at in range(0, RESAMPLES, some)]
    found = np.concatenate([areas(rng.multinomial(n, shares, size)) for size in sizes])
    low, high = np.percentile(found, [2.5, 97.5])
    return Estimate(float(areas(np.ones((1, n), dtype=np.int64))[0]), float(low), float(high), n)


@dataclass(frozen=True)
class Difference:
    """How a system differs from another on the same questions: mean of the differences, its interval, p, wins."""

    mean: float
    low: float
    high: float
    p: float
    """Of a two-sided paired randomisation test; 1 when nothing differs."""
    wins: int
    losses: int
    ties: int


def difference(new: Sequence[float], old: Sequence[float], seed: int = 0) -> Difference:
    """The paired difference of two lists of scores, question by question.

    The test is Fisher's randomisation test with the mean difference (Smucker, Allan and Carterette
    2007): exact for up to 14 questions that differ, sampled beyond.

    Raises:
        ValueError: the lists are not of the same, positive length.
    """
    if len(new) != len(old) or not new:
        raise ValueError("a paired test needs two lists of scores of the same questions")
    deltas = np.asarray(new, dtype=np.float64) - np.asarray(old, dtype=np.float64)
    low, high = _bootstrap(tuple(deltas.tolist()), seed)
    wins, losses = int((deltas > 0).sum()), int((deltas < 0).sum())
    p = _randomised(deltas[deltas != 0], seed)
    return Difference(float(deltas.mean()), low, high, p, wins, losses, len(deltas) - wins - losses)


def _randomised(deltas: npt.NDArray[np.float64], seed: int) -> float:
    """The share of sign changes of `deltas` whose sum is as far from 0 as theirs."""
    n = len(deltas)
    if not n:
        return 1.0
    observed = abs(float(deltas.sum())) - 1e-12
    if n <= _EXACT:
        signs = 1.0 - 2.0 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
        return float((np.abs(signs @ deltas) >= observed).mean())
    rng = np.random.default_rng(seed)
    extreme = 0
    for _ in range(20):
        signs = 1.0 - 2.0 * rng.integers(0, 2, (PERMUTATIONS // 20, n))
        extreme += int((np.abs(signs @ deltas) >= observed).sum())
    return (extreme + 1) / (PERMUTATIONS + 1)  # the observed one is among them


def holm(p: Sequence[float]) -> list[float]:
    """`p` values corrected for being many (Holm 1979), in the same order, each at most 1."""
    corrected = [0.0] * len(p)
    worst = 0.0
    for done, i in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        worst = max(worst, min(1.0, p[i] * (len(p) - done)))
        corrected[i] = worst
    return corrected
