"""What each signal counts in the ranking score."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.features import Signals

LEXICAL = ("word", "bigram")
DENSE = ("dense",)
ON_TOP = ("precedent", "part")
"""What few questions know of, and count on top of the mean: the score of any other is the same with and without."""


class WeightsError(ValueError):
    """A file holds no weights of this version's signals; the message says what is wrong with it."""


@dataclass(frozen=True)
class Weights:
    """Weights of the signals, each described at `rag.features.Signals`.

    Fitted by `scripts/fit_ranking.py`; none is negative, as every signal speaks for a passage. Some are set by hand
    after it. Of BM25 the fit takes bigrams only, and 1.5 of them; here words have a share, as they find most by
    themselves where a language has no bigrams, and both count more, `near` and `window` less, `rare_window` more:
    the passages of our pairs, which weigh most in the fit, are shorter than those of documents and laws. Too few
    questions name a figure, or a case by its number, or ask for the most of something, to fit `numeral`, `number`
    and `kind`. `precedent` and `part`, set by hand too, count on top of the mean of the others (`ON_TOP`).
    """

    word: float = 0.6
    bigram: float = 2.4
    dense: float = 5.4
    coverage: float = 1.2
    late: float = 1.6
    rare: float = 2.3
    near: float = 3.0
    window: float = 4.0
    late_window: float = 0.8
    rare_window: float = 3.0
    heading: float = 0.7
    thesaurus: float = 0.6
    lcs: float = 0.9
    form: float = 0.7
    holds: float = 0.9
    figures: float = 1.2
    kind: float = 6.0
    quoted: float = 1.7
    year: float = 1.6
    place: float = 1.1
    numeral: float = 8.0
    number: float = 2.0
    section: float = 0.3
    precedent: float = 4.0
    part: float = 10.0

    @property
    def total(self) -> float:
        """What the weights are parts of: the sum of all but those `ON_TOP`; 1 where that is 0."""
        return sum(weight for name, weight in vars(self).items() if name not in ON_TOP) or 1.0

    def combine(self, signals: Signals) -> npt.NDArray[np.float32]:
        """The ranking scores, in [0, 1]: the weighted mean of the signals, and those `ON_TOP` of it.

        A signal that is not known yet counts as 0.
        """
        weights = vars(self)
        known = {name: values for name, values in vars(signals).items() if len(values)}
        score = sum((weights[name] * values for name, values in known.items()), np.zeros(1, dtype=np.float32))
        scores: npt.NDArray[np.float32] = np.clip(np.asarray(score, dtype=np.float32) / self.total, 0.0, 1.0)
        return scores


@dataclass(frozen=True)
class Stages:
    """Which parts of retrieval count; all of them, unless an evaluation asks what one is worth.

    Attributes:
        lexical: the candidates of BM25 over words and bigrams, and their scores.
        dense: the candidates of the vector index, and their cosine.
        thesaurus: other names of the question's words, and the mending of slips.
        rerank: all other signals, and the order in which a passage that says something new goes before a near-copy.
    """

    lexical: bool = True
    dense: bool = True
    thesaurus: bool = True
    rerank: bool = True

    def __post_init__(self) -> None:
        if not (self.lexical or self.dense):
            raise ValueError("lexical or dense must bring candidates")

    def of(self, weights: Weights) -> Weights:
        """`weights`, with 0 for the signals that do not count."""
        arms = {name: self.lexical for name in LEXICAL} | {name: self.dense for name in DENSE}
        off = [name for name in vars(weights) if not arms.get(name, self.rerank)]
        return replace(weights, **dict.fromkeys(off, 0.0))


def write_weights(weights: Weights, path: Path) -> None:
    """Writes weights to a JSON file, by the names of their signals."""
    path.write_text(json.dumps(asdict(weights), indent=1) + "\n", encoding="utf-8")


def read_weights(path: Path) -> Weights:
    """The weights in a file of `write_weights`.

    Raises:
        OSError: it cannot be read.
        WeightsError: it is damaged, or of another version, which knows other signals.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise WeightsError(f"no JSON: {error}") from error
    if not isinstance(found, dict):
        raise WeightsError("no JSON object")
    names = {field.name for field in fields(Weights)}
    if odd := sorted(names ^ found.keys()):
        raise WeightsError(f"weights of another version: {', '.join(odd)}")
    for name, value in found.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value < math.inf or value > 1e9:
            raise WeightsError(f"{name}: {value!r} is no weight")
    if not any(found.values()):
        raise WeightsError("all weights are 0")
    return Weights(**{name: float(value) for name, value in found.items()})
