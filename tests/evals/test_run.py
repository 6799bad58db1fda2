"""Runs over systems whose results are known, and what is reported of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from evals_support import LINE, QUESTIONS, TICKET, Failing, Oracle, System, passage
from langchain_core.documents import Document

from evals import Report, run
from evals.dataset import Question
from evals.report import print_report, write_results
from rag import Assistant

RETRIEVAL = ["recall@1", "recall@3", "recall@5", "recall@10", "MRR@10", "nDCG@10"]
ANSWERS = ["must", "citation recall"]


def report_of(system: System, questions: list[Question] = QUESTIONS, *, answers: bool = True) -> Report:
    return run(cast(Assistant, system), questions, answers=answers)


def overall(system: System) -> dict[str, Any]:
    return report_of(system).to_dict()["overall"]


def test_a_system_that_finds_nothing_scores_nothing_and_rejects_everything() -> None:
    scores = overall(System())
    assert [scores[name] for name in [*RETRIEVAL, *ANSWERS]] == [0.0] * 8
    assert scores["citation precision"] is None
    assert scores["false refusal"] == 1.0
    assert scores["rejection"] == 1.0


def test_a_system_that_finds_the_evidence_scores_everything() -> None:
    report = report_of(Oracle(), [q for q in QUESTIONS if q.id != "q3"])
    assert [report.mean(name) for name in [*RETRIEVAL, *ANSWERS]] == [1.0] * 8
    assert report.mean("citation precision") == 1.0
    assert report.mean("false refusal") == 0.0
    assert report.mean("rejection") == 1.0
    two = report_of(Oracle(), [QUESTIONS[2]])
    # Two quotes in two passages: complete at rank 2.
    assert [two.mean(name) for name in RETRIEVAL[:5]] == [0.0, 1.0, 1.0, 1.0, 0.5]


def test_the_conversation_is_given_to_the_system() -> None:
    system = Oracle()
    report_of(system)
    assert system.asked[1] == ("它的票价呢？", ("环湖快线何时通车？",))


@pytest.mark.parametrize("where", ["search", "answer"])
def test_a_question_that_fails_is_a_miss_and_is_shown(
    where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = report_of(Failing(QUESTIONS[0].question, where), [QUESTIONS[0], QUESTIONS[1]])
    scores = report.to_dict()
    assert scores["errors"] == 1
    assert [scores["overall"][name] for name in RETRIEVAL] == [0.5] * 6
    assert scores["overall"]["must"] == scores["overall"]["citation recall"] == 0.5
    assert scores["overall"]["false refusal"] == 0.5
    print_report(report)
    said = "the index is gone" if where == "search" else "no answer"
    assert said in capsys.readouterr().out
    write_results(report, tmp_path / "out.jsonl")
    failed, fine = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert said in failed["error"]
    assert failed["ranks"] == [None]
    assert "error" not in fine


def test_a_failure_is_no_rejection_and_has_no_latency() -> None:
    unanswerable = QUESTIONS[3]
    report = report_of(Failing(unanswerable.question), [unanswerable])
    assert report.mean("rejection") == 0.0
    assert report.mean("retrieve_ms") is None
    assert report.latency("retrieve_ms") == {"p50": 0.0, "p95": 0.0}


def test_without_answers_only_retrieval_is_measured() -> None:
    for system in (Oracle(), Failing(QUESTIONS[3].question)):
        scores = report_of(system, answers=False).to_dict()["overall"]
        assert scores["recall@10"] == 1.0
        assert [scores[name] for name in [*ANSWERS, "rejection", "false refusal"]] == [None] * 4


def test_unanswerable_questions_count_for_rejection_only() -> None:
    with_it, without = report_of(Oracle()), report_of(Oracle(), QUESTIONS[:3])
    for name in [*RETRIEVAL, *ANSWERS]:
        assert with_it.mean(name) == without.mean(name)
    assert without.mean("rejection") is None


def test_measures_are_given_overall_and_by_kind() -> None:
    data = report_of(Failing(QUESTIONS[0].question)).to_dict()
    assert data["questions"] == 4
    assert set(data["by_kind"]) == {"date", "follow-up", "several", "unanswerable"}
    assert data["by_kind"]["date"]["recall@10"] == 0.0
    assert data["by_kind"]["follow-up"]["recall@10"] == 1.0
    assert "recall@10" not in data["by_kind"]["unanswerable"]
    assert data["overall"]["recall@10"] == pytest.approx(2 / 3)
    assert set(data["latency_ms"]) == {"retrieve", "answer"}
    assert json.loads(json.dumps(data)) == data


def test_only_ten_passages_count() -> None:
    class Late(Oracle):
        def passages(self, question: str) -> list[Document]:
            return [passage(f"无关的第{n}段", name=str(n)) for n in range(10)] + super().passages(question)

    assert overall(Late())["recall@10"] == 0.0


def test_wrong_citations_lower_the_precision_and_wrong_words_the_must() -> None:
    class Padded(Oracle):
        def passages(self, question: str) -> list[Document]:
            return [*super().passages(question), passage("无关的一段话。")]

    assert report_of(Padded(), QUESTIONS[:1]).mean("citation precision") == 0.5
    assert report_of(Padded(), QUESTIONS[:1]).mean("citation recall") == 1.0

    class Elsewhere(Oracle):
        def passages(self, question: str) -> list[Document]:
            return [passage(f"{LINE}。{TICKET}", "/docs/other.txt")]

    report = report_of(Elsewhere(), QUESTIONS[:1])
    assert report.mean("must") == 1.0
    assert report.mean("citation recall") == report.mean("recall@10") == 0.0


def test_the_same_run_twice_gives_the_same_measures() -> None:
    first, second = (report_of(Failing(QUESTIONS[0].question)) for _ in range(2))
    assert first.to_dict()["overall"] == second.to_dict()["overall"]
    assert first.to_dict()["by_kind"] == second.to_dict()["by_kind"]


def test_progress_is_told() -> None:
    told: list[tuple[int, int, str]] = []
    run(cast(Assistant, Oracle()), QUESTIONS, progress=lambda *step: told.append(step))
    assert told == [(0, 4, "q1"), (1, 4, "q2"), (2, 4, "q3"), (3, 4, "q4")]


def test_the_file_has_a_row_a_question(tmp_path: Path) -> None:
    write_results(report_of(Oracle()), tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["q1", "q2", "q3", "q4"]
    keys = {"id", "kind", "question", "history", "ranks", "measures", "answered", "answer", "evidence", "found"}
    assert all(set(row) == keys for row in rows)
    several = rows[2]
    assert several["ranks"] == [1, 2]
    assert several["measures"]["recall@1"] == 0.0
    assert [found["document"] for found in several["found"]] == ["yearbook.txt", "town.md"]
    assert several["evidence"] == [{"doc": "yearbook.txt", "quote": LINE}, {"doc": "town.md", "quote": TICKET}]
    assert rows[1]["history"] == ["环湖快线何时通车？"]
    assert rows[3]["ranks"] == []
    assert rows[3]["answered"] is False


def test_the_printed_report_has_a_line_a_kind(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report_of(Oracle()))
    printed = capsys.readouterr().out
    assert printed.startswith("4 questions")
    for kind in ("date", "follow-up", "several", "unanswerable", "all"):
        assert any(line.split()[:1] == [kind] for line in printed.splitlines())
    counted = [line.split()[2:] for line in printed.splitlines() if line.split()[:2] == ["measured", "on"]]
    assert counted == [["3"] * 6, ["3", "3", "3", "3", "1"]]
    print_report(Report())
    assert capsys.readouterr().out.startswith("0 questions")
