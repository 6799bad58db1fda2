"""Honest by construction: what knows nothing scores nothing, and nothing can be left out."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from evals_support import QUESTIONS, Failing, Oracle, System
from langchain_core.documents import Document

from evals import Dataset, Evidence, Question, Report, run
from evals.dataset import Text
from evals.stats import estimate

N, ASKED, K = 50, 300, 5
TEXTS = {f"d.{n}": Text(f"第{n}篇") for n in range(N)}
WHOLE = Dataset(
    "whole",
    tuple(Question(f"q{n}", f"第{n % N}篇？", evidence=(Evidence(f"d.{n % N}"),)) for n in range(ASKED)),
    TEXTS,
)
NAMES = [f"R@{K}", "RR", "nDCG@10", f"Complete@{K}"]


class Blind:
    """Answers every question with the texts in an order that it draws."""

    def __init__(self) -> None:
        self._random = random.Random(3)

    def search(self, question: str, k: int) -> list[Document]:
        names = list(TEXTS)
        self._random.shuffle(names)
        return [Document(TEXTS[name].text, id=name) for name in names[:k]]


class Knowing:
    """Finds the text that the question names first."""

    def search(self, question: str, k: int) -> list[Document]:
        wanted = f"d.{question[1:-2]}"
        return [Document(TEXTS[name].text, id=name) for name in sorted(TEXTS, key=lambda name: name != wanted)][:k]


def test_a_retriever_that_finds_nothing_scores_zero() -> None:
    report = run(System(), QUESTIONS, answers=False)
    assert {report.mean(name) for name in report.measures} == {0.0}


def test_a_random_retriever_scores_chance() -> None:
    found = run(Blind(), WHOLE, measures=NAMES).estimate(f"R@{K}")
    assert found is not None
    assert found.low <= K / N <= found.high
    assert found.n == ASKED


def test_shuffled_judgements_take_a_perfect_retriever_to_chance() -> None:
    perfect = run(Knowing(), WHOLE, measures=NAMES)
    assert perfect.mean("RR") == 1.0
    shuffled = [q.evidence for q in WHOLE.questions]
    random.Random(5).shuffle(shuffled)
    mixed = tuple(replace(q, evidence=e) for q, e in zip(WHOLE.questions, shuffled, strict=True))
    fallen = run(Knowing(), Dataset("mixed", mixed, TEXTS), measures=NAMES).values(f"R@{K}")
    found = estimate(fallen)
    assert found is not None
    assert found.low <= K / N <= found.high


@pytest.mark.parametrize("where", ["search", "answer"])
def test_a_crash_is_a_miss_that_is_shown(where: str) -> None:
    report = run(Failing(QUESTIONS[0].question, where), QUESTIONS)
    fine = run(Oracle(), QUESTIONS)
    assert [r.question.id for r in report.results] == [q.id for q in QUESTIONS]
    failed = report.results[0]
    assert failed.error
    assert failed in report.failures()
    for name in report.measures:
        worst = 1.0 if name == "false refusal" else 0.0
        assert failed.scores.get(name, worst) == worst
        if name not in ("cite precision", "ALCE precision"):  # of what was cited: nothing was
            assert len(report.values(name)) == len(fine.values(name)), name


def test_dropping_is_impossible() -> None:
    """A system that fails wherever it would lose gains nothing by it."""

    class Picky(Oracle):
        def search(self, question: str, k: int = 10, **options: object) -> list[Document]:
            if question != QUESTIONS[0].question:
                raise RuntimeError("too hard")
            return super().search(question, k)

    report = run(Picky(), QUESTIONS, answers=False)
    answerable = sum(bool(q.evidence) for q in QUESTIONS)
    assert report.mean("R@10") == pytest.approx(1 / answerable)
    assert report.to_dict()["errors"] == len(QUESTIONS) - 1


def test_the_same_run_twice_gives_the_same_file() -> None:
    def text() -> str:
        return json.dumps(run(Failing(QUESTIONS[0].question), QUESTIONS).to_dict(), ensure_ascii=False)

    first = text()
    assert first == text()
    assert "timings" not in first
    assert "seconds" not in first


def test_a_report_is_read_back(tmp_path: Path) -> None:
    report = run(Failing(QUESTIONS[0].question), QUESTIONS)
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report.to_dict(), ensure_ascii=False), "utf-8")
    assert Report.load(path).to_dict() == report.to_dict()
    for damaged in ("{}", "[]", '{"version": 0}', "no"):
        path.write_text(damaged, "utf-8")
        with pytest.raises(ValueError, match=r"report\.json|Expecting"):
            Report.load(path)
