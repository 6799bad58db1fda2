"""Runs the questions of a data set through a system and judges what comes back."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from langchain_core.documents import Document

from evals.answers import score_answer
from evals.dataset import Dataset, Evidence, Question
from evals.excerpt import excerpt
from evals.judge import coverage, items, place, ranks, shown_name
from evals.measures import RETRIEVAL, Gains, Measure
from evals.report import Report, Result

Progress = Callable[[int, int, str], None]


def run(
    system: Any,
    dataset: Dataset | Sequence[Question],
    *,
    measures: Sequence[str] = RETRIEVAL,
    answers: bool = True,
    progress: Progress | None = None,
) -> Report:
    """The judged results of all questions.

    Args:
        system: anything with ``search(question, k)`` that gives Documents (those from files with the
            file under ``source``, others with an id), or ``answer(question)`` that gives a `rag.Answer`, or
            both. ``history`` is passed where the method takes it; where it does not, the earlier
            questions come before the question.
        dataset: with its questions.
        measures: names of retrieval measures, e.g. ``nDCG@10``.
        answers: also ask for the answers, of a system that gives them.
        progress: called with questions done, questions in all, and the id of the question at hand.

    Returns:
        A report with a result for every question: one that fails is a miss, and named. A question
        without evidence has no retrieval measures; it counts for refusal.

    Raises:
        UnknownMeasure: there is no measure of a given name.
        TypeError: the system neither searches nor answers.
    """
    given = dataset if isinstance(dataset, Dataset) else Dataset("questions", tuple(dataset))
    chosen = [Measure.parse(name) for name in measures]
    ask = getattr(system, "answer", None) if answers else None
    search = getattr(system, "search", None)
    if search is None and ask is None:
        raise TypeError(f"{type(system).__name__} has neither search nor answer")
    depth = max((measure.k or 100 for measure in chosen), default=10)
    started = time.perf_counter()
    results = []
    for done, question in enumerate(given.questions):
        if progress:
            progress(done, len(given.questions), question.id)
        results.append(_one(search, ask, question, chosen, depth))
    name = getattr(system, "name", None) or type(system).__name__
    about: dict[str, Any] = getattr(system, "describe", dict)()
    return Report(str(name), given.name, results, about, time.perf_counter() - started)


def _one(search: Any, ask: Any, question: Question, measures: Sequence[Measure], depth: int) -> Result:
    timings: dict[str, float] = {}
    passages: Sequence[Document] = ()
    answer = None
    error = ""
    try:
        started = time.perf_counter()
        if search is not None:
            passages = list(_called(search, question, k=depth))[:depth]
            timings["retrieve"] = 1000 * (time.perf_counter() - started)
        if ask is not None:
            started = time.perf_counter()
            answer = _called(ask, question)
            # An answer from passages that were found just before says how long that took, too.
            timings["answer"] = max(1000 * (time.perf_counter() - started), answer.timings.get("total", 0.0))
            passages = passages if search is not None else answer.passages[:depth]
        places = [place(passage) for passage in passages]
        scores = _retrieval(question, places, measures) | (score_answer(question, answer) if answer else {})
    except Exception as failure:  # whatever fails is a miss, and is shown
        error = f"{type(failure).__name__}: {failure}"
        passages, places, answer, timings = (), [], None, {}
        scores = _retrieval(question, [], measures) | (_missed(question) if ask is not None else {})
    return Result(
        question,
        scores,
        ranks(question.evidence, places),
        items(question.evidence, places),
        [_shown(passage, question.evidence) for passage in passages],
        answer=answer.text if answer else "",
        answered=answer.answered if answer else None if ask is None else False,
        confidence=round(answer.confidence, 6) if answer and answer.confidence is not None else None,
        error=error,
        timings=timings,
    )


def _called(method: Any, question: Question, **options: Any) -> Any:
    """`method` with the question and as much of the conversation and the options as it takes."""
    taken: Mapping[str, inspect.Parameter] = {}
    with suppress(TypeError, ValueError):  # not every callable says what it takes
        taken = inspect.signature(method).parameters
    any_name = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in taken.values())
    text = question.question
    if "history" in taken or any_name:
        options["history"] = question.history
    elif question.history:
        text = " ".join([*question.history, text])
    return method(text, **{name: value for name, value in options.items() if any_name or name in taken})


def _retrieval(question: Question, places: list[tuple[str, str]], measures: Sequence[Measure]) -> dict[str, float]:
    if not question.evidence:
        return {}
    grades = {f"e{i}": evidence.grade for i, evidence in enumerate(question.evidence)}
    gains = Gains([grades.get(item, 0) for item in items(question.evidence, places)], list(grades.values()))
    found = ranks(question.evidence, places)
    scores = {}
    for measure in measures:
        if measure.name == "Complete" and measure.k:  # by passages: one that holds two pieces is one
            scores[str(measure)] = float(all(rank is not None and rank <= measure.k for rank in found))
        else:
            scores[str(measure)] = measure(gains)
    depth = min(10, max((measure.k or 10 for measure in measures), default=10))
    return scores | {f"Coverage@{depth}": coverage(question.evidence, places[:depth])}


def _missed(question: Question) -> dict[str, float]:
    """The scores of an answer that failed: nothing said, nothing refused."""
    if not question.evidence:
        return {"rejection": 0.0}
    missed = {"false refusal": 1.0, "cite recall": 0.0, "ALCE recall": 0.0}
    missed |= {"must": 0.0} if question.must else {}
    return missed | ({"EM": 0.0, "F1": 0.0} if question.spans else {})


def _shown(passage: Document, evidence: Sequence[Evidence]) -> dict[str, Any]:
    name, text = place(passage)
    return {
        "document": shown_name(name),
        "section": list(passage.metadata.get("section") or []),
        "page": passage.metadata.get("page"),
        "score": round(float(passage.metadata.get("score") or 0.0), 4),
        "text": excerpt((name, text), evidence),
    }
