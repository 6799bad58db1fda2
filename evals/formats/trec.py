"""TREC topics with their relevance judgements."""

from __future__ import annotations

import re
from pathlib import Path

from evals.dataset import Dataset, DatasetError, Evidence, Question
from evals.formats.beir import judgements
from evals.formats.files import lines

_TOPIC = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>\s*(?:Number:)?\s*([^\s<]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*(?:Topic:)?(.*?)\s*(?=<|\Z)", re.DOTALL | re.IGNORECASE)


def read(path: Path, qrels: Path) -> Dataset:
    """Topics (``<top><num>…<title>…</top>``, or ``id<TAB>text`` a line) with the judgements in `qrels`.

    The judged texts are documents that the system has indexed, by file name. A topic without a
    judgement is left out, as trec_eval does.

    Raises:
        DatasetError: a topic or a judgement cannot be read.
    """
    judged = judgements(qrels)
    questions = [
        Question(key, text, evidence=tuple(Evidence(doc, "", grade) for doc, grade in judged[key].items() if grade > 0))
        for key, text in _topics(path)
        if key in judged
    ]
    return Dataset(path.stem, tuple(questions))


def _topics(path: Path) -> list[tuple[str, str]]:
    text = "\n".join(line for _, line in lines(path))
    found = []
    if "<top>" in text.lower():
        for topic in _TOPIC.findall(text):
            number, title = _NUMBER.search(topic), _TITLE.search(topic)
            if not number or not title or not title[1].strip():
                raise DatasetError(f"{path}: a topic without <num> or <title>: {topic.strip()[:60]}")
            found.append((number[1], " ".join(title[1].split())))
        return found
    for at, line in lines(path):
        key, _, query = line.partition("\t")
        if not query.strip():
            raise DatasetError(f"{path}, line {at}: not a topic (id, a tab, text)")
        found.append((key, query.strip()))
    return found
