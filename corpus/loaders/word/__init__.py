"""Word files (.docx and its macro and template kin)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.errors import LoadError
from corpus.loaders.base import FileLoader
from corpus.loaders.package import Package, PackageError
from corpus.loaders.titles import core_title
from corpus.loaders.word.body import Body
from corpus.loaders.word.notes import drop_asides
from corpus.text import join_all

_LITTLE_TEXT = 200
"""A document of pictures with no more characters than this is likely a scan."""
_TITLE_CHARS = 120


class DocxLoader(FileLoader):
    """A Word file as a reader sees it: automatic numbers in, deletions and hidden text out; no link is followed."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file; see `FileLoader.lazy_load`."""
        try:
            package = Package(self.read())
            main = next(iter(package.related("officeDocument")), "word/document.xml")
            body = Body(package, main, self.ledger)
        except PackageError as error:
            raise LoadError(self.path, f"not a readable Word file: {error}") from error
        blocks = list(line_blocks(body.lines()))
        drop_asides(package, main, self.ledger)
        characters = sum(len(block.page_content) for block in blocks)
        if body.pictures and characters < _LITTLE_TEXT:
            self.ledger.warn(f"{body.pictures} pictures and little text: what stands in the pictures is not read")
        title = join_all(body.title)
        self.title = title if len(title) <= _TITLE_CHARS else ""
        if not self.title and (stated := core_title(package)):
            top = re.sub(r"\s", "", "".join(block.page_content for block in blocks[:8]))
            self.title = stated if re.sub(r"\s", "", stated) in top else ""
        yield from blocks
