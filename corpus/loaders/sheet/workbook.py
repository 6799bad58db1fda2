"""Workbooks (.xlsx): the cells of each sheet, as a reader sees them, read as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.loaders.package import DAMAGE, PROLOG, Package, PackageError, R, check_prolog
from corpus.loaders.sheet.formats import BUILT_IN, GENERAL, general, shown

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"^\$?([A-Za-z]{1,3})\$?(\d{1,7})$")
_ESCAPE = re.compile(r"_x((?![dD][89a-fA-F])[0-9A-Fa-f]{4})_")
"""A character that XML does not hold, or an underscore."""
MAX_ROWS = 200_000
"""Filled rows that a workbook may have."""
MAX_COLUMNS = 500
"""The last column that may be filled."""
MAX_CELLS = 4_000_000


@dataclass
class Sheet:
    """A sheet: its filled cells and what its look says.

    Attributes:
        name: on its tab.
        hidden: the sheet is hidden.
        rows: of each filled row (0-based) its filled cells, by column (0-based).
        merged: for a cell that spans others: how many rows and columns, itself included.
        hidden_rows: how many filled rows are hidden.
        hidden_columns: the hidden columns that may be filled.
        uncounted: how many formulas have no saved value.
        concealed: values that their format does not show, in order.
        part: the name of its part.
    """

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    uncounted: int = 0
    concealed: list[str] = field(default_factory=list)
    part: str = ""


class Workbook:
    """The sheets of a workbook, in the order of their tabs.

    Raises:
        PackageError: it is no workbook, or over a limit.
    """

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.main = next(iter(self.package.related("officeDocument")), "xl/workbook.xml")
        self._root = self.package.xml(self.main)
        properties = self._root.find(f"{_S}workbookPr")
        self._from_1904 = properties is not None and properties.get("date1904", "0") in ("1", "true")
        self._texts = self._shared_texts()
        self._formats = self._cell_formats()
        self._filled_rows = self._filled_cells = 0

    def sheets(self) -> Iterator[Sheet]:
        """Every sheet, hidden ones too; those that hold only a chart have no rows.

        Raises:
            PackageError: a sheet is damaged, or the workbook is over a limit.
        """
        relations = self.package.relations(self.main)
        for node in self._root.iterfind(f"{_S}sheets/{_S}sheet"):
            relation = relations.get(node.get(f"{R}id", ""))
            sheet = Sheet(" ".join(node.get("name", "").split()), hidden=node.get("state", "visible") != "visible")
            if relation and relation.target in self.package:
                sheet.part = relation.target
                if relation.kind == "worksheet":
                    self._read(sheet)
            yield sheet

    def _shared_texts(self) -> list[str]:
        out: list[str] = []
        for part in self.package.related("sharedStrings", self.main):
            for _, node in self._stream(part, "si"):
                out.append(_rich_text(node))
                node.clear()
        return out

    def _cell_formats(self) -> list[str]:
        """The number format of each cell style."""
        root = self.package.optional(next(iter(self.package.related("styles", self.main)), ""))
        if root is None:
            return []
        own = {node.get("numFmtId", ""): node.get("formatCode", "") for node in root.iter(f"{_S}numFmt")}
        codes = {str(number): code for number, code in BUILT_IN.items()} | own
        return [codes.get(node.get("numFmtId", "0"), GENERAL) for node in root.iterfind(f"{_S}cellXfs/{_S}xf")]

    def _stream(self, part: str, *names: str) -> Iterator[tuple[str, Any]]:
        """The elements with these names in a part, whatever their namespace, as they come."""
        from lxml import etree

        tags = [f"{{*}}{name}" for name in names]
        with self.package.open(part) as first, self.package.open(part) as stream:
            try:
                check_prolog(first.read(PROLOG), part)
                yield from etree.iterparse(
                    stream, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
                )
            except PackageError:
                raise
            except (etree.XMLSyntaxError, *DAMAGE) as error:
                raise PackageError(f"its part {part} is damaged: {error}") from error

    def _read(self, sheet: Sheet) -> None:
        number = -1
        for _, node in self._stream(sheet.part, "row", "col", "mergeCell"):
            kind = node.tag.rpartition("}")[2]
            if kind == "row":
                number = _integer(node.get("r", ""), number + 2) - 1
                self._row(sheet, number, node)
                node.clear()
                while node.getprevious() is not None:  # what has been read is let go
                    del node.getparent()[0]
            elif kind == "col" and node.get("hidden", "0") in ("1", "true"):
                first, last = _integer(node.get("min", "")), _integer(node.get("max", ""))
                sheet.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))
            elif kind == "mergeCell":
                _merge(sheet, node.get("ref", ""))

    def _row(self, sheet: Sheet, number: int, node: Any) -> None:
        cells: dict[int, str] = {}
        column = -1
        for cell in node.iterfind("{*}c"):
            match = _REFERENCE.match(cell.get("r", ""))
            column = _column(match[1]) if match else column + 1
            text = self._text(sheet, cell)
            if not text.strip():
                continue
            if column >= MAX_COLUMNS:
                raise PackageError(f"the sheet {sheet.name} goes on after column {MAX_COLUMNS}, the limit")
            cells[column] = text
        if not cells:
            return
        sheet.rows[number] = cells
        sheet.hidden_rows += node.get("hidden", "0") in ("1", "true")
        self._filled_rows += 1
        self._filled_cells += len(cells)
        if self._filled_rows > MAX_ROWS or self._filled_cells > MAX_CELLS:
            raise PackageError(
                f"more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells are filled (in the sheet {sheet.name});"
                " save the part that matters as a file of its own"
            )

    def _text(self, sheet: Sheet, cell: Any) -> str:
        """What a cell shows."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return "" if inline is None else _rich_text(inline)
        raw = cell.findtext("{*}v")
        if not raw:
            sheet.uncounted += cell.find("{*}f") is not None
            return ""
        if kind == "s":
            number = _integer(raw.strip(), len(self._texts))
            return self._texts[number] if number < len(self._texts) else ""
        if kind == "b":
            return "FALSE" if raw.strip() == "0" else "TRUE"
        if kind != "n":
            return str(raw)
        try:
            value = float(raw)
        except ValueError:
            return str(raw)
        style = _integer(cell.get("s", "0"), 0)
        code = self._formats[style] if style < len(self._formats) else GENERAL
        text = shown(value, code, from_1904=self._from_1904)
        if not text:
            sheet.concealed.append(general(value))
        return text


def _integer(text: str, default: int = 1) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else default


def _rich_text(node: Any) -> str:
    """The text of a string, its runs joined; how it is pronounced is left out."""
    pieces: list[str] = []
    for child in node:
        kind = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if kind == "t":
            pieces.append(child.text or "")
        elif kind == "r":
            pieces.append(child.findtext("{*}t") or "")
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), "".join(pieces))


def _column(letters: str) -> int:
    """The column (0-based) of its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _merge(sheet: Sheet, reference: str) -> None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.match(first), _REFERENCE.match(last)
    if start and end:
        row, column = int(start[2]) - 1, _column(start[1])
        sheet.merged[row, column] = (int(end[2]) - row, _column(end[1]) - column + 1)
