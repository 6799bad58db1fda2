"""Reading comprehension: SQuAD 1 and 2, CMRC 2018, DRCD, DuReader-robust."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.dataset import Dataset, DatasetError, Evidence, Question, Text


def read(path: Path) -> Dataset:
    """The questions of a SQuAD file; each paragraph is a text of its own, and the evidence of its questions.

    Raises:
        DatasetError: the file is not of the format.
    """
    try:
        data = json.loads(path.read_text("utf-8-sig"))
        articles = data["data"]
        texts: dict[str, Text] = {}
        questions: list[Question] = []
        for a, article in enumerate(articles):
            for p, paragraph in enumerate(article["paragraphs"]):
                key = str(paragraph.get("id", f"{a}-{p}"))
                key = key if key not in texts else f"{a}-{p}"
                texts[key] = Text(str(paragraph["context"]), str(article.get("title", "")))
                questions += [_question(row, key) for row in paragraph["qas"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DatasetError(f"{path}: not a SQuAD file ({type(error).__name__}: {error})") from error
    return Dataset(path.stem, tuple(questions), texts)


def _question(row: dict[str, Any], text: str) -> Question:
    spans = tuple(dict.fromkeys(str(answer["text"]) for answer in row.get("answers", ())))
    answerable = not row.get("is_impossible", False) and bool(spans)
    return Question(
        id=str(row["id"]),
        question=str(row["question"]),
        evidence=(Evidence(text),) if answerable else (),
        answer=spans[0] if spans else "",
        spans=spans if answerable else (),
    )
