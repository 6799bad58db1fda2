"""Fit the weights of the linear ranking score: `python scripts/fit_fusion.py ../shared/data`.

Three kinds of question count equally: everyday paraphrases (the held-out tenth of our pairs, against the official
sentences of all pairs) and encyclopedia questions of CMRC and DRCD. A right passage should score higher than every
other candidate: logistic loss of the differences, weights not negative, the hardest candidates counting most. Every
second question of each kind is kept for measuring.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from bench_embedding import measures
from ranking_features import FEATURES, Bench, Floats, Scorer, load_held_out_pairs, load_reading, top

from index.embed import StaticEmbeddings

RIDGE = 1e-4
BASELINES = {
    "word BM25": {"word": 1.0},
    "word + bigram BM25": {"word": 0.6, "bigram": 0.4},
    "word + bigram + mean vectors": {"word": 0.6, "bigram": 0.4, "dense": 0.5, "window": 0.5},
    "late interaction": {"late": 1.0},
}


@dataclass(frozen=True)
class Example:
    """The candidates of one question."""

    kind: str
    features: Floats  # (n, len(FEATURES))
    right: npt.NDArray[np.bool_]  # (n,)


def examples(bench: Bench, model: StaticEmbeddings) -> list[Example]:
    """Return one example per question; where retrieval missed, no candidate is right."""
    scorer = Scorer(bench.passages, model)
    rows = []
    for question, relevant in zip(bench.questions, bench.relevant, strict=True):
        candidates, features = scorer.features(question)
        rows.append(Example(bench.name, features, np.isin(candidates, list(relevant))))
    return rows


def fit(rows: Sequence[Example], used: npt.NDArray[np.bool_], steps: int = 400, rate: float = 0.3) -> Floats:
    """Return weights (len(FEATURES),) by projected Adam; features not `used` keep weight 0.

    The loss of a question is log(1 + Σ exp(score of a wrong candidate − score of the right one)), the smooth form of
    "no wrong candidate above the right one".
    """
    usable = [row for row in rows if row.right.any() and not row.right.all()]
    share = {kind: 1 / sum(row.kind == kind for row in usable) for kind in {row.kind for row in usable}}
    importance = np.asarray([share[row.kind] for row in usable]) / len(share)
    differences = np.concatenate([row.features[~row.right] - row.features[row.right].mean(0) for row in usable])
    sizes = [int((~row.right).sum()) for row in usable]
    starts = np.cumsum([0, *sizes[:-1]])
    weights = np.where(used, 1.0, 0.0)
    momentum, variance = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        margins = differences @ weights
        peak = np.maximum(np.maximum.reduceat(margins, starts), 0.0)
        mass = np.exp(margins - np.repeat(peak, sizes))
        total = np.add.reduceat(mass, starts) + np.exp(-peak)
        gradient = (np.repeat(importance / total, sizes) * mass) @ differences + RIDGE * weights
        momentum = 0.9 * momentum + 0.1 * gradient
        variance = 0.99 * variance + 0.01 * gradient**2
        move = (momentum / (1 - 0.9**step)) / (np.sqrt(variance / (1 - 0.99**step)) + 1e-9)
        weights = np.where(used, np.maximum(weights - rate * (1 - step / steps) * move, 0.0), 0.0)
    return weights


def report(rows: Sequence[Example], weights: Floats) -> str:
    """Return R@1 / R@5 / R@10 per kind of question, in per cent."""
    cells = []
    for kind in sorted({row.kind for row in rows}):
        kept = [row for row in rows if row.kind == kind]
        found = (row.right[top(row.features @ weights, len(row.right))] for row in kept)
        ranks = [int(right.argmax()) + 1 if right.any() else 0 for right in found]
        values = measures(ranks)
        cells.append(f"{kind} {values['R@1']:.1f} / {values['R@5']:.1f} / {values['R@10']:.1f}")
    return " | ".join(cells)


def main() -> None:
    """Fit, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="data folder with train/ and paraphrase/")
    parser.add_argument("--model", type=Path, help="model folder (default: the built-in one)")
    parser.add_argument("--sample", type=int, default=600, help="at most this many questions of each kind")
    parser.add_argument("--ablate", action="store_true", help="also fit without each feature in turn")
    arguments = parser.parse_args()
    model = StaticEmbeddings(arguments.model)
    benches = [load_held_out_pairs(arguments.data)]
    benches += [load_reading(arguments.data / f"train/{name}.jsonl.xz") for name in ("cmrc_trial", "drcd_test")]
    rows = [row for bench in benches for row in examples(bench.sample(arguments.sample), model)]
    fitting, measuring = rows[::2], rows[1::2]
    print(f"model {model.fingerprint}; features {', '.join(FEATURES)}\n")
    for name, values in BASELINES.items():
        print(f"{name}: {report(measuring, np.asarray([values.get(feature, 0.0) for feature in FEATURES]))}")
    every = np.ones(len(FEATURES), dtype=bool)
    for dropped in (None, *FEATURES) if arguments.ablate else (None,):
        used = every & (np.asarray(FEATURES) != dropped)
        print(f"fitted{f' without {dropped}' if dropped else ''}: {report(measuring, fit(fitting, used))}")
    weights = fit(rows, every)
    print("\nweights, fitted on all questions:")
    for feature, weight in zip(FEATURES, weights, strict=True):
        print(f"  {feature:10s} {weight:.2f}")


if __name__ == "__main__":
    main()
