"""Runs and relevance judgements as TREC files, which trec_eval, ir_measures and ranx read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from evals.dataset import Dataset, DatasetError, Question
from evals.formats.files import lines
from evals.measures import Gains, Measure
from evals.report import Report

Run = dict[str, list[tuple[str, float]]]
"""Of each question the items found, with their scores."""
Qrels = dict[str, dict[str, int]]
"""Of each question the grades of its relevant items."""


def evidence_names(question: Question) -> list[str]:
    """What the pieces of evidence are called in runs: whole texts by their names, quotes ``e0``, ``e1``, …."""
    docs = [word(evidence.doc) for evidence in question.evidence]
    unclear = len(set(docs)) < len(docs) or any(re.fullmatch(r"x\d+", doc) for doc in docs)
    if unclear or any(evidence.quote for evidence in question.evidence):
        return [f"e{piece}" for piece in range(len(docs))]
    return docs


def run_of(report: Report) -> Run:
    """The ranked lists of a report; scores only keep the order. Questions without evidence are left out.

    What was found and is no evidence is called ``x`` and its rank.
    """
    run: Run = {}
    for result in report.results:
        if result.question.evidence:
            names = evidence_names(result.question)
            found = [names[int(item[1:])] if item[0] == "e" else item for item in result.items]
            run[result.question.id] = [(item, float(len(found) - at)) for at, item in enumerate(found)]
    return run


def qrels_of(dataset: Dataset | Report) -> Qrels:
    """The judgements that go with `run_of`: the pieces of evidence of every question."""
    questions = dataset.questions if isinstance(dataset, Dataset) else [r.question for r in dataset.results]
    return {
        q.id: {name: e.grade for name, e in zip(evidence_names(q), q.evidence, strict=True)}
        for q in questions
        if q.evidence
    }


def measure(run: Run, qrels: Qrels, measures: Sequence[str]) -> dict[str, dict[str, float]]:
    """Every measure of every judged question, measure → question → value, as trec_eval computes them.

    Items are ordered by falling score, those of one score by falling name, as trec_eval does. A
    question that the run lacks counts as one that found nothing.
    """
    out: dict[str, dict[str, float]] = {}
    for parsed in map(Measure.parse, measures):
        values = out.setdefault(str(parsed), {})
        for question, grades in qrels.items():
            gains = [max(0, grades.get(item, 0)) for item, _ in ordered(run.get(question, ()))]
            values[question] = parsed(Gains(gains, [grade for grade in grades.values() if grade > 0]))
    return out


def write_run(run: Run, path: str | Path, tag: str = "wenju") -> None:
    """Writes a run: ``question Q0 item rank score tag`` a line."""
    Path(path).write_text(
        "".join(
            f"{word(question)} Q0 {word(item)} {rank} {score!r} {word(tag)}\n"
            for question, found in run.items()
            for rank, (item, score) in enumerate(ordered(found), 1)
        ),
        "utf-8",
    )


def read_run(path: str | Path) -> Run:
    """The run in a TREC file.

    Raises:
        DatasetError: a line is not of the format, or an item is there twice.
    """
    run: Run = {}
    seen: set[tuple[str, str]] = set()
    for number, line in lines(Path(path)):
        cells = line.split()
        try:
            question, _, item, _, score, _ = cells
            value = float(score)
        except ValueError as error:
            raise DatasetError(f"{path}, line {number}: not a line of a run (six columns)") from error
        if not math.isfinite(value) or (question, item) in seen:
            raise DatasetError(f"{path}, line {number}: {item} twice, or its score is no number")
        seen.add((question, item))
        run.setdefault(question, []).append((item, value))
    return run


def write_qrels(qrels: Qrels, path: str | Path) -> None:
    """Writes judgements: ``question 0 item grade`` a line."""
    Path(path).write_text(
        "".join(f"{word(q)} 0 {word(item)} {grade}\n" for q, grades in qrels.items() for item, grade in grades.items()),
        "utf-8",
    )


def ordered(found: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Items by falling score in single precision, as trec_eval keeps it, those of one score by falling name."""
    return sorted(found, key=lambda item: (float(np.float32(item[1])), item[0]), reverse=True)


def word(text: str) -> str:
    """`text` as one word: the format's columns are apart by spaces."""
    return "_".join(text.split()) or "_"
