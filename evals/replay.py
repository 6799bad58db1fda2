"""Reports of runs that another program wrote as TREC run files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.dataset import Dataset, DatasetError, Question
from evals.judge import shown_name
from evals.measures import RETRIEVAL, Gains, Measure
from evals.report import Report, Result
from evals.runs import evidence_names, ordered, read_run, word

_SHOWN = 10


def replay(path: str | Path, dataset: Dataset, measures: Sequence[str] = RETRIEVAL) -> Report:
    """The report of a run file on a data set.

    A run names whole texts, or, where the evidence is quotes, ``e0``, ``e1``, … for the pieces of
    evidence, as the runs of this package do. A question that the run lacks has found nothing.

    Raises:
        DatasetError: the file is no run, or has questions that the data set lacks.
        UnknownMeasure: there is no measure of a given name.
    """
    run = read_run(path)
    chosen = [Measure.parse(name) for name in measures]
    by_name = {word(question.id): question for question in dataset.questions}
    if strange := sorted(run.keys() - by_name.keys()):
        raise DatasetError(f"{path}: {dataset.name} has no question {strange[0]}")
    results = [
        _result(question, [item for item, _ in ordered(run.get(name, ()))], chosen)
        for name, question in by_name.items()
    ]
    return Report(Path(path).stem, dataset.name, results, {"run": Path(path).name})


def _result(question: Question, found: list[str], measures: Sequence[Measure]) -> Result:
    names = evidence_names(question)
    grades = dict(zip(names, (e.grade for e in question.evidence), strict=True))
    gains = Gains([grades.get(item, 0) for item in found], list(grades.values()))
    pieces = {name: f"e{piece}" for piece, name in enumerate(names)}
    return Result(
        question,
        {str(measure): measure(gains) for measure in measures} if names else {},
        [found.index(name) + 1 if name in found else None for name in names],
        [pieces.get(item, f"x{rank}") for rank, item in enumerate(found, 1)],
        [{"document": shown_name(item), "section": [], "page": None, "text": ""} for item in found[:_SHOWN]],
    )
