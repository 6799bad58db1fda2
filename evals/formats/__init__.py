"""Data sets in the field's formats: the one place where they are read and written.

| format | what it looks like |
|---|---|
| spans | ``.jsonl``: a question a line, with quotes as evidence (docs/evaluation.md) |
| csv | ``.csv`` or ``.tsv`` with a head line |
| squad | ``.json`` of SQuAD, CMRC, DRCD or DuReader-robust |
| beir | a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/*.tsv`` (all may be ``.xz`` or ``.gz``) |
| trec | topics (SGML or ``id<TAB>text``) and a qrels file |
"""

from __future__ import annotations

from pathlib import Path

from evals.dataset import Dataset, DatasetError
from evals.formats import beir, spans, squad, table, trec

__all__ = ["read_dataset", "write_dataset"]


def read_dataset(path: str | Path, qrels: str | Path | None = None) -> Dataset:
    """The data set in a file or folder; its format shows in its name and content.

    Args:
        path: of the file, or of a BEIR folder.
        qrels: relevance judgements: a TREC qrels file for topics, or which ``.tsv`` of a BEIR folder.

    Raises:
        DatasetError: it is missing, damaged, of no known format, or has no questions.
    """
    path = Path(path)
    try:
        dataset = _read(path, Path(qrels) if qrels else None)
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise DatasetError(f"{path}: {error}") from error
    if not dataset.questions:
        raise DatasetError(f"{path}: no questions in it")
    seen: set[str] = set()
    for question in dataset.questions:
        if question.id in seen:
            raise DatasetError(f"{path}: two questions have the id {question.id}")
        seen.add(question.id)
    return dataset


def _read(path: Path, qrels: Path | None) -> Dataset:
    if path.is_dir():
        return beir.read(path, qrels)
    if not path.exists():
        raise DatasetError(f"{path}: no such file or folder")
    if qrels is not None:
        return trec.read(path, qrels)
    readers = {".json": squad.read, ".csv": table.read, ".tsv": table.read, ".jsonl": spans.read}
    if reader := readers.get(path.suffix.lower()):
        return reader(path)
    raise DatasetError(f"{path}: of no known format (.jsonl, .csv, .json, a BEIR folder, or topics with qrels)")


def write_dataset(dataset: Dataset, path: str | Path) -> None:
    """Writes a data set: ``.jsonl`` with quotes, ``.csv``, or a BEIR folder (a path without an ending).

    Raises:
        DatasetError: there is something at `path`, or the format cannot hold this data set.
    """
    path = Path(path)
    if path.exists():
        raise DatasetError(f"{path}: exists already")
    suffix = path.suffix.lower()
    try:
        if suffix == ".jsonl":
            spans.write(dataset, path)
        elif suffix == ".csv":
            table.write(dataset, path)
        elif not suffix:
            beir.write(dataset, path)
        else:
            raise DatasetError(f"{path}: can be .jsonl, .csv or a folder (BEIR)")
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror or error}") from error
