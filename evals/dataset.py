"""Questions with their evidence, from JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Evidence:
    """A passage of a document that an answer must rest on."""

    doc: str
    """File name; its stem names the document."""
    quote: str


@dataclass(frozen=True)
class Question:
    """A question and what is known of its answer."""

    id: str
    question: str
    kind: str = ""
    history: tuple[str, ...] = ()
    """Earlier questions of the user, oldest first."""
    evidence: tuple[Evidence, ...] = ()
    """Empty: the documents do not answer it."""
    answer: str = ""
    must: tuple[tuple[str, ...], ...] = ()
    """What a right answer holds: of each inner tuple at least one spelling."""


class DatasetError(ValueError):
    """A data set cannot be read: file, line and reason."""


def load_dataset(path: str | Path) -> list[Question]:
    """The questions in a JSON lines file (format: `docs/evaluation.md`).

    Raises:
        DatasetError: the file is missing, or a line is not of the format.
    """
    path = Path(path)
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # `splitlines` would also cut inside of JSON texts
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: {error}") from error
    questions: list[Question] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line), number))
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{path}, line {number}: not a question ({error})") from error
    if not questions:
        raise DatasetError(f"{path}: no questions in it")
    return questions


def _question(row: Any, number: int) -> Question:
    if not isinstance(row, dict):
        raise ValueError("needs an object with the key question")
    return Question(
        id=str(row.get("id", number)),
        question=_text(row, "question"),
        kind=str(row.get("kind", "")),
        history=tuple(_texts(row.get("history", []), "history")),
        evidence=tuple(
            Evidence(_text(e, "doc"), _text(e, "quote")) for e in _list(row.get("evidence", []), "evidence")
        ),
        answer=str(row.get("answer", "")),
        must=tuple(tuple(_texts([m] if isinstance(m, str) else m, "must")) for m in _list(row.get("must", []), "must")),
    )


def _text(row: Any, key: str) -> str:
    value = row.get(key) if isinstance(row, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} must be a text")
    return value


def _list(value: Any, key: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{key} must be a list")
    return value


def _texts(value: Any, key: str) -> list[str]:
    if not all(isinstance(item, str) for item in _list(value, key)):
        raise ValueError(f"{key} must hold texts only")
    return [str(item) for item in value]
