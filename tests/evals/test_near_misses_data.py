"""The near misses that the refusal decision is fitted on: questions written by hand on the shipped documents."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus import load
from evals.dataset import Dataset
from evals.formats import read_dataset
from evals.judge import normalise, says

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "evals" / "data" / "near_misses.jsonl"
PAGES = ROOT / "corpus" / "documents"


@pytest.fixture(scope="module")
def near_misses() -> Dataset:
    return read_dataset(DATA)


def test_there_are_unanswerable_ones_of_every_sort_and_answerable_twins(near_misses: Dataset) -> None:
    notes = Counter(question.note for question in near_misses.questions)
    sorts = {note.removeprefix("near miss: ") for note in notes if note.startswith("near miss: ")}
    assert sorts == {"attribute", "as of", "forecast", "ordinal", "premise", "actor", "english", "untold"}
    assert sum(not question.evidence for question in near_misses.questions) >= 100
    assert notes["twin"] >= 160
    assert notes["other subject"] >= 20


def test_no_question_is_there_twice_nor_in_the_shipped_set(near_misses: Dataset) -> None:
    shipped = {question.question for question in read_dataset(DATA.with_name("wenju.jsonl")).questions}
    texts = [question.question for question in near_misses.questions]
    assert len(set(texts)) == len(texts)
    assert not shipped & set(texts)
    assert len({question.id for question in near_misses.questions}) == len(texts)


def test_what_the_documents_do_not_answer_has_nothing_to_be_found(near_misses: Dataset) -> None:
    for question in near_misses.questions:
        unanswerable = question.kind == "unanswerable"
        assert unanswerable == (not question.evidence) == (not question.must)


def test_every_quote_is_in_its_page_and_every_required_string_in_a_quote(near_misses: Dataset) -> None:
    pages: dict[str, str] = {}
    for question in near_misses.questions:
        for piece in question.evidence:
            page = pages.setdefault(piece.doc, normalise(load(PAGES / piece.doc).text))
            assert normalise(piece.quote) in page, question.id
        for spellings in question.must:
            assert any(says(piece.quote, spellings) for piece in question.evidence), question.id


def test_lines_are_plain_json(near_misses: Dataset) -> None:
    lines = DATA.read_text("utf-8").splitlines()
    assert len(lines) == len(near_misses.questions)
    assert all(json.loads(line)["note"] for line in lines)
