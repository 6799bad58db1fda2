"""Questions with quotes as evidence, a JSON object a line: the project's own format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.dataset import Dataset, DatasetError, Evidence, Question
from evals.formats.files import rows


def read(path: Path) -> Dataset:
    """The data set in a JSON lines file.

    Raises:
        DatasetError: a line is not of the format.
    """
    questions = []
    for number, row in rows(path):
        try:
            questions.append(question(row, number))
        except ValueError as error:
            raise DatasetError(f"{path}, line {number}: not a question ({error})") from error
    return Dataset(path.stem, tuple(questions))


def question(row: dict[str, Any], number: int = 0) -> Question:
    """The question that a row holds; a row without an id has its `number`.

    Raises:
        ValueError: a key is missing or holds what it cannot hold.
    """
    must = _list(row, "must")
    return Question(
        id=str(row.get("id", number)),
        question=_text(row, "question"),
        kind=str(row.get("kind", "")),
        history=tuple(_texts(_list(row, "history"), "history")),
        evidence=tuple(_evidence(item) for item in _list(row, "evidence")),
        answer=str(row.get("answer", "")),
        must=tuple(tuple(_texts([m] if isinstance(m, str) else m, "must")) for m in must),
        spans=tuple(_texts(_list(row, "spans"), "spans")),
        note=str(row.get("note", "")),
    )


def row_of(question: Question) -> dict[str, Any]:
    """The row that `question` reads back; what is empty is left out, but for the evidence."""
    evidence: list[dict[str, Any]] = [
        {"doc": e.doc, "quote": e.quote} | ({"grade": e.grade} if e.grade != 1 else {}) for e in question.evidence
    ]
    row: dict[str, Any] = {"id": question.id, "kind": question.kind, "question": question.question}
    row |= {"history": list(question.history), "evidence": evidence, "answer": question.answer}
    row |= {"must": [_short(list(spellings)) for spellings in question.must]}
    row |= {"spans": list(question.spans), "note": question.note}
    return {key: value for key, value in row.items() if value or key == "evidence"}


def write(dataset: Dataset, path: Path) -> None:
    """Writes the questions, a line each."""
    if dataset.texts:
        raise DatasetError(f"{path}: a data set with texts of its own needs a folder (BEIR)")
    text = "".join(json.dumps(row_of(question), ensure_ascii=False) + "\n" for question in dataset.questions)
    path.write_text(text, "utf-8")


def _short(spellings: list[str]) -> str | list[str]:
    return spellings[0] if len(spellings) == 1 else spellings


def _evidence(row: Any) -> Evidence:
    if not isinstance(row, dict):
        raise ValueError("evidence must hold objects with doc and quote")
    grade = row.get("grade", 1)
    if not isinstance(grade, int) or isinstance(grade, bool) or grade < 1:
        raise ValueError("grade must be a whole number from 1")
    quote = row.get("quote", "")
    if not isinstance(quote, str):
        raise ValueError("quote must be a text")
    return Evidence(_text(row, "doc"), quote, grade)


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} must be a text")
    return value


def _list(row: dict[str, Any], key: str) -> list[Any]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f"{key} must be a list")
    return value


def _texts(value: Any, key: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{key} must hold texts only")
    return value
