"""The built-in embedding model, moved a little towards the words of one index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.static_table import StaticTable
from rag.tune.questions import ASKED, Question

if TYPE_CHECKING:
    from torch import Tensor

Ids = npt.NDArray[np.int64]
Step = Callable[[int, int], None]
"""Called with steps done and steps in all."""

NAME = "wenju-tuned"


@dataclass(frozen=True)
class Recipe:
    """How far, and how the model is moved."""

    steps: int = 150
    batch: int = 256
    late_batch: int = 64
    """Examples of a batch that also train late interaction."""
    rate: float = 0.003
    """Of Adam (Kingma and Ba 2015), in lengths of a row, falling linearly to 0."""
    temperature: float = 0.05
    anchor: float = 100.0
    """Weight of the mean squared distance of the batch's tokens from their built-in rows, in lengths of a row."""
    dropout: float = 0.15
    """Share of the tokens that a draw of an example leaves out."""
    asked: float = 0.3
    """Share of a batch that questions of people have, where there are any."""
    query_tokens: int = 24
    passage_tokens: int = 64


def adapted(
    table: StaticTable,
    questions: Sequence[Question],
    recipe: Recipe = Recipe(),
    seed: int = 0,
    told: Step | None = None,
) -> StaticTable:
    """The model, trained to find what answers these questions by mean vector and by late interaction.

    InfoNCE (van den Oord et al. 2018) against the other passages of a batch, for both scores; the
    built-in rows hold every row back, so that what they know of the language stays. Tokens that no
    question and no passage has do not move. Needs torch.

    Args:
        table: the built-in model; stays as it is.
        questions: with what they are to find.
        recipe: how far to go.
        seed: the same one gives the same model on the same machine.
        told: hears how far it is.
    """
    import torch
    import torch.nn.functional as F

    pairs = _Pairs(table, questions, recipe, seed)
    if len(pairs) < 2:
        return table
    start = torch.from_numpy(table.rows[pairs.tokens])
    length = start.norm(dim=1, keepdim=True)
    idf = torch.from_numpy(table.idf[pairs.tokens])
    moved = torch.zeros_like(start, requires_grad=True)
    optimiser = torch.optim.Adam([moved], lr=recipe.rate)
    for step in range(recipe.steps):
        if told:
            told(step, recipe.steps)
        queries, passages, same = (torch.from_numpy(part) for part in pairs.draw())
        optimiser.param_groups[0]["lr"] = recipe.rate * (1 - step / recipe.steps)
        rows = start + moved * length
        means = [F.normalize(F.embedding_bag(ids, rows, mode="sum", padding_idx=0)) for ids in (queries, passages)]
        loss = _contrastive(means[0] @ means[1].T / recipe.temperature, same)
        few = slice(recipe.late_batch)
        late = _late(F.normalize(rows), idf, queries[few], passages[few])
        loss = loss + _contrastive(late / recipe.temperature, same[few, few])
        present = torch.unique(torch.cat([queries.flatten(), passages.flatten()]))
        loss = loss + recipe.anchor * moved[present].square().sum(1).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    if told:
        told(recipe.steps, recipe.steps)
    rows = table.rows.copy()
    rows[pairs.tokens[1:]] = (start + moved.detach() * length).numpy()[1:]
    return replace(table, rows=rows, config={**table.config, "name": NAME})


def _contrastive(scores: Tensor, same: Tensor) -> Tensor:
    """InfoNCE in both directions over (n, n) scores; `same` marks other copies of the right passage."""
    import torch
    import torch.nn.functional as F

    scores = scores.masked_fill(same, -1e4)
    target = torch.arange(len(scores))
    return (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2


def _late(unit: Tensor, idf: Tensor, queries: Tensor, passages: Tensor) -> Tensor:
    """Late interaction (Khattab and Zaharia 2020) of every query with every passage, (queries, passages)."""
    import torch

    query_tokens, query_at = torch.unique(queries, return_inverse=True)
    passage_tokens, passage_at = torch.unique(passages, return_inverse=True)
    cosines = unit.index_select(0, passage_tokens) @ unit.index_select(0, query_tokens).T
    cosines = cosines.masked_fill(passage_tokens[:, None] == 0, -1.0)
    best = cosines.index_select(0, passage_at.flatten()).view(*passages.shape, -1).amax(1)
    weight = idf[queries] * (queries > 0)
    weight = weight / weight.sum(1, keepdim=True).clamp(min=1e-6)
    return torch.einsum("pqt,qt->qp", best[:, query_at], weight)


class _Pairs:
    """Draws batches; tokens are numbered anew, those that occur only, 0 standing for none."""

    def __init__(self, table: StaticTable, questions: Sequence[Question], recipe: Recipe, seed: int) -> None:
        encoded = [
            (question, _known(table, question.text), _known(table, question.about)[: 4 * recipe.passage_tokens])
            for question in questions
        ]
        encoded = [row for row in encoded if len(row[1]) and len(row[2])]
        every: list[Any] = [ids for row in encoded for ids in row[1:]]
        self.tokens: Ids = np.unique(np.concatenate([np.zeros(1, np.int64), *every]))
        self._recipe = recipe
        self._rng = np.random.default_rng(seed)
        number: dict[frozenset[str], int] = {}
        self._sources = np.array([number.setdefault(q.passages, len(number)) for q, _, _ in encoded], dtype=np.int64)
        self._queries = [np.searchsorted(self.tokens, ids) for _, ids, _ in encoded]
        self._passages = [np.searchsorted(self.tokens, ids) for _, _, ids in encoded]
        asked = np.array([question.kind == ASKED for question, _, _ in encoded], dtype=bool)
        self._groups = [np.flatnonzero(asked), np.flatnonzero(~asked)]

    def __len__(self) -> int:
        return len(self._sources)

    def draw(self) -> tuple[Ids, Ids, npt.NDArray[np.bool_]]:
        """Queries and passages of a batch, padded with 0, and which others of it have the same right passage."""
        asked, others = (self._rng.permutation(group) for group in self._groups)
        most = self._recipe.batch if not len(others) else int(self._recipe.asked * self._recipe.batch)
        chosen = np.concatenate([asked[:most], others[: self._recipe.batch - min(most, len(asked))]])
        chosen = self._rng.permutation(chosen)
        queries = _padded([self._thin(self._queries[i]) for i in chosen], self._recipe.query_tokens)
        passages = _padded([self._stretch(self._passages[i]) for i in chosen], self._recipe.passage_tokens)
        same = self._sources[chosen][:, None] == self._sources[chosen]
        np.fill_diagonal(same, False)
        return queries, passages, same

    def _thin(self, ids: Ids) -> Ids:
        kept = self._rng.random(len(ids)) >= self._recipe.dropout
        return ids[kept] if kept.any() else ids

    def _stretch(self, ids: Ids) -> Ids:
        """A piece of a long passage; it may begin anywhere."""
        room = max(1, len(ids) - self._recipe.passage_tokens // 2)
        start = int(self._rng.integers(room)) if len(ids) > self._recipe.passage_tokens else 0
        return self._thin(ids[start : start + self._recipe.passage_tokens])


def _known(table: StaticTable, text: str) -> Ids:
    ids = np.asarray(table.tokenizer.encode(text).ids, dtype=np.int64)
    return ids[ids > 0]


def _padded(rows: Sequence[Ids], width: int) -> Ids:
    padded = np.zeros((len(rows), width), dtype=np.int64)
    for target, row in zip(padded, rows, strict=True):
        target[: min(len(row), width)] = row[:width]
    return padded
