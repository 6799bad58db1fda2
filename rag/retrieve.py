"""The retriever: candidates from words and meaning, ranked by a weighted sum of signals."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from index import KnowledgeStore, dense
from index.embed import StaticEmbeddings
from index.knowledge import Filter
from rag.features import FeatureMaker, Signals, inverse_frequency
from rag.question import readable


@dataclass(frozen=True)
class Weights:
    """Weights of the signals in the ranking score.

    From `scripts/fit_fusion.py`, rounded and without its signal for short passages: the texts that
    it is fitted on are of one length, and on documents that signal was measured to do harm. The
    words' BM25, which the fit leaves out for Chinese, keeps a little weight for languages without
    bigrams.
    """

    word: float = 0.5
    bigram: float = 0.5
    dense: float = 6.5
    window: float = 9.0
    late: float = 8.0
    late_window: float = 8.0
    coverage: float = 4.0
    lcs: float = 5.0

    def combine(self, signals: Signals) -> npt.NDArray[np.float32]:
        """The ranking scores, in [0, 1]: the weighted mean of the signals."""
        weights = asdict(self)
        total = sum(weights.values()) or 1.0
        score = sum(weight * getattr(signals, name) for name, weight in weights.items())
        return np.clip(np.asarray(score, dtype=np.float32) / total, 0.0, 1.0)


@dataclass(frozen=True)
class Stages:
    """Which parts of retrieval count; all of them, unless an evaluation asks what one is worth.

    Attributes:
        lexical: the candidates of BM25 over words and bigrams, and their scores.
        dense: the candidates of the vector index, and their cosine.
        rerank: all other signals. They are computed all the same, so that leaving them out saves no time.
    """

    lexical: bool = True
    dense: bool = True
    rerank: bool = True

    def __post_init__(self) -> None:
        if not (self.lexical or self.dense):
            raise ValueError("lexical or dense must bring candidates")

    def of(self, weights: Weights) -> Weights:
        """`weights`, with 0 for the signals that do not count."""
        arms = {"word": self.lexical, "bigram": self.lexical, "dense": self.dense}
        off = [name for name in asdict(weights) if not arms.get(name, self.rerank)]
        return replace(weights, **dict.fromkeys(off, 0.0))


class HybridRetriever(BaseRetriever):
    """Finds passages by meaning and by words (LangChain's retriever interface).

    The candidates are the best of each arm: BM25 over words, BM25 over character bigrams, and the
    vector index. Every candidate is then scored by the weighted sum of all signals, so that an
    arm which knows nothing of a question does not decide it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: KnowledgeStore
    k: int = 10
    candidates: int = 100
    """How many passages each arm brings."""
    weights: Weights = Weights()
    stages: Stages = Stages()
    filter: Filter | None = None
    _features: FeatureMaker = PrivateAttr()
    _static: StaticEmbeddings = PrivateAttr()

    def model_post_init(self, context: object, /) -> None:
        """Loads the static table for the token-level signals."""
        own = self.store.embeddings
        self._static = own if isinstance(own, StaticEmbeddings) else StaticEmbeddings()
        self._features = FeatureMaker(self._static)

    @property
    def static(self) -> StaticEmbeddings:
        """The static table of the token-level signals: the index's own model, or the built-in one beside it."""
        return self._static

    def search(self, question: str, k: int | None = None, filter: Filter | None = None) -> list[Document]:
        """The `k` best passages, best first, each with ``score`` in its metadata."""
        return [passage for passage, _ in self.search_with_signals(question, k, filter)]

    def search_with_signals(
        self, question: str, k: int | None = None, filter: Filter | None = None
    ) -> list[tuple[Document, dict[str, float]]]:
        """The same with the value of every signal, for explanations and for fitting the weights.

        Raises:
            ValueError: `filter` has an unknown key.
        """
        question = readable(question)
        limit = self.k if k is None else k
        if limit <= 0 or not question.strip():
            return []
        filter = filter if filter is not None else self.filter
        vector = np.asarray(self.store.embeddings.embed_query(question), dtype=np.float32)
        depth = max(self.candidates, limit)
        with self.store.snapshot() as snapshot:
            documents = snapshot.store.find_documents(filter) if filter else None
            allowed = None
            if documents is not None:
                allowed = np.array(snapshot.store.numbers_of(documents), dtype=np.int64)
                if not len(allowed):
                    return []
            words: dict[int, float] = {}
            bigrams: dict[int, float] = {}
            near: dict[int, float] = {}
            if self.stages.lexical:
                words = dict(snapshot.lexical.search_words(question, depth, documents))
                bigrams = dict(snapshot.lexical.search_bigrams(question, depth, documents))
            if self.stages.dense:
                near = dict(dense.search(snapshot.dense, vector, depth, allowed=allowed))
            passages = snapshot.store.passages(list(dict.fromkeys([*words, *bigrams, *near])))
            numbers = list(passages)
            total = len(snapshot.lexical)
            missing = [n for n in numbers if n not in near] if self.stages.dense else []
            if missing:
                # A passage that only words brought has its cosine all the same.
                known, vectors = snapshot.store.vectors(missing)
                near |= dict(zip(known.tolist(), (vectors @ vector).tolist(), strict=True))
            signals = self._features.signals(
                question,
                numbers,
                list(passages.values()),
                {"word": words, "bigram": bigrams, "dense": near},
                lambda term: inverse_frequency(snapshot.lexical.document_frequency(term), total),
            )
        scores = self.stages.of(self.weights).combine(signals)
        order = sorted(range(len(numbers)), key=lambda i: (-float(scores[i]), numbers[i]))[:limit]
        return [
            (
                _scored(passages[numbers[i]], float(scores[i])),
                {name: float(values[i]) for name, values in vars(signals).items()},
            )
            for i in order
        ]

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        filter: Filter | None = None,
    ) -> list[Document]:
        return self.search(query, k, filter)


def _scored(passage: Document, score: float) -> Document:
    return Document(id=passage.id, page_content=passage.page_content, metadata={**passage.metadata, "score": score})
