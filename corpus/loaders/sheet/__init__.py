"""Spreadsheets: workbooks (.xlsx) and tables in plain text (.csv, .tsv)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.errors import LoadError
from corpus.ledger import Ledger
from corpus.lines import Line
from corpus.loaders.base import FileLoader
from corpus.loaders.package import PackageError
from corpus.loaders.sheet.regions import Rows, sheet_lines
from corpus.loaders.sheet.workbook import MAX_ROWS, Sheet, Workbook
from corpus.loaders.titles import core_title
from corpus.text import decode, repair

_NO_NAME = re.compile(r"^(?:sheet|工作表|表|chart)\s*\d*$", re.IGNORECASE)
_A_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_A_PARAGRAPH = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_TITLE_CHARS = 60
_SAMPLE_LINES = 100
_DELIMITERS = ",\t;|"
_MAX_FIELD = 2**24
_QUOTED_LINES = 60
"""A quoted cell with more lines than this comes of a quotation mark that nothing closes."""


class XlsxLoader(FileLoader):
    """A workbook: each sheet a section, each table with its caption, numbers as they are shown; no formula is run."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file; see `FileLoader.lazy_load`."""
        try:
            workbook = Workbook(self.read())
            sheets = list(workbook.sheets())
        except PackageError as error:
            raise LoadError(self.path, f"not a readable workbook: {error}") from error
        captions: list[str] = []
        for number, sheet in enumerate(sheets, 1):
            self.tick(number, len(sheets))
            self._note(sheet)
            lines = list(sheet_lines(sheet.rows, self.ledger, sheet.merged))
            captions += [line.text for line in lines[:1] if line.kind == "caption"]
            lines += self._drawn(workbook, sheet)
            yield from self._section(sheet, lines)
        if len([sheet for sheet in sheets if sheet.rows]) == 1 and captions and len(captions[0]) <= _TITLE_CHARS:
            self.title = captions[0]
        self.title = self.title or core_title(workbook.package)

    def _section(self, sheet: Sheet, lines: list[Line]) -> Iterator[Document]:
        """The blocks of a sheet below its name."""
        name = self.ledger.source(sheet.name)
        name = self.ledger.change("broken characters", name, repair(name).strip())
        if not lines or not name or _NO_NAME.match(name):
            self.ledger.drop("names of sheets", name)
            yield from line_blocks(lines)
            return
        yield Document(page_content=name, metadata={"kind": "heading", "section": [name], "page": None})
        for block in line_blocks(lines):
            block.metadata["section"] = [name, *block.metadata["section"]]
            yield block

    def _note(self, sheet: Sheet) -> None:
        """Warns of what a reader of the open workbook does not see, or we do not."""
        ledger = self.ledger
        name = f"sheet {sheet.name}"
        if sheet.hidden and sheet.rows:
            ledger.warn(f"{name} is hidden; it is read")
        columns = len(sheet.hidden_columns & {column for cells in sheet.rows.values() for column in cells})
        if sheet.hidden_rows or columns:
            ledger.warn(f"{name} has {sheet.hidden_rows} hidden rows and {columns} hidden columns; they are read")
        if sheet.uncounted:
            ledger.warn(f"{name} has {sheet.uncounted} formulas without a saved result: open and save it once")
        if sheet.concealed:
            ledger.drop("hidden values", ledger.source(" ".join(sheet.concealed)))

    def _drawn(self, workbook: Workbook, sheet: Sheet) -> Iterator[Line]:
        """The text boxes that lie on a sheet; its comments are counted as left out."""
        package = workbook.package
        for part in package.related("drawing", sheet.part) if sheet.part else ():
            root = package.optional(part)
            for paragraph in () if root is None else root.iter(_A_PARAGRAPH):
                raw = self.ledger.source("".join(node.text or "" for node in paragraph.iter(_A_TEXT)))
                if text := " ".join(self.ledger.change("broken characters", raw, repair(raw)).split()):
                    yield Line(text)
        for part in package.related("comments", sheet.part) if sheet.part else ():
            root = package.optional(part)
            for node in () if root is None else root.iter("{*}comment"):
                self.ledger.drop("comments", self.ledger.source("".join(node.itertext())))


class CsvLoader(FileLoader):
    """A table in plain text; what parts its cells is found out from its first lines."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file; see `FileLoader.lazy_load`."""
        try:
            text = self.ledger.source(decode(self.read()))
        except UnicodeError as error:
            raise LoadError(self.path, f"not a text file ({error})") from error
        rows, cells = _table(text)
        if len(rows) > MAX_ROWS:
            raise LoadError(self.path, f"{len(rows):,} rows are over the limit of {MAX_ROWS:,}; split the file")
        _settle(self.ledger, text, cells)
        yield from line_blocks(sheet_lines(rows, self.ledger, counted=True))


def _settle(ledger: Ledger, text: str, cells: str) -> None:
    """Notes the marks between and around the cells as left out."""
    ledger.change("delimiters and quotes", text, cells)


def _table(text: str) -> tuple[Rows, str]:
    """The filled cells of a table, and all their text."""
    delimiter = _delimiter(text)
    csv.field_size_limit(_MAX_FIELD)
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        rows: Rows = {}
        try:
            for number, cells in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
            ):
                if filled := {i: cell for i, cell in enumerate(cells) if cell.strip()}:
                    rows[number] = filled
        except csv.Error:
            continue
        if not any(cell.count("\n") > _QUOTED_LINES for cells in rows.values() for cell in cells.values()):
            break
    return rows, "\n".join("\t".join(cells.values()) for cells in rows.values())


def _delimiter(text: str) -> str:
    """The mark that parts most lines of the beginning into the same number of cells, more than one."""
    sample = "\n".join(text[:200_000].split("\n")[:_SAMPLE_LINES])
    best, chosen = (0.0, 0), ","
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if any(row))
        except csv.Error:
            continue
        width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        score = (times / max(1, widths.total()), width) if width > 1 else (0.0, 0)
        if score > best:
            best, chosen = score, delimiter
    return chosen
