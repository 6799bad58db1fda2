"""The plots of a report, from its results."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.answers import area
from evals.compare import Contrast
from evals.html_guide import lower_is_better, meaning, watched
from evals.html_markup import Markup, el, figure, milliseconds
from evals.measures import Gains, recall
from evals.plots import Axes, Bar, Effect, Series, bars, forest, line_chart, step_curve
from evals.report import Report, Result
from evals.stats import estimate

SHOWN_SYSTEMS = 4
"""More in one plot cannot be told apart."""


def names_of(reports: Sequence[Report]) -> list[str]:
    """The systems' names, numbered where two have the same."""
    names: list[str] = []
    for report in reports:
        again = sum(report.system == other.system for other in reports[: len(names)])
        names.append(f"{report.system} ({again + 1})" if again else report.system)
    return names


def complete_at(result: Result, k: int) -> float:
    """1 if every piece of a question's evidence is within the first `k` passages, else 0."""
    return float(bool(result.ranks) and all(rank is not None and rank <= k for rank in result.ranks))


def recall_at(result: Result, k: int) -> float:
    """The share of a question's evidence within the first `k` items."""
    pieces = {f"e{i}": piece.grade for i, piece in enumerate(result.question.evidence)}
    return recall(Gains([pieces.get(item, 0) for item in result.items], list(pieces.values())), k)


def recall_curves(reports: Sequence[Report]) -> Markup:
    """How much is found within the first k passages: of one system both measures, of several one."""
    shown = [[r for r in report.results if r.question.evidence] for report in reports[:SHOWN_SYSTEMS]]
    depth = min(100, max((len(r.found) for results in shown for r in results), default=0))
    ks = [k for k in range(1, depth + 1) if k <= 10 or k % 10 == 0 or k == depth]
    curves: list[Series] = []
    measured: list[tuple[str, Callable[[Result, int], float]]] = [("all of the evidence (Complete)", complete_at)]
    if len(reports) == 1:
        measured.append(("share of it (R)", recall_at))
    for name, results in zip(names_of(reports), shown, strict=False):
        for measure, at in measured:
            found = [(k, estimate([at(r, k) for r in results])) for k in ks]
            points = [(float(k), e.mean) for k, e in found if e]
            band = [(e.low, e.high) for _, e in found if e] if measure == measured[0][0] else []
            curves.append(Series(measure if len(reports) == 1 else name, points, band))
    at_k = [float(k) for k in range(1, depth + 1)] if 0 < depth <= 10 else ()
    axes = Axes("passages looked at (k)", "found", y_range=(0.0, 1.0), x_ticks=at_k)
    title = "Evidence found by k" if len(reports) == 1 else "All evidence found by k"
    note = "The band is the 95 % interval." if len(reports) == 1 else "Complete@k; the bands are 95 % intervals."
    return _figure(title, line_chart(title, curves, axes), note)


_BANDS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 20), (21, 50), (51, 100))


def rank_bars(reports: Sequence[Report]) -> Markup:
    """Where the pieces of evidence were found: the share of them at each rank, and of those that were not."""
    chosen = reports[:SHOWN_SYSTEMS]
    ranks = [
        [rank for r in report.results for rank in r.ranks or [None] * len(r.question.evidence)] for report in chosen
    ]
    deepest = max((rank for found in ranks for rank in found if rank), default=0)
    rows = [
        Bar(
            f"rank {low}" if low == high else f"rank {low}–{high}",
            [estimate([float(rank is not None and low <= rank <= high) for rank in found]) for found in ranks],
        )
        for low, high in _BANDS
        if low <= max(10, deepest)
    ]
    rows.append(Bar("not found", [estimate([float(rank is None) for rank in found]) for found in ranks]))
    title = "Where the evidence ranked"
    drawn = bars(title, rows, names_of(chosen), "share of the pieces of evidence", counts=False)
    pieces = max(map(len, ranks))
    return _figure(title, drawn, f"{pieces:,} pieces of evidence. Whiskers: 95 % intervals over the pieces.")


