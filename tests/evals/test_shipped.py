"""The questions that ship: sound, and answered as well as the baseline says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus import load
from evals import Report, read_dataset, run
from evals.command import SHIPPED
from evals.contest import Contest
from evals.gate import judge, load_baseline
from evals.judge import normalise, same_place, says
from evals.variants import Variant
from rag.settings import SHIPPED_DOCUMENTS

BASELINE = SHIPPED.parent / "baseline.json"
SETS = sorted(SHIPPED.parent.glob("*.jsonl"))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The canonical texts of the documents that ship, by path."""
    return {str(path): load(path).text for path in sorted(SHIPPED_DOCUMENTS.rglob("*.md"))}


def test_there_are_enough_questions_of_every_kind() -> None:
    assert SHIPPED in SETS
    questions = read_dataset(SHIPPED).questions
    assert len(questions) >= 150
    kinds = {question.kind for question in questions}
    assert len(kinds) >= 10
    assert sum(not question.evidence for question in questions) >= 15
    assert all((question.kind == "unanswerable") == (not question.evidence) for question in questions)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_quote_is_in_its_document_and_every_required_string_in_its_quotes(
    path: Path, texts: dict[str, str]
) -> None:
    for question in read_dataset(path).questions:
        for evidence in question.evidence:
            pages = [path for path in texts if same_place(evidence.doc, path)]
            (held,) = [path for path in pages if normalise(evidence.quote) in normalise(texts[path])]
            # Pages of one name: the folder says which, or the other one would do without holding the quote.
            assert (Path(held).parent.name == "en") is evidence.doc.startswith("en/"), (question.id, evidence.doc)
        quotes = "\n".join(evidence.quote for evidence in question.evidence)
        if question.kind not in ("comparison", "yesno", "english"):  # their answers may say what no quote says
            for spellings in question.must:
                assert says(quotes, spellings), (question.id, spellings)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The shipped questions over the shipped documents, indexed for this test."""
    (found,) = Contest(read_dataset(SHIPPED)).reports([Variant()], documents=[SHIPPED_DOCUMENTS])
    return found


def test_nothing_fell_since_the_baseline(report: Report) -> None:
    """The gate of this project: save a new one with `wenju eval --save-baseline evals/data/baseline.json`."""
    verdict = judge(load_baseline(BASELINE), report)
    fallen = [f"{c.measure} {c.base:.3f} → {c.value:.3f} (p {c.p:.3f})" for c in verdict.fallen]
    assert verdict.passed, (fallen, verdict.missing, verdict.errors)


def test_the_baseline_watches_retrieval_answers_and_refusals() -> None:
    watched = set(load_baseline(BASELINE).measures)
    assert watched >= {"Complete@1", "Complete@5", "RR@10", "nDCG@10", "Coverage@10"}
    assert watched >= {"must", "cite recall", "cite precision", "false refusal", "rejection"}


def test_a_worse_system_is_stopped() -> None:
    class Forgetful:
        """Finds nothing."""

        def search(self, question: str, k: int) -> list[object]:
            return []

    verdict = judge(load_baseline(BASELINE), run(Forgetful(), read_dataset(SHIPPED)), ("RR@10", "Complete@5"))
    assert [contrast.measure for contrast in verdict.fallen] == ["RR@10", "Complete@5"]


def test_the_baseline_is_of_the_questions_that_ship() -> None:
    rows = json.loads(BASELINE.read_text("utf-8"))["results"]
    assert [row["question"]["id"] for row in rows] == [q.id for q in read_dataset(SHIPPED).questions]
