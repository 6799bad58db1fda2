"""Retrieval measured over several data sets: every rung of the ladder, and the whole without each of its stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from evals.dataset import Dataset
from evals.ladder import Rung, ablations, ladder, with_models
from evals.report import Report
from evals.run import Progress, run
from evals.variants import Variant
from evals.workbench import Workbench
from rag.weights import Stages

MEASURES = ("nDCG@10", "R@1", "R@5", "R@10", "RR@10")
LEADING = MEASURES[0]

Say = Callable[[str], object]
Scores = dict[str, list[float]]
"""Measure → its value for every question, in the data set's order."""


@dataclass
class Bench:
    """What came of one data set.

    Attributes:
        name: of the data set.
        questions: how many were asked.
        texts: how many it brings of its own; 0: it asks about files.
        rows: the system's name → its scores.
        milliseconds: the system's name → median time of a search.
        missing: the system's name → why there are no scores.
        errors: questions that failed, each a miss: system, question and reason.
    """

    name: str
    questions: int
    texts: int
    rows: dict[str, Scores] = field(default_factory=dict)
    milliseconds: dict[str, float] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def best(self, names: Sequence[str]) -> str:
        """Of the systems that were measured the one with the highest mean of the leading measure; empty: none."""
        there = [name for name in names if name in self.rows]
        return max(there, key=lambda name: sum(self.rows[name][LEADING]), default="")


def measure(
    dataset: Dataset,
    documents: Sequence[Path] = (),
    index: Path | None = None,
    *,
    models: Mapping[str, str] | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
    say: Say = lambda text: None,
) -> Bench:
    """The scores of all systems on one data set.

    Args:
        dataset: with answerable questions.
        documents: files and folders that it asks about, unless it brings its texts.
        index: of Wenju, in their place; see `Workbench`.
        models: others to measure, see `evals.ladder.with_models`; where one cannot be loaded, the result says why.
        cache: where indexes are kept for the next time.
        progress: as for `evals.run.run`.
        say: gets a line on every system that was measured.

    Raises:
        SystemUnavailable: what a system needs is missing.
        StoreError: the index is missing, or made with other settings.
    """
    bench = Bench(dataset.name, len(dataset.questions), len(dataset.texts))
    asked: dict[str, str] = {}
    with Workbench(dataset, documents, index, cache) as workbench:
        for rung in [*ladder(), *ablations(), *with_models(models or {})]:
            same = asked.setdefault(_ranking(rung.variant), rung.name)
            if same != rung.name:  # two names of one system, as of the whole and the last rung
                bench.rows[rung.name] = bench.rows[same]
                bench.milliseconds[rung.name] = bench.milliseconds[same]
                continue
            try:
                system = workbench.open(rung.variant)
            except Exception as error:
                if not rung.variant.settings:
                    raise
                # Somebody's model: whatever fails is said, and all else is measured.
                bench.missing[rung.name] = str(error) or type(error).__name__
                continue
            if not bench.rows and (note := workbench.note()):
                say(f"note: {dataset.name}: {note}")
            _keep(bench, rung, run(system, dataset, measures=MEASURES, answers=False, progress=progress))
            mean = sum(bench.rows[rung.name][LEADING]) / max(1, bench.questions)
            say(f"{dataset.name}: {rung.name}: {LEADING} {mean:.3f}, {bench.milliseconds[rung.name]:.1f} ms a question")
    return bench


def _keep(bench: Bench, rung: Rung, report: Report) -> None:
    bench.rows[rung.name] = {name: report.values(name) for name in MEASURES}
    bench.milliseconds[rung.name] = report.latency("retrieve").get("p50", 0.0)
    failed = [result for result in report.results if result.error]
    bench.errors += [f"{rung.name}: {result.question.id}: {result.error}" for result in failed]


def _ranking(variant: Variant) -> str:
    """What two variants have in common that rank alike."""
    stages = asdict(Stages(**variant.stages)) if variant.system == "wenju" else {}
    return f"{variant.system} {variant.settings} {stages}"
