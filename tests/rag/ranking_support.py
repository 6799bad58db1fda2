"""What the tests of the ranking share: questions with rules of their own, and the signals of passages for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from index.synonyms import Thesaurus
from index.terms import Term
from rag.features import Glance, Signals, glance, signals
from rag.profile import Profile
from rag.query import Query, QueryReader

NO_ARMS: Mapping[str, Mapping[int, float]] = {"word": {}, "bigram": {}, "dense": {}}


def rules(*lines: str) -> Thesaurus:
    """A thesaurus of these lines."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "own.txt"
        file.write_text("\n".join(lines), encoding="utf-8")
        return Thesaurus([file])


def rarity(known: Mapping[str, float] | None = None) -> Callable[[Term], float]:
    """The rarity of terms by their first word, 1 for those not `known`."""
    return lambda term: (known or {}).get((*term.written, *term.forms)[0], 1.0)


def read(embeddings: StaticEmbeddings, question: str, *lines: str, **rare: float) -> Query:
    """A question, with the rules of these lines and this rarity of its words."""
    return QueryReader(embeddings, rules(*lines)).read(question, rarity(rare))


def profiles(embeddings: StaticEmbeddings, passages: Sequence[Document | str]) -> list[Profile]:
    """The profiles of passages; a text is one without title and section."""
    documents = [passage(p, title="", section=[]) if isinstance(p, str) else p for p in passages]
    return [Profile(document, embeddings) for document in documents]


def glance_at(query: Query, seen: Sequence[Profile], scores: Mapping[str, Mapping[int, float]] | None = None) -> Glance:
    """What is known of passages, numbered from 0, at first sight."""
    return glance(query, range(len(seen)), seen, {**NO_ARMS, **(scores or {})})


def signals_of(
    query: Query,
    embeddings: StaticEmbeddings,
    passages: Sequence[Document | str],
    scores: Mapping[str, Mapping[int, float]] | None = None,
) -> Signals:
    """All signals of passages, numbered from 0."""
    seen = profiles(embeddings, passages)
    return signals(query, glance_at(query, seen, scores), np.arange(len(seen)), seen)
