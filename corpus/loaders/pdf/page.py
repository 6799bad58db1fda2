"""A page of a PDF as PDFium sees it: characters with their boxes, ruling lines, pictures."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from corpus.loaders.pdf.chars import Char, characters, once, turned
from corpus.loaders.pdf.drawn import Box, drawn

PDFIUM = threading.Lock()
"""PDFium is not thread-safe: whoever calls it holds this."""


class Rule(NamedTuple):
    """A ruling line, horizontal (``top == bottom``) or vertical (``x0 == x1``)."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass
class Page:
    """What a page holds.

    Attributes:
        number: of the page, from 1.
        width: in points, as its text reads.
        height: in points.
        chars: in the order in which the file draws them; spaces are characters too.
        hidden: the characters outside the page and those printed twice at one place.
        rules: horizontal and vertical lines.
        pictures: the share of the page that pictures cover, at most 1.
        marks: how many objects are drawn on it: 0 on a blank page.
    """

    number: int
    width: float
    height: float
    chars: list[Char]
    hidden: dict[str, str] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    pictures: float = 0.0
    marks: int = 0

    @property
    def text(self) -> str:
        """The characters, in drawing order."""
        return "".join(char.text for char in self.chars)


def read_page(page: Any, number: int) -> Page:
    """The content of a pypdfium2 `page`, whose place in the file is `number`; hold `PDFIUM`.

    The page is turned as its text reads, whatever the file says of its rotation.
    """
    left, bottom, right, top = _box(page)
    words = page.get_textpage()
    try:
        quarter = turned(words.raw)
        chars = characters(words.raw, left, top, upright=not quarter)
    finally:
        words.close()
    width, height = right - left, top - bottom
    out = Page(number, width, height, [])
    outside = {i for i, c in enumerate(chars) if not (c[3] > 0 and c[1] < width and c[4] > 0 and c[2] < height)}
    if outside:
        out.hidden["text outside the page"] = "".join(chars[i].text for i in sorted(outside))
        chars = [c for i, c in enumerate(chars) if i not in outside]
    if not quarter and _is_vertical(chars):
        quarter = 1
    objects = drawn(page.raw)
    out.marks = objects.marks
    out.rules = [Rule(x0 - left, top - y1, x1 - left, top - y0) for x0, y0, x1, y1 in objects.rules]
    area = sum(max(0.0, x1 - x0) * max(0.0, y1 - y0) for x0, y0, x1, y1 in objects.pictures)
    out.pictures = min(1.0, area / max(1.0, width * height))
    if quarter:
        chars = [Char(c.text, *_turn(quarter, c[1:], width, height)) for c in chars]
        out.rules = [Rule(*_turn(quarter, rule, width, height)) for rule in out.rules]
        out.width, out.height = (height, width) if quarter % 2 else (width, height)
    out.chars, twice = once(chars)
    if twice:
        out.hidden["characters printed twice"] = twice
    return out


def _box(page: Any) -> Box:
    """Left, bottom, right and top of what is seen of a page, in the file's coordinates."""
    paper, cut = page.get_mediabox(), page.get_cropbox()
    left, bottom = max(paper[0], cut[0]), max(paper[1], cut[1])
    right, top = min(paper[2], cut[2]), min(paper[3], cut[3])
    return (left, bottom, right, top) if right - left > 1 and top - bottom > 1 else paper


def _is_vertical(chars: list[Char]) -> bool:
    """Whether the text is set in columns from top to bottom, those from right to left."""
    down = across = 0
    for a, b in pairwise(chars):
        size = a.bottom - a.top
        if abs(b.x0 - a.x0) < 0.3 * size and 0.5 * size < b.top - a.top < 2.5 * size:
            down += 1
        elif abs(b.top - a.top) < 0.5 * size:
            across += 1
        if across > 100 and across > down:
            return False
    return down >= 12 and down > 4 * across


def _turn(quarter: int, box: tuple[float, ...], width: float, height: float) -> Box:
    """`box` of a page of `width` and `height` whose text is turned by `quarter`s clockwise, turned back."""
    x0, top, x1, bottom = box
    if quarter == 1:
        return top, width - x1, bottom, width - x0
    if quarter == 2:
        return width - x1, height - bottom, width - x0, height - top
    return height - bottom, x0, height - top, x1
