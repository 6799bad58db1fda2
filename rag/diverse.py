"""The order of a list of passages: the best first, then those that also bring what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

NEW = 0.15
"""What the part of the question counts, beside the score, that no passage before matched as well."""
SIDE = 0.2
"""The same for each thing out of several that are asked for: more than the scores of two halves lie apart."""
CLEARLY = 0.1
"""How much better a passage must match a thing than those before it to speak of what they leave out."""
HELD = 0.1
"""What a passage loses in the order for each one before it that it is a copy of: the first ten lie as far apart."""


def diverse(
    scores: Floats,
    matches: Floats,
    worth: Floats,
    k: int,
    sides: Sequence[npt.NDArray[np.intp]] = (),
    copies: Callable[[int, int], bool] | None = None,
    new: float = NEW,
) -> list[int]:
    """The positions of the `k` best passages, best first.

    After the first, each next passage is the one with the highest sum of its score and of what it
    adds: how much better it matches the question's tokens than those before it, and each of the
    things asked for (a greedy choice, as in maximal marginal relevance of Carbonell and Goldstein
    1998, but by what of the question is covered rather than by how alike passages are). A copy of
    one before goes behind others of nearly its score, a second copy further behind; none is left out.

    Args:
        scores: (n,) of the passages, in [0, 1].
        matches: (n, tokens) how well each token of the question is matched in each passage.
        worth: (tokens,) weights that sum to 1.
        k: how many are wanted.
        sides: the tokens of each thing, where the question asks for several.
        copies: whether the passages at two positions say the same.
        new: what the part of the question counts that no passage before matched as well.
    """
    held = np.zeros(len(scores), dtype=np.float32)
    compared = [0] * len(scores)  # with so many of those chosen
    sought = np.column_stack([matches, *(_matched(matches, worth, side) for side in sides)])
    value = np.concatenate([new * worth, np.full(len(sides), SIDE)]).astype(np.float32)
    least = np.concatenate([np.zeros(len(worth)), np.full(len(sides), CLEARLY)]).astype(np.float32)
    covered = np.zeros(sought.shape[1], dtype=np.float32)
    left = [int(i) for i in np.argsort(-scores, kind="stable")]
    chosen: list[int] = []
    while left and len(chosen) < k:
        gains = scores[left] - HELD * held[left]
        if chosen:
            more = sought[left] - covered
            gains += np.where(more > least, more, 0.0) @ value
        at = int(np.argmax(gains))
        best = left[at]
        # Whether it is a copy is asked of a passage only when it is its turn.
        again = sum(copies(best, other) for other in chosen[compared[best] :]) if copies else 0
        compared[best] = len(chosen)
        if again:
            held[best] += again
            continue
        chosen.append(left.pop(at))
        covered = np.maximum(covered, sought[best]) if len(chosen) > 1 else sought[best].copy()
    return chosen


def _matched(matches: Floats, worth: Floats, side: npt.NDArray[np.intp]) -> Floats:
    """(n,) how well the tokens of a thing are matched in each passage."""
    total = float(worth[side].sum())
    found: Floats = matches[:, side] @ worth[side] / (total or 1.0)
    return found
