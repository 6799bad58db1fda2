"""PDF files with a text layer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.documents import Document

from corpus.blocks import extracted_blocks
from corpus.errors import LoadError
from corpus.lines import read_lines
from corpus.loaders.base import FileLoader
from corpus.text import repair

_PDFIUM = threading.Lock()  # PDFium is not thread-safe


class PdfLoader(FileLoader):
    """A PDF file, read page by page with PDFium; pages without text are named in `notes`."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file with their pages; see `FileLoader.lazy_load`."""
        pages = self._pages()
        empty = [str(i) for i, text in enumerate(pages, 1) if not text.strip()]
        if len(empty) == len(pages):
            raise LoadError(self.path, "no page has a text layer; the file needs OCR")
        if empty:
            self.ledger.warn(f"page {', '.join(empty[:20])} of {len(pages)}: no text (scanned?), left out")
        self.ledger.pages = len(pages)
        self.ledger.unread = [i for i, text in enumerate(pages, 1) if not text.strip()]
        raw = self.ledger.source("\n\f".join(page.replace("\f", "\n") for page in pages))
        text = self.ledger.change("broken characters", raw, repair(raw))
        yield from extracted_blocks(list(read_lines(text, self.ledger, paged=True)), self.ledger)

    def _pages(self) -> list[str]:
        import pypdfium2 as pdfium

        with _PDFIUM:
            try:
                pdf = pdfium.PdfDocument(self.read())
            except pdfium.PdfiumError as error:
                reason = "the PDF is encrypted" if "password" in str(error).lower() else f"not a readable PDF ({error})"
                raise LoadError(self.path, reason) from error
            try:
                return [_text(page) for page in pdf]
            finally:
                pdf.close()


def _text(page: Any) -> str:
    """The text of a PDFium page."""
    words = page.get_textpage()
    text = str(words.get_text_range())
    words.close()
    page.close()
    # U+FFFE stands where PDFium undid a hyphen at a line end.
    return text.replace("\r\n", "\n").replace("\ufffe", "-")
