"""The folder that an evaluation leaves: for people, for machines, for other tools."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.compare import Contrast, changed
from evals.report import Report
from evals.runs import qrels_of, run_of, write_qrels, write_run

CHANGES = ("Complete@5", "RR@10", "must", "false refusal", "rejection")
"""Measures whose questions are listed when they changed."""


def write_folder(folder: Path, reports: Sequence[Report], contrasts: Sequence[Contrast] = ()) -> bool:
    """Writes all that there is of some reports on the same questions; the first is the base.

    ``report.html``, ``report.md``; ``report.json``, ``run.trec`` (those of the others as ``report-2.json``, …),
    ``qrels.trec``; ``timings.json``, what differs from run to run (the first two show some of it); ``comparison.json``.

    Returns:
        Whether an earlier report was replaced.

    Raises:
        OSError: something cannot be written.
    """
    from evals.html import html_report
    from evals.markdown import markdown_summary

    folder.mkdir(parents=True, exist_ok=True)
    replaced = (folder / "report.json").exists()
    for pattern in ("report-*.json", "run-*.trec", "comparison.json"):
        for old in folder.glob(pattern):
            old.unlink()  # of an earlier comparison, which had more systems
    base, *others = reports
    for number, report in enumerate(reports, 1):
        suffix = f"-{number}" if number > 1 else ""
        _write(folder / f"report{suffix}.json", report.to_dict())
        write_run(run_of(report), folder / f"run{suffix}.trec", report.system)
    write_qrels(qrels_of(base), folder / "qrels.trec")
    _write(folder / "timings.json", [timings(report) for report in reports])
    if others:
        _write(folder / "comparison.json", comparison(reports, contrasts))
    (folder / "report.html").write_text(html_report(base, others, contrasts), "utf-8")
    (folder / "report.md").write_text(markdown_summary(base, others, contrasts), "utf-8")
    return replaced


def timings(report: Report) -> dict[str, Any]:
    """How long a run took: in all (s), by stage and by question (ms)."""
    return {
        "system": report.system,
        "seconds": round(report.seconds, 3),
        **{stage: report.latency(stage) for stage in ("retrieve", "answer")},
        "questions": {result.question.id: result.timings for result in report.results},
    }


def comparison(reports: Sequence[Report], contrasts: Sequence[Contrast]) -> dict[str, Any]:
    """The contrasts with the base, and the questions that changed, side by side, as plain data."""
    base, *others = reports
    return {
        "base": base.system,
        "contrasts": [contrast.to_dict() for contrast in contrasts],
        "changed": {
            other.system: {
                measure: [
                    {
                        "id": old.question.id,
                        "question": old.question.question,
                        "value": [old.scores[measure], new.scores[measure]],
                        "ranks": [old.ranks, new.ranks],
                        "answer": [old.answer, new.answer],
                    }
                    for old, new in changed(base, other, measure)
                ]
                for measure in CHANGES
                if measure in base.measures and measure in other.measures
            }
            for other in others
        },
    }


def _write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
