"""The shapes of a slide in reading order: where each one stands, and what it is on the slide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corpus.loaders.package import Package

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
TITLES = ("title", "ctrTitle")
_SAME_LINE = 0.04
"""Shapes whose tops differ by no more than this share of the slide's height stand beside each other."""
_FAR = 2**62

Scale = tuple[float, float, float, float]
"""How a group places its shapes: x = a + b·x, y = c + d·y, as (a, b, c, d)."""


@dataclass(frozen=True)
class Shape:
    """A shape: its element, its place on the slide (in EMU) and the role of its placeholder.

    Attributes:
        node: the element.
        x: of its left edge.
        y: of its upper edge.
        role: ``title``, ``body``, ``ftr``, ...; empty for a shape that is no placeholder.
    """

    node: Any
    x: float
    y: float
    role: str


class Layout:
    """The layout of a slide with its master: where their placeholders stand, for slides that do not say."""

    def __init__(self, package: Package, slide: str) -> None:
        self._places: dict[tuple[str, str], tuple[float, float]] = {}
        layouts = package.related("slideLayout", slide)
        masters = package.related("slideMaster", layouts[0]) if layouts else []
        for part in (*layouts[:1], *masters[:1]):
            root = package.optional(part)
            for node in () if root is None else root.iter(f"{P}sp"):
                role, index = placeholder(node)
                place = _place(node)
                if role and place:
                    self._places.setdefault((role, index), place)
                    self._places.setdefault((role, ""), place)

    def place(self, role: str, index: str) -> tuple[float, float] | None:
        """Where the placeholder with this role and index stands."""
        names = TITLES if role in TITLES else (role,)
        found = [self._places.get((name, key)) for key in (index, "") for name in names]
        return next((place for place in found if place), None)


def shapes(slide: Any, layout: Layout, height: float) -> list[Shape]:
    """The shapes of a slide: its title first, then from top to bottom and from left to right."""
    tree = slide.find(f"{P}cSld/{P}spTree")
    found = [] if tree is None else list(_walk(tree, layout, (0, 1, 0, 1)))
    found.sort(key=lambda shape: shape.y)
    ordered: list[Shape] = []
    line: list[Shape] = []
    for shape in found:
        if line and shape.y > line[0].y + _SAME_LINE * height:
            ordered += sorted(line, key=lambda each: each.x)
            line = []
        line.append(shape)
    ordered += sorted(line, key=lambda each: each.x)
    return sorted(ordered, key=lambda shape: shape.role not in TITLES)


def _walk(parent: Any, layout: Layout, scale: Scale) -> Iterator[Shape]:
    for node in parent:
        if node.tag == f"{P}grpSp":
            yield from _walk(node, layout, _inside(node, scale))
        elif node.tag == _CHOICE:
            full = [version for version in node if any(child.tag.startswith(P) for child in version)]
            for version in full[:1]:
                yield from _walk(version, layout, scale)
        elif node.tag in (f"{P}sp", f"{P}graphicFrame", f"{P}pic", f"{P}cxnSp"):
            role, index = placeholder(node)
            x, y = _place(node) or layout.place(role, index) or (_FAR, _FAR)
            yield Shape(node, scale[0] + scale[1] * x, scale[2] + scale[3] * y, role)


def placeholder(node: Any) -> tuple[str, str]:
    """The role and the index of a placeholder; empty for any other shape."""
    mark = next(node.iter(f"{P}ph"), None)
    return ("", "") if mark is None else (mark.get("type", "body"), mark.get("idx", ""))


def _place(node: Any) -> tuple[float, float] | None:
    offset = node.find(f"{P}spPr/{A}xfrm/{A}off")
    offset = node.find(f"{P}xfrm/{A}off") if offset is None else offset
    return None if offset is None else (_number(offset, "x"), _number(offset, "y"))


def _inside(group: Any, scale: Scale) -> Scale:
    """How the shapes in `group`, which itself stands in one with `scale`, are placed on the slide."""
    frame = group.find(f"{P}grpSpPr/{A}xfrm")
    parts = [None if frame is None else frame.find(f"{A}{name}") for name in ("off", "ext", "chOff", "chExt")]
    if any(part is None for part in parts):
        return scale
    off, ext, inner, size = parts
    wide = _number(ext, "cx") / (_number(size, "cx") or 1)
    high = _number(ext, "cy") / (_number(size, "cy") or 1)
    left, top = _number(off, "x") - _number(inner, "x") * wide, _number(off, "y") - _number(inner, "y") * high
    return scale[0] + scale[1] * left, scale[1] * wide, scale[2] + scale[3] * top, scale[3] * high


def _number(node: Any, name: str) -> float:
    try:
        return float(node.get(name, "0"))
    except ValueError:
        return 0.0
