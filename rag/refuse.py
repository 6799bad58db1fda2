"""Whether what was found answers the question: decided by evidence, not by a bare similarity.

A question about another year, place or attribute than the passages hold looks very similar to
one that they answer. So what it fixes is looked up one by one, together, in the statements that
come nearest (`rag.refusal`): its years, places, names, numerals, the unit and the kind of answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple

from langchain_core.documents import Document

from rag.extract import Scored
from rag.refusal.evidence import Evidence, gather
from rag.refusal.near import nearest
from rag.refusal.wanted import wanted
from rag.support import Asked, Support

# Fitted by `scripts/fit_refusal.py`: logistic regression on answerable questions against unanswerable
# ones, near misses made by rule, and questions on other subjects. The fit gives 0 to `poor`, `top` and
# `unknown`; their small weights only keep the direction that each must have.
_WEIGHTS = Evidence(
    exact=0.57, poor=-0.05, own_worst=-10.54, slot=0.28, apart=-0.84, top=0.1, gap=1.8, lead=4.55, unknown=-0.1,
    form_missing=-3.0, unit_missing=-2.0, place_missing=-2.84, year_missing=-3.48, year_far=-2.69,
    name_missing=-1.82, numeral_missing=-4.06, rate_missing=-1.8, several=1.5, latin=-0.56,
)  # fmt: skip
_BIAS = 2.22
_SHORT, _ELSEWHERE, _FAR = 6, 0.35, 0.35
"""Naming words of a short question; share of unsaid words and best score of one on another subject."""
THRESHOLD = 0.4
"""Below this confidence the question is refused."""


def confidence(evidence: Evidence) -> float:
    """The estimated probability, in (0, 1), that the evidence answers the question."""
    value = _BIAS + sum(w * v for w, v in zip(astuple(_WEIGHTS), astuple(evidence), strict=True))
    return 1 / (1 + math.exp(-value))


def weigh(asked: Asked, passages: Sequence[Document], support: Support) -> Evidence | None:
    """The evidence of the retrieved passages, best first, for a question; None where they hold no statement."""
    question = wanted(asked)
    found = nearest(question, passages, support)
    return gather(question, found, passages, asked.unknown, support) if found and question.words else None


def trust(asked: Asked, ranked: Sequence[Scored], passages: Sequence[Document], support: Support) -> float:
    """How sure it is that the passages answer the question, in [0, 1]; from `THRESHOLD` on they are quoted."""
    if not ranked or not any(len(term) > 1 for term in asked.terms):
        return 0.0  # a question that names nothing has no answer
    evidence = weigh(asked, passages, support)
    if evidence is None:
        return 0.0
    if _certain(evidence):
        return 0.0
    # Everyday words in a long question may be unknown to official documents; in a short one,
    # the word that is unknown is what the question is about.
    elsewhere = evidence.poor >= _ELSEWHERE and evidence.top < _FAR
    if len(asked.terms) <= _SHORT and elsewhere:
        return 0.0
    return confidence(evidence)


def _certain(evidence: Evidence) -> bool:
    """Whether one thing that is missing settles it: what holds for another year, place, thing or unit is no answer.

    A question that asks several things may be answered in part.
    """
    if evidence.several:
        return False
    named = (evidence.year_missing, evidence.place_missing, evidence.name_missing, evidence.numeral_missing)
    return max(*named, evidence.unit_missing) == 1
