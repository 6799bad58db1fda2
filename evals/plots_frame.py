"""What all plots share: scales, ticks, axes, legends, and how series are told apart."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from evals.html_markup import Markup, el, join

WIDTH = 440
"""Of every plot, in its own units: text of 12 is still readable when the plot is as wide as a telephone."""
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Of Okabe and Ito (2008), told apart with every kind of colour vision; a page may set ``--s1`` … ``--s6``."""
DASHES = ("none", "7 4", "2 3", "9 3 2 3", "12 4", "4 2")
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def colour(series: int) -> str:
    """The CSS colour of a series, counted from 0."""
    at = series % len(COLOURS)
    return f"var(--s{at + 1},{COLOURS[at]})"


def dash(series: int) -> str:
    """The dashes of a series' line, so that colour is not all that tells it from others."""
    return DASHES[series % len(DASHES)]


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Up to about `count` round numbers (1, 2, 2.5 or 5 times a power of ten apart) within [low, high]."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return [low] if math.isfinite(low) else []
    rough = (high - low) / max(1, count)
    if rough <= 0 or not math.isfinite(rough):
        return [low, high]
    power = 10.0 ** math.floor(math.log10(rough))
    if not power:
        return [low, high]
    step = next(power * s for s in STEPS if power * s >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    found = [min(high, max(low, i * step)) for i in range(first, last + 1)]
    return found or [low, high]


def labels(values: Sequence[float]) -> list[str]:
    """The values of ticks with as many decimals as tell them apart, all the same."""
    digits = next((d for d in range(6) if all(abs(v - round(v, d)) < 1e-9 * max(1.0, abs(v)) for v in values)), 6)
    return [f"{value:,.{digits}f}".replace("-", "−") if value else f"{0:.{digits}f}" for value in values]


def text_width(text: str, size: float = 12) -> float:
    """About how wide `text` is; a Chinese character is twice as wide as a letter."""
    return size * sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.56 for char in text)


def fitted(text: str, width: float, size: float = 12) -> str:
    """`text`, cut with … where it is wider than `width`."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text, size) > width - size:
        text = text[:-1]
    return text.rstrip() + "…"


def finite(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points that can be drawn."""
    return [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]


@dataclass(frozen=True)
class Frame:
    """The rectangle that data are drawn in, and the values at its edges.

    Attributes:
        x_range, y_range: the values at the left and right, the bottom and top edge.
        left, top, right, bottom: the edges, in the plot's units.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    left: float
    top: float
    right: float
    bottom: float

    def x(self, value: float) -> float:
        """Where a value lies; one beyond an edge lies on the edge."""
        return round(self.left + _share(value, self.x_range) * (self.right - self.left), 2)

    def y(self, value: float) -> float:
        """Where a value lies; one beyond an edge lies on the edge."""
        return round(self.bottom - _share(value, self.y_range) * (self.bottom - self.top), 2)

    def x_axis(self, label: str, at: Sequence[float], grid: bool = False) -> Markup:
        """The horizontal axis with ticks at the values `at`, and its name."""
        parts: list[object] = [line(self.left, self.bottom, self.right, self.bottom, "axis")]
        for value, name in zip(at, labels(at), strict=True):
            x = self.x(value)
            parts.append(line(x, self.top if grid else self.bottom, x, self.bottom + 4, "grid" if grid else "axis"))
            parts.append(words_at(x, self.bottom + 17, name, "middle", "tick"))
        parts.append(words_at((self.left + self.right) / 2, self.bottom + 35, label, "middle", "label"))
        return join(parts)

    def y_axis(self, label: str, at: Sequence[float]) -> Markup:
        """The vertical axis with a grid at the values `at`, and its name above it."""
        parts: list[object] = [words_at(2, self.top - 12, label, "start", "label")]
        for value, name in zip(at, labels(at), strict=True):
            y = self.y(value)
            parts += [line(self.left, y, self.right, y, "grid"), words_at(self.left - 7, y + 4, name, "end", "tick")]
        return join(parts)


def _share(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    share = (value - low) / (high - low) if high > low else 0.5
    return min(1.0, max(0.0, share)) if math.isfinite(share) else 0.0


def line(x1: float, y1: float, x2: float, y2: float, class_: str, style: str | None = None) -> Markup:
    """A straight line."""
    return el("line", x1=round(x1, 2), y1=round(y1, 2), x2=round(x2, 2), y2=round(y2, 2), class_=class_, style=style)


def words_at(x: float, y: float, text: str, anchor: str, class_: str) -> Markup:
    """A text that starts, is centred or ends at a point."""
    return el("text", text, x=round(x, 2), y=round(y, 2), text_anchor=anchor, class_=class_)


def legend(names: Sequence[str], top: float) -> tuple[Markup, float]:
    """The names of the series with their lines, in as many rows as they need, and where the rows end."""
    parts: list[object] = []
    x, y = 4.0, top + 12
    for series, name in enumerate(names):
        shown = fitted(name, WIDTH - 50)
        wide = 30 + text_width(shown) + 16
        if x > 4 and x + wide > WIDTH:
            x, y = 4.0, y + 18
        style = f"stroke:{colour(series)};stroke-dasharray:{dash(series)}"
        parts += [line(x, y - 4, x + 24, y - 4, "curve", style), marker(x + 12, y - 4, series, name)]
        parts.append(words_at(x + 30, y, shown, "start", "name"))
        x += wide
    return join(parts), y + 8


def marker(x: float, y: float, series: int, title: str) -> Markup:
    """The mark of a series at a point (circle, square, triangle or diamond) with what it stands for on hovering."""
    style = f"fill:{colour(series)}"
    named = el("title", title)
    if series % 4 == 0:
        return el("circle", named, cx=x, cy=y, r=3.2, style=style)
    shapes = (((-3, -3), (3, -3), (3, 3), (-3, 3)), ((-4, 3), (4, 3), (0, -4)), ((-4, 0), (0, -4), (4, 0), (0, 4)))
    points = " ".join(f"{x + dx:.2f},{y + dy:.2f}" for dx, dy in shapes[series % 4 - 1])
    return el("polygon", named, points=points, style=style)


def svg(height: float, title: str, description: str, *parts: object) -> Markup:
    """A plot with its name and, for those who do not see it, what it shows."""
    box = f"0 0 {WIDTH} {math.ceil(height)}"
    named = (el("title", title), el("desc", description))
    return el("svg", *named, *parts, viewBox=box, role="img", class_="plot", aria_label=f"{title}. {description}")


def empty(title: str, reason: str = "nothing to show") -> Markup:
    """What stands in the place of a plot without data."""
    return svg(80, title, reason, words_at(WIDTH / 2, 44, reason, "middle", "label"))
