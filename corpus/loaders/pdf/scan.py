"""PDF pages that are pictures: rendered, their ruling lines found, their text recognised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Any

from corpus.loaders.pdf import ocr
from corpus.loaders.pdf.chars import Char
from corpus.loaders.pdf.image_rules import take_rules
from corpus.loaders.pdf.page import Page, Rule

DPI = 200
"""Tesseract reads Chinese at the size of print best so: at 300 dpi it misses titles and points."""
MAX_PIXELS = 12_000_000
"""No page is rendered larger: A3 at 200 dpi has 8 million pixels."""
MAX_SIDE = 20_000
_LEGIBLE = 16
"""No line of text is lower, in pixels."""
SURE = 65.0
"""A page that is recognised with less confidence (of 100) is warned of."""
_GARBLED = 0.3
_UNREADABLE = re.compile("[\x00-\x1f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_COVERED = 0.5
_FEW = 60
_BARS = frozenset("|｜丨[]{}!_—-~")
"""What Tesseract makes of the rest of a line or an edge."""


@dataclass(frozen=True)
class Image:
    """A rendered page: its grey pixels row by row, and how many there are to an inch."""

    pixels: bytes
    width: int
    height: int
    dpi: float


@dataclass(frozen=True)
class Recognised:
    """What was read in a page's picture: a page of words, and how sure the reading is, 0 to 100."""

    page: Page
    sure: float


def is_scan(page: Page) -> bool:
    """Whether the text of `page` is in what is drawn on it: it has none of its own, or none that can be read."""
    text = "".join(page.text.split())
    if not text:
        return page.marks > 0
    if len(text) < _FEW and page.pictures > _COVERED:
        return True  # a scan with a stamp or a page number put over it
    return len(_UNREADABLE.findall(text)) > _GARBLED * len(text)


def render(page: Any) -> Image:
    """A pypdfium2 `page` as a grey image; hold `corpus.loaders.pdf.page.PDFIUM`."""
    width, height = page.get_size()
    # A page may claim any size: neither its area nor one of its sides is drawn beyond the limit.
    scale = min(DPI / 72, (MAX_PIXELS / max(1.0, width * height)) ** 0.5, MAX_SIDE / max(1.0, width, height))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        stride, data = bitmap.stride, memoryview(bitmap.buffer)
        rows = (data[i * stride : i * stride + bitmap.width] for i in range(bitmap.height))
        return Image(b"".join(rows), bitmap.width, bitmap.height, scale * 72)
    finally:
        bitmap.close()


def recognised(image: Image, number: int) -> Recognised | None:
    """The text in the `image` of page `number`; None when there is none or it cannot be recognised.

    Ruling lines are taken out first: a line beside a figure is read as a 1 of it.
    """
    if min(image.width, image.height) < _LEGIBLE:
        return None
    pixels, lines = take_rules(image.pixels, image.width, image.height, image.dpi)
    words = ocr.recognise(b"P5 %d %d 255\n" % (image.width, image.height) + pixels, round(image.dpi))
    words = [word for word in words or () if not _BARS.issuperset(word.text)]
    if not words:
        return None
    scale = 72 / image.dpi
    usual = median(_height(list(line)) for _, line in groupby(words, key=lambda word: word.line)) * scale
    page = Page(number, image.width * scale, image.height * scale, [])
    for _, line in groupby(words, key=lambda word: word.line):
        page.chars += _chars(list(line), usual, scale)
    page.rules = [Rule(*(value * scale for value in rule)) for rule in lines]
    letters = sum(len(word.text) for word in words)
    return Recognised(page, sum(word.confidence * len(word.text) for word in words) / letters)


def _height(words: Sequence[ocr.Word]) -> int:
    return max(word.bottom - word.top for word in words)


def _chars(words: list[ocr.Word], usual: float, scale: float) -> list[Char]:
    """The words of a line as "characters" in points, all of one height: a box is as high as the letters in it."""
    size = _height(words) * scale
    size = usual if 0.65 * usual < size < 1.4 * usual else size
    out: list[Char] = []
    for word in words:
        near = [w for w in words if abs(w.x0 - word.x0) < 12 * _height(words)]  # the line may rise or fall
        middle = median((w.top + w.bottom) / 2 for w in near) * scale
        out.append(Char(word.text, word.x0 * scale, middle - size / 2, word.x1 * scale, middle + size / 2))
    return out
