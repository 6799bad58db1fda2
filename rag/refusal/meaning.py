"""How near a word is to the words of a text, by the static table: a name for it that no thesaurus knows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rag.support import KEPT, Support

Floats = npt.NDArray[np.float32]

_ALIKE, _SAME = 0.2, 0.65
"""Cosines of words that have nothing to do with each other, and of such as are names of one thing."""


def nearest_word(word: str, text: str, support: Support) -> float:
    """How near `word` is to a word of the folded `text`, in [0, 1]; 1 for names of one thing."""
    own = _vector(support, word)
    others = _vectors(support, text)
    if not len(others) or not own.any():
        return 0.0
    return float(np.clip((float((others @ own).max()) - _ALIKE) / (_SAME - _ALIKE), 0.0, 1.0))


def remember(text: str, support: Support) -> None:
    """Computes what `nearest_word` needs of the words of the folded `text`, and keeps it."""
    for word in _words(support, text):
        _vector(support, word)


def _words(support: Support, text: str) -> list[str]:
    known = frozenset[str]().union(*map(support.words, text.split("\n")))  # the heading is that of other lines, too
    return sorted(word for word in known if len(word) > 1 and not word.isdigit())


@lru_cache(maxsize=512)
def _vectors(support: Support, text: str) -> Floats:
    return np.array([_vector(support, word) for word in _words(support, text)], dtype=np.float32)


@lru_cache(maxsize=KEPT)
def _vector(support: Support, word: str) -> Floats:
    """The unit vector of a word."""
    return support.tokens(word).mean()


def said(words: Sequence[tuple[str, tuple[str, ...]]], text: str, support: Support) -> list[float]:
    """How well each word, or another name of it, is said in the folded `text` without spaces, in [0, 1]."""
    return [
        1.0
        if word in text
        else 0.95
        if any(name in text for name in others)
        else 0.9 * nearest_word(word, text, support)
        for word, others in words
    ]
