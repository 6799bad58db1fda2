"""Characters with boxes to runs, and runs to the rows that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.loaders.pdf.chars import Char
from corpus.text import is_cjk

_RAISED = 0.9
"""A note mark is no larger than so much of its line."""
SUPERSCRIPTS = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_MARK = re.compile(r"^(?:[\d+\-−()\[\]〔〕［］]{1,5}|[*＊†‡①-⑳])$")


@dataclass(slots=True)
class Run:
    """Characters that follow each other on one line, without a wide gap.

    Attributes:
        text: with the spaces that a reader sees.
        x0: left edge; x1: right edge; top, bottom: likewise, in points, downwards.
        raised: stands higher and smaller than the line that it is in.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    raised: bool = False

    @property
    def size(self) -> float:
        """Height of the characters, in points."""
        return self.bottom - self.top


@dataclass(slots=True)
class Row:
    """A line of text of one column: its runs from left to right."""

    runs: list[Run]
    x0: float = 0.0
    top: float = 0.0
    x1: float = 0.0
    bottom: float = 0.0
    size: float = field(default=0.0)

    @property
    def text(self) -> str:
        """What stands in it, raised digits as such (10⁵)."""
        pieces: list[str] = []
        last: Run | None = None
        for run in self.runs:
            if last is not None:
                gap, em = run.x0 - last.x1, min(last.size, run.size)
                # A power stands close to what it is the power of.
                if gap > 0.6 * last.size if run.raised else _apart(last.text[-1], run.text[0], gap, em):
                    pieces.append(" ")
            pieces.append(run.text.translate(SUPERSCRIPTS) if run.raised else run.text)
            last = run
        return "".join(pieces).strip()

    @property
    def raised(self) -> list[str]:
        """What stands raised in it, as the file has it."""
        return [run.text for run in self.runs if run.raised]

    @property
    def raw(self) -> str:
        """The characters as the file has them."""
        return " ".join(run.text for run in self.runs)


def runs_of(chars: Iterable[Char]) -> list[Run]:
    """The runs in `chars`, in the order in which the file draws them."""
    out: list[Run] = []
    pieces: list[str] = []
    x0 = top = x1 = bottom = 0.0
    last = ""
    space = False
    for text, c0, c_top, c1, c_bottom in chars:
        if text.isspace():
            space = True
            continue
        height, c_height = bottom - top, c_bottom - c_top
        gap = c0 - x1
        small, large = (height, c_height) if height < c_height else (c_height, height)
        overlap = (bottom if bottom < c_bottom else c_bottom) - (top if top > c_top else c_top)
        shift = bottom - c_bottom
        level = small > 0.9 * large and -0.2 * large < shift < 0.2 * large
        if pieces and level and overlap > 0.6 * small and -0.6 * large < gap < 0.9 * large:
            if (space or gap > 0.1 * large) and _apart(last, text, gap, large, space=space):
                pieces.append(" ")
            pieces.append(text)
            if c1 > x1:
                x1 = c1
            if c_top < top:
                top = c_top
            if c_bottom > bottom:
                bottom = c_bottom
        else:
            if pieces:
                out.append(Run("".join(pieces), x0, top, x1, bottom))
            pieces = [text]
            x0, top, x1, bottom = c0, c_top, c1, c_bottom
        last = text
        space = False
    if pieces:
        out.append(Run("".join(pieces), x0, top, x1, bottom))
    return out


def _apart(left: str, right: str, gap: float, em: float, *, space: bool = False) -> bool:
    """Whether a reader sees a space between two characters that are `gap` points apart."""
    if is_cjk(left) and is_cjk(right):
        return gap > (0.2 if space else 0.8) * em
    if is_cjk(left) or is_cjk(right):
        return gap > (0.1 if space else 0.5) * em
    return gap > 0.14 * em or (space and gap > -0.05 * em)


def rows_of(runs: Iterable[Run]) -> list[Row]:
    """The rows that `runs` of one column make, from top to bottom."""
    rows: list[Row] = []
    for run in sorted(runs, key=lambda r: (r.top + r.bottom, r.x0)):
        for row in reversed(rows[-4:]):
            overlap = min(row.bottom, run.bottom) - max(row.top, run.top)
            if overlap > 0.5 * min(run.bottom - run.top, row.bottom - row.top) and not _over(row, run):
                row.runs.append(run)
                row.top, row.bottom = min(row.top, run.top), max(row.bottom, run.bottom)
                break
        else:
            rows.append(Row([run], run.x0, run.top, run.x1, run.bottom))
    for row in rows:
        _settle(row)
    return sorted(rows, key=lambda r: (r.top, r.x0))


def _over(row: Row, run: Run) -> bool:
    """Whether `run` stands over or under a run of `row` rather than beside it."""
    return any(
        min(other.x1, run.x1) - max(other.x0, run.x0) > 0.5 * min(other.x1 - other.x0, run.x1 - run.x0)
        and abs(other.top + other.bottom - run.top - run.bottom) > 0.5 * (run.bottom - run.top)
        for other in row.runs
    )


def _settle(row: Row) -> None:
    """Orders the runs of `row`, measures it, and marks what is raised."""
    row.runs.sort(key=lambda r: r.x0)
    row.x0, row.x1 = row.runs[0].x0, max(run.x1 for run in row.runs)
    weights: dict[float, int] = {}
    for run in row.runs:
        size = round(run.size, 1)
        weights[size] = weights.get(size, 0) + len(run.text)
    row.size = max(weights, key=lambda size: (weights[size], size))
    body = [run for run in row.runs if run.size > _RAISED * row.size]
    if len(body) < len(row.runs) and body:
        base = max(body, key=lambda run: len(run.text))
        for run in row.runs:
            if run.size <= _RAISED * row.size and _MARK.match(run.text):
                run.raised = run.bottom < base.bottom - 0.15 * base.size
        row.top, row.bottom = min(run.top for run in body), max(run.bottom for run in body)
