"""The first stage of the search: passages that some arm brings, with the arms' scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from langchain_core.embeddings import Embeddings

from index import dense
from index.embedder import Embedder
from index.knowledge import Filter
from index.snapshot import Snapshot

Arms = dict[str, dict[int, float]]


@dataclass(frozen=True)
class Candidates:
    """Passages worth a look.

    Attributes:
        numbers: of these passages.
        arms: scores by passage number: of ``word`` and ``bigram`` (BM25 over words and over character bigrams; only
            what these arms brought), of ``dense`` (the cosine, of every passage), of ``names`` (BM25 over the other
            names of the question's words).
    """

    numbers: tuple[int, ...] = ()
    arms: Mapping[str, dict[int, float]] = field(default_factory=dict)


def find(
    snapshot: Snapshot,
    embeddings: Embeddings,
    question: str,
    names: str,
    depth: int,
    filter: Filter | None = None,
    *,
    lexical: bool = True,
    by_meaning: bool = True,
) -> Candidates:
    """The best `depth` passages of each arm.

    Args:
        snapshot: what is searched.
        embeddings: the model of its vectors.
        question: complete in itself.
        names: what its words are also called; searched for by words and, behind the question, by meaning.
        depth: passages of an arm.
        filter: only passages of these documents.
        lexical: whether the words are searched for.
        by_meaning: whether the vectors are.

    Raises:
        ValueError: `filter` has an unknown key.
    """
    documents = snapshot.store.find_documents(filter) if filter else None
    allowed = None
    if documents is not None:
        allowed = np.array(snapshot.store.numbers_of(documents), dtype=np.int64)
        if not len(allowed):
            return Candidates()
    embedder = Embedder(embeddings)
    arms: Arms = {"word": {}, "bigram": {}, "dense": {}, "names": {}}
    more: dict[int, float] = {}
    if lexical:
        arms["word"] = dict(snapshot.lexical.search_words(question, depth, documents))
        arms["bigram"] = dict(snapshot.lexical.search_bigrams(question, depth, documents))
        if names:
            arms["names"] = dict(snapshot.lexical.search_words(names, depth, documents))
    if by_meaning:
        vector = embedder.query(question)
        arms["dense"] = dict(dense.search(snapshot.dense, vector, depth, allowed=allowed))
        if names:
            wider = embedder.query(f"{question} {names}")
            more = dict(dense.search(snapshot.dense, wider, depth, allowed=allowed))
    numbers = tuple(dict.fromkeys(number for scores in (*arms.values(), more) for number in scores))
    missing = [number for number in numbers if number not in arms["dense"]]
    if by_meaning and missing:
        # A passage that only another arm brought has its cosine all the same.
        known, vectors = snapshot.store.vectors(missing)
        arms["dense"] |= dict(zip(known.tolist(), (vectors @ vector).tolist(), strict=True))
    return Candidates(numbers, arms)
