"""A run's results for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

from evals.run import CUTOFFS, DEPTH, Report, Result

RETRIEVAL = [f"recall@{k}" for k in CUTOFFS] + [f"MRR@{DEPTH}", f"nDCG@{DEPTH}"]
ANSWERS = ["must", "citation recall", "citation precision", "false refusal", "rejection"]


def print_report(report: Report) -> None:
    """Prints the measures overall and by kind, how many questions each is over, latencies, and failures."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(f"{len(report.results)} questions, {report.seconds:.1f} s")
    for names in (RETRIEVAL, ANSWERS):
        names = [name for name in names if report.mean(name) is not None]
        if not names:
            continue
        table = Table(padding=(0, 0, 0, 1), box=box.SIMPLE_HEAD)
        table.add_column("kind", no_wrap=True)
        table.add_column("n", justify="right")
        for name in names:
            table.add_column(name.replace(" ", "\n"), justify="right", no_wrap=True)
        for kind, results in sorted(report.kinds().items()):
            cells = [_cell(report.mean(name, results)) for name in names]
            if any(cells):
                table.add_row(kind, str(len(results)), *cells)
        counts = [str(_counted(report, name)) for name in names]
        table.add_section()
        table.add_row("all", str(len(report.results)), *(_cell(report.mean(name)) for name in names), style="bold")
        table.add_row("measured on", "", *counts)
        console.print(table)
    for stage in ("retrieve_ms", "answer_ms"):
        latency = report.latency(stage)
        if latency["p50"]:
            console.print(f"{stage.removesuffix('_ms'):9} p50 {latency['p50']:.1f} ms, p95 {latency['p95']:.1f} ms")
    failed = [result for result in report.results if result.error]
    for result in failed:
        console.print(f"failed {result.question.id}: {result.error}")


def write_results(report: Report, path: Path) -> None:
    """Writes one JSON line a question: its measures, what was found, the answer, the evidence."""
    with path.open("w", encoding="utf-8") as file:
        for result in report.results:
            file.write(json.dumps(_row(result), ensure_ascii=False) + "\n")


def _row(result: Result) -> dict[str, object]:
    question = result.question
    return {
        "id": question.id,
        "kind": question.kind,
        "question": question.question,
        "history": list(question.history),
        **({"error": result.error} if result.error else {}),
        "ranks": result.ranks,
        "measures": {k: v for k, v in result.values().items() if v is not None},
        "answered": result.answered,
        "answer": result.answer,
        "evidence": [{"doc": e.doc, "quote": e.quote} for e in question.evidence],
        "found": result.found,
    }


def _counted(report: Report, name: str) -> int:
    """How many questions a measure applies to."""
    return sum(result.values().get(name) is not None for result in report.results)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
