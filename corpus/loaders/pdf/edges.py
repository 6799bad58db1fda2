"""Running heads, running feet and page numbers of a PDF: found by place and repetition, dropped and counted."""

from __future__ import annotations

import re
from collections import defaultdict

from corpus.ledger import Ledger
from corpus.loaders.pdf.placed import Layout, Placed
from corpus.loaders.pdf.rows import Row
from corpus.numbering import read_number

_BAND = 0.15
"""Heads and feet stand in so much of the page's height at its ends."""
_EDGE = 0.085
"""Within so little of it nothing else does, more often than not."""
_ROWS = 3
_FULL = 0.92
_CLOSE = 2.2
"""The lines of a paragraph are no further apart, in heights."""
_CHARS = 80
_AHEAD = 500
"""The numbers on pages are no further ahead of their count."""
_ROMAN = r"[ivxlcIVXLC]{1,7}"
_SENTENCE = ("。", "；", "，", "：")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_PAGE_NUMBER = re.compile(
    rf"^(?:[-—–―•·~\s]*(?:\d{{1,4}}|{_ROMAN})[-—–―•·~\s]*"
    r"|\d{1,4}\s*(?:/|of)\s*\d{1,4}"
    r"|第\s*[\d一二三四五六七八九十百]+\s*页(?:[\s,，/]*共\s*[\d一二三四五六七八九十百]+\s*页)?"
    r"|(?i:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?)$"
)


def drop_edges(pages: list[Layout], ledger: Ledger) -> None:
    """Takes heads, feet and page numbers out of `pages`; `ledger` notes them."""
    edges = _Edges(pages)
    numbered = _numbered(pages)
    for page in pages:
        gone = {id(p): "page numbers" for p in page.placed if id(p) in numbered}
        for side, placed in edges.rows[page.number]:
            if id(placed) not in gone and (why := edges.reason(placed, side, gone)):
                gone[id(placed)] = why
        for placed in page.placed:
            if id(placed) in gone and isinstance(placed.item, Row):
                ledger.drop(gone[id(placed)], placed.item.raw, page.number)
        page.placed = [placed for placed in page.placed if id(placed) not in gone]


class _Edges:
    """The first and last rows of all pages, and how often each comes again."""

    def __init__(self, pages: list[Layout]) -> None:
        self.rows = {page.number: _edges(page) for page in pages}
        self._columns: dict[tuple[int, int], list[Placed]] = defaultdict(list)
        for page in pages:
            for placed in page.placed:
                self._columns[page.number, placed.region].append(placed)
        self._pages = len(pages)
        self._often = max(3 if len(pages) >= 4 else 2, len(pages) / 2)
        self._shapes: dict[tuple[str, int, int], set[int]] = defaultdict(set)
        self._flowing: dict[tuple[str, int, int], set[int]] = defaultdict(set)
        self._same: dict[tuple[str, int, int], set[int]] = defaultdict(set)
        for number, rows in self.rows.items():
            for side, placed in rows:
                text = _text(placed)
                for shape in _shapes(text, number):
                    self._shapes[shape, side, round(_size(placed))].add(number)
                    if self._in_paragraph(placed):
                        self._flowing[shape, side, round(_size(placed))].add(number)
                self._same[_chapter(text, number), side, _level(placed)].add(number)

    def reason(self, placed: Placed, side: int, gone: dict[int, str]) -> str:
        """Why `placed` is no content; empty for content. `gone`: what is dropped already, by id."""
        text = _text(placed)
        at_end = _depth(placed, side) < _EDGE
        if _is_page_number(text, placed.page):
            return "page numbers" if _outermost(placed, side, self.rows[placed.page], gone) else ""
        if len(text) >= _CHARS or text.endswith(_SENTENCE):
            return ""
        repeated = any(self._repeats(shape, side, placed) for shape in _shapes(text, placed.page))
        repeated = repeated and (self._pages >= 4 or at_end)
        # So are a chapter's own, which stand on fewer pages.
        shape = _chapter(text, placed.page)
        own = len(self._same[shape, side, _level(placed)]) >= (3 if shape == text else 2)
        return "running heads" if repeated or (at_end and own and not self._in_paragraph(placed)) else ""

    def _repeats(self, shape: str, side: int, placed: Placed) -> bool:
        """Whether `shape` comes on most pages, and not in the paragraphs there."""
        key = shape, side, round(_size(placed))
        return len(self._shapes[key]) >= max(self._often, 2 * len(self._flowing[key]))

    def _in_paragraph(self, placed: Placed) -> bool:
        """Whether a row fills its column without a gap, close to another, as the lines of a paragraph do."""
        row = placed.item
        if not isinstance(row, Row) or len(row.runs) > 1 or row.x1 - row.x0 < _FULL * (placed.right - placed.left):
            return False
        return any(
            isinstance(other.item, Row) and 0 < abs(other.item.bottom - row.bottom) < _CLOSE * row.size
            for other in self._columns[placed.page, placed.region]
        )


