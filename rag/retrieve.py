"""The retriever: candidates from words and meaning, ranked by a weighted sum of signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from index import KnowledgeStore
from index.embed import StaticEmbeddings
from index.knowledge import Filter
from index.lexical import LexicalIndex
from index.precedents import precedents
from index.spelling import corrections
from index.synonyms import Expansion, Thesaurus, thesaurus
from index.terms import Term, fold
from rag.candidates import Candidates, find
from rag.diverse import NEW, diverse
from rag.extractive.parts import sides
from rag.features import Signals, glance, inverse_frequency, signals
from rag.profile import Profile, Profiles
from rag.query import Query, QueryReader
from rag.question import readable
from rag.reranker import CrossEncoderReranker
from rag.terse import spelled_out
from rag.weights import Stages, Weights

_AT_ONCE = 100
"""Passages read at once when warming up."""


@dataclass(frozen=True)
class Ranking:
    """The candidates of a question that were looked at closely, in no order.

    Attributes:
        query: the question, taken apart.
        candidates: all candidates, with the scores of the arms.
        numbers: of the n passages looked at, (n,).
        profiles: of these, with the passages.
        signals: of these.
        scores: the weighted mean of their signals, (n,) in [0, 1].
        matches: how well each token of the question is matched in each, (n, tokens).
        worth: the weight of each token, (tokens,); sums to 1.
        crossed: scores of the cross-encoder by position, once it has settled the order.
    """

    query: Query
    candidates: Candidates
    numbers: tuple[int, ...]
    profiles: tuple[Profile, ...]
    signals: Signals
    scores: npt.NDArray[np.float32]
    matches: npt.NDArray[np.float32]
    worth: npt.NDArray[np.float32]
    crossed: dict[int, float] = field(default_factory=dict)

    def passage(self, at: int) -> Document:
        """The passage at this position, with its score in the metadata."""
        passage = self.profiles[at].passage
        scored = {**passage.metadata, "score": float(self.scores[at])}
        return Document(id=passage.id, page_content=passage.page_content, metadata=scored)

    def signals_at(self, at: int) -> dict[str, float]:
        """The value of every signal of the passage at this position."""
        return {name: float(values[at]) for name, values in vars(self.signals).items()}


class HybridRetriever(BaseRetriever):
    """Finds passages by meaning and by words (LangChain's retriever interface).

    The candidates are the best of each arm: BM25 over words and over character bigrams, the vector
    index, and both once more with the other names that the thesaurus has for the question's words.
    The `closer` best of them by the signals of whole passages are looked at sentence by sentence
    and scored by the weighted sum of all signals, so that an arm which knows nothing of a question
    does not decide it. Then the list is put in an order that does not repeat itself (`rag.diverse`).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: KnowledgeStore
    k: int = 10
    candidates: int = 100
    """How many passages each arm brings."""
    closer: int = 80
    """How many candidates are looked at sentence by sentence."""
    weights: Weights = Weights()
    stages: Stages = Stages()
    filter: Filter | None = None
    thesaurus: Thesaurus | None = None
    """None means the one that comes with the program."""
    reranker: CrossEncoderReranker | None = None
    """Settles the order of the first passages, if there is one."""
    rerank_depth: int = 20
    """How many passages it reads."""
    _profiles: Profiles = PrivateAttr()
    _static: StaticEmbeddings = PrivateAttr()

    def model_post_init(self, context: object, /) -> None:
        """Loads the static table for the token-level signals."""
        own = self.store.embeddings
        self._static = own if isinstance(own, StaticEmbeddings) else StaticEmbeddings()
        self._profiles = Profiles(self._static)

    @property
    def static(self) -> StaticEmbeddings:
        """The static table of the token-level signals: the index's own model, or the built-in one beside it."""
        return self._static

    def warm_up(self, also: Callable[[Sequence[Document]], None] | None = None) -> None:
        """Computes what is kept of passages, as far as it is kept, so that the first question is as fast as the next.

        Some milliseconds a passage. Safe beside questions in other threads.

        Args:
            also: computes what others keep of passages, some at a time.
        """
        with self.store.snapshot() as snapshot:
            numbers = snapshot.store.numbers()[: self._profiles.kept]
        for at in range(0, len(numbers), _AT_ONCE):
            with self.store.snapshot() as snapshot:  # taken anew, so that no update waits
                found = self._profiles.of(numbers[at : at + _AT_ONCE], snapshot.store.passages)
            for profile in found.values():
                profile.complete()
            if also:
                also([profile.passage for profile in found.values()])

    def search(self, question: str, k: int | None = None, filter: Filter | None = None) -> list[Document]:
        """The `k` best passages, best first, each with ``score`` in its metadata."""
        return [passage for passage, _ in self.search_with_signals(question, k, filter)]

    def search_with_signals(
        self, question: str, k: int | None = None, filter: Filter | None = None
    ) -> list[tuple[Document, dict[str, float]]]:
        """The same with the value of every signal.

        Raises:
            ValueError: `filter` has an unknown key.
        """
        limit = self.k if k is None else k
        ranking = self.rank(question, limit, filter)
        if ranking is None:
            return []
        return [(ranking.passage(at), ranking.signals_at(at)) for at in self.order(ranking, limit)]

    def rank(self, question: str, k: int | None = None, filter: Filter | None = None) -> Ranking | None:
        """The candidates for a list of `k` passages with all that is known of them; None where there are none.

        Raises:
            ValueError: `filter` has an unknown key.
        """
        question = readable(question)
        limit = self.k if k is None else k
        if limit <= 0 or not question.strip():
            return None
        with self.store.snapshot() as snapshot:
            query = self._read(question, snapshot.lexical)
            found = find(
                snapshot,
                self.store.embeddings,
                question if query.text == fold(question) else query.text,
                query.names,
                max(self.candidates, limit),
                filter if filter is not None else self.filter,
                lexical=self.stages.lexical,
                by_meaning=self.stages.dense,
            )
            profiles = self._profiles.of(found.numbers, snapshot.store.passages)
        if not profiles:
            return None
        numbers, every = list(profiles), list(profiles.values())
        weights = self.stages.of(self.weights)
        seen = glance(query, numbers, every, found.arms)
        kept = np.argsort(-weights.combine(seen.signals), kind="stable")[: max(self.closer, limit)]
        close = signals(query, seen, kept, [every[i] for i in kept])
        return Ranking(
            query=query,
            candidates=found,
            numbers=tuple(numbers[i] for i in kept),
            profiles=tuple(every[i] for i in kept),
            signals=close,
            scores=weights.combine(close),
            matches=seen.matches[kept],
            worth=seen.worth,
        )

    def order(self, ranking: Ranking, k: int) -> list[int]:
        """The positions of the `k` best passages of a ranking, best first."""
        deep = max(k, self.rerank_depth) if self.reranker else k
        if not self.stages.rerank:
            return [int(i) for i in np.lexsort((np.array(ranking.numbers), -ranking.scores))[:k]]
        order = _diverse(ranking, range(len(ranking.scores)), ranking.scores, deep, NEW)
        if self.reranker:
            first = order[: self.rerank_depth]
            crossed = self.reranker.scores(ranking.query.text, [ranking.passage(at) for at in first])
            ranking.crossed.update(zip(first, crossed, strict=True))
            # It says who comes first, our scores how far apart: its own may all lie at 0 and 1.
            by_cross = sorted(first, key=lambda at: -ranking.crossed[at])
            scores = -np.sort(-ranking.scores[first])
            order = [*_diverse(ranking, by_cross, scores, len(first), 0.0), *order[self.rerank_depth :]]
        return order[:k]

    def _read(self, question: str, lexical: LexicalIndex) -> Query:
        total = len(lexical)

        def rarity(term: Term) -> float:
            written = [lexical.document_frequency(word) for word in term.written]
            shared = [lexical.document_frequency(form, "forms") for form in term.forms]
            return inverse_frequency(max(min(written, default=0), *shared, 0), total)

        def spellings(text: str) -> list[Expansion]:
            return [Expansion(slip.start, slip.end, (slip.right,)) for slip in corrections(text, lexical)]

        reader = QueryReader(self._static, self.thesaurus or thesaurus(), precedents(self._static.fingerprint))
        expand = self.stages.thesaurus
        return reader.read(
            spelled_out(question),
            rarity,
            spellings if expand else None,
            expand=expand,
            index=lexical if expand else None,
        )

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        filter: Filter | None = None,
    ) -> list[Document]:
        return self.search(query, k, filter)


def _diverse(ranking: Ranking, some: Sequence[int], scores: npt.NDArray[np.float32], k: int, new: float) -> list[int]:
    """The `k` best of the positions `some`, which have these scores, in an order that does not repeat itself."""
    profiles = [ranking.profiles[at] for at in some]
    order = diverse(
        scores,
        ranking.matches[some],
        ranking.worth,
        k,
        sides(ranking.query),
        lambda one, other: profiles[one].copies(profiles[other]),
        new,
    )
    return [some[at] for at in order]
