"""Tables drawn with characters: HTML inside text, pipes without outer bars, boxes, columns of spaces."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import groupby

from corpus.ledger import Ledger
from corpus.lines import Line, LineKind
from corpus.tables.headers import Row, is_figure

_TABLE = re.compile(r"<(/?)table(?:\s[^<>]*)?>", re.I)
_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?")
_BOX = re.compile(r"(?=.*[┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝─━═])[┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝─━═│┃║\s]+|\+(?:[-=]+\+)+")
_SIDES = ("│", "┃", "║")
_BARS = re.compile(r"\s*[│┃║]\s*")
_GAP = re.compile(r"\s{2,}")
_LEAST_ROWS = 3


def tabulated(lines: list[Line], ledger: Ledger) -> list[Line]:
    """`lines`, with the rows of drawn tables as ``table`` lines; `ledger` notes the marks that drew them."""
    for step in (_html, _boxed, _ruled, _aligned):
        lines = step(lines, ledger)
    return lines


def _html(lines: list[Line], ledger: Ledger) -> list[Line]:
    """Every ``<table>…</table>`` as rows; what stands before and after it on its lines stays."""
    out: list[Line] = []
    at = 0
    for first, last in _regions(lines):
        text = "\n".join(line.text.replace("\t", " ") for line in lines[first : last + 1])
        tags = list(_TABLE.finditer(text))
        start, end = next(tag.start() for tag in tags if not tag[1]), [tag.end() for tag in tags if tag[1]][-1]
        page = lines[first].page
        parser = _Tables(page)
        parser.feed(text[start:end])
        parser.close()
        found = [Line(text[:start].strip(), page), *parser.finished(), Line(text[end:].strip(), page)]
        found = [line for line in found if line.text or line.kind == "blank"]
        ledger.change("marks", text, "\n".join(line.text for line in found), page)
        out += lines[at:first] + found
        at = last + 1
    return out + lines[at:]


def _regions(lines: list[Line]) -> list[tuple[int, int]]:
    """First and last lines of the tables in HTML; one that is not closed is none."""
    opened: list[int] = []
    regions: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        for tag in _TABLE.finditer(line.text) if line.kind != "code" else ():
            if not tag[1]:
                opened.append(i)
            elif opened:
                start = opened.pop()
                while regions and regions[-1][1] >= start:  # within this one, or on its first line
                    start = min(start, regions.pop()[0])
                regions.append((start, i))
    return regions


class _Tables(HTMLParser):
    """Reads HTML tables to lines: a table within a cell is text of that cell, what stands in none, a line of its own.

    Args:
        page: of all lines.
    """

    def __init__(self, page: int | None) -> None:
        super().__init__(convert_charrefs=True)
        self._page = page
        self._out: list[Line] = []
        self._rows: list[list[tuple[list[str], int, int]]] = []
        self._depth = 0
        self._cell = self._caption = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a row or a cell; see `HTMLParser`."""
        self._depth += tag == "table"
        if self._depth > 1:
            return
        if tag == "tr":
            self._rows.append([])
            self._cell = False
        elif tag in ("td", "th"):
            across, down = (_span(dict(attrs).get(name)) for name in ("colspan", "rowspan"))
            self._rows = self._rows or [[]]
            self._rows[-1].append(([], across, down))
            self._cell = True
        elif tag == "caption":
            self._caption = True

    def handle_endtag(self, tag: str) -> None:
        """Closes what `handle_starttag` opened; see `HTMLParser`."""
        if self._depth <= 1:
            self._cell = self._cell and tag not in ("td", "th", "tr", "table")
            self._caption = self._caption and tag not in ("caption", "table")
        if tag == "table":
            self._depth = max(0, self._depth - 1)
            if not self._depth:
                self._end_table()

    def handle_data(self, data: str) -> None:
        """Adds text to the open cell; see `HTMLParser`."""
        if self._cell:
            self._rows[-1][-1][0].append(data)
        elif data.strip():
            self._out.append(Line(_squeezed(data), self._page, "caption" if self._caption else "text"))

    def finished(self) -> list[Line]:
        """What has been read: captions and loose text, then the rows, table by table."""
        self._end_table()
        return self._out

    def _end_table(self) -> None:
        from corpus.loaders.grid import Cell, grid

        cells = [[Cell(_squeezed(" ".join(text)), across, down) for text, across, down in row] for row in self._rows]
        rows = [row for row in grid(cells) if any(row)]
        kind: LineKind = "table" if max(map(len, rows), default=0) > 1 else "text"
        self._out += [Line("\t".join(row), self._page, kind) for row in rows]
        self._out.append(Line("", self._page, "blank"))
        self._rows, self._cell = [], False


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _span(value: str | None) -> int:
    return max(1, int(value)) if value and value.isdecimal() and len(value) <= 3 and value.isascii() else 1


