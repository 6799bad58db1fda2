"""``wenju eval`` and ``wenju dataset``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from rag.console import UsageError, print_json, progress_bar

SHIPPED = Path(__file__).parent / "data" / "wenju.jsonl"
"""Questions on the documents that ship."""

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[DATASET]",
        help="Questions: .jsonl, .csv, .json (SQuAD), a BEIR folder, topics. "
        "[default: those that ship, on the documents that ship]",
    ),
]
Index = Annotated[
    Path | None, typer.Option("--index", "-i", help="Folder of the index [default: $WENJU_INDEX or .wenju].")
]
Documents = Annotated[
    list[Path] | None, typer.Option("--documents", "-d", help="Index these files and folders for this evaluation.")
]
Systems = Annotated[
    list[str] | None,
    typer.Option("--system", "-s", help="wenju, bm25, langchain, haystack, …, or module:factory; repeatable."),
]
Compare = Annotated[
    list[Path] | None, typer.Option("--compare", help="Variants: a.toml b.toml …; a single one against the settings.")
]
Qrels = Annotated[Path | None, typer.Option(help="Relevance judgements of TREC topics, or of a BEIR split.")]
FromRun = Annotated[list[Path] | None, typer.Option("--from-run", help="Evaluate a TREC run file of any system.")]


def eval_command(
    dataset: Files = None,
    index: Index = None,
    documents: Documents = None,
    systems: Systems = None,
    compare: Compare = None,
    from_run: FromRun = None,
    qrels: Qrels = None,
    measures: Annotated[str | None, typer.Option(help="Retrieval measures, e.g. nDCG@10,R@5,AP.")] = None,
    answers: Annotated[bool, typer.Option(help="Also measure answers: required facts, citations, refusals.")] = True,
    gate: Annotated[Path | None, typer.Option(help="Fail if a measure fell beyond noise since this baseline.")] = None,
    save_baseline: Annotated[Path | None, typer.Option(help="Write the baseline of a later --gate.")] = None,
    stages: Annotated[
        bool,
        typer.Option("--stages", help="What each stage of retrieval is worth: one table over one or more data sets."),
    ] = False,
    sample: Annotated[int | None, typer.Option(help="--stages: so many questions of each at most.", min=1)] = None,
    embedding: Annotated[str, typer.Option(help="--stages: measure this embedding model, too.")] = "",
    reranker: Annotated[str, typer.Option(help="--stages: measure this cross-encoder, too.")] = "",
    cache: Annotated[Path | None, typer.Option(help="--stages: keep the indexes in this folder.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder of the report's files.")] = Path("eval-report"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure retrieval and answers on questions with known evidence; compare systems and settings."""
    from evals.contest import Contest, contestants
    from evals.folder import comparison, write_folder
    from evals.formats import read_dataset
    from evals.gate import judge, load_baseline, write_baseline
    from evals.stages_command import Asked, measure_stages
    from evals.terminal import print_comparison, print_report, print_verdict
    from rag.settings import SHIPPED_DOCUMENTS

    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; --out names a folder")
    models = {name: model for name, model in (("embedding", embedding), ("reranker", reranker)) if model}
    if stages:
        others = {"--system": systems, "--compare": compare, "--from-run": from_run, "--qrels": qrels, "--gate": gate}
        _refuse(
            "--stages and {} do not go together", others | {"--save-baseline": save_baseline, "--measures": measures}
        )
        with _errors():
            asked_about = Asked(dataset or [SHIPPED], SHIPPED, documents or [], index)
            measure_stages(asked_about, sample=sample, models=models, cache=cache, out=out, as_json=as_json)
        return
    only = {"--sample": sample, "--embedding": embedding, "--reranker": reranker, "--cache": cache}
    _refuse("{} goes with --stages", only)
    with _errors():
        asked, variants = contestants(dataset or [], compare or [], systems or [], from_run or [])
        if asked is None and index is None and not documents:
            documents = [SHIPPED_DOCUMENTS]
        questions = read_dataset(asked or SHIPPED, qrels)
        baseline = load_baseline(gate) if gate else None
        contest = Contest(questions, measures, answers=answers)
        with progress_bar(quiet=as_json) as progress:
            reports = contest.reports(variants, from_run or [], documents or [], index, progress)
        for note in contest.notes:
            typer.echo(f"note: {note}", err=True)
        contrasts = contest.contrasts(reports)
        verdict = judge(baseline, reports[0]) if baseline else None
        replaced = write_folder(out, reports, contrasts)
        if save_baseline:
            write_baseline(reports[0], save_baseline)
    if as_json:
        print_json(reports[0].to_dict() if len(reports) == 1 else comparison(reports, contrasts))
    else:
        if len(reports) == 1:
            print_report(reports[0])
        else:
            print_comparison(reports, contrasts)
        typer.echo(f"report{', in the place of an earlier one' if replaced else ''}: {out / 'report.html'}")
    if verdict:
        print_verdict(verdict, str(gate), to_error=as_json)
    if (verdict and not verdict.passed) or any(result.error for report in reports for result in report.results):
        raise typer.Exit(1)


def dataset_command(
    source: Annotated[Path, typer.Argument(help="What to read: as for `wenju eval`.")],
    target: Annotated[Path, typer.Argument(help="What to write: .jsonl, .csv, or a folder (BEIR).")],
    qrels: Qrels = None,
) -> None:
    """Convert a data set to another format; nothing is overwritten."""
    from evals.formats import read_dataset, write_dataset

    with _errors():
        questions = read_dataset(source, qrels)
        write_dataset(questions, target)
    typer.echo(f"{len(questions.questions)} questions, {len(questions.texts)} texts: {target}")


def _refuse(message: str, given: Mapping[str, object]) -> None:
    """Refuses the first option that is given, with `message` about it."""
    if name := next((name for name, value in given.items() if value), ""):
        raise UsageError(message.format(name))


@contextmanager
def _errors() -> Iterator[None]:
    """What a user can mend is said in one line."""
    from evals.dataset import DatasetError
    from evals.gate import BaselineError
    from evals.measures import UnknownMeasure
    from evals.systems import SystemUnavailable
    from evals.variants import VariantError

    try:
        yield
    except (DatasetError, BaselineError, UnknownMeasure, SystemUnavailable, VariantError) as error:
        raise UsageError(str(error)) from error
