"""A set of questions in parts that share no section: to learn from, to weigh with, and held out to measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.documents import Document

from corpus import document_of
from index.passage import about
from rag.tune.questions import Question

MODEL, RANKING, HELD_OUT = range(3)
SHARES = (0.5, 0.2, 0.3)
"""Of the sections."""
_STRETCH = 20
"""So many passages under one heading stay together; texts without headings are parted too."""


@dataclass(frozen=True)
class Parts:
    """Questions by what they are for.

    Attributes:
        model: the embedding model learns from these.
        ranking: the ranking weights are fitted to these, which the model has not seen.
        held_out: what is tuned is measured on these.
        left_out: questions answered in several parts, used nowhere.
    """

    model: tuple[Question, ...]
    ranking: tuple[Question, ...]
    held_out: tuple[Question, ...]
    left_out: int


def parted(questions: Sequence[Question], passages: Sequence[Document], seed: int = 0) -> Parts:
    """The questions, parted by the sections of the passages that answer them, so that no section is in two parts."""
    part_of = _part_of_passages(passages, seed)
    parts: tuple[list[Question], ...] = ([], [], [])
    left_out = 0
    for question in questions:
        where = {part_of[id_] for id_ in question.passages}
        if len(where) == 1:
            parts[where.pop()].append(question)
        else:
            left_out += 1
    return Parts(tuple(parts[MODEL]), tuple(parts[RANKING]), tuple(parts[HELD_OUT]), left_out)


def _part_of_passages(passages: Sequence[Document], seed: int) -> dict[str, int]:
    """The part that each passage's section is in, by the passage's id."""
    stretches: defaultdict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for passage in passages:
        _, section, _ = about(passage)
        # A text that a program added is a document of its own.
        held = stretches[(document_of(passage), *section)]
        if not held or len(held[-1]) >= _STRETCH:
            held.append([])
        held[-1].append(passage.id or "")
    groups = [ids for held in stretches.values() for ids in held]
    order = np.random.default_rng(seed).permutation(len(groups))
    bounds = np.cumsum(SHARES)[:-1] * len(groups)
    return {id_: int(np.searchsorted(bounds, at, side="right")) for at, i in enumerate(order) for id_ in groups[i]}
