"""Retrieval measures over the ranks at which a question's evidence was found.

A question is complete at rank k when all its quotes stand in the first k passages. With one quote
a question, all measures are the usual ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Ranks = Sequence[int | None]
"""Of each quote of a question: rank from 1, or None when it was not found."""


def recall(ranks: Ranks, k: int) -> float:
    """1 if all quotes are within the first `k` passages, else 0 (success at k for a single quote)."""
    return float(bool(ranks) and all(rank is not None and rank <= k for rank in ranks))


def reciprocal_rank(ranks: Ranks, k: int = 10) -> float:
    """1 / the rank at which the question is complete, 0 if it is not within `k` (Voorhees 1999)."""
    return 1.0 / max(rank or 1 for rank in ranks) if recall(ranks, k) else 0.0


def ndcg(ranks: Ranks, k: int = 10) -> float:
    """Normalised discounted cumulative gain, in [0, 1] (Järvelin and Kekäläinen 2002).

    Each quote is a relevant item of gain 1 whose ideal rank is 1: quotes can share a passage, so
    the measure is the mean over quotes of ``1 / log2(1 + rank)``.
    """
    gains = [1 / math.log2(1 + rank) for rank in ranks if rank is not None and rank <= k]
    return sum(gains) / len(ranks) if ranks else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie, interpolated; 0 for no values."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
