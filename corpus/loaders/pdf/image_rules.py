"""Ruling lines in the picture of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Counts = NDArray[np.int32]

_DARK = 150
"""Grey levels below are ink."""
_LONG = 0.45
"""A line is so many inches long at least: longer than the strokes of a title."""
_THICK = 0.04
"""And so many inches thick at most: what is thicker is a picture."""
_MAX_LINES = 5_000
Line = tuple[float, float, float, float]


def take_rules(pixels: bytes, width: int, height: int, dpi: float) -> tuple[bytes, list[Line]]:
    """The picture without its horizontal and vertical lines, and these: (left, top, right, bottom) in pixels.

    `pixels` are grey levels, row by row.
    """
    import numpy as np

    grey = np.frombuffer(pixels, np.uint8).reshape(height, width)
    ink = grey < _DARK
    long, thick = int(_LONG * dpi), max(3, int(_THICK * dpi))
    if min(width, height) <= long:
        return pixels, []
    level = _runs(ink, long) & ~_runs(ink.T, thick).T
    upright = _runs(ink.T, long).T & ~_runs(ink, thick)
    lines = [(x0, y, x1, y) for y, x0, x1 in _segments(level, long // 3)]
    lines += [(x, y0, x, y1) for x, y0, y1 in _segments(upright.T, long // 3)]
    if not lines or len(lines) > _MAX_LINES * thick:
        return pixels, []
    mask = level | upright
    for axis in (0, 1):  # the grey edge of a line goes with it
        mask = (
            mask | np.roll(mask, 1, axis) | np.roll(mask, -1, axis) | np.roll(mask, 2, axis) | np.roll(mask, -2, axis)
        )
    return np.where(mask, np.uint8(255), grey).tobytes(), lines


def _runs(ink: Mask, length: int) -> Mask:
    """The pixels of `ink` in runs of at least `length` along its rows."""
    import numpy as np

    total: Counts = np.zeros((ink.shape[0], ink.shape[1] + 1), np.int32)
    np.cumsum(ink, axis=1, out=total[:, 1:])
    starts = total[:, length:] - total[:, :-length] == length
    change: Counts = np.zeros(total.shape, np.int32)
    change[:, : starts.shape[1]] += starts
    change[:, length : length + starts.shape[1]] -= starts[:, : change.shape[1] - length]
    runs: Mask = np.cumsum(change, axis=1)[:, :-1] > 0
    return runs


def _segments(mask: Mask, shortest: int) -> list[tuple[float, float, float]]:
    """The runs in the rows of `mask`: (row, first, last)."""
    import numpy as np

    rows = np.flatnonzero(mask.any(axis=1))
    out: list[tuple[float, float, float]] = []
    for row in rows.tolist():
        edges = np.flatnonzero(np.diff(mask[row].astype(np.int8), prepend=0, append=0))
        out += [(float(row), float(a), float(b)) for a, b in edges.reshape(-1, 2).tolist() if b - a >= shortest]
    return out
