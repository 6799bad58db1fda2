"""Word files (.docx)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.errors import LoadError
from corpus.lines import Line
from corpus.loaders.base import FileLoader
from corpus.loaders.grid import Cell, grid
from corpus.numbering import read_number
from corpus.text import join_all, repair

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc\b|目录)", re.IGNORECASE)
_CAPTION = re.compile(r"^(?:caption|题注)", re.IGNORECASE)
_LIST = re.compile(r"^(?:list|列表|列出)", re.IGNORECASE)
_MAX_UNPACKED = 1024**3


class DocxLoader(FileLoader):
    """A Word file: headings by style or numbering, paragraphs, lists, notes and tables in order."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file; see `FileLoader.lazy_load`. Macros and links are not followed."""
        import docx

        data = self.read()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                unpacked = sum(info.file_size for info in archive.infolist())
            if unpacked > _MAX_UNPACKED:
                raise LoadError(self.path, f"unpacks to {unpacked / 2**30:.1f} GB, over the limit of 1 GB")
            document = docx.Document(io.BytesIO(data))
        except LoadError:
            raise
        except Exception as error:  # python-docx raises what zipfile, lxml and its own parser raise
            raise LoadError(self.path, f"not a readable Word file ({type(error).__name__}: {error})") from error
        yield from line_blocks(self._lines(document))

    def _lines(self, document: WordDocument) -> Iterator[Line]:
        styles = {style.style_id: style for style in document.styles}
        notes = _footnotes(document)
        for element in _elements(document.element.body):
            if element.tag == f"{_W}tbl":
                rows = ["\t".join(row) for row in grid(map(_cells, element.iter(f"{_W}tr")))]
                yield from (Line(self.ledger.source(row), kind="table") for row in rows)
                yield Line("", kind="blank")
            else:
                yield from self._paragraph(element, _style_names(styles.get(element.style)))
            for mark in element.iter(f"{_W}footnoteReference"):
                if text := notes.pop(mark.get(f"{_W}id"), ""):
                    yield Line(self.ledger.source(text), kind="footnote")

    def _paragraph(self, element: Any, styles: list[str]) -> Iterator[Line]:
        raw = self.ledger.source(_text(element))
        lines = [line for line in self.ledger.change("broken characters", raw, repair(raw)).split("\n") if line]
        text = join_all(lines)
        heading = next(filter(None, map(_HEADING.match, styles)), None)
        if not lines:
            yield Line("", kind="blank")
        elif any(map(_CONTENTS.match, styles)):
            self.ledger.drop("contents lines", text)
        elif heading or any(map(_TITLE.match, styles)):
            yield Line(text, kind="heading", level=int(heading[1]) if heading else 1)
        elif any(map(_CAPTION.match, styles)):
            yield Line(text, kind="caption")
        elif any(map(_LIST.match, styles)) and read_number(text) is None:
            yield Line(self.ledger.change("marks", text, f"• {text}"), kind="list")
        else:
            yield from map(Line, lines)


def _style_names(style: Any) -> list[str]:
    """The names of a style and of those that it is based on, nearest first."""
    names: list[str] = []
    while style is not None and len(names) < 10:
        names.append(style.name or "")
        style = getattr(style, "base_style", None)
    return names


def _elements(body: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those in content controls."""
    for child in body:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _elements(child)


def _text(paragraph: Any) -> str:
    """The text of a paragraph as it stands: insertions and text boxes in, deletions out."""
    pieces: list[str] = []
    stack = [paragraph]
    while stack:
        node = stack.pop()
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            pieces.append(" ")
        elif node.tag != _FALLBACK:  # the older copy of a drawing's text box
            if node.tag == f"{_W}p" and pieces:
                pieces.append("\n")
            stack += reversed(node)
    return "\n".join(" ".join(line.split()) for line in "".join(pieces).split("\n"))


def _cells(row: Any) -> Iterator[Cell]:
    """The cells of a row; the rest of a cell that spans rows is empty."""
    for cell in row.tc_lst:
        goes_on = cell.vMerge == "continue"
        lines = [] if goes_on else [line for line in repair(_text(cell)).split("\n") if line]
        yield Cell(join_all(lines), columns=cell.grid_span)


def _footnotes(document: WordDocument) -> dict[str, str]:
    """The text of each footnote, after its number, by id."""
    from docx.oxml import parse_xml

    notes: dict[str, str] = {}
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if text := " ".join(repair(_text(note)).split()):
                    notes[note.get(f"{_W}id")] = f"{len(notes) + 1} {text}"
    return notes
