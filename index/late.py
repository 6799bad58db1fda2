"""Late interaction: texts compared token by token, each token of the question with the best one of the passage.

The idea is ColBERT's (Khattab and Zaharia 2020); here the token vectors are those of a static table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class TokenVectors:
    """The t known tokens of one text, as references into the table of their model."""

    ids: Ints  # (t,) rows of `table`
    idf: Floats  # (t,) token weights in [0, 1]
    offsets: Ints  # (t, 2) character positions [start, end) in the text
    table: Floats  # (vocabulary, dim) unit rows, shared by all texts of a model

    @property
    def rows(self) -> Floats:
        """Unit vectors of the tokens in text order, (t, dim)."""
        return self.table[self.ids]

    def whole(self, start: int, end: int) -> bool:
        """Whether a part of the text is one token."""
        return bool((self.offsets == (start, end)).all(axis=1).any())

    def with_others(self, others: Sequence[TokenVectors]) -> TokenVectors:
        """These tokens, then those of other texts by the same model (whose offsets mean nothing here)."""
        every = [self, *others]
        return TokenVectors(
            np.concatenate([tokens.ids for tokens in every]),
            np.concatenate([tokens.idf for tokens in every]),
            np.concatenate([tokens.offsets for tokens in every]),
            self.table,
        )

    def mean(self) -> Floats:
        """The unit vector of the text, (dim,): the mean of its tokens by what each says; zeros for no known token."""
        total: Floats = self.idf @ self.rows if len(self.ids) else np.zeros(self.table.shape[1], dtype=np.float32)
        return total / max(float(np.linalg.norm(total)), 1e-12)

    def distinct(self) -> TokenVectors:
        """Each token once, where it stands first: all that counts of a passage in late interaction."""
        _, first = np.unique(self.ids, return_index=True)
        return TokenVectors(self.ids[first], self.idf[first], self.offsets[first], self.table)


class TokenMatcher:
    """Compares the tokens of a query with those of texts; each different token of the texts is compared once.

    Args:
        query: t tokens.
        lift: makes of the cosines (any, t) of other tokens with the query's those that count (any, u).
    """

    def __init__(self, query: TokenVectors, lift: Callable[[Floats], Floats] | None = None) -> None:
        self._query = query
        self._lift = lift
        self._place = np.full(len(query.table), -1, dtype=np.int32)
        self._cosines = self._compared(np.zeros(0, dtype=np.intp))

    def __call__(self, passages: Sequence[TokenVectors]) -> Floats:
        """How well each query token is matched anywhere in each passage.

        Returns:
            (n, t), with `lift` (n, u): the best cosine in [-1, 1]; 0 in a row whose passage has no known token.

        Raises:
            ValueError: if a passage was made by another model than the query.
        """
        if any(passage.table is not self._query.table for passage in passages):
            raise ValueError("query and passages come from different embedding models")
        matches = np.zeros((len(passages), self._cosines.shape[1]), dtype=np.float32)
        filled = [number for number, passage in enumerate(passages) if len(passage.ids)]
        if filled and matches.shape[1]:
            ids = np.concatenate([passages[number].ids for number in filled])
            starts = np.cumsum([0, *(len(passages[number].ids) for number in filled[:-1])])
            matches[filled] = np.maximum.reduceat(self._of(ids), starts, axis=0)
        return matches

    def _of(self, ids: Ints) -> Floats:
        new = ids[self._place[ids] < 0]
        if len(new):
            self._place[new] = 0
            seen = np.zeros(len(self._place), dtype=bool)
            seen[new] = True
            added = np.flatnonzero(seen)
            self._place[added] = np.arange(len(self._cosines), len(self._cosines) + len(added), dtype=np.int32)
            self._cosines = np.concatenate([self._cosines, self._compared(added)])
        return self._cosines.take(self._place[ids], axis=0)

    def _compared(self, ids: npt.NDArray[np.intp]) -> Floats:
        cosines: Floats = self._query.table[ids] @ self._query.rows.T
        return self._lift(cosines) if self._lift else cosines


def late_interaction(query: TokenVectors, passages: Sequence[TokenVectors]) -> Floats:
    """Score passages by how well each query token is matched anywhere in them.

    Returns:
        (n,) in [-1, 1]: idf-weighted mean over query tokens of the best cosine; 0 where a side has no known token.

    Raises:
        ValueError: if a passage was made by another model than the query.
    """
    matches = TokenMatcher(query)(passages)
    weight = float(query.idf.sum())
    return np.clip(matches @ (query.idf / weight), -1.0, 1.0) if weight > 0 else np.zeros(len(passages), np.float32)
