"""Fits the weights of `rag.extractive.ranking.Weights`: which statement of the found passages answers a question.

For each question with known evidence all statements of the passages found are candidates; right are
those that hold a good part of the evidence. The weights maximise the likelihood of the right ones
under a softmax over the candidates (a conditional logit, McFadden 1974), with an L2 penalty on the
standardised weights. Some weights are not fitted but set, where the questions hold too few cases:
see `FIXED`. Prints the share of questions whose best statement is right, cross-validated by
question, and the weights.

    python scripts/fit_statements.py evals/data/wenju.jsonl=INDEX [questions.jsonl=INDEX ...]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.dataset import Question
from evals.formats import read_dataset
from evals.judge import hits, place, share
from rag.assistant import Assistant
from rag.extract import Ranked
from rag.extractive.ranking import NAMES

Floats = npt.NDArray[np.floating]

FIXED = {"other_year": -4.0, "form_missing": -1.5, "short": -2.5, "exact": 2.0, "counted": 0.8}
RIGHT = 0.45
"""Share of the evidence from which on a statement is right."""


def main() -> None:
    """Fits on the question files and indexes that are named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sets", nargs="+", help="questions.jsonl=folder of the index")
    parser.add_argument("--l2", type=float, default=0.01)
    parser.add_argument("--steps", type=int, default=300)
    arguments = parser.parse_args()
    cases = [case for named in arguments.sets for case in gather(*named.rsplit("=", 1))]
    scale = np.concatenate([signals for signals, _ in cases]).std(axis=0) + 1e-6
    fold = np.random.default_rng(0).permutation(len(cases)) % 5
    right = []
    for left_out in range(5):
        train = [case for case, part in zip(cases, fold, strict=True) if part != left_out]
        weights = fit(train, scale, arguments.l2, arguments.steps)
        right += [y[np.argmax(x @ weights)] for (x, y), part in zip(cases, fold, strict=True) if part == left_out]
    print(f"{len(cases)} questions, best statement right (cross-validated): {np.mean(right):.3f}")
    for name, weight in zip(NAMES, fit(cases, scale, arguments.l2, arguments.steps), strict=True):
        print(f"    {name}: float = {weight:.2f}")


def gather(questions: str, index: str) -> list[tuple[Floats, Floats]]:
    """Of each question with evidence that was found: signals (n, f) and which statements are right (n,)."""
    assistant = Assistant.open(Path(index))
    found = []
    for question in read_dataset(questions).questions:
        if not question.evidence:
            continue
        passages = assistant.search(question.question, history=question.history)
        answerer = assistant._answerer
        ranked = answerer.extractor.rank(answerer.ask(question.question), passages)
        if ranked.board is not None and (right := labels(question, ranked)).any():
            found.append((np.asarray(ranked.board.signals(), dtype=np.float64), right))
    return found


def labels(question: Question, ranked: Ranked) -> Floats:
    """1 for the statements that hold evidence, (n,)."""
    assert ranked.board is not None
    right = np.zeros(len(ranked.board.found))
    for evidence in question.evidence:
        held = np.array(
            [
                share(evidence.quote, statement.text) if hits(evidence, *place(statement.passage)) else 0.0
                for statement in ranked.board.found
            ]
        )
        best = held.max(initial=0.0)
        right = np.maximum(right, held >= RIGHT if best >= RIGHT else (held >= best) & (best > RIGHT / 2))
    return right


def fit(cases: Sequence[tuple[Floats, Floats]], scale: Floats, l2: float, steps: int) -> Floats:
    """The weights, (f,), by Adam (Kingma and Ba 2015) on the mean log-likelihood."""
    fixed = {NAMES.index(name): value * scale[NAMES.index(name)] for name, value in FIXED.items()}
    weights, mean, square = np.zeros(len(NAMES)), np.zeros(len(NAMES)), np.zeros(len(NAMES))
    scaled = [(signals / scale, right) for signals, right in cases]
    for step in range(1, steps + 1):
        for at, value in fixed.items():
            weights[at] = value
        gradient = l2 * weights
        for signals, right in scaled:
            scores = signals @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            wanted = likely * right
            gradient = gradient + signals.T @ (likely - wanted / wanted.sum()) / len(scaled)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weights = weights - 0.03 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    for at, value in fixed.items():
        weights[at] = value
    return np.asarray(weights / scale)


if __name__ == "__main__":
    main()
