"""Charts and diagrams of Office files: the figures and words that they are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.ledger import Ledger
from corpus.lines import Line
from corpus.text import repair

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MAX_POINTS = 2000


def drawing_lines(root: Any, ledger: Ledger, page: int | None = None) -> Iterator[Line]:
    """The lines of a chart's or a diagram's part: a table with its title above, or paragraphs."""
    if root.tag == f"{_C}chartSpace":
        yield from _chart(root, ledger, page)
    elif root.tag == f"{_DGM}dataModel":
        for point in root.iter(f"{_DGM}t"):
            for paragraph in point.iter(f"{_A}p"):
                if text := _read(paragraph, ledger):
                    yield Line(text, page)


def _read(node: Any, ledger: Ledger) -> str:
    raw = ledger.source("".join(text.text or "" for text in node.iter(f"{_A}t")))
    return " ".join(ledger.change("broken characters", raw, repair(raw)).split())


def _chart(root: Any, ledger: Ledger, page: int | None) -> Iterator[Line]:
    """A chart as the table of the values that its file keeps: a row for each category."""
    series = [node for node in root.iter(f"{_C}ser")]
    labels = [_points(node, "cat", "xVal") for node in series]
    values = [_points(node, "val", "yVal") for node in series]
    names = [" ".join(_points(node, "tx").values()) for node in series]
    title = root.find(f"{_C}chart/{_C}title")
    caption = "" if title is None else _read(title, ledger)
    if any(found != labels[0] for found in labels) or max(map(len, values), default=0) > _MAX_POINTS:
        ledger.warn("a chart with more than one row of labels, or very many points, is left out")
        if caption:
            yield Line(caption, page)
        return
    if caption:
        yield Line(caption, page, "caption")
    rows = [["", *names]] if any(names) else []
    places = sorted({i for found in [*labels, *values] for i in found})
    rows += [[labels[0].get(i, ""), *(found.get(i, "") for found in values)] for i in places]
    for row in rows:
        raw = ledger.source("\t".join(" ".join(cell.split()) for cell in row))
        yield Line(ledger.change("broken characters", raw, repair(raw)), page, "table")
    yield Line("", page, "blank")


def _points(series: Any, *names: str) -> dict[int, str]:
    """The values that a series keeps under one of `names`, by their place."""
    for name in names:
        node = series.find(f"{_C}{name}")
        if node is None:
            continue
        format_ = node.findtext(f".//{_C}formatCode") or "General"
        points = {_place(point): point.findtext(f"{_C}v") or "" for point in node.iter(f"{_C}pt")}
        if node.find(f".//{_C}numCache") is not None or node.find(f".//{_C}numLit") is not None:
            return {place: _number(text, format_) for place, text in points.items()}
        direct = node.findtext(f"{_C}v")
        return points or ({0: direct} if direct else {})
    return {}


def _place(point: Any) -> int:
    place = point.get("idx", "0")
    return int(place) if place.isdecimal() and len(place) < 8 else 0


def _number(text: str, format_: str) -> str:
    from corpus.loaders.sheet.formats import shown

    try:
        return shown(float(text), format_)
    except ValueError:
        return text
