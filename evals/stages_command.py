"""``wenju eval --stages``: what each stage of retrieval is worth, over several data sets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from evals.benches import Bench, measure
from evals.benches_table import markdown, to_dict
from evals.dataset import Dataset
from evals.formats import read_dataset
from rag.console import UsageError, print_json, progress_bar
from rag.settings import SHIPPED_DOCUMENTS

NAMES = "stages.json", "stages.md"
"""What is written to the folder of the report."""


@dataclass(frozen=True)
class Asked:
    """What is asked, and about what.

    Attributes:
        paths: of data sets.
        shipped: the questions on the documents that ship, which are asked about those whatever else is named.
        documents: files and folders that data sets without texts of their own are about.
        index: of Wenju, in their place; see `evals.workbench.Workbench`.
    """

    paths: Sequence[Path]
    shipped: Path
    documents: Sequence[Path] = ()
    index: Path | None = None

    def sampled(self, sample: int | None) -> Iterator[tuple[Dataset, Sequence[Path], Path | None]]:
        """Each data set with its answerable questions, `sample` at most, and the documents or the index for them.

        Raises:
            DatasetError: one cannot be read.
            UsageError: two have one name, or one has no question with evidence.
        """
        seen: set[str] = set()
        for path in self.paths:
            dataset = read_dataset(path)
            dataset = dataset.sampled(len(dataset.questions) if sample is None else sample)
            if not dataset.questions:
                raise UsageError(f"{path}: no question with evidence, so nothing to find")
            if dataset.name in seen:
                raise UsageError(f"two data sets are called {dataset.name}")
            seen.add(dataset.name)
            own = path.resolve() == self.shipped.resolve()
            yield dataset, [SHIPPED_DOCUMENTS] if own else self.documents, None if own else self.index


def measure_stages(
    asked: Asked,
    *,
    out: Path,
    sample: int | None = None,
    models: Mapping[str, str] | None = None,
    cache: Path | None = None,
    as_json: bool = False,
) -> None:
    """Measures, prints one table over all data sets and writes it to `out`.

    Args:
        asked: the data sets.
        out: folder.
        sample: so many questions of each data set at most.
        models: others, in rows of their own, see `evals.ladder.with_models`.
        cache: where indexes stay for the next time.
        as_json: print JSON instead of the table.

    Raises:
        DatasetError: a data set cannot be read.
        UsageError: two data sets have one name, or one has no question with evidence.
        typer.Exit: a question failed with an error (1).
    """
    read = list(asked.sampled(sample))  # what cannot be read is said before an hour of work
    benches: list[Bench] = []
    with progress_bar(quiet=as_json) as progress:
        for dataset, documents, index in read:
            bench = measure(
                dataset,
                documents,
                index,
                models=models,
                cache=cache,
                progress=progress,
                say=lambda text: typer.echo(text, err=True),
            )
            benches.append(bench)
    out.mkdir(parents=True, exist_ok=True)
    data, table = to_dict(benches, models, sample), markdown(benches, models)
    (out / NAMES[0]).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (out / NAMES[1]).write_text(table, "utf-8")
    if as_json:
        print_json(data)
    else:
        typer.echo(table)
        typer.echo(f"written to {out / NAMES[0]} and {NAMES[1]}")
    if any(bench.errors for bench in benches):
        raise typer.Exit(1)
