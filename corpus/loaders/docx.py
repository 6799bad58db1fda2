"""Word files (.docx)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.errors import LoadError
from corpus.lines import Line
from corpus.loaders.base import FileLoader
from corpus.text import repair

_STYLE = re.compile(r"^(?:heading|标题)\s*(\d)", re.IGNORECASE)


class DocxLoader(FileLoader):
    """A Word file: headings by style or numbering, paragraphs, lists and tables in order."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file; see `FileLoader.lazy_load`. Macros and links are not followed."""
        import docx

        try:
            document = docx.Document(str(self.path))
        except Exception as error:  # python-docx raises what zipfile, lxml and its own parser raise
            raise LoadError(self.path, f"not a readable Word file ({type(error).__name__}: {error})") from error
        yield from line_blocks(self._lines(document))

    def _lines(self, document) -> Iterator[Line]:  # type: ignore[no-untyped-def]  # python-docx is untyped
        from docx.table import Table

        for item in document.iter_inner_content():
            if isinstance(item, Table):
                for row in item.rows:
                    cells = [repair(" ".join(cell.text.split())) for cell in row.cells]
                    yield Line("\t".join(_unmerged(cells)), kind="table")
                yield Line("", kind="blank")
                continue
            text = repair(item.text).strip()
            if not text:
                yield Line("", kind="blank")
                continue
            style = item.style.name if item.style is not None else ""
            heading = _STYLE.match(style)
            if heading or style in ("Title", "标题"):
                yield Line(text.replace("\n", " "), kind="heading", level=int(heading[1]) if heading else 1)
            elif style.startswith(("List", "列表", "列出")):
                yield Line("• " + text.replace("\n", " "), kind="list")
            else:
                for part in text.split("\n"):
                    if part.strip():
                        yield Line(part.strip())


def _unmerged(cells: list[str]) -> list[str]:
    """A row's cells with the repeats of a merged cell emptied (python-docx repeats its text)."""
    return [cell if i == 0 or cell != cells[i - 1] or _is_figure(cell) else "" for i, cell in enumerate(cells)]


def _is_figure(cell: str) -> bool:
    return bool(re.fullmatch(r"[-\d,.%\s]*", cell))
