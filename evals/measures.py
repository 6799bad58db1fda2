"""Retrieval measures under their standard names, as `trec_eval` and `ir_measures` compute them.

A measure is a function of `Gains`: the grades of the ranked items, and those of all relevant ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Gains:
    """A question's ranked list, judged.

    Attributes:
        ranked: the grade of each item, best first; 0 for what is not relevant.
        relevant: the grades of all relevant items, in any order.
    """

    ranked: Sequence[int]
    relevant: Sequence[int]


def ndcg(gains: Gains, k: int | None = None) -> float:
    """Normalised discounted cumulative gain with linear gains (Järvelin and Kekäläinen 2002), in [0, 1]."""
    ideal = _dcg(sorted(gains.relevant, reverse=True)[:k])
    return _dcg(gains.ranked[:k]) / ideal if ideal else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(1 + rank) for rank, grade in enumerate(grades, 1) if grade)


def recall(gains: Gains, k: int | None = None) -> float:
    """The share of the relevant items that are within the first `k`."""
    return sum(grade > 0 for grade in gains.ranked[:k]) / len(gains.relevant) if gains.relevant else 0.0


def precision(gains: Gains, k: int | None = None) -> float:
    """The share of the first `k` items that are relevant; a list that ends before `k` is filled up with what is not."""
    wide = k or len(gains.ranked)
    return sum(grade > 0 for grade in gains.ranked[:k]) / wide if wide else 0.0


def reciprocal_rank(gains: Gains, k: int | None = None) -> float:
    """1 / the rank of the first relevant item, 0 if it is not within `k` (Voorhees 1999)."""
    return next((1 / rank for rank, grade in enumerate(gains.ranked[:k], 1) if grade), 0.0)


def average_precision(gains: Gains, k: int | None = None) -> float:
    """The mean over the relevant items of the precision at their ranks, 0 for one not within `k` (Harman 1992)."""
    found, total = 0, 0.0
    for rank, grade in enumerate(gains.ranked[:k], 1):
        if grade:
            found += 1
            total += found / rank
    return total / len(gains.relevant) if gains.relevant else 0.0


def success(gains: Gains, k: int | None = None) -> float:
    """1 if a relevant item is within the first `k`, else 0."""
    return float(any(gains.ranked[:k]))


def complete(gains: Gains, k: int | None = None) -> float:
    """1 if all relevant items are within the first `k`, else 0: a comparison needs both of its passages."""
    return float(bool(gains.relevant) and sum(grade > 0 for grade in gains.ranked[:k]) == len(gains.relevant))


def context_precision(gains: Gains, k: int | None = None) -> float:
    """The mean of the precision at the ranks of the relevant items within `k`, as RAGAS has it; 0 without any."""
    hits = [rank for rank, grade in enumerate(gains.ranked[:k], 1) if grade]
    return sum(found / rank for found, rank in enumerate(hits, 1)) / len(hits) if hits else 0.0


MEASURES: dict[str, Callable[[Gains, int | None], float]] = {
    "nDCG": ndcg,
    "R": recall,
    "P": precision,
    "RR": reciprocal_rank,
    "AP": average_precision,
    "Success": success,
    "Complete": complete,
    "ContextPrecision": context_precision,
}
"""Name, as `ir_measures` spells it where it has the measure, → function."""
_ALIASES = {"recall": "R", "mrr": "RR", "map": "AP", "hit": "Success", "precision": "P"}
_NAME = re.compile(r"([A-Za-z]+)(?:@([1-9]\d*))?$")

RETRIEVAL = (
    *("Complete@1", "Complete@3", "Complete@5", "Complete@10"),
    *("R@5", "R@10", "RR@10", "nDCG@10", "AP@10", "Success@5", "P@5", "ContextPrecision@10"),
)
"""What is measured when nothing else is said."""


class UnknownMeasure(ValueError):
    """There is no measure of this name."""


@dataclass(frozen=True)
class Measure:
    """A measure with its cut-off, e.g. ``nDCG@10``."""

    name: str
    k: int | None

    @classmethod
    def parse(cls, text: str) -> Measure:
        """The measure that `text` names: ``nDCG@10``, ``AP``, ``recall@5`` (for ``R@5``), ``MRR@10`` (for ``RR@10``).

        Raises:
            UnknownMeasure: there is none of this name.
        """
        match = _NAME.match(text.strip())
        given = match[1] if match else text
        names = {name.lower(): name for name in MEASURES}
        name = names.get(_ALIASES.get(given.lower(), given).lower())
        if not match or not name:
            raise UnknownMeasure(f"no measure {text}; there are {', '.join(MEASURES)}, with @k")
        return cls(name, int(match[2]) if match[2] else None)

    def __str__(self) -> str:
        return self.name if self.k is None else f"{self.name}@{self.k}"

    def __call__(self, gains: Gains) -> float:
        """The measure of one question's ranked list."""
        return MEASURES[self.name](gains, self.k)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie, interpolated; 0 for no values."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
