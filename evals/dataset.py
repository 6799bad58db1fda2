"""Questions with their evidence, from JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


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
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: {error}") from error
    questions: list[Question] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            questions.append(
                Question(
                    id=str(row.get("id", number)),
                    question=row["question"],
                    kind=str(row.get("kind", "")),
                    history=tuple(row.get("history", ())),
                    evidence=tuple(Evidence(e["doc"], e["quote"]) for e in row.get("evidence", ())),
                    answer=row.get("answer", ""),
                    must=tuple((m,) if isinstance(m, str) else tuple(m) for m in row.get("must", ())),
                )
            )
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise DatasetError(f"{path}, line {number}: not a question ({type(error).__name__}: {error})") from error
    if not questions:
        raise DatasetError(f"{path}: no questions in it")
    return questions
