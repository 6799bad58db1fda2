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
from corpus.ledger import Ledger
from corpus.lines import Line, LineKind
from corpus.loaders.base import FileLoader
from corpus.loaders.html_nodes import BLOCKS, CODE, HEADINGS, collapsed, data_rows, is_skipped, one_line
from corpus.text import decode, repair

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CHARSET = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_NESTED = re.compile(r"<(/?)(?:div|span|ul|ol|dl|blockquote|section|article|center|form|fieldset)\b", re.IGNORECASE)
_MAX_DEPTH = 30_000


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
        self.title = collapsed(title.text()) if title else ""
        page = _Page(self.ledger)
        if root := tree.body or tree.root:
            page.read(root)
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
            self.ledger.warn("some characters are not valid in the encoding of the page")
            return data.decode("gb18030" if name.startswith("gb") else "utf-8", errors="replace")


def _depth(text: str) -> int:
    """How deep the elements that must be closed are nested, closed or not."""
    return max(accumulate(-1 if tag[1] else 1 for tag in _NESTED.finditer(text)), default=0)


class _Page:
    """The lines of a page, read element by element.

    Attributes:
        lines: what has been read.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.lines: list[Line] = []
        self._ledger = ledger
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
            elif is_skipped(node):
                if node.tag not in CODE and (text := node.text().strip()):
                    self._ledger.drop("menus and hidden parts", self._ledger.source(text))
            elif self._enter(node):
                if node.tag in BLOCKS:
                    stack.append((node, True))
                stack += [(child, False) for child in reversed(list(node.iter(include_text=True)))]
        self._flush()

    def _enter(self, node: LexborNode) -> bool:
        """Reads `node` itself; whether its children are still to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._text.append(self._ledger.source(node.text(deep=False)))
            return False
        if tag in BLOCKS or tag in ("br", "pre"):
            self._flush()
        if tag == "pre":
            self._add("code", self._repaired(self._ledger.source(node.text())).strip("\n").split("\n"))
            return False
        if tag == "table" and (rows := data_rows(node)):
            for caption in node.css("caption"):
                self._add("caption", [self._ledger.source(one_line(caption))])
            self._add("table", [self._ledger.source("\t".join(row)) for row in rows if any(row)])
            return False
        if tag == "li":
            self._kind = "list"
        elif tag in HEADINGS:
            self._kind, self._level = "heading", HEADINGS[tag]
        return True

    def _add(self, kind: LineKind, texts: list[str]) -> None:
        """Lines of one kind, apart from those of the same kind that follow."""
        self.lines += [Line(text.rstrip("\n"), kind=kind) for text in texts]
        self.lines.append(Line("", kind="blank"))

    def _repaired(self, text: str) -> str:
        return self._ledger.change("broken characters", text, repair(text))

    def _flush(self) -> None:
        """What has been gathered becomes a line."""
        text = collapsed(self._repaired("".join(self._text)))
        self._text.clear()
        if text:
            marked = self._ledger.change("marks", text, f"• {text}" if self._kind == "list" else text)
            self.lines.append(Line(marked, kind=self._kind, level=self._level))
            if self._kind == "list":  # what follows in the item is a paragraph of it
                self._kind = "text"
