"""Fits the weights of `rag.extractive.weights.Weights`: which statement of the found passages answers a question.

For each question with known evidence all statements of the passages found are candidates; right are
those that hold a good part of the evidence. The weights maximise the likelihood of the right ones
under a softmax over the candidates (a conditional logit, McFadden 1974), what counts against a statement
(`rag.extractive.against`) being given, with an L2 penalty on how far the standardised weights are from those in use:
so further questions mend what earlier ones told. Some weights are not fitted but set, where the questions hold too few
cases: see `FIXED`. Prints the share of questions whose best statement is right, cross-validated by
question, for the weights in use, too, and the weights.

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
from rag.extractive.weights import NAMES, WEIGHTS
from rag.question import understand

Floats = npt.NDArray[np.floating]
Case = tuple[Floats, Floats, Floats]
"""Of a question: the signals of its statements (n, f), what else their scores hold (n,), and which are right (n,)."""

FOLDS = 5
RATE = 0.03

FIXED = {
    **{"other_year": -4.0, "form_missing": -1.5, "short": -2.5, "exact": 2.0, "counted": 0.8},
    **{"charge": 1.5, "defines": 7.0, "row": -0.74, "label": 3.0, "measured": 1.5, "unit_missing": -1.0},
}
"""What too few of the questions tell: set by what it means."""
USED = np.array(list(vars(WEIGHTS).values()))
"""The weights in use, (f,)."""
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
    scale = np.concatenate([signals for signals, *_ in cases]).std(axis=0) + 1e-6
    fold = np.random.default_rng(0).permutation(len(cases)) % FOLDS
    fitted = [
        fit([case for case, part in zip(cases, fold, strict=True) if part != left_out], scale, arguments)
        for left_out in range(FOLDS)
    ]
    print(f"{len(cases)} questions whose evidence was found; their best statement is right, and its log-likelihood:")
    for name, weights in (("cross-validated", fitted), ("as in use", [USED] * FOLDS)):
        judged = np.array([judge(case, weights[part]) for case, part in zip(cases, fold, strict=True)])
        print(f"    {name}: {judged[:, 0].mean():.3f}, {judged[:, 1].mean():.3f}")
    for name, weight in zip(NAMES, fit(cases, scale, arguments), strict=True):
        print(f"    {name}: float = {weight:.2f}")


def gather(questions: str, index: str) -> list[Case]:
    """The cases of the questions with evidence that was found."""
    assistant = Assistant.open(Path(index))
    found: list[Case] = []
    for question in read_dataset(questions).questions:
        if not question.evidence:
            continue
        asked = understand(question.question, question.history)
        passages = assistant.search(asked)
        answerer = assistant._answerer
        ranked = answerer.extractor.rank(answerer.ask(asked), passages)
        if ranked.board is not None and (right := labels(question, ranked)).any():
            signals = np.asarray(ranked.board.signals(), dtype=np.float64)
            found.append((signals, ranked.board.scores() - signals @ USED, right))
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


def judge(case: Case, weights: Floats) -> tuple[float, float]:
    """Whether the best statement is right, and the log of the probability of the right ones."""
    signals, given, right = case
    scores = signals @ weights + given
    likely = np.exp(scores - scores.max())
    return float(right[np.argmax(scores)]), float(np.log(likely @ right / likely.sum()))


def fit(cases: Sequence[Case], scale: Floats, options: argparse.Namespace) -> Floats:
    """The weights, (f,), by Adam (Kingma and Ba 2015) on the mean log-likelihood."""
    fixed = {NAMES.index(name): value * scale[NAMES.index(name)] for name, value in FIXED.items()}
    signals = np.concatenate([x / scale for x, _, _ in cases])
    given = np.concatenate([offsets for _, offsets, _ in cases])
    right = np.concatenate([y for _, _, y in cases])
    counts = [len(y) for _, _, y in cases]
    starts, case = np.cumsum([0, *counts[:-1]]), np.repeat(np.arange(len(cases)), counts)
    weights, mean, square = USED * scale, np.zeros(len(NAMES)), np.zeros(len(NAMES))
    for step in range(1, options.steps + 1):
        for at, value in fixed.items():
            weights[at] = value
        scores = signals @ weights + given
        likely = np.exp(scores - np.maximum.reduceat(scores, starts)[case])
        wanted = likely * right
        likely /= np.add.reduceat(likely, starts)[case]
        wanted /= np.add.reduceat(wanted, starts)[case]
        gradient = options.l2 * (weights - USED * scale) + signals.T @ (likely - wanted) / len(cases)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weights = weights - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    for at, value in fixed.items():
        weights[at] = value
    return np.asarray(weights / scale)


if __name__ == "__main__":
    main()
