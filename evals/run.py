"""Runs questions through an assistant and judges what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from evals import measures
from evals.dataset import Question
from evals.judge import hits, ranks, says

if TYPE_CHECKING:
    from rag import Answer, Assistant

DEPTH = 10
CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True)
class Result:
    """What came of one question; measures that do not apply to it are None."""

    question: Question
    ranks: list[int | None]
    """Of each quote: the rank at which it was found."""
    found: list[dict[str, Any]]
    """The passages, best first: document, section, score, start of the text."""
    retrieve_ms: float | None
    answer: str = ""
    answered: bool | None = None
    must: float | None = None
    citation_recall: float | None = None
    citation_precision: float | None = None
    answer_ms: float | None = None
    error: str = ""
    """A question that fails counts as a miss and is shown."""

    def values(self) -> dict[str, float | None]:
        """Every measure by its name."""
        times = {"retrieve_ms": self.retrieve_ms, "answer_ms": self.answer_ms}
        refused = None if self.answered is None else float(not self.answered)
        if not self.question.evidence:
            # Who fails has not said that the documents do not answer.
            return {"rejection": 0.0 if self.error and refused is not None else refused, **times}
        scores: dict[str, float | None] = {f"recall@{k}": measures.recall(self.ranks, k) for k in CUTOFFS}
        return {
            **scores,
            f"MRR@{DEPTH}": measures.reciprocal_rank(self.ranks, DEPTH),
            f"nDCG@{DEPTH}": measures.ndcg(self.ranks, DEPTH),
            "must": self.must,
            "citation recall": self.citation_recall,
            "citation precision": self.citation_precision,
            "false refusal": refused,
            **times,
        }


@dataclass(frozen=True)
class Report:
    """The results of a run."""

    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0

    def mean(self, measure: str, results: Iterable[Result] | None = None) -> float | None:
        """The mean of a measure over the results that it applies to; None if there are none."""
        chosen = self.results if results is None else results
        values = [value for r in chosen if (value := r.values().get(measure)) is not None]
        return sum(values) / len(values) if values else None

    def kinds(self) -> dict[str, list[Result]]:
        """The results by kind of question."""
        found: dict[str, list[Result]] = {}
        for result in self.results:
            found.setdefault(result.question.kind or "(none)", []).append(result)
        return found

    def latency(self, stage: str) -> dict[str, float]:
        """``p50`` and ``p95`` of a stage (``retrieve_ms``, ``answer_ms``) in milliseconds."""
        values = [v for r in self.results if (v := r.values().get(stage)) is not None]
        return {"p50": measures.percentile(values, 0.5), "p95": measures.percentile(values, 0.95)}

    def to_dict(self) -> dict[str, Any]:
        """Means overall and by kind, and latencies, as plain data."""
        names = list(dict.fromkeys(name for r in self.results for name in r.values() if not name.endswith("_ms")))
        return {
            "questions": len(self.results),
            "errors": sum(bool(r.error) for r in self.results),
            "overall": {name: self.mean(name) for name in names},
            "by_kind": {
                kind: {"questions": len(rs)}
                | {name: self.mean(name, rs) for name in names if self.mean(name, rs) is not None}
                for kind, rs in sorted(self.kinds().items())
            },
            "latency_ms": {stage.removesuffix("_ms"): self.latency(stage) for stage in ("retrieve_ms", "answer_ms")},
            "seconds": self.seconds,
        }


def run(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    answers: bool = True,
    progress: Callable[[int, int, str], None] | None = None,
) -> Report:
    """The judged results of all questions; an unanswerable one counts for refusal only.

    Args:
        assistant: what is measured.
        questions: with their evidence.
        answers: also ask for the answers, not only for passages.
        progress: called with questions done, questions in all, and the question at hand.
    """
    started = time.perf_counter()
    results: list[Result] = []
    for done, question in enumerate(questions):
        if progress:
            progress(done, len(questions), question.id)
        try:
            results.append(_one(assistant, question, answers=answers))
        except Exception as error:  # whatever fails is a miss, and is shown
            results.append(_failed(question, error, answers=answers))
    return Report(results, time.perf_counter() - started)


def _failed(question: Question, error: Exception, *, answers: bool) -> Result:
    missed = 0.0 if answers else None
    return Result(
        question,
        [None for _ in question.evidence],
        [],
        retrieve_ms=None,
        answered=False if answers else None,
        must=missed,
        citation_recall=missed,
        error=f"{type(error).__name__}: {error}",
    )


def _one(assistant: Assistant, question: Question, *, answers: bool) -> Result:
    started = time.perf_counter()
    passages = assistant.search(question.question, DEPTH, history=question.history)
    took = 1000 * (time.perf_counter() - started)
    found = [
        {
            "document": PurePath(p.metadata.get("source", "")).name,
            "section": p.metadata.get("section", []),
            "score": round(p.metadata.get("score", 0.0), 4),
            "text": p.page_content[:80],
        }
        for p in passages
    ]
    places = ranks(question.evidence, [(p.metadata.get("source", ""), p.page_content) for p in passages])
    if not answers:
        return Result(question, places, found, took)
    return _judged(question, places, found, took, assistant.answer(question.question, question.history))


def _judged(
    question: Question, places: list[int | None], found: list[dict[str, Any]], took: float, answer: Answer
) -> Result:
    by_id = {p.id: p.page_content for p in answer.passages}
    cited = [(c.source, by_id.get(c.passage, c.quote)) for c in answer.citations]
    recall = precision = must = None
    if question.evidence:
        must = float(answer.answered and all(says(answer.text, spellings) for spellings in question.must))
        recall = sum(any(hits(e, *c) for c in cited) for e in question.evidence) / len(question.evidence)
        # No citations at all: nothing wrong was cited, and recall says what is missing.
        precision = sum(any(hits(e, *c) for e in question.evidence) for c in cited) / len(cited) if cited else None
    return Result(
        question,
        places,
        found,
        took,
        answer=answer.text,
        answered=answer.answered,
        must=must,
        citation_recall=recall,
        citation_precision=precision,
        answer_ms=answer.timings.get("total"),
    )
