"""HTML pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.errors import LoadError
from corpus.lines import Line, LineKind
from corpus.loaders.base import FileLoader
from corpus.loaders.grid import Cell, grid
from corpus.text import decode, is_cjk, repair

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SKIPPED = {
    *("head", "script", "style", "noscript", "template", "svg", "iframe", "object"),
    *("nav", "button", "select", "textarea"),
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    *_HEADINGS,
    *("address", "article", "aside", "blockquote", "body", "center", "div", "figure", "footer", "form", "header"),
    *("fieldset", "figcaption", "hr", "main", "p", "section", "summary", "details", "dl", "dt", "dd", "li", "ol", "ul"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
_LAYOUT = {"table", "pre", "ul", "ol", "h1", "h2", "h3"}
"""A table with these in it lays out the page."""
_CHARSET = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_NESTED = re.compile(r"<(/?)(?:div|span|ul|ol|dl|blockquote|section|article|center|form|fieldset)\b", re.IGNORECASE)
_MAX_DEPTH = 30_000
_CELL_CHARS = 1500
"""A longer cell is a part of the page, not of a table."""


class HtmlLoader(FileLoader):
    """An HTML page: headings, paragraphs, lists, tables and code; scripts and menus are left out."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the page; see `FileLoader.lazy_load`. Nothing is fetched or executed."""
        from selectolax.lexbor import LexborHTMLParser

        text = self._decoded(self.read())
        if _depth(text) > _MAX_DEPTH:  # the parser's time grows with the square of it
            raise LoadError(self.path, f"elements are nested more than {_MAX_DEPTH} deep")
        tree = LexborHTMLParser(text)
        title = tree.css_first("title")
        self.title = _collapsed(title.text()) if title else ""
        page = _Page()
        if root := tree.body or tree.root:
            page.read(root)
        if page.skipped:
            self.dropped["menus and hidden parts"] += page.skipped
        yield from line_blocks(page.lines)

    def _decoded(self, data: bytes) -> str:
        """The page's characters: UTF-8 if it is that, else as it declares itself, else by `decode`."""
        declared = _CHARSET.search(data[:4096])
        name = declared[1].decode().lower() if declared else ""
        for encoding in ("utf-8", "gb18030" if name.startswith("gb") else name):
            try:
                return codecs.decode(data, encoding) if encoding and b"\0" not in data else decode(data)
            except (UnicodeError, LookupError):
                continue
        try:
            return decode(data)
        except UnicodeError:
            self.notes.append("some characters are not valid in the encoding of the page")
            return data.decode("gb18030" if name.startswith("gb") else "utf-8", errors="replace")


def _depth(text: str) -> int:
    """How deep the elements that must be closed are nested, closed or not."""
    return max(accumulate(-1 if tag[1] else 1 for tag in _NESTED.finditer(text)), default=0)


class _Page:
    """The lines of a page, read element by element.

    Attributes:
        lines: what has been read.
        skipped: how many elements with text were left out.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.skipped = 0
        self._text: list[str] = []
        self._kind: LineKind = "text"
        self._level = 9

    def read(self, root: LexborNode) -> None:
        """Reads `root` and all in it; on an explicit stack, as a page may be nested deeper than Python's own."""
        stack = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._flush()
                self._kind, self._level = "text", 9
            elif _is_skipped(node):
                self.skipped += node.tag not in ("script", "style") and bool(node.text().strip())
            elif self._enter(node):
                if node.tag in _BLOCKS:
                    stack.append((node, True))
                stack += [(child, False) for child in reversed(list(node.iter(include_text=True)))]
        self._flush()

    def _enter(self, node: LexborNode) -> bool:
        """Reads `node` itself; whether its children are still to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._text.append(node.text(deep=False))
            return False
        if tag in _BLOCKS or tag in ("br", "pre"):
            self._flush()
        if tag == "pre":
            self._add("code", repair(node.text()).strip("\n").split("\n"))
            return False
        if tag == "table" and (rows := _data_rows(node)):
            for caption in node.css("caption"):
                self._add("caption", [_inline(caption)])
            self._add("table", ["\t".join(row) for row in rows if any(row)])
            return False
        if tag == "li":
            self._kind = "list"
        elif tag in _HEADINGS:
            self._kind, self._level = "heading", _HEADINGS[tag]
        return True

    def _add(self, kind: LineKind, texts: list[str]) -> None:
        """Lines of one kind, apart from those of the same kind that follow."""
        self.lines += [Line(text.rstrip("\n"), kind=kind) for text in texts]
        self.lines.append(Line("", kind="blank"))

    def _flush(self) -> None:
        """What has been gathered becomes a line."""
        text = _collapsed("".join(self._text))
        self._text.clear()
        if text:
            self.lines.append(Line(f"• {text}" if self._kind == "list" else text, kind=self._kind, level=self._level))
            if self._kind == "list":  # what follows in the item is a paragraph of it
                self._kind = "text"


def _is_skipped(node: LexborNode) -> bool:
    return node.tag in _SKIPPED or "hidden" in node.attributes


def _data_rows(table: LexborNode) -> list[list[str]]:
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
    return Cell(_inline(node), columns=_span(node, "colspan"), rows=_span(node, "rowspan"))


def _span(node: LexborNode, name: str) -> int:
    value = node.attributes.get(name) or "1"
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def _inline(root: LexborNode) -> str:
    """The text in `root` on one line."""
    pieces: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag == "-text":
            pieces.append(node.text(deep=False))
        elif not _is_skipped(node):
            if node.tag in _BLOCKS or node.tag == "br":
                pieces.append("\n")
            stack += reversed(list(node.iter(include_text=True)))
    return _collapsed("".join(pieces))


def _collapsed(text: str) -> str:
    """`text` on one line; a line end between Chinese characters is no space."""
    lines = [" ".join(line.split()) for line in repair(text).split("\n")]
    out: list[str] = []
    for line in filter(None, lines):
        if out and not (is_cjk(out[-1][-1]) and is_cjk(line[0])):
            out.append(" ")
        out.append(line)
    return "".join(out)
