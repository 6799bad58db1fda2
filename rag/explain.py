"""Why a search gives the passages that it gives: how the question was read, what matched, what counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from index.knowledge import Filter
from index.spelling import Correction, corrections
from index.terms import fold
from rag.explanation import Arm, Contribution, Explanation, OtherNames, Reading, Why, Word
from rag.matched import Matcher
from rag.query import Query, QueryReader
from rag.question import readable
from rag.retrieve import HybridRetriever
from rag.weights import Weights

ARMS = {"word": "words", "bigram": "bigrams", "dense": "meaning", "names": "other names"}
"""The arms of the first stage as candidates have them → what they are called here."""


def explain(
    retriever: HybridRetriever, question: str, k: int | None = None, filter: Filter | None = None
) -> Explanation:
    """Why `retriever.search` gives what it gives for `question`: the same passages in the same order.

    Raises:
        ValueError: `filter` has an unknown key.
    """
    limit = retriever.k if k is None else k
    ranking = retriever.rank(question, limit, filter)
    question = readable(question)
    if ranking is None:
        return Explanation(question, Reading(fold(question)))
    order = retriever.order(ranking, limit)
    slips = _slips(retriever, ranking.query)
    matched = Matcher(ranking.query, slips, retriever.static)
    weights = retriever.stages.of(retriever.weights)
    arms = {name: _ranked(scores) for name, scores in ranking.candidates.arms.items()}
    depth = max(retriever.candidates, limit)
    whys = []
    for rank, at in enumerate(order, 1):
        passage, number = ranking.passage(at), ranking.numbers[at]
        whys.append(
            Why(
                passage=passage,
                rank=rank,
                by_score=1 + int((ranking.scores > ranking.scores[at]).sum()),
                arms=tuple(_arm(name, arms[name], ranking.candidates.arms[name], number, depth) for name in arms),
                matches=matched(passage),
                signals=_contributions(ranking.signals_at(at), weights),
                cross_encoder=ranking.crossed.get(at),
            )
        )
    return Explanation(question, _reading(ranking.query, slips), tuple(whys))


def _reading(query: Query, slips: list[Correction]) -> Reading:
    mended = {(slip.start, slip.end) for slip in slips}
    return Reading(
        text=query.text,
        words=tuple(
            Word(" ".join(term.written) or term.forms[0], term.forms, round(rarity, 6))
            for term, rarity in query.terms.items()
        ),
        mended=tuple(slips),
        names=tuple(
            OtherNames(query.text[part.start : part.end], part.start, part.end, part.terms[: QueryReader.MOST])
            for part in query.expansions
            if (part.start, part.end) not in mended
        ),
        sought=query.sought.kinds,
        unit=query.sought.unit,
        quoted=query.sought.quoted,
        years=tuple(sorted(query.sought.years)),
        places=tuple(sorted(query.sought.places)),
        parts=query.sought.parts,
    )


def _slips(retriever: HybridRetriever, query: Query) -> list[Correction]:
    """The slips in the question that the search has mended."""
    used = {(part.start, part.end, part.terms) for part in query.expansions}
    if not used or not retriever.stages.thesaurus:
        return []
    with retriever.store.snapshot() as snapshot:
        found = corrections(query.text, snapshot.lexical)
    return [slip for slip in found if (slip.start, slip.end, (slip.right,)) in used]


def _ranked(scores: Mapping[int, float]) -> dict[int, int]:
    """Passage number → rank from 1, by score; equal scores in the order in which the arm gave them."""
    return {number: rank for rank, (number, _) in enumerate(sorted(scores.items(), key=lambda item: -item[1]), 1)}


def _arm(name: str, ranks: Mapping[int, int], scores: Mapping[int, float], number: int, depth: int) -> Arm:
    rank = ranks.get(number)
    score = scores.get(number)
    # The cosine is known of every candidate, also of those that this arm did not bring.
    return Arm(ARMS.get(name, name), rank if rank and rank <= depth else None, None if score is None else float(score))


def _contributions(signals: Mapping[str, float], weights: Weights) -> tuple[Contribution, ...]:
    total = weights.total
    found = [
        Contribution(name, signals.get(name, 0.0), weight, weight * signals.get(name, 0.0) / total)
        for name, weight in asdict(weights).items()
    ]
    return tuple(sorted(found, key=lambda signal: -signal.share))
