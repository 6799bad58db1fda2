"""How well the tokens of a question are matched in texts, under their own names or others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.late import TokenMatcher, TokenVectors

if TYPE_CHECKING:
    from rag.query import Query

Floats = npt.NDArray[np.float32]

OTHER_NAME = 0.92
"""What a match with another name of a word counts, beside one with the word itself."""


class QueryMatcher:
    """Compares a question with texts, token by token.

    Args:
        query: the question, with the other names of its parts.
    """

    def __init__(self, query: Query) -> None:
        self._own = len(query.tokens.ids)
        # Names of one token are counted before the texts are looked at, which saves their columns in the dear part.
        self._short = [other for other in query.alternatives if len(other.tokens.ids) == 1]
        self._long = [other for other in query.alternatives if len(other.tokens.ids) > 1]
        tokens = query.tokens.with_others([other.tokens for other in (*self._short, *self._long)])
        self._matcher = TokenMatcher(tokens, self._lift)

    def __call__(self, texts: Sequence[TokenVectors]) -> Floats:
        """(texts, tokens) the best cosine of each token of the question with one of a text, other names counted."""
        found = self._matcher(texts)
        matches = found[:, : self._own]
        start = self._own
        for other in self._long:
            end = start + len(other.tokens.ids)
            score = OTHER_NAME * (found[:, start:end] @ normalised(other.tokens.idf))
            matches[:, other.at] = np.maximum(matches[:, other.at], score[:, None])
            start = end
        return matches

    def _lift(self, cosines: Floats) -> Floats:
        for column, other in enumerate(self._short, self._own):
            better = OTHER_NAME * cosines[:, [column]]
            cosines[:, other.at] = np.maximum(cosines[:, other.at], better)
        return np.delete(cosines, np.s_[self._own : self._own + len(self._short)], axis=1)


def normalised(weights: Floats) -> Floats:
    """`weights` with the sum 1; all 0 stay 0."""
    total = float(weights.sum())
    return np.asarray(weights / total if total > 0 else weights, dtype=np.float32)
