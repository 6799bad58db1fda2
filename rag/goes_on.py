"""Whether a question goes on with the topic of the conversation, told by what is found for it with and without that."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.documents import Document

from rag.question import names_nothing

BETTER, MUCH_BETTER = 1.05, 1.15
"""How much better the best passage must fit the question together with the topic than the best one fits it alone, where
it is found for it alone, too, and where not. Of 25 follow-ups whose wording does not tell, 20 are told so; of 445
questions set behind one on something else, 5 are taken for one."""


def goes_on(question: str, alone: Sequence[Document], together: Sequence[Document]) -> bool:
    """Whether a question whose wording does not tell goes on with the topic.

    Words on something else only dilute a question that stands on its own; what it leaves out makes it fit better. What
    fits must be about the question, too: found for it alone, unless it is so short that it names nothing.

    Args:
        question: as it was asked.
        alone: the passages found for it, best first, with ``score``.
        together: those found for it together with the topic.
    """
    if not alone or not together:
        return False
    best = together[0]
    better = _score(best) / max(_score(alone[0]), 1e-9)
    if best.id in {passage.id for passage in alone}:
        return better > BETTER
    return better > MUCH_BETTER and names_nothing(question)


def _score(passage: Document) -> float:
    return float(passage.metadata.get("score") or 0.0)
