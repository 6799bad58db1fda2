"""What a PDF draws beside text: ruling lines and pictures, with PDFium."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_int
from dataclasses import dataclass, field
from typing import Any

THIN = 3.0
"""A rectangle no thicker than so many points is a ruling line."""
_MAX_OBJECTS = 300_000
_MAX_DEPTH = 6
_MAX_SEGMENTS = 400
"""Paths of more segments are drawings, not rulings."""
_MAX_RULES = 20_000

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in the file's coordinates (upwards)."""
Matrix = tuple[float, float, float, float, float, float]


@dataclass
class Drawn:
    """What is drawn on a page.

    Attributes:
        rules: horizontal and vertical lines, as boxes without height or width.
        pictures: the boxes of pictures.
        marks: how many objects there are; 0 on a blank page.
    """

    rules: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    marks: int = 0


def drawn(page: Any) -> Drawn:
    """The rules and pictures on the page with PDFium's handle `page`, also those in its forms."""
    import pypdfium2.raw as raw

    out = Drawn()
    kind_of = raw.FPDFPageObj_GetType
    stack: list[tuple[Any, Matrix, int]] = [(page, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)]
    while stack and out.marks < _MAX_OBJECTS:
        holder, matrix, depth = stack.pop()
        count = min((raw.FPDFFormObj_CountObjects if depth else raw.FPDFPage_CountObjects)(holder), _MAX_OBJECTS)
        get = raw.FPDFFormObj_GetObject if depth else raw.FPDFPage_GetObject
        for i in range(count):
            obj = get(holder, i)
            kind = kind_of(obj)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                continue
            if kind == raw.FPDF_PAGEOBJ_PATH:
                if len(out.rules) < _MAX_RULES:
                    out.rules += _rules(obj, matrix, raw)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                out.pictures.append(_bounds(obj, matrix, raw))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                stack.append((obj, _times(_matrix(obj, raw), matrix), depth + 1))
                out.marks -= 1
        out.marks += count
    return out


def _matrix(obj: Any, raw: Any) -> Matrix:
    m = raw.FS_MATRIX()
    return (m.a, m.b, m.c, m.d, m.e, m.f) if raw.FPDFPageObj_GetMatrix(obj, byref(m)) else (1, 0, 0, 1, 0, 0)


def _times(a: Matrix, b: Matrix) -> Matrix:
    """First `a`, then `b`."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _at(x: float, y: float, m: Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _bounds(obj: Any, matrix: Matrix, raw: Any) -> Box:
    """The box (left, bottom, right, top) of an object on its page."""
    edges = [c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(obj, *map(byref, edges)):
        return 0.0, 0.0, 0.0, 0.0
    (ax, ay), (bx, by) = (_at(edges[i].value, edges[i + 1].value, matrix) for i in (0, 2))
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _rules(path: Any, matrix: Matrix, raw: Any) -> Iterator[Box]:
    """The horizontal and vertical lines of a path, as boxes in the file's coordinates."""
    x0, y0, x1, y1 = _bounds(path, matrix, raw)
    if min(x1 - x0, y1 - y0) <= THIN:
        if max(x1 - x0, y1 - y0) > THIN:
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            yield (x0, y, x1, y) if x1 - x0 > y1 - y0 else (x, y0, x, y1)
        return
    count = raw.FPDFPath_CountSegments(path)
    fill, stroke = c_int(), c_int()
    drawn = raw.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke)) and stroke.value
    if (not drawn and count <= 6) or count > _MAX_SEGMENTS:
        return  # the ground behind a text or a cell; a drawing
    whole = _times(_matrix(path, raw), matrix)
    px, py = c_float(), c_float()
    start = last = (0.0, 0.0)
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        raw.FPDFPathSegment_GetPoint(segment, byref(px), byref(py))
        point = _at(px.value, py.value, whole)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield from _straight(last, point)
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _straight(point, start)
            last = start


def _straight(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Box]:
    """The line from `a` to `b` if it is horizontal or vertical."""
    across, up = abs(a[0] - b[0]), abs(a[1] - b[1])
    if up <= 0.5 < across:
        y = (a[1] + b[1]) / 2
        yield min(a[0], b[0]), y, max(a[0], b[0]), y
    elif across <= 0.5 < up:
        x = (a[0] + b[0]) / 2
        yield x, min(a[1], b[1]), x, max(a[1], b[1])
