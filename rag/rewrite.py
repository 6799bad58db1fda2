"""More ways to search for a question, worded by the chat model: other queries, and an imagined answer (HyDE)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from langchain_core.documents import Document

from rag import prompts
from rag.model import ModelFailed, pieces

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST = 3
"""So many other queries are used at most."""
_LONGEST = 600
"""Characters of an imagined answer that are searched for."""
_RANK = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""


def search_texts(model: BaseChatModel, question: str, *, rewrite: bool, hyde: bool) -> list[str]:
    """What to search for besides `question`: up to `MOST` queries and an imagined answer.

    What the model cannot give is left out: a search does not fail for it.
    """
    found: list[str] = []
    if rewrite:
        said = _asked(prompts.rewrite_prompt(question) | model, question)
        lines = (line.strip(" \t-*•·0123456789.、)）") or line for line in said.splitlines())
        found += [line for line in dict.fromkeys(lines) if line and line != question][:MOST]
    if hyde:
        imagined = " ".join(_asked(prompts.imagine_prompt(question) | model, question).split())[:_LONGEST]
        found += [imagined] if imagined else []
    return found


def fused(rankings: Sequence[Sequence[Document]], k: int) -> list[Document]:
    """The `k` best passages of several rankings, by reciprocal rank; the first ranking counts twice.

    Each passage keeps the score of the first ranking that has it; with one ranking, its order stays.
    """
    scores: dict[str, float] = {}
    passages: dict[str, Document] = {}
    for at, ranking in enumerate(rankings):
        for rank, passage in enumerate(ranking, 1):
            key = passage.id or f"{passage.metadata.get('document')}:{passage.metadata.get('start')}"
            passages.setdefault(key, passage)
            scores[key] = scores.get(key, 0.0) + (1 if at else 2) / (_RANK + rank)
    return [passages[key] for key in sorted(scores, key=lambda key: -scores[key])[:k]]


def _asked(chain: object, question: str) -> str:
    try:
        return "".join(pieces(chain, {"input": question}))
    except ModelFailed:
        return ""
