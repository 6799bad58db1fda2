"""A report as Markdown for a pull request: short, and safe to paste whatever the questions hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.compare import Contrast
from evals.html_compare import changes, verdict
from evals.html_guide import leading, lower_is_better, watched
from evals.html_markup import figure, milliseconds, signed
from evals.html_plots import names_of
from evals.html_questions import reasons
from evals.html_tables import headline
from evals.plots import p
from evals.report import Report, Result

LINES = 60
"""The most that a summary has."""
_KINDS, _CONTRASTS, _LISTED, _SYSTEMS = 11, 10, 10, 4
_SPECIAL = re.compile(r"([\\`*_\[\]#|~$]|^[-+=]|(?<=^\d)[.)])")


def markdown_summary(report: Report, others: Sequence[Report] = (), contrasts: Sequence[Contrast] = ()) -> str:
    """What came of a run in at most 60 lines of Markdown.

    Args:
        report: of the system; with `others`, of the one that they are held against.
        others: of other systems on the same questions; the first three are shown.
        contrasts: of `others` with `report`, see `evals.compare.compare`.

    Returns:
        The leading figures with 95 % intervals, by kind, the contrasts (beyond noise first), and the
        questions that got worse or, without `others`, went wrong with an error.

    Raises:
        ValueError: `others` are not of the same questions.
    """
    reports = [report, *others][:_SYSTEMS]
    names = [safe(name) for name in names_of(reports)]
    lines = [f"### {' against '.join([names[0], ', '.join(names[1:])] if others else names)}", ""]
    lines += [safe(headline(report)) + (f" **{safe(verdict(report.system, contrasts))}**" if contrasts else ""), ""]
    lines += [*_leading(reports, names), "", *_kinds(reports, names), ""]
    if contrasts:
        lines += [*_contrasts(contrasts, report.system), ""]
    lines += _regressions(report, reports[1:], names[1:]) if others else _errors(report)
    return "\n".join(lines).rstrip() + "\n"


def safe(text: str, most: int = 400) -> str:
    """`text` in one line that Markdown shows as it is: nothing is a link, a mention, a tag or a cell."""
    flat = " ".join(text.split())
    flat = flat[: most - 1] + "…" if len(flat) > most else flat
    flat = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    flat = re.sub(r"@(?!\d)|(?<![\w)])@", "&#64;", flat)
    return re.sub(r"(?i)(https?|www)(?=[:.])", r"\1&#8203;", _SPECIAL.sub(r"\\\1", flat).replace("&\\#", "&#"))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    align = ["---", *["---:"] * (len(head) - 1)]
    return [f"| {' | '.join(row)} |" for row in (head, align, *rows)]


def _leading(reports: Sequence[Report], names: Sequence[str]) -> list[str]:
    rows = []
    for measure in leading(reports[0]):
        cells = []
        for found in (report.estimate(measure) for report in reports):
            interval = f" ({figure(found.low, 2)}–{figure(found.high, 2)})" if found and found.n > 1 else ""
            cells.append(f"{figure(found.mean)}{interval}" if found else "–")
        rows.append([safe(measure) + (" ↓" if lower_is_better(measure) else ""), *cells])
    for stage in ("answer", "retrieve"):
        if reports[0].latency(stage):
            times = [report.latency(stage) for report in reports]
            rows.append([f"{stage} p95", *(milliseconds(time["p95"]) if time else "–" for time in times)])
            break
    return _table(["measure (95 %)", *names], rows)


def _kinds(reports: Sequence[Report], names: Sequence[str]) -> list[str]:
    """Of one system several measures by kind, of several the one that failures are told by."""
    first, by_kind = reports[0], [report.kinds() for report in reports]
    kinds = sorted(by_kind[0].items(), key=lambda item: -len(item[1]))
    chosen = [m for m in (watched(first), "nDCG@10", "must", "cite recall") if m in first.measures]
    rows = []
    for kind, results in sorted(kinds[:_KINDS]):
        if len(reports) == 1:
            cells = [figure(first.mean(measure, results)) for measure in chosen]
        else:
            found = [r.mean(watched(first), g.get(kind, [])) for r, g in zip(reports, by_kind, strict=True)]
            cells = [figure(value) for value in found]
        if any(cell != "–" for cell in cells):
            rows.append([safe(kind, 40), str(len(results)), *cells])
    head = [safe(m) for m in chosen] if len(reports) == 1 else [f"{name}: {safe(watched(first))}" for name in names]
    more = [f"and {len(kinds) - _KINDS} kinds more"] if len(kinds) > _KINDS else []
    return [*_table(["kind", "n", *head], rows), *([""] if more else []), *more] if rows else []


def _contrasts(contrasts: Sequence[Contrast], base: str) -> list[str]:
    marks = {True: "▲", False: "▼", None: ""}
    ordered = sorted(contrasts, key=lambda c: c.better is None)[:_CONTRASTS]
    rows = []
    for c in ordered:
        d = c.difference
        won, lost = (d.losses, d.wins) if lower_is_better(c.measure) else (d.wins, d.losses)
        change = f"{signed(d.mean)} ({signed(d.low)} to {signed(d.high)}) {marks[c.better]}".rstrip()
        name = f"{safe(c.system)}: {safe(c.measure)}"
        rows.append([name, figure(c.base), figure(c.value), change, p(c.p).replace("<", "&lt;"), f"{won}/{lost}"])
    table = _table(["contrast", safe(base), "then", "difference (95 %)", "p, corrected", "won/lost"], rows)
    more = len(contrasts) - len(ordered)
    beyond = sum(c.better is not None for c in contrasts) - sum(c.better is not None for c in ordered)
    return [*table, "", f"and {more} more, {beyond} of them beyond noise"] if more else table


def _regressions(base: Report, others: Sequence[Report], names: Sequence[str]) -> list[str]:
    lost = [
        (name, old, new)
        for other, name in zip(others, names, strict=True)
        for old, new, way in changes(base, other)
        if way < 0
    ]
    if not lost:
        return ["No question got worse."]
    each = _LISTED // max(1, len({name for name, _, _ in lost}))
    shown = [row for name in names for row in [row for row in lost if row[0] == name][:each]]
    listed = [_regression(*row, watched(base)) for row in shown]
    return [f"**Questions that got worse: {len(lost)}**", "", *listed]


def _regression(name: str, old: Result, new: Result, measure: str) -> str:
    def ranks(result: Result) -> str:
        return ", ".join(str(rank) if rank else "–" for rank in result.ranks)

    moved = f"rank {ranks(old)} → {ranks(new)}; " if old.question.evidence and old.ranks != new.ranks else ""
    why = safe(new.error, 80) if new.error else ", ".join(reasons(new, measure)) or "worse"
    return f"- {safe(old.question.id, 40)} ({name}): {safe(old.question.question, 70)} ({moved}{why})"


def _errors(report: Report) -> list[str]:
    wrong = report.failures(watched(report))
    if not wrong:
        return ["Nothing went wrong."]
    why = [name for result in wrong for name in reasons(result, watched(report))]
    counted = ", ".join(f"{name}: {why.count(name)}" for name in dict.fromkeys(why))
    crashed = [result for result in wrong if result.error][:_LISTED]
    listed = [f"- {safe(r.question.id, 40)}: {safe(r.question.question, 70)} ({safe(r.error, 80)})" for r in crashed]
    return [f"**{len(wrong)} of {len(report.results)} questions went wrong**: {counted}", "", *listed]
