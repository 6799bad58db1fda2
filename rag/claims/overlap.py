"""How much of a sentence a passage says: the words that both have, and the words that mean the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.embed import StaticEmbeddings
from rag.claims.ground import Ground

_CJK = re.compile(r"[\u3400-\u9fff]")
_PART = re.compile(r"[\u3400-\u9fff]+|[a-z0-9.]+")


def chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return bool(_CJK.search(text))


class Overlap:
    """Compares sentences with grounds.

    Args:
        embeddings: the static table whose token vectors are compared, each token of the sentence with
            the nearest of the ground (late interaction, Khattab and Zaharia 2020).
    """

    def __init__(self, embeddings: StaticEmbeddings) -> None:
        self._tokens = lru_cache(maxsize=1024)(embeddings.token_vectors)

    def __call__(self, sentence: str, grounds: Sequence[Ground]) -> float:
        """How much of a plain sentence the grounds say together, in [0, 1]; 1 for one that says nothing."""
        own = parts(sentence)
        if not own or not grounds:
            return float(not own)
        text = "\n".join(ground.plain.text for ground in grounds)
        shared = len(own & parts(text)) / len(own)
        near = self._near(sentence, text)
        if near is None:
            return shared
        if chinese(sentence) != chinese(text):
            return max(shared, near)  # what is said in another language shares no words
        return 0.5 * shared + 0.5 * near

    def _near(self, sentence: str, text: str) -> float | None:
        """The mean of each token's best cosine with one of `text`, by the tokens' weights; None without tokens."""
        said, there = self._tokens(sentence), self._tokens(text)
        total = float(said.idf.sum())
        if not total or not len(there.ids):
            return None
        best = (said.rows @ there.table[np.unique(there.ids)].T).max(axis=1)
        return float(np.clip(best, 0, 1) @ said.idf) / total


@lru_cache(maxsize=1024)
def parts(text: str) -> frozenset[str]:
    """The character pairs of Chinese words and the whole others that a text is made of."""
    found: set[str] = set()
    for match in _PART.finditer(text):
        run = match[0]
        if _CJK.match(run):
            found |= {run[i : i + 2] for i in range(len(run) - 1)} or {run}
        else:
            found.add(run.strip("."))
    return frozenset(found - {""})
