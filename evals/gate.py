"""A gate for continuous integration: fails when a measure fell beyond noise since a baseline."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from evals.compare import HEADLINE, Contrast, compare
from evals.report import LOWER_IS_BETTER, VERSION, Report


class BaselineError(ValueError):
    """A baseline cannot be read or written, or is of other questions."""


@dataclass(frozen=True)
class Verdict:
    """What a gate says.

    Attributes:
        fallen: measures that are worse beyond noise.
        lower: measures that are worse, within noise.
        missing: measures that the baseline has and the run has not.
        errors: how many questions failed; any is a reason to fail.
    """

    fallen: list[Contrast]
    lower: list[Contrast]
    missing: list[str]
    errors: int

    @property
    def passed(self) -> bool:
        """Whether nothing fell, nothing is missing and nothing failed."""
        return not (self.fallen or self.missing or self.errors)


def judge(baseline: Report, report: Report, measures: tuple[str, ...] = HEADLINE) -> Verdict:
    """Holds a report against a baseline of the same questions.

    A measure has fallen when it is worse in a paired randomisation test at the 5 % level, corrected
    for the number of measures, so that a change that only moves noise passes.

    Raises:
        BaselineError: the questions differ; a new baseline is needed.
    """
    watched = [name for name in measures if name in baseline.measures]
    asked = [{r.question.id: r.question.question for r in held.results} for held in (baseline, report)]
    if asked[0] != asked[1]:
        strange = sorted({*asked[0].items()} ^ {*asked[1].items()})[0][0]
        raise BaselineError(f"the baseline is of other questions (see {strange}): save a new one with --save-baseline")
    contrasts = compare([baseline, report], [name for name in watched if name in report.measures])
    worse = [c for c in contrasts if c.difference.mean and (c.difference.mean < 0) != (c.measure in LOWER_IS_BETTER)]
    return Verdict(
        fallen=[c for c in worse if c.better is False],
        lower=[c for c in worse if c.better is None],
        missing=[name for name in watched if name not in report.measures],
        errors=sum(bool(result.error) for result in report.results),
    )


def write_baseline(report: Report, path: str | Path, measures: tuple[str, ...] = HEADLINE) -> None:
    """Writes what `judge` needs of a report, a question a line, so that a change can be read as a difference.

    Raises:
        BaselineError: a question failed: that is nothing to hold others against.
        OSError: it cannot be written.
    """
    if failed := [result.question.id for result in report.results if result.error]:
        raise BaselineError(f"{path}: not written, {len(failed)} questions failed (see {failed[0]})")
    rows = [
        {
            "question": {"id": result.question.id, "question": result.question.question},
            "scores": {name: value for name, value in result.scores.items() if name in measures},
        }
        for result in report.results
    ]
    head = {"version": VERSION, "system": report.system, "dataset": report.dataset, "settings": {}}
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    text = f'{json.dumps(head, ensure_ascii=False)[:-1]}, "results": [\n{lines}\n]}}\n'
    Path(path).write_text(text, "utf-8")


def load_baseline(path: str | Path) -> Report:
    """The baseline in a file: one that `write_baseline` wrote, or a whole ``report.json``.

    Raises:
        BaselineError: it is neither.
    """
    try:
        return Report.load(path)
    except ValueError as error:
        raise BaselineError(str(error)) from error
