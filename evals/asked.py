"""A data set's questions as tuning takes them: with the passages of an index that hold their evidence."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.documents import Document

from evals.dataset import Dataset
from evals.judge import hits, place
from rag.question import understand
from rag.tune.questions import ASKED, Question


def asked(dataset: Dataset, passages: Sequence[Document]) -> list[Question]:
    """The questions whose evidence stands in these passages, all of it.

    Args:
        dataset: with evidence; questions without any, and those on other documents, are passed over.
        passages: all of an index.
    """
    by_id = {passage.id or "": passage for passage in passages}
    places = [(passage.id or "", *place(passage)) for passage in passages]
    found = []
    for question in dataset.questions:
        wanted = tuple(
            frozenset(id_ for id_, name, text in places if hits(piece, name, text)) for piece in question.evidence
        )
        if wanted and all(wanted):
            first = by_id[min(wanted[0])].page_content
            quote = question.evidence[0].quote
            found.append(Question(understand(question.question, question.history), wanted, ASKED, quote or first))
    return found
