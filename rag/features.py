"""How well a passage fits a question: the signals that the retriever weighs."""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from index.embed import StaticEmbeddings, TokenVectors, late_interaction
from index.passage import embedding_text, row_windows
from index.terms import fold, query_words, words

Floats = npt.NDArray[np.float32]

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
WINDOW = 120
"""Longest window in characters: whole sentences, neighbours sharing one."""


@dataclass(frozen=True)
class Signals:
    """One row a passage, one value a signal; each is 0 where nothing speaks for the passage."""

    word: Floats
    """BM25 over words, divided by the best passage's."""
    bigram: Floats
    """BM25 over character bigrams, divided by the best passage's."""
    dense: Floats
    """Cosine of question and passage vector."""
    window: Floats
    """Best cosine of the question with a window of whole sentences."""
    late: Floats
    """Late interaction (Khattab and Zaharia 2020): weighted mean of each question token's best match."""
    late_window: Floats
    """The same with the best window of whole sentences."""
    coverage: Floats
    """Share of the question's words that the passage holds, weighted by rarity."""
    lcs: Floats
    """Longest run of the question that stands in the passage, as a share of the question."""


@dataclass(frozen=True)
class _Profile:
    """What is computed of a passage once."""

    tokens: TokenVectors
    windows: Floats
    window_tokens: list[TokenVectors]
    words: frozenset[str]
    folded: str


class FeatureMaker:
    """Computes signals; keeps what it computed of the passages used last.

    Args:
        embeddings: the static table whose token vectors are compared.
        kept: how many passages' profiles stay in memory (about 27 kB each).
    """

    def __init__(self, embeddings: StaticEmbeddings, kept: int = 5_000) -> None:
        self._embeddings = embeddings
        self._kept = kept
        self._profiles: OrderedDict[int, _Profile] = OrderedDict()
        self._lock = Lock()

    def signals(
        self,
        question: str,
        numbers: Sequence[int],
        passages: Sequence[Document],
        scores: dict[str, dict[int, float]],
        rarity: Callable[[str], float],
    ) -> Signals:
        """The signals of `passages` for `question`.

        Args:
            question: complete in itself.
            numbers: of the passages, under which their profiles are kept.
            passages: the candidates.
            scores: ``word``, ``bigram`` and ``dense`` scores by passage number.
            rarity: the weight of a word, e.g. its inverse document frequency.
        """
        profiles = [self._profile(number, passage) for number, passage in zip(numbers, passages, strict=True)]
        tokens = self._embeddings.token_vectors(question)
        vector = self._embeddings.encode([question])[0]
        terms = {term: rarity(term) for term in dict.fromkeys(query_words(question))}
        total = sum(terms.values()) or 1.0
        folded = re.sub(r"\s+", "", fold(question))

        def arm(name: str) -> Floats:
            best = max(scores[name].values(), default=0.0) or 1.0
            return np.array([scores[name].get(n, 0.0) / best for n in numbers], dtype=np.float32)

        return Signals(
            word=arm("word"),
            bigram=arm("bigram"),
            dense=np.array([scores["dense"].get(n, 0.0) for n in numbers], dtype=np.float32),
            window=np.array([float((p.windows @ vector).max(initial=0.0)) for p in profiles], dtype=np.float32),
            late=late_interaction(tokens, [p.tokens for p in profiles]),
            late_window=self._best_windows(tokens, profiles),
            coverage=np.array(
                [sum(w for t, w in terms.items() if t in p.words) / total for p in profiles], dtype=np.float32
            ),
            lcs=np.array([longest_run(folded, p.folded) / max(1, len(folded)) for p in profiles], dtype=np.float32),
        )

    def _best_windows(self, question: TokenVectors, profiles: Sequence[_Profile]) -> Floats:
        """For each passage the late interaction of the question with its best window."""
        every = late_interaction(question, [window for p in profiles for window in p.window_tokens])
        best = np.zeros(len(profiles), dtype=np.float32)
        at = 0
        for i, profile in enumerate(profiles):
            best[i] = every[at : at + len(profile.window_tokens)].max(initial=0.0)
            at += len(profile.window_tokens)
        return best

    def _profile(self, number: int, passage: Document) -> _Profile:
        with self._lock:
            if number in self._profiles:
                self._profiles.move_to_end(number)
                return self._profiles[number]
        text = embedding_text(passage)
        parts = passage_windows(passage)
        profile = _Profile(
            tokens=self._embeddings.token_vectors(text),
            windows=self._embeddings.encode(parts),
            window_tokens=[self._embeddings.token_vectors(part) for part in parts],
            words=frozenset(words(text)),
            folded=re.sub(r"\s+", "", fold(text)),
        )
        with self._lock:
            self._profiles[number] = profile
            while len(self._profiles) > self._kept:
                self._profiles.popitem(last=False)
        return profile


def passage_windows(passage: Document) -> list[str]:
    """The windows of a passage; of a table those of its rows, each with caption and header."""
    if passage.metadata.get("kind") != "table":
        return windows(passage.page_content)
    return row_windows(passage)


def windows(text: str) -> list[str]:
    """Windows of whole sentences up to `WINDOW` characters; each starts a sentence after the last."""
    sentences = [m.group() for m in _SENTENCE.finditer(text)] or [text]
    found: list[str] = []
    for i in range(len(sentences)):
        window = sentences[i]
        j = i + 1
        while j < len(sentences) and len(window) + len(sentences[j]) <= WINDOW:
            window += sentences[j]
            j += 1
        found.append(window)
        if j >= len(sentences):
            break
    return found


def longest_run(question: str, text: str) -> int:
    """Length of the longest run of `question` that stands in `text`."""
    best = 0
    start = 0
    while start + best < len(question):
        while start + best < len(question) and question[start : start + best + 1] in text:
            best += 1
        start += 1
    return best


def inverse_frequency(count: int, total: int) -> float:
    """Robertson and Sparck Jones' inverse document frequency, never negative (as in BM25)."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))
