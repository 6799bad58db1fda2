"""How sure the decision may be of a question: the log-odds of its evidence, set right for the kind of question."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.refusal.look import Look

_LEAST = 0.001
"""Confidences nearer to 0 or 1 say no more."""
_SOME = 0.05
"""Below this confidence nothing is told in parts either."""


@dataclass(frozen=True)
class Traits:
    """What of a question tells how often evidence like its own answers it.

    Attributes:
        evidence: the log-odds that its evidence answers it, whatever kind of question it is.
        several: 1 where it asks several things, and there is some evidence.
        form: 1 where the answer must have a form: a figure, a date, a name.
        attribute: 1 where a Chinese question asks for an attribute that `rag.refusal.attributes` knows.
    """

    evidence: float
    several: float
    form: float
    attribute: float

    @classmethod
    def of(cls, sure: float, look: Look) -> Traits:
        """The traits of the question that `look` looks at.

        Args:
            sure: the probability, in [0, 1], that its evidence answers it.
            look: at it, and the statements near it.
        """
        bounded = min(max(sure, _LEAST), 1 - _LEAST)
        return cls(
            evidence=math.log(bounded / (1 - bounded)),
            several=float(look.wanted.asks > 1 and sure >= _SOME),
            form=float(look.form.known),
            attribute=float(bool(look.must.attributes) and not look.latin),
        )


WEIGHTS = Traits(evidence=0.66, several=2.18, form=-1.22, attribute=-0.85)
BIAS = 1.62
"""Fitted by `scripts/fit_calibration.py` to questions that people wrote, answerable and not."""


def calibrated(traits: Traits) -> float:
    """The probability, in (0, 1), that a question with these traits is answered: Platt (1999) on several scores."""
    value = BIAS + sum(w * v for w, v in zip(vars(WEIGHTS).values(), vars(traits).values(), strict=True))
    return 1 / (1 + math.exp(-value))
