"""Fit the calibration of the refusal decision in `rag/refusal/calibration.py`.

    python scripts/fit_calibration.py QUESTIONS.jsonl INDEX [QUESTIONS.jsonl INDEX ...]

On questions that people wrote, answerable and not: those that ship, and others about the user's own documents. Prints
by five-fold cross-validation what is refused of both kinds at several thresholds, with and without the calibration,
then the weights to paste.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from fit_refusal import Floats, fit

from evals.formats import read_dataset
from rag import Assistant
from rag.question import understand
from rag.refusal.calibration import Traits
from rag.refusal.look import Look
from rag.refusal.near import read
from rag.refusal.shown import faults, unanswering
from rag.refusal.weighing import ruled_out
from rag.refusal.whether import asks_whether
from rag.refuse import traits_of

FOLDS = 5
RATES = (0.03, 0.04, 0.05, 0.06, 0.08)
RIDGE = 5.0
UNASKED = 0.5
"""What an unanswerable question whether something holds counts: people ask few of them, and many were written here."""
SIGNS = np.array([1, 1, -1, -1, -1, -1])
"""Of the weights: evidence and parts speak for an answer, what must be met besides does not; others become 0."""


def traits(questions: Path, index: Path) -> Iterator[tuple[Traits, bool, float]]:
    """Of each question that is not refused by a rule: its traits, whether the documents answer it, and its weight."""
    assistant = Assistant.open(index)
    answerer = assistant._answerer
    for question in read_dataset(questions).questions:
        text = understand(question.question, question.history)
        passages, asked = assistant.search(text), answerer.ask(text)
        chosen = answerer.choose(asked, passages)
        also = [s.passage for s in chosen if s.passage.id not in {p.id for p in passages}]
        reading = read(asked, passages, answerer.extractor.support, also, answerer.lead)
        if not chosen or not reading.tells or ruled_out(reading):
            continue
        look = Look(reading, answerer.extractor.support)
        if not unanswering(faults(look, chosen)):
            answered = bool(question.evidence)
            yield traits_of(look, chosen), answered, 1.0 if answered or not asks_whether(look.question) else UNASKED


def cross_validated(x: Floats, y: Floats, weight: Floats) -> Floats:
    """The log-odds of each question by weights fitted without its fold, (n,)."""
    fold = np.random.default_rng(0).permutation(len(x)) % FOLDS
    value = np.zeros(len(x))
    for k in range(FOLDS):
        found = fit(x[fold != k], y[fold != k], weight[fold != k], SIGNS, RIDGE)
        value[fold == k] = x[fold == k] @ found[:-1] + found[-1]
    return value


def main() -> None:
    """Collect, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+", help="question files, each followed by its index")
    options = parser.parse_args()
    if len(options.sets) % 2:
        parser.error("each question file needs an index behind it")
    rows = [row for pair in zip(options.sets[::2], options.sets[1::2], strict=True) for row in traits(*pair)]
    x = np.array([astuple(one) for one, _, _ in rows], dtype=np.float64)
    y = np.array([float(answered) for _, answered, _ in rows])
    weight = np.array([weight for _, _, weight in rows])
    for title, value in (("calibrated", cross_validated(x, y, weight)), ("evidence alone", x[:, 0])):
        refused = [float((value[y == 0] < np.quantile(value[y == 1], rate)).mean()) for rate in RATES]
        print(
            title,
            {f"{rate:.0%} of the answerable": round(share, 3) for rate, share in zip(RATES, refused, strict=True)},
        )
    found = fit(x, y, weight, SIGNS, RIDGE)
    weights = {field.name: round(float(w), 2) for field, w in zip(fields(Traits), found[:-1], strict=True)}
    print(weights, "bias", round(float(found[-1]), 2))


if __name__ == "__main__":
    main()
