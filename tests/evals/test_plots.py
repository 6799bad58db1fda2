"""Plots: everything lies in the picture, in order, and has its label."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from report_support import Page

from evals.plots import MOST, Axes, Bar, Effect, Series, bars, forest, line_chart, step_curve
from evals.plots_frame import COLOURS, WIDTH, fitted, labels, text_width, ticks
from evals.stats import Estimate

numbers = st.floats(-1e9, 1e9)
shares = st.floats(0, 1)
wild = st.floats(allow_nan=True, allow_infinity=True)
AXES = Axes("k", "found")


def coordinates(svg: str) -> list[tuple[float, float]]:
    """Of all that is drawn."""
    page = Page(svg)
    found: list[tuple[float, float]] = []
    for tag, given_ in page.elements:
        values = {key: float(v) for key, v in given_.items() if key in ("x", "y", "cx", "cy", "x1", "x2", "y1", "y2")}
        if tag == "line":
            found += [(values["x1"], values["y1"]), (values["x2"], values["y2"])]
        elif tag in ("text", "circle"):
            found.append((values.get("x", values.get("cx", 0)), values.get("y", values.get("cy", 0))))
        elif tag == "rect":
            found.append((values["x"], values["y"]))
            found.append((values["x"] + float(given_["width"] or 0), values["y"] + float(given_["height"] or 0)))
        elif tag in ("polyline", "polygon"):
            found += points_of(given_["points"] or "")
    return found


def points_of(joined: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in joined.split())]


def in_the_picture(svg: str) -> None:
    (box,) = [given_["viewbox"] for tag, given_ in Page(svg).elements if tag == "svg"]
    _, _, width, height = map(float, (box or "").split())
    assert width == WIDTH
    for x, y in coordinates(svg):
        assert -6 <= x <= width + 6
        assert -6 <= y <= height + 6


def curve(svg: str) -> list[tuple[float, float]]:
    """The points of the first curve (the lines in the legend are no polylines)."""
    return points_of(re.findall(r'<polyline points="([^"]*)"', svg)[0])


@given(st.lists(st.lists(st.tuples(wild, wild), max_size=8), max_size=7), st.booleans())
def test_curves_lie_in_the_picture_whatever_the_data(series: list[list[tuple[float, float]]], step: bool) -> None:
    draw = step_curve if step else line_chart
    in_the_picture(draw("t", [Series(f"s{i}", points) for i, points in enumerate(series)], AXES))


@given(st.lists(numbers, min_size=2, max_size=30, unique=True), st.data())
def test_what_is_farther_right_or_higher_is_drawn_so(xs: list[float], data: st.DataObject) -> None:
    xs = sorted(xs)
    ys = sorted(data.draw(st.lists(numbers, min_size=len(xs), max_size=len(xs))))
    for draw in (line_chart, step_curve):
        drawn = curve(draw("t", [Series("s", list(zip(xs, ys, strict=True)))], AXES))
        assert [x for x, _ in drawn] == sorted(x for x, _ in drawn)
        assert [y for _, y in drawn] == sorted((y for _, y in drawn), reverse=True)


def test_points_are_where_their_values_are() -> None:
    axes = Axes("k", "found", (0.0, 10.0), (0.0, 1.0))
    (x0, y0), (x1, y1), (x2, y2) = curve(line_chart("t", [Series("s", [(0, 0), (5, 0.5), (10, 1)])], axes))
    assert (x1 - x0, y0 - y1) == (x2 - x1, y1 - y2)
    assert x2 > x1
    assert y2 < y1


def test_the_area_under_steps_is_the_sum_of_the_steps() -> None:
    axes = Axes("coverage", "risk", (0.0, 1.0), (0.0, 1.0))
    drawn = curve(step_curve("t", [Series("s", [(0.25, 0.0), (0.5, 0.5), (1.0, 0.25)])], axes))
    wide = drawn[-1][0] - drawn[0][0]
    floor = drawn[0][1]
    tall = (floor - drawn[2][1]) / 0.5
    area = sum((b[0] - a[0]) * (floor - a[1]) for a, b in pairwise(drawn)) / wide / tall
    assert math.isclose(area, 0.25 * 0 + 0.25 * 0.5 + 0.5 * 0.25, abs_tol=1e-3)


def test_long_curves_are_thinned_and_keep_their_end() -> None:
    points = [(float(i), float(i)) for i in range(20 * MOST)]
    drawn = curve(line_chart("t", [Series("s", points)], AXES))
    assert len(drawn) <= MOST + 1
    assert drawn[-1] == curve(line_chart("t", [Series("s", points[-2:])], Axes("k", "y", (0, points[-1][0]))))[-1]


@given(st.lists(st.lists(st.one_of(st.none(), st.tuples(wild, wild, wild)), min_size=2, max_size=2), max_size=9))
def test_bars_lie_in_the_picture(rows: list[list[tuple[float, float, float] | None]]) -> None:
    shown = [Bar(f"kind {i}", [Estimate(*v, n=3) if v else None for v in row]) for i, row in enumerate(rows)]
    in_the_picture(bars("t", shown, ["a", "b"], "Complete@5"))


def test_bars_are_as_long_as_their_values_and_say_them() -> None:
    rows = [Bar("half", [Estimate(0.5, 0.25, 0.75, 4)]), Bar("all", [Estimate(1.0, 1.0, 1.0, 7)])]
    svg = bars("t", rows, ["Wenju"], "Complete@5")
    half, whole = (float(w) for w in re.findall(r'<rect[^>]* width="([^"]*)"', svg))
    assert half * 2 == whole
    page = Page(svg)
    written = [data for tag, data in page.texts if tag == "text"]
    for wanted in ("half", "all", "4", "7", "0.500", "1.000", "Complete@5"):
        assert wanted in written
    assert "half, Wenju: 0.500 (0.250–0.750)" in [data for tag, data in page.texts if tag == "title"]
    assert "4" not in [data for tag, data in Page(bars("t", rows, ["Wenju"], "x", counts=False)).texts if tag == "text"]


@given(st.lists(st.tuples(wild, wild, wild, shares, st.sampled_from([True, False, None])), max_size=9))
def test_differences_lie_in_the_picture(effects: list[tuple[float, float, float, float, bool | None]]) -> None:
    in_the_picture(forest("t", [Effect(f"m{i}", *effect) for i, effect in enumerate(effects)]))


def test_differences_have_a_form_and_a_colour_for_each_verdict() -> None:
    effects = [
        Effect("up", 0.1, 0.05, 0.2, 0.001, True),
        Effect("down", -0.1, -0.2, -0.05, 0.0001, False),
        Effect("same", 0.0, -0.1, 0.1, 1.0),
    ]
    svg = forest("t", effects)
    up, down = (points_of(joined) for joined in re.findall(r'<polygon points="([^"]*)"', svg))
    assert min(y for _, y in up) == up[2][1]
    assert max(y for _, y in down) == down[2][1]
    assert down[2][0] < float(re.findall(r'<circle cx="([^"]*)"', svg)[0]) < up[2][0]
    assert all(f"var(--{verdict})" in svg for verdict in ("better", "worse", "same"))
    written = [data for tag, data in Page(svg).texts if tag == "text"]
    for wanted in ("up", "+0.100", "p 0.001", "−0.100", "p <0.001", "0.000", "p 1.000"):
        assert wanted in written


def test_plots_say_what_they_show() -> None:
    plots = [
        line_chart("Found", [Series("Wenju", [(1, 0.5), (2, 0.75)])], AXES),
        step_curve("Risk", [Series("Wenju", [(1, 0.5)])], AXES, [(0.5, "half")]),
        bars("Kinds", [Bar("table", [Estimate(0.5, 0.4, 0.6, 9)])], ["Wenju"], "must"),
        forest("Differences", [Effect("must", 0.1, 0.0, 0.2, 0.5)]),
    ]
    for svg in plots:
        page = Page(svg)
        assert page.named("svg")[0]["role"] == "img"
        assert [tag for tag, _ in page.elements[:3]] == ["svg", "title", "desc"]
        description = next(data for tag, data in page.texts if tag == "desc")
        assert re.search(r"\d\.\d{3}", description)


def test_plots_without_data_say_so() -> None:
    empty = [
        line_chart("t", [], AXES),
        line_chart("t", [Series("s", [(math.nan, 1.0)])], AXES),
        step_curve("t", [Series("s", [])], AXES),
        bars("t", [Bar("x", [None])], ["a"], "m"),
        forest("t", []),
    ]
    for svg in empty:
        assert "nothing to show" in [data for tag, data in Page(svg).texts if tag == "text"]


def test_names_are_escaped_and_cut() -> None:
    evil = "<b onload=x>" * 20
    svg = line_chart(evil, [Series(evil, [(1, 1)]), Series(evil, [(1, 1)])], Axes(evil, evil))
    assert not Page(svg).named("b")
    assert evil in [data for tag, data in Page(svg).texts if tag == "title"]
    assert fitted("环湖快线全长公里", 50).endswith("…")
    assert text_width(fitted("环湖快线全长公里", 50)) <= 50 + 12
    assert fitted("short", 100) == "short"


@given(numbers, st.floats(1e-6, 1e9), st.integers(1, 10))
def test_ticks_are_few_round_and_within(low: float, span: float, count: int) -> None:
    found = ticks(low, low + span, count)
    assert found == sorted(found)
    assert all(low <= tick <= low + span for tick in found)
    assert len(found) <= 2 * count + 2
    assert len(labels(found)) == len(found)


def test_ticks_are_what_one_expects() -> None:
    assert labels(ticks(0, 1)) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert labels(ticks(0, 1234)) == ["0", "250", "500", "750", "1,000"]
    assert labels(ticks(-0.1, 0.1, 4)) == ["−0.10", "−0.05", "0.00", "0.05", "0.10"]
    assert ticks(1, 1) == [1]
    assert ticks(math.nan, 1) == []


def test_colours_differ() -> None:
    assert len(set(COLOURS)) == len(COLOURS)
