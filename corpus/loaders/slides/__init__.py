"""Presentations (.pptx)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.errors import LoadError
from corpus.lines import Line
from corpus.loaders.base import FileLoader
from corpus.loaders.drawings import drawing_lines
from corpus.loaders.grid import Cell, grid
from corpus.loaders.package import Package, PackageError, R
from corpus.loaders.slides.shapes import TITLES, A, Layout, P, Shape, placeholder, shapes
from corpus.loaders.slides.text import paragraphs, visible
from corpus.loaders.titles import core_title
from corpus.text import join_all

MAX_SLIDES = 5000
_FURNITURE = {"ftr": "running heads", "hdr": "running heads", "dt": "running heads", "sldNum": "page numbers"}
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"


class PptxLoader(FileLoader):
    """A presentation: slides are pages, their titles headings; tables, charts, diagrams and notes are read."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file; see `FileLoader.lazy_load`."""
        try:
            package = Package(self.read())
            main = next(iter(package.related("officeDocument")), "ppt/presentation.xml")
            root = package.xml(main)
            slides = self._slides(package, main, root)
            lines = list(self._lines(package, root, slides))
        except PackageError as error:
            raise LoadError(self.path, f"not a readable presentation: {error}") from error
        self.title = self.title or core_title(package)
        yield from line_blocks(lines)

    def _slides(self, package: Package, main: str, root: Any) -> list[str]:
        """The parts of the slides, in order."""
        relations = package.relations(main)
        keys = [node.get(f"{R}id", "") for node in root.iterfind(f"{P}sldIdLst/{P}sldId")]
        slides = [relations[key].target for key in keys if key in relations and not relations[key].external]
        if len(slides) > MAX_SLIDES:
            raise PackageError(f"{len(slides)} slides are over the limit of {MAX_SLIDES}")
        return slides

    def _lines(self, package: Package, root: Any, slides: list[str]) -> Iterator[Line]:
        self.ledger.pages = len(slides)
        size = root.find(f"{P}sldSz")
        height = float(size.get("cy", "6858000")) if size is not None else 6858000.0
        hidden: list[str] = []
        for page, part in enumerate(slides, 1):
            self.tick(page, len(slides))
            slide = package.xml(part)
            if slide.get("show", "1") in ("0", "false"):
                hidden.append(str(page))
            lines = [
                line
                for shape in shapes(slide, Layout(package, part), height)
                for line in self._shape(package, part, shape, page)
            ]
            if not any(line.text for line in lines) and next(slide.iter(f"{A}blip"), None) is not None:
                self.ledger.unread.append(page)
            yield from lines
            yield from self._beside(package, part, page)
            yield Line("", page, "blank")
        if hidden:
            self.ledger.warn(f"slide {', '.join(hidden[:20])} hidden in the show; read")
        if self.ledger.unread:
            pages = ", ".join(map(str, self.ledger.unread[:20]))
            self.ledger.warn(f"slide {pages} of {len(slides)}: only pictures, no text that could be read")

    def _shape(self, package: Package, part: str, shape: Shape, page: int) -> Iterator[Line]:
        node = shape.node
        body = node.find(f"{P}txBody")
        if shape.role in _FURNITURE:
            if text := "".join(text.text or "" for text in node.iter(f"{A}t")):
                self.ledger.drop(_FURNITURE[shape.role], self.ledger.source(text), page)
        elif body is not None and shape.role in TITLES:
            pieces = "\n".join(visible(paragraph, self.ledger, page) for paragraph in body.iterfind(f"{A}p")).split(
                "\n"
            )
            pieces = [piece for piece in pieces if piece]
            if title := self.ledger.change("hyphens", "".join(pieces), join_all(pieces), page):
                self.title = self.title or (title if page == 1 else "")
                yield Line(title, page, "heading", level=1)
        elif body is not None:
            yield from paragraphs(body, self.ledger, page, bullets=shape.role != "subTitle")
            yield Line("", page, "blank")
        for table in node.iter(f"{A}tbl"):
            yield from self._table(table, page)
        relations = package.relations(part)
        for drawing in node.iter(_CHART, _DIAGRAM):
            relation = relations.get(drawing.get(f"{R}id") or drawing.get(f"{R}dm") or "")
            drawn = package.optional(relation.target) if relation and not relation.external else None
            if drawn is not None:
                yield from drawing_lines(drawn, self.ledger, page)

    def _table(self, table: Any, page: int) -> Iterator[Line]:
        for row in grid(map(self._cells, table.iterfind(f"{A}tr"))):
            if any(row):
                yield Line("\t".join(row), page, "table")
        yield Line("", page, "blank")

    def _cells(self, row: Any) -> Iterator[Cell]:
        for cell in row.iterfind(f"{A}tc"):
            pieces = "\n".join(visible(paragraph, self.ledger) for paragraph in cell.iter(f"{A}p")).split("\n")
            pieces = [piece for piece in pieces if piece]
            text = self.ledger.change("hyphens", "".join(pieces), join_all(pieces))
            if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                if text:
                    self.ledger.drop("hidden text", text)
                text = ""
            yield Cell(text)

    def _beside(self, package: Package, part: str, page: int) -> Iterator[Line]:
        """The speaker's notes, which are the author's words; comments are counted as left out."""
        for notes in package.related("notesSlide", part):
            root = package.optional(notes)
            for node in () if root is None else root.iter(f"{P}sp"):
                role, _ = placeholder(node)
                body = node.find(f"{P}txBody")
                if body is None:
                    continue
                if role == "body":
                    for line in paragraphs(body, self.ledger, page, bullets=False):
                        yield Line(line.text, page, "footnote" if line.text else "blank")
                elif text := "".join(text.text or "" for text in node.iter(f"{A}t")):
                    self.ledger.drop("running heads", self.ledger.source(text), page)
        for comments in package.related("comments", part):
            root = package.optional(comments)
            for node in () if root is None else root.iter("{*}text"):
                self.ledger.drop("comments", self.ledger.source(node.text or ""), page)
