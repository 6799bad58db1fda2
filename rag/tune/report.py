"""What a tuning has found out: plain data, and in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rag.tune.measure import FEWEST, SURE, Gain, K
from rag.tune.parts import Parts
from rag.tune.questions import ASKED, Question


@dataclass
class Outcome:
    """Whether one thing, the model or the weights, is better tuned than as it comes.

    Attributes:
        gains: what it brings on the held-out questions, by who asked them: ``made`` from the documents or ``asked``.
        judged_by: the key of the gain that decides.
    """

    gains: dict[str, Gain]
    judged_by: str

    @property
    def better(self) -> bool:
        """Whether it is better for sure."""
        return self.gains[self.judged_by].proved


@dataclass
class Report:
    """What was tried, on what, and what of it is kept.

    Attributes:
        questions: in each part, how many were made and how many asked.
        left_out: questions whose passages lie in several parts, used nowhere.
        outcomes: of ``model`` and ``weights``, those that were tried.
        kept: which of them are kept.
    """

    questions: dict[str, dict[str, int]]
    left_out: int
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Parts) -> Report:
        """The report on these questions, before anything is tried."""
        named = {"model": parts.model, "ranking": parts.ranking, "held out": parts.held_out}
        return cls({name: counted(questions) for name, questions in named.items()}, parts.left_out)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        outcomes = {
            name: {
                "better": outcome.better,
                "judged_by": outcome.judged_by,
                "nDCG@10": {kind: asdict(gain) for kind, gain in outcome.gains.items()},
            }
            for name, outcome in self.outcomes.items()
        }
        return {"questions": self.questions, "left_out": self.left_out, "outcomes": outcomes, "kept": self.kept}

    def lines(self) -> list[str]:
        """In words, for a terminal."""
        found = [
            f"{name + ':':10} {counts['made']} questions made from the documents, {counts['asked']} asked"
            for name, counts in self.questions.items()
        ]
        if self.left_out:
            found.append(f"{self.left_out} questions are answered in several parts, and left out")
        for name, outcome in self.outcomes.items():
            for kind, gain in outcome.gains.items():
                decides = "; this decides" if kind == outcome.judged_by and len(outcome.gains) > 1 else ""
                found.append(
                    f"{name}: nDCG@{K} {gain.before:.3f} → {gain.after:.3f} on {gain.questions} questions {kind} "
                    f"({gain.after - gain.before:+.3f}, above {gain.low:+.3f} with {SURE:.0%} confidence, "
                    f"p {gain.p:.3f}{decides})"
                )
            few = outcome.gains[outcome.judged_by].questions < FEWEST
            verdict = "better" if outcome.better else f"not proved: under {FEWEST} questions" if few else "not better"
            found.append(f"{name}: {verdict}, {'kept' if name in self.kept else 'not kept'}")
            if name in self.kept and outcome.judged_by == "made":
                found.append(
                    f"{name}: questions made from the documents say little about those of people; "
                    "try some of these, or give a file with them"
                )
        return found


def counted(questions: tuple[Question, ...]) -> dict[str, int]:
    """How many questions were made, and how many asked."""
    asked = sum(question.kind == ASKED for question in questions)
    return {"made": len(questions) - asked, "asked": asked}
