"""What came of a run: the results of all questions, and what they add up to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from evals import measures
from evals.answers import risk_coverage
from evals.dataset import Question
from evals.formats import spans
from evals.stats import Estimate, area_estimate, estimate

VERSION = 1
LOWER_IS_BETTER = {"false refusal"}
"""Measures of which less is more; of all others, more is."""


@dataclass(frozen=True)
class Result:
    """What came of one question.

    Attributes:
        question: as in the data set.
        scores: the measures that apply to it, by name.
        ranks: of each piece of evidence the rank of the first passage that holds it.
        items: the ranked list as judged items, see `evals.judge.items`.
        found: the passages, best first: document, section, score, the start of the text or what holds evidence.
        answer: its text; empty where none was asked for.
        answered: whether it was an answer; None where none was asked for.
        confidence: of the answer, where the system says it.
        error: of a question that failed, which counts as a miss and is shown.
        timings: milliseconds, ``retrieve`` and ``answer`` (with its retrieval); not in the file, as they
            differ from run to run.
    """

    question: Question
    scores: dict[str, float]
    ranks: list[int | None] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    answer: str = ""
    answered: bool | None = None
    confidence: float | None = None
    error: str = ""
    timings: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data, without its timings."""
        data = asdict(self) | {"question": spans.row_of(self.question)}
        del data["timings"]
        return {key: value for key, value in data.items() if value not in ("", None)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Result:
        """The result that `to_dict` made plain data of."""
        return cls(**data | {"question": spans.question(data["question"])})


@dataclass(frozen=True)
class Report:
    """The results of a system on a data set.

    Attributes:
        system: its name.
        dataset: the data set's name.
        results: a question each, in the data set's order.
        settings: what the system says of itself: settings, index size and the like.
        seconds: how long the run took.
    """

    system: str
    dataset: str
    results: Sequence[Result]
    settings: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @cached_property
    def measures(self) -> list[str]:
        """The names of all measures that apply to some question, in the order of the first that has them all."""
        return list(dict.fromkeys(name for result in self.results for name in result.scores))

    def values(self, measure: str, results: Iterable[Result] | None = None) -> list[float]:
        """The values of a measure, of the questions that it applies to."""
        chosen = self.results if results is None else results
        return [result.scores[measure] for result in chosen if measure in result.scores]

    def mean(self, measure: str, results: Iterable[Result] | None = None) -> float | None:
        """The mean of a measure over the questions that it applies to; None if there are none."""
        values = self.values(measure, results)
        return sum(values) / len(values) if values else None

    def estimate(self, measure: str, results: Iterable[Result] | None = None) -> Estimate | None:
        """The mean of a measure with its 95 % interval; None if it applies to no question."""
        return estimate(self.values(measure, results))

    def by(self, key: Callable[[Question], str]) -> dict[str, list[Result]]:
        """The results in groups, sorted by the groups' names."""
        groups: dict[str, list[Result]] = {}
        for result in self.results:
            groups.setdefault(key(result.question) or "(none)", []).append(result)
        return dict(sorted(groups.items()))

    def kinds(self) -> dict[str, list[Result]]:
        """The results by kind of question."""
        return self.by(lambda question: question.kind)

    def documents(self) -> dict[str, list[Result]]:
        """The results by the document that the evidence is from."""
        return self.by(lambda question: question.document)

    def failures(self, measure: str = "Complete@5") -> list[Result]:
        """The results worth a look: errors, evidence that was not found, answers and refusals that are wrong."""
        wrong = {"must": 1.0, "rejection": 1.0, measure: 1.0}
        return [
            r
            for r in self.results
            if r.error or r.scores.get("false refusal") or any(r.scores.get(m, v) < v for m, v in wrong.items())
        ]

    def risk_coverage(self) -> list[tuple[float, float]]:
        """The risk–coverage curve of the answers: how many are wrong among the most confident ones.

        An answer is wrong when it lacks a required string (or, where none is named, the evidence), or
        when the documents do not answer the question. Empty where the system names no confidence.
        """
        return risk_coverage(self._risks())

    def aurc(self) -> Estimate | None:
        """The area under that curve with its 95 % interval; None where there is no curve."""
        return area_estimate(self._risks())

    def _risks(self) -> list[tuple[float, float]]:
        scored = []
        for result in self.results:
            if result.answered is None or (result.confidence is None and not result.error):
                continue
            right = (
                result.scores.get("must", result.scores.get("cite recall", 0.0)) if result.question.evidence else 0.0
            )
            scored.append((result.confidence or 0.0, 1.0 - right))
        return scored

    def latency(self, stage: str) -> dict[str, float]:
        """``p50``, ``p95``, ``p99``, ``max`` of a stage (``retrieve``, ``answer``) in milliseconds; empty: unknown."""
        values = [result.timings[stage] for result in self.results if stage in result.timings]
        if not values:
            return {}
        shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
        return {name: measures.percentile(values, share) for name, share in shares.items()}

    def summary(self) -> dict[str, Any]:
        """Every measure with its interval, overall, by kind and by document, as plain data."""

        def all_of(results: Sequence[Result]) -> dict[str, Any]:
            found = {name: self.estimate(name, results) for name in self.measures}
            return {
                "questions": len(results),
                **{name: _rounded(e) for name, e in found.items() if e},
            }

        summary: dict[str, Any] = {"overall": all_of(self.results)}
        if found := self.aurc():
            summary["AURC"] = _rounded(found)
        summary["by kind"] = {kind: all_of(results) for kind, results in self.kinds().items()}
        summary["by document"] = {name: all_of(results) for name, results in self.documents().items()}
        return summary

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data: the same for every run of the same system on the same data set."""
        return {
            "version": VERSION,
            "system": self.system,
            "dataset": self.dataset,
            "settings": self.settings,
            "errors": sum(bool(result.error) for result in self.results),
            "summary": self.summary(),
            "results": [result.to_dict() for result in self.results],
        }

    @classmethod
    def load(cls, path: str | Path) -> Report:
        """The report in a file that was written from `to_dict`.

        Raises:
            ValueError: it is no such file, or of another version.
        """
        try:
            data = json.loads(Path(path).read_text("utf-8"))
            if data["version"] != VERSION:
                raise ValueError(f"{path}: a report of version {data['version']}, this is {VERSION}: run it again")
            results = [Result.from_dict(row) for row in data["results"]]
            return cls(data["system"], data["dataset"], results, data["settings"])
        except (OSError, KeyError, TypeError, AttributeError, RecursionError, UnicodeError, JSONDecodeError) as error:
            raise ValueError(f"{path}: not a report ({type(error).__name__}: {error})") from error


def _rounded(estimate: Estimate) -> dict[str, float]:
    return {key: round(value, 6) for key, value in asdict(estimate).items()}
