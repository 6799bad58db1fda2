"""Plots as inline SVG: curves, steps, bars with intervals, differences with intervals.

Each function gives one ``<svg>`` of its own, with a title, a description and figures to hover over;
colours and fonts come from the page that it stands in (see `evals.html_style`). Data that cannot be
drawn (none, not finite) are left out, and a plot of none says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from evals.html_markup import Markup, el, figure, join, signed
from evals.plots_frame import (
    WIDTH,
    Frame,
    colour,
    dash,
    empty,
    finite,
    fitted,
    legend,
    line,
    marker,
    svg,
    ticks,
    words_at,
)
from evals.stats import Estimate

MOST = 500
"""Points of a curve that are drawn: more cannot be seen."""


@dataclass(frozen=True)
class Series:
    """A curve: its name, its points by rising x, and of each point the interval, where there is one."""

    name: str
    points: Sequence[tuple[float, float]]
    band: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Bar:
    """A row of bars: its name, and a value with its interval for every series (None: no value)."""

    label: str
    values: Sequence[Estimate | None]


@dataclass(frozen=True)
class Effect:
    """A difference: its name, mean, interval and p, and whether it is better or worse beyond noise (None: neither)."""

    label: str
    mean: float
    low: float
    high: float
    p: float
    better: bool | None = None


@dataclass(frozen=True)
class Axes:
    """The names of a plot's axes, and the values at their ends where the data shall not decide."""

    x: str
    y: str
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    x_ticks: Sequence[float] = field(default=())


def line_chart(title: str, series: Sequence[Series], axes: Axes) -> Markup:
    """Curves through points, with their intervals as bands."""
    return _curves(title, series, axes, step=False)


def step_curve(title: str, series: Sequence[Series], axes: Axes, marks: Sequence[tuple[float, str]] = ()) -> Markup:
    """Curves that hold each point's value from the point before: the area under one is the sum of its steps.

    Args:
        title: of the plot.
        series: the curves.
        axes: names and ends.
        marks: values of x to draw a line at, with what stands there.
    """
    return _curves(title, series, axes, step=True, marks=marks)