def _boxed(lines: list[Line], ledger: Ledger) -> list[Line]:
    """Tables in boxes: rows between vertical lines, and the horizontal ones go."""
    if not any(line.kind == "text" and (line.text[:1] in _SIDES or _BOX.fullmatch(line.text)) for line in lines):
        return lines
    out: list[Line] = []
    for i, line in enumerate(lines):
        if line.kind == "text" and len(line.text) > 1 and line.text[0] in _SIDES and line.text[-1] in _SIDES:
            row = "\t".join(_BARS.split(line.text[1:-1].strip(" ")))
            out.append(replace(line, text=ledger.change("rules", line.text, row, line.page), kind="table"))
        elif line.kind == "text" and _BOX.fullmatch(line.text) and any(map(_is_row, lines[max(0, i - 1) : i + 2])):
            ledger.drop("rules", line.text, line.page)
        else:
            out.append(line)
    return out


def _is_row(line: Line) -> bool:
    return line.kind == "table" or (line.kind == "text" and line.text[:1] in _SIDES)


def _ruled(lines: list[Line], ledger: Ledger) -> list[Line]:
    """Pipe tables without outer bars: a row, a rule of dashes of as many columns, and the rows below."""
    out = list(lines)
    for i, line in enumerate(lines):
        if i and line.kind in ("text", "table") and line.text and _RULE.fullmatch(line.text):
            wide = len(_piped(line.text))
            above = lines[i - 1]
            if above.kind not in ("text", "table") or len(_row_of(above)) != wide or wide < 2:
                continue
            below = i + 1
            while below < len(lines) and lines[below].kind in ("text", "table") and len(_row_of(lines[below])) > 1:
                below += 1
            ledger.drop("rules", line.text, line.page)
            out[i] = replace(line, text="", kind="table")
            for j in (i - 1, *range(i + 1, below)):
                out[j] = _as_row(out[j], _row_of(out[j]), ledger)
    return _runs(out, ledger, _piped, figures=1)


def _row_of(line: Line) -> Row:
    return line.text.split("\t") if line.kind == "table" else _piped(line.text)


def _piped(text: str) -> Row:
    """The cells of a line with pipes between them."""
    bare = text.removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in bare.split("|")]


def _aligned(lines: list[Line], ledger: Ledger) -> list[Line]:
    """Columns that spaces keep apart: at least three lines of as many cells, half of them figures."""
    return _runs(lines, ledger, _GAP.split, figures=0.5, least=3)


def _runs(
    lines: list[Line], ledger: Ledger, split: Callable[[str], Row], *, figures: float, least: int = 2
) -> list[Line]:
    """Lines of text that `split` cuts into as many cells each, at least three in a row, as rows.

    `figures`: how many cells (1), or which share of them below the first row (under 1), must be figures.
    `least`: how many cells a row has at least.
    """
    out: list[Line] = []
    for wide, group in groupby(lines, key=lambda line: len(split(line.text)) if line.kind == "text" else 0):
        run = list(group)
        if wide >= least and len(run) >= _LEAST_ROWS:
            cells = [cell for line in run[1:] for cell in split(line.text)[1:]]
            counted = sum(map(is_figure, cells))
            if counted >= (figures if figures >= 1 else figures * len(cells)):
                run = [_as_row(line, split(line.text), ledger) for line in run]
        out += run
    return out


def _as_row(line: Line, row: Row, ledger: Ledger) -> Line:
    text = "\t".join(row)
    return replace(line, text=ledger.change("rules", line.text, text, line.page), kind="table", indented=False)
