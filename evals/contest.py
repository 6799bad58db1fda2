"""A contest: several systems asked the same questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evals.compare import HEADLINE, Contrast, compare
from evals.dataset import Dataset
from evals.measures import RETRIEVAL, Measure
from evals.replay import replay
from evals.report import Report
from evals.run import Progress, run
from evals.variants import Variant, VariantError, read_variant
from evals.workbench import Workbench


class Contest:
    """Asks systems the questions of a data set.

    Args:
        dataset: with its questions.
        measures: names of retrieval measures, apart by commas; None means the usual ones.
        answers: also ask for answers.

    Raises:
        UnknownMeasure: there is no measure of a given name.
    """

    notes: list[str]
    """What the user should know of the last `reports`."""

    def __init__(self, dataset: Dataset, measures: str | None = None, *, answers: bool = True) -> None:
        names = [name.strip() for name in (measures or "").split(",") if name.strip()]
        self._measures = [str(Measure.parse(name)) for name in names] or list(RETRIEVAL)
        self._dataset, self._answers, self._chosen = dataset, answers, bool(names)
        self.notes = []

    def contrasts(self, reports: Sequence[Report]) -> list[Contrast]:
        """How the others differ from the first in the measures that were asked for, else in the usual few."""
        if len(reports) < 2:
            return []
        return compare(reports, None if self._chosen else [name for name in HEADLINE if name in reports[0].measures])

    def reports(
        self,
        variants: Sequence[Variant],
        runs: Sequence[Path] = (),
        documents: Sequence[Path] = (),
        index: Path | None = None,
        progress: Progress | None = None,
    ) -> list[Report]:
        """The report of every variant and then of every run file, in order, each under a name of its own.

        See `Workbench` for what is asked about.
        """
        found: list[Report] = []
        self.notes = []
        with Workbench(self._dataset, documents, index) as bench:
            for variant in variants:
                system = bench.open(variant)
                if not found and (note := bench.note()):
                    self.notes.append(note)
                found.append(
                    run(system, self._dataset, measures=self._measures, answers=self._answers, progress=progress)
                )
        found += [replay(path, self._dataset, self._measures) for path in runs]
        return _named_apart(found)


def contestants(
    given: Sequence[Path], compare: Sequence[Path], systems: Sequence[str], runs: Sequence[Path]
) -> tuple[Path | None, list[Variant]]:
    """What the command line says: the data set, if any, and the systems to ask, the base first.

    ``--compare a.toml b.toml`` leaves ``b.toml`` among the arguments, where its ending tells it. One
    variant alone is compared with the settings as they are.

    Raises:
        VariantError: a variant cannot be read, or more than one data set is given.
    """
    extra = [path for path in given if compare and path.suffix.lower() == ".toml"]
    sets = [path for path in given if path not in extra]
    if len(sets) > 1:
        raise VariantError(f"one data set at a time, not {len(sets)}: {', '.join(map(str, sets))}")
    read = [read_variant(path) for path in (*compare, *extra)]
    named = [Variant(system=name.strip()) for names in systems for name in names.split(",") if name.strip()]
    if not named and (len(read) == 1 or not (read or runs)):
        named = [Variant()]
    return (sets[0] if sets else None), [*named, *read]


def _named_apart(reports: Sequence[Report]) -> list[Report]:
    apart: dict[str, Report] = {}
    for report in reports:
        name, number = report.system, 2
        while name in apart:
            name, number = f"{report.system} {number}", number + 1
        apart[name] = replace(report, system=name)
    return list(apart.values())