def _curves(
    title: str, series: Sequence[Series], axes: Axes, step: bool, marks: Sequence[tuple[float, str]] = ()
) -> Markup:
    drawn = [(i, s, sorted(finite(s.points))) for i, s in enumerate(series)]
    everything = [point for _, _, points in drawn for point in points]
    if not everything:
        return empty(title)
    xs, ys = zip(*everything, strict=True)
    x_range = axes.x_range or (min(0.0, *xs) if step else min(xs), max(xs))
    y_range = axes.y_range or (min(0.0, *ys), max(ys) or 1.0)
    names, top = legend([s.name for s in series], 0) if len(series) > 1 else (Markup(), 4.0)
    top += 26
    frame = Frame(x_range, y_range, 42, top, WIDTH - 14, top + 200)
    at = axes.x_ticks or ticks(*x_range)
    parts: list[object] = [names, frame.y_axis(axes.y, ticks(*y_range)), frame.x_axis(axes.x, at)]
    parts += [_mark(frame, value, name, row) for row, (value, name) in enumerate(marks) if math.isfinite(value)]
    for i, s, points in drawn:
        if len(s.band) == len(points) and points and not step:
            parts.append(_band(frame, [x for x, _ in points], s.band, i))
        points = points[:: 1 + len(points) // MOST] + points[-1:] if len(points) > MOST else points
        path = _steps(frame, points) if step else [(frame.x(x), frame.y(y)) for x, y in points]
        joined = " ".join(f"{x:g},{y:g}" for x, y in path)
        parts.append(
            el("polyline", points=joined, class_="curve", style=f"stroke:{colour(i)};stroke-dasharray:{dash(i)}")
        )
        if len(points) <= 20:
            said = [f"{s.name}: {axes.x} {x:g}, {axes.y} {figure(y)}" for x, y in points]
            parts += [marker(frame.x(x), frame.y(y), i, t) for (x, y), t in zip(points, said, strict=True)]
    ends = "; ".join(f"{s.name} ends at {figure(points[-1][1])}" for _, s, points in drawn if points)
    return svg(frame.bottom + 44, title, f"{axes.y} by {axes.x}: {ends}.", *parts)


def _steps(frame: Frame, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    path, last = [], frame.x_range[0]
    for x, y in points:
        path += [(frame.x(last), frame.y(y)), (frame.x(x), frame.y(y))]
        last = x
    return path


def _band(frame: Frame, xs: Sequence[float], band: Sequence[tuple[float, float]], series: int) -> Markup:
    upper = [(frame.x(x), frame.y(high)) for x, (_, high) in zip(xs, band, strict=True)]
    lower = [(frame.x(x), frame.y(low)) for x, (low, _) in zip(xs, band, strict=True)]
    joined = " ".join(f"{x:g},{y:g}" for x, y in [*upper, *reversed(lower)])
    return el("polygon", points=joined, class_="band", style=f"fill:{colour(series)}")


def _mark(frame: Frame, value: float, name: str, row: int) -> Markup:
    x, y = frame.x(value), frame.bottom - 10 - 17 * row
    right = x > (frame.left + frame.right) / 2
    label = words_at(x - 5 if right else x + 5, y, name, "end" if right else "start", "note")
    return join([line(x, frame.top, x, frame.bottom, "mark"), label])


def bars(title: str, rows: Sequence[Bar], names: Sequence[str], x_label: str, counts: bool = True) -> Markup:
    """Bars from 0 with their intervals, a row for each group and in it a bar for each of `names`.

    With `counts`, how many values the means are of stands beside the group's name.
    """
    shown = [row for row in rows if any(v and math.isfinite(v.mean) for v in row.values)]
    if not shown:
        return empty(title)
    most = max([1.0, *(v.high for row in shown for v in row.values if v and math.isfinite(v.high))])
    listed, top = legend(names, 0) if len(names) > 1 else (Markup(), 0.0)
    thick = 15 if len(names) == 1 else 12
    tall = thick * len(names) + 10
    frame = Frame((0.0, most), (0.0, 1.0), 136, top + 8, WIDTH - 48, top + 8 + tall * len(shown))
    parts: list[object] = [listed, frame.x_axis(x_label, ticks(0.0, most), grid=True)]
    for i, row in enumerate(shown):
        y = frame.top + i * tall + 5
        base = y + (tall - 10) / 2 + 3
        parts.append(words_at(frame.left - (32 if counts else 8), base, fitted(row.label, 100), "end", "name"))
        if counts:
            parts.append(words_at(frame.left - 6, base, str(max(v.n for v in row.values if v)), "end", "tick"))
        for s, value in enumerate(row.values):
            if value and math.isfinite(value.mean):
                said = f"{row.label}, {names[s]}: {figure(value.mean)} ({figure(value.low)}–{figure(value.high)})"
                parts.append(_bar(frame, y + s * thick, thick - 3, value, s, said))
    figures = "; ".join(f"{r.label} {', '.join(figure(v.mean if v else None) for v in r.values)}" for r in shown)
    return svg(frame.bottom + 44, title, f"{x_label} ({', '.join(names)}): {figures}.", *parts)


def _bar(frame: Frame, y: float, tall: float, value: Estimate, series: int, said: str) -> Markup:
    start, end, middle = frame.x(0), frame.x(value.mean), y + tall / 2
    low, high = frame.x(value.low), frame.x(value.high)
    style = f"fill:{colour(series)}"
    parts = [
        el("rect", x=start, y=round(y, 2), width=round(max(0.0, end - start), 2), height=tall, rx=1.5, style=style),
        line(low, middle, high, middle, "whisker"),
        line(low, middle - 3, low, middle + 3, "whisker"),
        line(high, middle - 3, high, middle + 3, "whisker"),
        words_at(frame.right + 8, middle + 4, figure(value.mean), "start", "tick"),
    ]
    return el("g", el("title", said), *parts)


def forest(title: str, effects: Sequence[Effect], x_label: str = "difference") -> Markup:
    """Differences with their intervals around 0: better ▲, worse ▼, within noise ●."""
    shown = [e for e in effects if all(map(math.isfinite, (e.mean, e.low, e.high)))]
    if not shown:
        return empty(title)
    reach = max(0.02, *(abs(v) for e in shown for v in (e.low, e.high))) * 1.05
    tall = 21
    frame = Frame((-reach, reach), (0.0, 1.0), 132, 12, WIDTH - 132, 12 + tall * len(shown))
    parts: list[object] = [frame.x_axis(x_label, ticks(-reach, reach, 5), grid=True)]
    parts.append(line(frame.x(0), frame.top - 6, frame.x(0), frame.bottom, "zero"))
    for i, effect in enumerate(shown):
        y = frame.top + i * tall + tall / 2
        verdict = {True: "better", False: "worse", None: "same"}[effect.better]
        style = f"stroke:var(--{verdict})"
        said = f"{effect.label}: {signed(effect.mean)} ({signed(effect.low)} to {signed(effect.high)}), p {p(effect.p)}"
        parts.append(
            el(
                "g",
                el("title", said),
                words_at(frame.left - 8, y + 4, fitted(effect.label, 122), "end", "name"),
                line(frame.x(effect.low), y, frame.x(effect.high), y, "effect", style),
                _verdict(frame.x(effect.mean), y, effect.better),
                words_at(frame.right + 52, y + 4, signed(effect.mean), "end", "name"),
                words_at(WIDTH - 2, y + 4, f"p {p(effect.p)}", "end", "tick"),
            )
        )
    said = "; ".join(f"{e.label} {signed(e.mean)}, p {p(e.p)}" for e in shown)
    return svg(frame.bottom + 44, title, f"{x_label}: {said}.", *parts)


def _verdict(x: float, y: float, better: bool | None) -> Markup:
    if better is None:
        return el("circle", cx=x, cy=y, r=4, style="fill:var(--same)")
    up = -5 if better else 5
    points = f"{x - 5:.2f},{y - up * 0.7:.2f} {x + 5:.2f},{y - up * 0.7:.2f} {x:.2f},{y + up:.2f}"
    return el("polygon", points=points, style=f"fill:var(--{'better' if better else 'worse'})")


def p(value: float) -> str:
    """A p value as it is written: three decimals, never 0."""
    return "<0.001" if value < 0.001 else f"{value:.3f}"
