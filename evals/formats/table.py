"""Questions in a spreadsheet's format: ``.csv`` or ``.tsv`` with a head line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from evals.dataset import Dataset, DatasetError, Evidence, Question

COLUMNS = ("id", "kind", "question", "history", "doc", "quote", "answer", "must", "spans", "note")
"""Several values in a cell stand one a line; spellings of one value are apart by ``|``."""


def read(path: Path) -> Dataset:
    """The data set in a CSV file; only the column ``question`` is needed. Unknown columns are an error.

    Raises:
        DatasetError: a column is unknown or missing, or a row does not fit.
    """
    text = path.read_text("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text), delimiter="\t" if path.suffix.lower() == ".tsv" else ",", strict=True)
    names = list(reader.fieldnames or ())
    if "question" not in names or (unknown := [name for name in names if name not in COLUMNS]):
        what = "no column question" if "question" not in names else f"unknown column {unknown[0]}"
        raise DatasetError(f"{path}: {what}; there can be {', '.join(COLUMNS)}")
    try:
        questions = tuple(_question(row, reader.line_num) for row in reader)
    except (csv.Error, ValueError) as error:
        raise DatasetError(f"{path}, line {reader.line_num}: {error}") from error
    return Dataset(path.stem, questions)


def _question(row: dict[str, str | None], number: int) -> Question:
    if None in row or any(row.get(name) is None for name in row):
        raise ValueError("more or fewer cells than columns")
    cells = {name: [line.strip() for line in (row.get(name) or "").split("\n") if line.strip()] for name in COLUMNS}
    if not cells["question"]:
        raise ValueError("no question")
    docs, quotes = cells["doc"], cells["quote"]
    if len(docs) == 1:
        docs = docs * max(1, len(quotes))  # several quotes of one document
    quotes = quotes or [""] * len(docs)
    if len(docs) != len(quotes):
        raise ValueError(f"{len(docs)} documents for {len(quotes)} quotes")
    return Question(
        id=" ".join(cells["id"]) or str(number),
        question=" ".join(cells["question"]),
        kind=" ".join(cells["kind"]),
        history=tuple(cells["history"]),
        evidence=tuple(map(Evidence, docs, quotes)),
        answer=" ".join(cells["answer"]),
        must=tuple(tuple(filter(None, map(str.strip, line.split("|")))) for line in cells["must"]),
        spans=tuple(cells["spans"]),
        note=" ".join(cells["note"]),
    )


def write(dataset: Dataset, path: Path) -> None:
    """Writes the questions, a row each; the mark of UTF-8 comes first, for spreadsheets."""
    if dataset.texts or any(e.grade != 1 for q in dataset.questions for e in q.evidence):
        raise DatasetError(f"{path}: texts and grades need a folder (BEIR)")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for q in dataset.questions:
        docs, quotes = [e.doc for e in q.evidence], [e.quote for e in q.evidence]
        many = (q.history, docs, quotes, (q.answer,), ["|".join(m) for m in q.must], q.spans, (q.note,))
        writer.writerow(
            [q.id, q.kind, q.question, *("\n".join(" ".join(v.split("\n")) for v in cell) for cell in many)]
        )
    path.write_text(out.getvalue(), "utf-8-sig", newline="")
