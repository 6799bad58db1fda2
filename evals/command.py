"""``wenju eval``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.console import UsageError, open_assistant, print_json, progress_bar


def eval_command(
    dataset: Annotated[Path, typer.Argument(help="JSON lines with questions and evidence (docs/evaluation.md).")],
    index: Annotated[
        Path | None, typer.Option("--index", "-i", help="Folder of the index [default: $WENJU_INDEX or .wenju].")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the result of each question goes.")] = Path(
        "eval-results.jsonl"
    ),
    answers: Annotated[bool, typer.Option(help="Also measure answers: required facts, citations, refusals.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure retrieval and answers on questions with known evidence."""
    from evals.dataset import DatasetError, load_dataset
    from evals.report import print_report, write_results
    from evals.run import run

    try:
        questions = load_dataset(dataset)
    except DatasetError as error:
        raise UsageError(str(error)) from error
    assistant = open_assistant(index)
    if not out.absolute().parent.is_dir():
        raise UsageError(f"--out {out}: there is no such folder")
    with progress_bar(quiet=as_json) as progress:
        report = run(assistant, questions, answers=answers, progress=progress)
    replaced = out.exists()
    write_results(report, out)
    if replaced:
        print(f"wenju: {out} held earlier results, which are replaced (--out names another file)", file=sys.stderr)
    if as_json:
        print_json(report.to_dict())
    else:
        print_report(report)
        print(f"results of each question: {out}")
    if any(result.error for result in report.results):
        raise typer.Exit(1)
