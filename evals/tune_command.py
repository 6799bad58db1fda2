"""``wenju tune``: adapts the built-in model and the ranking to an index, and keeps what is better for sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.console import UsageError, print_json, progress_bar, read_settings

if TYPE_CHECKING:
    from langchain_core.documents import Document

    from evals.dataset import Dataset
    from rag.tune.questions import Question


def tune_command(
    questions: Annotated[
        list[Path] | None, typer.Argument(help="Questions with their evidence, in any format of `wenju eval`.")
    ] = None,
    index: Annotated[
        Path | None, typer.Option("--index", "-i", help="Folder of the index [default: $WENJU_INDEX or .wenju].")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Go back to what comes with the program.")] = False,
    seed: Annotated[int, typer.Option(help="Of all that is drawn.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Adapt the built-in model and the ranking to your documents; kept only if better on a part held out."""
    from rag.tune import keeping
    from rag.tune.tuning import NothingToTune, tune
    from rag.tuned import left

    settings = read_settings()
    folder = index if index is not None else settings.index
    if undo:
        if questions:
            raise UsageError("--undo takes no questions")
        had = left(folder)
        keeping.undo(folder)
        typer.echo(f"{folder} is as it comes" if had else f"{folder} was not tuned")
        return
    datasets = [_read(path) for path in questions or ()]
    try:
        with _progress(quiet=as_json) as told:
            report = tune(folder, settings, _asked(datasets), seed=seed, told=told)
    except NothingToTune as error:
        raise UsageError(str(error)) from error
    if as_json:
        print_json(report.to_dict())
        return
    for line in report.lines():
        typer.echo(line)
    if report.kept:
        typer.echo(f"kept: {' and '.join(report.kept)}; start `wenju serve` again, if it runs, to use what is new")
        typer.echo(f"back to what comes with the program: wenju tune --undo --index {folder}")


def _read(path: Path) -> Dataset:
    from evals.dataset import DatasetError
    from evals.formats import read_dataset

    try:
        return read_dataset(path)
    except DatasetError as error:
        raise UsageError(str(error)) from error


def _asked(datasets: Sequence[Dataset]) -> Callable[[Sequence[Document]], Sequence[Question]]:
    from evals.asked import asked

    def found(passages: Sequence[Document]) -> Sequence[Question]:
        every = []
        for dataset in datasets:
            some = asked(dataset, passages)
            if not some:
                raise UsageError(f"{dataset.name}: the evidence of none of its questions stands in this index")
            typer.echo(
                f"{dataset.name}: {len(some)} of {len(dataset.questions)} questions have their evidence here", err=True
            )
            every += some
        return every

    return found


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """A bar where there is a terminal, else a line on standard error for each step."""
    with progress_bar(quiet=quiet) as bar:
        if bar is not None or quiet:
            yield bar
            return
        told = ""

        def line(done: int, total: int, name: str) -> None:
            nonlocal told
            if name != told:
                told = name
                typer.echo(f"{name} …", err=True)

        yield line
