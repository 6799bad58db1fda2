"""The body of a Word file as lines: paragraphs with their numbers, lists, tables, boxes, notes, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.ledger import Ledger
from corpus.lines import Line, LineKind
from corpus.loaders.drawings import drawing_lines
from corpus.loaders.grid import Cell, grid
from corpus.loaders.package import Package
from corpus.loaders.word.notes import Notes
from corpus.loaders.word.numbering import Numbering, W, integer, value
from corpus.loaders.word.styles import Styles, list_of, outline_level
from corpus.loaders.word.text import Found, Runs
from corpus.numbering import read_number
from corpus.outline import UNMARKED
from corpus.text import join_all

CELL_CHARS = 1500
"""A longer cell is a part of the page, not of a table."""
_HEADING_CHARS = 100
_CONTENTS = re.compile(r"^目\s*[录次]$")
_ENTRY = re.compile(r"(?:\d{1,4}|[ivxIVX]{1,6})$")
_INNER = {
    f"{W}{name}"
    for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "del", "moveFrom", "txbxContent")
}
"""Elements that only hold others."""


class Body:
    """Reads the body of a document once, from its first element to its last."""

    def __init__(self, package: Package, main: str, ledger: Ledger) -> None:
        self._package, self._main, self._ledger = package, main, ledger
        self._root = package.xml(main)
        self._relations = package.relations(main)
        styles = Styles(package.optional(next(iter(package.related("styles", main)), "")))
        numbering = package.optional(next(iter(package.related("numbering", main)), ""))
        self._styles = styles
        self._numbering = Numbering(numbering, styles.lists)
        self._runs = Runs(ledger, styles)
        self._notes = Notes(package, main, self._root, ledger)
        self.title: list[str] = []
        """The paragraphs in the style of a title."""
        self.pictures = 0

    def lines(self) -> Iterator[Line]:
        """The lines of the document; `title` and `pictures` are filled meanwhile."""
        body = self._root.find(f"{W}body")
        if body is not None:
            yield from self._blocks(body)
        self._notes.drop_rest()

    def _blocks(self, parent: Iterable[Any]) -> Iterator[Line]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag in _INNER:
                yield from self._blocks(child)
            elif child.tag in (f"{W}altChunk", f"{W}subDoc"):
                self._ledger.warn(
                    "a part of the document is another file put in and is not read: save it as one in Word"
                )

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        found = self._runs.read(paragraph)
        numbers, notes = self._notes.take(found.notes, self._runs)
        yield from self._main_lines(paragraph, found, numbers)
        yield from self._beside(found)
        yield from notes

    def _main_lines(self, paragraph: Any, found: Found, notes: tuple[str, ...]) -> Iterator[Line]:
        """The paragraph itself, as what its style and its number make of it."""
        properties = paragraph.find(f"{W}pPr")
        style = self._styles[value(properties, "pStyle") or self._styles.default]
        lines = found.text.split("\n") if found.text else []
        label = self._label(paragraph, properties, counted=bool(lines))
        if not lines:
            yield Line("", kind="blank")
            return
        outline = outline_level(properties)
        level = style.heading if outline is None else outline
        text = join_all(lines)
        if style.contents or (self._runs.in_contents and _ENTRY.search(text)) or _CONTENTS.match(text):
            self._ledger.drop("contents lines", "".join(lines))
            return
        kind: LineKind = "text"
        if label.startswith("•") or (style.listed and not label and read_number(text) is None):
            kind, label = "list", "• "
        elif (level or style.title) and len(text) <= _HEADING_CHARS and "。" not in text[:-1]:
            kind = "heading"
        elif style.caption:
            kind = "caption"
        if style.title:
            self.title.append(text)
        if kind != "text":
            lines = [self._ledger.change("hyphens", "".join(lines), text)]
        lines[0] = self._ledger.change("marks", lines[0], label + lines[0])
        level = level or (1 if style.title else UNMARKED)
        yield from (
            Line(line, kind=kind, level=level if kind == "heading" else UNMARKED, notes=notes) for line in lines
        )

    def _label(self, paragraph: Any, properties: Any, *, counted: bool) -> str:
        """The paragraph's automatic number; lists are counted on whether or not there is text."""
        style_id = value(properties, "pStyle") or self._styles.default
        style = self._styles[style_id]
        number, depth = list_of(properties)
        number = style.number if number is None else number
        if not number or number == "0" or (not counted and _is_gone(properties)):
            return ""
        if depth is None:
            linked = self._numbering.level_of(number, style_id)
            depth = linked or style.depth or 0
        return self._numbering.label(number, depth)

    def _beside(self, found: Found) -> Iterator[Line]:
        """The text boxes, charts and diagrams that hang on a paragraph."""
        self.pictures += found.pictures
        for box in found.boxes:
            yield from self._blocks(box)
        for key in found.drawings:
            relation = self._relations.get(key)
            root = self._package.optional(relation.target) if relation and not relation.external else None
            if root is not None:
                yield from drawing_lines(root, self._ledger)

    def _table(self, table: Any) -> Iterator[Line]:
        rows = list(_rows(table))
        frame = max((len(list(_cells(row))) for row in rows), default=0) <= 1
        asides: list[Line] = []
        run: list[list[Cell]] = []
        for row in rows:
            cells = list(_cells(row))
            if frame or any(_is_page_part(cell) for cell in cells):
                yield from self._rows(run, asides)
                for cell in cells:
                    yield from self._blocks(cell)
                    yield Line("", kind="blank")
            else:
                run.append([*_empty(row, "gridBefore"), *(self._cell(cell, asides) for cell in cells)])
        yield from self._rows(run, asides)

    def _rows(self, run: list[list[Cell]], asides: list[Line]) -> Iterator[Line]:
        """The rows gathered in `run`, then what hangs on them; both are empty afterwards."""
        rows = grid(run)
        yield from (Line("\t".join(row), kind="table") for row in rows if any(row))
        if run:
            yield Line("", kind="blank")
        yield from asides
        run.clear()
        asides.clear()

    def _cell(self, cell: Any, asides: list[Line]) -> Cell:
        """A cell on one line; what hangs on its paragraphs goes to `asides`."""
        properties = cell.find(f"{W}tcPr")
        pieces: list[str] = []
        for paragraph in cell.iter(f"{W}p"):
            if next(paragraph.iterancestors(f"{W}txbxContent", f"{W}tc")).tag != f"{W}tc":
                continue  # read with the text box
            found = self._runs.read(paragraph)
            label = self._label(paragraph, paragraph.find(f"{W}pPr"), counted=bool(found.text))
            lines = [line for line in found.text.split("\n") if line]
            if lines:
                lines[0] = self._ledger.change("marks", lines[0], label + lines[0])
            pieces += lines
            asides += self._beside(found)
            asides += self._notes.take(found.notes, self._runs)[1]
        text = self._ledger.change("hyphens", "".join(pieces), join_all(pieces))
        if _goes_on(properties) and text:
            self._ledger.drop("hidden text", text)
            text = ""
        return Cell(text, columns=max(1, integer(value(properties, "gridSpan"), 1)))


def _is_gone(properties: Any) -> bool:
    """Whether the end of the paragraph is deleted: it is a paragraph no more."""
    return properties is not None and properties.find(f"{W}rPr/{W}del") is not None


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in _INNER:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _INNER:
            yield from _cells(child)


def _is_page_part(cell: Any) -> bool:
    """Whether a cell holds a table, or more text than one of a table does."""
    return cell.find(f".//{W}tbl") is not None or sum(len(t.text or "") for t in cell.iter(f"{W}t")) > CELL_CHARS


def _goes_on(properties: Any) -> bool:
    """Whether the cell belongs to the one above or before it."""
    if properties is None:
        return False
    merges = [properties.find(f"{W}{name}") for name in ("vMerge", "hMerge")]
    return any(merge is not None and merge.get(f"{W}val", "continue") == "continue" for merge in merges)


def _empty(row: Any, name: str) -> list[Cell]:
    columns = integer(value(row.find(f"{W}trPr"), name))
    return [Cell("", columns=columns)] if columns > 0 else []
