"""The lines of an HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.ledger import Ledger
from corpus.lines import Line, LineKind
from corpus.loaders.html.about import stated_facts
from corpus.loaders.html.nodes import (
    BLOCKS,
    CODE,
    HEADINGS,
    collapsed,
    data_rows,
    hidden_text,
    is_frame,
    is_skipped,
    note_number,
    powers,
    raw_text,
)
from corpus.outline import UNMARKED
from corpus.text import repair

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


class Page:
    """The lines of a page, read element by element.

    Attributes:
        lines: what has been read.
        properties: what a table of data about the document says: issuer, number, date.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.lines: list[Line] = []
        self.properties: dict[str, str] = {}
        self._ledger = ledger
        self._text: list[str] = []
        self._kind: LineKind = "text"
        self._level = UNMARKED
        self._notes: list[str] = []
        self._chars = 0

    def read(self, root: LexborNode) -> None:
        """Reads `root` and all in it; on an explicit stack, as a page may be nested deeper than Python's own."""
        self._chars = len(root.text())
        stack = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._flush()
                self._kind, self._level = "text", UNMARKED
            elif is_skipped(node):
                if node.tag not in CODE and (text := node.text().strip()):
                    self._ledger.drop("menus and hidden parts", self._ledger.source(text))
            elif node is not root and is_frame(node, self._chars):
                self._flush()
                if text := raw_text(node).strip():
                    self._ledger.drop("frame of the page", self._ledger.source(text))
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
        if tag == "sup":
            self._raised(node)
            return False
        if tag == "table" and (rows := data_rows(node)):
            self._table(node, rows)
            return False
        if tag == "li":
            self._kind = "list"
        elif tag in HEADINGS:
            self._kind, self._level = "heading", HEADINGS[tag]
        return True

    def _raised(self, node: LexborNode) -> None:
        """A raised mark: the number of a note, which is lifted out of its sentence, or a power."""
        text = self._ledger.source(node.text())
        if number := note_number(node):
            self._ledger.drop("note marks", text)
            self._notes.append(number)
        else:
            self._text.append(self._ledger.change("superscripts", text, powers(node)))

    def _table(self, node: LexborNode, rows: list[list[str]]) -> None:
        for caption in node.css("caption"):
            self._add("caption", [self._line(raw_text(caption))])
        clean = [[collapsed(cell) for cell in row] for row in rows]
        for row, cells in zip(rows, clean, strict=True):
            self._ledger.change("broken characters", self._ledger.source("\t".join(row)), "\t".join(cells))
        self._add("table", ["\t".join(row) for row in clean if any(row)])
        self.properties = stated_facts(clean) | self.properties
        if hidden := hidden_text(node):
            self._ledger.drop("menus and hidden parts", self._ledger.source(hidden))

    def _line(self, raw: str) -> str:
        return self._ledger.change("broken characters", self._ledger.source(raw), collapsed(raw))

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
            level = self._level if self._kind == "heading" else UNMARKED
            self.lines.append(Line(marked, kind=self._kind, level=level, notes=tuple(self._notes)))
            self._notes.clear()
            if self._kind == "list":  # what follows in the item is a paragraph of it
                self._kind = "text"
