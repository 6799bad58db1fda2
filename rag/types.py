"""What an answer is: the public result types, and how they are written as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.documents import Document

from corpus import document_of, offset_of, page_of
from index.passage import about
from rag.verdict import Verdict


@dataclass(frozen=True)
class Citation:
    """Proof of a statement: an exact slice of a document's canonical text.

    ``canonical_text[start:end] == quote`` for the stored text of `document`.
    """

    marker: int
    """The number in the answer's ``[n]``, counted from 1 by first use."""
    document: str
    """Document id."""
    title: str
    source: str
    """Path of the file."""
    section: tuple[str, ...]
    """Headings above the quote, outermost first."""
    page: int | None
    quote: str
    start: int
    end: int
    passage: str = ""
    """Id of the passage that the quote stands in."""

    def to_dict(self) -> dict[str, Any]:
        """The citation as the public JSON has it."""
        return {
            "marker": self.marker,
            "document": self.document,
            "title": self.title,
            "source": self.source,
            "section": list(self.section),
            "page": self.page,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True)
class Answer:
    """An answer with its proof, or a refusal with the nearest passages."""

    question: str
    """As asked."""
    text: str
    """With a marker ``[n]`` after each statement."""
    answered: bool
    """Whether the documents answer the question; if not, `text` says so."""
    citations: tuple[Citation, ...] = ()
    passages: tuple[Document, ...] = ()
    """What was retrieved, best first; `metadata` as in `corpus.metadata.PassageMeta`, with ``score``."""
    timings: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage: ``retrieve``, ``answer``, ``total``."""
    understood: str = ""
    """The question as it was searched for, when the conversation completed it; else empty."""
    notice: str = ""
    """What the reader should know of how the answer came about, e.g. that the language model failed."""
    confidence: float | None = None
    """How sure it is that the documents answer the question, in [0, 1]; None for a language model's answer."""
    sentences: tuple[Verdict, ...] = ()
    """What became of each sentence that a language model wrote; empty for an answer without one."""

    @property
    def cited_passages(self) -> tuple[Document, ...]:
        """The passages that the answer cites, in the order of their first markers."""
        ids = list(dict.fromkeys(citation.passage for citation in self.citations))
        found = {passage.id: passage for passage in self.passages}
        return tuple(found[key] for key in ids if key in found)

    @property
    def other_passages(self) -> tuple[Document, ...]:
        """The passages that were retrieved and not cited, best first."""
        cited = {citation.passage for citation in self.citations}
        return tuple(passage for passage in self.passages if passage.id not in cited)

    def to_dict(self) -> dict[str, Any]:
        """The answer as the public JSON has it (`docs/interface.md`)."""
        passages = [
            row | {"markers": [citation.marker for citation in self.citations if citation.passage == passage.id]}
            for row, passage in zip(passages_to_dicts(self.passages), self.passages, strict=True)
        ]
        return {
            "question": self.question,
            "answer": self.text,
            "answered": self.answered,
            "citations": [citation.to_dict() for citation in self.citations],
            "passages": passages,
            "timings_ms": {stage: round(value, 3) for stage, value in self.timings.items()},
            **({"understood": self.understood} if self.understood else {}),
            **({"notice": self.notice} if self.notice else {}),
            **({"confidence": round(self.confidence, 6)} if self.confidence is not None else {}),
            **({"sentences": [verdict.to_dict() for verdict in self.sentences]} if self.sentences else {}),
        }


def passages_to_dicts(passages: Sequence[Document]) -> list[dict[str, Any]]:
    """Retrieved passages as the public JSON has them, with their rank from 1."""
    return [
        {
            "rank": rank,
            "document": document_of(passage),
            "title": about(passage)[0],
            "source": str(passage.metadata.get("source", "")),
            "section": about(passage)[1],
            "page": page_of(passage),
            "text": passage.page_content,
            "start": offset_of(passage),
            "end": offset_of(passage) + len(passage.page_content),
            "score": round(float(passage.metadata.get("score", 0.0)), 6),
        }
        for rank, passage in enumerate(passages, 1)
    ]
