"""Reports, comparisons and verdicts on the terminal, in 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.compare import Contrast, changed
from evals.gate import Verdict
from evals.report import LOWER_IS_BETTER, Report

ANSWERS = ("must", "cite recall", "cite precision", "ALCE recall", "ALCE precision", "EM", "F1", "false refusal")
REFUSAL = "rejection"
_SHOWN = ("Complete@1", "Complete@5", "R@10", "RR@10", "nDCG@10", "Coverage@10")
_BY_KIND = ("Complete@5", "RR@10", "must", "cite recall", "false refusal", REFUSAL)
_WIDE = 7
"""Measures side by side at most."""
_CHANGED = 10
"""Changed questions shown of each system."""


def print_report(report: Report) -> None:
    """Prints the measures overall, with their 95 % intervals, and by kind; latencies, errors."""
    console = _console()
    console.print(f"{report.system} on {report.dataset}: {len(report.results)} questions, {report.seconds:.1f} s")
    answers = [name for name in (*ANSWERS, REFUSAL) if name in report.measures]
    retrieval = [name for name in report.measures if name not in answers]
    shown = [name for name in _SHOWN if name in retrieval] if "nDCG@10" in retrieval else retrieval
    if report.measures:
        console.print(_overall(report, [*shown, *answers]))
    by_kind = [name for name in _BY_KIND if name in report.measures] or shown[:_WIDE]
    if by_kind and set(report.kinds()) != {"(none)"}:
        console.print(_kinds(report, by_kind))
    if found := report.aurc():
        console.print(f"AURC      {found.mean:.3f} ({found.low:.3f}–{found.high:.3f}), lower is better")
    for stage in ("retrieve", "answer"):
        if latency := report.latency(stage):
            console.print(f"{stage:9} " + ", ".join(f"{name} {value:.1f} ms" for name, value in latency.items()))
    _print_errors(console, report)


def _print_errors(console: Console, report: Report) -> None:
    failed = [result for result in report.results if result.error]
    if failed:
        console.print(
            f"{len(failed)} of {len(report.results)} questions failed, each a miss, with {report.system}:", style="red"
        )
    for result in failed:
        console.print(Text(f"  {result.question.id}: {result.error}", style="red"))


def print_comparison(reports: Sequence[Report], contrasts: Sequence[Contrast]) -> None:
    """Prints the systems side by side, how each differs from the first, and the questions that changed most."""
    console = _console()
    base, *others = reports
    console.print(f"{base.dataset}: {len(base.results)} questions")
    known = list(dict.fromkeys(name for report in reports for name in report.measures))
    answers = [name for name in (*ANSWERS, REFUSAL) if name in known and not name.startswith("ALCE")]
    retrieval = [name for name in known if name not in (*ANSWERS, REFUSAL)]
    for names in ([name for name in _SHOWN if name in retrieval] or retrieval[:_WIDE], answers[:_WIDE]):
        if names:
            console.print(_systems(reports, names))
    for report in reports:
        _print_errors(console, report)
    for other in others:
        found = [contrast for contrast in contrasts if contrast.system == other.system]
        console.print()
        console.print(Text(f"{other.system} against {base.system}", style="bold"))
        console.print(_contrasts(found))
        _print_changed(console, base, other)
    console.print("p: paired randomisation test, corrected for all lines together (Holm).", style="dim")


def print_verdict(verdict: Verdict, baseline: str, *, to_error: bool = False) -> None:
    """Prints what a gate says; `to_error`: on standard error."""
    console = _console(stderr=to_error)
    console.print(f"gate {baseline}: {'passed' if verdict.passed else 'FAILED'}", style="bold")
    for contrast in verdict.fallen:
        console.print(Text(f"  fell: {_said(contrast)}", style="red"))
    for name in verdict.missing:
        console.print(Text(f"  missing: {name} is in the baseline and was not measured", style="red"))
    if verdict.errors:
        console.print(f"  {verdict.errors} questions failed", style="red")
    for contrast in verdict.lower:
        console.print(Text(f"  lower, within noise: {_said(contrast)}"))


def _said(contrast: Contrast) -> str:
    d = contrast.difference
    return (
        f"{contrast.measure} {contrast.base:.3f} → {contrast.value:.3f} "
        f"({d.mean:+.3f}, 95 % {d.low:+.3f} to {d.high:+.3f}, p {contrast.p:.3f})"
    )


def _overall(report: Report, names: Sequence[str]) -> Table:
    table = _table("measure", "mean", "95 %", "questions")
    for name in names:
        if found := report.estimate(name):
            arrow = " (lower is better)" if name in LOWER_IS_BETTER else ""
            table.add_row(name + arrow, f"{found.mean:.3f}", f"{found.low:.3f}–{found.high:.3f}", str(found.n))
    return table


def _kinds(report: Report, names: Sequence[str]) -> Table:
    table = _table("kind", "n", *map(_head, names))
    for kind, results in report.kinds().items():
        cells = [_cell(report.mean(name, results)) for name in names]
        table.add_row(kind, str(len(results)), *cells)
    return table


def _systems(reports: Sequence[Report], names: Sequence[str]) -> Table:
    table = _table("system", *map(_head, names), "ms")
    for report in reports:
        took = report.latency("answer" if names[0] in ANSWERS else "retrieve")
        cells = [_cell(report.mean(name)) for name in names]
        table.add_row(Text(report.system), *cells, f"{took['p50']:.0f}" if took else "")
    return table


def _head(name: str) -> str:
    return name.replace(" ", "\n").replace("@", "\n@")


def _contrasts(contrasts: Sequence[Contrast]) -> Table:
    table = _table("measure", "base", "this", "differs", "95 %", "p", "+/−/=")
    for contrast in contrasts:
        d = contrast.difference
        style = {True: "green", False: "red", None: ""}[contrast.better]
        mark = {True: "▲ ", False: "▼ ", None: ""}[contrast.better]
        table.add_row(
            *(contrast.measure, f"{contrast.base:.3f}", f"{contrast.value:.3f}", f"{mark}{d.mean:+.3f}"),
            *(f"{d.low:+.2f} {d.high:+.2f}", f"{contrast.p:.3f}", f"{d.wins}/{d.losses}/{d.ties}"),
            style=style,
        )
    return table


def _print_changed(console: Console, base: Report, other: Report) -> None:
    name = next((m for m in ("Complete@5", *base.measures) if m in base.measures and m in other.measures), "")
    found = changed(base, other, name) if name else []
    if not found:
        return
    table = _table("question", name, "rank of evidence", "text")
    half = _CHANGED // 2
    shown = found if len(found) <= _CHANGED else [*found[:half], *found[-half:]]
    for old, new in shown:
        was, now = (", ".join("–" if r is None else str(r) for r in result.ranks) for result in (old, new))
        value = f"{old.scores[name]:.2f} → {new.scores[name]:.2f}"
        table.add_row(Text(old.question.id), value, f"{was} → {now}", Text(old.question.question))
    console.print(f"{len(found)} questions changed in {name}" + (f"; {len(shown)} of them:" if shown != found else ":"))
    console.print(table)


def _console(*, stderr: bool = False) -> Console:
    return Console(highlight=False, emoji=False, markup=False, stderr=stderr)


def _table(first: str, *names: str) -> Table:
    """A table whose cells are never cut: what does not fit goes on in the next line."""
    table = Table(padding=(0, 0, 0, 1), box=box.SIMPLE_HEAD)
    for name in (first, *names):
        wide = name == first == "kind"  # its words are better whole
        table.add_column(
            name,
            justify="left" if name in (first, "text") else "right",
            overflow="fold",
            min_width=13 if wide else None,
        )
    return table


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
