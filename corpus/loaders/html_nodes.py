"""Elements of HTML pages: which are left out, their text on one line, tables that hold data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.loaders.grid import Cell, grid
from corpus.text import is_cjk, repair

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

CODE = {"script", "style", "noscript", "template", "svg"}
"""What no reader sees."""
SKIPPED = {
    *("head", "script", "style", "noscript", "template", "svg", "iframe", "object"),
    *("nav", "button", "select", "textarea"),
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *HEADINGS,
    *("address", "article", "aside", "blockquote", "body", "center", "div", "figure", "footer", "form", "header"),
    *("fieldset", "figcaption", "hr", "main", "p", "section", "summary", "details", "dl", "dt", "dd", "li", "ol", "ul"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
_LAYOUT = {"table", "pre", "ul", "ol", "h1", "h2", "h3"}
"""A table with these in it lays out the page."""
_CELL_CHARS = 1500
"""A longer cell is a part of the page, not of a table."""


def is_skipped(node: LexborNode) -> bool:
    """Whether an element is no content: a script, a menu, a control, or hidden."""
    return node.tag in SKIPPED or "hidden" in node.attributes


def data_rows(table: LexborNode) -> list[list[str]]:
    """The rows of a table; none for one that only lays out the page."""
    if any(node.tag in _LAYOUT for node in _descendants(table)):
        return []
    rows = [[_cell(cell) for cell in row.iter() if cell.tag in ("td", "th")] for row in table.css("tr")]
    wide = max(map(len, rows), default=0)
    longest = max((len(cell.text) for row in rows for cell in row), default=0)
    return grid(rows) if wide > 1 and longest <= _CELL_CHARS else []


def _descendants(root: LexborNode) -> Iterator[LexborNode]:
    """The elements in `root`, in order."""
    stack = list(root.iter())[::-1]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(list(node.iter()))


def _cell(node: LexborNode) -> Cell:
    return Cell(one_line(node), columns=_span(node, "colspan"), rows=_span(node, "rowspan"))


def _span(node: LexborNode, name: str) -> int:
    value = node.attributes.get(name) or "1"
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def one_line(root: LexborNode) -> str:
    """The text in `root` on one line."""
    pieces: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag == "-text":
            pieces.append(node.text(deep=False))
        elif not is_skipped(node):
            if node.tag in BLOCKS or node.tag == "br":
                pieces.append("\n")
            stack += reversed(list(node.iter(include_text=True)))
    return collapsed("".join(pieces))


def collapsed(text: str) -> str:
    """`text` on one line; a line end between Chinese characters is no space."""
    lines = [" ".join(line.split()) for line in repair(text).split("\n")]
    out: list[str] = []
    for line in filter(None, lines):
        if out and not (is_cjk(out[-1][-1]) and is_cjk(line[0])):
            out.append(" ")
        out.append(line)
    return "".join(out)
