"""How sure the decision may be of a question: the log-odds of its evidence, set right for the kind of question."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.refusal.look import Look
from rag.refusal.near import Near
from rag.refusal.whether import asks_whether, unsaid, unsaid_besides

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
        unsaid: how far a noun of a question whether something holds is from being said, where the rest of it is
            (`rag.refusal.whether`), in [0, 1].
        besides: how far the rest of such a question is from being said, where it puts a name in quotation marks; in
            [0, 1].
    """

    evidence: float
    several: float
    form: float
    attribute: float
    unsaid: float = 0.0
    besides: float = 0.0

    @classmethod
    def of(cls, sure: float, look: Look, first: Near | None = None) -> Traits:
        """The traits of the question that `look` looks at.

        Args:
            sure: the probability, in [0, 1], that its evidence answers it.
            look: at it, and the statements near it.
            first: the statement that would be quoted first; None where it was not read.
        """
        bounded = min(max(sure, _LEAST), 1 - _LEAST)
        by = first if asks_whether(look.question) else None
        return cls(
            evidence=math.log(bounded / (1 - bounded)),
            several=float(look.wanted.asks > 1 and sure >= _SOME),
            form=float(look.form.known),
            attribute=float(bool(look.must.attributes) and not look.latin),
            unsaid=unsaid(by, look) if by else 0.0,
            besides=unsaid_besides(by, look) if by else 0.0,
        )


WEIGHTS = Traits(evidence=0.80, several=2.12, form=-1.43, attribute=-0.94, unsaid=-8.36, besides=-5.51)
BIAS = 2.15
"""Fitted by `scripts/fit_calibration.py` to questions that people wrote, answerable and not."""


def calibrated(traits: Traits) -> float:
    """The probability, in (0, 1), that a question with these traits is answered: Platt (1999) on several scores."""
    value = BIAS + sum(w * v for w, v in zip(vars(WEIGHTS).values(), vars(traits).values(), strict=True))
    return 1 / (1 + math.exp(-value))
