"""Questions whose right passages are known, with the ranking signals of their candidates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from paraphrase_pairs import read_pairs
from training_data import read_jsonl

from evals.dataset import Dataset, Evidence, Question, Text
from evals.judge import hits, place
from evals.systems.wenju import add_texts
from index import KnowledgeStore
from rag import Assistant
from rag.question import understand
from rag.retrieve import HybridRetriever
from rag.tune.ranking import columns

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """The candidates of one question.

    Attributes:
        kind: of the question.
        signals: (n, signals), in the order of `rag.tune.ranking.NAMES`.
        holds: (n, pieces) which candidate holds which piece of the evidence.
    """

    kind: str
    signals: Floats
    holds: npt.NDArray[np.bool_]


def pairs_set() -> Dataset:
    """The held-out tenth of our pairs, searched among the passages of all pairs."""
    texts: dict[str, Text] = {}
    questions: list[Question] = []
    for pair in read_pairs():
        key = _key(pair.passage)
        texts[key] = Text(pair.passage, pair.heading)
        if pair.held_out:
            evidence = (Evidence(key),)
            questions.append(Question(f"pair{len(questions)}", pair.question, pair.languages, (), evidence))
    return Dataset("pairs", tuple(questions), texts)


def reading_set(path: Path, most: int = 500) -> Dataset:
    """At most `most` questions of a reading-comprehension file, evenly spread, on all of its passages."""
    rows = list(read_jsonl(path))
    name = path.name.split(".")[0]
    texts = {_key(row["passage"]): Text(row["passage"]) for row in rows}
    spread = rows[:: max(1, len(rows) // most)][:most]
    asked = [
        Question(f"{name}{i}", row["query"], name, (), (Evidence(_key(row["passage"])),))
        for i, row in enumerate(spread)
    ]
    return Dataset(name, tuple(asked), texts)


def open_store(folder: Path, dataset: Dataset, documents: Sequence[Path] = ()) -> KnowledgeStore:
    """An index in `folder` of the texts of a data set, or of the documents that it is about."""
    store = KnowledgeStore(folder, create=True)
    assistant = Assistant(store)
    if dataset.texts:
        add_texts(assistant, dataset.texts)
    else:
        assistant.sync(documents)
    return store


def candidates_of(questions: Iterable[Question], store: KnowledgeStore) -> list[Candidates]:
    """The candidates of every question that has evidence; none where nothing was found."""
    retriever = HybridRetriever(store=store)
    found: list[Candidates] = []
    for question in questions:
        ranking = retriever.rank(understand(question.question, question.history)) if question.evidence else None
        if ranking is not None:
            places = [place(profile.passage) for profile in ranking.profiles]
            holds = np.array([[hits(piece, *there) for piece in question.evidence] for there in places], dtype=bool)
            found.append(Candidates(question.kind, columns(ranking.signals), holds))
    return found


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
