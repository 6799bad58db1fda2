"""Systems side by side on the same questions: what differs, by how much, and whether that is more than noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.report import LOWER_IS_BETTER, Report, Result
from evals.stats import Difference, difference, holm

LEVEL = 0.05
HEADLINE = (
    *("Complete@1", "Complete@5", "RR@10", "nDCG@10", "Coverage@10"),
    *("must", "cite recall", "cite precision", "false refusal", "rejection"),
)
"""What is compared when nothing else is said: few measures, as each one more makes all harder to tell apart."""


@dataclass(frozen=True)
class Contrast:
    """One measure of one system against the first system's.

    Attributes:
        system, measure: which.
        base, value: the two means, over the questions that the measure applies to in both.
        difference: paired; positive means that the mean is higher.
        p: of the difference, corrected for all contrasts that were looked at together (Holm 1979).
    """

    system: str
    measure: str
    base: float
    value: float
    difference: Difference
    p: float

    @property
    def better(self) -> bool | None:
        """Whether the system is better (True) or worse (False) beyond noise; None if neither."""
        if self.p > LEVEL:
            return None
        return (self.difference.mean > 0) != (self.measure in LOWER_IS_BETTER)

    def to_dict(self) -> dict[str, Any]:
        """The contrast as plain data."""
        return asdict(self) | {"better": self.better}


def compare(reports: Sequence[Report], measures: Sequence[str] | None = None) -> list[Contrast]:
    """The contrasts of every report with the first one.

    Args:
        reports: of the same questions, at least two.
        measures: which; None means all that the first has in common with another.

    Raises:
        ValueError: the reports are not of the same questions.
    """
    base, *others = reports
    shared = {name for other in others for name in other.measures}
    names = list(measures if measures is not None else (name for name in base.measures if name in shared))
    found: list[tuple[str, str, float, float, Difference]] = []
    for other in others:
        pairs = paired(base, other)
        for name in names:
            both = [(old.scores, new.scores) for old, new in pairs if name in old.scores and name in new.scores]
            values = [(old[name], new[name]) for old, new in both]
            if values:
                old_values, new_values = zip(*values, strict=True)
                means = sum(old_values) / len(values), sum(new_values) / len(values)
                found.append((other.system, name, *means, difference(new_values, old_values)))
    corrected = holm([contrast[-1].p for contrast in found])
    return [Contrast(*contrast, p) for contrast, p in zip(found, corrected, strict=True)]


def paired(base: Report, other: Report) -> list[tuple[Result, Result]]:
    """The results of the same questions, in the order of `base`.

    Raises:
        ValueError: one has questions that the other lacks.
    """
    by_id = {result.question.id: result for result in other.results}
    if by_id.keys() != {result.question.id for result in base.results}:
        raise ValueError(f"{base.system} and {other.system} were not asked the same questions")
    return [(result, by_id[result.question.id]) for result in base.results]


def changed(base: Report, other: Report, measure: str) -> list[tuple[Result, Result]]:
    """The questions whose value of a measure differs, the greatest loss first."""
    pairs = [
        (old, new)
        for old, new in paired(base, other)
        if measure in old.scores and measure in new.scores and old.scores[measure] != new.scores[measure]
    ]
    sign = -1 if measure in LOWER_IS_BETTER else 1
    return sorted(pairs, key=lambda pair: sign * (pair[1].scores[measure] - pair[0].scores[measure]))
