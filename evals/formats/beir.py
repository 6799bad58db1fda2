"""BEIR folders: ``corpus.jsonl``, ``queries.jsonl``, ``qrels/<split>.tsv`` (Thakur et al. 2021)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.dataset import Dataset, DatasetError, Evidence, Question, Text
from evals.formats.files import lines, packed, rows

_SPLITS = ("test", "dev", "train")


def read(folder: Path, qrels: Path | None = None) -> Dataset:
    """The data set in a BEIR folder.

    A query without a judgement is left out, as in BEIR; one whose judgements are all 0 is unanswerable.

    Args:
        folder: of the data set.
        qrels: the judgements; None means those of test, else dev, else train.

    Raises:
        DatasetError: a file is missing or damaged, or judges what is not there.
    """
    choice = [folder / "qrels" / f"{split}.tsv" for split in _SPLITS]
    qrels = qrels or next((path for path in choice if packed(path).exists()), choice[0])
    files = [packed(path) for path in (folder / "corpus.jsonl", folder / "queries.jsonl", qrels)]
    for file in files:
        if not file.exists():
            raise DatasetError(f"{folder}: not a BEIR folder, it has no {file.name}")
    texts = {
        _id(row, files[0], n): Text(str(row.get("text", "")), str(row.get("title", ""))) for n, row in rows(files[0])
    }
    judged = judgements(files[2], head=True)
    questions = []
    for number, row in rows(files[1]):
        key = _id(row, files[1], number)
        if key in judged:
            if missing := [doc for doc, grade in judged[key].items() if grade > 0 and doc not in texts]:
                raise DatasetError(f"{files[2]}: judges {missing[0]}, which is not in the corpus")
            evidence = tuple(Evidence(doc, "", grade) for doc, grade in judged[key].items() if grade > 0)
            questions.append(Question(key, str(row.get("text", "")), evidence=evidence))
    return Dataset(folder.name, tuple(questions), texts)


def judgements(path: Path, *, head: bool = False) -> dict[str, dict[str, int]]:
    """Relevance judgements, query → text → grade: ``query text grade`` a line, or TREC's ``query 0 text grade``.

    `head`: the first line may name the columns.

    Raises:
        DatasetError: a line is of neither format, or judges the same text again.
    """
    judged: dict[str, dict[str, int]] = {}
    for number, line in lines(path):
        cells = line.split("\t") if "\t" in line else line.split()
        try:
            query, text, grade = (cells[0], cells[-2], int(cells[-1])) if len(cells) in (3, 4) else ("", "", int(""))
        except ValueError as error:
            if head and number == 1:
                continue
            raise DatasetError(f"{path}, line {number}: not a judgement (query, text, grade)") from error
        if text in judged.setdefault(query, {}):
            raise DatasetError(f"{path}, line {number}: {query} and {text} are judged twice")
        judged[query][text] = grade
    return judged


def write(dataset: Dataset, folder: Path) -> None:
    """Writes a BEIR folder: texts, questions and judgements; it has no place for answers and kinds.

    Raises:
        DatasetError: the evidence is quotes, which BEIR cannot hold.
    """
    if any(e.quote for q in dataset.questions for e in q.evidence) or not dataset.texts:
        raise DatasetError(f"{folder}: BEIR judges whole texts, these questions have quotes as evidence: write .jsonl")
    (folder / "qrels").mkdir(parents=True)
    corpus = ({"_id": key, "title": text.title, "text": text.text} for key, text in dataset.texts.items())
    _write(folder / "corpus.jsonl", corpus)
    _write(folder / "queries.jsonl", ({"_id": q.id, "text": q.question} for q in dataset.questions))
    # A query without a judgement would be left out: one that no text answers has a judgement of 0.
    nothing = (Evidence(next(iter(dataset.texts)), grade=0),)
    judged = [f"{q.id}\t{e.doc}\t{e.grade}\n" for q in dataset.questions for e in q.evidence or nothing]
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(judged), "utf-8")


def _write(path: Path, rows: Any) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _id(row: dict[str, Any], path: Path, number: int) -> str:
    if "_id" not in row:
        raise DatasetError(f"{path}, line {number}: no _id")
    return str(row["_id"])