def _is_page_number(text: str, page: int) -> bool:
    """Whether `text` at the edge of the `page`th page can be its number: no year, and no large figure."""
    far = text.isdigit() and (int(text) > page + _AHEAD or bool(_YEAR.match(text)))
    return bool(_PAGE_NUMBER.match(text)) and not far


def _numbered(pages: list[Layout]) -> set[int]:
    """The first and last rows that count the pages, by id: numbers that grow with them, wherever they stand."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for page in pages:
        rows = sorted((p for p in page.placed if isinstance(p.item, Row)), key=lambda p: p.item.top)
        for side, placed in ((0, rows[:1]), (1, rows[1:][-1:])):
            if placed and (number := re.search(r"\d+", text := _text(placed[0]))) and _PAGE_NUMBER.match(text):
                found[side, int(number[0]) - page.number].append(id(placed[0]))
    return {i for ids in found.values() if len(ids) >= max(2, len(pages) / 2) for i in ids}


def _edges(page: Layout) -> list[tuple[int, Placed]]:
    """The first and last rows of a page: (0 for above or 1 for below, row), outermost first."""
    rows = sorted((p for p in page.placed if isinstance(p.item, Row)), key=lambda p: p.item.top)
    above = [(0, p) for p in rows if _depth(p, 0) < _BAND]
    below = [(1, p) for p in reversed(rows) if _depth(p, 1) < _BAND]
    return [*_levels(above), *_levels(below)]


def _levels(rows: list[tuple[int, Placed]]) -> list[tuple[int, Placed]]:
    """Of `rows`, from the edge inwards, those on the first few levels."""
    out: list[tuple[int, Placed]] = []
    levels: list[float] = []
    for side, placed in rows:
        if not levels or abs(placed.item.top - levels[-1]) > 2:
            levels.append(placed.item.top)
        if len(levels) > _ROWS:
            break
        out.append((side, placed))
    return out


def _depth(placed: Placed, side: int) -> float:
    """How far from its edge of the page a row stands, as a share of the height."""
    item = placed.item
    return (placed.height - item.bottom if side else item.top) / max(1.0, placed.height)


def _outermost(placed: Placed, side: int, edges: list[tuple[int, Placed]], gone: dict[int, str]) -> bool:
    """Whether nothing but what is `gone` stands beyond `placed` on its side of the page."""
    return all(
        other is placed or at != side or id(other) in gone or _depth(other, side) >= _depth(placed, side) - 0.003
        for at, other in edges
    )


def _text(placed: Placed) -> str:
    return re.sub(r"\s", "", placed.item.text) if isinstance(placed.item, Row) else ""


def _size(placed: Placed) -> float:
    return placed.item.size if isinstance(placed.item, Row) else 0.0


def _chapter(text: str, page: int) -> str:
    """`text` with the number that it begins or ends with counted from the page's."""
    return re.sub(r"^\d{1,4}(?=\D)|(?<=\D)\d{1,4}$", lambda number: f"#{int(number[0]) - page}", text)


def _level(placed: Placed) -> int:
    return round(placed.item.top / 3)


def _shapes(text: str, page: int) -> set[str]:
    """What is the same on every page of a running head: its words, or those and a number that counts the pages.

    Other figures are content: lines that differ in them only are no running heads, nor are numbered headings.
    """
    return {text} if read_number(text) else {text, re.sub(r"\d{1,4}", lambda number: f"#{int(number[0]) - page}", text)}