def risk_curves(reports: Sequence[Report]) -> Markup:
    """How many answers are wrong among the most confident ones; "" where no system names a confidence."""
    chosen = list(zip(names_of(reports), reports, strict=True))[:SHOWN_SYSTEMS]
    curves = [(name, report.risk_coverage()) for name, report in chosen]
    drawn = [Series(name, curve) for name, curve in curves if curve]
    if not drawn:
        return Markup()
    highest = max(risk for series in drawn for _, risk in series.points)
    axes = Axes("share of questions answered", "wrong", (0.0, 1.0), (0.0, min(1.0, max(0.1, 1.15 * highest))))
    areas = ", ".join(f"{s.name} {figure(area(s.points))}" if len(drawn) > 1 else figure(area(s.points)) for s in drawn)
    title = "Risk by coverage"
    return _figure(title, step_curve(title, drawn, axes), f"Area under the curve (AURC, lower is better): {areas}.")


def latency_curves(reports: Sequence[Report]) -> Markup:
    """How long questions took: the share done within a time; "" where no times are known.

    Of one system its stages, of several the stage that they share.
    """
    stages = [stage for stage in ("retrieve", "answer") if reports[0].latency(stage)]
    pairs = list(zip(names_of(reports), reports, strict=True))[:SHOWN_SYSTEMS]
    if len(reports) == 1:
        timed = [(stage, reports[0], stage) for stage in stages]
    else:
        timed = [(name, report, stages[0]) for name, report in pairs if stages and report.latency(stages[0])]
    if not timed:
        return Markup()
    curves = [
        Series(name, _shares([r.timings[s] for r in report.results if s in r.timings])) for name, report, s in timed
    ]
    last = max(series.points[int(0.99 * (len(series.points) - 1))][0] for series in curves)
    most = max(series.points[-1][0] for series in curves)
    end = most if most < 1.5 * last else 1.15 * last
    marks: list[tuple[float, str]] = []
    if len(reports) == 1:
        last_stage = reports[0].latency(timed[-1][2])
        marks = [(v, f"{n} {milliseconds(v)}") for n, v in last_stage.items() if n != "max" and v <= end]
    cut = [Series(series.name, [point for point in series.points if point[0] <= end]) for series in curves]
    axes = Axes("milliseconds", "share done", (0.0, end or 1.0), (0.0, 1.0))
    of_each = [
        f"{name}: {', '.join(f'{n} {milliseconds(v)}' for n, v in report.latency(stage).items())}"
        for name, report, stage in timed
    ]
    title = "Latency" if len(reports) == 1 else f"Latency ({stages[0]})"
    return _figure(title, step_curve(title, cut, axes, marks), "; ".join(of_each) + ".")


def _shares(times: Sequence[float]) -> list[tuple[float, float]]:
    return [(time, (i + 1) / len(times)) for i, time in enumerate(sorted(times))]


def kind_bars(reports: Sequence[Report], measure: str) -> Markup:
    """A measure by kind of question, with intervals."""
    chosen = reports[:SHOWN_SYSTEMS]
    kinds = list(dict.fromkeys(kind for report in chosen for kind in report.kinds()))
    rows = [
        Bar(kind, [report.estimate(measure, report.kinds().get(kind, [])) for report in chosen])
        for kind in sorted(kinds)
    ]
    title = f"{measure} by kind of question"
    gloss = meaning(measure).gloss
    note = f"{gloss[:1].upper()}{gloss[1:]}{', lower is better' if lower_is_better(measure) else ''}. "
    drawn = bars(title, rows, names_of(chosen), measure)
    return _figure(title, drawn, f"{note}Whiskers: 95 % intervals; the small number is of questions.")


def kind_plots(reports: Sequence[Report]) -> list[Markup]:
    """The bars by kind: of what was found, and of the answers."""
    measures = [m for m in (watched(reports[0]), "must") if m in reports[0].measures]
    return [kind_bars(reports, measure) for measure in measures]


def forest_plot(system: str, contrasts: Sequence[Contrast]) -> Markup:
    """The differences of a system from the first, with intervals."""
    effects = [
        Effect(
            c.measure + (" ↓" if lower_is_better(c.measure) else ""),
            c.difference.mean,
            c.difference.low,
            c.difference.high,
            c.p,
            c.better,
        )
        for c in contrasts
    ]
    note = "▲ better, ▼ worse, ● within noise. Lines: 95 % intervals; only p is corrected for the number of contrasts."
    if any(lower_is_better(c.measure) for c in contrasts):
        note += " ↓ lower is better."
    return _figure(f"{system}: differences", forest(f"Differences of {system} from the base", effects), note)


def _figure(title: str, plot: Markup, note: str) -> Markup:
    return el("figure", el("h3", title), plot, el("figcaption", note))
