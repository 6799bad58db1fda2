"""The order of a list of passages: the best first, then those that also bring what is still missing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

NEW = 0.15
"""What the part of the question counts, beside the score, that no passage before matched as well."""


def diverse(scores: Floats, matches: Floats, worth: Floats, k: int) -> list[int]:
    """The positions of the `k` best passages, best first.

    After the first, each next passage is the one with the highest sum of its score and of what it
    adds: how much better it matches the question's tokens than those before it (a greedy choice, as
    in maximal marginal relevance of Carbonell and Goldstein 1998, but by what of the question is
    covered rather than by how alike passages are). A near-copy adds nothing; the passage that
    speaks of the second thing asked for does.

    Args:
        scores: (n,) of the passages, in [0, 1].
        matches: (n, tokens) how well each token of the question is matched in each passage.
        worth: (tokens,) weights that sum to 1.
        k: how many are wanted.
    """
    left = [int(i) for i in np.argsort(-scores, kind="stable")]
    chosen: list[int] = left[:1]
    del left[:1]
    covered = matches[chosen[0]].copy() if chosen else np.zeros(matches.shape[1], dtype=np.float32)
    while left and len(chosen) < k:
        gains = scores[left] + NEW * (np.maximum(matches[left] - covered, 0.0) @ worth)
        best = left.pop(int(np.argmax(gains)))
        chosen.append(best)
        covered = np.maximum(covered, matches[best])
    return chosen[:k]
