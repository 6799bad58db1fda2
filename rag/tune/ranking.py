"""Weights of the ranking signals, fitted to questions whose right passages are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from rag.features import Signals
from rag.weights import Weights

Floats = npt.NDArray[np.float64]

NAMES = tuple(field.name for field in fields(Weights))
"""The signals, in the order of the columns of an example."""
_STEPS = 60
_HALVINGS = 30
_CLOSE = 1e-7
_SUFFICIENT = 1e-4


@dataclass(frozen=True)
class Example:
    """One thing that a question asks for, and the candidates of the question.

    Attributes:
        wrong: signals of the candidates that hold nothing of what is asked for, (n, signals).
        right: signals of those that hold this thing, (m, signals).
        weight: what it counts beside other examples.
    """

    wrong: Floats
    right: Floats
    weight: float = 1.0


def columns(signals: Signals) -> Floats:
    """The signals of n passages as (n, signals), in the order of `NAMES`; one that is not known is 0."""
    size = len(signals.word)
    found = [getattr(signals, name, ()) for name in NAMES]
    return np.stack([np.asarray(c, dtype=np.float64) if len(c) else np.zeros(size) for c in found], axis=1)


def examples(signals: Floats, holds: npt.NDArray[np.bool_], weight: float = 1.0) -> list[Example]:
    """The examples of a question: one for each thing asked for that some candidate holds, none where all hold some.

    Args:
        signals: of the n candidates, (n, signals).
        holds: which candidate holds which of the things asked for, (n, things).
        weight: of the question; its things share it.
    """
    any_of = holds.any(axis=1)
    if any_of.all() or not any_of.any():
        return []
    share = weight / holds.shape[1]
    return [Example(signals[~any_of], signals[held], share) for held in holds.T if held.any()]


def fit(examples: Iterable[Example], ridge: float, start: Weights | None = None) -> Weights:
    """The weights, none negative, that put right passages above wrong ones, near those of `start`.

    An example's loss is log(1 + Σ exp(score of a wrong candidate − score of the best right one)), the
    smooth form of "no wrong candidate above the right one" (as the listwise loss of Cao et al. 2007
    with one right document). Minimised is the weighted mean of the losses plus
    ``ridge / 2 · |weights − start|²``, by Newton steps projected on what is not negative (Bertsekas
    1982), so that the result is the same on every machine.

    Args:
        examples: what the ranking should do; without any, `start` comes back.
        ridge: strength of the pull towards `start`, above 0. Divide a constant by the number of questions
            where few of them should change little.
        start: None means 0 for every signal: the plain ridge.

    Raises:
        ValueError: `ridge` is not above 0, or an example has not one column a signal.
    """
    if not ridge > 0:
        raise ValueError("ridge must be above 0")
    centre = np.zeros(len(NAMES)) if start is None else np.array([getattr(start, name) for name in NAMES])
    given = list(examples)
    if any(part.ndim != 2 or part.shape[1] != len(NAMES) for e in given for part in (e.wrong, e.right)):
        raise ValueError(f"an example needs {len(NAMES)} columns")
    given = [e for e in given if len(e.wrong) and len(e.right) and e.weight > 0]
    weights = np.ones(len(NAMES)) if start is None else np.maximum(centre, 0.0)
    if given:
        weights = _minimised(_Loss(given, ridge, centre), weights)
    return Weights(**dict(zip(NAMES, weights.tolist(), strict=True)))


class _Loss:
    """The function to be minimised."""

    def __init__(self, examples: Sequence[Example], ridge: float, centre: Floats) -> None:
        self._examples = examples
        self._wrong = np.concatenate([e.wrong for e in examples])
        self._sizes = np.array([len(e.wrong) for e in examples])
        self._starts = np.cumsum([0, *self._sizes[:-1]])
        self._shares = np.array([e.weight for e in examples]) / sum(e.weight for e in examples)
        self._ridge = ridge
        self._centre = centre

    def _margins(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """Rows of the best right passages, margins of the wrong ones above them, the peak of each example's."""
        best = np.stack([e.right[int(np.argmax(e.right @ weights))] for e in self._examples])
        margins = self._wrong @ weights - np.repeat(best @ weights, self._sizes)
        return best, margins, np.maximum(np.maximum.reduceat(margins, self._starts), 0.0)

    def value(self, weights: Floats) -> float:
        """The loss."""
        _, margins, peak = self._margins(weights)
        mass = np.add.reduceat(np.exp(margins - np.repeat(peak, self._sizes)), self._starts)
        loss = float(self._shares @ (peak + np.log(mass + np.exp(-peak))))
        return loss + self._ridge / 2 * float(np.sum((weights - self._centre) ** 2))

    def slope(self, weights: Floats) -> tuple[Floats, Floats]:
        """Gradient (signals,) and Hessian (signals, signals), the best right passages taken as fixed."""
        best, margins, peak = self._margins(weights)
        mass = np.exp(margins - np.repeat(peak, self._sizes))
        mass /= np.repeat(np.add.reduceat(mass, self._starts) + np.exp(-peak), self._sizes)
        gaps = self._wrong - np.repeat(best, self._sizes, axis=0)
        weighted = mass[:, None] * gaps
        means = np.add.reduceat(weighted, self._starts)
        gradient = self._shares @ means + self._ridge * (weights - self._centre)
        hessian = (np.repeat(self._shares, self._sizes)[:, None] * weighted).T @ gaps
        hessian -= (self._shares[:, None] * means).T @ means
        return gradient, hessian + self._ridge * np.eye(len(weights))


def _minimised(loss: _Loss, weights: Floats) -> Floats:
    value = loss.value(weights)
    for _ in range(_STEPS):
        gradient, hessian = loss.slope(weights)
        free = (weights > 0) | (gradient < 0)
        if not free.any() or float(np.abs(gradient[free]).max()) < _CLOSE:
            break
        move = np.zeros_like(weights)
        move[free] = -np.linalg.solve(hessian[np.ix_(free, free)], gradient[free])
        length = 1.0
        for _ in range(_HALVINGS):
            tried = np.maximum(weights + length * move, 0.0)
            new = loss.value(tried)
            if new <= value + _SUFFICIENT * float(gradient @ (tried - weights)):
                break
            length /= 2
        else:
            break
        weights, value = tried, new
    return weights
