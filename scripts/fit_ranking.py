"""Fit the weights of the ranking score.

    python scripts/fit_ranking.py ../shared/data ../shared/questions/dev.jsonl --documents ../shared/documents

Three sources: the held-out tenth of our paraphrase pairs (among all their passages), encyclopedia questions of CMRC
and DRCD that no training saw, and questions on documents. Prints the weights for `rag/weights.py`, and by five-fold
cross-validation how the fitted weights and the present ones order the candidates.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from ranking_sets import Candidates, candidates_of, open_store, pairs_set, reading_set

from evals.formats import read_dataset
from rag.tune.ranking import NAMES, Example, examples, fit
from rag.weights import Weights

RIDGE = 2e-3
FOLDS = 5
SHARES = {"pairs": 2.0, "cmrc_trial": 0.3, "drcd_test": 0.3}
"""What a source counts beside the questions on documents, which count 1 a file."""


def load(data: Path, questions: Sequence[Path], documents: Sequence[Path]) -> dict[str, list[Candidates]]:
    """The candidates of all questions, source by source."""
    sets = [pairs_set(), *(reading_set(data / f"train/{name}.jsonl.xz") for name in list(SHARES)[1:])]
    sets += [read_dataset(path) for path in questions]
    found = {}
    for dataset in sets:
        with TemporaryDirectory() as folder:
            store = open_store(Path(folder) / "index", dataset, documents)
            found[dataset.name] = candidates_of(dataset.questions, store)
            store.close()
    return found


def weighed(sources: dict[str, list[Candidates]]) -> list[Example]:
    """The examples of all sources, each source weighing what `SHARES` says, or 1."""
    every: list[Example] = []
    for name, rows in sources.items():
        usable = [row for row in rows if row.holds.any() and not row.holds.any(axis=1).all()]
        share = SHARES.get(name, 1.0) / max(1, len(usable))
        every += [example for row in usable for example in examples(row.signals, row.holds, share)]
    return every


def measures(rows: Sequence[Candidates], weights: Weights) -> npt.NDArray[np.float64]:
    """(questions, 3): all pieces in the first 1 and 5 (or as many as there are pieces), and the reciprocal rank."""
    by = np.array([getattr(weights, name) for name in NAMES])
    found = []
    for row in rows:
        order = np.argsort(-(row.signals @ by), kind="stable")
        ranks = [int(held[order].argmax()) + 1 if held.any() else 10**9 for held in row.holds.T]
        first = min(ranks)
        last = max(ranks)
        found.append((float(last <= len(ranks)), float(last <= 5), 1 / first if first <= 10 else 0.0))
    return np.array(found)


def main() -> None:
    """Fit, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="data folder with train/")
    parser.add_argument("questions", type=Path, nargs="*", help="questions on DOCUMENTS")
    parser.add_argument("--documents", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    sources = load(arguments.data, arguments.questions, arguments.documents)
    print("| questions | | all in first 1 | first 5 | RR@10 |\n|---|---|---|---|---|")
    crossed: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name in sources}
    for fold in range(FOLDS):
        rest = {name: [row for i, row in enumerate(rows) if i % FOLDS != fold] for name, rows in sources.items()}
        weights = fit(weighed(rest), RIDGE)
        for name, rows in sources.items():
            crossed[name].append(measures(rows[fold::FOLDS], weights))
    for name, rows in sources.items():
        for title, values in (("present", measures(rows, Weights())), ("fitted", np.concatenate(crossed[name]))):
            print(f"| {name} ({len(rows)}) | {title} | " + " | ".join(f"{v:.3f}" for v in values.mean(axis=0)) + " |")
    fitted = fit(weighed(sources), RIDGE)
    print("\n" + "\n".join(f"    {f.name}: float = {getattr(fitted, f.name):.1f}" for f in fields(Weights)))


if __name__ == "__main__":
    main()
