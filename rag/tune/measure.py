"""How well a retriever finds what questions ask for, and whether another one finds it better for sure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.candidates import Candidates
from rag.retrieve import HybridRetriever, Ranking
from rag.tune.questions import Question
from rag.tune.ranking import Example, columns, examples
from rag.weights import Weights

K = 10
SURE = 0.9
"""How sure it must be that a gain is one."""
FEWEST = 20
"""On fewer questions nothing is proved."""
_RESAMPLES = 2_000
_SIGNS = 10_000

Step = Callable[[int, int], None]
"""Called with questions done and questions in all."""


@dataclass(frozen=True)
class Gain:
    """What a change brings on the questions held out.

    Attributes:
        questions: how many.
        before: mean nDCG@10 without it.
        after: with it.
        low: the gain is above this with 90 % confidence (one-sided).
        p: how often chance alone gives as much: share of the changes of sign that do.
    """

    questions: int
    before: float
    after: float
    low: float
    p: float

    @property
    def proved(self) -> bool:
        """Whether it is a gain for sure, by both: where few questions differ, a bootstrap alone is too sure."""
        return self.questions >= FEWEST and self.low > 0 and self.p <= 1 - SURE


def gain(questions: Sequence[Question], before: Sequence[float], after: Sequence[float], seed: int = 0) -> Gain:
    """The gain in nDCG@10 from paired values, with the lower bound of a percentile bootstrap (Efron 1979).

    `Gain.p` is that of a one-sided randomisation test (Smucker, Allan and Carterette 2007), sampled.
    Questions about the same passages are drawn together: they tend to win and lose together.
    """
    if not questions:
        return Gain(0, 0.0, 0.0, 0.0, 1.0)
    groups: defaultdict[frozenset[str], list[float]] = defaultdict(list)
    for question, old, new in zip(questions, before, after, strict=True):
        groups[question.passages].append(new - old)
    sums = np.array([sum(group) for group in groups.values()])
    sizes = np.array([len(group) for group in groups.values()])
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), _RESAMPLES)
    low = float(np.quantile((drawn @ sums) / (drawn @ sizes), 1 - SURE))
    signs = rng.choice(np.array([-1.0, 1.0]), (_SIGNS, len(sums)))
    p = float((signs @ sums >= sums.sum() - 1e-9).mean())
    return Gain(len(questions), float(np.mean(before)), float(np.mean(after)), low, p)


def ndcg(question: Question, found: Sequence[str]) -> float:
    """nDCG@10 of a ranked list of passage ids (Järvelin and Kekäläinen 2002), in [0, 1].

    A thing asked for counts at the first passage that holds it.
    """
    ranks = [next((rank for rank, id_ in enumerate(found[:K], 1) if id_ in held), 0) for held in question.wanted]
    best = sum(1 / math.log2(1 + rank) for rank in range(1, min(K, len(ranks)) + 1))
    return min(1.0, sum(1 / math.log2(1 + rank) for rank in ranks if rank) / best)


@dataclass(frozen=True)
class Looked:
    """A question with what a retriever has looked at for it.

    Attributes:
        question: with the passages that it should find.
        ids: of the candidates.
        ranking: of these, without their texts, which fill the memory; None where there are none.
    """

    question: Question
    ids: tuple[str, ...]
    ranking: Ranking | None


def look(retriever: HybridRetriever, questions: Sequence[Question], told: Step | None = None) -> list[Looked]:
    """The candidates of each question: the costly part of a search."""
    found = []
    for done, question in enumerate(questions):
        if told:
            told(done, len(questions))
        ranking = retriever.rank(question.text, K)
        ids: tuple[str, ...] = ()
        if ranking is not None:
            ids = tuple(ranking.passage(at).id or "" for at in range(len(ranking.numbers)))
            ranking = replace(ranking, candidates=Candidates())
        found.append(Looked(question, ids, ranking))
    return found


def measured(retriever: HybridRetriever, looked: Sequence[Looked], weights: Weights) -> list[float]:
    """nDCG@10 of each question with these weights, in the order that `retriever` gives.

    Which candidates were looked at is left as it was with the retriever's own weights.
    """
    values = []
    for each in looked:
        order: list[int] = []
        if each.ranking is not None:
            order = retriever.order(replace(each.ranking, scores=weights.combine(each.ranking.signals)), K)
        values.append(ndcg(each.question, [each.ids[at] for at in order]))
    return values


def candidates(looked: Sequence[Looked], weights: Sequence[float]) -> list[Example]:
    """The candidates of questions, for `rag.tune.ranking.fit`, each question with its weight."""
    found: list[Example] = []
    for each, weight in zip(looked, weights, strict=True):
        if each.ranking is not None:
            holds = np.array([[id_ in held for held in each.question.wanted] for id_ in each.ids], dtype=bool)
            found += examples(columns(each.ranking.signals), holds, weight)
    return found
