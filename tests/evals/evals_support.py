"""Systems to evaluate whose results are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.documents import Document

from evals.dataset import Evidence, Question
from rag import Answer, Citation

LINE = "环湖快线于2023年9月28日通车，全长11.6公里"
TICKET = "云溪古镇恢复开放，门票40元"
DATE, FARE = "环湖快线何时通车？", "它的票价呢？"
IN_YEARBOOK = Evidence("yearbook.txt", LINE)
QUESTIONS = [
    Question("q1", DATE, "date", evidence=(IN_YEARBOOK,), must=(("2023年9月28日", "9月28日"),)),
    Question("q2", FARE, "follow-up", (DATE,), (Evidence("yearbook.txt", TICKET),)),
    Question("q3", "通车日期和门票？", "several", evidence=(IN_YEARBOOK, Evidence("town.md", TICKET))),
    Question("q4", "怎么给猫剪指甲？", "unanswerable"),
]


def passage(text: str, source: str = "/docs/yearbook.txt", name: str = "p") -> Document:
    meta = {"source": source, "section": ["公共交通"], "score": 0.5, "start": 0, "end": len(text), "document": "d"}
    return Document(id=f"{name}-{text[:8]}-{source}", page_content=text, metadata=meta)


class System:
    """A system that finds nothing and refuses everything; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def search(self, question: str, k: int = 10, filter: Any = None, history: Sequence[str] = ()) -> list[Document]:
        self.asked.append((question, tuple(history)))
        return self.passages(question)[:k]

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        found = tuple(self.passages(question))
        times = {"total": 2.0}
        if not found:
            return Answer(question, "资料中没有。", answered=False, timings=times)
        cited = tuple(
            Citation(n, "d", "", p.metadata["source"], (), None, p.page_content, 0, len(p.page_content), p.id or "")
            for n, p in enumerate(found, 1)
        )
        text = "".join(f"{p.page_content}[{n}]" for n, p in enumerate(found, 1))
        return Answer(question, text, answered=True, citations=cited, passages=found, timings=times)

    def passages(self, question: str) -> list[Document]:
        return []


class Oracle(System):
    """Finds exactly the evidence."""

    def passages(self, question: str) -> list[Document]:
        (asked,) = [q for q in QUESTIONS if q.question == question]
        return [passage(f"前文。{e.quote}。后文", f"/docs/{e.doc}") for e in asked.evidence]


class Failing(Oracle):
    """Raises for one question."""

    def __init__(self, question: str, where: str = "search") -> None:
        super().__init__()
        self.failing, self.where = question, where

    def search(self, question: str, k: int = 10, filter: Any = None, history: Sequence[str] = ()) -> list[Document]:
        if question == self.failing and self.where == "search":
            raise RuntimeError("the index is gone")
        return super().search(question, k, filter, history)

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        if question == self.failing:
            raise KeyError("no answer")
        return super().answer(question, history)
