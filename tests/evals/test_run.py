"""Runs over systems whose results are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from evals_support import LINE, QUESTIONS, TICKET, Failing, Oracle, System, passage
from langchain_core.documents import Document

from evals import Dataset, Evidence, Question, run
from evals.measures import UnknownMeasure
from rag import Answer

RETRIEVAL = ["Complete@1", "Complete@3", "Complete@5", "Complete@10", "R@10", "RR@10", "nDCG@10", "Coverage@10"]
ANSWERS = ["must", "cite recall"]


def test_a_system_that_finds_nothing_scores_nothing_and_rejects_everything() -> None:
    report = run(System(), QUESTIONS)
    assert [report.mean(name) for name in [*RETRIEVAL, *ANSWERS]] == [0.0] * 10
    assert report.mean("cite precision") is None
    assert report.mean("false refusal") == report.mean("rejection") == 1.0


def test_a_system_that_finds_the_evidence_scores_everything() -> None:
    report = run(Oracle(), [q for q in QUESTIONS if q.id != "q3"])
    assert [report.mean(name) for name in [*RETRIEVAL, *ANSWERS]] == [1.0] * 10
    assert report.mean("cite precision") == 1.0
    assert report.mean("false refusal") == 0.0
    assert report.mean("rejection") == 1.0
    two = run(Oracle(), [QUESTIONS[2]])
    # Two quotes in two passages: complete at rank 2.
    assert [two.mean(name) for name in RETRIEVAL[:4]] == [0.0, 1.0, 1.0, 1.0]
    assert two.results[0].ranks == [1, 2]
    assert two.results[0].items == ["e0", "e1"]


def test_one_passage_that_holds_both_pieces_is_complete_at_one() -> None:
    class Both(System):
        def passages(self, question: str) -> list[Document]:
            return [passage(f"{LINE}。{TICKET}", "/docs/yearbook.txt")]

    asked = Question("q", "？", evidence=(Evidence("yearbook.txt", LINE), Evidence("yearbook.txt", TICKET)))
    assert run(Both(), [asked], answers=False).mean("Complete@1") == 1.0


def test_the_conversation_is_given_to_the_system_that_takes_it() -> None:
    system = Oracle()
    run(system, QUESTIONS)
    assert system.asked[1] == ("它的票价呢？", ("环湖快线何时通车？",))


def test_other_systems_get_the_conversation_before_the_question() -> None:
    asked = []

    class Plain:
        def search(self, question: str, k: int) -> list[Document]:
            asked.append((question, k))
            return []

    run(Plain(), QUESTIONS, measures=["R@7"])
    assert asked[0] == ("环湖快线何时通车？", 7)
    assert asked[1] == ("环湖快线何时通车？ 它的票价呢？", 7)


def test_a_system_that_only_answers_is_judged_by_its_passages() -> None:
    class Answers:
        name = "answers"

        def answer(self, question: str) -> Answer:
            return Oracle().answer(question)

        def describe(self) -> dict[str, Any]:
            return {"made of": "gold"}

    report = run(Answers(), QUESTIONS[:1])
    assert report.mean("RR@10") == report.mean("must") == 1.0
    assert (report.system, report.settings) == ("answers", {"made of": "gold"})


def test_what_neither_searches_nor_answers_is_refused() -> None:
    with pytest.raises(TypeError, match="neither"):
        run(object(), QUESTIONS)
    with pytest.raises(UnknownMeasure):
        run(Oracle(), QUESTIONS, measures=["BLEU"])


def test_a_failure_is_no_rejection_and_has_no_latency() -> None:
    unanswerable = QUESTIONS[3]
    report = run(Failing(unanswerable.question), [unanswerable])
    assert report.mean("rejection") == 0.0
    assert report.latency("retrieve") == {}


def test_without_answers_only_retrieval_is_measured() -> None:
    for system in (Oracle(), Failing(QUESTIONS[3].question)):
        report = run(system, QUESTIONS, answers=False)
        assert report.mean("R@10") == 1.0
        assert not {*ANSWERS, "rejection", "false refusal"} & set(report.measures)


def test_unanswerable_questions_count_for_rejection_only() -> None:
    with_it, without = run(Oracle(), QUESTIONS), run(Oracle(), QUESTIONS[:3])
    for name in [*RETRIEVAL, *ANSWERS]:
        assert with_it.mean(name) == without.mean(name)
    assert without.mean("rejection") is None


def test_measures_are_given_overall_by_kind_and_by_document() -> None:
    report = run(Failing(QUESTIONS[0].question), QUESTIONS)
    summary = report.summary()
    assert summary["overall"]["questions"] == 4
    assert set(summary["by kind"]) == {"date", "follow-up", "several", "unanswerable"}
    assert set(summary["by document"]) == {"yearbook", "several", "(none)"}
    assert summary["by kind"]["date"]["R@10"]["mean"] == 0.0
    assert "R@10" not in summary["by kind"]["unanswerable"]
    assert summary["overall"]["R@10"]["mean"] == pytest.approx(2 / 3, abs=1e-6)
    assert summary["overall"]["R@10"]["n"] == 3


def test_only_as_many_passages_count_as_the_measures_look_at() -> None:
    class Late(Oracle):
        def search(self, question: str, k: int = 10, filter: Any = None, history: Sequence[str] = ()) -> list[Document]:
            return [passage(f"无关的第{n}段", name=str(n)) for n in range(10)] + self.passages(question)

    assert run(Late(), QUESTIONS, answers=False).mean("R@10") == 0.0
    assert run(Late(), QUESTIONS, measures=["R@20"], answers=False).mean("R@20") == 1.0


def test_progress_is_told() -> None:
    told: list[tuple[int, int, str]] = []
    run(Oracle(), Dataset("set", tuple(QUESTIONS)), progress=lambda *step: told.append(step))
    assert told == [(0, 4, "q1"), (1, 4, "q2"), (2, 4, "q3"), (3, 4, "q4")]
