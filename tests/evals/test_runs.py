"""Runs and judgements as TREC files: read back, read by ir_measures, measured as the report says."""

from __future__ import annotations

from pathlib import Path

import ir_measures
import pytest
from evals_support import QUESTIONS, Oracle, passage
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from evals import Dataset, DatasetError, Evidence, Question, run
from evals.dataset import Text
from evals.formats.beir import judgements
from evals.replay import replay
from evals.runs import evidence_names, ordered, qrels_of, read_run, run_of, write_qrels, write_run

NAME = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=6)
RUNS = st.dictionaries(
    NAME,
    st.dictionaries(NAME, st.floats(-1e6, 1e6), min_size=1, max_size=6).map(lambda found: list(found.items())),
    max_size=4,
)


@given(RUNS)
def test_a_run_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, found: dict[str, list[tuple[str, float]]]
) -> None:
    path = tmp_path_factory.mktemp("runs") / "run.trec"
    write_run(found, path, "a tag")
    assert read_run(path) == {question: ordered(items) for question, items in found.items()}


@pytest.mark.parametrize(
    "line",
    ["q Q0 d 1 0.5", "q Q0 d 1 high tag", "q Q0 d 1 nan tag", "q Q0 d 1 inf tag", "q Q0 a 2 0.1 tag", "q"],
)
def test_a_damaged_run(tmp_path: Path, line: str) -> None:
    path = tmp_path / "run.trec"
    path.write_text(f"q Q0 a 1 0.9 tag\n\n{line}\n", "utf-8")
    with pytest.raises(DatasetError, match="line 3"):
        read_run(path)


class Half(Oracle):
    """Finds the evidence below two other passages, of some questions only."""

    def passages(self, question: str) -> list[Document]:
        if question == QUESTIONS[1].question:
            return []
        return [passage("无关的一段"), passage("又一段无关"), *super().passages(question)]


def test_the_files_give_ir_measures_the_figures_of_the_report(tmp_path: Path) -> None:
    names = ["nDCG@10", "R@1", "R@10", "RR@10", "AP@10", "P@5", "Success@5"]
    report = run(Half(), QUESTIONS, measures=names, answers=False)
    write_run(run_of(report), tmp_path / "run.trec")
    write_qrels(qrels_of(report), tmp_path / "qrels.trec")
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")))
    found = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    theirs = ir_measures.calc_aggregate([ir_measures.parse_measure(name) for name in names], qrels, found)
    assert {str(name): value for name, value in theirs.items()} == pytest.approx(
        {name: report.mean(name) for name in names}, abs=1e-9
    )
    assert judgements(tmp_path / "qrels.trec") == qrels_of(report)


def test_a_replayed_run_scores_as_it_did(tmp_path: Path) -> None:
    names = ["nDCG@10", "R@10", "RR@10", "P@5"]
    report = run(Half(), QUESTIONS, measures=names, answers=False)
    write_run(run_of(report), tmp_path / "half.trec")
    again = replay(tmp_path / "half.trec", Dataset("questions", tuple(QUESTIONS)), names)
    assert again.system == "half"
    assert len(again.results) == len(QUESTIONS)
    for old, new in zip(report.results, again.results, strict=True):
        assert {name: old.scores.get(name) for name in names} == {name: new.scores.get(name) for name in names}
        if old.question.evidence:  # runs hold no others
            assert new.items == old.items


WHOLE = Dataset(
    "whole",
    (Question("q 1", "甲？", evidence=(Evidence("d.1", "", 2), Evidence("d.2"))), Question("q2", "乙？")),
    {"d.1": Text("甲"), "d.2": Text("乙")},
)


def test_runs_of_others_name_whole_texts(tmp_path: Path) -> None:
    path = tmp_path / "bm25.trec"
    path.write_text("q_1 Q0 d.3 1 9 x\nq_1 Q0 d.1 2 8 x\n", "utf-8")
    first, second = replay(path, WHOLE, ["R@10", "RR@10"]).results
    assert first.scores == {"R@10": 0.5, "RR@10": 0.5}
    assert first.ranks == [2, None]
    assert first.found[0]["document"] == "d.3"
    assert second.scores == {}
    path.write_text("q9 Q0 d.3 1 9 x\n", "utf-8")
    with pytest.raises(DatasetError, match="no question q9"):
        replay(path, WHOLE)


def test_a_question_that_a_run_lacks_found_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.trec").touch()
    assert replay(tmp_path / "empty.trec", WHOLE, ["R@10"]).mean("R@10") == 0.0


def test_names_of_evidence_are_clear() -> None:
    assert evidence_names(WHOLE.questions[0]) == ["d.1", "d.2"]
    for evidence in [(Evidence("a", "甲"),), (Evidence("x7"),), (Evidence("a b"), Evidence("a_b"))]:
        assert evidence_names(Question("1", "?", evidence=evidence)) == [f"e{i}" for i in range(len(evidence))]
